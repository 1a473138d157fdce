"""Promises of both sides: what is open, what became of them, and the calendar that shows the due ones elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, F, Max, Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from leitfrage.conversation import LeitfrageError, Side
from leitfrage.promises import Entry, Outcome, calendar, kept
from leitfrage.wording import N_, translate
from leitfrage.workspace import keeping, limits
from leitfrage.workspace.access import own_or_404, owned, person, record
from leitfrage.workspace.keys import digest, new_token
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import CalendarFeed, Customer, Promise, PromiseChange, User
from leitfrage.workspace.wording import PROMISE_STATES

_PER_PAGE = 50
_SOON = dt.timedelta(days=7)
_OPEN = (Promise.State.OPEN, Promise.State.RENEGOTIATED)
_CUSTOMERS_SHOWN = 300
_COOKIE = "feed-link"
_COOKIE_SECONDS = 60


class NoDay(LeitfrageError):
    cause = N_("“{text}” is no day of the calendar.")
    advice = N_("Write the day as year-month-day, 2026-11-27.")


@login_required
def promises(request: HttpRequest) -> HttpResponse:
    """List what is open, the late first; ``?customer=``, ``?by=`` and ``?show=settled`` choose."""
    user, today = person(request), timezone.localdate()
    chosen = {name: request.GET.get(name, "") for name in ("customer", "by", "show")}
    settled = chosen["show"] == "settled"
    page = Paginator(_chosen(user, chosen, settled=settled), _PER_PAGE).get_page(request.GET.get("page"))
    token = request.get_signed_cookie(_COOKIE, default="", salt=str(user.pk), max_age=_COOKIE_SECONDS)
    context = {
        "page": page,
        "groups": _groups(page.object_list, today, settled=settled),
        "chosen": chosen,
        "kept_query": urlencode({name: value for name, value in chosen.items() if value}),
        "customers": owned(user, Customer)[:_CUSTOMERS_SHOWN],
        "states": PROMISE_STATES,
        "today": today,
        "feed": CalendarFeed.objects.filter(owner=user).first(),
        "feed_address": _address(request, token) if token else "",
        "outcome": None if user.keeps_a_notebook_only else kept(_outcomes(user), today),
    }
    response = render(request, "leitfrage/promises.html", context)
    response.delete_cookie(_COOKIE, path=request.path)
    return response


def _chosen(user: User, chosen: dict[str, str], *, settled: bool) -> QuerySet[Promise]:
    found = owned(user, Promise).select_related("customer")
    found = found.prefetch_related(Prefetch("changes", PromiseChange.objects.select_related("by")))
    found = found.exclude(state__in=_OPEN) if settled else found.filter(state__in=_OPEN)
    if chosen["customer"].isdecimal() and len(chosen["customer"]) < 19:
        found = found.filter(customer=int(chosen["customer"]))
    if chosen["by"] in (Side.SELLER, Side.CUSTOMER):
        found = found.filter(by=chosen["by"])
    return found.order_by("-settled_at", "-pk") if settled else found.order_by(F("due").asc(nulls_last=True), "pk")


def _groups(rows: Iterable[Promise], today: dt.date, *, settled: bool) -> list[tuple[str, list[Promise]]]:
    """Give the promises by when they are due, in the order in which they come."""
    groups: dict[str, list[Promise]] = {}
    for each in rows:
        groups.setdefault(_group(each, today, settled=settled), []).append(each)
    return list(groups.items())


def _group(row: Promise, today: dt.date, *, settled: bool) -> str:
    if settled:
        return N_("Settled")
    if row.due is None:
        return N_("Without a date")
    if row.due < today:
        return N_("Late")
    if row.due == today:
        return N_("Today")
    return N_("In the next seven days") if row.due <= today + _SOON else N_("Later")


def _outcomes(user: User) -> Iterable[Outcome]:
    for due, state in owned(user, Promise).filter(by=Side.SELLER.value).values_list("due", "state"):
        yield Outcome(due=due, kept=state == Promise.State.KEPT, dropped=state == Promise.State.DROPPED)


@login_required
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("customer", "")
    customer = own_or_404(request, Customer, int(number) if number.isdecimal() and len(number) < 19 else 0)
    side = Side.CUSTOMER if request.POST.get("by") == Side.CUSTOMER else Side.SELLER
    keeping.add(customer, side, request.POST.get("text", ""), _day(request))
    return _back(request)


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do with a promise what the button says."""
    row, user, act = own_or_404(request, Promise, pk), person(request), request.POST.get("act", "")
    reason = request.POST.get("reason", "")
    if act == "keep":
        keeping.keep(row, user)
    elif act == "renegotiate":
        keeping.renegotiate(row, user, _day(request), reason)
    elif act == "drop":
        keeping.drop(row, user, reason)
    elif act == "date":
        keeping.correct_date(row, user, _day(request))
    elif act == "undo":
        keeping.undo(row)
    return _back(request, f"#p{pk}")


def _day(request: HttpRequest) -> dt.date | None:
    """Give the day of the form, None where it was left empty; raise ``NoDay`` where it is none."""
    text = request.POST.get("due", "").strip()
    try:
        day = parse_date(text) if text else None
    except ValueError:
        day = None
    if text and day is None:
        raise NoDay(text=text[:40])
    return day


def _back(request: HttpRequest, anchor: str = "") -> HttpResponse:
    """Go back to the list as it was chosen."""
    query = request.POST.get("kept_query", "")
    address = reverse("promises") + (f"?{query}" if query else "") + anchor
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return redirect(address if safe else reverse("promises"))


@login_required
@require_POST
def renew_feed(request: HttpRequest) -> HttpResponse:
    """Make a calendar address, or a new one; the old one leads nowhere from now on. It is shown once."""
    user, token = person(request), new_token()
    CalendarFeed.objects.update_or_create(owner=user, defaults={"token_digest": digest(token), "created_at": timezone.now()})
    record(user, "calendar address made")
    response = redirect(reverse("promises") + "#calendar")
    response.set_signed_cookie(
        _COOKIE,
        token,
        salt=str(user.pk),
        max_age=_COOKIE_SECONDS,
        path=reverse("promises"),
        httponly=True,
        samesite="Strict",
        secure=settings.SECURE,
    )
    return response


@login_required
@require_POST
def revoke_feed(request: HttpRequest) -> HttpResponse:
    CalendarFeed.objects.filter(owner=person(request)).delete()
    record(person(request), "calendar address revoked")
    return redirect(reverse("promises") + "#calendar")


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar to a calendar program, which signs in by the address alone."""
    if not limits.count(limits.FEED, limits.address_of(request)):
        return HttpResponse(status=429, headers={"Retry-After": str(limits.FEED.seconds)})
    row = CalendarFeed.objects.select_related("owner").filter(token_digest=digest(token)).first()
    if row is None or not row.owner.is_active:
        raise Http404
    response = _calendar(row.owner, row.owner.language or language_of(request))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@login_required
def file(request: HttpRequest) -> HttpResponse:
    """Give the same calendar once, as a file."""
    response = _calendar(person(request), language_of(request))
    response["Content-Disposition"] = 'attachment; filename="leitfrage.ics"'
    return response


def _calendar(user: User, language: str) -> HttpResponse:
    due = owned(user, Promise).filter(state__in=_OPEN, due__isnull=False).select_related("customer").order_by("due", "pk")
    rows = due.annotate(changed=Count("changes"), undone=Count("changes__undone_at"), last=Max("changes__at"))
    entries = [
        Entry(
            uid=f"{salted_hmac('leitfrage.promise', str(each.pk)).hexdigest()[:24]}@leitfrage",
            due=each.due or timezone.localdate(),
            summary=_summary(each, language),
            description=each.text,
            changed_at=each.last or each.created_at,
            changes=each.changed + each.undone,
        )
        for each in rows
    ]
    return HttpResponse(
        calendar(entries, translate(N_("Promises"), language), language), content_type="text/calendar; charset=utf-8"
    )


def _summary(row: Promise, language: str) -> str:
    who = N_("Promised to {customer}: {text}") if row.by == Side.SELLER else N_("{customer} promised: {text}")
    return translate(who, language).format(customer=row.customer.name, text=row.text[:120])


def _address(request: HttpRequest, token: str) -> str:
    where = reverse("promises-feed", args=[token])
    return f"{settings.PUBLIC_URL}{where}" if settings.PUBLIC_URL else request.build_absolute_uri(where)


urls = [
    path("promises/", promises, name="promises"),
    path("promises/add", add, name="add-promise"),
    path("promises/<int:pk>", change, name="change-promise"),
    path("promises/calendar.ics", file, name="promises-file"),
    path("promises/feed/renew", renew_feed, name="renew-feed"),
    path("promises/feed/revoke", revoke_feed, name="revoke-feed"),
    path("promises/feed/<str:token>.ics", feed, name="promises-feed"),
]

"""Letters, the seller's side: start one from talks, write it, see it as the customer will, release and revoke it.

Nothing here answers a letter: that is the customer's alone (pages/letter_link.py).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leitfrage import letters as paper
from leitfrage.workspace import writing
from leitfrage.workspace.access import own_or_404, person, record
from leitfrage.workspace.documents import as_document
from leitfrage.workspace.models import Customer, Item, Letter, LetterLine
from leitfrage.workspace.pages.letter_link import customers_page
from leitfrage.workspace.wording import VERDICTS

_PER_PAGE = 30
_MOST_DIGITS = 19
_LINK = "letter-link"
_LINK_SECONDS = 60
_WORDS = {"recipient": 600, "salutation": 200, "opening": 6000, "closing": 6000, "reason": 6000, "take_along": 6000}


@login_required
def letters(request: HttpRequest, pk: int) -> HttpResponse:
    """List a customer's letters (GET), or begin one from the chosen talks (POST)."""
    customer = own_or_404(request, Customer, pk)
    talks = writing.fit_talks(customer)
    if request.method == "POST":
        chosen = [each for each in talks if str(each.pk) in request.POST.getlist("talk")]
        name = " ".join(request.POST.get("name", "").split())[:120]
        row = writing.start(customer, person(request), chosen, name=name, not_us=request.POST.get("kind") == "not_us")
        return redirect("letter", row.pk)
    page = Paginator(customer.letters.prefetch_related("conversations"), _PER_PAGE).get_page(request.GET.get("page"))
    wanted = request.GET.get("talk", "")
    latest = talks.first()
    context = {
        "customer": customer,
        "page": page,
        "states": {each.pk: _state(each) for each in page.object_list},
        "talks": talks,
        "preselected": wanted if wanted.isdecimal() else str(latest.pk if latest else ""),
        "people": customer.people.all(),
    }
    return render(request, "leitfrage/letters.html", context)


def _state(row: Letter) -> str:
    if row.state == Letter.State.RELEASED and not row.is_open(timezone.now()):
        return "expired"
    return "answered" if row.answered_at else str(row.state)


@login_required
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the letter: to be written on while it may be, else as it went out, with what came back."""
    row = own_or_404(request, Letter, pk)
    if request.method == "POST":
        return _write(request, row)
    state = _state(row)
    context: dict[str, Any] = {
        "row": row,
        "customer": row.customer,
        "state": state,
        "days": writing.OPEN_DAYS,
        "hint_local": settings.LOCAL and not settings.PUBLIC_URL,
        "versions": row.versions.all(),
    }
    if row.may_be_written:
        writing.relink(row)
    lines = list(row.lines.select_related("item"))
    context |= {
        "sections": [(each, found) for each in paper.ORDER if (found := [line for line in lines if line.dimension == each])],
        "open_additions": [line for line in lines if not line.dimension],
        "verdicts": VERDICTS,
        "talks": row.conversations.only("pk", "title", "upload_name", "held_on"),
    }
    if row.may_be_written:
        inside = {line.item_id for line in lines}
        context["more"] = [item for item in writing.fit_items(row) if item.pk not in inside]
        return render(request, "leitfrage/letter.html", context)
    token = request.get_signed_cookie(_LINK, default="", salt=str(row.pk), max_age=_LINK_SECONDS)
    context["link"] = _address(request, token) if token else ""
    response = render(request, "leitfrage/letter_sent.html", context)
    response.delete_cookie(_LINK, path=request.path)
    return response


def _write(request: HttpRequest, row: Letter) -> HttpResponse:
    """Keep what was written, whichever button was pressed; then do what it says."""
    if not row.may_be_written:
        raise writing.AlreadyOut()
    act, _, which = request.POST.get("act", "save").partition("-")
    with transaction.atomic():
        for name, most in _WORDS.items():
            if name in request.POST:
                setattr(row, name, request.POST[name].replace("\r\n", "\n").strip()[:most])
        row.save()
        lines = list(row.lines.all())
        for line in lines:
            words = " ".join(request.POST.get(f"text-{line.pk}", line.text).split())
            line.text = words[:1000] or line.text
            line.included = f"in-{line.pk}" in request.POST
            line.save(update_fields=["text", "included"])
        chosen = request.POST.get("item", "")
        if act == "add" and chosen.isdecimal() and len(chosen) < _MOST_DIGITS:
            writing.add_line(row, own_or_404(request, Item, int(chosen)))
        elif act in ("up", "down"):
            _move(lines, which, -1 if act == "up" else 1)
    if act == "release":
        token = writing.open_link(row, person(request), days=_days(request), code=request.POST.get("code", ""))
        return _with_link(row, token)
    anchor = f"#l{which}" if act in ("up", "down") else "#more" if act == "add" else ""
    return redirect(reverse("letter", args=[row.pk]) + anchor)


def _move(lines: list[LetterLine], which: str, step: int) -> None:
    """Swap a line with its neighbour in the same section."""
    moved = next((line for line in lines if str(line.pk) == which), None)
    if moved is None:
        return
    section = [line for line in lines if line.dimension == moved.dimension]
    at = section.index(moved)
    if not 0 <= at + step < len(section):
        return
    section[at], section[at + step] = section[at + step], section[at]
    for position, line in enumerate(section):
        line.position = position
        line.save(update_fields=["position"])


def _days(request: HttpRequest) -> int:
    days = request.POST.get("days", "")
    return int(days) if days.isdecimal() and len(days) <= 4 else writing.OPEN_DAYS


def _with_link(row: Letter, token: str) -> HttpResponse:
    """Hand the token to the next page in a short-lived cookie: it is shown once, and never lies in the database."""
    response = redirect("letter", row.pk)
    response.set_signed_cookie(
        _LINK,
        token,
        salt=str(row.pk),
        max_age=_LINK_SECONDS,
        path=reverse("letter", args=[row.pk]),
        httponly=True,
        samesite="Strict",
        secure=settings.SECURE,
    )
    return response


def _address(request: HttpRequest, token: str) -> str:
    where = reverse("letter-link", args=[token])
    return f"{settings.PUBLIC_URL}{where}" if settings.PUBLIC_URL else request.build_absolute_uri(where)


@login_required
@require_POST
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the letter a new link; the old one leads nowhere from now on."""
    row = own_or_404(request, Letter, pk)
    if row.may_be_written:
        return redirect("letter", pk)
    return _with_link(row, writing.open_link(row, person(request), days=_days(request), code=request.POST.get("code", "")))


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    writing.revoke(own_or_404(request, Letter, pk), person(request))
    return redirect("letter", pk)


@login_required
@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Erase the letter with its versions; what the customer said in it stays in the map."""
    row = own_or_404(request, Letter, pk)
    record(person(request), "erased", row)
    row.delete()
    return redirect("letters", row.customer_id)


@login_required
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the page as the customer will see it; nothing can be sent from here."""
    return customers_page(own_or_404(request, Letter, pk), preview=True)


@login_required
def document(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Give the letter as a file, or as a page to print."""
    return as_document(own_or_404(request, Letter, pk), name)


urls = [
    path("customers/<int:pk>/letters/", letters, name="letters"),
    path("letters/<int:pk>/", letter, name="letter"),
    path("letters/<int:pk>/link", renew, name="renew-letter"),
    path("letters/<int:pk>/revoke", revoke, name="revoke-letter"),
    path("letters/<int:pk>/erase", erase, name="erase-letter"),
    path("letters/<int:pk>/preview", preview, name="preview-letter"),
    path("letters/<int:pk>/<str:name>", document, name="letter-document"),
]

"""What is kept about whom: to be seen, taken along as files, shut after a withdrawn consent, and erased for good."""

from __future__ import annotations

import io

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leitfrage.conversation import LeitfrageError, Side
from leitfrage.wording import N_, translate
from leitfrage.workspace import erasure, exporting
from leitfrage.workspace.access import own_or_404, owned, person, record
from leitfrage.workspace.middleware import voice_of
from leitfrage.workspace.models import Conversation, Customer, Installation
from leitfrage.workspace.naming import Naming, spellings
from leitfrage.workspace.retention import ends_at
from leitfrage.workspace.withdrawing import withdraw
from leitfrage.workspace.wording import CAPTURE_BASES, CAPTURE_MODES

_MOST_SPELLINGS = 20


class NotConfirmed(LeitfrageError):
    cause = N_("Nothing was erased: the name was not typed as it stands there.")
    advice = N_("Go back and type it into the field, to be sure that it is meant.")


class NoSpelling(LeitfrageError):
    cause = N_("It was not said by which spelling the person is meant.")
    advice = N_("Go back and tick at least one spelling.")


@login_required
def customer_privacy(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is kept of a customer; ``?person=`` shows where somebody is named."""
    customer = own_or_404(request, Customer, pk)
    installation = Installation.get()
    talks = owned(request.user, Conversation, shut=True).filter(customer=customer).select_related("consent")
    context = {
        "customer": customer,
        "talks": [(row, ends_at(row, installation)) for row in talks.defer("upload", "spoken", "segments", "views")],
        "modes": CAPTURE_MODES,
        "bases": CAPTURE_BASES,
        "names": sorted(_names(customer)),
        "person": " ".join(request.GET.get("person", "").split())[:120],
    }
    return render(request, "leitfrage/privacy.html", context | _person(request, customer))


def _person(request: HttpRequest, customer: Customer) -> dict[str, object]:
    """Give the spellings of the person asked for, how often each occurs, and how much they said."""
    naming = _naming(request.GET.getlist("spelling")) or _naming(spellings(request.GET.get("person", "")))
    if naming is None:
        return {"spellings": []}
    found = [each["text"] for each in exporting.places(customer, naming)]
    counts = [(each, sum(map(Naming.of([each]).count, found))) for each in naming.spellings]
    return {"spellings": counts, "spoken": sum(1 for _ in exporting.said(customer, naming))}


def _names(customer: Customer) -> set[str]:
    """Give who is known by name at the customer's: people noted, and who spoke on the customer's side."""
    names = {each.name for each in customer.people.all()}
    for row in Conversation.everything.filter(customer=customer).only("settings"):
        names |= {name for name, side, _ in row.settings.get("speakers", []) if side != Side.SELLER}
    return names


def _naming(words: list[str] | tuple[str, ...]) -> Naming | None:
    naming = Naming.of([each[:120] for each in words if len(each.strip()) > 1][:_MOST_SPELLINGS])
    return naming if naming.spellings else None


def _chosen(request: HttpRequest) -> Naming:
    naming = _naming([*request.POST.getlist("spelling"), request.POST.get("further", "")])
    if naming is None:
        raise NoSpelling()
    return naming


def _confirm(request: HttpRequest, name: str) -> None:
    if " ".join(request.POST.get("confirmed", "").split()).casefold() != " ".join(name.split()).casefold():
        raise NotConfirmed()


def _archive(file: io.BytesIO, name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=f"leitfrage-{name}-{timezone.localdate()}.zip")


@login_required
@require_POST
def export_customer(request: HttpRequest, pk: int) -> HttpResponseBase:
    customer = own_or_404(request, Customer, pk)
    record(person(request), "exported", customer)
    return _archive(exporting.customer_archive(customer), f"customer-{pk}")


@login_required
@require_POST
def export_person(request: HttpRequest, pk: int) -> HttpResponseBase:
    customer, naming = own_or_404(request, Customer, pk), _chosen(request)
    record(person(request), "exported a person", customer)
    return _archive(exporting.person_archive(customer, naming), f"person-{pk}")


@login_required
@require_POST
def erase_customer(request: HttpRequest, pk: int) -> HttpResponse:
    customer = own_or_404(request, Customer, pk)
    _confirm(request, customer.name)
    erasure.erase_customer(customer, person(request))
    messages.success(request, translate(N_("The customer and all that belonged to it are erased."), voice_of(request)))
    return redirect("customers")


@login_required
@require_POST
def erase_person(request: HttpRequest, pk: int) -> HttpResponse:
    customer, naming = own_or_404(request, Customer, pk), _chosen(request)
    _confirm(request, request.POST.get("person", ""))
    erasure.erase_person(customer, naming, person(request))
    done = N_("The person is erased; the talks in which they were named are being read anew.")
    messages.success(request, translate(done, voice_of(request)))
    return redirect("privacy", pk)


@login_required
@require_POST
def withdraw_consent(request: HttpRequest, pk: int) -> HttpResponse:
    withdraw(own_or_404(request, Conversation, pk, without=Conversation.HEAVY), person(request))
    return redirect("conversation", pk)


@login_required
def erase_talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once (GET), then erase (POST)."""
    row = own_or_404(request, Conversation, pk, without=Conversation.HEAVY, shut=True)
    name = row.title or row.upload_name or str(row.pk)
    if request.method != "POST":
        return render(request, "leitfrage/erase_talk.html", {"row": row, "customer": row.customer, "name": name})
    _confirm(request, name)
    erasure.erase_talk(row, person(request))
    messages.success(request, translate(N_("The talk is erased."), voice_of(request)))
    return redirect("customer", row.customer_id)


@login_required
def account_privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "leitfrage/my_data.html", {"account": person(request)})


@login_required
@require_POST
def export_account(request: HttpRequest) -> HttpResponseBase:
    record(person(request), "exported")
    return _archive(exporting.account_archive(person(request)), "account")


@login_required
@require_POST
def erase_account(request: HttpRequest) -> HttpResponse:
    user = person(request)
    _confirm(request, user.email)
    erasure.erase_account(user)
    logout(request)
    return HttpResponseRedirect(reverse("start"))


urls = [
    path("customers/<int:pk>/privacy", customer_privacy, name="privacy"),
    path("customers/<int:pk>/export", export_customer, name="export-customer"),
    path("customers/<int:pk>/erase", erase_customer, name="erase-customer"),
    path("customers/<int:pk>/people/export", export_person, name="export-person"),
    path("customers/<int:pk>/people/erase", erase_person, name="erase-person"),
    path("conversations/<int:pk>/withdraw", withdraw_consent, name="withdraw-consent"),
    path("conversations/<int:pk>/erase", erase_talk, name="erase-conversation"),
    path("account/data", account_privacy, name="account-privacy"),
    path("account/data/export", export_account, name="export-account"),
    path("account/data/erase", erase_account, name="erase-account"),
]

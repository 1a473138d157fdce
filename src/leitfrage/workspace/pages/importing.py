"""Bringing talks in: files, pasted text or typed notes; what was agreed about recording is asked before anything is read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from leitfrage import formats
from leitfrage.conversation import FileTooLarge, LeitfrageError
from leitfrage.wording import N_, Message
from leitfrage.workspace.access import own_or_404, owned, person, record
from leitfrage.workspace.middleware import voice_of
from leitfrage.workspace.models import Consent, Conversation, Customer, Job
from leitfrage.workspace.pages import fields
from leitfrage.workspace.reading import queue, take_in_agreed
from leitfrage.workspace.wording import CAPTURE_BASES, CAPTURE_MODES

_MB = 1024 * 1024


class NoConsent(LeitfrageError):
    cause = N_("Nothing was read: it is not noted how the talk was captured and on what basis.")
    advice = N_("Choose how it was captured and what was agreed; for your own notes that is one click.")


class NothingToRead(LeitfrageError):
    cause = N_("There was neither a file nor a text.")
    advice = N_("Drop a transcript here, choose a file, or paste or type the text.")


@login_required
def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the form (GET) or take files and text in (POST); a talk that is there already is not taken twice."""
    customer = own_or_404(request, Customer, pk)
    if request.method != "POST":
        context = {"customer": customer, "modes": CAPTURE_MODES, "bases": CAPTURE_BASES}
        return render(request, "leitfrage/importing.html", context)
    uploads = [(each.name or "?", each.size or 0, each.read) for each in request.FILES.getlist("files")]
    if text := request.POST.get("text", "").strip():
        data = text.encode()
        uploads.append((request.POST.get("title", "").strip() or "text.txt", len(data), lambda: data))
    if not uploads:
        raise NothingToRead()
    consent = consent_of(request)
    language = voice_of(request)
    for name, size, read in uploads:
        try:
            if size > formats.SIZE_LIMIT_MB * _MB:
                raise FileTooLarge(file=name, size=size // _MB, limit=formats.SIZE_LIMIT_MB)
            _take(request, customer, name, read(), consent)
        except LeitfrageError as error:
            messages.error(request, " ".join(message.text(language) for message in error.messages()))
    return redirect("customer", pk)


def _take(request: HttpRequest, customer: Customer, name: str, data: bytes, consent: Consent) -> None:
    row = take_in_agreed(
        customer,
        name,
        data,
        consent,
        title=request.POST.get("title", "").strip(),
        held_on=fields.day(request, "held_on"),
    )
    if row is None:
        text = Message.of(N_("“{name}” is already here; it was not taken in twice."), name=name)
        messages.info(request, text.text(voice_of(request)))


def consent_of(request: HttpRequest) -> Consent:
    """Take the consent from the form; raise ``NoConsent`` where it does not say how and on what basis."""
    mode, basis = request.POST.get("mode", ""), request.POST.get("basis", "")
    if mode not in CAPTURE_MODES or basis not in CAPTURE_BASES:
        raise NoConsent()
    return Consent(
        mode=mode,
        basis=basis,
        wording=request.POST.get("wording", "").strip(),
        given_by=request.POST.get("given_by", "").strip()[:200],
        given_on=fields.day(request, "given_on"),
        recorded_by=person(request),
    )


@login_required
@require_POST
def give_consent(request: HttpRequest, pk: int) -> HttpResponse:
    """Record the consent of a talk that waits for it (watched folder), and have it read."""
    row = own_or_404(request, Conversation, pk, without=Conversation.HEAVY)
    consent = consent_of(request)
    with transaction.atomic():
        if not Consent.objects.filter(conversation=row).exists():
            consent.conversation = row
            consent.save()
            queue(row)
            record(person(request), "consent recorded", row)
    return redirect("conversation", pk)


@login_required
@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a talk that could not be read tried again."""
    row = own_or_404(request, Conversation, pk, without=Conversation.HEAVY)
    if row.state == Conversation.State.FAILED and Consent.objects.filter(conversation=row, withdrawn_at=None).exists():
        queue(row, Job.Kind.READ)
    return redirect("conversation", pk)


@login_required
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the rows of a customer's talks as they stand now, for the page that waits."""
    customer = own_or_404(request, Customer, pk)
    talks = owned(request.user, Conversation, shut=True).filter(customer=customer).defer(*Conversation.HEAVY)
    talks = talks.select_related("consent")[:50]
    return render(request, "leitfrage/parts/talks.html", {"talks": talks, "customer": customer})


urls = [
    path("customers/<int:pk>/import", bring_in, name="import"),
    path("customers/<int:pk>/progress", progress, name="progress"),
    path("conversations/<int:pk>/consent", give_consent, name="give-consent"),
    path("conversations/<int:pk>/again", try_again, name="try-again"),
]

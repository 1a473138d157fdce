"""Bringing talks in: files, pasted text or typed notes; what was agreed about recording is asked before anything is read."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from leitfrage import formats, speech
from leitfrage.conversation import FileTooLarge, LeitfrageError
from leitfrage.wording import LANGUAGES, N_, Message
from leitfrage.workspace import recordings
from leitfrage.workspace.access import own_or_404, owned, person, record
from leitfrage.workspace.middleware import voice_of
from leitfrage.workspace.models import Consent, Conversation, Customer, Job
from leitfrage.workspace.pages import fields
from leitfrage.workspace.reading import can_be_read, queue, take_in_agreed
from leitfrage.workspace.transcribing import stop, take_recording_in
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
        context = {
            "customer": customer,
            "modes": CAPTURE_MODES,
            "bases": CAPTURE_BASES,
            "recordings": recordings.is_set_up(),
            "largest_mb": recordings.SIZE_LIMIT_MB,
        }
        return render(request, "leitfrage/importing.html", context)
    files, text = request.FILES.getlist("files"), request.POST.get("text", "").strip()
    if not files and not text:
        raise NothingToRead()
    consent = consent_of(request)
    sounds, texts = _sorted(files)
    uploads = [(each.name or "?", each.size or 0, each.read) for each in texts]
    if text:
        data = text.encode()
        uploads.append((request.POST.get("title", "").strip() or "text.txt", len(data), lambda: data))
    language = voice_of(request)
    for name, size, read in uploads:
        try:
            if size > formats.SIZE_LIMIT_MB * _MB:
                raise FileTooLarge(file=name, size=size // _MB, limit=formats.SIZE_LIMIT_MB)
            _take(request, customer, name, read(), consent)
        except LeitfrageError as error:
            messages.error(request, " ".join(message.text(language) for message in error.messages()))
    for sound in sounds:
        try:
            _take_recording(request, customer, sound, consent)
        except LeitfrageError as error:
            messages.error(request, " ".join(message.text(language) for message in error.messages()))
    return redirect("customer", pk)


def _sorted(files: list[UploadedFile[bytes]]) -> tuple[list[UploadedFile[bytes]], list[UploadedFile[bytes]]]:
    """Tell recordings from everything else, by how they begin."""
    sounds: list[UploadedFile[bytes]] = []
    texts: list[UploadedFile[bytes]] = []
    for each in files:
        (sounds if speech.is_recording(each.read(16)) else texts).append(each)
        each.seek(0)
    return sounds, texts


def _take_recording(request: HttpRequest, customer: Customer, sound: UploadedFile[bytes], consent: Consent) -> None:
    channel, language = request.POST.get("seller_channel", ""), request.POST.get("recorded_language", "")
    row = take_recording_in(
        customer,
        sound.name or "?",
        sound,
        consent,
        seats={
            "seller_channel": int(channel) if channel in ("1", "2") else None,
            "language": language if language in LANGUAGES else customer.language,
        },
        title=request.POST.get("title", "").strip(),
        held_on=fields.day(request, "held_on"),
    )
    _say_if_there(request, sound.name or "?", row)


def _take(request: HttpRequest, customer: Customer, name: str, data: bytes, consent: Consent) -> None:
    row = take_in_agreed(
        customer,
        name,
        data,
        consent,
        title=request.POST.get("title", "").strip(),
        held_on=fields.day(request, "held_on"),
    )
    _say_if_there(request, name, row)


def _say_if_there(request: HttpRequest, name: str, row: Conversation | None) -> None:
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
    if (
        row.state == Conversation.State.FAILED
        and can_be_read(row)
        and Consent.objects.filter(conversation=row, withdrawn_at=None).exists()
    ):
        queue(row, Job.Kind.READ)
    return redirect("conversation", pk)


@login_required
@require_POST
def stop_transcribing(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop the transcription of a recording; it is deleted, unless recordings are kept for some days."""
    stop(own_or_404(request, Conversation, pk, without=Conversation.HEAVY))
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
    path("conversations/<int:pk>/stop", stop_transcribing, name="stop-transcribing"),
    path("conversations/<int:pk>/again", try_again, name="try-again"),
]

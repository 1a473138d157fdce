"""Recordings come in with their consent, wait for the worker, and can be stopped."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files import File
from django.db import transaction

from leitfrage.wording import VOICES
from leitfrage.workspace import recordings
from leitfrage.workspace.access import record
from leitfrage.workspace.models import Consent, Conversation, Customer
from leitfrage.workspace.reading import queue


def take_recording_in(
    customer: Customer,
    name: str,
    upload: File[bytes],
    consent: Consent,
    *,
    seats: dict[str, Any],
    title: str = "",
    held_on: dt.date | None = None,
) -> Conversation | None:
    """Keep a recording with its consent and have it transcribed; ``None`` where the customer has the same already.

    ``seats`` says on which channel the seller speaks, and in which language. Raises the refusals of ``recordings``.
    """
    recordings.check(name, upload.size, consent)
    file, digest = recordings.keep(upload)
    with transaction.atomic():
        if Conversation.everything.filter(customer=customer, sha256=digest).exists():
            recordings.delete([file])
            return None
        row = Conversation.objects.create(
            customer=customer,
            title=title[:200],
            held_on=held_on,
            recording=file,
            upload_name=name[-200:],
            sha256=digest,
            settings={"recording": seats},
        )
        consent.pk, consent.conversation = None, row
        consent.save()
        queue(row)
        record(consent.recorded_by, "imported", row)
    return row


@transaction.atomic
def stop(row: Conversation) -> None:
    """Stop the transcription of a recording that waits or is under way; its words are not kept, wherever it is."""
    row = Conversation.objects.select_for_update().defer(*Conversation.HEAVY).get(pk=row.pk)
    if not row.recording or row.state != Conversation.State.QUEUED:
        return
    if not Conversation.objects.filter(pk=row.pk, spoken__isnull=True).exists():
        return
    texts = {voice: [message.text(voice) for message in recordings.ReadingStopped().messages()] for voice in VOICES}
    row.problem = {voice: {"cause": cause, "advice": advice} for voice, (cause, advice) in texts.items()}
    row.state = Conversation.State.FAILED
    row.settings["stops"] = row.settings.get("stops", 0) + 1  # voids a reading that is just being kept
    recordings.let_go(row)
    row.save(update_fields=["state", "problem", "settings", "recording"])
    row.jobs.all().delete()

"""Recordings that were brought in: kept as files while they wait for the worker, transcribed there, and deleted.

By default a recording is gone as soon as the attempt to read it has ended, however it ended: read, refused or stopped.
With ``Installation.keep_audio_days`` it stays so many days. Whatever a crash leaves behind, ``tidy`` finds by the names.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import time
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from leitfrage import speech
from leitfrage.conversation import Conversation as Talk
from leitfrage.conversation import LeitfrageError, Side
from leitfrage.letters import names
from leitfrage.wording import N_, translate
from leitfrage.workspace.keys import new_token
from leitfrage.workspace.models import Consent, Conversation, Installation

SIZE_LIMIT_MB = 700
_MB = 1024 * 1024
# A file without a talk may be one that is just being brought in.
_ORPHAN_SECONDS = 3600


class NoTranscribing(LeitfrageError):
    cause = N_("“{file}” is a recording, and this workspace is not set up to transcribe any.")
    advice = N_(
        "Bring in the transcript that the recording tool writes; or have transcribing set up as docs/speech.md says. The recording was not kept."
    )


class NotRecordedSo(LeitfrageError):
    cause = N_("“{file}” is a recording, and what is noted about the consent does not cover one.")
    advice = N_(
        "If all who spoke agreed to be recorded, choose “Recording or transcript of all voices”. The recording was not kept."
    )


class RecordingTooLarge(LeitfrageError):
    cause = N_("“{file}” is too large: {size} MB, and recordings up to {limit} MB are taken.")
    advice = N_("Save it as M4A, MP3 or OGG; an hour then takes less than 60 MB. Keep a channel for each side.")


class ReadingStopped(LeitfrageError):
    cause = N_("You stopped the transcription.")
    advice = N_("Bring the recording in again if you want its words after all; or erase this talk.")


class Stopped(Exception):
    """Nobody waits for the words any more."""


def is_set_up() -> bool:
    """Say whether recordings can be transcribed here."""
    return bool(settings.SPEECH_WEIGHTS) and find_spec("faster_whisper") is not None


def check(name: str, size: int, consent: Consent) -> None:
    """Refuse a recording that cannot or must not be read, before any of it is kept."""
    if not is_set_up():
        raise NoTranscribing(file=name)
    if consent.mode != Consent.Mode.RECORDING:
        raise NotRecordedSo(file=name)
    if size > SIZE_LIMIT_MB * _MB:
        raise RecordingTooLarge(file=name, size=size // _MB, limit=SIZE_LIMIT_MB)


def keep(upload: File[bytes]) -> tuple[str, str]:
    """Write an upload into the folder of recordings; give its name there and its digest."""
    _folder().mkdir(mode=0o700, exist_ok=True)
    name, digest = new_token()[:32], hashlib.sha256()
    with open(os.open(_folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
        for chunk in upload.chunks():
            digest.update(chunk)
            file.write(chunk)
    return name, digest.hexdigest()


def waits(row: Conversation) -> bool:
    """Say whether a talk's recording has not been transcribed yet."""
    return bool(row.recording) and row.spoken is None


def transcribed(row: Conversation, told: Callable[[float], None]) -> Talk:
    """Transcribe a talk's recording; ``told`` hears how far it is, and ends it by raising."""
    told(0.0)
    wanted = row.settings.get("recording", {})
    language = wanted.get("language") or row.customer.language
    seats = speech.Seats(
        seller_channel=wanted.get("seller_channel"),
        seller=translate(names.SIDES[Side.SELLER], language),
        customer=translate(names.SIDES[Side.CUSTOMER], language),
    )
    path = _folder() / row.recording
    return speech.transcribe(path, _recogniser(), seats, language=language, name=row.upload_name, progress=told)


def let_go(row: Conversation) -> None:
    """Forget a talk's recording, unless it is to be kept for some days; the caller saves the row's field."""
    if row.recording and not Installation.get().keep_audio_days:
        delete([row.recording])
        row.recording = ""


def delete(recordings: Iterable[str]) -> None:
    """Delete recordings once what is being written now is kept."""
    paths = [_folder() / name for name in recordings if name]

    def unlink() -> None:
        for path in paths:
            path.unlink(missing_ok=True)

    transaction.on_commit(unlink)


def tidy() -> None:
    """Delete recordings whose days are over, and files that belong to no talk."""
    days = Installation.get().keep_audio_days
    ended = Conversation.everything.exclude(recording="").exclude(state=Conversation.State.QUEUED)
    for row in ended.filter(created_at__lte=timezone.now() - dt.timedelta(days=days)).only("recording"):
        with transaction.atomic():
            Conversation.everything.filter(pk=row.pk).update(recording="")
            delete([row.recording])
    known = set(Conversation.everything.exclude(recording="").values_list("recording", flat=True))
    for path in _folder().iterdir() if _folder().is_dir() else ():
        if path.name not in known and path.stat().st_mtime < time.time() - _ORPHAN_SECONDS:
            path.unlink(missing_ok=True)


def _recogniser() -> speech.Recogniser:
    """Load the weights for one recording: they are heavy, and the worker lives long."""
    return speech.Whisper(Path(settings.SPEECH_WEIGHTS) if settings.SPEECH_WEIGHTS else None)


def _folder() -> Path:
    return Path(settings.DATA) / "recordings"

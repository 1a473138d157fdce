"""How long talks stay: as many days as an administrator set for their way of capture; the worker erases what is older.

A shorter time takes effect a week after it was set at the earliest, so that everybody has been told before (``soon``).
"""

from __future__ import annotations

import datetime as dt

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.utils import timezone

from leitfrage.workspace import recordings
from leitfrage.workspace.erasure import erase_talk, sweep
from leitfrage.workspace.models import Consent, Conversation, Installation, User

NOTICE = dt.timedelta(days=7)
ACTOR = "retention"


def days_for(mode: str, installation: Installation) -> int:
    """Give how many days a talk that was captured in this way stays; 0: for ever."""
    if mode == Consent.Mode.NOTES:
        return installation.keep_notes_days
    if mode in (Consent.Mode.OWN_VOICE, Consent.Mode.LIVE_TEXT):
        return installation.keep_transcript_days
    return installation.keep_recording_days


def ends_at(row: Conversation, installation: Installation) -> dt.datetime | None:
    """Give when a talk is erased by itself, ``None``: never. A talk without a noted consent counts as recorded."""
    consent = getattr(row, "consent", None)
    days = days_for(consent.mode if consent else Consent.Mode.RECORDING, installation)
    if not days:
        return None
    end = row.created_at + dt.timedelta(days=days)
    return max(end, installation.keep_set_at + NOTICE) if installation.keep_set_at else end


def soon(user: User) -> list[tuple[Conversation, dt.datetime]]:
    """Give a person's talks that are erased within the next seven days, with the moment."""
    installation, until = Installation.get(), timezone.now() + NOTICE
    mine = _old(installation, until).filter(customer__owner=user)
    ends = [(row, ends_at(row, installation)) for row in mine]
    return sorted([(row, end) for row, end in ends if end is not None and end <= until], key=lambda pair: pair[1])


def erase_old() -> int:
    """Erase what has reached its end, and return how many talks that were."""
    installation, now = Installation.get(), timezone.now()
    rows = [row for row in _old(installation, now) if (end := ends_at(row, installation)) is not None and end <= now]
    for row in rows:
        erase_talk(row, ACTOR, sweep_up=False)
    return len(rows)


def tidy() -> None:
    """Do what is due once an hour: erase what is too old, and finish cleaning after what was erased."""
    erase_old()
    recordings.tidy()
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    if Installation.get().unswept:
        sweep()


def _old(installation: Installation, at: dt.datetime) -> QuerySet[Conversation]:
    """Give the talks that are as old as their way of capture allows, without what is heavy in them."""
    wanted = Q(pk=None)
    for mode in Consent.Mode.values:
        if days := days_for(mode, installation):
            wanted |= Q(consent__mode=mode, created_at__lte=at - dt.timedelta(days=days))
    if days := days_for(Consent.Mode.RECORDING, installation):
        wanted |= Q(consent=None, created_at__lte=at - dt.timedelta(days=days))
    found = Conversation.everything.filter(wanted).select_related("consent", "customer")
    return found.defer(*Conversation.HEAVY).order_by("pk")

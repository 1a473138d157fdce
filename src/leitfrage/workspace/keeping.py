"""What becomes of promises: each change is kept with who, when and why, and the last one can be undone."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from leitfrage.conversation import LeitfrageError, Side
from leitfrage.wording import N_
from leitfrage.workspace.models import Customer, Promise, PromiseChange, User

_State = Promise.State
MOST_WORDS = 1000
_OPEN = (_State.OPEN, _State.RENEGOTIATED)


class NoReasonGiven(LeitfrageError):
    cause = N_("The change needs a reason.")
    advice = N_("One sentence is enough; what was agreed anew, the customer sees in the letter with its reason.")


class NoNewDate(LeitfrageError):
    cause = N_("What is agreed anew needs a new date, today or later.")
    advice = N_("Give the day that both sides agreed on.")


class NoPromise(LeitfrageError):
    cause = N_("The promise has no words.")
    advice = N_("Write it as it was said.")


class Settled(LeitfrageError):
    cause = N_("This promise is settled.")
    advice = N_("Undo the last change first.")


@transaction.atomic
def add(customer: Customer, side: Side, text: str, due: dt.date | None) -> Promise:
    """Write a promise down by hand, as it was said."""
    words = " ".join(text.split())[:MOST_WORDS]
    if not words:
        raise NoPromise()
    return Promise.objects.create(customer=customer, by=side.value, text=words, due=due, held=True)


def keep(promise: Promise, by: User) -> None:
    """Mark it as kept."""
    _change(promise, by, _State.KEPT)


def renegotiate(promise: Promise, by: User, due: dt.date | None, reason: str) -> None:
    """Put it on a new day that was agreed on, with the reason; the old day stays in the history."""
    if due is None or due == promise.due or due < timezone.localdate():
        raise NoNewDate()
    _change(promise, by, _State.RENEGOTIATED, due=due, reason=_reason(reason))


def drop(promise: Promise, by: User, reason: str) -> None:
    """Take it off the list, with the reason: it was none, or the other side released it."""
    _change(promise, by, _State.DROPPED, reason=_reason(reason))


def correct_date(promise: Promise, by: User, due: dt.date | None) -> None:
    """Set a day right that was understood wrongly, or take it away; nothing was agreed anew by that."""
    if due != promise.due:
        _change(promise, by, promise.state, due=due, reason=promise.reason, corrected=True)


@transaction.atomic
def undo(promise: Promise) -> None:
    """Take the last change back that still counts; it stays in the history as undone."""
    changes = list(promise.changes.filter(undone_at=None))
    if not changes:
        return
    last = changes.pop()
    promise.due = last.due_before
    promise.state = changes[-1].state if changes else _State.OPEN
    promise.reason = changes[-1].reason if changes else ""
    promise.settled_at = None
    promise.save()
    last.undone_at = timezone.now()
    last.save(update_fields=["undone_at"])


@transaction.atomic
def _change(
    promise: Promise, by: User, state: str, *, due: dt.date | None = None, reason: str = "", corrected: bool = False
) -> None:
    if promise.state not in _OPEN:
        raise Settled()
    before = promise.due
    promise.state, promise.reason, promise.held = state, reason, True
    if corrected or state == _State.RENEGOTIATED:
        promise.due, promise.approximate = due, False
    promise.settled_at = None if state in _OPEN else timezone.now()
    promise.save()
    PromiseChange.objects.create(promise=promise, by=by, state=state, due_before=before, due=promise.due, reason=reason)


def _reason(text: str) -> str:
    words = " ".join(text.split())[:MOST_WORDS]
    if not words:
        raise NoReasonGiven()
    return words

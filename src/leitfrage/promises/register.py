"""Who promised what, by when: taken from the coded segments of both sides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from leitfrage.coding import Behaviour, CodedConversation, CodedSegment
from leitfrage.conversation import Side
from leitfrage.promises.due import Due, find

# A neighbouring sentence that only adds the date is short; a longer one has a matter of its own.
_DATE_SENTENCE_WORDS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A commitment to an own deed. ``text`` and ``due_text`` are verbatim; ``due`` is ``None`` where none was said.

    ``approximate``: the words name a season ("vor der Sommerpause"), and ``due`` is the last safe day before it.
    """

    segment: int
    by: Side
    text: str
    due: dt.date | None = None
    due_text: str = ""
    approximate: bool = False


def promises(coded: CodedConversation) -> tuple[Promise, ...]:
    """Give the promises in the order in which they were made, dates resolved against the day of the talk."""
    today = coded.conversation.started_at
    found = []
    for at, each in enumerate(coded.segments):
        if each.behaviour != Behaviour.PROMISE and not each.commitment:
            continue
        due = find(each.text, today) or _beside(coded.segments, at, today)
        found.append(
            Promise(
                segment=each.id,
                by=each.side,
                text=each.text,
                due=due.date if due else None,
                due_text=due.words if due else "",
                approximate=bool(due and due.approximate),
            )
        )
    return tuple(found)


def _beside(segments: tuple[CodedSegment, ...], at: int, today: dt.date | None) -> Due | None:
    """Look for the date in the next or last short sentence of the same breath."""
    for near in (at + 1, at - 1):
        if not 0 <= near < len(segments) or segments[near].segment.utterance != segments[at].segment.utterance:
            continue
        neighbour = segments[near]
        own_promise = neighbour.behaviour == Behaviour.PROMISE or neighbour.commitment
        if not own_promise and not neighbour.is_question and len(neighbour.text.split()) <= _DATE_SENTENCE_WORDS:
            due = find(neighbour.text, today)
            if due:
                return due
    return None

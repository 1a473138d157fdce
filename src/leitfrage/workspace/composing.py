"""From the rows of a letter to its value, as the room ``letters`` writes it, and to what is kept of a version."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone

from leitfrage import letters
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.letters import Voice
from leitfrage.wording import translate
from leitfrage.workspace.models import Consent, Letter, LetterLine, Promise, PromiseChange
from leitfrage.workspace.wording import CAPTURE_BASES, CAPTURE_MODES


def voice_of(row: Letter) -> Voice:
    return Voice(language=row.language, address=row.address)


def value_of(row: Letter) -> letters.Letter:
    """Give the letter as it stands today, promises included."""
    languages: dict[int, str] = dict(row.conversations.values_list("pk", "language"))
    return letters.Letter(
        voice=voice_of(row),
        customer=row.customer.name,
        recipient=row.recipient or row.customer.name,
        date=timezone.localdate(row.released_at) if row.released_at else timezone.localdate(),
        salutation=row.salutation,
        opening=row.opening,
        closing=row.closing,
        written_by=row.written_by.name,
        lines=tuple(line_of(each, languages) for each in row.lines.filter(included=True).select_related("item")),
        promises=promises_of(row),
        captured=captured(row),
        not_us=row.not_us,
        reason=row.reason,
        take_along=row.take_along,
        answered_by=row.answered_by,
        answered_on=timezone.localdate(row.answered_at) if row.answered_at else None,
        comment=row.comment,
    )


def line_of(row: LetterLine, languages: dict[int, str]) -> letters.Line:
    """Give a line; the words of the talk stand beside it only where the line puts them otherwise."""
    quote = letters.short(row.quote)
    return letters.Line(
        dimension=Dimension(row.dimension) if row.dimension else None,
        text=row.text,
        quote="" if row.text.casefold() in row.quote.casefold() else quote,
        verdict=letters.Verdict(row.verdict),
        own_words=row.own_words,
        language=languages.get(row.item.conversation_id or 0, "") if row.item else "",
    )


def captured(row: Letter) -> tuple[str, ...]:
    """Say of each talk how it was captured and on what basis, in the letter's language."""
    voice = voice_of(row)
    facts = Consent.objects.filter(conversation__letters=row).order_by("conversation__held_on")
    return tuple(
        voice.tell(
            "captured",
            talk=voice.tell("talk_day", day=voice.day(held_on)) if held_on else voice.tell("talk"),
            mode=translate(CAPTURE_MODES[mode], voice.language),
            basis=translate(CAPTURE_BASES.get(basis, basis), voice.language),
        )
        for mode, basis, held_on in facts.values_list("mode", "basis", "conversation__held_on")
    )


def promises_of(row: Letter) -> tuple[letters.Promised, ...]:
    """Give the promises of both sides from the letter's talks, and those written down by hand; dropped ones are none."""
    moved = PromiseChange.objects.filter(state=Promise.State.RENEGOTIATED, undone_at=None)
    found = (
        Promise.objects.filter(Q(conversation__in=row.conversations.all()) | Q(conversation=None, customer=row.customer))
        .exclude(state=Promise.State.DROPPED)
        .prefetch_related(Prefetch("changes", moved, to_attr="moved"))
    )
    return tuple(_promised(each, timezone.localdate()) for each in sorted(found, key=lambda each: each.by != Side.SELLER))


def _promised(row: Promise, today: dt.date) -> letters.Promised:
    moved: list[PromiseChange] = getattr(row, "moved", [])
    # Late is what the seller owes; to the customer the letter holds nothing against.
    late = row.by == Side.SELLER and row.is_late(today)
    return letters.Promised(
        by=Side(row.by),
        text=letters.short(row.text),
        state="late" if late else row.state,
        due=row.due,
        instead_of=moved[-1].due_before if moved else None,
        reason=moved[-1].reason if moved else "",
    )


def kept_version(row: Letter) -> dict[str, Any]:
    """Give what is kept of a letter as it stands now."""
    return {
        name: getattr(row, name)
        for name in (
            "language",
            "recipient",
            "salutation",
            "opening",
            "closing",
            "not_us",
            "reason",
            "take_along",
            "answered_by",
            "comment",
        )
    } | {
        "written_by": row.written_by.name,
        "lines": [
            {name: getattr(each, name) for name in ("dimension", "text", "quote", "verdict", "own_words")}
            for each in row.lines.filter(included=True)
        ],
    }

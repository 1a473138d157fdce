"""What is seen of a talk that goes on: the map by dimensions, what was said last, and at most one hint; nothing that judges."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from leitfrage.clarity import Item, Status
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.live import Hints, Shown, Snapshot
from leitfrage.promises import Promise
from leitfrage.questions import Suggestion
from leitfrage.wording import VOICES, Message
from leitfrage.workspace import companions
from leitfrage.workspace.companions import Busy, Room
from leitfrage.workspace.guiding import guiding
from leitfrage.workspace.models import LiveLine, LiveTalk

ITEMS_SHOWN = 4  # of a dimension; what was said last comes first
LINES_SHOWN = 12
# A line that nobody has added to for so long is not being spoken any more.
_LEFT_OPEN_SECONDS = 20.0
_MOVES = frozenset({"reflect", "summarise", "answer", "step-back"})


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """``version`` names everything that is seen; ``hint`` is what ``LiveTalk.hint`` holds, or ``None``."""

    version: str
    snapshot: Snapshot
    hint: dict[str, Any] | None


def version_of(talk: LiveTalk, hint: dict[str, Any] | None) -> str:
    return f"{talk.version}.{hint['at'] if hint else 0}"


def look(talk: LiveTalk, *, now: float | None = None, patience: float = 5.0, quiet: bool = False) -> View:
    """See how a talk stands now, and show a hint where one is due, unless ``quiet``; raises ``Busy`` (see ``companions.beside``)."""
    now = time.time() if now is None else now
    with companions.beside(talk, patience=patience) as room:
        hint = None if quiet else _hint(talk, room, now)
        return View(version=version_of(talk, hint), snapshot=room.snapshot, hint=hint)


def hints_of(talk: LiveTalk) -> Hints:
    kept = talk.hint
    shown = None
    if kept.get("key"):
        dimension = Dimension(kept["dimension"]) if kept["dimension"] else None
        shown = Shown(key=kept["key"], dimension=dimension, at=kept["at"])
    return Hints(shown=shown, dismissed=frozenset(kept.get("dismissed", ())))


def _hint(talk: LiveTalk, room: Room, now: float) -> dict[str, Any] | None:
    hints, speaking = hints_of(talk), _customer_is_speaking(talk, now)
    if room.suggested < talk.taken and hints.may_show(room.heard, now, open=speaking):
        room.suggested = talk.taken
        _show(talk, room, hints, now)
        hints = hints_of(talk)
    standing = hints.standing(room.heard, now, open=speaking)
    return talk.hint if standing else None


def _show(talk: LiveTalk, room: Room, hints: Hints, now: float) -> None:
    """Keep the first suggestion that may be shown as the hint of now, unless another process was quicker."""
    found = room.companion.suggestions(room.snapshot, **guiding(talk.conversation.customer))
    chosen = next((each for each in found if hints.allows(key_of(each))), None)
    if chosen is None:
        return
    with transaction.atomic():
        fresh = LiveTalk.objects.select_for_update().filter(pk=talk.pk).first()
        if fresh is None or fresh.hint != talk.hint:
            talk.hint = fresh.hint if fresh else talk.hint
            return
        fresh.hint = _kept(chosen, now) | {"dismissed": sorted(hints.dismissed)}
        fresh.save(update_fields=["hint"])
        talk.hint = fresh.hint


def _kept(chosen: Suggestion, now: float) -> dict[str, Any]:
    text = chosen.text
    return {
        "key": key_of(chosen),
        "dimension": chosen.dimension.value if chosen.dimension else "",
        "at": now,
        "text": {voice: text.text(voice) if isinstance(text, Message) else text for voice in VOICES},
        "because": {voice: chosen.because.text(voice) for voice in VOICES},
        "take_up": chosen.take_up,
        "question": not isinstance(text, Message),
    }


def key_of(suggestion: Suggestion) -> str:
    """Name a suggestion throughout a talk: a question by itself, a move by what it takes up."""
    places = "-".join(map(str, suggestion.evidence)) if suggestion.question in _MOVES else ""
    return f"{suggestion.question}:{places}"


@transaction.atomic
def dismiss(talk: LiveTalk, key: str) -> None:
    """Let a hint not come back in this talk."""
    fresh = LiveTalk.objects.select_for_update().filter(pk=talk.pk).first()
    if fresh is not None and key == fresh.hint.get("key"):
        fresh.hint["dismissed"] = sorted({*fresh.hint.get("dismissed", ()), key})
        fresh.save(update_fields=["hint"])


def _customer_is_speaking(talk: LiveTalk, now: float) -> bool:
    if talk.source != LiveTalk.Source.PUSHED:
        return False
    unfinished = LiveLine.objects.filter(talk=talk, number=None, side=Side.CUSTOMER.value)
    return any(now - at.timestamp() < _LEFT_OPEN_SECONDS for at in unfinished.values_list("said_at", flat=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """An item as it is shown; ``new``: the last utterance is about it."""

    item: Item
    new: bool
    noted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A dimension as it is shown: the matters said last, and how many more there are."""

    dimension: Dimension
    level: int
    matters: tuple[Matter, ...]
    more: int
    new: bool


def parts_of(snapshot: Snapshot, *, for_customer: bool = False) -> tuple[Part, ...]:
    """Give the dimensions about which something was said; ``for_customer``: only what the customer said."""
    parts = []
    for dimension in Dimension:
        items = [each for each in snapshot.map.of(dimension) if not for_customer or each.by == Side.CUSTOMER]
        items.sort(key=lambda each: -max(proof.segment for proof in each.evidence))
        matters = tuple(_matter(each, snapshot) for each in items[:ITEMS_SHOWN])
        if matters:
            parts.append(
                Part(
                    dimension=dimension,
                    level=max(each.level for each in items),
                    matters=matters,
                    more=len(items) - len(matters),
                    new=matters[0].new,
                )
            )
    return tuple(parts)


def promises_of(snapshot: Snapshot, *, for_customer: bool = False) -> tuple[Promise, ...]:
    return tuple(each for each in snapshot.promises if not for_customer or each.by == Side.CUSTOMER)


def _matter(item: Item, snapshot: Snapshot) -> Matter:
    places = {each.segment for each in item.evidence}
    return Matter(item=item, new=bool(places & snapshot.newest), noted=bool(places & snapshot.noted))


def is_confirmed(item: Item) -> bool:
    return item.status == Status.CONFIRMED


__all__ = ["Busy", "Matter", "Part", "View", "dismiss", "look", "parts_of", "promises_of", "version_of"]

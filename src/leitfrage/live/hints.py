"""When a hint may show while people talk: seldom, never into the customer's words, and gone by itself.

Nothing here looks at a clock: the time comes in, in seconds from wherever the caller counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leitfrage.coding import Dimension
from leitfrage.conversation import Side

WARM_UP = 90.0  # from the first utterance until the first hint
PAUSE = 120.0  # from one hint to the next
STAYS = 60.0
QUIET = 2.0  # a customer who said something less than this ago may still be speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An utterance, when it arrived, and what it told or asked about."""

    at: float
    side: Side
    dimensions: frozenset[Dimension] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A hint that was shown; ``key`` tells it from others throughout a talk."""

    key: str
    dimension: Dimension | None
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What was shown last, and what was dismissed, in one talk.

    ``heard`` are the utterances so far in their order; ``open``: the customer is in the middle of one.
    """

    shown: Shown | None = None
    dismissed: frozenset[str] = frozenset()

    def may_show(self, heard: Sequence[Heard], now: float, *, open: bool = False) -> bool:  # noqa: A002 - what it is
        """Say whether a new hint may show now."""
        if not heard or now - heard[0].at < WARM_UP or _customer_speaks(heard, now, open=open):
            return False
        return self.shown is None or now - self.shown.at >= PAUSE

    def allows(self, key: str) -> bool:
        """Say whether this hint may be the next one: not dismissed, and not the same as the last."""
        return key not in self.dismissed and (self.shown is None or self.shown.key != key)

    def standing(self, heard: Sequence[Heard], now: float, *, open: bool = False) -> Shown | None:  # noqa: A002
        """Give the hint that stands now, if any."""
        shown = self.shown
        if shown is None or shown.key in self.dismissed or not 0 <= now - shown.at < STAYS:
            return None
        for each in reversed(heard):
            if each.at <= shown.at:
                break
            if each.side == Side.SELLER or (shown.dimension is not None and shown.dimension in each.dimensions):
                return None
        return None if _customer_speaks(heard, now, open=open) else shown

    def with_shown(self, key: str, dimension: Dimension | None, now: float) -> Hints:
        return replace(self, shown=Shown(key=key, dimension=dimension, at=now))

    def without(self, key: str) -> Hints:
        """Dismiss a hint for the rest of the talk."""
        return replace(self, dismissed=self.dismissed | {key})


def _customer_speaks(heard: Sequence[Heard], now: float, *, open: bool) -> bool:  # noqa: A002
    return open or (bool(heard) and heard[-1].side == Side.CUSTOMER and now - heard[-1].at < QUIET)

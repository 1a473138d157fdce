"""The map of the customer's world: items with their evidence, how clear they are, and how they hang together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.wording import Message


class Status(StrEnum):
    """How an item stands: said by the customer, the seller's and merely acknowledged, confirmed after playback …"""

    SAID = "said"
    ACKNOWLEDGED = "acknowledged"
    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A verbatim span of a segment."""

    segment: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One distinct matter in one dimension. ``label`` is a verbatim span; ``level`` is 1 (hinted) to 4 (confirmed).

    ``about`` points to other items: criterion and measure to their goal, risk to its option, obstacle and
    implementer to the measure. ``owner`` and ``due`` are filled for measures, in the customer's words.
    """

    id: str
    dimension: Dimension
    label: str
    level: int
    status: Status
    by: Side
    evidence: tuple[Evidence, ...]
    about: tuple[str, ...] = ()
    owner: str = ""
    due: dt.date | None = None
    due_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something the method misses in the map (REQ-07, REQ-17), said as a sentence, with the items it is about."""

    rule: str
    text: Message
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ClarityMap:
    """All items in the order in which they were first said, what is open, and what is missing."""

    items: tuple[Item, ...]
    open: tuple[Dimension, ...]
    gaps: tuple[Gap, ...]

    @property
    def coverage(self) -> float:
        """Share of the dimensions that are concrete, level 2 or more (M-14)."""
        return sum(self.level(dimension) >= 2 for dimension in Dimension) / len(Dimension)

    def level(self, dimension: Dimension) -> int:
        """Give the best level of a dimension; 0 where nothing was said about it."""
        return max((item.level for item in self.of(dimension)), default=0)

    def of(self, dimension: Dimension) -> tuple[Item, ...]:
        """Give the items of a dimension that still stand."""
        return self._standing[dimension]

    @cached_property
    def _standing(self) -> dict[Dimension, tuple[Item, ...]]:
        standing: dict[Dimension, list[Item]] = {dimension: [] for dimension in Dimension}
        for item in self.items:
            if item.status not in (Status.WITHDRAWN, Status.CONTRADICTED):
                standing[item.dimension].append(item)
        return {dimension: tuple(items) for dimension, items in standing.items()}

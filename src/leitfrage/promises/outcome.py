"""What became of promises (M-16). Only the person themselves sees it, and it is only as right as what they entered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One promise of the seller. ``dropped``: no promise after all, or released by the other side."""

    due: dt.date | None
    kept: bool
    dropped: bool = False


def kept(outcomes: Iterable[Outcome], today: dt.date) -> tuple[int, int]:
    """Give how many were kept of how many that had to be: kept already, or with a day that has passed.

    What was agreed anew counts by its new day; what has no day counts once it is kept; what was dropped never counts.
    """
    counted = [each for each in outcomes if not each.dropped and (each.kept or (each.due and each.due < today))]
    return sum(each.kept for each in counted), len(counted)

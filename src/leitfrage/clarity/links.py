"""How items hang together: by what they are about and by closeness in the talk, and only where one of the two is plain."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from leitfrage.clarity.closeness import Rows
from leitfrage.coding import Dimension
from leitfrage.coding.features import Floats
from leitfrage.promises import find

TARGET = {
    Dimension.CRITERION: Dimension.GOAL,
    Dimension.MEASURE: Dimension.GOAL,
    Dimension.RISK: Dimension.ALTERNATIVE,
    Dimension.IMPLEMENTER: Dimension.MEASURE,
    Dimension.OBSTACLE: Dimension.MEASURE,
}
_LIKE = 0.25  # similar enough to belong together wherever it was said
_NEAR_SEGMENTS = 3  # said in the same breath
_NEAR_LIKE = 0.0
# A criterion with no other home belongs to the only goal there is.
_ONLY = frozenset({Dimension.CRITERION, Dimension.MEASURE})
_FAR = 10**9
_NAME = r"(?:Herrn?|Frau|Dr\.?|Mr|Mrs|Ms)\s+[A-ZÄÖÜ][\w-]+|(?:der|die|den|dem|unsere?[rnm]?|mein[e]?|our|my|the)\s+(?:[A-ZÄÖÜ]\w+|boss|manager|team|colleague|IT|owner)"
_OWNER = re.compile(rf"(?<!\w)([Ii]ch|[Ww]ir|I|[Ww]e|I'll|[Ww]e'll|Sie|you|{_NAME})(?!\w)")


class Links:
    """Which item belongs to which, kept up to date row by row. Items are named by their numbers from 0.

    For each kind of link there is a table, items of the one dimension × items of the other, with the greatest likeness of
    any two rows of theirs and the smallest distance; a new row touches one line of it.
    """

    def __init__(self) -> None:
        self._numbers: dict[Dimension, list[int]] = {each: [] for each in Dimension}
        self._within: dict[int, int] = {}  # the place of an item among those of its dimension
        self._rows = {each: Rows() for each in Dimension}
        self._tables = {source: _Table() for source in TARGET}

    def add(self, number: int, dimension: Dimension, row: int, vector: Floats) -> None:
        """Take in one more row of an item."""
        if number not in self._within:
            self._within[number] = len(self._numbers[dimension])
            self._numbers[dimension].append(number)
        place = self._within[number]
        for source, target in TARGET.items():
            table = self._tables[source]
            if dimension == source:
                table.rise(place, self._rows[target], row, vector, across=False)
            if dimension == target:
                table.rise(place, self._rows[source], row, vector, across=True)
        self._rows[dimension].add(vector, place, row)

    def about(self, standing: Sequence[bool]) -> dict[int, int]:
        """Say which item each item belongs to, if any; ``standing`` tells by number which may be belonged to."""
        found: dict[int, int] = {}
        for source, target in TARGET.items():
            targets, sources = self._numbers[target], self._numbers[source]
            may = [at for at, number in enumerate(targets) if standing[number]]
            if not may or not sources:
                continue
            weights = self._tables[source].weights(len(sources), len(targets))[:, may]
            best = weights.argmax(axis=1).tolist()
            for at, number in enumerate(sources):
                if weights[at, best[at]] > -np.inf:
                    found[number] = targets[may[best[at]]]
                elif len(may) == 1 and source in _ONLY:
                    found[number] = targets[may[0]]
        return found


class _Table:
    """Likeness and distance of items of two dimensions, with room to grow."""

    def __init__(self) -> None:
        self._like = np.full((8, 8), -np.inf)
        self._gap = np.full((8, 8), _FAR, dtype=np.int64)

    def rise(self, place: int, others: Rows, row: int, vector: Floats, *, across: bool) -> None:
        """Compare an item's new row with all rows of the other dimension; ``across``: the item is the one belonged to."""
        owners = others.owners
        self._make_room(*((int(owners.max(initial=0)), place) if across else (place, int(owners.max(initial=0)))))
        if not len(others):
            return
        this = np.full_like(owners, place)
        at = (owners, this) if across else (this, owners)
        np.maximum.at(self._like, at, others.likeness(vector).astype(np.float64))
        np.minimum.at(self._gap, at, np.abs(others.places - row))

    def weights(self, sources: int, targets: int) -> NDArray[np.float64]:
        """Weigh every link; minus infinity where nothing speaks for it."""
        self._make_room(sources - 1, targets - 1)
        like, gap = self._like[:sources, :targets], self._gap[:sources, :targets]
        near = (gap <= _NEAR_SEGMENTS) & (like >= _NEAR_LIKE)
        weight = like + np.where(near, 0.4 - 0.1 * gap, 0.0)
        return np.asarray(np.where((like >= _LIKE) | near, weight, -np.inf))

    def _make_room(self, row: int, column: int) -> None:
        rows, columns = self._like.shape
        while rows <= row:
            rows *= 2
        while columns <= column:
            columns *= 2
        if (rows, columns) != self._like.shape:
            like, gap = np.full((rows, columns), -np.inf), np.full((rows, columns), _FAR, dtype=np.int64)
            a, b = self._like.shape
            like[:a, :b], gap[:a, :b] = self._like, self._gap
            self._like, self._gap = like, gap


def owner_in(text: str) -> str:
    """Give who does it, in the words of the text; empty where nobody is named."""
    found = _OWNER.search(text)
    return found[1] if found else ""


def date_in(text: str, today: dt.date | None) -> tuple[str, dt.date | None]:
    """Give the words that say by when, and the day that they mean."""
    when = find(text, today)
    return (when.words, when.date) if when else ("", None)

"""How like one statement is to many others, asked again and again while a talk grows.

A topic vector has a thousand numbers, of which some fifty are not nothing; only those are kept and multiplied. What comes
out for a row does not hang on how many others there are, so a map that grows equals one that is drawn at the end.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from leitfrage.coding.features import Floats

_FIRST_ROOM = 64
Wholes = NDArray[np.int64]
Number = TypeVar("Number", bound=np.generic)


class Rows:
    """Topic vectors in the order in which they were added, each with the number of whom it belongs to and its place."""

    def __init__(self) -> None:
        self._columns: NDArray[np.int16] = np.zeros(_FIRST_ROOM, dtype=np.int16)
        self._values: Floats = np.zeros(_FIRST_ROOM, dtype=np.float32)
        self._starts: Wholes = np.zeros(_FIRST_ROOM, dtype=np.int64)
        self._owners: Wholes = np.zeros(_FIRST_ROOM, dtype=np.int64)
        self._places: Wholes = np.zeros(_FIRST_ROOM, dtype=np.int64)
        self._filled = self._count = 0

    def __len__(self) -> int:
        return self._count

    @property
    def owners(self) -> Wholes:
        return self._owners[: self._count]

    @property
    def places(self) -> Wholes:
        return self._places[: self._count]

    def add(self, vector: Floats, owner: int, place: int) -> None:
        """Keep one more vector."""
        columns = np.flatnonzero(vector)
        if not len(columns):  # a row without content still has one number, a zero
            columns = np.zeros(1, dtype=np.int64)
        end = self._filled + len(columns)
        while end > len(self._columns):
            self._columns, self._values = _doubled(self._columns), _doubled(self._values)
        if self._count == len(self._starts):
            self._starts, self._owners, self._places = (
                _doubled(each) for each in (self._starts, self._owners, self._places)
            )
        self._columns[self._filled : end] = columns
        self._values[self._filled : end] = vector[columns]
        self._starts[self._count] = self._filled
        self._owners[self._count], self._places[self._count] = owner, place
        self._filled, self._count = end, self._count + 1

    def likeness(self, vector: Floats) -> Floats:
        """Give the likeness of every row to a vector."""
        if not self._count:
            return np.zeros(0, dtype=np.float32)
        products = self._values[: self._filled] * vector[self._columns[: self._filled]]
        return np.asarray(np.add.reduceat(products, self._starts[: self._count]), dtype=np.float32)

    def vector(self, row: int, length: int) -> Floats:
        """Give a row back whole."""
        end = self._starts[row + 1] if row + 1 < self._count else self._filled
        whole = np.zeros(length, dtype=np.float32)
        span = slice(self._starts[row], end)
        whole[self._columns[span]] = self._values[span]
        return whole

    def vectors(self, length: int) -> Floats:
        """Give all rows back whole."""
        whole = np.zeros((self._count, length), dtype=np.float32)
        sizes = np.diff(self._starts[: self._count], append=self._filled)
        whole[np.repeat(np.arange(self._count), sizes), self._columns[: self._filled]] = self._values[: self._filled]
        return whole


def _doubled(array: NDArray[Number]) -> NDArray[Number]:
    return np.concatenate([array, np.zeros_like(array)])

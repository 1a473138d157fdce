"""The options board: how the options that a customer weighs meet the customer's own criteria.

There is no total. What can be said without one is said: which option fails a must, on which criteria two options differ,
whether one is ahead of the other by the customer's own weights, and how far that hangs on the weights. An open cell is
unknown in both directions, and so is a weight that the customer has not given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

WEIGHTS = (1, 2, 3, 4, 5)
_WEIGHTINGS = 4000
_SEED = 1


class Fit(StrEnum):
    MEETS = "meets"
    PARTLY = "partly"
    FAILS = "fails"


_WORTH = {Fit.MEETS: (1.0, 1.0), Fit.PARTLY: (0.5, 0.5), Fit.FAILS: (0.0, 0.0), None: (0.0, 1.0)}


class Order(StrEnum):
    """How one option stands to another by the customer's own criteria and weights."""

    AHEAD = "ahead"
    BEHIND = "behind"
    EVEN = "even"
    OPEN = "open"  # it hangs on open cells or on weights that were not given


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """A criterion: ``must`` and ``weight`` (1 to 5) only where the customer said so."""

    key: int
    words: str
    must: bool | None = None
    weight: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """An option."""

    key: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What decides between two options: where one is better, where the other, what is open, and the order."""

    one: Way
    other: Way
    for_one: tuple[Yardstick, ...]
    for_other: tuple[Yardstick, ...]
    open: tuple[Yardstick, ...]
    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A single weight that, if it were ``weight``, would end the lead of one option over the other."""

    yardstick: Yardstick
    weight: int
    ahead: Way
    other: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """In which share of all weightings an option is at least as good as every other; a range where cells are open.

    ``always`` and ``never`` are exact: no weighting and no filling of open cells could change it.
    """

    way: Way
    low: float
    high: float
    always: bool
    never: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """Options × criteria; ``fits`` by (option, criterion), a cell that is missing is open."""

    yardsticks: tuple[Yardstick, ...]
    ways: tuple[Way, ...]
    fits: Mapping[tuple[int, int], Fit]

    def fit(self, way: Way, yardstick: Yardstick) -> Fit | None:
        return self.fits.get((way.key, yardstick.key))

    def failed_musts(self, way: Way) -> tuple[Yardstick, ...]:
        """Musts that an option fails; nothing makes up for them."""
        return tuple(each for each in self.yardsticks if each.must and self.fit(way, each) == Fit.FAILS)

    def open_musts(self, way: Way) -> tuple[Yardstick, ...]:
        """Musts of which nobody has said yet whether the option meets them, or meets them only partly."""
        return tuple(each for each in self.yardsticks if each.must and self.fit(way, each) in (None, Fit.PARTLY))

    def possible(self) -> tuple[Way, ...]:
        """Options that fail no must."""
        return tuple(way for way in self.ways if not self.failed_musts(way))

    def pairs(self) -> tuple[Pair, ...]:
        """Every two options beside each other."""
        return tuple(self.pair(one, other) for one, other in combinations(self.ways, 2))

    def pair(self, one: Way, other: Way) -> Pair:
        """Say what decides between two options."""
        for_one, for_other, unknown = [], [], []
        for each in self.yardsticks:
            low, high = self._lead(one, other, each)
            if low > 0:
                for_one.append(each)
            elif high < 0:
                for_other.append(each)
            elif low != high:
                unknown.append(each)
        return Pair(
            one=one,
            other=other,
            for_one=tuple(for_one),
            for_other=tuple(for_other),
            open=tuple(unknown),
            order=self.order(one, other),
        )

    def order(self, one: Way, other: Way) -> Order:
        """Say how one option stands to another, exactly: over all open cells and all weights that were not given."""
        if fails := bool(self.failed_musts(one)) - bool(self.failed_musts(other)):
            return Order.BEHIND if fails > 0 else Order.AHEAD
        lowest = highest = 0.0
        for each in self.yardsticks:
            low, high = self._lead(one, other, each)
            least, most = (each.weight, each.weight) if each.weight else (WEIGHTS[0], WEIGHTS[-1])
            lowest += min(low * least, low * most)
            highest += max(high * least, high * most)
        if lowest > 0:
            return Order.AHEAD
        if highest < 0:
            return Order.BEHIND
        return Order.EVEN if lowest == highest else Order.OPEN

    def turns(self) -> tuple[Turn, ...]:
        """Give for every lead by the given weights the single weights, changed as little as possible, that would end it."""
        found = []
        for pair in self.pairs():
            if pair.order not in (Order.AHEAD, Order.BEHIND) or self.failed_musts(pair.one) or self.failed_musts(pair.other):
                continue
            ahead, other = (pair.one, pair.other) if pair.order == Order.AHEAD else (pair.other, pair.one)
            for each in self.yardsticks:
                if each.weight is None:
                    continue
                for weight in sorted(set(WEIGHTS) - {each.weight}, key=lambda to: (abs(to - each.weight), to)):  # type: ignore[operator]
                    if self._weighing(each, weight).order(ahead, other) != Order.AHEAD:
                        found.append(Turn(yardstick=each, weight=weight, ahead=ahead, other=other))
                        break
        return tuple(found)

    def shares(self) -> tuple[Share, ...]:
        """Weigh the criteria in every way, evenly spread, among the options that fail no must."""
        ways = self.possible()
        if not self.yardsticks or len(ways) < 2:
            return ()
        leads = {
            (one.key, other.key): np.array([self._lead(one, other, each) for each in self.yardsticks])
            for one in ways
            for other in ways
            if one != other
        }
        weightings = _weightings(len(self.yardsticks))
        return tuple(
            self._share(way, [leads[way.key, other.key] for other in ways if other != way], weightings) for way in ways
        )

    def _share(self, way: Way, leads: Sequence[NDArray[np.float64]], weightings: NDArray[np.float64]) -> Share:
        low, high = (
            float(np.mean(np.all([weightings @ lead[:, end] >= -1e-12 for lead in leads], axis=0))) for end in (0, 1)
        )
        return Share(
            way=way,
            low=low,
            high=high,
            always=all(bool(np.all(lead[:, 0] >= 0)) for lead in leads),
            never=any(bool(np.all(lead[:, 1] < 0)) for lead in leads),
        )

    def _lead(self, one: Way, other: Way, yardstick: Yardstick) -> tuple[float, float]:
        """By how much, at least and at most, an option meets a criterion better than another."""
        (low, high), (least, most) = _WORTH[self.fit(one, yardstick)], _WORTH[self.fit(other, yardstick)]
        return low - most, high - least

    def _weighing(self, yardstick: Yardstick, weight: int) -> Board:
        changed = replace(yardstick, weight=weight)
        return replace(self, yardsticks=tuple(changed if each == yardstick else each for each in self.yardsticks))


def _weightings(criteria: int) -> NDArray[np.float64]:
    """Give weightings × criteria, evenly over all that add up to 1 (normed exponentials); always the same ones."""
    drawn = np.random.default_rng(_SEED).exponential(size=(_WEIGHTINGS, criteria))
    return np.asarray(drawn / drawn.sum(axis=1, keepdims=True))

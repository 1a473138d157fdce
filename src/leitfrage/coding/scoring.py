"""How well found labels fit those that people gave: precision, recall and F1 by label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A label's figures; ``n`` counts how often people gave it."""

    label: str
    n: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def scores(pairs: Iterable[tuple[frozenset[str], frozenset[str]]]) -> tuple[Score, ...]:
    """Compare sets of labels, given and found, segment by segment; the labels come in alphabetical order."""
    given: Counter[str] = Counter()
    found: Counter[str] = Counter()
    both: Counter[str] = Counter()
    for want, got in pairs:
        given.update(want)
        found.update(got)
        both.update(want & got)
    return tuple(
        Score(
            label=label,
            n=given[label],
            precision=both[label] / found[label] if found[label] else 0.0,
            recall=both[label] / given[label] if given[label] else 0.0,
        )
        for label in sorted(given | found)
    )

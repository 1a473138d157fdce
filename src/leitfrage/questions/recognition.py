"""Which question of the catalogue somebody asked, in the catalogue's words or nearly so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from leitfrage.coding.features import words_of
from leitfrage.questions.catalogue import Catalogue, Question

_ENOUGH = 0.8  # share of a wording's own words that must have been said
_LEAST_WORDS = 3
_SLOT = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class _Wording:
    question: Question
    words: frozenset[str]


@lru_cache(maxsize=4096)
def recognised(text: str, catalogue: Catalogue) -> Question | None:
    """Give the catalogue's question that a seller's turn asks, or nothing: what is only similar stays unknown."""
    said = frozenset(words_of(text))
    best: tuple[int, float, Question] | None = None
    for each in _wordings(catalogue):
        shared = len(each.words & said)
        share = shared / len(each.words)
        if share >= _ENOUGH and (best is None or (shared, share) > best[:2]):
            best = (shared, share, each.question)
    return best[2] if best else None


def nearly_all_in(text: str, said: frozenset[str]) -> bool:
    """Say whether a question was said, but for small words put in or left out; ``said`` are the words of a turn."""
    words = frozenset(words_of(text))
    return len(words & said) >= _ENOUGH * max(len(words), 1)


@lru_cache(maxsize=8)
def _wordings(catalogue: Catalogue) -> tuple[_Wording, ...]:
    """Lay out the wordings' own words, without gaps; a wording of two words tells nothing."""
    found = []
    for question in catalogue.questions:
        for _, text in question.wordings:
            words = frozenset(words_of(_SLOT.sub(" ", text)))
            if len(words) >= _LEAST_WORDS:
                found.append(_Wording(question, words))
    return tuple(found)

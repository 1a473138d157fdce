"""Notes typed along in the quickest way: a letter for who speaks, a dot and a key for the dimension, then the words.

    k Ein Angebot dauert elf Tage          the customer says (K, C, "k:" do as well)
    v Woran würden Sie es merken?          the seller says
    Und drei Leute fassen es an            goes on with whoever spoke last
    .2 In zwei Tagen draußen               dimension 2, criteria; a dimension is the customer's unless a letter says otherwise
    k .z Schneller liefern                 dimension by letter, as its German or English name begins

The dot keeps "3 Leute" a number and not a key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from leitfrage.coding import Dimension
from leitfrage.conversation import Side

SIDE_KEYS = {"k": Side.CUSTOMER, "c": Side.CUSTOMER, "v": Side.SELLER, "s": Side.SELLER}
# The first of each kind is the one that is shown.
SHOWN_SIDES = {"de": {Side.CUSTOMER: "k", Side.SELLER: "v"}, "en": {Side.CUSTOMER: "c", Side.SELLER: "s"}}
NUMBERS = dict(zip("1234567890-", Dimension, strict=True))
_LETTERS = {
    "de": dict(zip("zkmgspuhart", Dimension, strict=True)),  # Ziel Kriterium Maßnahme Grund Situation Person Umsetzer …
    "en": dict(zip("gcmdspioart", Dimension, strict=True)),
}
_LINE = re.compile(
    r"^\s*(?:(?P<side>[kcvs])(?::\s*|\s+))?(?:\.(?P<dimension>[\w-])\s+)?(?P<words>.*)$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A line taken apart; ``side`` and ``dimension`` are ``None`` where the line does not say them."""

    side: Side | None
    dimension: Dimension | None
    words: str


def dimension_keys(language: str) -> dict[str, Dimension]:
    """Give what may stand after the dot: numbers in the order of the method, and letters of a language."""
    return NUMBERS | _LETTERS[language]


def typed(line: str, language: str) -> Typed:
    """Take a line apart; what is no key stays in the words."""
    found = _LINE.match(line)
    assert found is not None  # any text matches
    dimension = dimension_keys(language).get((found["dimension"] or "").lower())
    side = SIDE_KEYS[found["side"].lower()] if found["side"] else Side.CUSTOMER if dimension else None
    words = found["words"]
    if found["dimension"] and dimension is None:
        words = f".{found['dimension']} {words}"
    return Typed(side=side, dimension=dimension, words=" ".join(words.split()))

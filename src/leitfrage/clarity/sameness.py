"""When two statements are about the same matter, and when the later one takes the earlier one back."""

from __future__ import annotations

import re
from collections.abc import Iterable

from leitfrage.clarity.everyday import EVERYDAY
from leitfrage.coding import ALL_FUNCTION_WORDS, Dimension
from leitfrage.coding.features import content_of, words_of

# Two statements are about the same matter from this likeness of their content words on …
SAME = 0.5
# … or from this one, if they also share a content word.
SAME_WITH_WORD = 0.33
# Across talks far more is compared with far more, so only words that can be the matter count, and more is asked: this
# likeness with one word in common, or the smaller one with two. Of 4,675 items of a hundred unrelated talks 2 % met.
SAME_ACROSS = 0.75
SAME_ACROSS_WITH_WORDS = 0.45
_SHORTEST = 4
_EMPTY = EVERYDAY | ALL_FUNCTION_WORDS
_STEM = 6

_NEGATION = frozenset(
    "nicht kein keine keinen keinem keiner nie niemals not no never don't doesn't won't can't isn't".split()
)
_CORRECTION = re.compile(
    r"\b(doch nicht|stimmt (?:so )?nicht|falsch|vorhin|korrigier|muss (?:ich )?(?:mich )?berichtigen|nee,? eigentlich|eigentlich doch|"
    r"actually,? no|that's not right|i said .{0,30} but|scratch that|i was wrong|correction|not .{1,30} after all)\b",
    re.IGNORECASE,
)
# In another talk, another number with the same unit or another month says it otherwise, where a value is the point.
_VALUED = frozenset({Dimension.GOAL, Dimension.CRITERION, Dimension.TIMELINE, Dimension.SITUATION})
_NUMBERS = {
    word: value
    for value, words in enumerate(
        (
            "null zero,ein eine einem einen einer one,zwei two,drei three,vier four,fünf five,sechs six,sieben seven,acht eight,"
            "neun nine,zehn ten,elf eleven,zwölf twelve"
        ).split(",")
    )
    for word in words.split()
}
_AMOUNT = re.compile(rf"\b(\d+(?:[.,]\d+)?|{'|'.join(_NUMBERS)})\s*(%|€|[^\W\d_]{{3,}})", re.IGNORECASE)
_MONTH = re.compile(
    r"\b(jan|feb|mär|mar|apr|mai|may|jun|jul|aug|sep|okt|oct|nov|dez|dec)"
    r"(?:\.|uary|uar|ruary|ruar|z|ch|il|i|y|e|ust|tember|ober|ember)?\b",
    re.IGNORECASE,
)
_ONE_MONTH = {"mar": "mär", "may": "mai", "oct": "okt", "dec": "dez"}
_UNIT = 4


def matter_of(text: str) -> tuple[str, ...]:
    """Give the words of a text that can tell what it is about: no function words, no everyday words, no numbers."""
    return tuple(
        word
        for word in words_of(text)
        if len(word) >= _SHORTEST
        and word not in _EMPTY
        and word not in _NUMBERS
        and not any(sign.isdigit() for sign in word)
    )


def stems_of(matter: Iterable[str]) -> frozenset[str]:
    """Give the beginnings of words, so that "Angebot" meets "Angebote"."""
    return frozenset(word[:_STEM] for word in matter)


def takes_back(old: str, new: str, content: frozenset[str], known: frozenset[str] | set[str]) -> bool:
    """Say whether the new words take the old ones back: only on plain signs, a wrong alarm is worse than none.

    ``content`` and ``known`` are the content words of the new statement and of all that was said of the matter before.
    """
    shared = content & known
    if not shared:
        return False
    if _CORRECTION.search(new):
        return True
    flipped = bool(_NEGATION & set(words_of(old))) != bool(_NEGATION & set(words_of(new)))
    alike = len(shared) / max(min(len(content), len(known)), 1)
    return flipped and alike >= 0.75 and len(shared) >= 3


def says_otherwise(dimension: Dimension, old: str, new: str) -> bool:
    """Say whether words of a later talk contradict those of an earlier one about the same matter."""
    content, known = content_of(new), content_of(old)
    if takes_back(old, new, content, known):
        return True
    shared = {word for word in content & known if not word.isdigit()}
    if dimension not in _VALUED or len(shared) < (1 if dimension == Dimension.TIMELINE else 2):
        return False
    other_month = _differ(_months(old), _months(new))
    # "in March eleven failures, in June nine" is a series, not a contradiction.
    if dimension == Dimension.SITUATION and other_month:
        return False
    return other_month or any(_differ(before, now) for before, now in _amounts_of_a_unit(old, new))


def _differ(old: set[str], new: set[str]) -> bool:
    return bool(old) and bool(new) and not old & new


def _months(text: str) -> set[str]:
    found = (month.casefold() for month in _MONTH.findall(text))
    return {_ONE_MONTH.get(month, month) for month in found}


def _amounts_of_a_unit(old: str, new: str) -> list[tuple[set[str], set[str]]]:
    before, now = _amounts(old), _amounts(new)
    return [(before[unit], now[unit]) for unit in before.keys() & now.keys()]


def _amounts(text: str) -> dict[str, set[str]]:
    amounts: dict[str, set[str]] = {}
    for number, unit in _AMOUNT.findall(text):
        value = number.casefold()
        amounts.setdefault(unit.casefold()[:_UNIT], set()).add(str(_NUMBERS.get(value, value)).replace(",", "."))
    return amounts

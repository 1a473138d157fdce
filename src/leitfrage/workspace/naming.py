"""A person's name in running text: in which spellings it occurs, where, and how it is taken out.

Spellings are looked for as whole words, whatever their case, with a genitive's s as well ("Kerns", "Kern's").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_TITLES = frozenset("frau herr herrn dr prof dipl ing mr mrs ms miss sir madam von van der de".split())
_SHORTEST_PART = 3
_WORDY_KEY = re.compile(r"\d+:")  # a place in a talk and its words (reading.label_key)


def spellings(name: str) -> tuple[str, ...]:
    """Give what a person may be called by: the whole name and each of its parts that is not a title."""
    whole = " ".join(name.split())
    parts = [part for part in re.findall(r"[\w'’-]+", whole) if len(part) >= _SHORTEST_PART]
    return tuple(dict.fromkeys([whole, *(part for part in parts if part.lower() not in _TITLES)])) if whole else ()


@dataclass(frozen=True)
class Naming:
    """The spellings by which one person is meant."""

    spellings: tuple[str, ...]

    @classmethod
    def of(cls, spellings: Iterable[str]) -> Naming:
        return cls(tuple(dict.fromkeys(filter(None, (" ".join(each.split()) for each in spellings)))))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        forms = {unicodedata.normalize(form, each) for each in self.spellings for form in ("NFC", "NFD")}
        longest_first = sorted(forms, key=lambda each: (-len(each), each))
        words = [r"\s+".join(map(re.escape, each.split())) for each in longest_first]
        return re.compile(rf"(?<!\w)(?:{'|'.join(words) or '(?!)'})(?:['’]?s|['’])?(?!\w)", re.IGNORECASE)

    def occurs(self, text: str) -> bool:
        return self.pattern.search(text) is not None

    def count(self, text: str) -> int:
        return sum(1 for _ in self.pattern.finditer(text))

    def without(self, text: str, mark: str) -> str:
        """Give the text with the mark in the place of every name."""
        return self.pattern.sub(lambda _: mark, text)

    def moved(self, text: str, mark: str) -> Callable[[int], int]:
        """Tell where an offset of the text lies once the names have been taken out."""
        spans = [match.span() for match in self.pattern.finditer(text)]

        def at(offset: int) -> int:
            shift = 0
            for begin, end in spans:
                if offset <= begin:
                    break
                if offset < end:
                    return begin + shift
                shift += len(mark) - (end - begin)
            return offset + shift

        return at


def in_strings(value: Any, change: Callable[[str], str]) -> Any:
    """Give a JSON value with every string in it changed; keys stay, but for those that hold words ("3:So spricht man")."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [in_strings(each, change) for each in value]
    if isinstance(value, dict):
        return {change(key) if _WORDY_KEY.match(key) else key: in_strings(each, change) for key, each in value.items()}
    return value


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Give every string of a JSON value, with the way to it; keys that hold words count as well."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from strings(each, f"{path}[{number}]")
    elif isinstance(value, dict):
        for key, each in value.items():
            if _WORDY_KEY.match(key):
                yield path, key
            yield from strings(each, f"{path}.{key}" if path else key)

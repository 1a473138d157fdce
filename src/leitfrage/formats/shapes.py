"""Looking into parsed JSON without trusting it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

Object: TypeAlias = dict[str, object]


def obj(value: object) -> Object:
    """Give the object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def objects(value: object) -> Iterator[Object]:
    """Give the objects of a list, none for anything else."""
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def text(value: object) -> str:
    """Give the words in a string or number with single blanks, an empty string for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return " ".join(str(value).split())


def first(value: object) -> Object:
    """Give the first object of a list, an empty one where there is none."""
    return next(objects(value), {})

"""Times as transcripts write them, in seconds."""

from __future__ import annotations

import re

# 01:02:03.456 · 02:03,4 · 1:02:03 · 0:03; the hours may be missing, the fraction too.
CLOCK = r"(?:\d{1,3}:)?\d{1,3}:\d{2}(?:[.,]\d{1,9})?"
_CLOCK = re.compile(rf"\s*({CLOCK})\s*")


def seconds(text: str) -> float | None:
    """Read ``hh:mm:ss.fff``, ``mm:ss`` and the like; ``None`` where it is no such time."""
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    total = 0.0
    for part in found[1].replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def number(value: object, *, per_second: float = 1.0) -> float | None:
    """Read a number, also one written as text, in units of 1/``per_second`` s; ``None`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        result = float(value) / per_second
    except (ValueError, OverflowError):
        return None
    return result if 0 <= result < 1e7 else None

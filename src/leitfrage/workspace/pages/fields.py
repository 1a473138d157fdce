"""What forms send, taken as what it means; nonsense is nothing."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest


def day(request: HttpRequest, name: str) -> dt.date | None:
    """Give a day that was sent as 2026-03-14."""
    try:
        return dt.date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return None


def number(request: HttpRequest, name: str) -> int | None:
    """Give a whole number from 0 that fits into the database."""
    value = request.POST.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else None

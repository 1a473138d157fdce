"""Rows as they are told to a program, a page at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from ninja import Field
from ninja.pagination import LimitOffsetPagination

Kept = TypeVar("Kept", bound=Model)


class Told(Generic[Kept]):
    """Counts all rows, and tells those of a span."""

    def __init__(self, rows: QuerySet[Kept], tell: Callable[[Kept], dict[str, Any]]) -> None:
        self._rows, self._tell = rows, tell

    def __len__(self) -> int:
        return self._rows.count()

    def __getitem__(self, span: slice) -> list[dict[str, Any]]:
        return [self._tell(row) for row in self._rows[span]]


class Page(LimitOffsetPagination):
    """``limit`` and ``offset``; the answer counts all."""

    class Input(LimitOffsetPagination.Input):
        limit: int = Field(50, ge=1, le=200)
        offset: int = Field(0, ge=0, le=1_000_000_000)

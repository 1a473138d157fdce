"""docs/workspace.md keeps step: every variable that is read, every operation of the interface."""

from __future__ import annotations

import re
from pathlib import Path

import leitfrage
from leitfrage.workspace.api import api

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "workspace.md").read_text(encoding="utf-8")


def test_every_variable_is_documented_and_read() -> None:
    sources = Path(leitfrage.__file__).parent.rglob("*.py")
    read = {
        name
        for path in sources
        for name in re.findall(r'environ(?:\.get\(|\[)"(LEITFRAGE_\w+)"', path.read_text(encoding="utf-8"))
    }
    told = set(re.findall(r"`(LEITFRAGE_\w+)`", PAGE))
    assert read | {"LEITFRAGE_LANG"} == told | {"LEITFRAGE_LANG"}


def test_every_operation_of_the_interface_is_documented() -> None:
    there = {
        f"{method.upper()} {path}"
        for path, methods in api.get_openapi_schema(path_prefix="/api/")["paths"].items()
        for method in methods
    }
    assert there == set(re.findall(r"`((?:GET|POST|PUT|PATCH|DELETE) /api/[^`]*)`", PAGE))

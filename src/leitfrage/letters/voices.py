"""What a letter says in its own voice: German with Sie, German with Du, or English, whatever the reader's browser speaks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from leitfrage.letters.report import day

_FILE = Path(__file__).parent / "voices.yaml"


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Give all sentences by name, each by ``sie``, ``du``, ``en``, or ``de`` where it addresses nobody."""
    table: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return table


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """``language`` is ``de`` or ``en``; ``address`` (``sie`` or ``du``) counts in German only."""

    language: str
    address: str = "sie"

    def tell(self, key: str, /, **facts: str | int) -> str:
        """Give a sentence with its gaps filled; an unknown key raises ``KeyError``."""
        forms = sentences()[key]
        text = forms["en"] if self.language == "en" else forms.get("de") or forms[self.address]
        return text.format_map(facts)

    def day(self, date: dt.date) -> str:
        return day(date, self.language)

    def quoted(self, words: str) -> str:
        return f"“{words}”" if self.language == "en" else f"„{words}“"

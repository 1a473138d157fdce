"""The letter as a value, and as a page to read and to print; map and letter are the customer's to take along."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from leitfrage import __version__
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.letters.harmless import harmless
from leitfrage.letters.rendering import templates
from leitfrage.letters.understood import ORDER
from leitfrage.letters.voices import Voice

MAP_SCHEMA = "leitfrage.map/1"


class Verdict(StrEnum):
    """What the customer says to a line."""

    OPEN = ""
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    STRUCK = "struck"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One point. ``quote``: the customer's words where ``text`` puts them otherwise. ``dimension`` is None if left open."""

    dimension: Dimension | None
    text: str
    quote: str = ""
    verdict: Verdict = Verdict.OPEN
    own_words: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A promise as both sides may see it. ``state``: open, kept, late or renegotiated; ``instead_of``: the day before."""

    by: Side
    text: str
    state: str
    due: dt.date | None = None
    instead_of: dt.date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All that stands in a letter. ``captured``: a sentence a talk that says how it was captured and on what basis."""

    voice: Voice
    customer: str
    recipient: str
    date: dt.date
    salutation: str
    opening: str
    closing: str
    written_by: str
    lines: tuple[Line, ...]
    promises: tuple[Promised, ...] = ()
    captured: tuple[str, ...] = ()
    not_us: bool = False
    reason: str = ""
    take_along: str = ""
    answered_by: str = ""
    answered_on: dt.date | None = None
    comment: str = ""

    @property
    def title(self) -> str:
        return self.voice.tell("title_not_us" if self.not_us else "title")

    def sections(self) -> list[tuple[Dimension | None, list[tuple[int, Line]]]]:
        """Give the lines by dimension in the letter's order, numbered through; what was left open stands last."""
        numbered = enumerate(sorted(self.lines, key=lambda line: _place(line.dimension)), 1)
        by_dimension: dict[Dimension | None, list[tuple[int, Line]]] = {}
        for number, line in numbered:
            by_dimension.setdefault(line.dimension, []).append((number, line))
        return list(by_dimension.items())


_TEXTS = "customer recipient salutation opening closing written_by reason take_along answered_by comment".split()


def cleaned(letter: Letter) -> Letter:
    """Give the letter with harmless text only."""
    texts: dict[str, Any] = {name: harmless(getattr(letter, name)) for name in _TEXTS}
    return replace(
        letter,
        **texts,
        lines=tuple(
            replace(each, text=harmless(each.text), quote=harmless(each.quote), own_words=harmless(each.own_words))
            for each in letter.lines
        ),
        promises=tuple(replace(each, text=harmless(each.text), reason=harmless(each.reason)) for each in letter.promises),
        captured=tuple(harmless(each) for each in letter.captured),
    )


def stylesheet() -> str:
    """Give the style of letter and map, for pages that may not carry it within."""
    return templates().get_template("letter.css").render()


def letter_html(letter: Letter, *, style_address: str = "") -> str:
    """Give the letter as a page; it carries its style, unless ``style_address`` says where that lies."""
    return _page("letter.html.j2", letter, style_address)


def map_html(letter: Letter, *, style_address: str = "") -> str:
    """Give what is understood and not struck out as a map by dimension, open ones included."""
    return _page("map.html.j2", letter, style_address)


def map_json(letter: Letter) -> dict[str, Any]:
    """Give the same map as data (schema ``leitfrage.map/1``), fit for any other tool."""
    letter = cleaned(letter)
    standing = [line for line in letter.lines if line.verdict != Verdict.STRUCK]
    return {
        "schema": MAP_SCHEMA,
        "made_with": f"Leitfrage {__version__}",
        "customer": letter.customer,
        "language": letter.voice.language,
        "date": letter.date.isoformat(),
        "written_by": letter.written_by,
        "answered_by": letter.answered_by or None,
        "answered_on": letter.answered_on.isoformat() if letter.answered_on else None,
        "captured": list(letter.captured),
        "dimensions": [
            {
                "dimension": dimension.value,
                "title": letter.voice.tell(dimension.value),
                "entries": [_entry(line) for line in standing if line.dimension == dimension],
            }
            for dimension in ORDER
        ],
        "other": [_entry(line) for line in standing if line.dimension is None],
        "promises": [
            {
                "by": each.by.value,
                "text": each.text,
                "state": each.state,
                "due": each.due.isoformat() if each.due else None,
            }
            for each in letter.promises
        ],
    }


def map_as_text(letter: Letter) -> str:
    """Give the map as a JSON file."""
    return json.dumps(map_json(letter), ensure_ascii=False, indent=2) + "\n"


def _entry(line: Line) -> dict[str, Any]:
    """A corrected line counts in the customer's own words; what it said before stays beside it."""
    words = line.own_words if line.verdict in (Verdict.CORRECTED, Verdict.ADDED) else line.text
    return {
        "text": words,
        "quote": line.quote or None,
        "state": line.verdict.value or "open",
        "before": line.text if line.verdict == Verdict.CORRECTED else None,
    }


def _place(dimension: Dimension | None) -> int:
    return ORDER.index(dimension) if dimension else len(ORDER)


def _page(template: str, letter: Letter, style_address: str) -> str:
    letter = cleaned(letter)
    return (
        templates()
        .get_template(template)
        .render(
            letter=letter,
            voice=letter.voice,
            tell=letter.voice.tell,
            order=ORDER,
            entry=_entry,
            style_address=style_address,
            version=__version__,
        )
    )

"""The report on one talk: a page that needs no script and no internet, or Markdown; every claim leads to its place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from markupsafe import Markup

from leitfrage import __version__
from leitfrage.analysis import Analysis
from leitfrage.coding import CodedSegment, Dimension
from leitfrage.conversation import Side
from leitfrage.letters import charts, names
from leitfrage.letters.rendering import templates
from leitfrage.listening import Measure, Observation
from leitfrage.wording import N_, Message, decimal, translate


def html(analysis: Analysis, language: str, *, consent: str = "") -> str:
    """Give the report as one self-contained page in ``de`` or ``en``."""
    context = _context(analysis, language, consent)
    context |= {
        "ribbon": Markup(charts.ribbon(analysis, language)),
        "levels": Markup(charts.levels(analysis, language)),
        "scale": lambda measure: Markup(charts.against_range(measure, language)),
    }
    return templates().get_template("report.html.j2").render(context)


def markdown(analysis: Analysis, language: str, *, consent: str = "") -> str:
    """Give the report as Markdown in ``de`` or ``en``."""
    return templates().get_template("report.md.j2").render(_context(analysis, language, consent))


def _context(analysis: Analysis, language: str, consent: str) -> dict[str, Any]:
    def _(text: str | Message) -> str:
        return text.text(language) if isinstance(text, Message) else translate(text, language)

    def value(measure: Measure) -> str:
        return decimal(measure.value, language, 1 if abs(measure.value) < 100 else 0) if measure.value is not None else "–"

    def code(segment: CodedSegment) -> str:
        if segment.side == Side.SELLER:
            behaviour = segment.behaviour
            form = segment.move.form if segment.move else None
            return (_(names.BEHAVIOURS[behaviour]) if behaviour else "") + (f" · {_(names.FORMS[form])}" if form else "")
        said = [f"{_(names.DIMENSIONS[each.dimension])} {each.clarity}" for each in segment.says]
        return ", ".join([*said, *([_(N_("promise"))] if segment.commitment else [])])

    return {
        "analysis": analysis,
        "language": language,
        "_": _,
        "names": names,
        "groups": names.GROUPS,
        "group_of": names.GROUP_OF,
        "dimensions": [(each, analysis.map.of(each)) for each in Dimension],
        "set_aside": [item for item in analysis.map.items if item.status.value in ("contradicted", "withdrawn")],
        "clock": clock,
        "date": lambda each: day(each, language),
        "plainest": lambda found: plainest(analysis, found),
        "value": value,
        "range_text": lambda measure: range_text(measure, language),
        "code": code,
        "consent": consent,
        "version": __version__,
        "decimal": lambda number, places=2: decimal(number, language, places),
        "quote": lambda text: f"„{text}“" if language == "de" else f"“{text}”",
    }


def day(date: dt.date, language: str) -> str:
    """Write a date as the language does."""
    return date.strftime("%d.%m.%Y" if language == "de" else "%d %b %Y")


def plainest(analysis: Analysis, found: Observation) -> list[int]:
    """Give the places of an observation, those of which the coder is surest first."""

    def sureness(place: int) -> float:
        move = analysis.segment(place).move
        return move.confidence if move else 0.0

    return sorted(found.segments, key=lambda place: (-sureness(place), place))


def clock(seconds: float | None) -> str:
    """Write a time as ``m:ss`` or ``h:mm:ss``."""
    if seconds is None:
        return ""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}" if whole >= 3600 else f"{whole // 60}:{whole % 60:02}"


def range_text(measure: Measure, language: str) -> str:
    """Write a reference range: "35–50", "from 0.5", "up to 2"; nothing where there is none."""
    if measure.range is None:
        return ""
    low, high = measure.range
    if low is not None and high is not None and low > 0:
        return f"{decimal(low, language)}–{decimal(high, language)}"
    if high is not None:
        return Message.of(N_("up to {value}"), value=high).text(language)
    return Message.of(N_("from {value}"), value=low if low is not None else 0).text(language)

"""Pictures as plain SVG: the talk as a ribbon, the map by dimension and level, measures against their ranges.

Plain SVG because every mark is a link into the transcript, colours follow the page (light, dark, print), and no script
is needed. Text in the pictures is escaped; colours come from the page's classes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from leitfrage.analysis import Analysis
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.letters.names import BEHAVIOURS, DIMENSIONS, GROUP_OF, LEVELS
from leitfrage.listening import Measure
from leitfrage.wording import N_, decimal, translate

_WIDTH = 960
_LANE = 34


def ribbon(analysis: Analysis, language: str) -> str:
    """Draw who spoke and what it did: seller above, customer below, each segment as wide as its words."""
    segments = analysis.coded.segments
    sizes = [max(len(each.text.split()), 1) for each in segments]
    scale = _WIDTH / max(sum(sizes), 1)
    parts, x = [], 0.0
    for each, size in zip(segments, sizes, strict=True):
        width = size * scale
        if each.side == Side.SELLER:
            behaviour = each.behaviour
            kind = GROUP_OF[behaviour] if behaviour else "unsure"
            name = translate(BEHAVIOURS[behaviour], language) if behaviour else "–"
            y, height = 18, _LANE
        else:
            level = max((said.clarity for said in each.says), default=0)
            kind = f"l{level}"
            name = ", ".join(translate(DIMENSIONS[said.dimension], language) for said in each.says) or "–"
            y, height = 18 + _LANE + 6, _LANE
        parts.append(
            f'<a href="#s{each.id}" tabindex="-1" aria-label="{escape(name)}: {escape(each.text[:90])}"><rect class="{kind}" x="{x:.2f}" y="{y}" width="{max(width - 0.4, 0.4):.2f}" '
            f'height="{height}"><title>{escape(name)}: {escape(each.text[:90])}</title></rect></a>'
        )
        x += width
    title = translate(N_("The talk from left to right: above the seller, below the customer"), language)
    seller, customer = translate(N_("Seller"), language), translate(N_("Customer"), language)
    bottom = 18 + 2 * _LANE + 6
    return (
        f'<svg class="ribbon" viewBox="0 0 {_WIDTH} {bottom + 16}" role="group" aria-label="{escape(title)}">'
        f'<text x="0" y="12">{escape(seller)}</text><text x="0" y="{bottom + 13}">{escape(customer)}</text>{"".join(parts)}</svg>'
    )


def levels(analysis: Analysis, language: str) -> str:
    """Draw the map: a row a dimension, a dot an item in the column of its level."""
    left, column, row = 190, 150, 26
    height = 24 + row * len(Dimension)
    parts = [
        f'<text class="head" x="{left + column * (level - 1) + 4}" y="14">{level} {escape(translate(name, language))}</text>'
        for level, name in LEVELS.items()
        if level
    ]
    for index, dimension in enumerate(Dimension):
        y = 24 + row * index + row / 2
        items = analysis.map.of(dimension)
        css = "row" if items else "row empty"
        name = translate(DIMENSIONS[dimension], language)
        parts.append(f'<line class="rule" x1="0" y1="{y + row / 2}" x2="{_WIDTH}" y2="{y + row / 2}"/>')
        parts.append(f'<a href="#d-{dimension.value}"><text class="{css}" x="0" y="{y + 4}">{escape(name)}</text></a>')
        if not items:
            parts.append(
                f'<text class="row empty" x="{left + 4}" y="{y + 4}">{escape(translate(LEVELS[0], language))}</text>'
            )
        for level in (1, 2, 3, 4):
            here = [item for item in items if item.level == level]
            step = min(13.0, (column - 14) / max(len(here), 1))
            parts += [
                f'<a href="#{item.id}" tabindex="-1" aria-label="{escape(item.label)}"><circle class="l{level}{" theirs" if item.by == Side.SELLER else ""}" '
                f'cx="{left + column * (level - 1) + 10 + step * at:.1f}" cy="{y}" r="5"><title>{escape(item.label)}</title></circle></a>'
                for at, item in enumerate(here)
            ]
    title = translate(N_("The map by dimension and level of clarity"), language)
    return f'<svg class="levels" viewBox="0 0 {left + column * 4 + 10} {height}" role="group" aria-label="{escape(title)}">{"".join(parts)}</svg>'


def against_range(measure: Measure, language: str) -> str:
    """Draw a value on its scale with the reference range as a band; nothing where there is no value or no range."""
    if measure.value is None or measure.range is None:
        return ""
    low, high = measure.range
    ends = [measure.value, *(each for each in (low, high) if each is not None)]
    top = max(ends) * 1.25 or 1.0
    if measure.unit.sentence.startswith("%"):
        top = max(100.0, measure.value)
    a = (low or 0.0) / top * 180
    b = (high if high is not None else top) / top * 180
    x = min(measure.value / top, 1.0) * 180
    label = decimal(measure.value, language, 1)
    return (
        f'<svg class="scale" viewBox="0 0 190 16" role="img" aria-label="{escape(label)}"><rect class="track" x="4" y="6" width="180" height="4"/>'
        f'<rect class="band" x="{4 + a:.1f}" y="3" width="{max(b - a, 1):.1f}" height="10"/>'
        f'<circle class="value" cx="{4 + x:.1f}" cy="8" r="5"/></svg>'
    )


def history(
    points: Sequence[tuple[dt.date, int, bool]], first: dt.date, last: dt.date, days: Sequence[str], language: str
) -> str:
    """Draw how clear a matter was from talk to talk: day, level, and whether it was later said otherwise (hollow).

    ``first`` and ``last`` are the customer's first and last day, so that all histories share one scale; ``days`` are the
    days as they are written.
    """
    span = max((last - first).days, 1)
    spots = [(8 + 184 * (day - first).days / span, 42 - 9 * level, level, otherwise) for day, level, otherwise in points]
    path = " ".join(f"{'L' if at else 'M'}{x:.1f} {y}" for at, (x, y, _, _) in enumerate(spots))
    grid = "".join(
        f'<line class="rule" x1="2" x2="198" y1="{42 - 9 * level}" y2="{42 - 9 * level}"/>' for level in (1, 2, 3, 4)
    )
    dots = "".join(
        f'<circle class="l{level}{" otherwise" if otherwise else ""}" cx="{x:.1f}" cy="{y}" r="4"/>'
        for x, y, level, otherwise in spots
    )
    levels = "; ".join(f"{day}: {level}" for day, (_, _, level, _) in zip(days, spots, strict=True))
    label = translate(N_("Level by talk: {levels}"), language).format(levels=levels)
    return f'<svg class="history" viewBox="0 0 200 44" role="img" aria-label="{escape(label)}">{grid}<path d="{path}"/>{dots}</svg>'

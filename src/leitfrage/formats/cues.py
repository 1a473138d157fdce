"""Cues: time spans with lines of text, as WebVTT, SubRip and SubViewer files hold them.

An own parser, since the packages that exist lose speech in real files: one drops cues that begin at 0.000, the
other glues cue names and notes to the words. Here every line with an arrow becomes exactly one cue.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from leitfrage.conversation import UnclearTime
from leitfrage.formats.clock import CLOCK, seconds
from leitfrage.formats.reader import Piece
from leitfrage.wording import N_, Message

ARROW = re.compile(rf"^\s*({CLOCK})\s*-->\s*({CLOCK})(?:\s.*)?$")
_COMMA = re.compile(rf"^\s*({CLOCK}),({CLOCK})\s*$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]*)>|</v\s*>")
# The time of the words that follow, within a cue.
_TIME = re.compile(rf"<({CLOCK})>")
_TAG = re.compile(r"</?(?:c|i|b|u|ruby|rt|lang|font)(?:[.\s][^<>]*)?>|<\d[\d:.]*>|\{\\[^{}]*\}", re.IGNORECASE)
# A name before a colon: letters first, no digit alone, at most 60 characters, so that "10:30" and "https:" are none.
NAME = re.compile(r"^\s*-?\s*((?=[^\W\d_])[^:<>\n\"“”„?!]{1,60}?)\s*:\s+(\S.*)$", re.DOTALL)
_MAX_NAME_WORDS = 6
# "Sehr gerne. Dann fasse ich zusammen: …" is no name, "Dr. Lange" is one.
_SENTENCE = re.compile(r"\w{4,}[.!]\s")
# What heads a record of a meeting and speaks for nobody.
_HEADERS = frozenset(
    "datum date teilnehmer teilnehmende attendees participants ort place thema subject betreff uhrzeit time dauer duration".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Lines that are shown from ``start`` to ``end`` (seconds)."""

    start: float
    end: float
    lines: tuple[str, ...]


def arrow_cues(text: str, *, blank_ends: bool) -> Iterator[Cue]:
    """Give the cues of WebVTT (a blank line ends a cue) or SubRip (text may go on after a blank line)."""
    span: tuple[float, float] | None = None
    lines: list[str] = []
    open_cue = False
    for number, line in enumerate(text.split("\n"), 1):
        if "-->" in line:
            if span:
                yield _cue(span, lines, counter=True)
            span, lines, open_cue = _span(line, number), [], True
        elif not line.strip():
            open_cue = open_cue and not lines if blank_ends else open_cue
            lines = [*lines, ""] if lines and open_cue else lines
        elif span and open_cue:
            lines.append(line.strip())
    if span:
        yield _cue(span, lines, counter=False)


def comma_cues(text: str) -> Iterator[Cue]:
    """Give the cues of SubViewer: ``0:00:01.000,0:00:03.000`` and lines until a blank one."""
    span: tuple[float, float] | None = None
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if found := _COMMA.match(line):
            if span:
                yield _cue(span, lines, counter=False)
            span, lines = _ordered(found, line, number), []
        elif span and line.strip():
            lines.append(line.strip())
    if span:
        yield _cue(span, lines, counter=False)


def _span(line: str, number: int) -> tuple[float, float]:
    found = ARROW.match(line)
    if not found:
        raise UnclearTime(place=Message.of(N_("line {line}"), line=number), text=line.strip()[:60])
    return _ordered(found, line, number)


def _ordered(found: re.Match[str], line: str, number: int) -> tuple[float, float]:
    start, end = seconds(found[1]), seconds(found[2])
    if start is None or end is None:
        raise UnclearTime(place=Message.of(N_("line {line}"), line=number), text=line.strip()[:60])
    return start, max(start, end)


def _cue(span: tuple[float, float], lines: list[str], *, counter: bool) -> Cue:
    # The line right before the next arrow, after a blank one, is that cue's number or name.
    if counter and len(lines) > 1 and lines[-2] == "":
        lines = lines[:-1]
    return Cue(start=span[0], end=span[1], lines=tuple(line for line in lines if line))


def spoken(cue: Cue) -> Iterator[Piece]:
    """Split a cue by voice tags, or by a name at the head of its lines, into pieces of speech."""
    joined = "\n".join(cue.lines)
    if "<v" in joined:
        speaker: str | None = None
        at = 0
        for tag in _VOICE.finditer(joined):
            yield from _piece(speaker, joined[at : tag.start()], cue)
            speaker, at = (html.unescape(tag[1]).strip() or None) if tag[1] is not None else None, tag.end()
        yield from _piece(speaker, joined[at:], cue)
        return
    name: str | None = None
    words: list[str] = []
    for line in cue.lines:
        if line == "-":  # two speakers in one cue, divided by a lone dash
            yield from _piece(name, " ".join(words), cue)
            name, words = None, []
        elif opened := named(line):
            yield from _piece(name, " ".join(words), cue)
            name, words = opened[0], [opened[1]]
        else:
            words.append(line)
    yield from _piece(name, " ".join(words), cue)


def named(line: str) -> tuple[str, str] | None:
    """Split ``Name: words`` into name and words; ``None`` where no name stands at the head."""
    found = NAME.match(line)
    if not found or len(found[1].split()) > _MAX_NAME_WORDS or _SENTENCE.search(found[1]) or found[1].casefold() in _HEADERS:
        return None
    return html.unescape(found[1]).strip(" *_-"), found[2]


def _piece(speaker: str | None, text: str, cue: Cue) -> Iterator[Piece]:
    """Give the words, each run of them with its own time where the cue tells times within itself."""
    times = [(0, 0, cue.start)]
    for tag in _TIME.finditer(text):
        at = seconds(tag[1])
        blank = text[: tag.start()].endswith((" ", "\n")) or text[tag.end() :].startswith((" ", "<c> "))
        if at is not None and times[-1][2] <= at <= cue.end and blank:
            times.append((tag.start(), tag.end(), at))
    ends = [*times[1:], (len(text), len(text), cue.end)]
    for (_, begin, start), (until, _, end) in zip(times, ends, strict=True):
        words = " ".join(html.unescape(_TAG.sub("", text[begin:until])).split())
        if words:
            yield Piece(speaker=speaker, text=words, start=start, end=end)

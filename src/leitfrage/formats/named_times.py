"""Texts whose turns open with a line of name and time, as Otter, Zoom and Teams save them."""

from __future__ import annotations

import re

from leitfrage.formats.clock import CLOCK, seconds
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample

_NAME = r"(?=[^\W\d_])[^\[\]<>\n]{1,60}?"
_HEADS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"^\[({_NAME})\]\s*({CLOCK})\s*()$",  # [Name] 11:02:09
        rf"^({_NAME})\s*[\[(]\s*({CLOCK})\s*[\])]\s*:?\s*(.*)$",  # Name [00:00:12] words
        rf"^({_NAME})(?:\s{{1,}}|\s*[-–|·,]\s*)({CLOCK})\s*()$",  # Name  0:12
        rf"^\[?({CLOCK})\]?\s+({_NAME})\s*()$",  # 0:12  Name
    )
)
_ARROW_LINE = re.compile(rf"^\s*({CLOCK})\s*-->\s*({CLOCK})\s*$")
_MARKUP = re.compile(r"\*\*|__|^#+\s*")
_MAX_NAME_WORDS = 6


def head(line: str) -> tuple[str, float, str] | None:
    """Split a line that opens a turn into name, seconds and the words behind them."""
    bare = _MARKUP.sub("", line).strip()
    for index, pattern in enumerate(_HEADS):
        found = pattern.match(bare)
        if not found:
            continue
        name, clock = (found[2], found[1]) if index == 3 else (found[1], found[2])
        start = seconds(clock)
        if start is not None and len(name.split()) <= _MAX_NAME_WORDS and ":" not in name:
            return name.strip(" :*_-"), start, found[3].strip()
    return None


def recognises(sample: Sample) -> float:
    if sample.looks_like_json or sample.head.lstrip().startswith("WEBVTT"):
        return 0.0
    lines = sample.head_lines[:400]
    heads = sum(head(line) is not None for line in lines)
    arrows = sum(_ARROW_LINE.match(line) is not None for line in lines)
    if arrows >= 2 and heads == 0:
        return 0.0
    return min(0.5 + heads / max(len(lines), 1), 0.95) if heads >= 2 else 0.0


def read(sample: Sample) -> Transcript:
    pieces: list[Piece] = []
    speaker, start = "", 0.0
    for line in sample.text.split("\n"):
        if opened := head(line):
            speaker, start, words = opened
        else:
            words = _MARKUP.sub("", line).strip()
        if words and speaker:
            pieces.append(Piece(speaker=speaker, text=words, start=start))
    return Transcript(pieces=tuple(pieces))


READER = Reader(
    name="named-times",
    title="Text with name and time lines (Otter, Zoom, Teams)",
    suffixes=(".txt", ".md"),
    recognises=recognises,
    read=read,
)

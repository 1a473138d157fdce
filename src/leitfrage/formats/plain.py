"""Plain text: each turn is a line ``Name: words``, with or without a time; a line without a name goes on."""

from __future__ import annotations

import re

from leitfrage.formats.clock import CLOCK, seconds
from leitfrage.formats.cues import named
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample

# "[00:01:02] Name: words" · "00:01:02 Name: words" · "(1:02) Name: words"
_TIME_FIRST = re.compile(rf"^\s*[\[(]?({CLOCK})[\])]?\s*[-–]?\s*(.*)$")
# "Name [00:01:02]: words" · "Name (1:02): words"
_TIME_IN_NAME = re.compile(rf"^(.{{1,60}}?)\s*[\[(]\s*({CLOCK})\s*[\])]\s*:\s*(.*)$")
_BRACKETS = re.compile(r"^\[([^\[\]\d]{1,60})\]\s*:")
_MARKUP = re.compile(r"\*\*|__|^\s*[>#]+\s*")


def turn(line: str) -> tuple[str, str, float | None] | None:
    """Split a line into name, words and start in seconds; ``None`` where it opens no turn."""
    bare = _BRACKETS.sub(r"\1:", _MARKUP.sub("", line).strip())
    start: float | None = None
    if found := _TIME_FIRST.match(bare):
        start, bare = seconds(found[1]), found[2]
    elif found := _TIME_IN_NAME.match(bare):
        start, bare = seconds(found[2]), f"{found[1]}: {found[3]}"
    opened = named(bare)
    return (*opened, start) if opened else None


def recognises(sample: Sample) -> float:
    if sample.looks_like_json or "-->" in sample.head:
        return 0.0
    lines = sample.head_lines[:400]
    turns = [opened[0] for line in lines if (opened := turn(line))]
    if len(turns) < 2 or not len(set(turns)) < len(turns) + 1:
        return 0.0
    repeated = sum(turns.count(name) > 1 for name in turns) / len(turns)
    return 0.35 + 0.35 * min(len(turns) / len(lines) * 2, 1.0) + 0.1 * repeated


def read(sample: Sample) -> Transcript:
    pieces: list[Piece] = []
    for line in sample.text.split("\n"):
        if opened := turn(line):
            pieces.append(Piece(speaker=opened[0], text=opened[1], start=opened[2]))
        elif pieces and (more := _MARKUP.sub("", line).strip()):
            pieces.append(Piece(speaker=pieces[-1].speaker, text=more))
    return Transcript(pieces=tuple(pieces))


READER = Reader(name="plain", title="Text with “Name: words”", suffixes=(".txt", ".md"), recognises=recognises, read=read)

"""CHAT (CHILDES, TalkBank): ``*ABC:`` lines, dependent tiers left aside, times behind bullets."""

from __future__ import annotations

import re

from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample

_TIME = re.compile(r"\x15?\b(\d+)_(\d+)\x15?\s*$|\u2022(\d+)_(\d+)\u2022")
_CODES = re.compile(r"\[[^\]]*\]|&[-+=~]?\S*|\+[^\s\w]*|[<>↑↓⌈⌉⌊⌋°∆∇„‡]|\(\.+\)|\b(?:xxx|yyy|www)\b")
_SHORTENED = re.compile(r"\((\w+)\)")
_PARTICIPANT = re.compile(r"(\w{2,7})\s+([^,\s]+)(?:\s+([^,\s]+))?")


def recognises(sample: Sample) -> float:
    lines = sample.head_lines
    if any(line.startswith("@Begin") for line in lines[:6]):
        return 0.95
    return 0.6 if sum(line.startswith("*") and ":\t" in line for line in lines[:40]) > 2 else 0.0


def read(sample: Sample) -> Transcript:
    names: dict[str, str] = {}
    language = None
    pieces = []
    for line in _whole_lines(sample.text):
        if line.startswith("@Participants:"):
            for entry in line.split(":", 1)[1].split(","):
                if found := _PARTICIPANT.match(entry.strip()):
                    names[found[1]] = found[2].replace("_", " ") if found[3] else found[1]
        elif line.startswith("@Languages:"):
            language = line.split(":", 1)[1].split(",")[0].strip() or None
        elif line.startswith("*") and ":" in line:
            code, words = line[1:].split(":", 1)
            pieces.append(_piece(names.get(code.strip(), code.strip()), words))
    return Transcript(pieces=tuple(pieces), language=language)


def _whole_lines(text: str) -> list[str]:
    """Join lines that go on (they begin with a tab) to the line before."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith("\t") and lines:
            lines[-1] += " " + line.strip()
        else:
            lines.append(line.rstrip())
    return lines


def _piece(speaker: str, words: str) -> Piece:
    start = end = None
    if found := _TIME.search(words):
        first, last = (found[1], found[2]) if found[1] else (found[3], found[4])
        start, end = int(first[:9]) / 1000, int(last[:9]) / 1000
        words = words[: found.start()]
    spoken = " ".join(_SHORTENED.sub(r"\1", _CODES.sub(" ", words)).split())
    spoken = re.sub(r"\s+([.?!,])", r"\1", spoken).strip(" ,")
    return Piece(speaker=speaker, text=spoken if re.search(r"\w", spoken) else "", start=start, end=end)


READER = Reader(name="chat", title="CHAT (TalkBank)", suffixes=(".cha",), recognises=recognises, read=read)

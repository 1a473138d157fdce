"""Typed notes of a person who wrote along: "Kunde: …", "K: …", bullets under a heading.

Notes are somebody's memory. They are read as what was said by each side, and marked as noted, not verbatim.
"""

from __future__ import annotations

import datetime as dt
import re

from leitfrage.conversation import CaptureMode, Side
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample

_BULLET = re.compile(r"^\s*(?:[-*•–·+]|\d{1,2}[.)])\s+")
_WHO = {
    Side.CUSTOMER: ("k", "kd", "kde", "kunde", "kundin", "kd.", "c", "cust", "customer", "client", "klient", "klientin"),
    Side.SELLER: ("v", "vk", "ich", "verkäufer", "verkäuferin", "berater", "beraterin", "s", "seller", "me", "consultant"),
}
_SIDE = {word: side for side, words in _WHO.items() for word in words}
_LINE = re.compile(r"^\s*(?:[-*•–·+]\s+)?\**([^\W\d_]{1,12}\.?)\**\s*[:>]\**\s*(.*)$")
_HEADING = re.compile(r"^\s*(?:#{1,4}\s*(.+?)|([^:]{2,40}):)\s*$")
# Who writes along means themselves with "ich"; the customer's own "I" stands in quotation marks.
_WRITER = re.compile(r"^(?:ich|i|i'll|i’ll)\b", re.IGNORECASE)
_NOTE_WORD = re.compile(r"\b(notiz|notizen|mitschrift|gesprächsnotiz|notes?|minutes|besuchsbericht)\b", re.IGNORECASE)
# The first line often says what the notes are of: "Gespräch mit Fr. Hartmann, 24.11.2026".
_TITLE = re.compile(
    r"\b(?:notiz|notizen|mitschrift|gesprächsnotiz|gespräch|telefonat|besuch|besuchsbericht|termin|notes?|minutes|call|meeting|visit)\b",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(20\d\d)\b|\b(20\d\d)-(\d\d)-(\d\d)\b")
_DATE_LINE = re.compile(r"^\s*(?:datum|date|teilnehmer|attendees|ort|place|thema|subject)\s*:", re.IGNORECASE)
_LEAST_POINTS = 3


def _opened(line: str) -> tuple[Side, str] | None:
    found = _LINE.match(line)
    side = _SIDE.get(found[1].casefold()) if found else None
    return (side, found[2].strip()) if found and side else None


def recognises(sample: Sample) -> float:
    if sample.looks_like_json or "-->" in sample.head:
        return 0.0
    lines = sample.head_lines[:300]
    if not lines:
        return 0.0
    opened = [side for line in lines if (side := _opened(line))]
    bullets = sum(_BULLET.match(line) is not None for line in lines) / len(lines)
    named_notes = bool(_NOTE_WORD.search(" ".join(lines[:3])))
    if opened and (bullets > 0.2 or named_notes):
        return 0.85
    # Whole-word roles ("Kunde:") also head real transcripts; there the lines are long and nearly all are turns.
    short = any(line.strip()[:2].casefold() in ("k:", "v:", "c:", "s:") for line in lines)
    if len(opened) >= 2 and short and len(opened) / len(lines) > 0.3:
        return 0.82
    if named_notes and bullets > 0.3:
        return 0.6
    # A list of key points and hardly anything else is somebody's notes, too.
    return 0.4 if len(lines) >= _LEAST_POINTS and bullets > 0.7 else 0.0


def read(sample: Sample) -> Transcript:
    pieces: list[Piece] = []
    side = Side.CUSTOMER  # who writes along writes down the customer
    title = ""
    for line in sample.text.split("\n"):
        if not line.strip() or _DATE_LINE.match(line):
            continue
        if opened := _opened(line):
            side, words = opened
        elif heading := _HEADING.match(line):
            if named := _SIDE.get((heading[1] or heading[2]).strip(" :").casefold()):
                side = named
            elif not pieces:
                title = title or (heading[1] or heading[2]).strip()
            continue
        else:
            words = _BULLET.sub("", line).strip()
            if not pieces and _TITLE.search(line) and words == line.strip():
                title = title or words
                continue
        writer = not opened and _WRITER.match(words)
        if words:
            pieces.append(Piece(speaker=(Side.SELLER if writer else side).value, text=words))
    return Transcript(
        pieces=tuple(pieces),
        title=title,
        capture=CaptureMode.NOTES,
        started_at=_day(sample.head_lines[:3]),
        join=False,
        sides={Side.CUSTOMER.value: Side.CUSTOMER, Side.SELLER.value: Side.SELLER},
    )


def _day(lines: list[str]) -> dt.date | None:
    """Find the day of the talk in the head of the notes."""
    found = _DAY.search("\n".join(lines))
    if not found:
        return None
    day, month, year = (found[1], found[2], found[3]) if found[3] else (found[6], found[5], found[4])
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


READER = Reader(
    name="notes", title="Typed notes (K: …, V: …, bullets)", suffixes=(".txt", ".md"), recognises=recognises, read=read
)

"""From the pieces of a file to a Conversation: consecutive pieces of one speaker become one utterance."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from leitfrage.conversation import Conversation, Mark, Side, Source, Speaker, Utterance, duration_of
from leitfrage.formats.reader import Piece, Transcript

NOBODY = "?"
_LANGUAGES = {
    "de": "de",
    "deu": "de",
    "ger": "de",
    "german": "de",
    "deutsch": "de",
    "en": "en",
    "eng": "en",
    "english": "en",
}
# A date in a file's name: 2026-02-19, 20260219 (Zoom), 2026_02_19
_DATE = re.compile(r"(?<!\d)(20\d\d)[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_LONGEST_NAME = 80


def conversation(transcript: Transcript, source: Source, title: str) -> Conversation:
    """Join pieces to utterances; the title and date come from the file's name where its content tells none."""
    pieces = list(_named(transcript.pieces, carry=transcript.carry_speaker))
    starts = [piece.start for piece in pieces]
    if all(start is not None for start in starts):
        pieces.sort(key=lambda piece: piece.start or 0.0)
    groups = (
        (list(group) for _, group in groupby(pieces, key=lambda piece: piece.speaker))
        if transcript.join
        else ([piece] for piece in pieces)
    )
    utterances = tuple(_utterance(group) for group in groups)
    names = dict.fromkeys(utterance.speaker for utterance in utterances)
    return Conversation(
        utterances=utterances,
        speakers=tuple(Speaker(name=name, side=transcript.sides.get(name, Side.UNKNOWN)) for name in names),
        title=transcript.title or title,
        language=language_code(transcript.language),
        started_at=transcript.started_at or date_in(title),
        duration_s=duration_of(utterances),
        capture=transcript.capture,
        source=source,
    )


def language_code(name: str | None) -> str | None:
    """Give ``de`` or ``en`` for what files write ("german", "de-DE", "en_us"), else ``None``."""
    return _LANGUAGES.get(re.split(r"[-_]", name.casefold())[0]) if name else None


def date_in(text: str) -> dt.date | None:
    """Find a date as file names carry it."""
    for year, month, day in _DATE.findall(text):
        try:
            return dt.date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _named(pieces: Iterable[Piece], *, carry: bool) -> Iterator[Piece]:
    """Give the pieces that have words, each with a speaker; marks without words join the words before."""
    last: Piece | None = None
    name = NOBODY
    for piece in pieces:
        text = " ".join(piece.text.split())
        if not text:
            continue
        named = " ".join((piece.speaker or "").split())[:_LONGEST_NAME]
        name = named or (name if carry else NOBODY)
        if not re.search(r"\w", text) and not piece.glued:
            continue
        if last is not None and piece.glued and last.speaker == name:
            last = replace(last, text=last.text + text)
            continue
        if last is not None:
            yield last
        last = replace(piece, text=text, speaker=name)
    if last is not None and re.search(r"\w", last.text):
        yield last


def _utterance(pieces: list[Piece]) -> Utterance:
    marks: list[Mark] = []
    parts: list[str] = []
    offset = 0
    for piece in pieces:
        if piece.start is not None:
            end = max(piece.end if piece.end is not None else piece.start, piece.start)
            marks.append(Mark(offset=offset, start=piece.start, end=end))
        parts += piece.parts
        offset += len(piece.text) + 1
    own = all(piece.parts for piece in pieces)
    return Utterance(
        speaker=pieces[0].speaker or NOBODY,
        text=" ".join(piece.text for piece in pieces),
        marks=tuple(marks),
        parts=tuple(parts) if own else (),
    )

"""The codebook's own JSON: turns of segments, with or without labels; its segmentation is kept."""

from __future__ import annotations

import datetime as dt

from leitfrage.conversation import Side
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import first, obj, objects, text

_SIDES = {side.value: side for side in (Side.SELLER, Side.CUSTOMER)}


def recognises(sample: Sample) -> float:
    return 0.98 if "segments" in first(obj(sample.json).get("turns")) else 0.0


def read(sample: Sample) -> Transcript:
    whole = obj(sample.json)
    pieces = []
    for turn in objects(whole.get("turns")):
        parts = tuple(part for row in objects(turn.get("segments")) if (part := text(row.get("text"))))
        pieces.append(Piece(speaker=text(turn.get("speaker")) or None, text=" ".join(parts), parts=parts))
    names = {piece.speaker for piece in pieces}
    return Transcript(
        pieces=tuple(pieces),
        title=text(whole.get("id")),
        language=text(whole.get("language")) or None,
        started_at=_date(text(whole.get("date"))),
        sides={name: side for name, side in _SIDES.items() if name in names},
    )


def _date(value: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


READER = Reader(
    name="codebook", title="Leitfrage JSON (turns of segments)", suffixes=(".json",), recognises=recognises, read=read
)

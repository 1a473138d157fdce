"""Praat TextGrids: an interval tier a speaker; several files, one a speaker, can make one talk."""

from __future__ import annotations

from collections.abc import Iterable

from praatio.utilities import textgrid_io

from leitfrage.conversation import BrokenFile
from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import obj, objects, text
from leitfrage.wording import N_, Message


def recognises(sample: Sample) -> float:
    head = sample.head[:400]
    return 0.95 if "ooTextFile" in head and "TextGrid" in head else 0.0


def read(sample: Sample) -> Transcript:
    try:
        grid = obj(textgrid_io.parseTextgridStr(sample.text))
    except Exception:  # praatio raises whatever its text searches run into
        raise BrokenFile(
            format="Praat TextGrid",
            reason=Message.of(N_("it is cut off or incomplete")),
            place=Message.of(N_("near the end")),
        ) from None
    pieces = []
    for tier in objects(grid.get("tiers")):
        if tier.get("class") != "IntervalTier":
            continue
        entries = tier.get("entries")
        for start, end, label in entries if isinstance(entries, Iterable) else ():
            pieces.append(
                Piece(speaker=text(tier.get("name")) or None, text=text(label), start=number(start), end=number(end))
            )
    pieces.sort(key=lambda piece: piece.start or 0.0)
    return Transcript(pieces=tuple(pieces))


READER = Reader(name="textgrid", title="Praat TextGrid", suffixes=(".textgrid",), recognises=recognises, read=read)

"""Podcasting 2.0 transcripts: segments with a speaker each, often one word long."""

from __future__ import annotations

from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import first, obj, objects, text


def recognises(sample: Sample) -> float:
    return 0.95 if {"startTime", "body"} <= first(obj(sample.json).get("segments")).keys() else 0.0


def read(sample: Sample) -> Transcript:
    pieces = tuple(
        Piece(
            speaker=text(row.get("speaker")) or None,
            text=text(row.get("body")),
            start=number(row.get("startTime")),
            end=number(row.get("endTime")),
        )
        for row in objects(obj(sample.json).get("segments"))
    )
    return Transcript(pieces=pieces, carry_speaker=True)


READER = Reader(name="podcasting20", title="Podcasting 2.0 JSON", suffixes=(".json",), recognises=recognises, read=read)

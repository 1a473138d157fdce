"""Fireflies: sentences with speaker names, bare or inside the answer of its API."""

from __future__ import annotations

from leitfrage.formats.clock import number, seconds
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import Object, first, obj, objects, text


def _rows(document: object) -> object:
    whole: Object = obj(document)
    inner = obj(obj(whole.get("data")).get("transcript")) or whole
    return document if isinstance(document, list) else inner.get("sentences")


def recognises(sample: Sample) -> float:
    head = first(_rows(sample.json))
    return 0.95 if "speaker_name" in head or {"sentence", "startTime"} <= head.keys() else 0.0


def read(sample: Sample) -> Transcript:
    whole = obj(sample.json)
    inner = obj(obj(whole.get("data")).get("transcript")) or whole
    return Transcript(
        pieces=tuple(
            Piece(
                speaker=text(row.get("speaker_name")) or text(row.get("speaker_id")) or None,
                text=text(row.get("text")) or text(row.get("sentence")) or text(row.get("raw_text")),
                start=_time(row.get("start_time", row.get("startTime"))),
                end=_time(row.get("end_time", row.get("endTime"))),
            )
            for row in objects(_rows(sample.json))
        ),
        title=text(inner.get("title")),
    )


def _time(value: object) -> float | None:
    return seconds(value) if isinstance(value, str) and ":" in value else number(value)


READER = Reader(name="fireflies", title="Fireflies JSON", suffixes=(".json",), recognises=recognises, read=read)

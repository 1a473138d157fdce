"""Whisper and its kin: OpenAI Whisper, faster-whisper, WhisperX (with speakers), whisper.cpp."""

from __future__ import annotations

from collections.abc import Iterator

from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import Object, first, obj, objects, text


def recognises(sample: Sample) -> float:
    document = sample.json
    if isinstance(document, list):
        head = first(document)
        return 0.8 if {"start", "end", "text"} <= head.keys() and "speakerId" not in head else 0.0
    whole = obj(document)
    if "transcription" in whole and "offsets" in first(whole["transcription"]):
        return 0.95
    return 0.85 if {"start", "end", "text"} <= first(whole.get("segments")).keys() else 0.0


def read(sample: Sample) -> Transcript:
    document = sample.json
    whole = obj(document)
    language = text(whole.get("language")) or text(obj(whole.get("result")).get("language"))
    if "transcription" in whole:
        pieces = tuple(_cpp(objects(whole["transcription"])))
    else:
        rows = objects(document if isinstance(document, list) else whole.get("segments"))
        pieces = tuple(piece for row in rows for piece in _segment(row))
    return Transcript(pieces=pieces, language=language or None, carry_speaker=True)


def _segment(row: Object) -> Iterator[Piece]:
    """WhisperX names the speaker of each word; where it changes within a segment, the words decide."""
    speaker = text(row.get("speaker")) or None
    words = list(objects(row.get("words")))
    named = {text(word.get("speaker")) for word in words} - {""}
    if len(named) > 1:
        last = speaker
        for word in words:
            last = text(word.get("speaker")) or last
            yield Piece(
                speaker=last, text=text(word.get("word")), start=number(word.get("start")), end=number(word.get("end"))
            )
    else:
        yield Piece(speaker=speaker, text=text(row.get("text")), start=number(row.get("start")), end=number(row.get("end")))


def _cpp(rows: Iterator[Object]) -> Iterator[Piece]:
    for row in rows:
        span = obj(row.get("offsets"))
        yield Piece(
            speaker=text(row.get("speaker")) or None,
            text=text(row.get("text")),
            start=number(span.get("from"), per_second=1000),
            end=number(span.get("to"), per_second=1000),
        )


READER = Reader(
    name="whisper",
    title="Whisper, faster-whisper, WhisperX, whisper.cpp JSON",
    suffixes=(".json",),
    recognises=recognises,
    read=read,
)

"""Deepgram: utterances where they were asked for, else the words of each channel."""

from __future__ import annotations

from collections.abc import Iterator

from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import Object, first, obj, objects, text


def recognises(sample: Sample) -> float:
    results = obj(obj(sample.json).get("results"))
    return 0.95 if isinstance(results.get("channels"), list) else 0.0


def read(sample: Sample) -> Transcript:
    results = obj(obj(sample.json).get("results"))
    channels = list(objects(results.get("channels")))
    pieces = tuple(_utterances(results, several=len(channels) > 1) or _words(channels))
    language = text(channels[0].get("detected_language")) if channels else ""
    return Transcript(pieces=pieces, language=language or None, carry_speaker=True)


def _utterances(results: Object, *, several: bool) -> list[Piece]:
    return [
        Piece(
            speaker=_name(row, row.get("channel") if several else None),
            text=text(row.get("transcript")),
            start=number(row.get("start")),
            end=number(row.get("end")),
        )
        for row in objects(results.get("utterances"))
    ]


def _words(channels: list[Object]) -> Iterator[Piece]:
    pieces = [
        Piece(
            speaker=_name(word, index if len(channels) > 1 else None),
            text=text(word.get("punctuated_word")) or text(word.get("word")),
            start=number(word.get("start")),
            end=number(word.get("end")),
        )
        for index, channel in enumerate(channels)
        for word in objects(first(channel.get("alternatives")).get("words"))
    ]
    yield from sorted(pieces, key=lambda piece: piece.start or 0.0)


def _name(row: Object, channel: object) -> str | None:
    """A channel of its own tells the speaker more surely than diarisation does."""
    if channel is not None:
        return f"Channel {text(channel)}"
    speaker = text(row.get("speaker"))
    return f"Speaker {speaker}" if speaker else None


READER = Reader(name="deepgram", title="Deepgram JSON", suffixes=(".json",), recognises=recognises, read=read)

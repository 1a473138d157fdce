"""Amazon Transcribe: words with times as strings, speakers by time span or by channel."""

from __future__ import annotations

from bisect import bisect_right

from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import Object, first, obj, objects, text


def recognises(sample: Sample) -> float:
    results = obj(obj(sample.json).get("results"))
    return 0.95 if "items" in results and "transcripts" in results else 0.0


def read(sample: Sample) -> Transcript:
    results = obj(obj(sample.json).get("results"))
    channels = list(objects(obj(results.get("channel_labels")).get("channels")))
    pieces: list[Piece] = []
    if channels:
        for channel in channels:
            name = text(channel.get("channel_label"))
            pieces += _words(list(objects(channel.get("items"))), [], name)
        pieces = _in_time(pieces)
    else:
        spans = sorted(
            (number(row.get("start_time")) or 0.0, text(row.get("speaker_label")))
            for row in objects(obj(results.get("speaker_labels")).get("segments"))
        )
        pieces = _words(list(objects(results.get("items"))), spans, None)
    return Transcript(pieces=tuple(pieces), language=text(results.get("language_code")) or None, carry_speaker=True)


def _words(items: list[Object], spans: list[tuple[float, str]], name: str | None) -> list[Piece]:
    pieces: list[Piece] = []
    for item in items:
        word = text(first(item.get("alternatives")).get("content"))
        start, end = number(item.get("start_time")), number(item.get("end_time"))
        speaker = text(item.get("speaker_label")) or name
        if not speaker and start is not None and spans:
            index = bisect_right(spans, start + 1e-6, key=lambda span: span[0]) - 1
            speaker = spans[max(index, 0)][1]
        mark = item.get("type") == "punctuation"
        if mark and pieces:
            speaker = pieces[-1].speaker
        pieces.append(Piece(speaker=speaker or None, text=word, start=start, end=end, glued=mark))
    return pieces


def _in_time(pieces: list[Piece]) -> list[Piece]:
    """Put the words of all channels in the order of time; a punctuation mark stays with its word."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if piece.glued and groups:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    groups.sort(key=lambda group: group[0].start or 0.0)
    return [piece for group in groups for piece in group]


READER = Reader(name="aws", title="Amazon Transcribe JSON", suffixes=(".json",), recognises=recognises, read=read)

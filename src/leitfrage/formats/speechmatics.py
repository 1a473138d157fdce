"""Speechmatics: the first form (``words``, speakers by time) and today's (``results``, a speaker a word)."""

from __future__ import annotations

from bisect import bisect_right

from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import Object, first, obj, objects, text


def recognises(sample: Sample) -> float:
    whole = obj(sample.json)
    if {"words", "speakers"} <= whole.keys() and "time" in first(whole["words"]):
        return 0.95
    return 0.95 if "start_time" in first(whole.get("results")) and "alternatives" in first(whole.get("results")) else 0.0


def read(sample: Sample) -> Transcript:
    whole = obj(sample.json)
    pieces = _by_word(whole) if "results" in whole else _by_time(whole)
    job = obj(whole.get("job"))
    settings = obj(obj(obj(whole.get("metadata")).get("transcription_config")))
    language = text(job.get("lang")) or text(settings.get("language"))
    return Transcript(pieces=tuple(pieces), language=language or None, carry_speaker=True)


def _by_word(whole: Object) -> list[Piece]:
    pieces: list[Piece] = []
    for row in objects(whole.get("results")):
        best = first(row.get("alternatives"))
        mark = row.get("type") == "punctuation"
        pieces.append(
            Piece(
                speaker=pieces[-1].speaker if mark and pieces else text(best.get("speaker")) or None,
                text=text(best.get("content")),
                start=number(row.get("start_time")),
                end=number(row.get("end_time")),
                glued=mark,
            )
        )
    return pieces


def _by_time(whole: Object) -> list[Piece]:
    spans = sorted((number(row.get("time")) or 0.0, text(row.get("name"))) for row in objects(whole.get("speakers")))
    pieces = []
    for row in objects(whole.get("words")):
        start, word = number(row.get("time")), text(row.get("name"))
        length = number(row.get("duration")) or 0.0
        index = bisect_right(spans, (start or 0.0) + 1e-6, key=lambda span: span[0]) - 1
        pieces.append(
            Piece(
                speaker=spans[max(index, 0)][1] if spans else None,
                text=word,
                start=start,
                end=start + length if start is not None else None,
                glued=word in {".", ",", "?", "!"},
            )
        )
    return pieces


READER = Reader(name="speechmatics", title="Speechmatics JSON", suffixes=(".json",), recognises=recognises, read=read)

"""Gong: monologues of sentences by speaker id; times in milliseconds, in older exports in seconds."""

from __future__ import annotations

from leitfrage.conversation import BrokenFile, Side
from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import Object, first, obj, objects, text
from leitfrage.wording import N_, Message

_SIDES = {"internal": Side.SELLER, "external": Side.CUSTOMER}
# Nobody talks for half a day; a sentence that ends later than this many "seconds" is in milliseconds.
_LONGEST_S = 43_200
_LONGEST_SENTENCE_S = 300


def _calls(document: object) -> list[Object]:
    whole = obj(document)
    calls = list(objects(whole.get("callTranscripts")))
    return calls or ([whole] if "transcript" in whole else [{"transcript": document}])


def recognises(sample: Sample) -> float:
    calls = _calls(sample.json)
    row = first(calls[0].get("transcript")) if calls else {}
    return 0.95 if {"speakerId", "sentences"} <= row.keys() else 0.0


def read(sample: Sample) -> Transcript:
    calls = _calls(sample.json)
    if len(calls) > 1:
        raise BrokenFile(
            format="Gong JSON",
            reason=Message.of(N_("it holds {n} conversations, and one is read"), n=len(calls)),
            place="callTranscripts",
        )
    parties = {text(row.get("speakerId")): row for row in objects(obj(sample.json).get("parties"))}
    rows = list(objects(calls[0].get("transcript")))
    spans = [(number(s.get("start")), number(s.get("end"))) for row in rows for s in objects(row.get("sentences"))]
    late = max((end for _, end in spans if end is not None), default=0.0)
    lengths = sorted(end - start for start, end in spans if start is not None and end is not None)
    typical = lengths[len(lengths) // 2] if lengths else 0.0
    unit = 1000.0 if late > _LONGEST_S or typical > _LONGEST_SENTENCE_S else 1.0
    names = {key: text(row.get("name")) or key for key, row in parties.items()}
    pieces = tuple(
        Piece(
            speaker=names.get(key, f"Speaker {key}"),
            text=text(sentence.get("text")),
            start=number(sentence.get("start"), per_second=unit),
            end=number(sentence.get("end"), per_second=unit),
        )
        for row in rows
        if (key := text(row.get("speakerId")))
        for sentence in objects(row.get("sentences"))
    )
    sides = {
        names[key]: side for key, row in parties.items() if (side := _SIDES.get(text(row.get("affiliation")).casefold()))
    }
    return Transcript(pieces=pieces, sides=sides)


READER = Reader(name="gong", title="Gong JSON", suffixes=(".json",), recognises=recognises, read=read)

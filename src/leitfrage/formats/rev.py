"""Rev.ai: monologues of elements; the punctuation brings its own blanks."""

from __future__ import annotations

from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import first, obj, objects, text


def recognises(sample: Sample) -> float:
    return 0.95 if "elements" in first(obj(sample.json).get("monologues")) else 0.0


def read(sample: Sample) -> Transcript:
    whole = obj(sample.json)
    names = {text(row.get("id")): text(row.get("name")) for row in objects(whole.get("speakers"))}
    pieces = []
    for row in objects(whole.get("monologues")):
        key = text(row.get("speaker"))
        elements = list(objects(row.get("elements")))
        words = " ".join("".join(str(each.get("value", "")) for each in elements).split())
        times = [number(each.get(side)) for each in elements for side in ("ts", "end_ts")]
        known = [time for time in times if time is not None]
        pieces.append(
            Piece(
                speaker=names.get(key) or (f"Speaker {key}" if key else None),
                text=words,
                start=min(known, default=None),
                end=max(known, default=None),
            )
        )
    return Transcript(pieces=tuple(pieces), language=text(whole.get("language")) or None)


READER = Reader(name="rev", title="Rev.ai JSON", suffixes=(".json",), recognises=recognises, read=read)

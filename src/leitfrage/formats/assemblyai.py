"""AssemblyAI: utterances in milliseconds; ``utterances`` is null where speakers were not asked for."""

from __future__ import annotations

from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import obj, objects, text


def recognises(sample: Sample) -> float:
    whole = obj(sample.json)
    if "results" in whole or "segments" in whole:
        return 0.0
    known = {"audio_url", "acoustic_model", "language_model", "audio_duration"} & whole.keys()
    return 0.9 if "utterances" in whole and ("words" in whole or known) else 0.0


def read(sample: Sample) -> Transcript:
    whole = obj(sample.json)
    rows = whole.get("utterances") or whole.get("words")
    pieces = tuple(
        Piece(
            speaker=f"Speaker {name}" if (name := text(row.get("speaker"))) else None,
            text=text(row.get("text")),
            start=number(row.get("start"), per_second=1000),
            end=number(row.get("end"), per_second=1000),
        )
        for row in objects(rows)
    )
    return Transcript(pieces=pieces, language=text(whole.get("language_code")) or None, carry_speaker=True)


READER = Reader(name="assemblyai", title="AssemblyAI JSON", suffixes=(".json",), recognises=recognises, read=read)

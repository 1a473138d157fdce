"""WebVTT, as Zoom (``Name: words``), Teams (voice tags, cue ids, split cues) and Google write it."""

from __future__ import annotations

from leitfrage.formats.cues import arrow_cues, spoken
from leitfrage.formats.reader import Reader, Transcript
from leitfrage.formats.sample import Sample


def recognises(sample: Sample) -> float:
    return 1.0 if sample.head.lstrip().startswith("WEBVTT") else 0.0


def read(sample: Sample) -> Transcript:
    cues = arrow_cues(sample.text, blank_ends=True)
    return Transcript(pieces=tuple(piece for cue in cues for piece in spoken(cue)), carry_speaker="<v" not in sample.head)


READER = Reader(name="webvtt", title="WebVTT (Zoom, Teams, Google)", suffixes=(".vtt",), recognises=recognises, read=read)

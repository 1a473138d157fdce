"""SubRip subtitles; a speaker is often named only where it changes."""

from __future__ import annotations

from leitfrage.formats.cues import ARROW, arrow_cues, spoken
from leitfrage.formats.reader import Reader, Transcript
from leitfrage.formats.sample import Sample


def recognises(sample: Sample) -> float:
    if sample.head.lstrip().startswith("WEBVTT"):
        return 0.0
    return 0.9 if any(ARROW.match(line) for line in sample.head_lines[:6]) else 0.0


def read(sample: Sample) -> Transcript:
    cues = arrow_cues(sample.text, blank_ends=False)
    return Transcript(pieces=tuple(piece for cue in cues for piece in spoken(cue)), carry_speaker=True)


READER = Reader(name="srt", title="SubRip subtitles", suffixes=(".srt",), recognises=recognises, read=read)

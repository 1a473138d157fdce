"""SubViewer (YouTube's .sbv): ``0:00:01.000,0:00:03.000``, then lines."""

from __future__ import annotations

import re

from leitfrage.formats.clock import CLOCK
from leitfrage.formats.cues import comma_cues, spoken
from leitfrage.formats.reader import Reader, Transcript
from leitfrage.formats.sample import Sample

_SPAN = re.compile(rf"^\s*{CLOCK},{CLOCK}\s*$")


def recognises(sample: Sample) -> float:
    return 0.9 if any(_SPAN.match(line) for line in sample.head_lines[:4]) else 0.0


def read(sample: Sample) -> Transcript:
    pieces = tuple(piece for cue in comma_cues(sample.text) for piece in spoken(cue))
    return Transcript(pieces=pieces, carry_speaker=True)


READER = Reader(name="sbv", title="SubViewer captions (YouTube)", suffixes=(".sbv",), recognises=recognises, read=read)

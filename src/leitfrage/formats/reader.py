"""What a reader is, and what it hands on: pieces of speech in the order of the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from leitfrage.conversation import CaptureMode, Side
from leitfrage.formats.sample import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words as the file gives it: a cue, a turn, a word. ``speaker`` is ``None`` where none is named.

    ``parts`` is the file's own segmentation, where it has one. ``glued`` says that the text joins the one before
    it without a blank (punctuation that a recogniser writes as a word of its own).
    """

    speaker: str | None
    text: str
    start: float | None = None
    end: float | None = None
    parts: tuple[str, ...] = ()
    glued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A file's content before it becomes a Conversation.

    ``carry_speaker``: a piece without a name goes on with the last named speaker.
    ``join``: pieces of one speaker that follow each other make one utterance.
    ``sides``: sides that the file itself states, by speaker name.
    """

    pieces: tuple[Piece, ...]
    title: str = ""
    language: str | None = None
    started_at: dt.date | None = None
    capture: CaptureMode = CaptureMode.TRANSCRIPT
    carry_speaker: bool = False
    join: bool = True
    sides: Mapping[str, Side] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One format. ``recognises`` says how sure it is (0.0 to 1.0); ``read`` raises a ``ReadError``."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    recognises: Callable[[Sample], float]
    read: Callable[[Sample], Transcript]

"""The values that every room speaks in: who said what, when, and where it was written down.

Times are seconds from the start of the conversation, ``None`` where the file tells none.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field
from enum import StrEnum


class Side(StrEnum):
    """On which side of the table a speaker sits."""

    SELLER = "seller"
    CUSTOMER = "customer"
    UNKNOWN = "unknown"


class CaptureMode(StrEnum):
    """How the words came to us; only ``NOTES`` are somebody's memory and not verbatim."""

    NOTES = "notes"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Ties a place in an utterance's text (character offset) to the time span in which it was spoken."""

    offset: int
    start: float
    end: float

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a mark ends at {self.end} before it starts at {self.start}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What one speaker says until another one speaks.

    ``marks`` are in order of their offset. ``parts`` is the segmentation that the file brought along (empty
    where it brought none); joined by single blanks the parts are the text.
    """

    speaker: str
    text: str
    marks: tuple[Mark, ...] = ()
    parts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError(f"an utterance of {self.speaker!r} has no words")
        if self.parts and " ".join(self.parts) != self.text:
            raise ValueError(f"the parts of an utterance of {self.speaker!r} do not make up its text")

    @property
    def start(self) -> float | None:
        return self.marks[0].start if self.marks else None

    @property
    def end(self) -> float | None:
        return max(mark.end for mark in self.marks) if self.marks else None

    def time_at(self, offset: int) -> float | None:
        """Give the time at which the character at ``offset`` is spoken, interpolated within its mark."""
        if not self.marks:
            return None
        index = max(bisect_right(self.marks, offset, key=lambda mark: mark.offset) - 1, 0)
        mark = self.marks[index]
        until = self.marks[index + 1].offset if index + 1 < len(self.marks) else len(self.text)
        share = (offset - mark.offset) / max(until - mark.offset, 1)
        return mark.start + (mark.end - mark.start) * min(max(share, 0.0), 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """A voice of the conversation. ``confidence`` (0 to 1) says how sure the side is; 1 where a person said so."""

    name: str
    side: Side = Side.UNKNOWN
    confidence: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a conversation was read from; ``sha256`` is the hex digest of the file's bytes."""

    format: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What was said, in order. ``language`` is ``de`` or ``en``, or ``None`` until it is known."""

    utterances: tuple[Utterance, ...]
    speakers: tuple[Speaker, ...]
    title: str = ""
    language: str | None = None
    started_at: dt.date | None = None
    duration_s: float | None = None
    capture: CaptureMode = CaptureMode.TRANSCRIPT
    source: Source = field(default_factory=lambda: Source(format="memory", name="", sha256=""))

    def __post_init__(self) -> None:
        known = {speaker.name for speaker in self.speakers}
        for utterance in self.utterances:
            if utterance.speaker not in known:
                raise ValueError(f"{utterance.speaker!r} speaks but is not among the speakers")

    def side_of(self, speaker: str) -> Side:
        """Give the side of a speaker by name; an unknown name raises ``KeyError``."""
        for each in self.speakers:
            if each.name == speaker:
                return each.side
        raise KeyError(speaker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One sentence or clause: the unit that is labelled. ``id`` counts from 0 through the conversation."""

    id: int
    utterance: int
    speaker: str
    side: Side
    text: str
    start: float | None = None
    end: float | None = None


def duration_of(utterances: tuple[Utterance, ...]) -> float | None:
    """Give the seconds from the first to the last timed word, ``None`` without any time."""
    starts = [each.start for each in utterances if each.start is not None]
    ends = [each.end for each in utterances if each.end is not None]
    return max(ends) - min(starts) if starts and ends else None

"""A transcript that is still being written, as utterances to push: the same text always gives the same ones.

Cues of one speaker are put together until a sentence ends, the speaker pauses, another speaks, or enough words have come.
Only what the file holds decides, never when it was looked at, so a program that is started again goes on where it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from leitfrage.formats.cues import arrow_cues, named, spoken
from leitfrage.formats.reader import Piece

_PAUSE_SECONDS = 2.0
_MOST_WORDS = 60
_SENTENCE_ENDS = (".", "?", "!", "…")


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What one speaker said; ``at`` counts the pieces before it; not ``final``: more may follow."""

    at: int
    speaker: str
    text: str
    start: float | None = None
    end: float | None = None
    final: bool = True


def utterances_of(text: str, *, ended: bool) -> tuple[Utterance, ...]:
    """Give the utterances of WebVTT or SubRip as far as it has been written; raises ``UnclearTime`` for a broken time.

    ``ended``: nothing will be added, so that the last one is final.
    """
    found: list[Utterance] = []
    for at, piece in enumerate(_pieces(_whole(text, ended=ended))):
        last = found[-1] if found else None
        speaker = piece.speaker or (last.speaker if last else "")
        if last is not None and _goes_on(last, speaker, piece):
            found[-1] = replace(last, text=f"{last.text} {piece.text}", end=piece.end)
        else:
            found.append(Utterance(at=at, speaker=speaker, text=piece.text, start=piece.start, end=piece.end))
    if found and not ended and not _is_closed(found[-1]):
        found[-1] = replace(found[-1], final=False)
    return tuple(found)


def _whole(text: str, *, ended: bool) -> str:
    """Leave out the last cue where it may still be being written: it is whole once a blank line follows."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    return text if ended else text[: text.rfind("\n\n") + 1]


def _pieces(text: str) -> Iterator[Piece]:
    for cue in arrow_cues(text, blank_ends=text.startswith("WEBVTT")):
        yield from (piece for piece in spoken(cue) if re.search(r"\w", piece.text))


def _goes_on(last: Utterance, speaker: str, piece: Piece) -> bool:
    pause = piece.start - last.end if piece.start is not None and last.end is not None else 0.0
    return speaker == last.speaker and not _is_closed(last) and pause < _PAUSE_SECONDS


def _is_closed(last: Utterance) -> bool:
    return last.text.endswith(_SENTENCE_ENDS) or len(last.text.split()) >= _MOST_WORDS


def spoken_line(line: str, speaker: str) -> tuple[str, str]:
    """Take a line ``Name: words`` apart; without a name it is of whoever spoke last."""
    opened = named(line.strip())
    return opened or (speaker, line.strip())

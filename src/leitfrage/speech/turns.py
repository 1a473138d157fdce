"""From the words of each voice to utterances in the order of the talk.

A voice is cut at the ends of its sentences and at its pauses; what follows each other from one voice is one utterance.
Where voices overlap, each word keeps its time, and no utterance is cut in the middle of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from leitfrage.conversation import Mark, Utterance
from leitfrage.speech.recognising import Word

PAUSE_SECONDS = 0.8
_ENDS = (".", "?", "!", "…", ".“", "?“", "!“", '."', '?"', '!"')


def utterances(spoken: Mapping[str, Sequence[Word]]) -> tuple[Utterance, ...]:
    """Put the words of all voices, by name, together to one talk; every word has its mark."""
    runs = [(name, run) for name, words in spoken.items() for run in _runs(words)]
    runs.sort(key=lambda pair: pair[1][0].start)
    return tuple(
        _utterance(name, [word for _, run in group for word in run]) for name, group in groupby(runs, lambda pair: pair[0])
    )


def with_letters(words: Sequence[Word]) -> list[Word]:
    """Put what is only a sign ("&", a dash) to the word before it; where there is none, it is left out."""
    found: list[Word] = []
    for word in words:
        if re.search(r"\w", word.text):
            found.append(word)
        elif found:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {word.text}", end=word.end)
    return found


def _runs(words: Sequence[Word]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in words:
        if run and (run[-1].text.endswith(_ENDS) or word.start - run[-1].end >= PAUSE_SECONDS):
            yield run
            run = []
        run.append(word)
    if run:
        yield run


def _utterance(name: str, words: Sequence[Word]) -> Utterance:
    marks, offset = [], 0
    for word in words:
        marks.append(Mark(offset=offset, start=word.start, end=word.end))
        offset += len(word.text) + 1
    return Utterance(speaker=name, text=" ".join(word.text for word in words), marks=tuple(marks))

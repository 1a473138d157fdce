"""Where one segment ends and the next begins, in spoken German and English, with or without punctuation.

Every gap between two words is scored by a linear model over hashed features of the words and marks around it, then
the text is cut from left to right where the score, plus what the length so far speaks for, is above zero. The model
learnt from gold segments in which marks and capitals were partly taken away (``training/segmenter.py``).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from zlib import crc32

import numpy as np

from leitfrage.coding.features import Floats

HASHES = 1 << 15
LENGTHS = 24  # buckets for "so many words since the last cut"
# A segment longer than this is cut at its best gap, whatever the score: nobody can code a hundred words as one.
LONGEST = 60
_TOKEN = re.compile(r"\S+")
_BARE = re.compile(r"[^\w'’]")
_END = re.compile(r"([.?!…:;,\-–—]+)[\"“”„'’)\]]*$")


def tokens(text: str) -> list[str]:
    """Split at blanks; marks stay on their words."""
    return _TOKEN.findall(text)


def gap_features(words: Sequence[str]) -> Iterator[list[int]]:
    """Give the feature hashes of each gap between neighbouring tokens (one fewer than tokens)."""
    bare = [_BARE.sub("", word).casefold() for word in words]
    marks = [found[1][-1] if (found := _END.search(word)) else "" for word in words]
    has_marks = sum(mark in ".?!" for mark in marks if mark) * 25 >= len(words)
    style = "m" if has_marks else "r"
    size = len(words)
    for at in range(size - 1):
        left, right = bare[at], bare[at + 1]
        before = bare[at - 1] if at else "^"
        after = bare[at + 2] if at + 2 < size else "$"
        third = bare[at + 3] if at + 3 < size else "$"
        mark = marks[at]
        capital = "A" if words[at + 1][:1].isupper() else "a"
        hashed = (
            f"m{style}{mark}{capital}",
            f"m{mark}|{right}",
            f"m{mark}|{left}",
            f"n{mark}{len(left) < 3}{left.isdigit()}",
            f"{style}l{left}",
            f"{style}r{right}",
            f"{style}lr{left} {right}",
            f"{style}ra{right} {after}",
            f"{style}bl{before} {left}",
            f"{style}b{before}",
            f"{style}a{after}",
            f"{style}rat{right} {after} {third}",
            f"{style}ls{left[-3:]}|{capital}",
            f"{style}rs{right[-2:]}",
            f"{style}m{marks[at + 1]}|{right}",
            f"{style}m2{marks[at - 1] if at else ''}|{mark}",
            f"e{style}{at == 0}{mark}{left}",
            f"f{style}{at == size - 2}{mark}",
        )
        yield [crc32(each.encode()) % HASHES for each in hashed]


class Segmenter:
    """Cuts a text into segments; ``weights`` has a number per hash, ``lengths`` one per length bucket."""

    def __init__(self, weights: Floats, lengths: Floats, bias: float) -> None:
        self._weights = weights
        self._lengths = lengths
        self._bias = bias

    def scores(self, words: Sequence[str]) -> Floats:
        """Score every gap (tokens - 1); above zero speaks for a cut, the length left aside."""
        rows = np.array(list(gap_features(words)), dtype=np.int64).reshape(-1, 18)
        return np.asarray(self._weights[rows].sum(axis=1) + self._bias, dtype=np.float32)

    def cut(self, text: str) -> list[tuple[int, int]]:
        """Give the spans (from, to) of the segments in the text, in order, without the blanks between them."""
        spots = [found.span() for found in _TOKEN.finditer(text)]
        words = [text[start:end] for start, end in spots]
        if not words:
            return []
        cuts = self._cuts(self.scores(words), len(words))
        edges = [0, *cuts, len(words)]
        return [(spots[a][0], spots[b - 1][1]) for a, b in itertools.pairwise(edges)]

    def _cuts(self, scores: Floats, size: int) -> list[int]:
        cuts: list[int] = []
        start = 0
        for gap in range(size - 1):
            length = gap + 1 - start
            if scores[gap] + self._lengths[min(length, LENGTHS) - 1] > 0:
                cuts.append(gap + 1)
                start = gap + 1
            elif length >= LONGEST:
                best = start + 3 + int(np.argmax(scores[start + 3 : gap + 1]))
                cuts.append(best + 1)
                start = best + 1
        return cuts

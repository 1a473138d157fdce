"""Where one segment ends and the next begins, in spoken German and English, with or without punctuation.

Every gap between two words is scored by a linear model over hashed features of the words and marks around it, then
the text is cut from left to right where the score, plus what the length so far speaks for, is above zero. The model
learnt from gold segments in three dresses: as written, without marks, and without capitals too (``training/segmenter.py``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from leitfrage.coding.features import Floats

HASHES = 1 << 16
LENGTHS = 24  # buckets for "so many words since the last cut"
FEATURES = 19
STYLES = 3  # with marks, without marks, without marks and capitals
# A segment longer than this is cut at its best gap, whatever the score: nobody can code a hundred words as one.
LONGEST = 60
# What a silence adds to a gap's score in text without marks: our own value, not learnt, as written talk has no pauses.
PAUSE_SCORE = 2.0
NEVER = -1e6
_LEAST = 3  # words that such a forced cut leaves on its left
_MARK_EVERY = 25  # words; text with fewer marks than that counts as without
_TOKEN = re.compile(r"\S+")
_BARE = re.compile(r"[^\w'’]")
# After these a full stop ends no sentence.
_SHORTENED = re.compile(
    r"(?:dr|hr|hrn|fr|nr|prof|dipl|ing|ca|std|min|tel|bzw|inkl|zzgl|evtl|ggf|sen|jun|str|st|art|abs|mio|mrd|"
    r"mr|mrs|ms|no|approx|vs|dept|[a-zäöü]|e\.g|i\.e|z\.b|d\.h|u\.a)\.",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"\d{1,2}\.")
_AFTER_ORDINAL = re.compile(
    r"[a-zäöü\d]|(?:Jan|Jän|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Stock|Klasse|Quartal|Woche|KW)", re.UNICODE
)
_END = re.compile(r"([.?!…:;,\-–—]+)[\"“”„'’)\]]*$")
_MIX = np.array([0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D, 0x27D4EB2F, 0x165667B1], dtype=np.uint64)
_EDGE = (1, 0, 0, 2, 3, 0)


def tokens(text: str) -> list[str]:
    """Split at blanks; marks stay on their words."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=16_384)
def _token(word: str) -> tuple[int, int, int, int, int, int]:
    """Give a word's hash, mark, capital, the hashes of its ending and of its last two letters, and its kind."""
    bare = _BARE.sub("", word).casefold()
    mark = ord(found[1][-1]) if (found := _END.search(word)) else 0
    kind = 2 if bare.isdigit() else int(len(bare) < 3)
    return crc32(bare.encode()), mark, int(word[:1].isupper()), crc32(bare[-3:].encode()), crc32(bare[-2:].encode()), kind


def style_of(words: Sequence[str]) -> int:
    """Say in which of the three dresses a text comes."""
    marks = sum(word[-1] in ".?!…" for word in words)
    if marks * _MARK_EVERY >= len(words):
        return 0
    return 1 if any(word != word.lower() for word in words) else 2


def gap_features(words: Sequence[str], style: int) -> NDArray[np.int64]:
    """Give the feature hashes of each gap between neighbouring tokens: (tokens - 1) × FEATURES."""
    rows = np.array([_EDGE, _EDGE, *(_token(word) for word in words), _EDGE, _EDGE], dtype=np.uint64)
    gaps = len(words) - 1

    def column(at: int, offset: int) -> NDArray[np.uint64]:
        return rows[2 + offset : 2 + offset + gaps, at]

    left, right, before, after = (column(0, offset) for offset in (0, 1, -1, 2))
    earlier, third = column(0, -2), column(0, 3) if gaps else column(0, 2)
    mark, next_mark, last_mark, capital = column(1, 0), column(1, 1), column(1, -1), column(2, 1)
    from_start = np.minimum(np.arange(gaps, dtype=np.uint64), np.uint64(5))
    to_end = np.minimum(np.arange(gaps, dtype=np.uint64)[::-1], np.uint64(5))
    none = np.zeros(gaps, dtype=np.uint64)
    parts = (
        (mark, capital, none),
        (mark, right, none),
        (mark, left, none),
        (mark, column(5, 0), capital),
        (left, none, none),
        (right, none, none),
        (left, right, none),
        (right, after, none),
        (before, left, none),
        (before, none, none),
        (after, none, none),
        (right, after, third),
        (earlier, before, left),
        (column(3, 0), capital, none),
        (column(4, 1), capital, none),
        (before, left, right),
        (left, right, after),
        (from_start, left, mark),
        (to_end, next_mark, last_mark),
    )
    stacked = np.array(parts, dtype=np.uint64)
    salt = np.arange(FEATURES, dtype=np.uint64)[:, None] * np.uint64(STYLES) + np.uint64(style)
    mixed = stacked[:, 0] * _MIX[0] + stacked[:, 1] * _MIX[1] + stacked[:, 2] * _MIX[2] + salt * _MIX[3]
    mixed ^= mixed >> np.uint64(29)
    mixed *= _MIX[4]
    return np.asarray((mixed >> np.uint64(16)) % np.uint64(HASHES), dtype=np.int64).T


def _holds_together(word: str, following: str) -> bool:
    """Say whether the stop behind a word belongs to it: "Dr. Lange", "am 15. Dezember", "z. B."."""
    if not word.endswith("."):
        return False
    return bool(_SHORTENED.fullmatch(word)) or bool(_ORDINAL.fullmatch(word) and _AFTER_ORDINAL.match(following))


class Segmenter:
    """Cuts a text into segments.

    ``weights`` has a number per hash, ``lengths`` (STYLES × LENGTHS) one per style and length, ``bias`` one per style.
    """

    def __init__(self, weights: Floats, lengths: Floats, bias: Floats) -> None:
        self._weights = weights
        self._lengths = lengths
        self._bias = bias

    def cut(self, text: str, pauses: Collection[int] = ()) -> list[tuple[int, int]]:
        """Give the spans (from, to) of the segments in the text, in order, without the blanks between them.

        ``pauses`` are offsets at which a word begins after an audible silence; where marks are missing they speak for a cut.
        """
        spots = [found.span() for found in _TOKEN.finditer(text)]
        if not spots:
            return []
        if len(spots) == 1:
            return spots
        words = [text[start:end] for start, end in spots]
        style = style_of(words)
        scores = self._weights[gap_features(words, style)].sum(axis=1) + self._bias[style]
        scores[[gap for gap in range(len(words) - 1) if _holds_together(words[gap], words[gap + 1])]] = NEVER
        if pauses and style:
            scores[[gap for gap, (start, _) in enumerate(spots[1:]) if start in pauses]] += PAUSE_SCORE
        edges = [0, *self._cuts(scores.tolist(), self._lengths[style].tolist()), len(words)]
        return [(spots[a][0], spots[b - 1][1]) for a, b in pairwise(edges)]

    @staticmethod
    def _cuts(scores: list[float], lengths: list[float]) -> list[int]:
        cuts: list[int] = []
        start = 0
        for gap, score in enumerate(scores):
            length = gap + 1 - start
            if score + lengths[min(length, LENGTHS) - 1] > 0:
                start = gap + 1
            elif length >= LONGEST:
                start = max(range(start + _LEAST, gap + 1), key=scores.__getitem__) + 1
            else:
                continue
            cuts.append(start)
        return cuts

"""What the heads see of a segment: its meaning, its words, and where in the talk it stands.

Four views, each over the segments of one utterance:

* ``dense``   segments × DENSE    sentence vectors of the segment and of its surroundings
* ``shallow`` segments × SHALLOW  lengths, marks, position, what of the other's words comes back
* ``words``   segments × (hashes) hashed words, word pairs and character runs of the segment
* ``other``   segments × (hashes) hashed words of what the other side said last

Only what was said before the end of the utterance counts, so that live coding equals coding afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log1p
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from leitfrage.conversation import Side

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

VECTOR = 512  # the encoder's dimensions
DENSE = 5 * VECTOR
SHALLOW = 30
HASHES = 1 << 15
OTHER_HASHES = 1 << 14
_OTHER_SEGMENTS = 2  # how much of the other side's last words is looked at
TAIL = 3  # segments at the end of an utterance that stand for it
RECALL = 40  # segments of the other side that a speaker may still refer to
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_CONTENT_LETTERS = 5
_STEM = 6
NEAR = 6  # of the other side's last segments, compared one by one
_MARKS = re.compile(r"[.,?!]")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A segment with its vector, as later segments look back on it."""

    text: str
    side: Side
    vector: Floats
    content: frozenset[str]


@dataclass(frozen=True, slots=True)
class Views:
    """The views of an utterance's segments; ``words`` and ``other`` hold a row of hashes per segment."""

    customer: bool
    dense: Floats
    shallow: Floats
    words: tuple[Ints, ...]
    other: tuple[Ints, ...]


FIRST = 16  # where the shallow view tells that an utterance is the talk's first


@lru_cache(maxsize=4096)
def words_of(text: str) -> tuple[str, ...]:
    """Give the words of a text in lower case, without marks."""
    return tuple(word.casefold() for word in _WORD.findall(text))


@lru_cache(maxsize=4096)
def content_of(text: str) -> frozenset[str]:
    """Give the beginnings of the longer words and the numbers: what tells whether a thing comes up again."""
    return frozenset(word[:_STEM] for word in words_of(text) if len(word) >= _CONTENT_LETTERS or any(map(str.isdigit, word)))


def spoken(text: str, side: Side, vector: Floats) -> Spoken:
    return Spoken(text=text, side=side, vector=vector, content=content_of(text))


def views(utterance: Sequence[Spoken], before: Sequence[Sequence[Spoken]]) -> Views:
    """Look at an utterance's segments after the utterances ``before`` (oldest first)."""
    side = utterance[0].side
    other = next((each for each in reversed(before) if each[0].side != side), ())
    own = next((each for each in reversed(before) if each[0].side == side), ())
    recalled = [each for turn in before[-RECALL:] if turn[0].side != side for each in turn][-RECALL:]
    other_tail, own_tail = _mean(other[-TAIL:]), _mean(own[-TAIL:])
    vectors = _rows(utterance)
    dense = np.zeros((len(utterance), DENSE), dtype=np.float32)
    dense[:, :VECTOR] = vectors
    for row in range(1, len(utterance)):
        before_it = vectors[max(row - TAIL, 0) : row]
        dense[row, VECTOR : 2 * VECTOR] = before_it.sum(axis=0) / np.float32(len(before_it))
    dense[:-1, 2 * VECTOR : 3 * VECTOR] = vectors[1:]
    dense[:, 3 * VECTOR : 4 * VECTOR] = other_tail
    dense[:, 4 * VECTOR :] = own_tail
    older = recalled[: len(recalled) - len(other)]
    near = vectors @ _rows(other[-NEAR:]).T if other else np.zeros((len(utterance), 0))
    far = vectors @ _rows(older).T if older else np.zeros((len(utterance), 0))
    around = _Around(
        whole=" ".join(each.text for each in utterance),
        other=_all_content(other),
        older=_all_content(older),
        own=_all_content(own),
        other_words=sum(len(words_of(each.text)) for each in other),
        other_asks=any(each.text.rstrip().endswith("?") for each in other),
    )
    shallow = np.array(
        [
            _shallow(row, utterance, other, own, around, near[row].tolist(), far[row].tolist(), first=not before)
            for row in range(len(utterance))
        ],
        dtype=np.float32,
    )
    heard = other_hashes(" ".join(each.text for each in other[-_OTHER_SEGMENTS:]))
    return Views(
        customer=side != Side.SELLER,
        dense=dense,
        shallow=shallow,
        words=tuple(hashes(each.text) for each in utterance),
        other=(heard,) * len(utterance),
    )


def _rows(spoken: Sequence[Spoken]) -> Floats:
    """Lay vectors out as rows; laid end to end and folded they cost half of what ``np.stack`` takes."""
    return np.concatenate([each.vector for each in spoken]).reshape(len(spoken), VECTOR)


def _mean(rows: Sequence[Spoken]) -> Floats:
    if not rows:
        return np.zeros(VECTOR, dtype=np.float32)
    return np.asarray(sum(each.vector for each in rows) / np.float32(len(rows)), dtype=np.float32)


def _share(part: frozenset[str], whole: frozenset[str]) -> float:
    return len(part & whole) / len(part) if part else 0.0


def _all_content(rows: Sequence[Spoken]) -> frozenset[str]:
    return frozenset().union(*(each.content for each in rows)) if rows else frozenset()


@dataclass(frozen=True, slots=True)
class _Around:
    """What is the same for all segments of an utterance."""

    whole: str
    other: frozenset[str]
    older: frozenset[str]
    own: frozenset[str]
    other_words: int
    other_asks: bool


def _shallow(
    row: int,
    utterance: Sequence[Spoken],
    other: Sequence[Spoken],
    own: Sequence[Spoken],
    around: _Around,
    near: list[float],
    far: list[float],
    *,
    first: bool,
) -> tuple[float, ...]:
    this = utterance[row]
    text = this.text.rstrip()
    words = words_of(text)
    last = utterance[row - 1].text.rstrip() if row else ""
    farthest = sorted(far)[-3:]
    return (
        log1p(len(words)) / 3,
        len(words) <= 2,
        row == 0,
        row == len(utterance) - 1,
        log1p(len(utterance)) / 2,
        log1p(row) / 2,
        text.endswith("?"),
        "?" in text[:-1],
        text.endswith(("…", "...", "-", "–", "—")),
        text.endswith("!"),
        text.endswith(","),
        "," in text,
        not _MARKS.search(around.whole),
        around.whole == around.whole.lower(),
        any(map(str.isdigit, text)),
        last.endswith("?"),
        first,
        bool(other) and other[-1].text.rstrip().endswith("?"),
        around.other_asks,
        log1p(around.other_words) / 4,
        log1p(len(other)) / 2,
        bool(own) and own[-1].text.rstrip().endswith("?"),
        near[-1] if near else 0.0,
        max(near, default=0.0),
        max(far, default=0.0),
        sum(farthest) / len(farthest) if farthest else 0.0,
        _share(this.content, around.other),
        _share(this.content, around.older),
        _share(this.content, around.own),
        min(len(this.content), 8) / 8,
    )


def hashes(text: str) -> Ints:
    """Hash a segment's words, pairs, triples, its edges and its character runs into HASHES buckets."""
    words = words_of(text)
    found = [
        *[f"2{a} {b}" for a, b in pairwise(words)],
        *[f"3{a} {b} {c}" for a, b, c in zip(words, words[1:], words[2:], strict=False)],
        *[f"a{at}{word}" for at, word in enumerate(words[:3])],
        *[f"z{at}{word}" for at, word in enumerate(words[-2:])],
        *[f"b{words[0]} {words[1]}" for _ in words[1:2]],
        *[mark for mark in "?!…" if mark in text],
    ]
    buckets = {crc32(each.encode()) % HASHES for each in found}
    buckets.update(*map(_word_hashes, words))
    return np.array(sorted(buckets), dtype=np.int32)


@lru_cache(maxsize=16_384)
def _word_hashes(word: str) -> tuple[int, ...]:
    return (crc32(f"1{word}".encode()) % HASHES, *runs_of(word))


@lru_cache(maxsize=16_384)
def runs_of(word: str) -> tuple[int, ...]:
    """Hash the runs of four characters of a word, its edges marked."""
    framed = f"<{word}>"
    return tuple(crc32(framed[at : at + 4].encode()) % HASHES for at in range(max(len(framed) - 3, 1)))


def other_hashes(text: str) -> Ints:
    """Hash the words and word pairs of what the other side said last into OTHER_HASHES buckets."""
    words = words_of(text)
    found = {f"1{word}" for word in words} | {f"2{a} {b}" for a, b in pairwise(words)}
    if "?" in text:
        found.add("?")
    return np.array(sorted({crc32(each.encode()) % OTHER_HASHES for each in found}), dtype=np.int32)

"""The trained heads: from the views of a segment to probabilities of labels, in plain numpy.

Two models answer every question, and their probabilities are averaged: ``meaning`` looks at vectors, words and the talk
before (``context``), ``wording`` at words and shallow features. Alone each errs in its own way; together they are better than either.
Trained by ``training/train.py``, stored as ``weights.npz`` (8-bit numbers with a scale per output), applied here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from leitfrage.coding.context import Context, Memory
from leitfrage.coding.features import SHALLOW, VECTOR, Floats, Ints, Views
from leitfrage.coding.segmentation import Segmenter
from leitfrage.coding.values import QUESTIONS, Behaviour, Dimension, Form

WEIGHTS = Path(__file__).parent / "weights.npz"
BEHAVIOURS = tuple(Behaviour)
DIMENSIONS = tuple(Dimension)
FORMS: tuple[Form | None, ...] = (None, *Form)
LEVELS = (1, 2, 3, 4)
ASKING = np.array([behaviour in QUESTIONS for behaviour in BEHAVIOURS])
# What the models answer, in the order of their outputs: one of several labels, or any of them. Dimensions vie with each
# other and with none: a segment seldom has more than one.
OUTPUTS = (
    ("behaviour", len(BEHAVIOURS), "one"),
    ("targets", len(DIMENSIONS), "any"),
    ("form", len(FORMS), "one"),
    ("dimensions", 1 + len(DIMENSIONS), "one"),
    ("levels", len(LEVELS), "one"),
    ("commitment", 1, "any"),
)


@dataclass(frozen=True)
class Scores:
    """Calibrated probabilities, a row per segment: behaviours (18), targets (11), forms (10), dimensions (11), levels (4), commitment.

    Those of the dimensions are shares of 1 that leave the rest to none; where two are said, each has about a half.
    """

    behaviour: Floats
    targets: Floats
    form: Floats
    dimensions: Floats
    levels: Floats
    commitment: Floats

    @cached_property
    def asking(self) -> Floats:
        """How likely each segment is a question, of whatever kind."""
        return np.asarray(self.behaviour[:, ASKING].sum(axis=1), dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Batch:
    """Views of many segments, put together: ``inputs`` is segments × (DENSE + SHALLOW), hashes come with row and weight."""

    inputs: Floats
    words: tuple[Ints, Ints, Floats]  # hash, row, weight
    other: tuple[Ints, Ints, Floats]
    customer: NDArray[np.bool_]
    utterance: Ints

    def alone(self) -> Floats:
        """Give what a segment is by itself, segments × (VECTOR + SHALLOW + its side in two columns), as ``Context`` wants it."""
        sides = np.stack([~self.customer, self.customer], axis=1)
        return np.concatenate([self.inputs[:, :VECTOR], self.inputs[:, -SHALLOW:], sides.astype(np.float32)], axis=1)


def batch_of(views: Sequence[Views]) -> Batch:
    """Put the views of many utterances into one batch."""
    dense = np.concatenate([view.dense for view in views])
    shallow = np.concatenate([view.shallow for view in views])
    sizes = [len(view.dense) for view in views]
    return Batch(
        inputs=np.concatenate([dense, shallow], axis=1),
        words=_flat([row for view in views for row in view.words]),
        other=_flat([row for view in views for row in view.other]),
        customer=np.repeat([view.customer for view in views], sizes),
        utterance=np.repeat(np.arange(len(views), dtype=np.int32), sizes),
    )


def _flat(rows: Sequence[Ints]) -> tuple[Ints, Ints, Floats]:
    """Lay rows of hashes end to end; a row's weights are such that its length does not matter."""
    sizes = np.array([len(row) for row in rows])
    index = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int32)
    weight = np.repeat(1.0 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    return index, np.repeat(np.arange(len(rows)), sizes).astype(np.int32), weight


def softmax(x: Floats) -> Floats:
    shifted = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)


def sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)


class Heads:
    """All trained parts; ``arrays`` are those of ``weights.npz``."""

    def __init__(self, arrays: dict[str, Floats]) -> None:
        self._arrays = arrays
        self.moved, context = (
            {name.removeprefix(part): array for name, array in arrays.items() if name.startswith(part)}
            for part in ("encoder/", "context/")
        )
        self._context = Context(context)
        self.segmenter = Segmenter(*(arrays[f"segmenter_{name}"] for name in ("weights", "lengths", "bias")))
        self.behaviour_thresholds = dict(zip(BEHAVIOURS, arrays["behaviour_thresholds"].tolist(), strict=True))
        self.dimension_thresholds = arrays["dimension_thresholds"]
        self.target_thresholds = arrays["target_thresholds"]
        self.question_threshold = float(arrays["question_threshold"][0])
        self.form_threshold = float(arrays["form_threshold"][0])
        self.commitment_threshold = float(arrays["commitment_threshold"][0])

    def seller_odds(self, vectors: Floats, words: Sequence[np.ndarray]) -> Floats:
        """Give the log odds that a segment is a seller's, from the segment alone."""
        arrays = self._arrays
        lexical = np.array([arrays["side_words"][row].sum() / max(len(row), 1) ** 0.5 for row in words], dtype=np.float32)
        return np.asarray(vectors @ arrays["side_vector"] + lexical + arrays["side_bias"][0], dtype=np.float32)

    def scores(self, views: Sequence[Views], memory: Memory) -> Scores:
        """Score the next utterances of a talk; ``memory`` holds what the talk before left, and takes these up."""
        batch = batch_of(views)
        around = self._context.logits(batch.alone(), batch.customer, batch.utterance, memory)
        meaning, wording = _chances(self._logits("meaning", batch) + around), _chances(self._logits("wording", batch))
        return Scores(*((one + other) / np.float32(2) for one, other in zip(meaning, wording, strict=True)))

    def asks(self, scores: Scores) -> NDArray[np.bool_]:
        """Tell which segments are questions of whatever kind: rather one too many, as its kind is said apart."""
        return np.asarray(scores.asking >= self.question_threshold)

    def behaviours(self, scores: Scores) -> Ints:
        """Give each segment's behaviour as its place in ``BEHAVIOURS``: whether it asks comes first, then the likeliest of that kind."""
        fits = self.asks(scores)[:, None] == ASKING
        return np.asarray(np.where(fits, scores.behaviour, -1.0).argmax(axis=1), dtype=np.int32)

    def _logits(self, model: str, batch: Batch) -> Floats:
        arrays = self._arrays
        inputs = arrays[f"{model}/inputs"]
        total = batch.inputs[:, -len(inputs) :] @ inputs + arrays[f"{model}/bias"]
        for part, (index, rows, weight) in (("words", batch.words), ("other", batch.other)):
            table = arrays[f"{model}/{part}"]
            gathered = table[index] * weight[:, None]
            starts = np.flatnonzero(np.diff(rows, prepend=-1))
            if len(starts):
                total[rows[starts]] += np.add.reduceat(gathered, starts, axis=0)
        return np.asarray(total, dtype=np.float32)


def _chances(logits: Floats) -> list[Floats]:
    """Turn the outputs into probabilities, an array per question."""
    chances, at = [], 0
    for _, size, kind in OUTPUTS:
        part = logits[:, at : at + size]
        chances.append(softmax(part) if kind == "one" else sigmoid(part))
        at += size
    behaviour, targets, form, dimensions, levels, commitment = chances
    return [behaviour, targets, form, dimensions[:, 1:], levels, commitment[:, 0]]


def unpack(stored: dict[str, np.ndarray]) -> dict[str, Floats]:
    """Widen stored arrays: 8-bit ones have a scale per column under ``name@scale``."""
    arrays: dict[str, Floats] = {}
    for name, array in stored.items():
        if name.endswith("@scale"):
            continue
        if array.dtype == np.int8:
            arrays[name] = array.astype(np.float32) * stored[f"{name}@scale"].astype(np.float32)
        else:
            arrays[name] = array.astype(np.float32)
    return arrays


@cache
def default_heads() -> Heads:
    """Give the heads that the package ships."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return Heads(unpack({name: stored[name] for name in stored.files}))

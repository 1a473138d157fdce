"""The trained heads: from the views of a segment to probabilities of labels, in plain numpy.

An ensemble of small networks with one hidden layer; each member looks at the sentence vector, the vectors around it,
the shallow features and the hashed words, and answers all questions at once. Trained by ``training/train.py``, stored
as ``weights.npz`` (16 and 8 bit numbers), applied here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from leitfrage.coding.features import VECTOR, Floats, Views
from leitfrage.coding.segmentation import Segmenter
from leitfrage.coding.values import Behaviour, Dimension, Form

WEIGHTS = Path(__file__).parent / "weights.npz"
VERSION = "coding-1"
BEHAVIOURS = tuple(Behaviour)
DIMENSIONS = tuple(Dimension)
FORMS: tuple[Form | None, ...] = (None, *Form)
LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Scores:
    """Calibrated probabilities, a row per segment: behaviours (18), targets (11), forms (10), dimensions (11), levels (4), commitment."""

    behaviour: Floats
    targets: Floats
    form: Floats
    dimensions: Floats
    levels: Floats
    commitment: Floats


def stacked(views: Sequence[Views]) -> tuple[Floats, Floats, np.ndarray, np.ndarray, np.ndarray]:
    """Put the views of many utterances into one batch: dense, shallow, and the hashes with their rows and weights."""
    dense = np.concatenate([view.dense for view in views])
    shallow = np.concatenate([view.shallow for view in views])
    words = [row for view in views for row in view.words]
    sizes = np.array([len(row) for row in words])
    index = np.concatenate(words) if words else np.zeros(0, dtype=np.int32)
    rows = np.repeat(np.arange(len(words)), sizes)
    weight = np.repeat(2.0 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    return dense, shallow, index, rows, weight


def gelu(x: Floats) -> Floats:
    """Gaussian error linear unit in its tanh form (Hendrycks and Gimpel 2016)."""
    inner = np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)
    return np.asarray(0.5 * x * (1 + np.tanh(inner)), dtype=np.float32)


def softmax(x: Floats) -> Floats:
    shifted = np.exp(x - x.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True), dtype=np.float32)


def sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -30, 30))), dtype=np.float32)


class Heads:
    """All trained parts; ``arrays`` are those of ``weights.npz``."""

    def __init__(self, arrays: dict[str, Floats]) -> None:
        self._arrays = arrays
        self.members = sorted({name.split("/")[0] for name in arrays if "/" in name})
        self.segmenter = Segmenter(
            arrays["segmenter_weights"], arrays["segmenter_lengths"], float(arrays["segmenter_bias"][0])
        )
        self.behaviour_thresholds = dict(zip(BEHAVIOURS, arrays["behaviour_thresholds"].tolist(), strict=True))
        self.dimension_thresholds = arrays["dimension_thresholds"]
        self.target_thresholds = arrays["target_thresholds"]
        self.form_threshold = float(arrays["form_threshold"][0])
        self.commitment_threshold = float(arrays["commitment_threshold"][0])

    def seller_odds(self, vectors: Floats, words: Sequence[np.ndarray]) -> Floats:
        """Give the log odds that a segment is a seller's, from the segment alone."""
        arrays = self._arrays
        lexical = np.array([arrays["side_words"][row].sum() / max(len(row), 1) ** 0.5 for row in words], dtype=np.float32)
        return np.asarray(vectors @ arrays["side_vector"] + lexical + arrays["side_bias"][0], dtype=np.float32)

    def scores(self, views: Sequence[Views]) -> Scores:
        """Score segments; the members' probabilities are averaged."""
        batch = stacked(views)
        totals: list[Floats] = []
        for member in self.members:
            parts = self._member(member, *batch)
            totals = [a + b for a, b in zip(totals, parts, strict=True)] if totals else parts
        mean = [total / np.float32(len(self.members)) for total in totals]
        return Scores(*mean)

    def _member(
        self, member: str, dense: Floats, shallow: Floats, index: np.ndarray, rows: np.ndarray, weight: np.ndarray
    ) -> list[Floats]:
        def weights(name: str) -> Floats:
            return self._arrays[f"{member}/{name}"]

        lexical = np.zeros((len(dense), weights("lex").shape[1]), dtype=np.float32)
        np.add.at(lexical, rows, weights("lex")[index] * weight[:, None])
        sentence = dense[:, :VECTOR] @ weights("sent_w") + weights("sent_b")
        context = dense[:, VECTOR:] @ weights("ctx_w") + weights("ctx_b")
        joined = np.concatenate([sentence, context, shallow, lexical], axis=1)
        hidden = gelu(joined @ weights("hid_w") + weights("hid_b"))
        temper = self._arrays["temperatures"]

        def out(name: str, at: int) -> Floats:
            return np.asarray((hidden @ weights(f"{name}_w") + weights(f"{name}_b")) / temper[at], dtype=np.float32)

        return [
            softmax(out("beh", 0)),
            sigmoid(out("tar", 1)),
            softmax(out("form", 2)),
            sigmoid(out("dim", 3)),
            softmax(out("lev", 4)),
            sigmoid(out("com", 5))[:, 0],
        ]


def unpack(stored: dict[str, np.ndarray]) -> dict[str, Floats]:
    """Widen stored arrays: 8-bit ones have a scale per row under ``name@scale``."""
    arrays: dict[str, Floats] = {}
    for name, array in stored.items():
        if name.endswith("@scale"):
            continue
        if array.dtype == np.int8:
            arrays[name] = array.astype(np.float32) * stored[f"{name}@scale"].astype(np.float32)[:, None]
        else:
            arrays[name] = array.astype(np.float32)
    return arrays


@cache
def default_heads() -> Heads:
    """Give the heads that the package ships."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return Heads(unpack({name: stored[name] for name in stored.files}))

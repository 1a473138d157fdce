"""Train the segmenter on the gold segments, each turn in three dresses: as written, without marks, without capitals too."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from corpus import GoldConversation, bare
from leitfrage.coding.features import Floats
from leitfrage.coding.segmentation import HASHES, LENGTHS, Segmenter, gap_features, tokens


def dresses(parts: list[str]) -> Iterable[list[str]]:
    """Give a turn's segments as written, without marks but with capitals, and wholly bare."""
    yield parts
    yield [" ".join(re.sub(r"[.,?!;:…–—\"„“”]", " ", part).split()) or part for part in parts]
    yield [bare(part) for part in parts]


def rows(conversations: Iterable[GoldConversation]) -> tuple[sparse.csr_matrix, Floats]:
    """Give gaps × (HASHES + LENGTHS) features, and 1.0 where a segment ends."""
    indices: list[list[int]] = []
    ends: list[float] = []
    for conversation in conversations:
        for turn in conversation.turns:
            for parts in dresses([gold.text for gold in turn]):
                words = [word for part in parts for word in tokens(part)]
                cut_after = set(np.cumsum([len(tokens(part)) for part in parts]).tolist())
                start = 0
                for gap, found in enumerate(gap_features(words)):
                    indices.append([*found, HASHES + min(gap + 1 - start, LENGTHS) - 1])
                    ends.append(float(gap + 1 in cut_after))
                    if gap + 1 in cut_after:
                        start = gap + 1
    pointer = np.cumsum([0] + [len(row) for row in indices])
    flat = np.array([index for row in indices for index in row])
    matrix = sparse.csr_matrix((np.ones(len(flat)), flat, pointer), shape=(len(indices), HASHES + LENGTHS))
    return matrix, np.array(ends, dtype=np.float32)


def train(conversations: Iterable[GoldConversation]) -> dict[str, Floats]:
    """Fit the weights; the names are those under which the package stores them."""
    matrix, ends = rows(conversations)
    model = LogisticRegression(C=0.3, max_iter=400, solver="lbfgs").fit(matrix, ends)
    weights = model.coef_[0].astype(np.float32)
    return {
        "segmenter_weights": weights[:HASHES],
        "segmenter_lengths": weights[HASHES:],
        "segmenter_bias": np.array([model.intercept_[0]], dtype=np.float32),
    }


def score(segmenter: Segmenter, conversations: Iterable[GoldConversation]) -> dict[str, tuple[float, float, float]]:
    """Give precision, recall and F1 of the cuts within turns, per dress."""
    names = ("as written", "without marks", "without marks and capitals")
    counts = {name: [0, 0, 0] for name in names}
    for conversation in conversations:
        for turn in conversation.turns:
            for name, parts in zip(names, dresses([gold.text for gold in turn]), strict=True):
                text = " ".join(parts)
                gold = set(np.cumsum([len(part) + 1 for part in parts])[:-1].tolist())
                found = {start for start, _ in segmenter.cut(text)[1:]}
                counts[name][0] += len(gold & found)
                counts[name][1] += len(found)
                counts[name][2] += len(gold)
    return {name: _f1(*each) for name, each in counts.items()}


def _f1(hits: int, found: int, gold: int) -> tuple[float, float, float]:
    precision, recall = hits / max(found, 1), hits / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)

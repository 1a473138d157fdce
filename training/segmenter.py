"""Train the segmenter on the gold segments, each turn in three dresses: as written, without marks, without capitals too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from corpus import GoldConversation, bare
from leitfrage.coding.features import Floats
from leitfrage.coding.segmentation import FEATURES, HASHES, LENGTHS, STYLES, Segmenter, gap_features, style_of, tokens

DRESSES = ("as written", "without marks", "without marks and capitals")
SHIFTS = np.arange(-0.5, 3.01, 0.25)  # added to a style's bias; the best F1 on the development part decides


def dressed(parts: list[str], style: int) -> list[str]:
    """Give a turn's segments as written (0), without marks but with capitals (1), or wholly bare (2)."""
    if style == 0:
        return parts
    if style == 1:
        return [" ".join(re.sub(r"[.,?!;:…–—\"„“”]", " ", part).split()) or part for part in parts]
    return [bare(part) for part in parts]


def rows(conversations: Iterable[GoldConversation], style: int) -> tuple[sparse.csr_matrix, Floats]:
    """Give gaps × (HASHES + LENGTHS) features, and 1.0 where a segment ends."""
    blocks, ends, lengths = [], [], []
    for conversation in conversations:
        if style < STYLES - 1 and conversation.manner == "raw":  # written without marks from the start
            continue
        for turn in conversation.turns:
            pieces = [tokens(part) for part in dressed([gold.text for gold in turn], style)]
            words = [word for piece in pieces for word in piece]
            if len(words) < 2:
                continue
            if style_of(words) != style:
                continue
            cuts = set(np.cumsum([len(piece) for piece in pieces]).tolist())
            blocks.append(gap_features(words, style))
            start = 0
            for gap in range(1, len(words)):
                ends.append(float(gap in cuts))
                lengths.append(HASHES + min(gap - start, LENGTHS) - 1)
                start = gap if gap in cuts else start
    index = np.hstack([np.concatenate(blocks), np.array(lengths)[:, None]])
    pointer = np.arange(len(index) + 1) * (FEATURES + 1)
    matrix = sparse.csr_matrix(
        (np.ones(index.size, dtype=np.float32), index.ravel(), pointer), shape=(len(index), HASHES + LENGTHS)
    )
    return matrix, np.array(ends, dtype=np.float32)


def train(conversations: Sequence[GoldConversation], held_out: Sequence[GoldConversation]) -> dict[str, Floats]:
    """Fit the weights style by style; the names are those under which the package stores them."""
    weights = np.zeros(HASHES, dtype=np.float32)
    lengths, bias = np.zeros((STYLES, LENGTHS), dtype=np.float32), np.zeros(STYLES, dtype=np.float32)
    for style in range(STYLES):
        matrix, ends = rows(conversations, style)
        model = LogisticRegression(C=0.1, max_iter=100).fit(matrix, ends)
        fitted = model.coef_[0].astype(np.float32)
        weights += fitted[:HASHES]  # a style's features fall on hashes of their own, but for chance
        lengths[style], bias[style] = fitted[HASHES:], model.intercept_[0]
    for style in range(STYLES):
        marks = [_shifted(weights, lengths, bias, style, shift, held_out) for shift in SHIFTS]
        bias[style] += SHIFTS[int(np.argmax(marks))]
    return {"segmenter_weights": weights, "segmenter_lengths": lengths, "segmenter_bias": bias}


def _shifted(
    weights: Floats, lengths: Floats, bias: Floats, style: int, shift: float, held_out: Sequence[GoldConversation]
) -> float:
    moved = bias.copy()
    moved[style] += shift
    return score(Segmenter(weights, lengths, moved), held_out, (style,))[DRESSES[style]][2]


def score(
    segmenter: Segmenter, conversations: Iterable[GoldConversation], styles: Iterable[int] = range(STYLES)
) -> dict[str, tuple[float, float, float]]:
    """Give precision, recall and F1 of the cuts within turns, per dress."""
    counts = {style: [0, 0, 0] for style in styles}
    for conversation in conversations:
        for turn in conversation.turns:
            for style, count in counts.items():
                if style < STYLES - 1 and conversation.manner == "raw":
                    continue
                parts = dressed([gold.text for gold in turn], style)
                gold = set(np.cumsum([len(part) + 1 for part in parts])[:-1].tolist())
                found = {start for start, _ in segmenter.cut(" ".join(parts))[1:]}
                count[0] += len(gold & found)
                count[1] += len(found)
                count[2] += len(gold)
    return {DRESSES[style]: _f1(*each) for style, each in counts.items()}


def _f1(hits: int, found: int, gold: int) -> tuple[float, float, float]:
    precision, recall = hits / max(found, 1), hits / max(gold, 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)

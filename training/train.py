"""Train everything that the package ships, from ``conversations/train``; thresholds come from ``conversations/dev``.

Usage: python training/train.py [--out FILE] [--share S]   The same data gives the same file, bit for bit: two threads,
fixed seeds. ``--share`` learns from that share of the conversations only (for the learning curve).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import fields
from io import BytesIO
from itertools import groupby
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The number of threads decides the order of sums, and with it the last bit.
THREADS = 2
os.environ.update(OMP_NUM_THREADS=str(THREADS), OPENBLAS_NUM_THREADS=str(THREADS), MKL_NUM_THREADS=str(THREADS))

import numpy as np
from scipy import sparse

import segmenter
import sides
from corpus import GoldConversation, load
from leitfrage.coding import Behaviour, SentenceEncoder
from leitfrage.coding.context import Memory
from leitfrage.coding.features import HASHES, OTHER_HASHES, Floats, Ints, Views
from leitfrage.coding.heads import BEHAVIOURS, OUTPUTS, WEIGHTS, Heads, Scores, unpack
from linear import Inputs, fit
from own_questions import own_questions
from rows import LOSS_IGNORES, Row, as_recognised, as_written, rows, shares

# A behaviour is shown from the confidence on at which seven in ten of what is shown are right.
PRECISION = 0.7
# What would reproach somebody is shown only where more than five in six are right: a wrong entry is worse than a missing one.
REPROACH_PRECISION = 0.85
# A dimension is given from the chance on at which half of what is given is right, whatever that costs in finding it.
DIMENSION_PRECISION = 0.5
LEAST_GIVEN = 8  # fewer cases tell nothing about a threshold
NEVER = 0.9  # where no threshold reaches what is wanted
# So many steps to each side of zero are kept of a table; fewer pack smaller, and these cost nothing on the development split.
LEVELS = {"encoder": 31, "context": 31, "words": 24, "other": 24}
LEAST = 0.2  # no behaviour is shown below that confidence
REPROACHES = frozenset(
    {Behaviour.LEADING_QUESTION, Behaviour.ADVICE, Behaviour.PITCH, Behaviour.PRESSURE, Behaviour.DISMISSAL}
)
GRID = np.arange(0.05, 0.95, 0.025)
# Found on the development split.
SCALES = (2.0, 1.2)
STRENGTH = 2.0
BARE_WEIGHT = 0.5  # of a segment learnt a second time, without marks and capitals


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()
    import torch

    torch.set_num_threads(THREADS)
    torch.use_deterministic_algorithms(True)
    every = load("train")[:: round(1 / options.share)]
    stored = trained(every + own_questions(every), load("dev"), SentenceEncoder(threads=THREADS))
    save(options.out, stored)
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.2f} MB")
    return 0


def save(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write an npz as small as deflate can make it (numpy does not try hard), without the hour: the same arrays, the same file."""
    with ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            content = BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(ZipInfo(f"{name}.npy"), content.getvalue(), ZIP_DEFLATED, compresslevel=9)


def trained(
    conversations: Sequence[GoldConversation], held_out: Sequence[GoldConversation], encoder: SentenceEncoder
) -> dict[str, np.ndarray]:
    """Give the arrays of ``weights.npz``."""
    print(f"{len(conversations)} conversations and excerpts to learn from, {len(held_out)} to set thresholds on", flush=True)
    plain = list(rows(conversations, encoder, as_written))
    data = plain + list(rows(conversations, encoder, as_recognised))
    weights = np.array([1.0] * len(plain) + [BARE_WEIGHT] * (len(data) - len(plain)), dtype=np.float32)
    arrays: dict[str, np.ndarray] = {}
    import tuning  # needs torch, which measuring does not

    for part, tuned in tuning.tuned(conversations, encoder).items():
        arrays |= {f"{part}/{name}": array for name, array in tuned.items()}
    arrays |= {f"wording/{name}": array for name, array in model_of(data, weights).items()}
    print("wording trained", flush=True)
    arrays |= segmenter.train(conversations, held_out)
    arrays |= sides.train(plain)
    arrays |= neutral()
    stored = packed(arrays)
    heads = Heads(unpack(stored))
    # Thresholds weigh how often a label is right against how often it occurs, so they come from talks of ordinary shares.
    held_out = [each for each in held_out if not each.dense]
    development = list(rows(held_out, SentenceEncoder(heads.moved, threads=THREADS), as_written))
    scores = scored(heads, development)
    stored |= {"question_threshold": question_threshold(scores, development)}
    return stored | thresholds(Heads(unpack(stored)), scores, development)


def inputs_of(data: Sequence[Row]) -> Inputs:
    """Lay rows out for the model of the wording: it sees no vectors."""
    words, other = SCALES
    return Inputs(
        np.stack([row.shallow for row in data]),
        hashed([row.words for row in data], HASHES, words),
        hashed([row.other for row in data], OTHER_HASHES, other),
    )


def hashed(found: Sequence[np.ndarray], size: int, scale: float) -> sparse.csr_matrix:
    sizes = np.array([len(row) for row in found])
    weight = np.repeat(scale / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    return sparse.csr_matrix(
        (weight, np.concatenate(found), np.cumsum([0, *sizes])), shape=(len(found), size), dtype=np.float32
    )


def model_of(data: Sequence[Row], weights: Floats) -> dict[str, Floats]:
    """Fit all outputs of the model of the wording; each learns from the rows that its question applies to."""
    inputs = inputs_of(data)
    tables, biases = [], []
    for name, size, kind in OUTPUTS:
        gold, applies = gold_of(data, name, size)
        each = weights[applies]
        if name == "behaviour":  # rare behaviours count more, by the root of their rarity
            counts = gold[applies].sum(axis=0)
            each = each * np.sqrt(counts.mean() / np.maximum(counts, 1))[gold[applies].argmax(axis=1)].astype(np.float32)
        table, bias = fit(inputs.at(applies), gold[applies], one=kind == "one", strength=STRENGTH, weights=each)
        tables.append(table)
        biases.append(bias)
    table = np.concatenate(tables, axis=1)
    a, b, _ = inputs.sizes
    words, other = SCALES
    return {
        "inputs": table[:a],
        "words": table[a : a + b] * np.float32(words),
        "other": table[a + b :] * np.float32(other),
        "bias": np.concatenate(biases),
    }


def gold_of(data: Sequence[Row], name: str, size: int) -> tuple[Floats, np.ndarray]:
    """Give rows × outputs of 0 and 1, or of shares of 1, and the places of the rows that the question applies to."""
    if name == "targets":
        gold = np.stack([row.targets for row in data])
        applies = [row.form != LOSS_IGNORES for row in data]
    elif name == "dimensions":
        gold = shares(data)
        applies = [row.customer for row in data]
    elif name == "commitment":
        gold = np.array([[float(row.commitment)] for row in data], dtype=np.float32)
        applies = [row.customer for row in data]
    else:
        label = np.array([getattr(row, {"levels": "level"}.get(name, name)) for row in data])
        gold = np.eye(size, dtype=np.float32)[np.maximum(label, 0)]
        applies = list(label != LOSS_IGNORES)
    return gold, np.flatnonzero(applies)


def neutral() -> dict[str, Floats]:
    """Give thresholds that let everything through, so that the heads can be scored."""
    return {
        "behaviour_thresholds": np.zeros(len(BEHAVIOURS), dtype=np.float32),
        "dimension_thresholds": np.full(11, 0.3, dtype=np.float32),
        "target_thresholds": np.full(11, 0.3, dtype=np.float32),
        "question_threshold": np.array([0.5], dtype=np.float32),
        "form_threshold": np.array([0.4], dtype=np.float32),
        "commitment_threshold": np.array([0.4], dtype=np.float32),
    }


def packed(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Store large tables in 8 bits with a scale per column, the rest in 16 or 32 bits."""
    stored: dict[str, np.ndarray] = {}
    for name, array in arrays.items():
        part, _, own = name.partition("/")
        levels = LEVELS.get(part) or LEVELS.get(own)
        if levels and array.ndim == 2:
            # The largest weights set the scale; clipping the outermost 0.01 % keeps the others fine.
            scale = np.maximum(np.quantile(np.abs(array), 0.9999, axis=0), 1e-8) / levels
            stored[name] = np.clip(np.round(array / scale), -levels, levels).astype(np.int8)
            stored[f"{name}@scale"] = scale.astype(np.float32)
        else:
            stored[name] = array.astype(np.float16) if array.size > 256 else array.astype(np.float32)
    return stored


def scored(heads: Heads, development: Sequence[Row]) -> Scores:
    """Score the rows of whole conversations with the heads, as the coder would."""
    parts = []
    for _, talk in groupby(development, key=lambda row: row.conversation):
        turns = [list(turn) for _, turn in groupby(talk, key=lambda row: row.utterance)]
        parts.append(heads.scores([_views(turn) for turn in turns], Memory()))
    return Scores(*(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Scores)))


def _views(turn: Sequence[Row]) -> Views:
    return Views(
        customer=turn[0].customer,
        dense=np.stack([row.dense for row in turn]),
        shallow=np.stack([row.shallow for row in turn]),
        words=tuple(row.words for row in turn),
        other=tuple(row.other for row in turn),
    )


def question_threshold(scores: Scores, development: Sequence[Row]) -> np.ndarray:
    """Set what the three questions must reach together for a segment to be one, by the best F1."""
    seller = np.array([row.behaviour != LOSS_IGNORES for row in development])
    asks = np.array([row.form != LOSS_IGNORES for row in development])
    return np.array([_best(scores.asking[seller], asks[seller])], dtype=np.float32)


def thresholds(heads: Heads, scores: Scores, development: Sequence[Row]) -> dict[str, np.ndarray]:
    """Set each label's threshold half-way between its own best F1 and that of all labels (rare labels are few), or higher."""
    tells = np.array([row.customer for row in development])
    asks = np.array([row.form != LOSS_IGNORES for row in development])
    gold = np.stack([row.dimensions for row in development])[tells] > 0
    wanted = np.stack([row.targets for row in development])[asks] > 0
    commitment = np.array([row.commitment for row in development])[tells]
    return {
        "dimension_thresholds": np.maximum(
            _balanced(scores.dimensions[tells], gold), _half_right(scores.dimensions[tells], gold)
        ),
        "target_thresholds": _balanced(scores.targets[asks], wanted),
        "commitment_threshold": np.array([_best(scores.commitment[tells], commitment)], dtype=np.float32),
        "behaviour_thresholds": _behaviour(heads.behaviours(scores), scores, development),
    }


def _best(chances: Floats, gold: np.ndarray) -> float:
    def f1(threshold: float) -> float:
        found = chances >= threshold
        return 2 * float((found & gold).sum()) / max(float(found.sum() + gold.sum()), 1.0)

    return float(max(GRID, key=lambda threshold: (round(f1(float(threshold)), 4), threshold)))


def _balanced(chances: Floats, gold: np.ndarray) -> Floats:
    common = _best(chances, gold)
    own = [_best(chances[:, at], gold[:, at]) for at in range(gold.shape[1])]
    return np.array([(common + each) / 2 for each in own], dtype=np.float32)


def _half_right(chances: Floats, gold: np.ndarray) -> Floats:
    """Give each label's lowest threshold at which half of what is given is right: a wrong entry is worse than a missing one."""
    lowest = [
        min(
            (
                threshold
                for threshold in GRID
                if (given := column >= threshold).sum() >= LEAST_GIVEN and right[given].mean() >= DIMENSION_PRECISION
            ),
            default=NEVER,
        )
        for column, right in zip(chances.T, gold.T, strict=True)
    ]
    return np.array(lowest, dtype=np.float32)


def _behaviour(best: Ints, scores: Scores, development: Sequence[Row]) -> Floats:
    gold = np.array([row.behaviour for row in development])
    seller = gold != LOSS_IGNORES
    sureness = scores.behaviour[np.arange(len(best)), best]
    result = []
    for label, behaviour in enumerate(BEHAVIOURS):
        wanted = REPROACH_PRECISION if behaviour in REPROACHES else PRECISION
        chosen = seller & (best == label)
        fits = [
            threshold
            for threshold in GRID[GRID >= LEAST]
            if (kept := chosen & (sureness >= threshold)).sum() >= 3 and (gold[kept] == label).mean() >= wanted
        ]
        result.append(min(fits, default=NEVER))
    return np.array(result, dtype=np.float32)


if __name__ == "__main__":
    sys.exit(main())

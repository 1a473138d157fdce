"""Train everything that the package ships, from ``conversations/train``; thresholds come from ``conversations/dev``.

Usage: python training/train.py [--out FILE]   The same data gives the same file, bit for bit: one thread, fixed seeds.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

import numpy as np
import torch

import segmenter
import sides
from corpus import load
from leitfrage.coding import SentenceEncoder
from leitfrage.coding.features import Floats, Views
from leitfrage.coding.heads import BEHAVIOURS, WEIGHTS, Heads, Scores, unpack
from network import Recipe, exported, train
from rows import LOSS_IGNORES, Row, as_recognised, as_written, noisy, rows

MEMBERS = 4
PRECISION = 0.5  # a behaviour is shown from the confidence on at which half of what is shown is right
GRID = np.arange(0.05, 0.75, 0.025)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    out: Path = parser.parse_args().out
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    conversations, held_out = load("train"), load("dev")
    encoder = SentenceEncoder(threads=1)
    print(f"{len(conversations)} conversations to learn from, {len(held_out)} to set thresholds on", flush=True)
    plain = list(rows(conversations, encoder, as_written))
    data = plain + list(rows(conversations, encoder, as_recognised)) + list(rows(conversations, encoder, noisy, seed=1))
    arrays: dict[str, np.ndarray] = {}
    for member in range(MEMBERS):
        network = train(data, Recipe(seed=member))
        arrays |= {f"m{member}/{name}": array for name, array in exported(network).items()}
        print(f"member {member + 1} of {MEMBERS} trained", flush=True)
    arrays |= segmenter.train(conversations)
    arrays |= sides.train(plain)
    arrays |= neutral()
    stored = packed(arrays)
    development = list(rows(held_out, encoder, as_written))
    stored |= thresholds(Heads(unpack(stored)), development)
    np.savez_compressed(out, **stored)  # type: ignore[arg-type]
    print(f"{out.name}: {out.stat().st_size / 1e6:.2f} MB")
    return 0


def neutral() -> dict[str, Floats]:
    """Give thresholds that let everything through, so that the heads can be scored."""
    return {
        "temperatures": np.ones(6, dtype=np.float32),
        "behaviour_thresholds": np.zeros(len(BEHAVIOURS), dtype=np.float32),
        "dimension_thresholds": np.full(11, 0.3, dtype=np.float32),
        "target_thresholds": np.full(11, 0.3, dtype=np.float32),
        "form_threshold": np.array([0.4], dtype=np.float32),
        "commitment_threshold": np.array([0.4], dtype=np.float32),
    }


def packed(arrays: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Store large tables in 8 bits with a scale per row, other matrices in 16 bits."""
    stored: dict[str, np.ndarray] = {}
    for name, array in arrays.items():
        if name.endswith("/lex"):
            scale = np.maximum(np.abs(array).max(axis=1), 1e-8) / 127
            stored[name] = np.round(array / scale[:, None]).astype(np.int8)
            stored[f"{name}@scale"] = scale.astype(np.float16)
        else:
            stored[name] = array.astype(np.float16) if array.size > 64 else array.astype(np.float32)
    return stored


def scored(heads: Heads, development: list[Row]) -> Scores:
    views = [Views(dense=row.dense[None], shallow=row.shallow[None], words=(row.words,)) for row in development]
    return heads.scores(views)


def thresholds(heads: Heads, development: list[Row]) -> dict[str, np.ndarray]:
    """Set each label's threshold: half-way between its own best F1 and that of all labels together, as rare labels are few."""
    scores = scored(heads, development)
    tells = np.array([row.customer for row in development])
    asks = np.array([row.form != LOSS_IGNORES for row in development])
    gold = np.stack([row.dimensions for row in development])[tells] > 0
    wanted = np.stack([row.targets for row in development])[asks] > 0
    commitment = np.array([row.commitment for row in development])[tells]
    return {
        "dimension_thresholds": _balanced(scores.dimensions[tells], gold),
        "target_thresholds": _balanced(scores.targets[asks], wanted),
        "commitment_threshold": np.array([_best(scores.commitment[tells], commitment)], dtype=np.float32),
        "behaviour_thresholds": _behaviour(scores, development),
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


def _behaviour(scores: Scores, development: list[Row]) -> Floats:
    gold = np.array([row.behaviour for row in development])
    seller = gold != LOSS_IGNORES
    best, sureness = scores.behaviour.argmax(axis=1), scores.behaviour.max(axis=1)
    result = []
    for label in range(len(BEHAVIOURS)):
        chosen = seller & (best == label)
        fits = [
            t
            for t in GRID
            if (chosen & (sureness >= t)).sum() >= 3 and (gold[chosen & (sureness >= t)] == label).mean() >= PRECISION
        ]
        result.append(min(fits, default=0.45))
    return np.minimum(np.array(result, dtype=np.float32), 0.6)


if __name__ == "__main__":
    sys.exit(main())

"""Logistic regression over a dense and two sparse blocks of inputs, by L-BFGS: the same model that scikit-learn fits,
without turning the dense block into a sparse one, which would be many times slower.

Objective: C · Σ weight · loss + ½ ‖W‖² (the bias is free), as in scikit-learn's LogisticRegression.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from leitfrage.coding.features import Floats


@dataclass(frozen=True, slots=True)
class Inputs:
    """The same rows in three blocks; a dense block may have no columns."""

    dense: Floats
    words: sparse.csr_matrix
    other: sparse.csr_matrix

    def at(self, rows: np.ndarray) -> Inputs:
        return Inputs(self.dense[rows], self.words[rows], self.other[rows])

    @property
    def sizes(self) -> tuple[int, int, int]:
        return self.dense.shape[1], self.words.shape[1], self.other.shape[1]

    def times(self, weights: Floats) -> Floats:
        a, b, _ = self.sizes
        total = self.words @ weights[a : a + b] + self.other @ weights[a + b :]
        return np.asarray(total + self.dense @ weights[:a], dtype=np.float32)

    def back(self, gradient: Floats) -> Floats:
        return np.concatenate([self.dense.T @ gradient, self.words.T @ gradient, self.other.T @ gradient])


def fit(
    inputs: Inputs, gold: Floats, *, one: bool, strength: float, weights: Floats | None = None, steps: int = 120
) -> tuple[Floats, Floats]:
    """Fit (inputs × outputs) weights and the bias.

    ``gold`` is rows × outputs of 0 and 1, or of shares of 1. ``one``: the outputs vie with each other (softmax), else each
    is for itself (sigmoid). ``strength`` is C; ``weights`` gives each row its own.
    """
    columns, outputs = sum(inputs.sizes), gold.shape[1]
    each = np.ones(len(gold), dtype=np.float32) if weights is None else weights

    def objective(flat: np.ndarray) -> tuple[float, np.ndarray]:
        table = flat.reshape(columns + 1, outputs).astype(np.float32)
        logits = inputs.times(table[:-1]) + table[-1]
        if one:
            logits -= logits.max(axis=1, keepdims=True)
            log_sum = np.log(np.exp(logits).sum(axis=1, keepdims=True))
            loss = ((log_sum - logits) * gold).sum(axis=1)
            delta = np.exp(logits - log_sum) - gold
        else:
            loss = (np.logaddexp(0, logits) - gold * logits).sum(axis=1)
            delta = 1 / (1 + np.exp(-np.clip(logits, -30, 30))) - gold
        delta = (strength * each[:, None] * delta).astype(np.float32)
        gradient = np.concatenate([inputs.back(delta) + table[:-1], delta.sum(axis=0, keepdims=True)])
        value = strength * float((each * loss).sum(dtype=np.float64)) + 0.5 * float((table[:-1] ** 2).sum(dtype=np.float64))
        return value, gradient.astype(np.float64).ravel()

    start = np.zeros((columns + 1) * outputs)
    found = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 10})
    table = found.x.reshape(columns + 1, outputs).astype(np.float32)
    return table[:-1], table[-1]

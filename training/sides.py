"""Train the head that tells a seller's sentence from a customer's, by the sentence alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from leitfrage.coding.features import HASHES, VECTOR, Floats
from rows import Row


def train(rows: Sequence[Row]) -> dict[str, Floats]:
    """Fit on sentence vectors and hashed words; the names are those under which the package stores the weights."""
    sizes = np.array([len(row.words) for row in rows])
    index = np.concatenate([row.words for row in rows])
    weight = np.repeat(1 / np.sqrt(np.maximum(sizes, 1)), sizes)
    words = sparse.csr_matrix((weight, index, np.cumsum([0, *sizes])), shape=(len(rows), HASHES))
    vectors = np.stack([row.dense[:VECTOR] for row in rows])
    seller = np.array([not row.customer for row in rows])
    model = LogisticRegression(C=1.0, max_iter=300).fit(sparse.hstack([vectors, words]).tocsr(), seller)
    weights = model.coef_[0].astype(np.float32)
    return {
        "side_vector": weights[:VECTOR],
        "side_words": weights[VECTOR:],
        "side_bias": np.array([model.intercept_[0]], dtype=np.float32),
    }

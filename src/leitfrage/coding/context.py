"""What was said before, weighed by what matters now: attention over a talk's segments (Vaswani et al. 2017, arXiv 1706.03762).

Each segment looks at the ``REACH`` segments before it, of both sides, and at up to ``AHEAD`` that follow in its own
utterance; a learnt bias tells how far away they are and whether the same side spoke. Later utterances are not looked at,
so that live coding equals coding afterwards: what earlier segments were turned into is kept in a ``Memory`` and never changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from leitfrage.coding.features import SHALLOW, VECTOR, Floats, Ints

HEADS = 8
REACH, AHEAD = 40, 8  # segments
INPUTS = VECTOR + SHALLOW + 2  # a segment's vector, its shallow view, and whether it is the seller's or the customer's
DISTANCES = AHEAD + REACH + 1
_EPS = np.float32(1e-5)
_TOGETHER = 128  # segments look around together: long talks cost in proportion to their length


@dataclass(slots=True)
class Memory:
    """The last ``REACH`` segments: their sides, and what each layer offers of them (keys and values, heads × segments × width)."""

    customer: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=np.bool_))
    layers: list[tuple[Floats, Floats]] = field(default_factory=list)


class Context:
    """The trained layers; ``arrays`` are those of ``weights.npz`` under ``context/``, as ``training/tuning.py`` names them."""

    def __init__(self, arrays: Mapping[str, Floats]) -> None:
        self._w = arrays
        self._layers = range(sum(name.startswith("bias_") for name in arrays))
        self._width = arrays["in_W"].shape[1]

    def logits(self, inputs: Floats, customer: NDArray[np.bool_], utterance: Ints, memory: Memory) -> Floats:
        """Give segments × outputs for the next segments of a talk, and remember them.

        ``inputs`` is segments × INPUTS; ``customer`` tells their sides, ``utterance`` numbers their utterances in order.
        """
        w, kept = self._w, len(memory.customer)
        sides = np.concatenate([memory.customer, customer])
        utterances = np.concatenate([np.full(kept, -1), utterance])
        x = inputs @ w["in_W"] + w["in_b"]
        layers = []
        for layer in self._layers:
            query, key, value = self._heads(self._norm(x, f"norm1_{layer}") @ w[f"qkv_W_{layer}"] + w[f"qkv_b_{layer}"])
            if memory.layers:
                old_key, old_value = memory.layers[layer]
                key, value = np.concatenate([old_key, key], axis=1), np.concatenate([old_value, value], axis=1)
            looked = self._looked(layer, query, key, value, sides, utterances)
            x = x + looked @ w[f"out_W_{layer}"] + w[f"out_b_{layer}"]
            middle = _gelu(self._norm(x, f"norm2_{layer}") @ w[f"up_W_{layer}"] + w[f"up_b_{layer}"])
            x = x + middle @ w[f"down_W_{layer}"] + w[f"down_b_{layer}"]
            layers.append((key[:, -REACH:], value[:, -REACH:]))
        memory.customer, memory.layers = sides[-REACH:], layers
        return np.asarray(x @ w["answers_W"] + w["answers_b"], dtype=np.float32)

    def _looked(
        self, layer: int, query: Floats, key: Floats, value: Floats, sides: NDArray[np.bool_], utterances: Ints
    ) -> Floats:
        """Give what each segment takes from those that it looks at, rows × width; the last rows of ``key`` are the query's."""
        bias = self._w[f"bias_{layer}"].reshape(HEADS, 2, DISTANCES)
        kept, parts = key.shape[1] - query.shape[1], []
        for start in range(kept, key.shape[1], _TOGETHER):
            rows = np.arange(start, min(start + _TOGETHER, key.shape[1]))
            seen = np.arange(max(start - REACH, 0), min(rows[-1] + AHEAD + 1, key.shape[1]))
            far = rows[:, None] - seen
            scores = query[:, rows - kept] @ key[:, seen].transpose(0, 2, 1) * np.float32((self._width // HEADS) ** -0.5)
            scores += bias[:, (sides[rows, None] == sides[seen]).astype(np.intp), np.clip(far, -AHEAD, REACH) + AHEAD]
            scores[:, (far > REACH) | (far < -AHEAD) | (utterances[seen] > utterances[rows, None])] = -np.inf
            scores = np.exp(scores - scores.max(axis=2, keepdims=True))
            scores /= scores.sum(axis=2, keepdims=True)
            parts.append((scores @ value[:, seen]).transpose(1, 0, 2).reshape(len(rows), self._width))
        return np.concatenate(parts)

    def _heads(self, x: Floats) -> Floats:
        """Cut rows into query, key and value, each heads × rows × width."""
        return x.reshape(len(x), 3, HEADS, self._width // HEADS).transpose(1, 2, 0, 3)

    def _norm(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(axis=1, keepdims=True)
        spread = np.sqrt(np.einsum("ij,ij->i", centred, centred) / np.float32(x.shape[1]) + _EPS)[:, None]
        return np.asarray(centred / spread * self._w[f"{name}_gain"] + self._w[f"{name}_bias"], dtype=np.float32)


def _gelu(x: Floats) -> Floats:
    """The smooth step of Hendrycks and Gimpel 2016 (arXiv 1606.08415), in its approximation by tanh."""
    return np.asarray(0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x))), dtype=np.float32)

"""What the channels of a recording hold: which are silent, which carry the same, how long it is.

Two channels with one signal (a mono recording that was saved as stereo), or with all voices on both (one device in the
room), do not tell who speaks; they count as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from leitfrage.speech.decoding import RATE, Samples

_FRAME = RATE // 50
# Quieter than this at its loudest (-60 dB) is an unused input.
_SILENT = 1e-3
# The same samples, whatever their loudness and sign; a lossy format changes them a little.
_SAME_SIGNAL = 0.98
# Loud and quiet at the same moments: everybody is heard on both. On a channel of one's own the other one is not loud.
_SAME_LOUDNESS = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """``voices`` are the channels, counted from 0, that carry something of their own; empty where all is silent."""

    channels: int
    seconds: float
    voices: tuple[int, ...]


def survey(blocks: Iterable[Samples]) -> Sound:
    """Go through the whole sound once and tell what its channels hold."""
    samples = frames = 0
    products = loud_sums = loud_products = loudest = np.zeros(0)
    for block in blocks:
        if not samples:
            channels = block.shape[0]
            products = loud_products = np.zeros((channels, channels))
            loud_sums = loudest = np.zeros(channels)
        wide = block.astype(np.float64)
        samples += block.shape[1]
        products = products + wide @ wide.T
        whole = wide[:, : block.shape[1] // _FRAME * _FRAME].reshape(block.shape[0], -1, _FRAME)
        strength = np.sqrt((whole**2).mean(axis=2))
        if strength.shape[1]:
            loudest = np.maximum(loudest, strength.max(axis=1))
            loudness = np.log10(np.maximum(strength, _SILENT))
            frames += strength.shape[1]
            loud_sums = loud_sums + loudness.sum(axis=1)
            loud_products = loud_products + loudness @ loudness.T
    if not samples:
        return Sound(channels=0, seconds=0.0, voices=())
    mean = loud_sums / max(frames, 1)
    together = loud_products / max(frames, 1) - np.outer(mean, mean)
    voices: list[int] = []
    for channel in np.flatnonzero(loudest >= _SILENT).tolist():
        if all(
            abs(_share(products, channel, other)) < _SAME_SIGNAL and _share(together, channel, other) < _SAME_LOUDNESS
            for other in voices
        ):
            voices.append(channel)
    return Sound(channels=len(loudest), seconds=samples / RATE, voices=tuple(voices))


def _share(products: np.ndarray[tuple[int, ...], np.dtype[np.float64]], one: int, other: int) -> float:
    """Give the correlation of two channels from the sums of their products."""
    scale = float(np.sqrt(products[one, one] * products[other, other]))
    return float(products[one, other]) / scale if scale > 0 else 0.0

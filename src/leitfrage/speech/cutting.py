"""Cutting a long sound into stretches that a recogniser can hear one after the other, each channel where it is quiet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from leitfrage.speech.decoding import RATE, Samples

LONGEST_SECONDS = 300
# A cut is looked for in the last part of a stretch: a pause comes more often than that.
_SEARCH_SECONDS = 30
_FRAME = RATE // 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of one channel; ``start`` in seconds from the beginning of the sound."""

    channel: int
    start: float
    samples: Samples

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def stretches(
    blocks: Iterable[Samples], channels: Sequence[int], longest_seconds: int = LONGEST_SECONDS
) -> Iterator[Stretch]:
    """Give the stretches of the wanted channels, of all channels side by side; no more than one of each is held."""
    held: dict[int, list[Samples]] = {channel: [] for channel in channels}
    starts = dict.fromkeys(channels, 0)
    for block in blocks:
        for channel in channels:
            held[channel].append(block[channel])
            while sum(map(len, held[channel])) > longest_seconds * RATE:
                whole = np.concatenate(held[channel])
                cut = _quietest(whole, longest_seconds)
                yield Stretch(channel=channel, start=starts[channel] / RATE, samples=whole[:cut])
                held[channel], starts[channel] = [whole[cut:]], starts[channel] + cut
    for channel in channels:
        if rest := sum(map(len, held[channel])):
            samples = np.concatenate(held[channel])
            yield Stretch(channel=channel, start=starts[channel] / RATE, samples=samples[:rest])


def _quietest(samples: Samples, longest_seconds: int) -> int:
    """Give the place of the quietest tenth of a second before the longest length is reached, its middle."""
    until = longest_seconds * RATE
    begin = max(until - _SEARCH_SECONDS * RATE, until // 2)
    count = (until - begin) // _FRAME
    frames = samples[begin : begin + count * _FRAME].reshape(count, _FRAME).astype(np.float64)
    return begin + int((frames**2).mean(axis=1).argmin()) * _FRAME + _FRAME // 2

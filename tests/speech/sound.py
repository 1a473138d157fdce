"""Sound for the tests: bursts of tone, and a synthesiser's speech where one is installed; written in any kind of file."""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from leitfrage.speech import RATE, Samples, Word

ESPEAK = shutil.which("espeak-ng")
needs_espeak = pytest.mark.skipif(ESPEAK is None, reason="espeak-ng, which speaks for the test, is not installed")
# Container, codec and suffix as recorders write them.
KINDS = {
    "wav": ("wav", "pcm_s16le"),
    "mp3": ("mp3", "libmp3lame"),
    "m4a": ("mp4", "aac"),
    "ogg": ("ogg", "vorbis"),
    "opus": ("ogg", "libopus"),
    "flac": ("flac", "flac"),
    "webm": ("webm", "libopus"),
}


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), dtype=np.float32)


def tone(seconds: float, pitch: float = 220.0) -> Samples:
    at = np.arange(round(seconds * RATE)) / RATE
    return (0.3 * np.sin(2 * np.pi * pitch * at)).astype(np.float32)


def bursts(*spans: tuple[float, float], seconds: float, pitch: float = 220.0) -> Samples:
    """Give silence of some length with a tone from second to second."""
    found = silence(seconds)
    for start, end in spans:
        found[round(start * RATE) : round(end * RATE)] = tone(end - start, pitch)[: round(end * RATE) - round(start * RATE)]
    return found


def speech(text: str, voice: str) -> Samples:
    """Have a text spoken by the synthesiser."""
    assert ESPEAK is not None
    spoken = subprocess.run(
        [ESPEAK, "-v", voice, "-s", "140", "--stdout", text], capture_output=True, check=True, timeout=60
    ).stdout
    at = np.frombuffer(spoken[44 : len(spoken) // 2 * 2], dtype="<i2").astype(np.float32) / 32768
    there = np.arange(len(at)) / 22050  # the rate of the synthesiser
    return np.interp(np.arange(0, there[-1], 1 / RATE), there, at).astype(np.float32)


def write_wav(path: Path, *channels: Samples) -> Path:
    """Write channels side by side, the shorter ones with silence at their end."""
    longest = max(map(len, channels))
    together = np.stack([np.pad(each, (0, longest - len(each))) for each in channels], axis=1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(channels))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(together, -1, 1) * 32767).astype("<i2").tobytes())
    return path


def write(path: Path, kind: str, *channels: Samples, rate: int = 48_000) -> Path:
    """Write channels into a file of any kind, by the library that decodes as well."""
    import av

    container, codec = KINDS[kind]
    longest = max(map(len, channels))
    together = np.stack([np.pad(each, (0, longest - len(each))) for each in channels])
    layout = {1: "mono", 2: "stereo"}[len(channels)]
    with av.open(str(path), "w", format=container) as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        stream.codec_context.options = {"strict": "experimental"}  # which FFmpeg calls its own Vorbis
        resampler = av.AudioResampler(format=stream.codec_context.format, layout=layout, rate=rate, frame_size=1024)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(together), format="fltp", layout=layout)
        frame.sample_rate = RATE
        for piece in [*resampler.resample(frame), *resampler.resample(None)]:
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))
    return path


class Bursts:
    """Hears a word in every stretch of sound that is loud without a break: what a recogniser is, without its weights."""

    def __init__(self) -> None:
        self.heard: list[int] = []

    def words(self, samples: Samples, language: str) -> Iterator[Word]:
        self.heard.append(len(samples))
        frame = RATE // 100
        loud = (np.abs(samples[: len(samples) // frame * frame]).reshape(-1, frame).max(axis=1, initial=0.0) > 0.05).astype(
            int
        )
        edges = np.flatnonzero(np.diff(loud, prepend=0, append=0))
        for number, (start, end) in enumerate(zip(edges[::2], edges[1::2], strict=True)):
            yield Word(text=f"{language}{number}.", start=float(start) / 100, end=float(end) / 100)

"""From a file to its channels at 16 kHz, block by block, so that an hour takes no more memory than a minute."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leitfrage.conversation import EmptyFile, FileMissing, reason_of
from leitfrage.speech.errors import BrokenSound, CutOff, SoundTooLong, SpeechMissing
from leitfrage.wording import N_, Message

Samples: TypeAlias = NDArray[np.float32]
RATE = 16_000
BLOCK_SECONDS = 10
MOST_HOURS = 8
MOST_CHANNELS = 8
# Which demuxer reads what begins so. It is named, never guessed: some of FFmpeg's would open further files and addresses.
_KINDS: tuple[tuple[int, bytes, str], ...] = (
    (8, b"WAVE", "wav"),
    (0, b"ID3", "mp3"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (4, b"ftyp", "mov"),
    (0, b"\x1aE\xdf\xa3", "matroska"),
)
_MP3_SYNC = (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2")
HEAD_BYTES = 16
# What tells its own length exactly; MP3 and OGG only guess it.
_EXACT = ("wav", "flac", "mov")
# Some damage in passing is inaudible, more is not.
_BAD_SHARE = 0.01
_MISSING_SECONDS = 1.0


def kind_of(head: bytes) -> str | None:
    """Name the kind of recording that begins with these bytes, ``None`` for whatever else."""
    for at, magic, kind in _KINDS:
        if head[at : at + len(magic)] == magic:
            return kind
    return "mp3" if head.startswith(_MP3_SYNC) else None


def is_recording(head: bytes) -> bool:
    """Say whether a file that begins with these bytes (16 are enough) is a recording."""
    return kind_of(head) is not None


def blocks(path: Path) -> Iterator[Samples]:
    """Give the sound as arrays of shape (channels, samples), each of ``BLOCK_SECONDS`` but for the last.

    Raises ``FileMissing``, ``EmptyFile``, ``BrokenSound``, ``CutOff``, ``SoundTooLong`` or ``SpeechMissing``, all without
    the fact ``file``: only the caller knows by which name people know it.
    """
    size = RATE * BLOCK_SECONDS
    waiting: list[Samples] = []
    held = 0
    for piece in _pieces(path):
        waiting.append(piece)
        held += piece.shape[1]
        if held < size:
            continue
        whole = np.concatenate(waiting, axis=1)
        for at in range(0, held - size + 1, size):
            yield whole[:, at : at + size]
        waiting = [whole[:, held - held % size :]]
        held %= size
    if held:
        yield np.concatenate(waiting, axis=1)


def _pieces(path: Path) -> Iterator[Samples]:
    """Decode frame after frame; count what is bad, and compare the length with what the file says."""
    with _opened(path) as (container, kind, av):
        if not container.streams.audio:
            raise BrokenSound(reason=Message.of(N_("there is no sound in it")))
        stream = container.streams.audio[0]
        if stream.codec_context is None or not 1 <= stream.codec_context.channels <= MOST_CHANNELS:
            raise BrokenSound(reason=Message.of(N_("its channels cannot be told")))
        said = _said_seconds(container, stream, av) if kind in _EXACT else None
        share = _share_there(path) if kind == "wav" else 1.0
        resampler = av.AudioResampler(format="fltp", rate=RATE)
        packets, bad, done = 0, 0, 0
        try:
            for packet in container.demux(stream):
                packets += 1
                try:
                    frames = packet.decode()
                except av.error.FFmpegError:
                    bad += 1
                    continue
                for frame in frames:
                    for piece in resampler.resample(frame):
                        done += piece.samples
                        yield _array(piece)
                if done > MOST_HOURS * 3600 * RATE:
                    raise SoundTooLong(hours=MOST_HOURS)
        except (av.error.FFmpegError, ValueError):
            raise BrokenSound(reason=_damaged_at(done)) from None
        if done:
            for piece in resampler.resample(None):
                done += piece.samples
                yield _array(piece)
    if bad > max(2, packets * _BAD_SHARE):
        raise BrokenSound(reason=Message.of(N_("{bad} of its {all} pieces are damaged"), bad=bad, all=packets))
    said = done / RATE / share if share < 1 else said
    if said and done / RATE < said - max(_MISSING_SECONDS, said * _BAD_SHARE):
        raise CutOff(there=clock(done / RATE), whole=clock(said))
    if not done:
        raise BrokenSound(reason=Message.of(N_("there is no sound in it")))


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, str, Any]]:
    """Open a file by its kind; the file object, not the name, goes to FFmpeg, so that nothing else can be reached."""
    try:
        import av
    except ImportError:
        raise SpeechMissing() from None
    try:
        file = path.open("rb")
    except OSError as error:
        raise FileMissing(reason=reason_of(error)) from None
    with file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        if not head:
            raise EmptyFile()
        kind = kind_of(head)
        if kind is None:
            raise BrokenSound(reason=Message.of(N_("it is no recording of a known kind")))
        try:
            container = av.open(file, format=kind, metadata_errors="ignore")
        except (av.error.FFmpegError, ValueError):
            raise BrokenSound(reason=Message.of(N_("its head or its end is missing or damaged"))) from None
        with container:
            yield container, kind, av


def _said_seconds(container: Any, stream: Any, av: Any) -> float | None:
    """Give the length that the file states, if it states one."""
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return float(container.duration / av.time_base) if container.duration else None


def _share_there(path: Path) -> float:
    """Give how much of a WAV is there by the size in its head, which FFmpeg takes as it finds it."""
    with path.open("rb") as file:
        head = file.read(8)
        there = file.seek(0, 2) - 8
    stated = int.from_bytes(head[4:8], "little")
    unfinished = stated == 0 or stated >= 0x7FFFFF00  # written by a recorder that never came to fill it in
    return 1.0 if unfinished or head[:4] != b"RIFF" or stated <= there else there / stated


def _array(frame: Any) -> Samples:
    found: Samples = np.nan_to_num(frame.to_ndarray().astype(np.float32, copy=False), posinf=0.0, neginf=0.0)
    return found


def _damaged_at(done: int) -> Message:
    return Message.of(N_("it is damaged after {time}"), time=clock(done / RATE))


def clock(seconds: float) -> str:
    """Write a time as minutes and seconds, with hours where there are any."""
    whole = round(seconds)
    hours = f"{whole // 3600}:" if whole >= 3600 else ""
    return f"{hours}{whole // 60 % 60:02}:{whole % 60:02}"

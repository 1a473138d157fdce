"""From sound to words with their times: what a recogniser is, and the one over faster-whisper."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from leitfrage.speech.decoding import Samples
from leitfrage.speech.errors import NoWeights, SpeechMissing, WeightsNotNamed, WrongWeights
from leitfrage.wording import N_, Message

# Without the tokenizer's file, faster-whisper would load one from the internet.
_FILES = ("model.bin", "config.json", "tokenizer.json")

# What it says twice within half a minute in so many pieces is its own loop and nobody's speech.
_NO_LOOP = 8
_THREADS = min(os.cpu_count() or 4, 8)  # more threads than cores wait for each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word with its punctuation; times in seconds from the beginning of what was heard."""

    text: str
    start: float
    end: float


class Recogniser(Protocol):
    """Hears German and English in samples of one voice or more, 16 kHz, up to some minutes at once."""

    def words(self, samples: Samples, language: str) -> Iterator[Word]:
        """Give the words in their order, bit by bit, so that whoever asks can stop."""


class Whisper:
    """Whisper by faster-whisper, on the processor, with weights from a folder."""

    def __init__(self, weights: Path | None) -> None:
        """Load the weights; raise ``SpeechMissing``, ``WeightsNotNamed``, ``NoWeights`` or ``WrongWeights``."""
        try:
            import faster_whisper
        except ImportError:
            raise SpeechMissing() from None
        if weights is None:
            raise WeightsNotNamed()
        self._folder = weights
        for name in _FILES:
            if not (weights / name).is_file():
                raise NoWeights(folder=str(weights), missing=name)
        try:
            self._model = faster_whisper.WhisperModel(
                str(weights), device="cpu", compute_type="int8", cpu_threads=_THREADS, local_files_only=True
            )
        except Exception:  # the library raises whatever the broken file led to
            raise WrongWeights(folder=str(weights), reason=Message.of(N_("they are damaged or of another kind"))) from None

    def words(self, samples: Samples, language: str) -> Iterator[Word]:
        if language != "en" and not self._model.model.is_multilingual:
            raise WrongWeights(folder=str(self._folder), reason=Message.of(N_("they know English only")))
        segments, _ = self._model.transcribe(
            samples,
            language=language,
            word_timestamps=True,
            temperature=0.0,  # its second tries draw at random; the same sound shall give the same words
            no_repeat_ngram_size=_NO_LOOP,
            vad_filter=True,  # it invents words where nobody speaks
            condition_on_previous_text=False,  # one mistake shall not run on through the talk
        )
        for segment in segments:
            yield from joined(segment.words or ())


def joined(pieces: Any) -> Iterator[Word]:
    """Put Whisper's pieces together to words: a piece without a blank before it belongs to the one before."""
    text, start, end = "", 0.0, 0.0
    for piece in pieces:
        if text and piece.word.startswith(" "):
            yield Word(text=text, start=start, end=end)
            text = ""
        if not text:
            start = float(piece.start)
        text, end = text + piece.word.strip(), max(float(piece.end), start)
    if text:
        yield Word(text=text, start=start, end=end)

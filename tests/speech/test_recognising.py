"""Real recognition of a synthesiser's speech, where weights are at hand: LEITFRAGE_SPEECH_WEIGHTS names their folder."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from leitfrage import formats
from leitfrage.speech import NoWeights, Samples, Whisper, WrongWeights
from tests.speech.sound import needs_espeak, silence, speech, write, write_wav

pytest.importorskip("faster_whisper", reason="the extra “speech” is not installed")
NAMED = os.environ.get("LEITFRAGE_SPEECH_WEIGHTS", "")
needs_weights = pytest.mark.skipif(not NAMED, reason="LEITFRAGE_SPEECH_WEIGHTS names no folder with weights")
# What the synthesiser says so plainly that even small weights understand it.
TALKS = {
    "de": (
        "Guten Morgen, Frau Müller. Was soll in einem Jahr anders sein?",
        "Wir wollen bis Ende März fertig sein. Das kostet viel Geld und Zeit.",
        "de",
        {"seller": {"guten", "frau", "einem"}, "customer": {"wir", "wollen", "märz", "geld", "zeit"}},
    ),
    "en": (
        "Good morning. How long does an offer take at the moment?",
        "At the moment eleven days. Three people work on one offer.",
        "en-us",
        {"seller": {"good", "morning", "moment"}, "customer": {"moment", "days", "people"}},
    ),
}


def two(anna: Samples, ralf: Samples) -> tuple[Samples, Samples]:
    return np.concatenate([anna, silence(len(ralf) / 16_000 + 1)]), np.concatenate([silence(len(anna) / 16_000 + 0.5), ralf])


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "leitfrage", "transcribe", *map(str, arguments)]
    environment = {**os.environ, "LEITFRAGE_LANG": "en", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False, timeout=300
    )


@pytest.mark.slow
@needs_espeak
@needs_weights
@pytest.mark.parametrize("language", TALKS)
def test_what_is_said_on_two_channels_becomes_a_transcript_with_sides_and_times(language: str, tmp_path: Path) -> None:
    first, second, voice, understood = TALKS[language]
    left, right = two(speech(first, voice), speech(second, voice))
    audio, out = write(tmp_path / "talk.m4a", "m4a", left, right), tmp_path / "talk.vtt"
    names = ("--seller-channel", "1", "--seller", "Anna Berg", "--customer", "Ralf Aigner")
    result = run(audio, "--consent", "both, today", "--language", language, *names, "--out", out)
    assert result.returncode == 0, result.stderr
    assert audio.exists()
    talk = formats.read_file(out)
    assert {each.name for each in talk.speakers} == {"Anna Berg", "Ralf Aigner"}
    words = {
        side: set(re.findall(r"\w+", " ".join(each.text for each in talk.utterances if each.speaker == name).casefold()))
        for side, name in (("seller", "Anna Berg"), ("customer", "Ralf Aigner"))
    }
    for side, wanted in understood.items():
        assert wanted <= words[side], words
    starts = [each.start or 0.0 for each in talk.utterances]
    assert starts == sorted(starts)
    answer = next(each for each in talk.utterances if each.speaker == "Ralf Aigner")
    assert answer.start == pytest.approx(len(speech(first, voice)) / 16_000 + 0.5, abs=0.6)
    assert len(answer.marks) > 5


@pytest.mark.slow
@needs_espeak
@needs_weights
def test_the_same_sound_gives_the_same_words_and_silence_and_noise_give_none() -> None:
    recogniser = Whisper(Path(NAMED))
    sound = speech(TALKS["de"][1], "de")
    assert list(recogniser.words(sound, "de")) == list(recogniser.words(sound, "de"))
    noise = (np.random.default_rng(3).standard_normal(16_000 * 10) * 0.02).astype(np.float32)
    for nothing in (silence(10), noise, silence(0.05)):
        assert list(recogniser.words(nothing, "de")) == []


@pytest.mark.slow
@needs_espeak
@needs_weights
def test_the_recording_is_deleted_where_that_was_asked_for_and_only_after_the_words_are_kept(tmp_path: Path) -> None:
    first, second, voice, _ = TALKS["en"]
    audio = write_wav(tmp_path / "talk.wav", *two(speech(first, voice), speech(second, voice)))
    known = ("--consent", "both", "--language", "en", "--seller-channel", "1", "--delete-audio")
    (tmp_path / "taken").touch()
    assert run(audio, *known, "--out", tmp_path / "taken" / "talk.vtt").returncode == 1
    assert audio.exists()
    assert run(audio, *known, "--out", tmp_path / "talk.md").returncode == 0
    assert not audio.exists()
    assert "Customer" in (tmp_path / "talk.md").read_text(encoding="utf-8")


@pytest.mark.slow
@needs_espeak
@needs_weights
def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    spoken = np.tile(speech(TALKS["en"][0], "en-us"), 60)
    audio, out = write_wav(tmp_path / "talk.wav", spoken), tmp_path / "talk.vtt"
    arguments = [audio, "--consent", "me", "--language", "en", "--speaker", "Anna", "--out", out]
    process = subprocess.Popen(
        [sys.executable, "-m", "leitfrage", "transcribe", *map(str, arguments)], stderr=subprocess.PIPE
    )
    time.sleep(6)
    assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in error
    assert list(tmp_path.iterdir()) == [audio]


def test_a_folder_that_lacks_a_file_is_named_with_it(tmp_path: Path) -> None:
    for name in ("model.bin", "config.json", "tokenizer.json"):
        with pytest.raises(NoWeights) as caught:
            Whisper(tmp_path)
        assert caught.value.facts["missing"] == name
        (tmp_path / name).write_text("{}", encoding="utf-8")
    with pytest.raises(WrongWeights):
        Whisper(tmp_path)


@needs_weights
def test_weights_that_break_off_are_refused(tmp_path: Path) -> None:
    for path in Path(NAMED).glob("*.json"):
        shutil.copy(path, tmp_path)
    with (Path(NAMED) / "model.bin").open("rb") as file:
        (tmp_path / "model.bin").write_bytes(file.read(1_000_000))
    with pytest.raises(WrongWeights):
        Whisper(tmp_path)

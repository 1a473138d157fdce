"""What is refused before any sound is opened, and needs nothing installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from leitfrage import formats
from leitfrage.conversation import FileTooLarge, NotYetTranscribed
from leitfrage.speech import is_recording
from tests.speech.sound import tone, write_wav


def run(*arguments: str | Path, lang: str = "en", env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "LEITFRAGE_SPEECH_WEIGHTS"}
    environment |= {"LEITFRAGE_LANG": lang, "PYTHONIOENCODING": "utf-8", **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "leitfrage", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
        timeout=120,
    )


def test_nothing_is_opened_before_it_is_said_who_agreed(tmp_path: Path) -> None:
    for consent in ([], ["--consent", "  "]):
        result = run("transcribe", tmp_path / "not there.wav", "--language", "de", *consent)
        assert result.returncode == 1
        assert "was not opened" in result.stderr
        assert "not there" not in result.stderr


def test_wrong_usage_is_told_from_a_refusal(tmp_path: Path) -> None:
    audio = write_wav(tmp_path / "a.wav", tone(1))
    agreed = ("transcribe", audio, "--consent", "Ms Aigner, today")
    for wrong in (
        ["--language", "fr"],
        [],
        ["--language", "de", "--out", "talk.docx"],
        ["--language", "de", "--delete-audio"],
    ):
        assert run(*agreed, *wrong).returncode == 2
    assert audio.exists()


def test_without_what_it_needs_one_sentence_says_so(tmp_path: Path) -> None:
    audio = write_wav(tmp_path / "a.wav", tone(1))
    result = run("transcribe", audio, "--consent", "me", "--language", "de", "--speaker", "Anna")
    assert result.returncode == 1
    assert ('pip install "leitfrage[speech]"' in result.stderr) != ("--weights" in result.stderr)
    assert "Traceback" not in result.stderr


def test_a_recording_given_to_analyse_leads_to_transcribing(tmp_path: Path) -> None:
    audio = write_wav(tmp_path / "a.wav", tone(1))
    result = run("analyze", audio)
    assert result.returncode == 1
    assert "leitfrage transcribe" in result.stderr


def test_a_large_recording_is_called_a_recording_and_no_large_text(tmp_path: Path) -> None:
    path = tmp_path / "a.wav"
    with write_wav(path, tone(1)).open("r+b") as file:
        file.truncate(40 * 1024 * 1024)
    with pytest.raises(NotYetTranscribed):
        formats.read_file(path)
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(40 * 1024 * 1024)
    with pytest.raises(FileTooLarge):
        formats.read_file(tmp_path / "a.txt")


def test_what_begins_like_a_recording_is_one() -> None:
    for head in (
        b"RIFF\x24\x08\x00\x00WAVEfmt ",
        b"ID3\x04",
        b"\xff\xfb\x90",
        b"OggS",
        b"fLaC",
        b"\x00\x00\x00\x18ftypM4A ",
    ):
        assert is_recording(head)
    for head in (b"WEBVTT", b"", b"\xff\xfeK\x00", b"RIFF\x24\x08\x00\x00WEBP", b"Anna: RIFF"):
        assert not is_recording(head)

"""Typing along in the terminal, killed in the middle of it; and a transcript that grows, as it is pushed."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitfrage import formats
from leitfrage.coding import Dimension
from leitfrage.conversation import CaptureMode, Side
from leitfrage.live.following import spoken_line, utterances_of
from leitfrage.live.notebook import Notebook
from leitfrage.live.typed import NUMBERS, dimension_keys, typed
from tests.strategies import SENTENCES
from tests.test_cli import run

EXAMPLE = Path(__file__).parents[1] / "src" / "leitfrage" / "examples" / "energieberatung.vtt"
DAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("line", "side", "dimension", "words"),
    [
        ("k Elf Tage", Side.CUSTOMER, None, "Elf Tage"),
        ("K: Elf Tage", Side.CUSTOMER, None, "Elf Tage"),
        ("c Eleven days", Side.CUSTOMER, None, "Eleven days"),
        ("v Woran?", Side.SELLER, None, "Woran?"),
        ("s Woran?", Side.SELLER, None, "Woran?"),
        ("Elf Tage", None, None, "Elf Tage"),
        ("3 Leute fassen es an", None, None, "3 Leute fassen es an"),
        (".3 Leute fassen es an", Side.CUSTOMER, Dimension.MEASURE, "Leute fassen es an"),
        ("k .z Schneller", Side.CUSTOMER, Dimension.GOAL, "Schneller"),
        ("v .- Wann?", Side.SELLER, Dimension.TIMELINE, "Wann?"),
        (".y kein Kürzel", None, None, ".y kein Kürzel"),
        ("kommt drauf an", None, None, "kommt drauf an"),
        ("", None, None, ""),
    ],
)
def test_a_line_is_taken_apart(line: str, side: Side | None, dimension: Dimension | None, words: str) -> None:
    found = typed(line, "de")
    assert (found.side, found.dimension, found.words) == (side, dimension, words)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_dimension_has_a_number_and_a_letter(language: str) -> None:
    assert set(NUMBERS.values()) == set(Dimension)
    letters = {key: dimension for key, dimension in dimension_keys(language).items() if key.isalpha()}
    assert set(letters.values()) == set(Dimension)


@given(SENTENCES, st.sampled_from(["de", "en"]))
def test_no_word_gets_lost_between_the_keys(words: str, language: str) -> None:
    assert typed(f"k .1 {words}", language).words == words
    assert typed(f"v {words}", language).words == words


def test_notes_go_on_where_they_were(tmp_path: Path) -> None:
    path = tmp_path / "new" / "notes.txt"
    first = Notebook(path, heading="Notes", day=DAY)
    first.add(Side.CUSTOMER, "Elf Tage dauert es", None)
    first.add(Side.CUSTOMER, "Die Messe fällt aus", Dimension.RISK)
    with path.open("ab") as file:
        file.write(b"V: mitten im")  # power went
    again = Notebook(path, heading="Notes", day=DAY)
    again.add(Side.SELLER, "Und dann?", None)
    found = [(each.side, each.dimension, each.words) for each in again.lines()]
    assert found == [
        (Side.CUSTOMER, None, "Elf Tage dauert es"),
        (Side.CUSTOMER, Dimension.RISK, "Die Messe fällt aus"),
        (Side.SELLER, None, "mitten im"),
        (Side.SELLER, None, "Und dann?"),
    ]
    talk = formats.read_file(path)
    assert (talk.source.format, talk.capture, talk.started_at) == ("notes", CaptureMode.NOTES, DAY)
    assert [(each.speaker, each.text) for each in talk.utterances] == [
        (side.value, words) for side, _, words in found if side
    ]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_killed_while_typing_nothing_is_lost(tmp_path: Path) -> None:
    path, chance, count = tmp_path / "notes.txt", random.Random(3), 0
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, "-m", "leitfrage", "live", "--file", str(path), "--language", "de"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LEITFRAGE_LANG": "en", "PYTHONUNBUFFERED": "1"},
        )
        assert process.stdin
        assert process.stdout
        for _ in range(4):
            process.stdin.write(f"k Zeile {count}: ein Angebot dauert {count} Tage\n")
            process.stdin.flush()
            count += 1
            while f"Zeile {count - 1}:" not in (path.read_text(encoding="utf-8") if path.exists() else ""):
                time.sleep(0.01)  # it is there before its map is drawn
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.communicate()
    result = run("live", "--file", path, "--language", "de", stdin="v Woran würden Sie es merken?\n/end\n".encode())
    assert result.returncode == 0, result.stderr
    assert f"It goes on after {count} lines." in result.stdout
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("K: ")]
    assert lines == [f"K: Zeile {n}: ein Angebot dauert {n} Tage" for n in range(count)]
    assert str(path) in result.stdout.replace("\n", "")
    assert run("analyze", path).returncode == 0


def test_the_terminal_lists_its_keys_and_shows_the_map(tmp_path: Path) -> None:
    lines = "k Ein Angebot soll in zwei Tagen draußen sein\n?\n.r Die Messe fällt aus\n/ende\n"
    result = run("live", "--file", tmp_path / "n.txt", "--language", "de", lang="de", stdin=lines.encode())
    assert result.returncode == 0, result.stderr
    assert ".2 .k" in result.stdout
    assert "Gefahren: „Die Messe fällt aus“" in result.stdout
    assert run("live", "--file", tmp_path, stdin=b"").returncode == 1  # a folder is no file


def test_an_english_terminal_shows_the_english_letters(tmp_path: Path) -> None:
    result = run("live", "--file", tmp_path / "n.txt", lang="en", stdin=b"s What would tell you?\nc Nobody waits\n/end\n")
    assert "“c ” or “s ” in front" in result.stdout
    assert "s> " in result.stdout
    assert "k> " not in result.stdout


def test_a_growing_file_always_gives_the_same_utterances() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    whole = utterances_of(text, ended=True)
    said = " ".join(each.text for each in whole)
    assert said == " ".join(each.text for each in formats.read_file(EXAMPLE).utterances)
    seen: dict[int, str] = {}
    for end in range(0, len(text), 97):
        for each in utterances_of(text[:end], ended=False):
            assert seen.get(each.at, each.text) == each.text
            if each.final:
                seen[each.at] = each.text
    for each in utterances_of(text, ended=True):
        assert seen.get(each.at, each.text) == each.text
    assert len(seen) >= len(whole) - 3
    assert all(each.final for each in whole)


def test_lines_with_and_without_a_name() -> None:
    assert spoken_line("Frau Aigner: Elf Tage.\n", "") == ("Frau Aigner", "Elf Tage.")
    assert spoken_line("Und drei Leute.\n", "Frau Aigner") == ("Frau Aigner", "Und drei Leute.")


@pytest.mark.parametrize("address", ["localhost:8765/live/1", "http://localhost:8765/customers/1", "ftp://x/live/1"])
def test_what_is_no_address_of_a_live_talk_is_refused(address: str) -> None:
    result = run("push", EXAMPLE, "--to", address, "--token", "x")
    assert result.returncode == 1
    assert "not the address of a live talk" in result.stderr

"""The command line as a user meets it: real processes, whole sentences, exit statuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from leitfrage.analysis import SCHEMA_FILE

EXAMPLES = Path(__file__).parents[1] / "src" / "leitfrage" / "examples"
GERMAN, ENGLISH = EXAMPLES / "energieberatung.vtt", EXAMPLES / "brewery.txt"
FILES = Path(__file__).parent / "formats" / "files"


def run(*arguments: str | Path, lang: str = "en", stdin: bytes | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LEITFRAGE_LANG": lang, "PYTHONIOENCODING": "utf-8", "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-m", "leitfrage", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        input=None if stdin is None else stdin.decode(),
        check=False,
        timeout=120,
    )


def test_a_german_talk_in_the_terminal() -> None:
    result = run("analyze", GERMAN, "--date", "2026-11-24", lang="de")
    assert result.returncode == 0, result.stderr
    for heading in ("Die Welt des Kunden", "Fragen und Zuhören", "Zusagen", "Nächste Fragen"):
        assert heading in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 80
    assert "\x1b" not in result.stdout


def test_json_follows_the_published_schema(tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    assert run("analyze", ENGLISH, "--json", out).returncode == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    jsonschema.validate(document, json.loads(SCHEMA_FILE.read_text(encoding="utf-8")))
    text = {row["id"]: row["text"] for row in document["segments"]}
    for item in document["map"]["items"]:
        for proof in item["evidence"]:
            assert proof["quote"] in text[proof["segment"]]
    for promise in document["promises"]:
        assert promise["text"] == text[promise["segment"]]


def test_html_and_markdown_are_written(tmp_path: Path) -> None:
    result = run("analyze", GERMAN, "--html", tmp_path / "r.html", "--markdown", tmp_path / "r.md", lang="de")
    assert result.returncode == 0, result.stderr
    assert '<html lang="de">' in (tmp_path / "r.html").read_text(encoding="utf-8")
    assert (tmp_path / "r.md").read_text(encoding="utf-8").startswith("# energieberatung")


def test_standard_input_and_output() -> None:
    result = run("analyze", "-", "--json", "-", stdin=ENGLISH.read_bytes())
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["conversation"]["language"] == "en"


def test_a_batch_goes_on_after_a_bad_file_and_says_which_failed(tmp_path: Path) -> None:
    bad = tmp_path / "leer.vtt"
    bad.write_bytes(b"")
    out = tmp_path / "out"
    result = run("analyze", GERMAN, bad, ENGLISH, "--json", out, lang="de")
    assert result.returncode == 1
    assert "leer.vtt ist leer." in result.stderr
    assert "2 von 3 ausgewertet. Nicht ausgewertet: leer.vtt." in result.stderr
    assert sorted(path.name for path in out.iterdir()) == ["brewery.txt.json", "energieberatung.vtt.json"]


def test_the_seller_can_be_named_and_a_wrong_name_lists_the_choices() -> None:
    named = run("analyze", ENGLISH, "--seller", "Deirdre", "--json", "-")
    sides = {each["name"]: each["side"] for each in json.loads(named.stdout)["conversation"]["speakers"]}
    assert sides["Deirdre"] == "seller"
    wrong = run("analyze", ENGLISH, "--seller", "Nobody")
    assert wrong.returncode == 2
    assert "Deirdre" in wrong.stderr


REFUSED = {
    "missing": ("none.vtt", None, "lässt sich nicht öffnen"),
    "one speaker": (
        "x.txt",
        "Anna: Also ich sage Ihnen das jetzt.\nAnna: Noch einmal.\nAnna: Und noch ein drittes Mal, weil es so schön ist.\n",
        "nennt nur einen Sprecher: Anna",
    ),
    "prose": ("x.txt", "Es war einmal ein Verkäufer, der wollte immer nur reden. " * 12, "sagt nicht, wer spricht"),
    "French": (
        "x.txt",
        "Anna: Bonjour, comment allez-vous aujourd'hui monsieur?\nBen: Je vais très bien, merci, et vous madame?\n" * 6,
        "in einer anderen Sprache",
    ),
    "too short": (
        "x.txt",
        "Anna: Guten Tag, was kann ich denn für Sie tun?\nBen: Nichts, danke, das war es schon.\nAnna: Gut.\n",
        "zu wenig",
    ),
    "recording": ("x.wav", "RIFF    WAVEfmt ", "ist eine Aufnahme, kein Transkript"),
}


@pytest.mark.parametrize(("name", "text", "says"), REFUSED.values(), ids=REFUSED)
def test_bad_input_gets_a_sentence_and_status_1(tmp_path: Path, name: str, text: str | None, says: str) -> None:
    path = tmp_path / name
    if text is not None:
        path.write_text(text, encoding="utf-8")
    result = run("analyze", path, lang="de")
    assert result.returncode == 1
    assert says in result.stderr
    assert name in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("analyze",),
        ("analyze", "x", "--ui", "fr"),
        ("analyze", "x", "--date", "gestern"),
        ("convert", "x", "--to", "wordstar"),
        ("nothing",),
    ],
)
def test_wrong_usage_is_status_2_or_a_refusal(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.returncode in (1, 2)
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("analyze",), "Es fehlt: files."),
        (("analyze", "--foo", "x"), "Die Angabe --foo gibt es nicht"),
        (("nonsens",), "Den Befehl nonsens gibt es nicht."),
        (("practise", "--seed", "a"), "--seed braucht eine ganze Zahl."),
    ],
)
def test_wrong_usage_is_told_in_the_users_language(arguments: tuple[str, ...], sentence: str) -> None:
    result = run(*arguments, lang="de")
    assert result.returncode == 2
    assert sentence in result.stderr
    assert "-h“ zeigt, wie man es aufruft." in result.stderr


def test_prepare_gives_five_to_seven_questions_without_pressing() -> None:
    result = run("prepare", GERMAN, lang="de")
    assert result.returncode == 0, result.stderr
    questions = [line for line in result.stdout.splitlines() if line[:2] in {f"{n}." for n in range(1, 10)}]
    assert 5 <= len(questions) <= 7


def test_convert_goes_round(tmp_path: Path) -> None:
    out = tmp_path / "talk.vtt"
    assert run("convert", ENGLISH, "--to", "webvtt", "--out", out).returncode == 0
    back = run("convert", out, "--to", "markdown")
    assert "Deirdre" in back.stdout


def test_formats_lists_all() -> None:
    listed = run("formats").stdout
    for name in (
        "webvtt",
        "srt",
        "docx",
        "notes",
        "whisper",
        "gong",
        "eaf",
        "textgrid",
        "chat",
        "exmaralda",
        "convokit",
        "codebook",
    ):
        assert name in listed


def test_evaluate_compares_with_what_people_gave(tmp_path: Path) -> None:
    labelled = sorted((Path(__file__).parents[1] / "training" / "conversations" / "dev").glob("*.json"))[0]
    result = run("evaluate", labelled)
    assert result.returncode == 0, result.stderr
    assert "open_question" in result.stdout
    assert "situation" in result.stdout
    bare = tmp_path / "bare.json"
    bare.write_bytes((FILES / "codebook.json").read_bytes().replace(b"Guten Tag.", b"Guten Tag. " * 30))
    refused = run("evaluate", bare, lang="de")
    assert refused.returncode == 1
    assert "nicht jedes Segment hat Bezeichnungen" in refused.stderr


def test_help_speaks_german_too() -> None:
    assert "Zeigt, was in einem Gespräch steckt" in run("--help", lang="de").stdout
    assert "See what a talk holds" in run("--help", lang="en").stdout


def test_nobody_sits_on_both_sides() -> None:
    result = run("analyze", ENGLISH, "--seller", "Deirdre", "--customer", "Deirdre")
    assert result.returncode == 2
    assert "Martin" in result.stderr


def test_two_files_of_one_name_do_not_overwrite_each_other(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "t.txt").write_bytes(ENGLISH.read_bytes())
    out = tmp_path / "out"
    assert run("analyze", tmp_path / "a" / "t.txt", tmp_path / "b" / "t.txt", "--json", out).returncode == 0
    assert sorted(path.name for path in out.iterdir()) == ["t-2.txt.json", "t.txt.json"]


def test_a_transcript_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "talk.txt"
    path.write_bytes(ENGLISH.read_bytes())
    result = run("analyze", path, "--markdown", path, lang="de")
    assert result.returncode == 1
    assert "lässt sich nicht schreiben: das ist das Transkript selbst" in result.stderr
    assert path.read_bytes() == ENGLISH.read_bytes()


@pytest.mark.parametrize("arguments", [("analyze", "--html"), ("convert", "--out")], ids=["analyze", "convert"])
def test_what_cannot_be_written_is_said(arguments: tuple[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    result = run(arguments[0], ENGLISH, arguments[1], tmp_path / "file" / "below.html", lang="de")
    assert result.returncode == 1
    assert "lässt sich nicht schreiben" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_and_a_closed_pipe_end_without_a_traceback() -> None:
    shell = f"{sys.executable} -m leitfrage convert {ENGLISH} --to markdown"
    full = subprocess.run(["bash", "-c", f"{shell} > /dev/full"], capture_output=True, text=True, check=False)
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    closed = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {shell} | head -1"], capture_output=True, text=True, check=False
    )
    assert closed.returncode == 0, closed.stderr
    assert closed.stderr == ""


def test_days_may_be_written_the_german_way() -> None:
    result = run("analyze", GERMAN, "--date", "24.11.2026", "--json", "-")
    assert json.loads(result.stdout)["conversation"]["started_at"] == "2026-11-24"

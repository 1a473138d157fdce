"""Every format is read from a small file as the tool would write it, and no file whatever breaks the reading."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings

from leitfrage import formats
from leitfrage.conversation import (
    BrokenFile,
    CaptureMode,
    Conversation,
    EmptyFile,
    FileTooLarge,
    LeitfrageError,
    NoSpeakers,
    NotText,
    ReadError,
    Side,
    UnclearTime,
    UnknownName,
)
from tests.strategies import HOSTILE, conversations

FILES = Path(__file__).parent / "files"
SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
ASK, TELL = "Was soll denn anders werden?", "Die Angebote sollen schneller raus."

CASES = {
    "zoom.vtt": (
        "webvtt",
        [
            ("Jana Behrens", ASK),
            ("Ralf Wirth (Pumpen)", "Na ja, die Angebote sollen in zwei Tagen raus sein."),
            ("Jana Behrens", "Zwei Tage."),
        ],
    ),
    "teams.vtt": ("webvtt", [("Jana Behrens", ASK), ("Ralf Wirth", "Die Angebote & die Rechnungen sollen schneller raus.")]),
    "google.vtt": ("webvtt", [("Jana Behrens", ASK), ("Ralf Wirth", TELL), ("Jana Behrens", "Schneller.")]),
    "captions.srt": ("srt", [("Jana", ASK), ("Ralf", TELL)]),
    "captions.sbv": ("sbv", [("Jana", ASK), ("Ralf", TELL)]),
    "otter.txt": (
        "named-times",
        [("Jana Behrens", ASK), ("Ralf Wirth", f"{TELL} Und zwar in zwei Tagen."), ("Jana Behrens", "In zwei Tagen.")],
    ),
    "zoom-chat.txt": ("named-times", [("Jana Behrens", ASK), ("Ralf Wirth", TELL)]),
    "plain.txt": (
        "plain",
        [("Jana", ASK), ("Ralf", f"{TELL} Und das bis 10:30 Uhr."), ("Jana", "Bis halb elf."), ("Ralf", "Genau.")],
    ),
    "timed.md": (None, [("Jana", ASK), ("Ralf", TELL), ("Jana", "Wie viel schneller?")]),
    "notes.txt": (
        "notes",
        [
            ("customer", "Angebote dauern neun Tage"),
            ("customer", "drei Leute fassen sie an"),
            ("customer", "Ziel: zwei Tage"),
            ("seller", "Liste der Schritte schicke ich bis Freitag"),
            ("customer", "Frau Kern aus der Kalkulation muss dafür sein"),
        ],
    ),
    "whisper.json": ("whisper", [("?", f"{ASK} {TELL}")]),
    "whisperx.json": ("whisper", [("SPEAKER_00", ASK), ("SPEAKER_01", TELL), ("SPEAKER_00", "Gut.")]),
    "whisper-cpp.json": ("whisper", [("0", ASK), ("1", TELL)]),
    "faster-whisper.json": ("whisper", [("A", ASK), ("B", TELL)]),
    "aws.json": ("aws", [("spk_0", "Was soll anders werden?"), ("spk_1", "Alles.")]),
    "deepgram.json": ("deepgram", [("Speaker 0", "Was soll werden?"), ("Speaker 1", "Alles.")]),
    "assemblyai.json": ("assemblyai", [("Speaker A", ASK), ("Speaker B", TELL)]),
    "rev.json": ("rev", [("Jana", "Was denn?"), ("Ralf", "Alles.")]),
    "speechmatics.json": ("speechmatics", [("S1", "Was denn?"), ("S2", "Alles")]),
    "fireflies.json": ("fireflies", [("Jana", ASK), ("Ralf", TELL)]),
    "gong.json": ("gong", [("Jana", ASK), ("Ralf", TELL)]),
    "podcasting.json": ("podcasting20", [("Jana", "Was denn?"), ("Ralf", "Alles.")]),
    "convokit.jsonl": ("convokit", [("jana", ASK), ("ralf", TELL)]),
    "codebook.json": ("codebook", [("seller", f"Guten Tag. {ASK}"), ("customer", TELL)]),
    "elan.eaf": ("eaf", [("Jana", ASK), ("Ralf", TELL)]),
    "exmaralda.exb": ("exmaralda", [("Jana", ASK), ("Ralf", TELL)]),
    "praat.TextGrid": ("textgrid", [("Jana", ASK), ("Ralf", TELL)]),
    "talk.cha": ("chat", [("Jana", "was soll denn anders werden?"), ("Ralf", "die Angebote sollen schneller raus.")]),
}


def said(conversation: Conversation) -> list[tuple[str, str]]:
    return [(each.speaker, each.text) for each in conversation.utterances]


@pytest.mark.parametrize(("file", "expected"), CASES.items(), ids=CASES)
def test_each_format_is_recognised_and_read(file: str, expected: tuple[str | None, list[tuple[str, str]]]) -> None:
    conversation = formats.read_file(FILES / file)
    name, turns = expected
    assert said(conversation) == turns
    if name:
        assert conversation.source.format == name


@pytest.mark.parametrize(("file", "expected"), CASES.items(), ids=CASES)
def test_content_decides_not_the_file_name(file: str, expected: tuple[str | None, list[tuple[str, str]]]) -> None:
    assert said(formats.read((FILES / file).read_bytes(), name="download")) == expected[1]


def test_every_reader_has_a_case() -> None:
    tested = {name for name, _ in CASES.values()} | {"docx"}
    assert tested >= {reader.name for reader in formats.READERS}


TIMES = {
    "zoom.vtt": [(3.1, 5.9), (6.4, 12.5), (13.0, 14.0)],
    "assemblyai.json": [(1.2, 3.4), (3.6, 7.0)],
    "gong.json": [(460.23, 462.343), (463.0, 466.5)],
    "elan.eaf": [(0.5, 2.5), (3.0, 6.0)],
    "talk.cha": [(0.5, 2.5), (3.0, 6.0)],
    "whisper-cpp.json": [(0.0, 2.5), (2.5, 6.0)],
    "aws.json": [(0.0, 1.5), (2.1, 2.6)],
}


@pytest.mark.parametrize(("file", "spans"), TIMES.items(), ids=TIMES)
def test_times_survive_in_seconds(file: str, spans: list[tuple[float, float]]) -> None:
    utterances = formats.read_file(FILES / file).utterances
    assert [each.start for each in utterances] == pytest.approx([start for start, _ in spans])
    assert [each.end for each in utterances] == pytest.approx([end for _, end in spans])


def test_what_a_file_states_is_kept() -> None:
    gong = formats.read_file(FILES / "gong.json")
    assert [speaker.side for speaker in gong.speakers] == [Side.SELLER, Side.CUSTOMER]
    assert formats.read_file(FILES / "whisper.json").language == "de"
    assert formats.read_file(FILES / "notes.txt").capture == CaptureMode.NOTES
    assert formats.read_file(FILES / "codebook.json").utterances[0].parts == ("Guten Tag.", ASK)
    dated = formats.read((FILES / "zoom.vtt").read_bytes(), name="GMT20260219-100512_Recording.vtt")
    assert str(dated.started_at) == "2026-02-19"


def test_the_head_of_notes_tells_the_day_and_is_nobodys_speech() -> None:
    notes = formats.read(
        "Gespräch mit Fr. Hartmann, 24.11.2026\nK: Anlage ist zu alt\n- bis Ostern eine neue\nV: Angebot folgt\n".encode(),
        "n.txt",
    )
    assert str(notes.started_at) == "2026-11-24"
    assert said(notes)[0] == ("customer", "Anlage ist zu alt")


def test_a_bare_list_of_key_points_is_notes_and_the_writer_means_themselves() -> None:
    notes = formats.read(
        "# Besuch bei Bäckerei Krause, 12.11.2026\n\n* alter Ofen braucht 40 Minuten\n* „ich will das allein können“\n"
        "* ich schicke die Liste bis Freitag\n* Sorge: Strom reicht nicht\n".encode(),
        "n.md",
    )
    assert notes.capture == CaptureMode.NOTES
    assert notes.title == "Besuch bei Bäckerei Krause, 12.11.2026"
    assert said(notes) == [
        ("customer", "alter Ofen braucht 40 Minuten"),
        ("customer", "„ich will das allein können“"),
        ("seller", "ich schicke die Liste bis Freitag"),
        ("customer", "Sorge: Strom reicht nicht"),
    ]


def docx_of(paragraphs: list[str]) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_teams_documents_new_and_old() -> None:
    new = docx_of(["Besprechung", "Jana Behrens   0:03", ASK, "Ralf Wirth   0:07", TELL])
    assert said(formats.read(new, "t.docx")) == [("Jana Behrens", ASK), ("Ralf Wirth", TELL)]
    old = docx_of([f"0:0:0.0 --> 0:0:2.370\nJana Behrens\n{ASK}", f"0:0:2.400 --> 0:0:6.0\nRalf Wirth\n{TELL}"])
    conversation = formats.read(old, "t.docx")
    assert said(conversation) == [("Jana Behrens", ASK), ("Ralf Wirth", TELL)]
    assert conversation.utterances[1].start == pytest.approx(2.4)


def test_files_of_one_talk_are_put_together_by_time() -> None:
    left = b"WEBVTT\n\n00:00.000 --> 00:02.000\n<v Jana>Was denn?\n\n00:05.000 --> 00:06.000\n<v Jana>Gut."
    right = b"WEBVTT\n\n00:02.500 --> 00:04.000\n<v Ralf>Alles."
    together = formats.read_together([(left, "a.vtt"), (right, "b.vtt")])
    assert said(together) == [("Jana", "Was denn?"), ("Ralf", "Alles."), ("Jana", "Gut.")]


@given(HOSTILE)
@settings(max_examples=300, deadline=None)
def test_whatever_comes_is_read_or_refused_with_advice(data: bytes) -> None:
    try:
        conversation = formats.read(data, name="x.txt")
    except LeitfrageError as error:
        assert error.facts["file"] == "x.txt"
        cause, advice = (message.text("de") for message in error.messages())
        assert "x.txt" in cause
        assert advice
    else:
        assert conversation.utterances


@pytest.mark.parametrize("reader", formats.READERS, ids=lambda reader: reader.name)
@given(data=HOSTILE)
@settings(max_examples=60, deadline=None)
def test_a_reader_that_is_forced_on_a_file_does_not_break(reader: formats.Reader, data: bytes) -> None:
    try:
        formats.read(data, name="x", format_name=reader.name)
    except LeitfrageError as error:
        assert str(error)


@given(conversations())
@settings(max_examples=60, deadline=None)
def test_webvtt_goes_round(conversation: Conversation) -> None:
    again = formats.read(formats.write(conversation, "webvtt").encode(), "again.vtt")
    assert said(again) == said(conversation)
    assert [each.start for each in again.utterances] == pytest.approx([each.start for each in conversation.utterances])


@given(conversations(timed=False))
@settings(max_examples=60, deadline=None)
def test_codebook_and_markdown_go_round(conversation: Conversation) -> None:
    again = formats.read(formats.write(conversation, "codebook").encode(), "again.json")
    assert said(again) == said(conversation)
    marked = formats.read(formats.write(conversation, "markdown").encode(), "again.md", "plain")
    assert [each.text for each in marked.utterances] == [each.text for each in conversation.utterances]


def zip_of(name: str, content: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 120_000_000)
    return target.getvalue()


BILLION_LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;&l;&l;&l;&l;">]>'
    b"<ANNOTATION_DOCUMENT><TIER>&m;</TIER></ANNOTATION_DOCUMENT>"
)
REFUSED: dict[str, tuple[bytes, type[LeitfrageError]]] = {
    "nothing": (b"", EmptyFile),
    "only blanks and NUL": (b" \n\0\0\n", EmptyFile),
    "a recording": (b"RIFF\x24\x08\x00\x00WAVEfmt ", NotText),
    "a picture": (b"\x89PNG\r\n\x1a\n", NotText),
    "a zip bomb": (zip_bomb(), BrokenFile),
    "another archive": (zip_of("a.txt", b"Anna: Hallo"), NotText),
    "bytes of a program": (bytes(range(256)) * 40, NotText),
    "XML entities": (BILLION_LAUGHS, BrokenFile),
    "broken JSON": (b'{"segments": [{"start": 0, ', BrokenFile),
    "a negative time": (b"WEBVTT\n\n-00:01.000 --> 00:02.000\nJana: Ja", UnclearTime),
    "prose without names": (b"Es war einmal ein Verkaufsgespraech. " * 40, NoSpeakers),
}


@pytest.mark.parametrize(("data", "kind"), REFUSED.values(), ids=REFUSED)
def test_a_bad_file_is_refused_by_its_cause(data: bytes, kind: type[LeitfrageError]) -> None:
    with pytest.raises(kind):
        formats.read(data, "bad")


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(FileTooLarge):
        formats.read_file(path)


def test_many_cues_are_read_in_linear_time() -> None:
    def seconds(count: int) -> float:
        cues = "".join(
            f"{t // 60:02}:{t % 60:02}.000 --> {t // 60:02}:{t % 60:02}.900\nA{t % 2}: hm ja\n\n" for t in range(count)
        )
        started = time.process_time()
        assert len(formats.read(f"WEBVTT\n\n{cues}".encode(), "c.vtt").utterances) == count
        return time.process_time() - started

    # The better of two: a machine that others use now and then stumbles.
    small = max(min(seconds(1500), seconds(1500)), 0.005)
    assert min(seconds(5900), seconds(5900)) < 12 * small


def test_cues_out_of_order_are_sorted_and_broken_bytes_survive() -> None:
    mixed = b"WEBVTT\n\n00:05.000 --> 00:06.000\nB: sp\xe4ter\n\n00:01.000 --> 00:02.000\nA: fr\xfcher"
    assert said(formats.read(mixed, "c.vtt")) == [("A", "früher"), ("B", "später")]
    once = "A: grün\nB: blau\nA: rot \n".encode() + b"\xff B\n"
    assert formats.read(once, "c.txt").utterances[0].text == "grün"
    marked = "A: Hallo\u202e Welt\nB: Ja\nA: Gut".encode()
    assert formats.read(marked, "c.txt").utterances[0].text == "Hallo Welt"


def test_an_unknown_format_lists_the_choices() -> None:
    with pytest.raises(UnknownName) as caught:
        formats.read(b"x", "x", "wordstar")
    assert "webvtt" in str(caught.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=re.escape("cannot be opened")):
        formats.read_file(tmp_path / "none.vtt")


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder with other tools' files is not beside the project")
class TestRealFiles:
    """Files that other tools really wrote; they are not part of the project."""

    def test_every_cue_of_the_vtt_and_srt_files_is_kept(self) -> None:
        for name in ("zoom-call.vtt", "podcast-voice.vtt", "podcast-speaker-prefix.srt"):
            text = (SAMPLES / name).read_text(encoding="utf-8")
            conversation = formats.read_file(SAMPLES / name)
            assert sum(len(each.marks) for each in conversation.utterances) == text.count("-->"), name

    def test_all_words_of_the_json_files_are_kept(self) -> None:
        aws = json.loads((SAMPLES / "aws-transcribe-diarised.json").read_text())
        words = sum(item["type"] == "pronunciation" for item in aws["results"]["items"])
        conversation = formats.read_file(SAMPLES / "aws-transcribe-diarised.json")
        assert sum(len(each.marks) for each in conversation.utterances) == words
        speechmatics = json.loads((SAMPLES / "speechmatics-v1.json").read_text())
        conversation = formats.read_file(SAMPLES / "speechmatics-v1.json")
        spoken = sum(word["name"] not in ".,?!" for word in speechmatics["words"])
        assert sum(len(each.text.split()) for each in conversation.utterances) == pytest.approx(spoken, rel=0.01)

    def test_two_textgrids_make_one_talk(self) -> None:
        files = [(SAMPLES / f"consultation01_{who}.TextGrid").read_bytes() for who in ("doctor", "patient")]
        conversation = formats.read_together([(files[0], "d.TextGrid"), (files[1], "p.TextGrid")])
        assert [speaker.name for speaker in conversation.speakers] == ["Doctor", "Patient"]
        assert len(conversation.utterances) > 80

    def test_the_interview_and_the_chat_are_read_with_their_names(self) -> None:
        interview = formats.read_file(SAMPLES / "requirements-interview-german.md")
        assert {"I", "B"} <= {speaker.name for speaker in interview.speakers}
        assert len(interview.utterances) > 45
        chat = formats.read_file(SAMPLES / "zoom-chat-style.txt")
        assert {speaker.name for speaker in chat.speakers} == {"Johnny Doe", "Janet Dough"}

    def test_prose_without_names_is_refused_with_the_way_out(self) -> None:
        with pytest.raises(NoSpeakers):
            formats.read_file(SAMPLES / "podcast-german.md")

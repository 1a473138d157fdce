"""Two languages everywhere."""

from __future__ import annotations

import io
import re
import string
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import leitfrage
from leitfrage.wording import Message, decimal, translate

ROOM = Path(leitfrage.__file__).parent
GERMAN = ROOM / "locale" / "de" / "LC_MESSAGES"
SAME = {
    "Dimension",
    "Name",
    "Text",
    "ms",
    "s",
    "%",
    "format",
    "Situation",
    "situation",
    "Information",
    "information",
    "paradox",
    "Team",
    "Transcript",
    "n",
}


def sentences() -> set[str]:
    methods = [
        ("**.py", "python"),
        ("letters/templates/**.j2", "jinja2"),
        ("workspace/templates/leitfrage/**.html", "jinja2"),
    ]
    found = extract_from_dir(
        ROOM,
        methods,
        keywords={"N_": None, "_": None, "say": None},
        options_map={"**.j2": {"trimmed": "true"}, "**.html": {"trimmed": "true"}},
    )
    return {message for _, _, message, _, _ in found if isinstance(message, str)}


def test_every_sentence_has_german() -> None:
    with (GERMAN / "leitfrage.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file, locale="de")}
    missing = {sentence for sentence in sentences() if not catalogue.get(sentence)}
    assert not missing
    untranslated = {key for key, value in catalogue.items() if key and key == value} - SAME
    assert not untranslated


def test_the_gaps_of_both_languages_are_the_same() -> None:
    for sentence in sentences():
        gaps = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        german = {name for _, name, _, _ in string.Formatter().parse(translate(sentence, "de")) if name}
        assert gaps == german, sentence


def test_the_compiled_catalogue_is_up_to_date() -> None:
    with (GERMAN / "leitfrage.po").open("rb") as source, (GERMAN / "leitfrage.mo").open("rb") as compiled:
        fresh = io.BytesIO()
        write_mo(fresh, read_po(source, locale="de"))
        fresh.seek(0)
        old, new = read_mo(compiled), read_mo(fresh)
    assert {m.id: m.string for m in old if m.id} == {m.id: m.string for m in new if m.id}


def test_german_addresses_people_with_sie_and_quotes_the_german_way() -> None:
    for sentence in sentences():
        german = translate(sentence, "de")
        assert "“" not in german or "„" in german, german
        assert not re.search(r"\b(?:du|dein|dir|dich)\b", german) or german.startswith("sie oder du"), german


def test_messages_within_messages_are_said_in_the_same_language() -> None:
    message = Message.of("So far only hinted at: {dimension}.", dimension=Message.of("goals"))
    assert message.text("en") == "So far only hinted at: goals."
    assert message.text("de") == "Bisher nur angedeutet: Ziele."


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert decimal(0.5, "de") == "0,5"
    assert decimal(12.0, "en") == "12"
    assert decimal(-0.001, "en") == "0"

"""Two languages everywhere."""

from __future__ import annotations

import io
import re
import string
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

import leitfrage
from leitfrage.wording import Message, decimal, translate

ROOM = Path(leitfrage.__file__).parent
GERMAN = ROOM / "locale" / "de" / "LC_MESSAGES"
DU = ROOM / "locale" / "de_du" / "LC_MESSAGES"
# Said to the customer or to somebody invited, or about things ("Sie greift auf …"): the same for all.
NOT_TO_THE_USER = (
    "It asks about",
    "It keeps the frame of the talk clear.",
    "It takes up what the customer has just said",
    "It was taken up, withdrawn",
    "Its words, entries",
    "Please wait ten minutes",
    "They do not differ",
    "They show what was saved last",
    "What I understood",
    "Whoever sent you the link",
    "{name} invites you",
    # The form of address itself.
    "In German, ",
    "sie or du",
)
SAME = {
    "Team",
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


@pytest.mark.parametrize("folder", [GERMAN, DU], ids=["Sie", "Du"])
def test_the_compiled_catalogue_is_up_to_date(folder: Path) -> None:
    with (folder / "leitfrage.po").open("rb") as source, (folder / "leitfrage.mo").open("rb") as compiled:
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


def test_who_wishes_it_is_addressed_with_du_everywhere() -> None:
    with (DU / "leitfrage.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file, locale="de") if message.id}
    assert set(catalogue) <= sentences()
    for sentence in sentences():
        informal = translate(sentence, "de_du")
        gaps = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        assert gaps == {name for _, name, _, _ in string.Formatter().parse(informal) if name}, sentence
        if not sentence.startswith(NOT_TO_THE_USER):
            assert not re.search(r"\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b", informal), informal


def test_messages_within_messages_are_said_in_the_same_language() -> None:
    message = Message.of("So far only hinted at: {dimension}.", dimension=Message.of("goals"))
    assert message.text("en") == "So far only hinted at: goals."
    assert message.text("de") == "Bisher nur angedeutet: Ziele."


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert decimal(0.5, "de") == "0,5"
    assert decimal(12.0, "en") == "12"
    assert decimal(-0.001, "en") == "0"

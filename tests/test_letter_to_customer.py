"""The letter to the customer: what stands in it, in which voice, and that nothing hostile gets through on any way."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import string
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from leitfrage import letters
from leitfrage.clarity import Status, level_of_own_words
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.letters import Heard, Letter, Line, Promised, Verdict, Voice
from leitfrage.letters.harmless import harmless
from leitfrage.letters.voices import sentences

TUESDAY = dt.date(2026, 11, 24)
HOSTILE = "<script>alert(1)</script> \u202eevil\u202c \x00\x0b\x1b\ufffe\ud800 " + "x" * 3000
VOICES = {
    "sie": Voice(language="de"),
    "du": Voice(language="de", address="du"),
    "en": Voice(language="en", address="du"),
}


def heard(key: int, dimension: Dimension, text: str = "", level: int = 2, **facts: object) -> Heard:
    words = text or f"the matter number {key}"
    return Heard(key=key, dimension=dimension, text=words, quote=words, level=level, **facts)  # type: ignore[arg-type] # by and status only


def letter(*lines: Line, voice: str = "sie", **facts: object) -> Letter:
    frame = letters.frame(VOICES[voice], name="Frau Aigner", days=[TUESDAY])
    made = Letter(
        voice=VOICES[voice],
        customer="Pumpen Aigner",
        recipient="Frau Aigner\nPumpen Aigner\n80331 München",
        date=TUESDAY,
        salutation=frame.salutation,
        opening=frame.opening,
        closing=frame.closing,
        written_by="Anna Berg",
        lines=lines or (Line(dimension=Dimension.GOAL, text="Angebote in zwei Tagen"),),
        captured=("Gespräch vom 24.11.2026: Aufzeichnung. Grundlage: alle waren einverstanden.",),
    )
    return replace(made, **facts)  # type: ignore[arg-type] # whatever a test needs


def text_of(docx: bytes) -> str:
    return "\n".join(each.text for each in Document(io.BytesIO(docx)).paragraphs)


def test_lines_come_by_dimension_the_clearest_first() -> None:
    chosen = letters.choose(
        [heard(1, Dimension.TIMELINE), heard(2, Dimension.GOAL, level=1), heard(3, Dimension.GOAL, level=3)]
    )
    assert [each.key for each in chosen] == [3, 2, 1]


def test_only_what_the_customer_said_and_still_stands_is_chosen() -> None:
    assert not letters.choose(
        [
            heard(1, Dimension.GOAL, by=Side.SELLER, status=Status.ACKNOWLEDGED),
            heard(2, Dimension.GOAL, status=Status.WITHDRAWN),
            heard(3, Dimension.GOAL, status=Status.CONTRADICTED),
            heard(4, Dimension.GOAL, "Four."),
        ]
    )


def test_a_talkative_dimension_does_not_crowd_out_another() -> None:
    many = [heard(n, Dimension.SITUATION, level=3) for n in range(60)]
    chosen = letters.choose([*many, heard(99, Dimension.TIMELINE, level=1)])
    assert len(chosen) == 20
    assert chosen[-1].key == 99


def test_the_same_words_stand_once() -> None:
    words = "Bis Ende März muss Frau Kern zugestimmt haben"
    chosen = letters.choose([heard(1, Dimension.TIMELINE, words), heard(2, Dimension.INFLUENCER, words.lower())])
    assert [each.key for each in chosen] == [2]


@given(
    st.lists(
        st.builds(
            heard,
            st.integers(0, 500),
            st.sampled_from(list(Dimension)),
            st.text(max_size=400),
            st.integers(1, 4),
        ),
        max_size=60,
    ),
    st.integers(1, 25),
)
def test_whatever_the_map_holds_the_choice_is_short_and_in_order(found: list[Heard], most: int) -> None:
    chosen = letters.choose(found, most)
    order = [(letters.ORDER.index(each.dimension), -each.level) for each in chosen]
    assert order == sorted(order)
    assert len(chosen) <= most
    assert set(chosen) <= set(found)
    assert all(len(letters.short(each.text)) <= 300 for each in chosen)


@pytest.mark.parametrize("voice", VOICES)
def test_the_frame_greets_thanks_and_asks_to_be_corrected(voice: str) -> None:
    frame = letters.frame(VOICES[voice], name="Frau Maria Aigner", days=[TUESDAY])
    assert "Aigner" in frame.salutation
    assert "2026" in frame.opening
    assert re.search(r"korrigier|correct me", frame.opening)
    assert not frame.reason


def test_german_du_greets_by_the_first_name() -> None:
    assert letters.frame(VOICES["du"], name="Maria Aigner").salutation == "Hallo Maria,"
    assert letters.frame(VOICES["sie"], name="Maria Aigner").salutation == "Guten Tag Maria Aigner,"
    assert letters.frame(VOICES["sie"]).salutation == "Guten Tag,"


@pytest.mark.parametrize("voice", VOICES)
def test_not_us_says_why_with_the_customers_words_and_what_to_take_along(voice: str) -> None:
    frame = letters.frame(VOICES[voice], not_us=True, unmet=["bis Ende März muss es laufen"])
    assert "bis Ende März muss es laufen" in frame.reason
    assert frame.take_along
    page = letters.letter_html(letter(voice=voice, not_us=True, reason=frame.reason, take_along=frame.take_along))
    assert "bis Ende März" in page
    assert VOICES[voice].tell("take_along") in page


def test_every_sentence_has_all_voices_with_the_same_gaps() -> None:
    for name, forms in sentences().items():
        assert set(forms) in ({"sie", "du", "en"}, {"de", "en"}), name
        gaps = [sorted(gap for _, gap, _, _ in string.Formatter().parse(text) if gap) for text in forms.values()]
        assert all(each == gaps[0] for each in gaps), name


def test_sie_says_sie_and_du_says_du() -> None:
    formal, close = re.compile(r"\b(?:du|dich|dir|dein\w*)\b", re.IGNORECASE), re.compile(r"\b(?:Sie|Ihnen|Ihr\w*)\b")
    for name, forms in sentences().items():
        for voice, wrong in (("sie", formal), ("du", close)):
            # At the start of a sentence "Sie" may be "she, they"; there is none in these letters.
            if voice in forms and name != "code_hint":
                assert not wrong.search(forms[voice]), (name, voice)
        if "de" in forms:
            assert not formal.search(forms["de"]), name


@pytest.mark.parametrize("line", ["text", "quote", "own_words"])
def test_hostile_words_show_harmlessly_everywhere(line: str) -> None:
    facts = {"text": "x", line: HOSTILE}
    made = letter(
        Line(dimension=Dimension.GOAL, verdict=Verdict.CORRECTED, **facts),
        recipient=HOSTILE,
        salutation=HOSTILE,
        opening=HOSTILE,
        reason=HOSTILE,
        not_us=True,
        take_along=HOSTILE,
        customer=HOSTILE,
        comment=HOSTILE,
        answered_by=HOSTILE,
        answered_on=TUESDAY,
        promises=(Promised(by=Side.SELLER, text=HOSTILE, state="open", reason=HOSTILE),),
    )
    for page in (letters.letter_html(made), letters.map_html(made)):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert not re.search("[\u202e\x00\x0b\ufffe]", page)
        assert letters.pdf(page).startswith(b"%PDF")
    assert "<script>alert(1)" in text_of(letters.docx(made))
    assert "\u202e" not in text_of(letters.docx(made))
    json.loads(letters.map_as_text(made))


@given(st.text())
def test_harmless_text_can_stand_in_xml_and_stays_itself(text: str) -> None:
    clean = harmless(text)
    assert harmless(clean) == clean
    assert all(each in "\t\n" or ord(each) >= 32 for each in clean)
    clean.encode()


def test_a_letter_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>SECRET</text></svg>', encoding="utf-8")
    plain = letters.pdf("<html lang=en><title>x</title><p>x</p></html>")
    asking = letters.pdf(f'<html lang=en><title>x</title><p>x<img alt="" src="{secret.as_uri()}"></p></html>')
    assert abs(len(asking) - len(plain)) < 600


def test_without_pango_there_is_advice_to_print() -> None:
    code = "import sys; sys.modules['weasyprint'] = None\nfrom leitfrage import letters\ntry:\n letters.pdf('x')\nexcept letters.NoPdf as e:\n print(e)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "print it into a PDF from the browser" in shown


@pytest.mark.parametrize("voice", VOICES)
def test_letter_word_and_page_hold_the_same(voice: str) -> None:
    tell = VOICES[voice].tell
    made = letter(
        Line(
            dimension=Dimension.GOAL, text="Angebote in zwei Tagen", quote="in zwei Tagen draußen", verdict=Verdict.CONFIRMED
        ),
        Line(dimension=Dimension.RISK, text="nur einer versteht es", verdict=Verdict.STRUCK),
        Line(dimension=None, text="", verdict=Verdict.ADDED, own_words="Wir ziehen im Mai um."),
        voice=voice,
        promises=(
            Promised(
                by=Side.SELLER,
                text="Ich schicke die Liste",
                state="renegotiated",
                due=dt.date(2026, 12, 1),
                instead_of=dt.date(2026, 11, 27),
                reason="Grippe",
            ),
        ),
    )
    page, word = letters.letter_html(made), text_of(letters.docx(made))
    for words in (
        "Pumpen Aigner",
        "80331 München",
        made.title,
        tell("goal"),
        tell("risk"),
        tell("additions"),
        "Angebote in zwei Tagen",
        "in zwei Tagen draußen",
        tell("confirmed"),
        tell("struck"),
        "Wir ziehen im Mai um.",
        tell("renegotiated"),
        "Grippe",
        "Anna Berg",
        made.captured[0],
    ):
        assert words in page, words
        assert words in word, words


def test_the_map_leaves_out_what_was_struck_and_counts_own_words() -> None:
    made = letter(
        Line(dimension=Dimension.GOAL, text="zwei Tage", verdict=Verdict.CORRECTED, own_words="drei Tage reichen"),
        Line(dimension=Dimension.RISK, text="nur einer versteht es", verdict=Verdict.STRUCK),
    )
    data = letters.map_json(made)
    by_dimension = {each["dimension"]: each["entries"] for each in data["dimensions"]}
    assert data["schema"] == "leitfrage.map/1"
    assert set(by_dimension) == {each.value for each in Dimension}
    assert by_dimension["goal"] == [
        {"text": "drei Tage reichen", "quote": None, "state": "corrected", "before": "zwei Tage"}
    ]
    assert by_dimension["risk"] == []
    assert "nur einer versteht es" not in letters.map_html(made)


LEVELS = {
    "in zwei Tagen": 3,
    "höchstens 14 Leute": 3,
    "Frau Kern muss zustimmen": 3,
    "es läuft über SAP": 3,
    "bis Freitag": 3,
    "das ist Martina wichtig": 3,
    "Angebote sollen schneller gehen": 2,
    "we would like it simpler": 2,
}


@pytest.mark.parametrize(("words", "level"), LEVELS.items(), ids=LEVELS)
def test_own_words_are_verifiable_with_a_number_a_date_or_a_name(words: str, level: int) -> None:
    assert level_of_own_words(words, TUESDAY, ["Martina"]) == level

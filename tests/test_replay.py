"""A real talk that goes on otherwise: answers are words that were said later, and nobody's otherwise."""

from __future__ import annotations

import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from leitfrage import formats
from leitfrage.analysis import Analysis, analyse, understand
from leitfrage.conversation import Side
from leitfrage.practice import NoSuchTurn, ReplayTalk, own_turns
from tests.coded import coded, customer, seller

EXAMPLE = Path(str(resources.files("leitfrage").joinpath("examples", "energieberatung.vtt")))
HAND_MADE = coded(
    seller("Guten Tag, worum geht es Ihnen?", "open_question", "goal"),
    customer("Ein Angebot dauert bei uns elf Tage.", ("situation", 3)),
    seller("Und wie viele Leute fassen es an?", "closed_question", "situation"),
    customer("Drei Leute.", ("situation", 2)),
    seller("Unser Programm kann das schneller.", "pitch"),
    customer("Bis Ende März muss es laufen, da ist die Messe.", ("timeline", 3)),
    seller("Wer müsste mitmachen?", "open_question", "implementer"),
    customer("Frau Kern aus der Kalkulation müsste mitmachen.", ("implementer", 2)),
    seller("Schön.", "encourager"),
    customer("Ohne Frau Kern rechnet bei uns keiner.", ("implementer", 3)),
    seller("Also bis Ende März.", "simple_reflection"),
    customer("Genau.", ("timeline", 4)),
    seller("Würde Ihnen unser Modul helfen?", "leading_question", "goal"),
    customer("Ja, schon.", ("goal", 1)),
)


@pytest.fixture(scope="module")
def example() -> Analysis:
    return analyse(formats.read_file(EXAMPLE))


def from_turn(number: int) -> ReplayTalk:
    found = understand(HAND_MADE)
    return ReplayTalk(found.coded, found.map, number)


def test_turns_are_numbered_and_say_how_much_came_later() -> None:
    found = understand(HAND_MADE)
    turns = own_turns(found.coded, found.map)
    assert [each.number for each in turns] == [1, 2, 3, 4, 6, 7]  # the fifth only says "Schön."
    assert [each.later for each in turns] == sorted((each.later for each in turns), reverse=True)
    assert turns[2].later == 3
    assert turns[-1].later == 0


def test_a_question_brings_what_was_said_later_and_says_when() -> None:
    talk = from_turn(3)
    answer = talk.say("Bis wann muss das denn laufen?")
    assert [(each.text, each.turn, each.level) for each in answer.quotes] == [
        ("Bis Ende März muss es laufen, da ist die Messe", 3, 3)
    ]
    assert answer.remark == ""
    again = talk.say("Bis wann genau muss das laufen?")
    assert (again.quotes, again.remark) == ((), "nothing_more")


def test_whoever_asks_for_somebody_by_name_hears_what_was_said_about_them() -> None:
    talk = from_turn(3)
    first = talk.say("Wer müsste denn mitmachen, damit es umgesetzt wird?")
    second = talk.say("Und was ist mit Frau Kern?")
    assert [each.text for each in (*first.quotes, *second.quotes)] == [
        "Frau Kern aus der Kalkulation müsste mitmachen",
        "Ohne Frau Kern rechnet bei uns keiner",
    ]


def test_what_nobody_asked_has_no_answer() -> None:
    talk = from_turn(1)
    for question in ("Wie war denn der Urlaub auf Madeira?", "Was sagt denn der Hausmeister dazu?"):
        answer = talk.say(question)
        assert (answer.quotes, answer.remark) == ((), "nobody_asked"), question
    assert talk.say("").remark == "nobody_knows"


def test_what_was_said_before_is_known_and_can_be_given_back() -> None:
    talk = from_turn(3)
    assert talk.say("Elf Tage also, und drei Leute fassen es an.").remark == "given_back"
    assert talk.say("Sie wollen also nach Portugal ziehen.").quotes == ()


def test_the_sellers_words_and_mere_nods_are_no_answers() -> None:
    talk = from_turn(1)
    for question in ("Was ist Ihr Ziel?", "Was würde Ihnen an unserem Modul helfen?", "Bis wann muss es laufen?"):
        said = {each.text for each in talk.say(question).quotes}
        assert not said & {"Ja, schon", "Ja, schon.", "Genau", "Genau.", "Würde Ihnen unser Modul helfen?"}


def test_the_review_puts_now_and_then_side_by_side() -> None:
    talk = from_turn(3)
    talk.say("Wer müsste denn mitmachen, damit es umgesetzt wird?")
    talk.say("Wie war denn der Urlaub auf Madeira?")
    review = talk.review()
    assert [each.said for each in review.now] == [
        "Wer müsste denn mitmachen, damit es umgesetzt wird?",
        "Wie war denn der Urlaub auf Madeira?",
    ]
    assert [each.said for each in review.then] == ["Unser Programm kann das schneller.", "Wer müsste mitmachen?"]
    assert [each.answer.text for each in review.then] == [
        "Bis Ende März muss es laufen, da ist die Messe",
        "Frau Kern aus der Kalkulation müsste mitmachen",
    ]
    assert (review.found, review.later) == (2, 3)


def test_a_turn_that_is_not_there() -> None:
    for number in (0, 8):
        with pytest.raises(NoSuchTurn):
            from_turn(number)


@pytest.mark.parametrize("number", [1, 3, 12, 24, 34])
def test_of_the_shipped_talk_every_word_was_really_said_later(example: Analysis, number: int) -> None:
    talk = ReplayTalk(example.coded, example.map, number)
    questions = (
        "Was soll danach anders sein?",
        "Was hindert Sie?",
        "Wer muss mitmachen, damit es umgesetzt wird?",
        "Was sagt denn der Schwiegervater dazu?",
        "Woran würden Sie merken, dass Sie die Lösung haben, die Sie sich wünschen?",
        "Bis wann soll es laufen?",
    )
    for question in questions:
        answer = talk.say(question)
        assert bool(answer.quotes) != bool(answer.remark)
        for quote in answer.quotes:
            segment = example.segment(quote.segment)
            assert segment.side == Side.CUSTOMER
            assert quote.text in segment.text
            assert quote.segment > talk.start
    assert talk.review().found == len({each.item for one in talk.exchanges for each in one.answer.quotes} & talk.later)
    assert talk.hints()


def test_the_same_words_give_the_same_talk_and_kept_answers_stand(example: Analysis) -> None:
    def said(kept: bool) -> list[tuple[str, str]]:
        talk = ReplayTalk(example.coded, example.map, 12)
        other = ReplayTalk(example.coded, example.map, 12)
        for question in ("Was hindert Sie?", "Wer muss mitmachen?", "Was hindert Sie noch?"):
            answer = talk.say(question)
            other.say(question, answer if kept else None)
        return [(each.said, each.answer.text) for each in other.exchanges]

    assert said(kept=True) == said(kept=False)
    question, before = next(
        (question, answer)
        for question in ("Wer muss mitmachen?", "Wie ist das heute bei Ihnen?", "Woran würden Sie das merken?")
        if (answer := ReplayTalk(example.coded, example.map, 12).say(question)).quotes
    )
    again = ReplayTalk(example.coded, example.map, 12)
    again.say("Wie ist das Wetter in Wien?", before)
    assert again.say(question).quotes != before.quotes  # what was kept counts as told


def terminal(*options: str, lines: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "leitfrage", "practise", "--replay", str(EXAMPLE), "--ui", "en", *options]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=False)


def test_in_the_terminal_turns_are_listed_and_one_is_taken_up() -> None:
    listed = terminal()
    assert listed.returncode == 0
    assert "Angenommen, Sie hätten den Fußabdruck" in listed.stdout
    talk = terminal("--from", "12", lines="Was hindert Sie?\n/hint\nWie ist das Wetter in Wien?\n/end\n")
    told = " ".join(talk.stdout.split())
    assert "Nobody asked that in the talk, so nobody knows" in told
    assert "What you really asked there, and what that brought Wo liegen Sie heute?" in told
    assert "things that came to light later in the talk" in told
    refused = terminal("--from", "99")
    assert refused.returncode == 1
    assert "no turn of the seller with the number 99" in refused.stderr

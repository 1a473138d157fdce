"""Catalogue, guard and guide: what may be asked, and what should be asked next."""

from __future__ import annotations

from pathlib import Path

import pytest

from leitfrage.clarity import clarity_map
from leitfrage.coding import CodedConversation, Dimension
from leitfrage.conversation import CatalogueError
from leitfrage.promises import promises
from leitfrage.questions import (
    Fault,
    Suggestion,
    better,
    first_questions,
    load,
    objections,
    own,
    passes,
    suggest,
    with_own,
)
from leitfrage.wording import Message
from tests.coded import Line, coded, customer, seller

QUESTIONS = own().questions
SEED = {
    "criterion-01": "Woran würden Sie denn merken, dass Sie genau die Lösung haben, die Sie sich gewünscht hatten?",
    "obstacle-01": "Welche Stolpersteine könnten denn auf dem Weg liegen und die Lösung behindern?",
}


def asked(talk: CodedConversation, **options: object) -> tuple[Suggestion, ...]:
    return suggest(talk, clarity_map(talk), promises(talk), **options)  # type: ignore[arg-type]


def test_the_catalogue_is_complete_in_three_wordings() -> None:
    assert len(QUESTIONS) == 151
    for question in QUESTIONS:
        assert {variant for variant, _ in question.wordings} == {"de_sie", "de_du", "en"}
    assert {question.dimension for question in QUESTIONS} == {*Dimension, None}


def test_the_four_questions_that_all_began_with_are_in_it() -> None:
    texts = {question.wording("de_sie") for question in QUESTIONS}
    assert set(SEED.values()) <= texts
    assert any(text.startswith("Wann soll {produkt} denn fertig sein und laufen") for text in texts)
    assert any("Mit wem in Ihrem Haus müssten wir denn noch sprechen" in text for text in texts)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_every_question_passes_the_guard(question: object) -> None:
    for _, text in question.wordings:  # type: ignore[attr-defined]
        assert objections(text) == (), text


BAD = {
    "Sie wollen doch sicher auch Zeit sparen?": Fault.LEADS,
    "Wäre es nicht toll, wenn das von selbst ginge?": Fault.LEADS,
    "Das ist doch zu teuer, oder?": Fault.LEADS,
    "Finden Sie nicht, dass neun Tage zu lang sind?": Fault.LEADS,
    "Wouldn't you agree that nine days is too long?": Fault.LEADS,
    "That can't go on, right?": Fault.LEADS,
    "Worauf warten Sie noch?": Fault.PRESSES,
    "Können Sie sich das wirklich leisten?": Fault.PRESSES,
    "What are you waiting for?": Fault.PRESSES,
    "Wie machen Sie das heute? Und was kostet das?": Fault.PILES_UP,
    "Wer ist beteiligt, und wann soll es laufen?": Fault.PILES_UP,
    "How do you do it, and when did it start?": Fault.PILES_UP,
}


@pytest.mark.parametrize(("text", "fault"), BAD.items(), ids=BAD)
def test_the_guard_names_the_fault_and_a_better_way(text: str, fault: Fault) -> None:
    found = objections(text)
    assert fault in {each.fault for each in found}
    for each in found:
        assert each.words in text or each.words.strip() in text
        assert each.advice.text("de") != each.advice.text("en")


@pytest.mark.parametrize(
    "text", ["Wer entscheidet bei Ihnen, und wer noch?", "Was wäre, wenn alles so bliebe?", "What would have to be true?"]
)
def test_the_guard_lets_honest_questions_pass(text: str) -> None:
    assert passes(text)


TALK: tuple[Line, ...] = (
    seller("Was soll denn anders werden?", "open_question", "goal"),
    customer("Die Angebote sollen in zwei Tagen raus sein.", ("goal", 3)),
    seller("In zwei Tagen.", "simple_reflection"),
    customer("Ja, und die Frau Kern aus der Kalkulation muss dafür sein.", ("influencer", 3)),
)


def test_gaps_are_filled_with_verbatim_words_only() -> None:
    talk = coded(*TALK)
    every = " ".join(each.text for each in talk.segments)
    for each in asked(talk, most=40):
        if isinstance(each.text, str):
            for quoted in each.text.split("„")[1:]:
                assert quoted.split("“")[0] in every
            assert passes(each.text)
        for place in each.evidence:
            assert 0 <= place < len(talk.segments)


def test_at_most_three_of_at_least_two_kinds_each_with_its_reason() -> None:
    found = asked(coded(*TALK))
    assert 1 <= len(found) <= 3
    assert len({each.form for each in found}) >= 2
    for each in found:
        assert each.because.text("de") != each.because.text("en")


def test_the_same_talk_gives_the_same_proposals() -> None:
    assert asked(coded(*TALK)) == asked(coded(*TALK))


def test_address_and_language() -> None:
    du = [each.text for each in asked(coded(*TALK), most=20, address="du", next_talk=True) if isinstance(each.text, str)]
    assert not any(" Sie " in text or " Ihnen" in text for text in du)
    english = coded(
        seller("What should change?", "open_question", "goal"),
        customer("Quotes should leave in two days.", ("goal", 3)),
        language="en",
    )
    assert all("„" not in str(each.text) for each in asked(english))


def test_a_question_of_the_customer_is_answered_first() -> None:
    best = asked(coded(*TALK, seller("Frau Kern.", "simple_reflection"), customer("Was kostet das eigentlich im Jahr?")))[0]
    assert best.question == "answer"


def test_a_worry_is_taken_up_before_anything_is_asked() -> None:
    worry = customer("Wenn der Anbieter pleitegeht, stehen wir mit allem da.", ("risk", 2))
    best = asked(coded(*TALK, seller("Und sonst?", "open_question", "risk"), worry))[0]
    assert best.question == "reflect"
    assert isinstance(best.text, Message)
    assert "pleitegeht" in best.text.text("de")


def test_a_refused_topic_is_closed() -> None:
    refusal: tuple[Line, ...] = (
        seller("Und wer entscheidet am Ende?", "open_question", "influencer"),
        customer("Dazu möchte ich jetzt nichts sagen."),
    )
    found = asked(coded(TALK[0], TALK[1], *refusal), most=60)
    assert all(each.dimension != Dimension.INFLUENCER for each in found)


def test_two_questions_without_news_close_a_topic() -> None:
    dry: tuple[Line, ...] = tuple(
        line for _ in range(2) for line in (seller("Und bis wann?", "closed_question", "timeline"), customer("Weiß nicht."))
    )
    assert all(each.dimension != Dimension.TIMELINE for each in asked(coded(*TALK, *dry), most=60))


def test_a_limit_that_meets_a_must_suggests_to_step_back() -> None:
    talk = coded(
        customer("Bis Ende März muss die Anlage laufen.", ("timeline", 3)),
        seller("Bis Ende März schaffen wir das mit der Anlage nicht.", "honesty"),
        customer("Hm."),
    )
    best = asked(talk)[0]
    assert best.question == "step-back"
    assert best.evidence == (0, 1)


def test_fact_questions_lose_after_a_run_of_them() -> None:
    run: tuple[Line, ...] = tuple(
        line
        for number in ("Wie viele", "Welche", "Seit wann")
        for line in (
            seller(f"{number} sind das?", "closed_question", "situation"),
            customer("Vierzehn in Halle zwei.", ("situation", 3)),
        )
    )
    best = asked(coded(*run))
    by_id = {question.id: question for question in QUESTIONS}
    assert all(not by_id[each.question].investigative for each in best if each.question in by_id)
    assert "reflect" in {each.question for each in best}


def test_own_questions_join_the_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "questions:\n- id: own-1\n  dimension: goal\n  type: open\n  target_level: 4\n  de_sie: Was wäre Ihr schönster Montag?\n",
        encoding="utf-8",
    )
    catalogue = with_own([path])
    assert len(catalogue.questions) == 152
    found = asked(coded(customer("Guten Tag.")), catalogue=catalogue, most=3)
    assert any(each.question == "own-1" for each in found)


BROKEN = {
    "no list": "questions: 3",
    "no id": "questions:\n- de_sie: Was?",
    "unknown dimension": "questions:\n- id: a\n  dimension: mood\n  en: What?",
    "unknown slot": "questions:\n- id: a\n  dimension: goal\n  en: What about {moon}?",
    "unclear precondition": "questions:\n- id: a\n  dimension: goal\n  preconditions: [full moon]\n  en: What?",
    "no text": "questions:\n- id: a\n  dimension: goal",
    "not YAML": "questions: [",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_catalogue_is_refused_with_file_and_reason(text: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"own\.yaml"):
        load([path])


@pytest.mark.parametrize(("language", "address"), [("de", "sie"), ("de", "du"), ("en", "sie")])
def test_a_first_talk_begins_with_the_four_anchors_among_others(language: str, address: str) -> None:
    found = first_questions(language, address=address)
    assert {"timeline-01", "criterion-01", "obstacle-01", "implementer-01"} <= {each.question for each in found[:6]}
    for each in found:
        assert isinstance(each.text, str)
        assert "{" not in each.text
        assert passes(each.text)
        assert each.reason


def test_the_product_is_named_in_a_first_talk() -> None:
    assert any("das Wartungspaket" in str(each.text) for each in first_questions("de", product="das Wartungspaket"))


def test_reasons_and_openings_keep_to_the_address() -> None:
    texts = [own().reason(dimension, "de_du") for dimension in (*Dimension, None)]
    texts += [own().frame(name, "de_du") for name in ("opening_first", "opening_next", "contradiction", "stale")]
    for text in texts:
        assert text
        assert not {"Sie", "Ihnen", "Ihre", "Ihren", "Ihr"} & set(text.replace(",", " ").replace(".", " ").split()), text


@pytest.mark.parametrize("question", BAD, ids=lambda question: question[:30])
@pytest.mark.parametrize("variant", ["de_sie", "de_du", "en"])
def test_to_what_the_guard_objects_there_is_a_better_wording_that_passes(question: str, variant: str) -> None:
    wording = better(question, variant)
    assert wording is not None
    assert passes(wording)
    assert wording == better(question, variant)


def test_of_two_questions_in_one_breath_the_first_is_kept() -> None:
    assert better("Wer ist beteiligt, und wann soll es laufen?", "de_sie") == "Wer ist beteiligt?"
    assert better("Wie machen Sie das heute? Und was kostet das?", "de_sie") == "Wie machen Sie das heute?"


def test_a_better_wording_stays_with_the_dimension_and_the_form() -> None:
    wording = better("Sie wollen doch sicher auch sparen?", "de_sie", dimension=Dimension.OBSTACLE)
    assert wording in {each.wording("de_sie") for each in QUESTIONS if each.dimension == Dimension.OBSTACLE}
    scaled = better("Sie wollen doch sicher auch sparen?", "de_sie", dimension=Dimension.GOAL, form="hypothetical")
    assert scaled in {each.wording("de_sie") for each in QUESTIONS if each.type == "hypothetical"}


def test_an_honest_question_is_left_alone() -> None:
    assert better("Wie läuft es heute?", "de_sie") is None

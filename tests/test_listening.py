"""How the seller asked and listened: measures with provenance, observations with places, one thing of each."""

from __future__ import annotations

import pytest

from leitfrage.clarity import clarity_map
from leitfrage.coding import CodedConversation
from leitfrage.listening import Conduct, Measure, Talk, conduct
from leitfrage.promises import promises
from tests.coded import Line, coded, customer, seller


def of(talk: CodedConversation) -> Conduct:
    return conduct(talk, clarity_map(talk), promises(talk))


def measure(found: Conduct, number: str) -> Measure:
    return next(each for each in found.measures if each.id == number)


def rules(found: Conduct, *, strength: bool = False) -> set[str]:
    return {each.rule for each in found.observations if each.strength == strength}


INTERROGATION: tuple[Line, ...] = tuple(
    line
    for question, answer in (
        ("Wie viele Leute sind das?", "Vierzehn sind wir."),
        ("Seit wann läuft das so?", "Seit drei Jahren."),
        ("Welches System haben Sie da?", "Ein altes."),
        ("Und was kostet das im Monat?", "Vierhundert Euro."),
    )
    for line in (seller(question, "closed_question", "situation"), customer(answer, ("situation", 3)))
)


def test_a_run_of_fact_questions_is_named_with_its_places() -> None:
    found = of(coded(*INTERROGATION))
    assert measure(found, "M-06").value == 4
    observation = next(each for each in found.observations if each.rule == "R-01")
    assert observation.segments == (0, 2, 4, 6)
    assert found.feedback.experiment is not None


def test_taking_something_up_or_giving_the_reason_ends_the_run() -> None:
    lines = list(INTERROGATION)
    lines.insert(4, seller("Vierzehn Leute, drei Jahre.", "simple_reflection"))
    assert "R-01" not in rules(of(coded(*lines)))
    lines = list(INTERROGATION)
    lines.insert(4, seller("Ich frag das, damit ich nichts Falsches rechne.", "transparency"))
    assert "R-01" not in rules(of(coded(*lines)))


def test_questions_about_the_meeting_interrogate_nobody() -> None:
    lines: list[Line] = []
    for _ in range(4):
        lines += [seller("Hören Sie mich?", "closed_question"), customer("Ja.")]
    assert measure(of(coded(*lines)), "M-06").value == 0


def test_short_talks_show_counts_and_no_ratios() -> None:
    found = of(coded(*INTERROGATION))
    ratio = measure(found, "M-02")
    assert ratio.value is None
    assert ratio.note is not None
    assert "0 : 4" in ratio.note.text("de")


def test_a_long_talk_shows_ratios_with_n_range_source_and_caveat() -> None:
    lines: list[Line] = []
    for at in range(24):
        lines.append(seller(f"Woran würden Sie das bei Maschine {at} merken?", "open_question", "criterion"))
        lines.append(
            customer(
                f"An der Maschine {at} merke ich es daran, dass " + "abends keiner mehr anrufen muss und " * 9 + "Ruhe ist.",
                ("criterion", 2),
            )
        )
        lines.append(seller(f"Bei Maschine {at} also Ruhe am Abend.", "simple_reflection"))
    found = of(coded(*lines))
    ratio = measure(found, "M-02")
    assert ratio.value == pytest.approx(1.0, abs=0.1)
    for each in found.measures:
        assert each.source.text("de")
        assert each.caveat.text("de")
        assert each.value is not None or each.note is not None
    assert measure(found, "M-04").value == 100


def test_worries_countered_or_taken_up() -> None:
    worry = customer("Wenn der Anbieter pleitegeht, stehen wir mit allem da.", ("risk", 2))
    countered = of(coded(worry, seller("Ach, da passiert nichts.", "dismissal"), customer("Na ja.")))
    assert "R-13" in rules(countered)
    assert countered.feedback.observation is not None
    assert countered.feedback.observation.rule == "R-13"
    heard = of(
        coded(
            worry,
            seller("Dann stünden Sie mit allem allein da.", "complex_reflection"),
            customer("Ja, und die Daten wären weg.", ("risk", 2)),
            seller("Und die Daten auch.", "simple_reflection"),
        )
    )
    assert "R-13" not in rules(heard)
    assert "R-13" in rules(heard, strength=True)


CASES: dict[str, tuple[tuple[Line, ...], str]] = {
    "unasked advice": (
        (customer("Wir haben drei Tabellen.", ("situation", 2)), seller("Sie sollten die abschaffen.", "advice")),
        "R-04",
    ),
    "leading": ((seller("Sie wollen doch sicher auch sparen?", "leading_question", "goal"), customer("Ja.")), "R-10"),
    "pressure": ((seller("Der Preis gilt nur bis heute Abend.", "pressure"), customer("Aha.")), "R-16"),
    "promise without a date": ((seller("Ich schick Ihnen das zu.", "promise"), customer("Gut.")), "R-17"),
    "a question met by a question": (
        (customer("Was kostet das denn im Jahr?"), seller("Was wäre denn Ihr Budget?", "closed_question", "criterion")),
        "R-18",
    ),
}


@pytest.mark.parametrize(("lines", "rule"), CASES.values(), ids=CASES)
def test_a_rule_meets_its_case(lines: tuple[Line, ...], rule: str) -> None:
    assert rule in rules(of(coded(*lines)))


def test_asked_for_advice_is_no_fault() -> None:
    talk = coded(customer("Was würden Sie an unserer Stelle tun?"), seller("Ich würde die Tabellen abschaffen.", "advice"))
    assert "R-04" not in rules(of(talk))


def test_an_answered_question_is_no_fault() -> None:
    talk = coded(
        customer("Was kostet das denn im Jahr?"),
        seller("Viertausend.", "information"),
        seller("Passt das?", "closed_question"),
    )
    assert "R-18" not in rules(of(talk))


def test_encouragers_do_not_take_the_floor() -> None:
    talk = Talk.of(
        coded(
            customer("Also wir haben da."),
            seller("Mhm.", "encourager"),
            customer("Drei Tabellen."),
            seller("Drei.", "simple_reflection"),
        )
    )
    assert len(talk.seller_turns) == 1


def test_nothing_that_the_method_leaves_out_is_measured() -> None:
    names = " ".join(each.name.text("en").lower() for each in of(coded(*INTERROGATION)).measures)
    for word in ("trust", "sympathy", "emotion", "sentiment", "engagement", "personality", "score"):
        assert word not in names

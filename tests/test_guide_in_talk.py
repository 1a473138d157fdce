"""The guide while a talk goes on: it repeats nothing, deepens what was said, knows when to wait, to leave alone, to stop."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from leitfrage.clarity import clarity_map
from leitfrage.coding import CodedConversation, Dimension
from leitfrage.promises import promises
from leitfrage.questions import Suggestion, candidates, own, passes, recognised
from leitfrage.wording import Message
from tests.coded import Line, coded, customer, seller

START: tuple[Line, ...] = (
    seller("Was soll durch dieses Vorhaben anders werden?", "open_question", "goal"),
    customer("Angebote sollen nach zwei Tagen draußen sein, nicht nach zwei Wochen.", ("goal", 3)),
)


def weighed(talk: CodedConversation, **options: object) -> tuple[Suggestion, ...]:
    return candidates(talk, clarity_map(talk), promises(talk), **options)  # type: ignore[arg-type]


def by_id(talk: CodedConversation, **options: object) -> dict[str, Suggestion]:
    return {each.question: each for each in weighed(talk, **options)}


def test_a_question_that_was_asked_is_not_proposed_again() -> None:
    before = by_id(coded(*START))
    assert "situation-01" in before
    asked = seller("Wie läuft es denn heute so, wenn alles seinen gewohnten Gang geht?", "open_question")
    after = by_id(coded(*START, asked, customer("Über eine Liste am Empfang und viele Zettel.", ("situation", 2))))
    assert "situation-01" not in after
    assert {"situation-02", "situation-03"} & after.keys()


def test_with_other_words_in_its_gap_a_question_is_another_one() -> None:
    text = by_id(coded(*START))["criterion-02"].text
    assert isinstance(text, str)
    again = coded(*START, seller(text, "open_question", "criterion"), customer("Dass keiner nachfragt.", ("criterion", 2)))
    assert "criterion-02" not in by_id(again)
    more = (
        seller("Und sonst?", "open_question", "goal"),
        customer("Samstags soll niemand mehr nacharbeiten müssen.", ("goal", 3)),
    )
    other = by_id(coded(*START, seller(text, "open_question", "criterion"), customer("Dass keiner nachfragt."), *more))
    assert other["criterion-02"].text != text


def test_a_catalogue_question_counts_for_its_dimension_whatever_the_coder_saw_in_it() -> None:
    blind: tuple[Line, ...] = tuple(
        line
        for text in ("Bis wann möchten Sie sich entschieden haben?", "Welches Tempo kann Ihr Team gut mitgehen?")
        for line in (seller(text, "open_question"), customer("Kann ich nicht sagen."))
    )
    assert all(each.dimension != Dimension.TIMELINE for each in weighed(coded(*START, *blind)))


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("Ja, und woran würden Sie denn merken, dass Sie genau die Lösung haben, die Sie sich gewünscht hatten?", "criterion-01"),
        ("What should be different as a result of this undertaking?", "goal-01"),
        ("Und wie geht es den Kindern?", None),
    ],
)  # fmt: skip
def test_asked_questions_are_recognised(text: str, id_: str | None) -> None:
    found = recognised(text, own())
    assert (found.id if found else None) == id_


def test_what_was_said_vaguely_is_deepened_with_the_words_given_back() -> None:
    vague = customer("Und zu teuer darf es halt auch nicht sein.", ("criterion", 1))
    found = [
        each for each in weighed(coded(*START, seller("Und sonst?", "open_question"), vague)) if each.form == "followup"
    ]
    assert found
    for each in found:
        assert each.take_up == "zu teuer darf es halt auch nicht sein"
        assert each.dimension == Dimension.CRITERION
        assert isinstance(each.text, str)
        assert passes(each.text)


def test_drilling_on_loses_to_another_matter() -> None:
    def best(talk: CodedConversation) -> str:
        return weighed(talk)[0].form

    vague = customer("Schnell muss es halt gehen bei uns.", ("criterion", 1))
    drill: tuple[Line, ...] = (
        seller("Was meinen Sie damit genau?", "open_question", form="followup"),
        customer("Na, ohne langes Warten eben, verstehen Sie.", ("criterion", 1)),
        seller("Welches Beispiel fällt Ihnen dazu ein?", "open_question", form="followup"),
        customer("Wenn einer am Telefon was wissen will.", ("criterion", 1)),
    )
    asked = seller("Was noch?", "open_question")
    first, later = coded(*START, asked, vague), coded(*START, asked, vague, *drill)
    assert best(later) != "followup"
    assert max(each.weight for each in weighed(first) if each.form == "followup") > max(
        (each.weight for each in weighed(later) if each.form == "followup"), default=0.0
    )


def test_who_breaks_off_is_given_time() -> None:
    talk = coded(
        *START,
        seller("Was macht Ihnen daran zu schaffen?", "open_question"),
        customer("Na ja, eigentlich ist es so, dass …"),
    )
    best = weighed(talk)[0]
    assert best.question == "wait"
    finished = coded(
        *START, seller("Was macht Ihnen daran zu schaffen?", "open_question"), customer("Das Warten auf Angebote.")
    )
    assert "wait" not in by_id(finished)


def test_a_declined_topic_is_left_in_peace_aloud() -> None:
    talk = coded(
        *START,
        seller("Wer entscheidet bei Ihnen?", "open_question", "influencer"),
        customer("Dazu möchte ich nichts sagen."),
    )
    best = weighed(talk)[0]
    assert best.question == "close"
    assert "REQ-21" in best.because.text("de")


LIMITS = ("Auf einem eigenen Server im Rathaus kann das Programm nicht laufen.",)


def test_a_need_that_the_offer_cannot_meet_is_said_once() -> None:
    need = customer("Das Programm muss auf unserem eigenen Server im Rathaus laufen.", ("situation", 3))
    best = weighed(coded(*START, seller("Und sonst?", "open_question"), need), limits=LIMITS)[0]
    assert best.question == "step-back"
    assert isinstance(best.text, Message)
    assert LIMITS[0] in best.text.text("de")
    said = coded(*START, need, seller(LIMITS[0], "information"), customer("Gut, dass Sie das sagen."))
    assert "step-back" not in by_id(said, limits=LIMITS)


def test_words_given_back_are_no_limit_of_the_own_offer() -> None:
    talk = coded(
        customer("Die Anlage darf bis Ende März nicht stillstehen.", ("criterion", 3)),
        seller("Die Anlage darf bis Ende März nicht stillstehen.", "honesty"),
        customer("Genau."),
    )
    assert "step-back" not in by_id(talk)


def test_after_a_run_of_facts_only_what_takes_up_or_finds_is_proposed() -> None:
    run: tuple[Line, ...] = tuple(
        line
        for number in ("Wie viele", "Welche", "Seit wann")
        for line in (seller(f"{number} sind das?", "closed_question", "situation"), customer("Vierzehn."))
    )
    questions = {question.id: question for question in own().questions}
    for each in weighed(coded(*START, *run)):
        if each.question in questions and not each.take_up:
            assert not questions[each.question].investigative


def test_only_whole_phrases_stand_in_a_gap() -> None:
    cut = customer(
        "Am ersten jedes Monats will ich eine Zahl die sagt was davon mir gehört und was dem Finanzamt.", ("goal", 3)
    )
    for each in weighed(coded(cut, seller("Mhm.", "encourager"), customer("Ja."))):
        if isinstance(each.text, str):
            for gap in re.findall("„(.+?)“", each.text):
                assert gap in cut[0]
                assert not re.match(r"\s*\w", cut[0][cut[0].find(gap) + len(gap) :])


TRUSTED: tuple[Line, ...] = (
    seller("Ich frage das, damit wir nur planen, was Sie brauchen.", "transparency"),
    seller("Was ist der Anlass, sich gerade jetzt damit zu beschäftigen?", "open_question", "driver"),
    customer("Weil uns im März zwei gute Leute gegangen sind.", ("driver", 2)),
    seller("Zwei gute Leute sind im März gegangen.", "simple_reflection"),
    customer("Genau, so ist es.", ("driver", 4)),
    seller("Was macht das Thema für Sie persönlich wichtig?", "open_question", "driver"),
    customer("Weil ich abends wieder zu Hause sein will.", ("driver", 2)),
    seller("Abends wieder zu Hause sein.", "simple_reflection"),
    customer("Ja, genau so.", ("driver", 4)),
)


def test_before_it_goes_deep_leave_is_asked_for() -> None:
    without = by_id(coded(*START, *TRUSTED))
    assert all(each.depth < 3 for each in without.values())
    assert "R-04" in without["meta-08"].because.text("de")
    leave = seller("Darf ich an dieser Stelle genauer nachfragen?", "transparency")
    given = by_id(coded(*START, *TRUSTED, leave, customer("Ja, bitte, fragen Sie ruhig.")))
    assert any(each.depth == 3 for each in given.values())


def test_when_the_time_runs_out_the_talk_is_brought_to_its_end() -> None:
    talk = coded(*START, *TRUSTED)
    assert weighed(talk)[0].question not in ("measure-11", "timeline-10", "meta-13")
    late = [each.question for each in weighed(talk, left=0.1) if not isinstance(each.text, Message)]
    assert late[0] in ("measure-11", "timeline-10", "meta-12", "meta-13", "meta-14")


def test_a_label_of_which_the_coder_is_unsure_leaves_more_to_ask() -> None:
    sure = coded(
        *START,
        seller("Und bis wann?", "closed_question", "timeline"),
        customer("Bis Ende Mai, denke ich mal so.", ("timeline", 2)),
    )
    segment = sure.segments[-1]
    unsure = replace(
        sure, segments=(*sure.segments[:-1], replace(segment, says=(replace(segment.says[0], confidence=0.3),)))
    )
    assert by_id(unsure)["timeline-02"].weight > by_id(sure)["timeline-02"].weight


def test_a_yes_that_was_taken_for_a_goal_is_nobodys_goal() -> None:
    talk = coded(seller("So ungefähr?", "closed_question"), customer("Ja ganz genau, hundert Mal ja.", ("goal", 3)))
    for each in weighed(talk):
        assert "hundert Mal" not in (each.text if isinstance(each.text, str) else "")
        assert each.take_up == ""


def test_what_a_summary_cuts_short_is_marked_as_cut() -> None:
    long = "Der Meister muss es mit Sägemehl an den Händen noch am Abend bedienen können"
    turns: list[Line] = [seller("Und was muss es können?", "open_question"), customer(long, ("criterion", 3))]
    for n, dimension in enumerate(("goal", "driver", "situation", "obstacle", "alternative", "timeline", "measure")):
        turns += [seller("Und weiter?", "open_question"), customer(f"Punkt {n} ist bei uns so.", (dimension, 2))]
    summary = by_id(coded(*turns))["summarise"].text
    assert isinstance(summary, Message)
    said = summary.text("de")
    assert "Händen …“" in said or "den …“" in said
    assert "Punkt 0 ist bei uns so“" in said


def test_words_without_a_matter_are_not_given_back() -> None:
    fear = customer("That's just what I'm afraid of.", ("risk", 1))
    talk = coded(seller("What could go wrong?", "open_question", "risk"), fear, language="en")
    assert "reflect" not in by_id(talk)
    assert all(not each.take_up for each in weighed(talk))

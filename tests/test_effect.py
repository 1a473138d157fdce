"""Learning which questions bring clarity: shrinks where little is known, finds what is there, never invents."""

from __future__ import annotations

import numpy as np
import pytest

from leitfrage.clarity import clarity_map
from leitfrage.questions import FREE, Suggestion, askings, candidates, own, worth
from leitfrage.questions.effect import Asked, Effects
from tests.coded import coded, customer, seller


def asked(question: str, gain: float, form: str = "open") -> Asked:
    return Asked(question=question, form=form, dimension="goal", phase="goal", kind="b2b", gain=gain)


def test_before_any_talk_everything_is_equally_unknown() -> None:
    effects = Effects()
    one, other = effects.effect("question", "goal-01"), effects.effect("question", "goal-02")
    assert one.mean == other.mean == pytest.approx(0.4)
    assert one.high - one.low > 1.5
    assert one.n == 0


def test_a_question_asked_twice_is_pulled_towards_the_others_and_one_asked_often_speaks_for_itself() -> None:
    effects = Effects([asked("rare", 3.0)] * 2 + [asked("often", 3.0)] * 80 + [asked("plain", 0.2)] * 80)
    rare, often, plain = (effects.effect("question", name) for name in ("rare", "often", "plain"))
    assert plain.mean < rare.mean < often.mean
    assert rare.high - rare.low > often.high - often.low


def test_a_new_question_is_judged_by_its_form() -> None:
    data = [asked(f"s{n}", 2.0, "scaling") for n in range(30)] + [asked(f"o{n}", 0.0) for n in range(30)]
    assert Effects(data).effect("form", "scaling").low > Effects(data).effect("form", "open").high


def test_the_intervals_hold_what_they_promise() -> None:
    chance = np.random.default_rng(3)
    inside = total = 0
    for _ in range(60):
        truth = {f"q{n}": chance.normal(0, 0.25) for n in range(8)}
        data = [asked(name, 0.4 + effect + chance.normal(0, 0.8)) for name, effect in truth.items() for _ in range(12)]
        effects = Effects(data)
        for name, effect in truth.items():
            found = effects.effect("question", name)
            inside += found.low <= 0.4 + effect <= found.high
            total += 1
    assert 0.82 <= inside / total <= 0.98


def test_what_is_unknown_is_tried_and_what_is_bad_is_left() -> None:
    data = [asked("good", 1.5)] * 40 + [asked("bad", 0.0)] * 40
    effects = Effects(data)
    wins = {"good": 0, "bad": 0, "new": 0}
    for seed in range(300):
        draw = effects.drawn(seed)
        wins[max(wins, key=lambda name: draw.gain(question=name))] += 1
    assert wins["good"] > wins["new"] > wins["bad"]


def test_the_same_talks_and_seed_give_the_same_draw() -> None:
    data = [asked("a", 1.0), asked("b", 0.0)]
    assert Effects(data).drawn(5).gain(question="a", form="open") == Effects(data).drawn(5).gain(question="a", form="open")


TALK = coded(
    seller("Was soll durch dieses Vorhaben anders werden?", "open_question", "goal"),
    customer("Angebote sollen nach zwei Tagen draußen sein.", ("goal", 3)),
    seller("Und seit wann ist das denn so, mit den Wochen?", "closed_question", "situation"),
    customer("Kann ich gar nicht sagen."),
    seller("Von null bis zehn, wie dringend ist das?", "open_question", "driver", form="scaling"),
    customer("Eine Acht, weil im März zwei Leute gegangen sind.", ("driver", 2)),
)


def test_every_question_of_a_talk_is_credited_with_what_it_brought() -> None:
    found = askings(TALK, clarity_map(TALK), own(), kind="business")
    assert [(each.question, each.form, each.dimension, each.phase, each.gain) for each in found] == [
        ("goal-01", "open", "goal", "goal", 3.0),
        (FREE, "closed", "situation", "situation", 0.0),
        (FREE, "scaling", "driver", "situation", 2.0),
    ]
    assert {each.kind for each in found} == {"business"}


def test_the_guide_moves_towards_what_has_worked_and_tells_the_same_for_the_same_seed() -> None:
    def weight(of: tuple[Suggestion, ...], question: str) -> float:
        return next(each.weight for each in of if each.question == question)

    worked = [asked("situation-04", 2.5, "resource")] * 60 + [asked("situation-01", 0.0)] * 60
    effects = Effects(worked)
    plain = candidates(TALK, clarity_map(TALK))
    learnt = [candidates(TALK, clarity_map(TALK), worth=worth(effects, seed)) for seed in range(5)]
    for each in learnt:
        before = weight(plain, "situation-04") - weight(plain, "situation-01")
        assert weight(each, "situation-04") - weight(each, "situation-01") > before + 0.1
    assert candidates(TALK, clarity_map(TALK), worth=worth(effects, 3)) == learnt[3]


def test_with_talkative_customers_ranges_are_as_wide_and_weights_as_small() -> None:
    chance = np.random.default_rng(1)
    plain = [asked(f"q{n % 6}", float(chance.normal(0.4 + 0.3 * (n % 6 == 0), 0.8))) for n in range(60)]
    talkative = [asked(each.question, 8 * each.gain) for each in plain]
    one, eight = Effects(plain), Effects(talkative)
    width = one.effect("question", "q0").high - one.effect("question", "q0").low
    assert eight.effect("question", "q0").high - eight.effect("question", "q0").low == pytest.approx(8 * width, rel=0.1)
    assert eight.drawn(1).gain(question="q0") == pytest.approx(one.drawn(1).gain(question="q0"), abs=0.1)

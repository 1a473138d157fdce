"""Learning which questions bring clarity: shrinks where little is known, finds what is there, never invents."""

from __future__ import annotations

import numpy as np
import pytest

from leitfrage.questions.effect import Asked, Effects


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

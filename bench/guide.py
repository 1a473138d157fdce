"""The guide against plainer ways of asking, over simulated talks.

Usage: python bench/guide.py [--talks N] [--worlds A,B] [--tempers 1,0.5,1.5] [--processes P] [--out FILE]
Each way of asking talks with the same customers from the same seeds; everything that is said on either side goes through
the real coder. A temper other than 1 scales how strongly trust moves, over half of the talks, and shows how much hangs on the
simulator's sizes.
Every third world, and those in ``SEEN``, were used while the guide was made; only the others count.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from leitfrage.clarity import ClarityMap, clarity_map, core
from leitfrage.coding import HARMFUL, CodedSegment, Coding, Dimension, SentenceEncoder
from leitfrage.coding.heads import default_heads
from leitfrage.listening import Talk
from leitfrage.practice import PracticeTalk, Temper, world, worlds
from leitfrage.promises import promises
from leitfrage.questions import Suggestion, candidates, first_questions
from leitfrage.questions.state import State
from leitfrage.wording import Message

MARKS = (10, 20, 30)  # seller turns after which is measured
_GREETING = {
    "de": "Guten Tag, schön, dass es klappt. Ich frage heute vor allem, damit ich verstehe, was Sie wirklich brauchen.",
    "en": "Good morning, thank you for making time. I am mainly asking today so that I understand what you really need.",
}
_ANSWER = {
    "de": "Das weiß ich nicht sicher, ich kläre es und sage es Ihnen bis Freitag.",
    "en": "I do not know that for certain; I will find out and tell you by Friday.",
}
_REST = {"de": "Das lasse ich gern so stehen.", "en": "I am happy to leave it there."}
_SUMMARY = {"de": "Bis hierher: {spans}. Was soll ich daran korrigieren?", "en": "So far: {spans}. What should I correct?"}
_STEP_BACK = {
    "de": "{limit} Dafür sind wir wohl nicht die Richtigen.",
    "en": "{limit} We may not be the right ones for that.",
}
# The order in which a checklist in the manner of MEDDPICC runs down.
_CHECKLIST = ("criterion", "influencer", "timeline", "situation", "obstacle", "goal", "implementer", "alternative", "measure", "driver", "risk")  # fmt: skip
SEEN = ("de-tischlerei", "en-bakery-peterborough")
_NO_QUESTION = ("reflection", "summary", "followup")
_OPEN = ("open", "criteria", "obstacle", "stakeholder", "timeline")


@cache
def remembering() -> SentenceEncoder:
    """Give the encoder with a memory for whole sentences: simulated people say the same ones in many talks."""
    return SentenceEncoder(default_heads().moved, threads=1, remember=1_000)


@dataclass
class Floor:
    """A talk while it goes on, as a way of asking sees it."""

    talk: PracticeTalk
    chance: random.Random
    asked: int = 0

    def proposals(self, limits: Sequence[str] = ()) -> tuple[tuple[Suggestion, ...], ClarityMap]:
        """Give all that the guide weighs, and the map."""
        coded = self.talk.coded()
        clarity = clarity_map(coded)
        address, offer = self.talk.world.address, self.talk.world.offer
        found = candidates(coded, clarity, promises(coded), address=address, product=offer, limits=limits)
        return found, clarity

    def questions(self) -> tuple[tuple[Suggestion, ...], ClarityMap]:
        """Give the catalogue's questions alone: the plain ways ask, whatever was said, and begin anew when all are asked."""
        found, clarity = self.proposals()
        asked = tuple(each for each in found if each.dimension is not None and each.form not in _NO_QUESTION)
        return asked or self.first, clarity

    @cached_property
    def first(self) -> tuple[Suggestion, ...]:
        """Give the questions of a first talk."""
        return first_questions(self.talk.world.language, address=self.talk.world.address, product=self.talk.world.offer)


Way = Callable[[Floor], tuple[str, bool]]


def guide(floor: Floor) -> tuple[str, bool]:
    """Do what the guide proposes first; the second value says whether it calls "not us"."""
    found, _ = floor.proposals(limits=floor.talk.world.limits)
    best = found[0]
    language = floor.talk.world.language
    texts = [each.text for each in floor.talk.segments]
    if best.question == "reflect":
        return f"{_bare(texts[best.evidence[0]])}.", False
    if best.question == "summarise":
        return _SUMMARY[language].format(spans="; ".join(_bare(texts[place]) for place in best.evidence)), False
    if best.question in ("answer", "close"):
        # Having answered, or left a topic in peace, one goes on in the same breath with what comes next.
        after = next(each for each in found if isinstance(each.text, str))
        opening = _ANSWER if best.question == "answer" else _REST
        return f"{opening[language]} {_with_take_up(after)}", False
    if best.question == "wait":
        return "", False
    if best.question == "step-back":
        facts = dict(best.text.facts) if isinstance(best.text, Message) else {}
        return _STEP_BACK[language].format(limit=facts.get("limit", "")).strip(), True
    return _with_take_up(best), False


def at_random(floor: Floor) -> tuple[str, bool]:
    """Ask any question of the catalogue that makes sense now."""
    return _text(floor.chance.choice(floor.questions()[0])), False


def checklist(floor: Floor) -> tuple[str, bool]:
    """Ask one question a dimension in a fixed order, then from the top again."""
    wanted = Dimension(_CHECKLIST[floor.asked % len(_CHECKLIST)])
    found, _ = floor.questions()
    fitting = [each for each in found if each.dimension == wanted]
    return _text(min(fitting or found, key=lambda each: each.question)), False


def largest_gap(floor: Floor) -> tuple[str, bool]:
    """Ask about the dimension that is least clear."""
    found, clarity = floor.questions()
    least = min(clarity.level(each.dimension) for each in found if each.dimension)
    fitting = [each for each in found if each.dimension and clarity.level(each.dimension) == least]
    return _text(floor.chance.choice(fitting)), False


def open_only(floor: Floor) -> tuple[str, bool]:
    """Ask open questions only, any of them."""
    found, _ = floor.questions()
    return _text(floor.chance.choice([each for each in found if each.form in _OPEN] or found)), False


def _with_take_up(suggestion: Suggestion) -> str:
    return f"{_bare(suggestion.take_up)}. {_text(suggestion)}" if suggestion.take_up else _text(suggestion)


def _bare(text: str) -> str:
    return core(text).rstrip(".!?…")


def _text(suggestion: Suggestion) -> str:
    assert isinstance(suggestion.text, str)
    return suggestion.text


WAYS: dict[str, Way] = {
    "guide": guide,
    "random question": at_random,
    "checklist": checklist,
    "largest gap": largest_gap,
    "open questions only": open_only,
}


@dataclass(frozen=True)
class Outcome:
    """What a talk came to."""

    clarity: dict[int, float]
    trust: float
    breaches: int
    called: bool
    fits: bool


def held(task: tuple[str, str, int, float]) -> Outcome:
    """Let a way of asking talk with a customer: names of way and world, seed, temper."""
    name, id_, seed, factor = task
    talk = PracticeTalk(world(id_), seed=seed, temper=Temper().scaled(factor), coding=Coding(encoder=remembering()))
    floor = Floor(talk=talk, chance=random.Random(seed))
    talk.say(_GREETING[talk.world.language])
    clarity, called, breaches = {}, False, 0
    for turn in range(1, MARKS[-1] + 1):
        text, not_us = WAYS[name](floor)
        called |= not_us
        before = len(talk.segments)
        talk.say(text)
        floor.asked += 1
        breaches += broken(talk, before)
        if turn in MARKS:
            clarity[turn] = talk.customer.clarity()
    return Outcome(clarity, talk.customer.trust, breaches, called, talk.world.fits)


def broken(talk: PracticeTalk, before: int) -> int:
    """Count what the method forbids in the seller's turn just said: leading, pressing, brushing aside; a third question in a row.

    Words of the customer's that are given back letter by letter are the customer's, whatever the coder takes them for.
    """
    heard = " ".join(each.text for each in talk.segments[:before] if not each.move)
    said: list[CodedSegment] = [each for each in talk.segments[before:] if each.move and each.text.rstrip(".") not in heard]
    state = State(Talk.of(talk.coded()), ClarityMap(items=(), open=(), gaps=()), ())
    return sum(each.behaviour in HARMFUL for each in said) + (state.burst > 2)


def interval(values: Sequence[object], statistic: Callable[[np.ndarray], np.ndarray]) -> tuple[float, float]:
    """Give the 95 % bootstrap interval of a statistic over talks (rows resampled, last axis kept)."""
    chance = np.random.default_rng(0)
    data = np.array(values)
    drawn = statistic(data[chance.integers(0, len(data), (2000, len(data)))])
    return float(np.quantile(drawn, 0.025)), float(np.quantile(drawn, 0.975))


def _mean(drawn: np.ndarray) -> np.ndarray:
    return np.asarray(drawn.mean(axis=1))


def report(results: dict[str, list[Outcome]], factor: float, worlds_: int) -> Iterator[str]:
    """Give the table of one temper, line by line."""
    talks = len(results["guide"])
    yield f"## Trust moves × {factor:g}: {talks} talks a way of asking, {worlds_} worlds"
    yield ""
    yield f"| way of asking | {' | '.join(f'clarity after {mark}' for mark in MARKS)} | trust at the end | breaches a talk | “not us” right |"
    yield "|---|" + "---|" * (len(MARKS) + 3)
    for name, outcomes in results.items():
        cells = []
        for values in (*([each.clarity[mark] for each in outcomes] for mark in MARKS), [each.trust for each in outcomes]):
            low, high = interval(values, _mean)
            cells.append(f"{statistics.fmean(values):.2f} [{low:.2f}, {high:.2f}]")
        right = statistics.fmean(each.called != each.fits for each in outcomes)
        yield f"| {name} | {' | '.join(cells)} | {statistics.fmean(each.breaches for each in outcomes):.3f} | {right:.0%} |"
    yield ""
    best = max((name for name in results if name != "guide"), key=lambda name: _clarity(results[name], 20))
    pairs = [(a.clarity[20], b.clarity[20]) for a, b in zip(results["guide"], results[best], strict=True)]
    more = _clarity(results["guide"], 20) / _clarity(results[best], 20) - 1
    low, high = interval(pairs, lambda drawn: drawn[:, :, 0].mean(axis=1) / drawn[:, :, 1].mean(axis=1) - 1)
    yield f"After 20 turns the guide reaches {more:+.0%} [{low:+.0%}, {high:+.0%}] against the best of the others ({best})."
    yield ""


def _clarity(outcomes: Sequence[Outcome], mark: int) -> float:
    return statistics.fmean(each.clarity[mark] for each in outcomes)


def unseen() -> list[str]:
    """Name the worlds that count."""
    return [each.id for at, each in enumerate(worlds()) if at % 3 and each.id not in SEEN]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=120)
    parser.add_argument("--worlds", default="")
    parser.add_argument("--tempers", default="1,0.5,1.5")
    parser.add_argument("--processes", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    wanted = options.worlds.split(",") if options.worlds else unseen()
    lines = [
        "# The guide against plainer ways of asking",
        "",
        f"`make bench-guide`, {dt.date.today()}; simulated customers, the real coder. Worlds used while the guide was made do not count. "
        "Brackets: 95 % bootstrap intervals over talks. Clarity is the share of all levels of the hidden world; trust lies between 0 and 1; "
        "both are the simulator's and no findings about people ([practice.md](practice.md)). A breach is a turn that leads, presses or brushes aside, as the coder reads it, "
        "or a third question in a row with nothing taken up; the customer's own words, given back letter by letter, are none.",
        "",
    ]
    with ProcessPoolExecutor(options.processes) as pool:
        for factor in map(float, options.tempers.split(",")):
            talks = options.talks if factor == 1 else options.talks // 2
            tasks = [(name, wanted[n % len(wanted)], n, factor) for n in range(talks) for name in WAYS]
            results: dict[str, list[Outcome]] = defaultdict(list)
            for task, outcome in zip(tasks, pool.map(held, tasks, chunksize=10), strict=True):
                results[task[0]].append(outcome)
            for line in report(results, factor, len(set(wanted))):
                print(line, flush=True)
                lines.append(line)
    if options.out:
        options.out.write_text("\n".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The guide against plainer ways of asking, over simulated talks.

Usage: python bench/guide.py [--talks N] [--turns T] [--worlds A,B] [--temper F]
Each way of asking talks with the same customers from the same seeds; everything that is said on either side goes through
the real coder. ``--temper`` scales how strongly trust moves (0.5 and 1.5 show how much hangs on the simulator's sizes).
Worlds whose name sorts into the first third were used while the guide was made; only the others count.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import numpy as np

from leitfrage.clarity import ClarityMap, clarity_map, core
from leitfrage.coding import HARMFUL, CodedConversation, CodedSegment, Coding, Dimension, SentenceEncoder, topic_vectors
from leitfrage.coding.heads import default_heads
from leitfrage.conversation import Conversation, Side, Speaker, Utterance
from leitfrage.listening import Talk
from leitfrage.practice import SimulatedCustomer, Temper, World, worlds
from leitfrage.promises import promises
from leitfrage.questions import Suggestion, candidates
from leitfrage.questions.state import State
from leitfrage.wording import Message

MARKS = (10, 20, 30)  # seller turns after which is measured
SELLER, CUSTOMER = "seller", "customer"
_GREETING = {
    "de": "Guten Tag, schön, dass es klappt. Ich frage heute vor allem, damit ich verstehe, was Sie wirklich brauchen.",
    "en": "Good morning, thank you for making time. I am mainly asking today so that I understand what you really need.",
}
_ANSWER = {
    "de": "Das weiß ich nicht sicher, ich kläre es und sage es Ihnen bis Freitag.",
    "en": "I do not know that for certain; I will find out and tell you by Friday.",
}
_SUMMARY = {"de": "Bis hierher: {spans}. Was soll ich daran korrigieren?", "en": "So far: {spans}. What should I correct?"}
_STEP_BACK = {
    "de": "{limit} Dafür sind wir wohl nicht die Richtigen.",
    "en": "{limit} We may not be the right ones for that.",
}
# The order in which a checklist in the manner of MEDDPICC runs down.
_CHECKLIST = ("criterion", "influencer", "timeline", "situation", "obstacle", "goal", "implementer", "alternative", "measure", "driver", "risk")  # fmt: skip


@cache
def remembering() -> SentenceEncoder:
    """Give the encoder with a memory for whole sentences: simulated people say the same ones in many talks."""
    return SentenceEncoder(default_heads().moved, remember=1_000)


@dataclass
class Floor:
    """A talk while it goes on, as a way of asking sees it."""

    world: World
    chance: random.Random
    segments: list[CodedSegment] = field(default_factory=list)
    utterances: list[Utterance] = field(default_factory=list)
    coding: Coding = field(default_factory=lambda: Coding(encoder=remembering()))
    asked: int = 0

    def say(self, text: str, side: Side) -> tuple[CodedSegment, ...]:
        utterance = Utterance(speaker=side.value, text=text)
        self.utterances.append(utterance)
        added = self.coding.add(utterance, side)
        self.segments += added
        return added

    def coded(self) -> CodedConversation:
        speakers = (Speaker(name=SELLER, side=Side.SELLER), Speaker(name=CUSTOMER, side=Side.CUSTOMER))
        talk = Conversation(utterances=tuple(self.utterances), speakers=speakers, language=self.world.language)
        topics = topic_vectors([each.text for each in self.segments])
        return CodedConversation(conversation=talk, segments=tuple(self.segments), topics=topics)

    def proposals(self, **more: object) -> tuple[tuple[Suggestion, ...], ClarityMap]:
        coded = self.coded()
        clarity = clarity_map(coded)
        found = candidates(
            coded,
            clarity,
            promises(coded),
            address=self.world.address,
            product=self.world.offer,
            **more,  # type: ignore[arg-type]
        )
        return found, clarity

    def questions(self) -> tuple[tuple[Suggestion, ...], ClarityMap]:
        found, clarity = self.proposals()
        return tuple(
            each for each in found if each.dimension is not None and each.form not in ("reflection", "summary")
        ), clarity


Way = Callable[[Floor], tuple[str, bool]]


def guide(floor: Floor) -> tuple[str, bool]:
    """Do what the guide proposes first; the second value says whether it calls "not us"."""
    found, _ = floor.proposals(limits=floor.world.limits)
    best = found[0]
    language = floor.world.language
    if best.question == "reflect":
        place = best.evidence[0]
        return core(next(each.text for each in floor.segments if each.id == place)).rstrip(".!?") + ".", False
    if best.question == "summarise":
        texts = {each.id: each.text for each in floor.segments}
        return _SUMMARY[language].format(spans="; ".join(core(texts[place]).rstrip(".!?") for place in best.evidence)), False
    if best.question == "answer":
        return _ANSWER[language], False
    if best.question == "step-back":
        limit = dict(best.text.facts)["limit"] if isinstance(best.text, Message) and "limit" in dict(best.text.facts) else ""
        return _STEP_BACK[language].format(limit=limit).strip(), True
    assert isinstance(best.text, str)
    return f"{best.take_up.rstrip('.!?…')}. {best.text}" if best.take_up else best.text, False


def at_random(floor: Floor) -> tuple[str, bool]:
    return _text(floor.chance.choice(floor.questions()[0])), False


def checklist(floor: Floor) -> tuple[str, bool]:
    """Ask one question a dimension in a fixed order, then from the top again."""
    wanted = Dimension(_CHECKLIST[floor.asked % len(_CHECKLIST)])
    fitting = [each for each in floor.questions()[0] if each.dimension == wanted]
    return _text(sorted(fitting or floor.questions()[0], key=lambda each: each.question)[0]), False


def largest_gap(floor: Floor) -> tuple[str, bool]:
    """Ask about the dimension that is least clear."""
    found, clarity = floor.questions()
    least = min(clarity.level(each.dimension) for each in found if each.dimension)
    fitting = [each for each in found if each.dimension and clarity.level(each.dimension) == least]
    return _text(floor.chance.choice(fitting)), False


def open_only(floor: Floor) -> tuple[str, bool]:
    """Ask open questions only, any of them."""
    found = [
        each for each in floor.questions()[0] if each.form in ("open", "criteria", "obstacle", "stakeholder", "timeline")
    ]
    return _text(floor.chance.choice(found or floor.questions()[0])), False


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


def talk(way: Way, world: World, seed: int, turns: int, temper: Temper) -> Outcome:
    """Let a way of asking talk with a customer."""
    customer = SimulatedCustomer(world, seed=seed, temper=temper)
    floor = Floor(world=world, chance=random.Random(seed))
    floor.say(customer.opens().text, Side.CUSTOMER)
    reply = customer.hears(floor.say(_GREETING[world.language], Side.SELLER))
    floor.say(reply.text, Side.CUSTOMER)
    clarity, called, breaches = {}, False, 0
    for turn in range(1, turns + 1):
        text, not_us = way(floor)
        called |= not_us
        segments = floor.say(text, Side.SELLER)
        floor.asked += 1
        breaches += broken(floor, segments)
        floor.say(customer.hears(segments).text, Side.CUSTOMER)
        if turn in MARKS:
            clarity[turn] = customer.clarity()
    return Outcome(clarity, customer.trust, breaches, called, world.fits)


def broken(floor: Floor, segments: Sequence[CodedSegment]) -> int:
    """Count what the method forbids in the turn just said: leading, pressing, brushing aside; a third question in a row."""
    state = State(Talk.of(floor.coded()), ClarityMap(items=(), open=(), gaps=()), ())
    return sum(each.behaviour in HARMFUL for each in segments) + (state.burst > 2)


def interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """Give the 95 % bootstrap interval of a mean."""
    chance = np.random.default_rng(seed)
    data = np.array(values)
    means = chance.choice(data, (1000, len(data))).mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, default=500)
    parser.add_argument("--turns", type=int, default=30)
    parser.add_argument("--worlds", default="")
    parser.add_argument("--temper", type=float, default=1.0)
    options = parser.parse_args()
    every = worlds()
    unseen = [each for each in every if each.id in options.worlds.split(",")] or every[len(every) // 3 :]
    temper = Temper().scaled(options.temper)
    print(f"{len(unseen)} worlds, {options.talks} talks a way of asking, trust moves × {options.temper:g}\n")
    print(
        "| way of asking | clarity after "
        + " | after ".join(map(str, MARKS))
        + " | trust at the end | breaches a talk | “not us” right |"
    )
    print("|---|" + "---|" * (len(MARKS) + 3))
    results: dict[str, list[Outcome]] = defaultdict(list)
    for name, way in WAYS.items():
        run = partial(talk, way, turns=options.turns, temper=temper)
        results[name] = [run(unseen[n % len(unseen)], seed=n) for n in range(options.talks)]
        print(row(name, results[name]), flush=True)
    best = max(mean(results[name], 20) for name in WAYS if name != "guide")
    print(
        f"\nAfter 20 turns the guide reaches {100 * (mean(results['guide'], 20) / best - 1):+.0f} % against the best of the others."
    )
    return 0


def mean(outcomes: Sequence[Outcome], mark: int) -> float:
    return statistics.fmean(each.clarity[mark] for each in outcomes)


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    cells = []
    for mark in MARKS:
        low, high = interval([each.clarity[mark] for each in outcomes])
        cells.append(f"{mean(outcomes, mark):.2f} [{low:.2f}, {high:.2f}]")
    right = statistics.fmean(each.called != each.fits for each in outcomes)
    trust, breaches = statistics.fmean(each.trust for each in outcomes), statistics.fmean(each.breaches for each in outcomes)
    return f"| {name} | {' | '.join(cells)} | {trust:.2f} | {breaches:.2f} | {right:.0%} |"


if __name__ == "__main__":
    sys.exit(main())

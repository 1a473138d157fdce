"""A simulated customer: answers what a seller says out of a hidden world, and opens up or closes by how one asks.

Trust lies between 0 and 1. It rises with playback, with reasons given, honest limits, freedom left; it falls with
bursts of questions, leading, pressure, brushing aside, and with selling before understanding. What lies deep is told
only to whom is trusted. All sizes are our own (``Temper``) and are varied in the bench.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

import numpy as np

from leitfrage.coding import QUESTIONS, REFLECTIONS, Behaviour, CodedSegment, Dimension, Form, topic_vectors
from leitfrage.coding.features import content_of
from leitfrage.practice.worlds import HiddenItem, World

_TOLD = 3  # the level to which a person goes by oneself; 4 is the yes to a playback
CONFIRMED = 4
_HIT = 0.18  # likeness from which on a question or playback touches a thing
BURST = "burst"
_RECOGNISED = 0.06  # likeness from which on a playback right after a thing is taken for that thing; less was never said
_BURST = 2  # so many turns of questions in a row are taken as interest, more as an interrogation
_RECENT = 3  # turns in which a thing is still in the air
_FINDING = frozenset({Form.HYPOTHETICAL, Form.SCALING, Form.CIRCULAR, Form.EXCEPTION, Form.RESOURCE, Form.EXPERIENCE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Temper:
    """How much what a seller does moves trust, and what trust opens; per turn, on a scale from 0 to 1."""

    start: float = 0.35
    playback: float = 0.06
    summary: float = 0.09
    reason: float = 0.05
    honesty: float = 0.07
    freedom: float = 0.05
    affirmation: float = 0.03
    leading: float = 0.08
    pressure: float = 0.14
    dismissal: float = 0.12
    early_pitch: float = 0.09
    advice: float = 0.04
    burst: float = 0.06
    open_at: float = 0.3  # trust from which on depth 2 is told
    deep_at: float = 0.55  # and depth 3
    volunteer: float = 0.35  # chance to go one step further than asked, times trust

    def scaled(self, factor: float) -> Temper:
        """Give the same temper with every movement of trust larger or smaller by a factor."""
        still = {"start", "open_at", "deep_at", "volunteer"}
        moves = {each.name: getattr(self, each.name) * factor for each in fields(self) if each.name not in still}
        return replace(self, **moves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the customer answers; ``told`` lists (item, level) as they were said, 4 for a confirmed playback."""

    text: str
    told: tuple[tuple[str, int], ...] = ()
    trust: float = 0.0


@dataclass(slots=True)
class SimulatedCustomer:
    """The person behind a world, for one talk. The same seed and the same words give the same answers."""

    world: World
    seed: int = 0
    temper: Temper = field(default_factory=Temper)
    trust: float = 0.0
    told: dict[str, int] = field(default_factory=dict)
    moved: dict[str, float] = field(default_factory=dict)  # what the last turn did, by its label, and how it moved trust
    _chance: random.Random = field(default_factory=random.Random)
    _used: set[str] = field(default_factory=set)
    _burst: int = 0
    _turn: int = 0
    _touched: dict[str, int] = field(default_factory=dict)  # item → turn in which it was last told
    _keys: dict[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)
        self.trust = self.temper.start * (1 - 0.5 * self.world.guarded)
        for item in self.world.items:
            words = " ".join([item.key, *(wording for level in item.says for wording in level)])
            self._keys[item.id] = np.asarray(topic_vectors([words])[0])

    def opens(self) -> Reply:
        """Say the first sentence."""
        return Reply(text=self._say("opening"), trust=self.trust)

    def hears(self, segments: Sequence[CodedSegment]) -> Reply:
        """Answer a seller's turn."""
        self._turn += 1
        self._feel(segments)
        does = {each.behaviour for each in segments}
        if does & {Behaviour.PRESSURE, Behaviour.DISMISSAL} or (Behaviour.LEADING_QUESTION in does and self._reluctant()):
            return self._reply([self._say("pressed")])
        if Behaviour.PITCH in does and self._unclear() and not does & QUESTIONS:
            return self._reply([self._say("pitched")])
        said: list[str] = []
        told: list[tuple[str, int]] = []
        if does & REFLECTIONS:
            said, told = self._played_back([each for each in segments if each.behaviour in REFLECTIONS])
        asked = next((each for each in reversed(segments) if each.behaviour in QUESTIONS), None)
        if asked is not None:
            more, found = self._answer(asked, follows=self._follows(asked, taken_up=bool(does & REFLECTIONS)))
            said, told = [*said, *more], [*told, *found]
        elif not said:
            said, told = self._goes_on(does)
        if self._chance.random() < 0.08 and asked is not None and (question := self._unused("asks")):
            said.append(question)
        return self._reply(said, told)

    def ends(self) -> Reply:
        """Say good-bye as the talk went."""
        kind = "good" if self.trust >= self.temper.deep_at else "open" if self.trust >= 0.2 else "bad"
        wordings = dict(self.world.endings)[kind]
        return Reply(text=self._chance.choice(wordings), trust=self.trust)

    def clarity(self) -> float:
        """Give how much of the world is clear: the share of all levels that could be reached, 0 to 1."""
        most = sum(CONFIRMED if item.deepest >= _TOLD else item.deepest for item in self.world.items)
        return sum(self.told.values()) / most

    def _feel(self, segments: Sequence[CodedSegment]) -> None:
        temper = self.temper
        gains = {
            Behaviour.SIMPLE_REFLECTION: temper.playback,
            Behaviour.COMPLEX_REFLECTION: temper.playback,
            Behaviour.SUMMARY: temper.summary,
            Behaviour.TRANSPARENCY: temper.reason,
            Behaviour.HONESTY: temper.honesty,
            Behaviour.AUTONOMY: temper.freedom,
            Behaviour.AFFIRMATION: temper.affirmation,
            Behaviour.LEADING_QUESTION: -temper.leading,
            Behaviour.PRESSURE: -temper.pressure,
            Behaviour.DISMISSAL: -temper.dismissal,
            Behaviour.ADVICE: -temper.advice,
            Behaviour.PITCH: -temper.early_pitch if self._unclear() else 0.0,
        }
        does = {each.behaviour for each in segments}
        felt = {behaviour.value: gain for behaviour, gain in gains.items() if behaviour in does and gain}
        asks = bool(does & QUESTIONS)
        takes_up = bool(does & (REFLECTIONS | {Behaviour.TRANSPARENCY, Behaviour.AFFIRMATION}))
        follows = any(each.move and each.move.form == Form.FOLLOWUP for each in segments)
        self._burst = self._burst + 1 if asks and not takes_up and not follows else 0
        if self._burst > _BURST:
            felt[BURST] = -temper.burst
        move = sum(felt.values())
        self.moved = felt
        # What is gained is gained slowly near the top; what is lost is lost at once.
        self.trust = min(max(self.trust + move * ((1 - self.trust) if move > 0 else 1), 0.0), 1.0)

    def _unclear(self) -> bool:
        """Say whether the seller does not know yet what this is about: no goal and criterion in concrete words."""
        known = {self.world.item(id_).dimension for id_, level in self.told.items() if level >= 2}
        return not {Dimension.GOAL, Dimension.CRITERION} <= known

    def _reluctant(self) -> bool:
        return self._chance.random() > self.trust

    def _may_tell(self, item: HiddenItem, finding: bool) -> bool:
        need = {1: 0.0, 2: self.temper.open_at, 3: self.temper.deep_at}[item.depth] + 0.15 * self.world.guarded * (
            item.depth > 1
        )
        return self.trust + (0.08 if finding else 0.0) >= need

    def _follows(self, asked: CodedSegment, *, taken_up: bool) -> bool:
        """Say whether a question is about what was just said: a follow-up, or one without a topic of its own after a playback."""
        move = asked.move
        if move is None or move.form == Form.FOLLOWUP:
            return move is not None
        return taken_up and (not move.targets or not content_of(asked.text))

    def _answer(self, asked: CodedSegment, *, follows: bool) -> tuple[list[str], list[tuple[str, int]]]:
        """Tell what was asked for, as deep as trust allows; evade where it goes too deep, say so where nothing is left."""
        move = asked.move
        targets = set(move.targets) if move else set()
        finding = bool(move and move.form in _FINDING)
        likeness = self._likeness(asked.text)
        ranked = sorted(
            self.world.items,
            key=lambda item: (
                -(
                    (item.dimension in targets) * 1.0
                    + likeness[item.id] * 1.5
                    + 0.6 * (follows and self._turn - self._touched.get(item.id, -9) <= 1)
                    - 0.1 * item.depth
                )
            ),
        )
        fitting = [
            item
            for item in ranked
            if item.dimension in targets
            or likeness[item.id] >= _HIT
            or (follows and self._touched.get(item.id) == self._turn - 1)
        ]
        left = [item for item in fitting if self.told.get(item.id, 0) < min(item.deepest, _TOLD)]
        if not left:
            return [self._say("nothing_more" if fitting else "aside")], []
        ready = [item for item in left if self._may_tell(item, finding)]
        if not ready:
            return [self._say("evasive")], []
        most = 1 if asked.behaviour == Behaviour.CLOSED_QUESTION else max(1, min(self.world.talkative, 3))
        return self._tell(ready[:most], further=finding or asked.behaviour == Behaviour.OPEN_QUESTION)

    def _tell(self, items: Sequence[HiddenItem], *, further: bool) -> tuple[list[str], list[tuple[str, int]]]:
        said, told = [], []
        for at, item in enumerate(items):
            if at and self._chance.random() > self.temper.volunteer + 0.4 * self.trust:
                break
            level = self.told.get(item.id, 0) + 1
            if further and self._chance.random() < self.temper.volunteer * (0.5 + self.trust):
                level += 1
            level = min(level, item.deepest, _TOLD)
            while level > 1 and not item.says[level - 1]:
                level -= 1
            wordings = item.says[level - 1] or next(each for each in item.says if each)
            said.append(self._pick(wordings))
            told.append((item.id, level))
            self._touched[item.id] = self._turn
        return said, told

    def _played_back(self, segments: Sequence[CodedSegment]) -> tuple[list[str], list[tuple[str, int]]]:
        """Say yes to what was given back rightly; a yes makes what is checkable clear for good."""
        confirmed = []
        for each in segments:
            likeness = self._likeness(each.text)
            near = [
                item
                for item in self.world.items
                if self.told.get(item.id, 0) >= 1
                and (
                    likeness[item.id] >= _HIT
                    or (self._turn - self._touched.get(item.id, -9) <= 1 and likeness[item.id] >= _RECOGNISED)
                )
            ]
            near.sort(key=lambda item: -likeness[item.id])
            confirmed += near[: 4 if each.behaviour == Behaviour.SUMMARY else 1]
        told = [(item.id, CONFIRMED) for item in dict.fromkeys(confirmed) if self.told.get(item.id, 0) >= _TOLD]
        if confirmed:
            said = [self._say("yes")]
            unfinished = [item for item in confirmed if self.told[item.id] < min(item.deepest, _TOLD)]
            ready = [item for item in unfinished if self._may_tell(item, finding=True)]
            if ready:  # who is heard goes on by oneself
                more, found = self._tell(ready[:1], further=False)
                said, told = [*said, *more], [*told, *found]
            return said, told
        recent = any(self._turn - at <= _RECENT for at in self._touched.values())
        return [self._say("not_quite" if recent else "aside")], []

    def _goes_on(self, does: set[Behaviour | None]) -> tuple[list[str], list[tuple[str, int]]]:
        """Go on after a pause, a listening sign, a reason or an honest word; else talk about something else."""
        if does & {Behaviour.HONESTY, Behaviour.AUTONOMY, Behaviour.TRANSPARENCY, Behaviour.AFFIRMATION}:
            thanks = [self._say("thanks")]
            ready = [item for item in self._unfinished() if self._may_tell(item, finding=True)]
            if ready and self._chance.random() < self.trust:
                more, told = self._tell(ready[:1], further=False)
                return [*thanks, *more], told
            return thanks, []
        recent = [item for item in self._unfinished() if self._turn - self._touched.get(item.id, -9) <= _RECENT]
        ready = [item for item in recent if self._may_tell(item, finding=False)]
        if ready and does <= {Behaviour.ENCOURAGER, None} and self._chance.random() < 0.5 + 0.5 * self.trust:
            return self._tell(ready[:1], further=False)
        return [self._say("aside")], []

    def _unfinished(self) -> list[HiddenItem]:
        return [item for item in self.world.items if 0 < self.told.get(item.id, 0) < min(item.deepest, _TOLD)]

    def _likeness(self, text: str) -> dict[str, float]:
        vector = topic_vectors([text])[0]
        return {id_: float(vector @ key) for id_, key in self._keys.items()}

    def _reply(self, said: Sequence[str], told: Sequence[tuple[str, int]] = ()) -> Reply:
        for id_, level in told:
            self.told[id_] = max(self.told.get(id_, 0), level)
        return Reply(text=" ".join(said), told=tuple(told), trust=self.trust)

    def _say(self, reaction: str) -> str:
        return self._pick(self.world.wordings(reaction))

    def _unused(self, reaction: str) -> str:
        left = [each for each in self.world.wordings(reaction) if each not in self._used]
        return self._pick(left) if left else ""

    def _pick(self, wordings: Sequence[str]) -> str:
        fresh = [each for each in wordings if each not in self._used] or list(wordings)
        choice = self._chance.choice(fresh)
        self._used.add(choice)
        return choice

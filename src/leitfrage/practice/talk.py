"""A practice talk: the learner's words go through the real coder, the customer answers, and at the end one sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from leitfrage.analysis import Analysis, understand
from leitfrage.coding import Behaviour, CodedConversation, CodedSegment, Coding, Dimension, topic_vectors
from leitfrage.conversation import Conversation, Side, Speaker, Utterance
from leitfrage.practice.customer import BURST, Reply, SimulatedCustomer, Temper
from leitfrage.practice.worlds import HiddenItem, World
from leitfrage.questions import Suggestion, Worth, suggest
from leitfrage.wording import N_, translate

PAUSE = "…"  # what stands for saying nothing
_TURN = 0.06  # a change of trust from which on a turn is a turning point
_MOST_TURNING_POINTS = 5
_NAMED = 0.4  # likeness from which on a limit of the offer counts as named
# What moved trust, by the label of what was said.
_WHY = {
    Behaviour.SIMPLE_REFLECTION.value: N_("what was said was given back"),
    Behaviour.COMPLEX_REFLECTION.value: N_("what was said was given back"),
    Behaviour.SUMMARY.value: N_("it was summed up"),
    Behaviour.TRANSPARENCY.value: N_("it was said what for"),
    Behaviour.HONESTY.value: N_("a limit was named plainly"),
    Behaviour.AUTONOMY.value: N_("the choice was left free"),
    Behaviour.AFFIRMATION.value: N_("something particular was appreciated"),
    Behaviour.LEADING_QUESTION.value: N_("the question wanted a certain answer"),
    Behaviour.PRESSURE.value: N_("it pressed"),
    Behaviour.DISMISSAL.value: N_("it brushed something aside"),
    Behaviour.ADVICE.value: N_("advice that nobody had asked for"),
    Behaviour.PITCH.value: N_("selling before goal and criteria were known"),
    BURST: N_("a third question in a row, with nothing taken up"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TurningPoint:
    """A turn of the learner after which trust moved clearly; ``change`` on the scale from 0 to 1."""

    said: str
    answer: str
    change: float
    why: tuple[str, ...]  # sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hidden thing, and the level to which the learner brought it to light (0: not at all)."""

    item: HiddenItem
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What a practice talk came to: the hidden world against what was found, turning points, and the usual analysis."""

    found: tuple[Found, ...]
    clarity: float
    trust: float
    turning_points: tuple[TurningPoint, ...]
    said_no: bool
    fits: bool
    analysis: Analysis

    @property
    def untouched(self) -> tuple[Dimension, ...]:
        """Give the dimensions of which there was something to find and nothing came to light."""
        best: dict[Dimension, int] = {}
        for each in self.found:
            best[each.item.dimension] = max(best.get(each.item.dimension, 0), each.level)
        return tuple(dimension for dimension in Dimension if best.get(dimension) == 0)


@dataclass(slots=True)
class PracticeTalk:
    """One talk with a simulated customer. The same seed and the same words give the same talk.

    ``opening`` is the first sentence as it was said before, where a talk is taken up again; empty, the customer opens.
    """

    world: World
    seed: int = 0
    temper: Temper = field(default_factory=Temper)
    opening: str = ""
    customer: SimulatedCustomer = field(init=False)
    utterances: list[Utterance] = field(default_factory=list)
    segments: list[CodedSegment] = field(default_factory=list)
    coding: Coding = field(default_factory=Coding)
    _trust: list[float] = field(default_factory=list)
    _moved: list[dict[str, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.customer = SimulatedCustomer(self.world, seed=self.seed, temper=self.temper)
        opening = self.customer.opens()
        self._trust.append(opening.trust)
        self._add(self.opening or opening.text, Side.CUSTOMER)

    @property
    def seller(self) -> str:
        return translate(N_("You"), self.world.language)

    def say(self, text: str, kept: Reply | None = None) -> Reply:
        """Say something to the customer and get the answer; empty text is a pause.

        ``kept`` is the answer that was given before, where a talk is taken up again: it stands, whatever the customer
        would say today.
        """
        segments = self._add(text.strip() or PAUSE, Side.SELLER)
        before = dict(self.customer.told)
        reply = self.customer.hears(segments)
        self._moved.append(self.customer.moved)
        if kept is not None and kept != reply:
            reply = kept
            for id_, level in kept.told:
                if any(item.id == id_ for item in self.world.items):
                    before[id_] = max(before.get(id_, 0), level)
            self.customer.told, self.customer.trust = before, kept.trust
        self._trust.append(reply.trust)
        self._add(reply.text, Side.CUSTOMER)
        return reply

    def hints(self, worth: Worth | None = None) -> tuple[Suggestion, ...]:
        """Give what the guide would propose now."""
        analysis = understand(self.coded())
        return suggest(
            analysis.coded,
            analysis.map,
            analysis.promises,
            address=self.world.address,
            product=self.world.offer,
            limits=self.world.limits,
            worth=worth,
        )

    def coded(self) -> CodedConversation:
        """Give the talk so far, coded."""
        speakers = (
            Speaker(name=self.seller, side=Side.SELLER),
            Speaker(name=self.world.name, side=Side.CUSTOMER),
        )
        talk = Conversation(
            utterances=tuple(self.utterances), speakers=speakers, language=self.world.language, title=self.world.title
        )
        topics = topic_vectors([each.text for each in self.segments])
        return CodedConversation(conversation=talk, segments=tuple(self.segments), topics=topics)

    def review(self) -> Review:
        """Uncover the world and look back."""
        analysis = understand(self.coded())
        return Review(
            found=tuple(Found(item=item, level=self.customer.told.get(item.id, 0)) for item in self.world.items),
            clarity=self.customer.clarity(),
            trust=self.customer.trust,
            turning_points=_turning_points(self.utterances, self._trust, self._moved),
            said_no=_said(self.world.limits, [each.text for each in self.segments if each.side == Side.SELLER]),
            fits=self.world.fits,
            analysis=analysis,
        )

    def _add(self, text: str, side: Side) -> tuple[CodedSegment, ...]:
        utterance = Utterance(speaker=self.seller if side == Side.SELLER else self.world.name, text=text)
        self.utterances.append(utterance)
        added = self.coding.add(utterance, side)
        self.segments += added
        return added


def _said(limits: Sequence[str], texts: Sequence[str]) -> bool:
    """Say whether one of the offer's limits was named, in words that are near it."""
    return bool(limits and texts) and float((topic_vectors(limits) @ topic_vectors(texts).T).max()) >= _NAMED


def _turning_points(
    utterances: Sequence[Utterance], trust: Sequence[float], moved: Sequence[dict[str, float]]
) -> tuple[TurningPoint, ...]:
    """Give the turns that moved trust most, in the order of the talk; utterances alternate, the customer opens."""
    moves = [(abs(after - before), turn) for turn, (before, after) in enumerate(pairwise(trust))]
    clear = sorted(move for move in moves if move[0] >= _TURN)[-_MOST_TURNING_POINTS:]
    return tuple(
        TurningPoint(
            said=utterances[1 + 2 * turn].text,
            answer=utterances[2 + 2 * turn].text,
            change=(change := trust[turn + 1] - trust[turn]),
            why=tuple(_WHY[label] for label, gain in moved[turn].items() if (gain > 0) == (change > 0)),
        )
        for turn in sorted(turn for _, turn in clear)
    )

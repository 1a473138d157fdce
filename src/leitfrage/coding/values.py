"""The labels of the codebook, and what a coded conversation is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leitfrage.coding.features import Floats
from leitfrage.conversation import Conversation, Segment, Side


class Dimension(StrEnum):
    """What a customer's segment tells about the customer's world, in the order of the method."""

    GOAL = "goal"
    CRITERION = "criterion"
    MEASURE = "measure"
    DRIVER = "driver"
    SITUATION = "situation"
    INFLUENCER = "influencer"
    IMPLEMENTER = "implementer"
    OBSTACLE = "obstacle"
    ALTERNATIVE = "alternative"
    RISK = "risk"
    TIMELINE = "timeline"


class Behaviour(StrEnum):
    """What a seller's segment does in the conversation."""

    OPEN_QUESTION = "open_question"
    CLOSED_QUESTION = "closed_question"
    LEADING_QUESTION = "leading_question"
    SIMPLE_REFLECTION = "simple_reflection"
    COMPLEX_REFLECTION = "complex_reflection"
    SUMMARY = "summary"
    INFORMATION = "information"
    ADVICE = "advice"
    PITCH = "pitch"
    TRANSPARENCY = "transparency"
    AFFIRMATION = "affirmation"
    AUTONOMY = "autonomy"
    HONESTY = "honesty"
    PROMISE = "promise"
    PRESSURE = "pressure"
    DISMISSAL = "dismissal"
    ENCOURAGER = "encourager"
    OTHER = "other"


class Form(StrEnum):
    """A special form that a question may have."""

    SCALING = "scaling"
    CIRCULAR = "circular"
    HYPOTHETICAL = "hypothetical"
    EXCEPTION = "exception"
    RESOURCE = "resource"
    PARADOX = "paradox"
    EXPERIENCE = "experience"
    FOLLOWUP = "followup"
    STACKED = "stacked"


QUESTIONS = frozenset({Behaviour.OPEN_QUESTION, Behaviour.CLOSED_QUESTION, Behaviour.LEADING_QUESTION})
REFLECTIONS = frozenset({Behaviour.SIMPLE_REFLECTION, Behaviour.COMPLEX_REFLECTION, Behaviour.SUMMARY})
# What MITI calls not adherent, and what the method counts as harm to trust.
HARMFUL = frozenset({Behaviour.LEADING_QUESTION, Behaviour.PRESSURE, Behaviour.DISMISSAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a seller's segment does; ``behaviour`` is ``None`` below the threshold of confidence.

    ``question`` is the calibrated probability that the segment is a question of whatever kind.
    """

    behaviour: Behaviour | None
    confidence: float
    question: float = 0.0
    targets: tuple[Dimension, ...] = ()
    form: Form | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing that a customer's segment says: the dimension, its clarity (1 to 4), the confidence (0 to 1)."""

    dimension: Dimension
    clarity: int
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedSegment:
    """A segment with its labels: a ``move`` on the seller's side, ``says`` and ``commitment`` on the customer's."""

    segment: Segment
    move: Move | None = None
    says: tuple[Statement, ...] = ()
    commitment: bool = False

    @property
    def id(self) -> int:
        return self.segment.id

    @property
    def text(self) -> str:
        return self.segment.text

    @property
    def side(self) -> Side:
        return self.segment.side

    @property
    def behaviour(self) -> Behaviour | None:
        return self.move.behaviour if self.move else None

    @property
    def is_question(self) -> bool:
        return self.behaviour in QUESTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedConversation:
    """A conversation with sides and language settled, and its labelled segments in order.

    ``topics`` (segments × TOPIC, rows of unit length) tell what each segment is about; later rooms compare with them.
    """

    conversation: Conversation
    segments: tuple[CodedSegment, ...]
    topics: Floats

    def turns(self) -> tuple[tuple[CodedSegment, ...], ...]:
        """Group the segments by side until the other side takes the floor (encouragers do not take it)."""
        groups: list[list[CodedSegment]] = []
        for each in self.segments:
            if groups and groups[-1][0].side == each.side:
                groups[-1].append(each)
            else:
                groups.append([each])
        return tuple(tuple(group) for group in groups)

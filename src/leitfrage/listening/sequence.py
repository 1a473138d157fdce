"""The talk as a sequence of turns, with the questions that the rules and measures ask of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from leitfrage.coding import QUESTIONS, REFLECTIONS, Behaviour, CodedConversation, CodedSegment, Dimension, Form
from leitfrage.coding.features import content_of, words_of
from leitfrage.conversation import Side

# Facts and figures of the customer's house: asking for them costs the customer and serves mostly the seller.
FACTS = frozenset({Dimension.SITUATION, Dimension.INFLUENCER, Dimension.TIMELINE})
_SELDOM_INVESTIGATIVE = frozenset(
    {Form.SCALING, Form.CIRCULAR, Form.HYPOTHETICAL, Form.EXCEPTION, Form.RESOURCE, Form.PARADOX, Form.EXPERIENCE}
)


@dataclass(frozen=True)
class Turn:
    """What one side says until the other takes the floor; ``at`` counts turns from 0."""

    at: int
    side: Side
    segments: tuple[CodedSegment, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(each.text for each in self.segments)

    @cached_property
    def words(self) -> int:
        return len(words_of(self.text))

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(each.id for each in self.segments)

    def does(self, *behaviours: Behaviour) -> tuple[CodedSegment, ...]:
        """Give the segments of the turn that do one of these."""
        return tuple(each for each in self.segments if each.behaviour in behaviours)

    @cached_property
    def questions(self) -> tuple[CodedSegment, ...]:
        return self.does(*QUESTIONS)

    @cached_property
    def reflects(self) -> bool:
        return bool(self.does(*REFLECTIONS))

    @cached_property
    def investigates(self) -> bool:
        """Say whether the turn asks for facts (a closed or open question about facts, without a coaching form)."""
        return any(is_investigative(each) for each in self.questions)

    @cached_property
    def only_encourages(self) -> bool:
        return all(each.behaviour == Behaviour.ENCOURAGER for each in self.segments)

    @cached_property
    def content(self) -> frozenset[str]:
        return content_of(self.text)

    @cached_property
    def asks_back(self) -> bool:
        """Say whether a customer's turn ends in a question."""
        return self.side == Side.CUSTOMER and self.segments[-1].text.rstrip().endswith("?")


def is_investigative(segment: CodedSegment) -> bool:
    """Say whether a question is after facts; the coaching forms are not, whatever they ask about."""
    move = segment.move
    if move is None or move.behaviour not in QUESTIONS or move.form in _SELDOM_INVESTIGATIVE:
        return False
    # A question without targets is about the meeting itself ("where did we stop?") and asks the customer for nothing.
    return bool(move.targets) and (move.behaviour == Behaviour.CLOSED_QUESTION or bool(set(move.targets) & FACTS))


@dataclass(frozen=True)
class Talk:
    """A coded conversation as turns; encouragers of the seller do not break a customer's turn."""

    coded: CodedConversation
    turns: tuple[Turn, ...]

    @classmethod
    def of(cls, coded: CodedConversation) -> Talk:
        return cls(coded, tuple(Turn(at, group[0].side, group) for at, group in enumerate(coded.turns())))

    @cached_property
    def seller_turns(self) -> tuple[Turn, ...]:
        """The seller's turns that say more than "mhm"."""
        return tuple(turn for turn in self.turns if turn.side == Side.SELLER and not turn.only_encourages)

    @cached_property
    def customer_turns(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.side == Side.CUSTOMER)

    def before(self, turn: Turn) -> Turn | None:
        return self.turns[turn.at - 1] if turn.at else None

    def after(self, turn: Turn) -> Turn | None:
        return self.turns[turn.at + 1] if turn.at + 1 < len(self.turns) else None

    @cached_property
    def questions(self) -> tuple[CodedSegment, ...]:
        return tuple(each for turn in self.seller_turns for each in turn.questions)

    @cached_property
    def timed(self) -> bool:
        """Say whether nearly all utterances carry a start and an end that is not just the start."""
        utterances = self.coded.conversation.utterances
        spans = [each for each in utterances if each.start is not None and each.end is not None and each.end > each.start]
        return len(spans) >= 0.9 * len(utterances)

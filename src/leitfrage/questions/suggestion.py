"""What the guide proposes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from leitfrage.coding import Dimension
from leitfrage.questions.catalogue import Question
from leitfrage.wording import N_, Message

Worth = Callable[[Question], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A proposal for the next move: a question of the catalogue, a follow-up, or a move that is no question.

    ``question`` is the question's id, or ``reflect``, ``summarise``, ``answer``, ``wait``, ``close``, ``step-back``.
    ``text`` is in the language of the conversation (a prompt for the moves that are no questions); ``evidence`` names
    the segments whose words it uses or rests on; ``weight`` orders proposals and means nothing else. ``take_up`` are the
    customer's words to give back before the question, where something was just said (R-01, REQ-22); ``depth`` says how deep a question goes, 1 to 3.
    """

    question: str
    text: str | Message
    dimension: Dimension | None
    form: str
    because: Message
    evidence: tuple[int, ...]
    weight: float
    reason: str = ""
    take_up: str = ""
    depth: int = 1


DIMENSION_NAMES = {
    Dimension.GOAL: N_("goals"),
    Dimension.CRITERION: N_("criteria"),
    Dimension.MEASURE: N_("measures"),
    Dimension.DRIVER: N_("drivers"),
    Dimension.SITUATION: N_("situation"),
    Dimension.INFLUENCER: N_("people with influence"),
    Dimension.IMPLEMENTER: N_("whom to involve"),
    Dimension.OBSTACLE: N_("obstacles"),
    Dimension.ALTERNATIVE: N_("alternatives"),
    Dimension.RISK: N_("risks"),
    Dimension.TIMELINE: N_("timeline"),
}


def named(dimension: Dimension) -> Message:
    """Give the name of a dimension as it stands within a sentence."""
    return Message.of(DIMENSION_NAMES[dimension])

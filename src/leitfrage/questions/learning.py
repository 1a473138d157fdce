"""From talks to what is believed of questions, and back into the guide (REQ-40, M-13)."""

from __future__ import annotations

from leitfrage.clarity import ClarityMap
from leitfrage.coding import CodedConversation, CodedSegment, Dimension
from leitfrage.listening import Talk, gained_by_question
from leitfrage.questions.catalogue import Catalogue, Question
from leitfrage.questions.effect import Asked, Effects
from leitfrage.questions.recognition import recognised
from leitfrage.questions.suggestion import Worth

FREE = "free"  # a question in the seller's own words, of which only form and dimension are known
UNKNOWN = "-"
_PHASE_OF = {
    Dimension.SITUATION: "situation",
    Dimension.DRIVER: "situation",
    Dimension.GOAL: "goal",
    Dimension.CRITERION: "criteria",
    Dimension.OBSTACLE: "obstacles",
    Dimension.INFLUENCER: "people",
    Dimension.IMPLEMENTER: "people",
    Dimension.ALTERNATIVE: "options_risks",
    Dimension.RISK: "options_risks",
    Dimension.MEASURE: "measures",
    Dimension.TIMELINE: "measures",
}


def askings(coded: CodedConversation, clarity: ClarityMap, catalogue: Catalogue, kind: str = UNKNOWN) -> tuple[Asked, ...]:
    """Give the questions of a talk in their order, each with the levels of clarity that rose after it.

    A question of the catalogue is known by its words; any other counts as ``FREE``, with the form and dimension that the
    coder sees in it. ``kind`` is the kind of customer, in the caller's own terms. Nothing of what was said is kept.
    """
    talk = Talk.of(coded)
    gained = gained_by_question(talk, clarity)
    found = []
    for turn in talk.seller_turns:
        known = recognised(turn.text, catalogue) if "?" in turn.text else None
        gain = sum(gained.get(each.id, 0) for each in turn.questions)
        if known is not None and turn.questions:
            found.append(_asked(known, kind, gain))
        else:
            found += [_free(each, kind, gained[each.id]) for each in turn.questions]
    return tuple(found)


def worth(effects: Effects, seed: int, kind: str = UNKNOWN) -> Worth:
    """Give what each question is believed to bring, for the guide: drawn anew with each seed (Thompson sampling).

    A question of which little is known varies much from seed to seed, so that it is tried now and then; one that often
    brought nothing stays behind. The same talks and the same seed give the same proposals.
    """
    draw = effects.drawn(seed)

    def gain(question: Question) -> float:
        dimension = question.dimension.value if question.dimension else UNKNOWN
        return draw.gain(question=question.id, form=question.type, dimension=dimension, phase=question.phase, kind=kind)

    return gain


def _asked(question: Question, kind: str, gain: float) -> Asked:
    dimension = question.dimension.value if question.dimension else UNKNOWN
    return Asked(
        question=question.id, form=question.type, dimension=dimension, phase=question.phase, kind=kind, gain=float(gain)
    )


def _free(segment: CodedSegment, kind: str, gain: float) -> Asked:
    move = segment.move
    targets = move.targets if move else ()
    behaviour = move.behaviour.value.removesuffix("_question") if move and move.behaviour else "open"
    return Asked(
        question=FREE,
        form=move.form.value if move and move.form else behaviour,
        dimension=targets[0].value if targets else UNKNOWN,
        phase=_PHASE_OF[targets[0]] if targets else UNKNOWN,
        kind=kind,
        gain=float(gain),
    )

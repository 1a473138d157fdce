"""What to ask next, or whether to ask at all (methodology section 4): deterministic, and each proposal says why.

1. Questions whose preconditions fail, or whose gaps no verbatim words of the customer can fill, drop out.
2. So do closed topics: refused (REQ-21), twice asked without news or confirmed (R-11), too deep for now (R-08, R-12).
3. The rest is weighed: what is unclear × what the phase needs, more if it takes up the customer's last words, less if it
   is one more question for facts or repeats a topic.
4. "Do not ask: give back what you heard" always competes (R-01); an unanswered question of the customer, a worry, or a
   due summary beat every question (R-10, R-18, R-09), and so do signs that the offer does not fit (R-16).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leitfrage.clarity import ClarityMap, Status
from leitfrage.coding import CodedConversation, Dimension
from leitfrage.listening import Talk
from leitfrage.listening.sequence import FACTS
from leitfrage.promises import Promise
from leitfrage.questions.catalogue import Catalogue, Question, own, variant_of
from leitfrage.questions.follow_up import FOLLOW_UP, follow_ups, is_follow_up
from leitfrage.questions.guard import passes
from leitfrage.questions.moves import moves
from leitfrage.questions.slots import filled
from leitfrage.questions.state import State
from leitfrage.questions.suggestion import Suggestion, Worth, named
from leitfrage.wording import N_, Message

MOST = 3
# How much a dimension is needed for a good decision, when nothing else decides. All weights are our own.
_IMPORTANCE = {
    Dimension.GOAL: 1.0,
    Dimension.CRITERION: 1.0,
    Dimension.DRIVER: 0.8,
    Dimension.OBSTACLE: 0.75,
    Dimension.RISK: 0.75,
    Dimension.IMPLEMENTER: 0.7,
    Dimension.ALTERNATIVE: 0.7,
    Dimension.TIMELINE: 0.65,
    Dimension.MEASURE: 0.6,
    Dimension.INFLUENCER: 0.6,
    Dimension.SITUATION: 0.5,
}
_META_WEIGHT = 0.18
_TAKES_UP = 0.25
_UNTOUCHED = 0.25  # nothing at all was said about it yet
_HINTED = 0.15  # the customer has just hinted at it
_ANCHOR = 0.04  # among equals, the plain main question of a dimension comes first
_BURST = 0.25
_MOST_BURST = 2  # so many turns in a row may ask for facts
_REPEAT = 0.2
_LEARNT = 0.25  # a level of clarity more than usual, believed from earlier talks, weighs like taking up the last words
_LEAVE = "meta-08"
DEEP = 3
_LATE = 0.2  # share of the time from which on a talk is brought to its end
_CLOSING = 0.4
_TOO_LATE = 0.15


def suggest(
    coded: CodedConversation,
    clarity: ClarityMap,
    promised: tuple[Promise, ...] = (),
    *,
    catalogue: Catalogue | None = None,
    address: str = "sie",
    product: str = "",
    limits: Sequence[str] = (),
    worth: Worth | None = None,
    left: float = 1.0,
    most: int = MOST,
    next_talk: bool = False,
) -> tuple[Suggestion, ...]:
    """Give at most ``most`` proposals of at least two kinds, the best first.

    ``address`` is ``sie`` or ``du`` (German only); ``product`` is the name of the own offer, with article, for questions
    that name it. ``limits`` are sentences that say what the own offer cannot do. ``worth`` tells how much more clarity than
    usual a question is believed to bring, in levels (see ``effect``). ``left`` is the share of the talk's time that is left, 1 to 0, where it is known. ``next_talk``: the talk is
    over and the next one is prepared, so what hangs on the last turn falls away.
    """
    found = candidates(
        coded,
        clarity,
        promised,
        catalogue=catalogue,
        address=address,
        product=product,
        limits=limits,
        worth=worth,
        left=left,
        next_talk=next_talk,
    )
    return _chosen(found, most, enough_kinds=2)


def candidates(
    coded: CodedConversation,
    clarity: ClarityMap,
    promised: tuple[Promise, ...] = (),
    *,
    catalogue: Catalogue | None = None,
    address: str = "sie",
    product: str = "",
    limits: Sequence[str] = (),
    worth: Worth | None = None,
    left: float = 1.0,
    next_talk: bool = False,
) -> tuple[Suggestion, ...]:
    """Give everything that may be proposed now, the best first; see ``suggest`` for what the arguments mean."""
    chosen = catalogue or own()
    state = State(Talk.of(coded), clarity, promised, chosen)
    floor = _Floor(
        state, chosen, variant_of(state.language, address), product=product, worth=worth, left=left, next_talk=next_talk
    )
    pool = chosen.questions if next_talk else (*chosen.questions, *follow_ups(state))
    questions = [found for question in pool if (found := floor.proposal(question))]
    if not next_talk:
        questions = _with_leave(state, questions)
    return tuple(
        sorted([*([] if next_talk else moves(state, limits)), *questions], key=lambda each: (-each.weight, each.question))
    )


def _with_leave(state: State, proposals: Sequence[Suggestion]) -> list[Suggestion]:
    """R-04: where the talk may go deep next, leave to do so comes first; without it, deep questions stay out."""
    deep = [each for each in proposals if each.depth >= DEEP]
    if state.permission or not deep:
        return list(proposals)
    best = max(each.weight for each in deep)
    because = Message.of(N_("The next question goes deep: ask for leave first (R-04)."))
    return [
        replace(each, weight=max(each.weight, best), because=because) if each.question == _LEAVE else each
        for each in proposals
        if each.depth < DEEP
    ]


def _chosen(ranked: Sequence[Suggestion], most: int, *, enough_kinds: int) -> tuple[Suggestion, ...]:
    """Take the best, one a dimension and not more than half of one form, so that nothing sounds like an interrogation."""
    chosen: list[Suggestion] = []
    for each in ranked:
        if len(chosen) == most:
            break
        same_topic = any(other.dimension == each.dimension and each.dimension is not None for other in chosen)
        crowded = sum(other.form == each.form for other in chosen) >= max(most - enough_kinds + 1, 1)
        meta = each.dimension is None and any(other.dimension is None for other in chosen)
        if not same_topic and not crowded and not meta:
            chosen.append(each)
    return tuple(chosen)


# Questions of the catalogue


@dataclass(frozen=True)
class _Floor:
    """What stays the same while the questions are weighed."""

    state: State
    catalogue: Catalogue
    variant: str
    product: str
    worth: Worth | None
    left: float
    next_talk: bool

    def proposal(self, question: Question) -> Suggestion | None:
        """Give a question with its gaps filled and its weight, unless something speaks against asking it now."""
        state = self.state
        if self.variant not in dict(question.wordings) or not all(_holds(state, each) for each in question.preconditions):
            return None
        if _is_shut(state, question) or (self.next_talk and ("wert" in question.slots or question.phase == "closing")):
            return None
        gaps = filled(state, question.slots, self.product)
        if gaps is None:
            return None
        text = question.wording(self.variant).format(**{slot: span for slot, (span, _) in gaps.items()})
        if not passes(text) or (not self.next_talk and state.asked_before(question, text)):
            return None
        take_up = "" if self.next_talk else state.heard
        if state.burst >= _MOST_BURST and not take_up and (question.investigative or question.dimension in FACTS):
            return None
        places = tuple(dict.fromkeys(place for _, spots in gaps.values() for place in spots))
        weight, because = _weighed(state, question, places)
        weight += _LEARNT * self.worth(question) if self.worth else 0.0
        if self.left <= _LATE:
            weight += _CLOSING * (question.phase == "closing") - _TOO_LATE * (question.depth >= DEEP - 1)
        return Suggestion(
            question=question.id,
            text=text,
            dimension=question.dimension,
            form=question.type,
            because=because,
            evidence=places or _grounds(state, question.dimension),
            weight=weight,
            reason=self.catalogue.reason(question.dimension, self.variant),
            take_up=take_up,
            depth=question.depth,
        )


def _is_shut(state: State, question: Question) -> bool:
    """Say whether a topic is closed, or too deep for now (R-08, R-11, R-12, REQ-21)."""
    dimension = question.dimension
    if dimension is not None and (dimension in state.refused or dimension in state.exhausted or _is_done(state, dimension)):
        return True
    return question.depth >= DEEP and not (state.rapport and dimension is not None and state.asked[dimension] >= 2)


def _holds(state: State, precondition: str) -> bool:
    if precondition.startswith("flag:"):
        return precondition[5:] in state.flags
    if precondition == "rapport_ok":
        return state.rapport
    if precondition == "permission_given":
        return state.permission
    if precondition == "summary_ready":
        return sum(item.level >= 2 for dimension in Dimension for item in state.mentions(dimension)) >= 3
    name, least = precondition.split(">=")
    if name == "turns":
        return len(state.talk.turns) >= int(least)
    if name.startswith("count("):
        return len(state.mentions(Dimension(name[6:-1]))) >= int(least)
    return state.clarity.level(Dimension(name)) >= int(least)


def _is_done(state: State, dimension: Dimension) -> bool:
    """R-11: clear and confirmed, with nothing vague left beside it."""
    items = state.clarity.of(dimension)
    return bool(items) and all(item.level >= 3 and item.status == Status.CONFIRMED for item in items)


def _grounds(state: State, dimension: Dimension | None) -> tuple[int, ...]:
    """Give the places on which a question without gaps rests: the vaguest that was said in its dimension."""
    if dimension is None:
        return ()
    items = sorted(state.clarity.of(dimension), key=lambda item: item.level)
    return tuple(proof.segment for item in items[:1] for proof in item.evidence[:2])


def _deepening(state: State, dimension: Dimension) -> tuple[float, Message]:
    """Weigh a follow-up: one level more about what was just said; drilling on and on is no conversation."""
    drilled = sum(is_follow_up(turn) for turn in state.asking[-2:])
    weight = _IMPORTANCE[dimension] / 4 + _TAKES_UP - _REPEAT * drilled
    return weight, Message.of(
        N_("It deepens what the customer has just said, about: {dimension}."), dimension=named(dimension)
    )


def _weighed(state: State, question: Question, places: Sequence[int]) -> tuple[float, Message]:
    dimension = question.dimension
    if dimension is None:
        return _META_WEIGHT, Message.of(N_("It keeps the frame of the talk clear."))
    if question.type == FOLLOW_UP:
        return _deepening(state, dimension)
    level = state.clarity.level(dimension)
    gap = max((question.target_level or 2) - state.believed(dimension), 0.0) / 4
    weight = gap * _IMPORTANCE[dimension] + _ANCHOR * (question.depth <= 2 and not question.slots)
    taken_up = bool(set(places) & state.recent)
    hinted = any(
        item.level == 1 and {proof.segment for proof in item.evidence} & state.recent for item in state.clarity.of(dimension)
    )
    weight += _TAKES_UP * taken_up + _HINTED * hinted + _UNTOUCHED * (level == 0)
    weight -= _BURST * min(state.burst, 3) * question.investigative
    weight -= _REPEAT * min(state.recently_asked[dimension], 2)
    if question.type == "confirmation" and level >= 2:
        weight += 0.1
    name = named(dimension)
    if taken_up:
        because = Message.of(N_("It takes up what the customer has just said, about: {dimension}."), dimension=name)
    elif level == 0:
        because = Message.of(N_("Nothing was said yet about: {dimension}."), dimension=name)
    elif level == 1:
        because = Message.of(N_("So far only hinted at: {dimension}."), dimension=name)
    elif question.type == "confirmation":
        because = Message.of(N_("Said, but not yet given back and confirmed: {dimension}."), dimension=name)
    else:
        because = Message.of(N_("Concrete, but not yet so that one could check it: {dimension}."), dimension=name)
    return weight, because

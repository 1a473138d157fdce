"""What to ask next, or whether to ask at all (methodology section 4): deterministic, and each proposal says why.

1. Questions whose preconditions fail, or whose gaps no verbatim words of the customer can fill, drop out.
2. So do closed topics: refused (REQ-21), twice asked without news or confirmed (R-11), too deep for now (R-08, R-12).
3. The rest is weighed: what is unclear × what the phase needs, more if it takes up the customer's last words, less if it
   is one more question for facts or repeats a topic.
4. "Do not ask: give back what you heard" always competes (R-01); an unanswered question of the customer, a worry, or a
   due summary beat every question (R-10, R-18, R-09), and so do signs that the offer does not fit (R-16).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from leitfrage.clarity import ClarityMap, Item, Status
from leitfrage.coding import Behaviour, CodedConversation, Dimension, topic_vectors
from leitfrage.conversation import Side
from leitfrage.listening import Talk
from leitfrage.promises import Promise
from leitfrage.questions.catalogue import Catalogue, Question, own, variant_of
from leitfrage.questions.guard import passes
from leitfrage.questions.state import SLOT_WORDS, State
from leitfrage.wording import N_, Message

MOST = 3
SUM_EVERY = 8
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
_FOLLOW_UP = 0.25
_HINTED = 0.15  # the customer has just hinted at it
_ANCHOR = 0.04  # among equals, the plain main question of a dimension comes first
_BURST = 0.25
_REPEAT = 0.2
_REFLECT = 0.3
_FIRST = 2.0  # precedence of
SLOT_DIMENSION = {
    "ziel": Dimension.GOAL,
    "option": Dimension.ALTERNATIVE,
    "hindernis": Dimension.OBSTACLE,
    "kriterium": Dimension.CRITERION,
    "gefahr": Dimension.RISK,
    "termin": Dimension.TIMELINE,
    "massnahme": Dimension.MEASURE,
    "situation": Dimension.SITUATION,
    "antrieb": Dimension.DRIVER,
}
_LIST_DIMENSION = {
    "kriterien_liste": Dimension.CRITERION,
    "optionen_liste": Dimension.ALTERNATIVE,
    "vereinbarung": Dimension.MEASURE,
}
_CANNOT = re.compile(
    r"\b(?:nicht|kein\w*|können wir nicht|schaffen wir nicht|not|can't|cannot|won't|don't|no)\b", re.IGNORECASE
)
_UNMET = 0.3
_LEARNT = 0.25  # a level of clarity more than usual, believed from earlier talks, weighs like taking up the last words
_NEEDS = (Dimension.CRITERION, Dimension.TIMELINE, Dimension.GOAL, Dimension.OBSTACLE)
Worth = Callable[[Question], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A proposal for the next move: a question of the catalogue, or ``reflect``, ``summarise``, ``answer``, ``step-back``.

    ``text`` is in the language of the conversation (a prompt for the moves that are no questions); ``evidence`` names
    the segments whose words it uses or rests on; ``weight`` orders proposals and means nothing else. ``take_up`` are the
    customer's words to give back before the question, where something was just said (R-01, REQ-22).
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
    most: int = MOST,
    next_talk: bool = False,
) -> tuple[Suggestion, ...]:
    """Give at most ``most`` proposals of at least two kinds, the best first.

    ``address`` is ``sie`` or ``du`` (German only); ``product`` is the name of the own offer, with article, for questions
    that name it. ``limits`` are sentences that say what the own offer cannot do. ``worth`` tells how much more clarity than
    usual a question is believed to bring, in levels (see ``effect``). ``next_talk``: the talk is over and the next one is prepared, so what hangs on the last turn falls away.
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
    next_talk: bool = False,
) -> tuple[Suggestion, ...]:
    """Give everything that may be proposed now, the best first; see ``suggest`` for what the arguments mean."""
    state = State(Talk.of(coded), clarity, promised)
    variant = variant_of(state.language, address)
    chosen = catalogue or own()
    questions = [
        found
        for question in chosen.questions
        if (found := _proposal(state, question, chosen, variant, product, worth, next_talk=next_talk))
    ]
    return tuple(
        sorted([*([] if next_talk else _moves(state, limits)), *questions], key=lambda each: (-each.weight, each.question))
    )


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


# Moves that are no questions


def _moves(state: State, limits: Sequence[str]) -> list[Suggestion]:
    found = [_step_back(state), _out_of_reach(state, limits), _answer(state), _reflect(state), _summarise(state)]
    return [each for each in found if each is not None]


def _step_back(state: State) -> Suggestion | None:
    """R-16: the seller has named a limit that meets what the customer must have."""
    topics, rows = state.talk.coded.topics, {each.id: row for row, each in enumerate(state.talk.coded.segments)}
    for each in reversed(state.talk.coded.segments):
        if each.behaviour != Behaviour.HONESTY or not _CANNOT.search(each.text):
            continue
        for dimension in (Dimension.CRITERION, Dimension.TIMELINE, Dimension.GOAL):
            for item in state.mentions(dimension):
                place = item.evidence[0].segment
                if item.level >= 3 and place < each.id and float(topics[rows[each.id]] @ topics[rows[place]]) >= _UNMET:
                    return Suggestion(
                        question="step-back",
                        text=Message.of(
                            N_(
                                "Step back: “{must}” may not be within your reach. Say so, and say what would help instead, even if it is somebody else's offer."
                            ),
                            must=item.label,
                        ),
                        dimension=None,
                        form="step back",
                        because=Message.of(N_("You named a limit that touches what the customer must have (R-16).")),
                        evidence=(place, each.id),
                        weight=_FIRST + 0.3,
                    )
    return None


def _out_of_reach(state: State, limits: Sequence[str]) -> Suggestion | None:
    """R-16: what the customer must have meets what the own offer cannot do."""
    if not limits:
        return None
    said_already = any(each.behaviour == Behaviour.HONESTY for each in state.talk.coded.segments)
    vectors = topic_vectors(limits)
    rows = {each.id: row for row, each in enumerate(state.talk.coded.segments)}
    needs = [
        (item, proof.segment)
        for dimension in _NEEDS
        for item in state.mentions(dimension)
        if item.level >= 2
        for proof in item.evidence
        if state.talk.coded.segments[rows[proof.segment]].side == Side.CUSTOMER
    ]
    likeness = [(float(max(vectors @ state.talk.coded.topics[rows[place]])), item, place) for item, place in needs]
    nearest = max(likeness, key=lambda each: each[0], default=None)
    if nearest is None or nearest[0] < _UNMET or said_already:
        return None
    _, item, place = nearest
    limit = limits[int(np.argmax(vectors @ state.talk.coded.topics[rows[place]]))]
    return Suggestion(
        question="step-back",
        text=Message.of(
            N_("Say plainly: {limit} Then ask what that means for “{must}”, even if it leads to somebody else's offer."),
            limit=limit,
            must=item.label,
        ),
        dimension=None,
        form="step back",
        because=Message.of(N_("What the customer needs may be what your offer cannot do (R-16).")),
        evidence=(place,),
        weight=_FIRST + 0.1,
    )


def _answer(state: State) -> Suggestion | None:
    last = state.last_customer
    if last is None or not state.customer_is_last or not last.asks_back:
        return None
    return Suggestion(
        question="answer",
        text=Message.of(
            N_("Answer first: “{question}”. Say it plainly, or say what you do not know."), question=last.segments[-1].text
        ),
        dimension=None,
        form="answer",
        because=Message.of(N_("The customer has asked; an answer comes before the next question (R-18).")),
        evidence=(last.segments[-1].id,),
        weight=_FIRST + 0.2,
    )


def _reflect(state: State) -> Suggestion | None:
    last = state.last_customer
    said = [each for each in last.segments if each.says] if last else []
    if not said:
        return None
    each = said[-1]
    worried = any(s.dimension in (Dimension.RISK, Dimension.OBSTACLE) for s in each.says)
    weight = _REFLECT + 0.3 * state.burst + (_FIRST if worried and state.customer_is_last else 0.0)
    because = (
        Message.of(N_("A worry was just voiced: take it up before you ask or explain (R-10, R-13)."))
        if worried
        else Message.of(N_("{n} turns in a row asked for facts (R-01)."), n=state.burst)
        if state.burst >= 2
        else Message.of(N_("Not asking is a choice too: who hears own words back goes on by oneself (R-01)."))
    )
    return Suggestion(
        question="reflect",
        text=Message.of(N_("Do not ask now. Give back what you heard: “{quote}” – and wait."), quote=each.text),
        dimension=each.says[0].dimension,
        form="reflection",
        because=because,
        evidence=(each.id,),
        weight=weight,
    )


def _summarise(state: State) -> Suggestion | None:
    """R-09: a summary is due after eight customer turns with something new since the last one."""
    since = 0
    for turn in state.talk.turns:
        if turn.does(Behaviour.SUMMARY):
            since = 0
        elif turn.side == Side.CUSTOMER and any(each.says for each in turn.segments):
            since += 1
    items = _summary_items(state)
    if since < SUM_EVERY or len(items) < 3:
        return None
    spans = [state.span(item) for item in items]
    quoted = "; ".join(f"„{span}“" if state.language == "de" else f"“{span}”" for span, _ in spans)
    return Suggestion(
        question="summarise",
        text=Message.of(N_("Sum up before you go on: {spans}. Then ask what you should correct."), spans=quoted),
        dimension=None,
        form="summary",
        because=Message.of(N_("{n} turns with something new since the last summary (R-09)."), n=since),
        evidence=tuple(place for _, place in spans),
        weight=_FIRST - 0.5,
    )


def _summary_items(state: State) -> list[Item]:
    best = [item for dimension in Dimension for item in state.mentions(dimension)[:1] if item.level >= 2]
    return best[:5]


# Questions of the catalogue


def _proposal(
    state: State,
    question: Question,
    catalogue: Catalogue,
    variant: str,
    product: str,
    worth: Worth | None,
    *,
    next_talk: bool,
) -> Suggestion | None:
    if variant not in dict(question.wordings) or not all(_holds(state, each) for each in question.preconditions):
        return None
    dimension = question.dimension
    if dimension is not None and (dimension in state.refused or dimension in state.exhausted or _is_done(state, dimension)):
        return None
    if question.depth == 3 and not (state.rapport and dimension is not None and state.asked[dimension] >= 2):
        return None
    if next_talk and ("wert" in question.slots or question.phase == "closing"):
        return None
    gaps = _filled(state, question.slots, product)
    if gaps is None:
        return None
    text = question.wording(variant).format(**{slot: span for slot, (span, _) in gaps.items()})
    if not passes(text):
        return None
    places = tuple(dict.fromkeys(place for _, spots in gaps.values() for place in spots))
    weight, because = _weighed(state, question, places)
    if worth:
        weight += _LEARNT * worth(question)
    return Suggestion(
        question=question.id,
        text=text,
        dimension=dimension,
        form=question.type,
        because=because,
        evidence=places or _grounds(state, dimension),
        weight=weight,
        reason=catalogue.reason(dimension, variant),
        take_up="" if next_talk else state.heard,
    )


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


def _filled(state: State, slots: Sequence[str], product: str) -> dict[str, tuple[str, tuple[int, ...]]] | None:
    """Fill the gaps with verbatim words and say where they stand; ``None`` where one cannot be filled."""
    gaps: dict[str, tuple[str, tuple[int, ...]]] = {}
    for slot in slots:
        if slot == "produkt":
            if not product:
                return None
            gaps[slot] = (product, ())
        elif slot == "person":
            if (person := state.person()) is None:
                return None
            gaps[slot] = (person[0], (person[1],))
        elif slot == "wert":
            if state.scale_value is None:
                return None
            gaps[slot] = (state.scale_value[0], (state.scale_value[1],))
        elif slot in _LIST_DIMENSION or slot == "zusammenfassung":
            found = _summary_items(state) if slot == "zusammenfassung" else list(state.mentions(_LIST_DIMENSION[slot]))
            items = [each for each in found if state.speakable(each)][:4]
            if len(items) < (3 if slot == "zusammenfassung" else 2):
                return None
            spans = [state.span(item) for item in items]
            quotes = "„{}“" if state.language == "de" else "“{}”"
            gaps[slot] = ("; ".join(quotes.format(span) for span, _ in spans), tuple(place for _, place in spans))
        else:
            mentions = state.mentions(SLOT_DIMENSION[slot])
            recent = [item for item in mentions if {proof.segment for proof in item.evidence} & state.recent]
            item = next((each for each in [*recent, *mentions] if each.level >= 2 and state.speakable(each)), None)
            if item is None:
                return None
            span, place = state.span(item)
            if len(span.split()) > SLOT_WORDS:
                return None
            gaps[slot] = (span, (place,))
    return gaps


def _grounds(state: State, dimension: Dimension | None) -> tuple[int, ...]:
    """Give the places on which a question without gaps rests: the vaguest that was said in its dimension."""
    if dimension is None:
        return ()
    items = sorted(state.clarity.of(dimension), key=lambda item: item.level)
    return tuple(proof.segment for item in items[:1] for proof in item.evidence[:2])


def _weighed(state: State, question: Question, places: Sequence[int]) -> tuple[float, Message]:
    dimension = question.dimension
    if dimension is None:
        return _META_WEIGHT, Message.of(N_("It keeps the frame of the talk clear."))
    level = state.clarity.level(dimension)
    gap = max((question.target_level or 2) - level, 0) / 4
    weight = gap * _IMPORTANCE[dimension] + _ANCHOR * (question.depth <= 2 and not question.slots)
    taken_up = bool(set(places) & state.recent)
    hinted = any(
        item.level == 1 and {proof.segment for proof in item.evidence} & state.recent for item in state.clarity.of(dimension)
    )
    weight += _FOLLOW_UP * taken_up + _HINTED * hinted
    weight -= _BURST * min(state.burst, 3) * question.investigative
    weight -= _REPEAT * min(state.recently_asked[dimension], 2)
    if question.type == "confirmation" and level >= 2:
        weight += 0.1
    name = Message.of(DIMENSION_NAMES[dimension])
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

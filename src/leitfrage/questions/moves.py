"""Moves that are no questions: answer, give back, sum up, wait, let a topic rest, step back (R-01, R-07, R-09 to R-11, R-16, R-18)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from leitfrage.clarity import LABEL_WORDS, Item, short
from leitfrage.coding import Behaviour, Dimension, topic_vectors
from leitfrage.coding.features import words_of
from leitfrage.conversation import Side
from leitfrage.questions.slots import summary_items
from leitfrage.questions.state import State
from leitfrage.questions.suggestion import Suggestion, named
from leitfrage.wording import N_, Message

SUM_EVERY = 8
FIRST = 2.0  # precedence of over all questions
_REFLECT = 0.3
_BURST = 0.3
_CLOSE = 0.45
_CANNOT = re.compile(
    r"\b(?:nicht|kein\w*|können wir nicht|schaffen wir nicht|not|can't|cannot|won't|don't|no)\b", re.IGNORECASE
)
_UNMET = 0.4  # likeness from which on a need and a limit are about the same matter
_SAID = 0.7  # likeness from which on a limit counts as said
_GIVEN_BACK = 0.8  # share of its words from which on a sentence is the customer's own
_UNFINISHED = re.compile(
    r"(?:…|\.\.\.|[-–—,])\s*$|\b(?:äh|ähm|hm|also|und|aber|weil|well|um|uh|erm|and|but|because)\W*$", re.IGNORECASE
)


def moves(state: State, limits: Sequence[str]) -> list[Suggestion]:
    """Give the moves that make sense now; ``limits`` are sentences that say what the own offer cannot do."""
    found = (
        _step_back(state),
        _out_of_reach(state, limits),
        _answer(state),
        _wait(state),
        _reflect(state),
        _summarise(state),
        _close(state),
    )
    return [each for each in found if each is not None]


def _step_back(state: State) -> Suggestion | None:
    """R-16: the seller has just named a limit that meets what the customer must have, and left it at that."""
    topics, rows = state.talk.coded.topics, state.rows
    honest = state.talk.seller_turns[-1].does(Behaviour.HONESTY) if state.talk.seller_turns else ()
    if len(honest) != 1 or not _CANNOT.search(honest[0].text):
        return None
    limit = honest[0]
    words = frozenset(words_of(limit.text))
    heard = frozenset(word for turn in state.talk.customer_turns for word in words_of(turn.text))
    if len(words & heard) >= _GIVEN_BACK * len(words):
        return None  # the customer's own words, given back
    for dimension in (Dimension.CRITERION, Dimension.TIMELINE, Dimension.GOAL):
        for item in state.mentions(dimension):
            place = item.evidence[0].segment
            if item.level >= 3 and place < limit.id and float(topics[rows[limit.id]] @ topics[rows[place]]) >= _UNMET:
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
                    evidence=(place, limit.id),
                    weight=FIRST + 0.3,
                )
    return None


def _out_of_reach(state: State, limits: Sequence[str]) -> Suggestion | None:
    """R-16: what the customer must have meets what the own offer cannot do, and that was not said yet."""
    if not limits:
        return None
    topics, rows = state.talk.coded.topics, state.rows
    vectors = topic_vectors(limits)
    said = [topics[rows[each.id]] for turn in state.talk.seller_turns for each in turn.segments]
    open_limits = [row for row, vector in enumerate(vectors) if not any(float(vector @ each) >= _SAID for each in said)]
    # What is needed shows in any dimension, and labels are the least sure thing about a sentence.
    needs = [each for turn in state.talk.customer_turns for each in turn.segments if not each.text.rstrip().endswith("?")]
    if not open_limits or not needs:
        return None
    likeness = np.array([[float(vectors[row] @ topics[rows[each.id]]) for each in needs] for row in open_limits])
    row, column = np.unravel_index(int(likeness.argmax()), likeness.shape)
    if likeness[row, column] < _UNMET:
        return None
    need = needs[column]
    return Suggestion(
        question="step-back",
        text=Message.of(
            N_("Say plainly: {limit} Then ask what that means for “{must}”, even if it leads to somebody else's offer."),
            limit=limits[open_limits[row]],
            must=short(need.text, LABEL_WORDS),
        ),
        dimension=None,
        form="step back",
        because=Message.of(N_("What the customer needs may be what your offer cannot do (R-16).")),
        evidence=(need.id,),
        weight=FIRST + 0.1,
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
        weight=FIRST + 0.2,
    )


def _wait(state: State) -> Suggestion | None:
    """R-07, R-10: whoever breaks off in the middle is still thinking; once, for a second pause would press."""
    last = state.last_customer
    if last is None or not state.customer_is_last or not _UNFINISHED.search(last.segments[-1].text):
        return None
    if state.talk.seller_turns and not state.talk.seller_turns[-1].questions:
        return None
    return Suggestion(
        question="wait",
        text=Message.of(N_("Wait. Leave three seconds, and let the customer finish the thought.")),
        dimension=None,
        form="wait",
        because=Message.of(N_("The customer broke off in the middle and may still be thinking (R-07).")),
        evidence=(last.segments[-1].id,),
        weight=FIRST - 0.2,
    )


def _reflect(state: State) -> Suggestion | None:
    each = state.heard_segment
    if each is None:
        return None
    worried = any(s.dimension in (Dimension.RISK, Dimension.OBSTACLE) for s in each.says)
    weight = _REFLECT + _BURST * state.burst + (FIRST if worried else 0.0)
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
    items: list[Item] = summary_items(state)
    if since < SUM_EVERY or len(items) < 3:
        return None
    spans = [(state.span(item)[0] + " …" * (not state.whole(item)), state.span(item)[1]) for item in items]
    quoted = state.quoted([span for span, _ in spans])
    return Suggestion(
        question="summarise",
        text=Message.of(N_("Sum up before you go on: {spans}. Then ask what you should correct."), spans=quoted),
        dimension=None,
        form="summary",
        because=Message.of(N_("{n} turns with something new since the last summary (R-09)."), n=since),
        evidence=tuple(place for _, place in spans),
        weight=FIRST - 0.5,
    )


def _close(state: State) -> Suggestion | None:
    """R-11, REQ-21: a topic that was just declined, or asked about twice without news, is left in peace aloud."""
    last = state.talk.seller_turns[-1] if state.talk.seller_turns else None
    shut = [each for each in state.about(last) if each in state.refused or each in state.exhausted] if last else []
    if not shut or not state.customer_is_last:
        return None
    declined = shut[0] in state.refused
    return Suggestion(
        question="close",
        text=Message.of(N_("Let this rest: {dimension}. Say that you leave it there, and go on."), dimension=named(shut[0])),
        dimension=None,
        form="close",
        because=Message.of(N_("The customer does not want to talk about it (REQ-21)."))
        if declined
        else Message.of(N_("Two questions in a row brought nothing new (R-11).")),
        evidence=tuple(each.id for each in last.questions) if last else (),
        weight=FIRST - 0.1 if declined else _CLOSE,
    )

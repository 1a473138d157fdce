"""A better wording for a question to which the guard objects: never imposed, and the same for the same question."""

from __future__ import annotations

import re

from leitfrage.coding import Dimension, topic_vectors
from leitfrage.questions.catalogue import Catalogue, Question, own
from leitfrage.questions.guard import Fault, objections, passes

_ONE = re.compile(r"[^?]*\?")
_HEAD = re.compile(r"^(.*?)[,;]\s*(?:und|and)\s+\w+.*\?$", re.IGNORECASE | re.DOTALL)
_LEAST_WORDS = 3
_NEAR = 0.4
_NEEDS_A_MOMENT = ("flag:", "rapport_ok", "permission_given", "summary_ready", "turns>=")
# What to ask instead where nothing else is near: by what they would notice it, or by when they want to decide.
_GENERAL = {Fault.LEADS: "criterion-01", Fault.PILES_UP: "criterion-01", Fault.PRESSES: "timeline-07"}


def better(
    question: str, variant: str, *, dimension: Dimension | None = None, form: str = "", catalogue: Catalogue | None = None
) -> str | None:
    """Give a wording that passes the guard; ``None`` where there is nothing to object to, or nothing better is known.

    Of several questions in one breath the first is kept; else the catalogue's nearest of the dimension, in the same form
    if there is one. ``variant`` is ``de_sie``, ``de_du`` or ``en``.
    """
    found = objections(question)
    if not found:
        return None
    faults = {each.fault for each in found}
    if faults == {Fault.PILES_UP} and (single := _single(question)):
        return single
    chosen = catalogue or own()
    fault = next(each for each in (Fault.PRESSES, Fault.LEADS, Fault.PILES_UP) if each in faults)
    fitting = [each for each in chosen.questions if _usable(each, variant) and dimension in (None, each.dimension)]
    same_form = [each for each in fitting if form and each.type == form]
    texts = [each.wording(variant) for each in same_form or fitting]
    if not texts:
        return None
    vectors = topic_vectors([question, *texts])
    likeness = (vectors[1:] @ vectors[0]).tolist()
    best = max(range(len(texts)), key=lambda at: (likeness[at], -at))
    if dimension is None and likeness[best] < _NEAR and (general := chosen.question(_GENERAL[fault])):
        return general.wording(variant)
    return texts[best]


def _single(question: str) -> str | None:
    text = " ".join(question.split())
    one, head = _ONE.match(text), _HEAD.match(text)
    for single in (one[0] if one else "", f"{head[1]}?" if head else ""):
        if len(single.split()) >= _LEAST_WORDS and single != text and passes(single):
            return single
    return None


def _usable(question: Question, variant: str) -> bool:
    return (
        question.dimension is not None
        and not question.slots
        and question.depth < 3
        and variant in dict(question.wordings)
        and not any(each.startswith(_NEEDS_A_MOMENT) for each in question.preconditions)
    )

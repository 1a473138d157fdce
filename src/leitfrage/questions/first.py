"""What to ask in a first talk, when nothing was said yet: the questions that the method began with, and their nearest."""

from __future__ import annotations

from leitfrage.questions.catalogue import Catalogue, Question, own, variant_of
from leitfrage.questions.suggestion import DIMENSION_NAMES, Suggestion
from leitfrage.wording import N_, Message

# The four anchors, and around them what a first picture needs; then what may be asked as well.
_ANCHORS = ("timeline-01", "criterion-01", "obstacle-01", "implementer-01")
_FIRST = ("goal-01", "driver-01", "criterion-01", "obstacle-01", "implementer-01", "timeline-01")
_MORE = ("situation-01", "situation-04", "influencer-02", "meta-03", "meta-04", "goal-04")
_PRODUCT = {"de": "die Lösung", "en": "the solution"}


def first_questions(
    language: str, *, catalogue: Catalogue | None = None, address: str = "sie", product: str = ""
) -> tuple[Suggestion, ...]:
    """Give the questions for a customer with whom nobody has spoken yet; none of them needs the customer's words."""
    chosen = catalogue or own()
    variant = variant_of(language, address)
    found = [question for key in (*_FIRST, *_MORE) if (question := chosen.question(key)) is not None]
    return tuple(_proposal(each, chosen, variant, product or _PRODUCT[language]) for each in found)


def _proposal(question: Question, catalogue: Catalogue, variant: str, product: str) -> Suggestion:
    if question.id in _ANCHORS:
        because = Message.of(N_("One of the four questions with which this method began."))
    elif question.dimension is None:
        because = Message.of(N_("It keeps the frame of the talk clear."))
    else:
        name = Message.of(DIMENSION_NAMES[question.dimension])
        because = Message.of(N_("Nothing was said yet about: {dimension}."), dimension=name)
    return Suggestion(
        question=question.id,
        text=question.wording(variant).format(produkt=product),
        dimension=question.dimension,
        form=question.type,
        because=because,
        evidence=(),
        weight=0.0,
        reason=catalogue.reason(question.dimension, variant),
    )

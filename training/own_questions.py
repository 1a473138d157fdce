"""The questions that the package itself proposes, as material to learn from: who asks them should be read rightly.

Every wording of one sentence becomes a seller's segment: its dimension is the target, its type tells form and
behaviour. Scaling questions are left out, since readers differ on whether they are open or closed (docs/labelling.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus import Gold, GoldConversation
from leitfrage.clarity import short
from leitfrage.coding import Behaviour, Dimension, Form
from leitfrage.conversation import Side
from leitfrage.questions import Question
from leitfrage.questions.catalogue import own
from leitfrage.questions.slots import SLOT_DIMENSION

TOGETHER = 20  # questions to one conversation
SPAN_WORDS = 7
_FORMS = {
    "circular": Form.CIRCULAR,
    "hypothetical": Form.HYPOTHETICAL,
    "miracle": Form.HYPOTHETICAL,
    "exception": Form.EXCEPTION,
    "resource": Form.RESOURCE,
}
_CLOSED = ("closed", "alternative")
_LEFT_OUT = ("scaling", "permission", "confirmation")
_SENTENCE_END = re.compile(r"[.!?]\s")


def own_questions(conversations: Sequence[GoldConversation]) -> list[GoldConversation]:
    """Give the catalogue as conversations; gaps are filled with words that customers of ``conversations`` said."""
    made = []
    for language, variants in (("de", ("de_sie", "de_du")), ("en", ("en",))):
        spans = {dimension: list(_spans(conversations, language, dimension)) for dimension in Dimension}
        turns = [
            (segment,)
            for variant in variants
            for number, question in enumerate(own().questions)
            if (segment := _segment(question, variant, spans, number))
        ]
        for start in range(0, len(turns), TOGETHER):
            made.append(
                GoldConversation(
                    id=f"{language}-own-{start // TOGETHER}",
                    language=language,
                    hand=f"{language}-own",
                    manner="clean",
                    turns=tuple(turns[start : start + TOGETHER]),
                    dense=True,
                )
            )
    return made


def _spans(conversations: Sequence[GoldConversation], language: str, dimension: Dimension) -> Iterator[str]:
    for conversation in conversations:
        if conversation.language == language:
            for gold in conversation.segments():
                if (dimension, 3) in gold.says and len(short(gold.text, SPAN_WORDS).split()) > 2:
                    yield short(gold.text, SPAN_WORDS)


def _segment(question: Question, variant: str, spans: dict[Dimension, list[str]], number: int) -> Gold | None:
    text = question.wording(variant)
    if question.type in _LEFT_OUT or question.dimension is None or _SENTENCE_END.search(text):
        return None
    gaps = {}
    for slot in question.slots:
        if slot == "produkt":
            gaps[slot] = "die neue Lösung" if variant.startswith("de") else "the new system"
        elif slot == "person":
            gaps[slot] = "unser Betriebsleiter" if variant.startswith("de") else "our plant manager"
        elif slot in SLOT_DIMENSION:
            choices = spans[SLOT_DIMENSION[slot]]
            gaps[slot] = choices[(number * 7) % len(choices)]
        else:
            return None
    return Gold(
        text=text.format(**gaps),
        side=Side.SELLER,
        behaviour=Behaviour.CLOSED_QUESTION if question.type in _CLOSED else Behaviour.OPEN_QUESTION,
        targets=(question.dimension,),
        form=_FORMS.get(question.type),
    )

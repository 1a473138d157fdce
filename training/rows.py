"""Gold conversations as rows of features and labels, in several dresses.

A model that only knows tidy text fails on a recogniser's. So each conversation is also learnt without marks and
capitals, and with the errors that recognisers and typists make (words dropped, doubled, misheard, fillers added).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus import Gold, GoldConversation, bare
from leitfrage.coding import QUESTIONS, Behaviour, Dimension, Form, SentenceEncoder
from leitfrage.coding.features import Floats, Ints, Views, spoken, views
from leitfrage.coding.heads import BEHAVIOURS, DIMENSIONS, FORMS

LOSS_IGNORES = -100
_FILLERS = {"de": ("äh", "ähm", "halt", "also", "ja", "so"), "en": ("uh", "um", "like", "you know", "well", "so")}
Dress = Callable[[str, str, np.random.Generator], str]


@dataclass(frozen=True, slots=True)
class Row:
    """A segment's features, and its labels as numbers (LOSS_IGNORES where a label does not apply)."""

    conversation: str
    dense: Floats
    shallow: Floats
    words: Ints
    customer: bool
    behaviour: int
    targets: Floats
    form: int
    dimensions: Floats
    level: int
    commitment: bool


def as_written(text: str, _: str, __: np.random.Generator) -> str:
    return text


def as_recognised(text: str, _: str, __: np.random.Generator) -> str:
    return bare(text)


def noisy(text: str, language: str, chance: np.random.Generator) -> str:
    """Drop, double and mangle words, add fillers, lose marks: about one change in twelve words."""
    words = []
    for word in text.split():
        luck = chance.random()
        if luck < 0.02 and len(text.split()) > 4:
            continue
        words.append(word)
        if luck > 0.985:
            words.append(word)
        elif luck > 0.96:
            words.append(str(chance.choice(_FILLERS[language])))
        elif luck > 0.935 and len(word) > 4:
            at = int(chance.integers(1, len(word) - 2))
            words[-1] = (
                word[:at] + word[at + 1 :] if chance.random() < 0.5 else word[:at] + word[at + 1] + word[at] + word[at + 2 :]
            )
    result = " ".join(words) or text
    if chance.random() < 0.5:
        result = re.sub(r"[.,;:!…–—]", "", result)
    if chance.random() < 0.3:
        result = result.lower()
    return result or text


def rows(
    conversations: Iterable[GoldConversation], encoder: SentenceEncoder, dress: Dress = as_written, seed: int = 0
) -> Iterator[Row]:
    """Give the rows of all segments, in order."""
    chance = np.random.default_rng(seed)
    for conversation in conversations:
        texts = [dress(gold.text, conversation.language, chance) for gold in conversation.segments()]
        vectors = encoder.encode(texts)
        before: list[Sequence[object]] = []
        at = 0
        for turn in conversation.turns:
            said = tuple(spoken(texts[at + n], gold.side, vectors[at + n]) for n, gold in enumerate(turn))
            view = views(said, before[-80:])  # type: ignore[arg-type]
            before.append(said)
            at += len(turn)
            for n, gold in enumerate(turn):
                yield _row(conversation.id, gold, view, n)


def _row(conversation: str, gold: Gold, view: Views, n: int) -> Row:
    says = dict(gold.says)
    asks = gold.behaviour in QUESTIONS
    return Row(
        conversation=conversation,
        dense=view.dense[n],
        shallow=view.shallow[n],
        words=view.words[n],
        customer=gold.behaviour is None,
        behaviour=BEHAVIOURS.index(gold.behaviour) if gold.behaviour else LOSS_IGNORES,
        targets=_marks(gold.targets),
        form=FORMS.index(gold.form) if asks else LOSS_IGNORES,
        dimensions=_marks(says),
        level=max(says.values()) - 1 if says else LOSS_IGNORES,
        commitment=gold.commitment,
    )


def _marks(named: Iterable[Dimension]) -> Floats:
    chosen = set(named)
    return np.array([float(each in chosen) for each in DIMENSIONS], dtype=np.float32)


__all__ = ["LOSS_IGNORES", "Behaviour", "Form", "Row", "as_recognised", "as_written", "noisy", "rows"]

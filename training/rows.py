"""Gold conversations as rows of features and labels, in several dresses.

A model that only knows tidy text fails on a recogniser's. So each conversation is also learnt without marks and capitals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from corpus import Gold, GoldConversation, bare
from leitfrage.coding import QUESTIONS, Dimension, SentenceEncoder
from leitfrage.coding.features import FIRST, Floats, Ints, Views, spoken, views
from leitfrage.coding.heads import BEHAVIOURS, DIMENSIONS, FORMS

LOSS_IGNORES = -100
Dress = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Row:
    """A segment's features, and its labels as numbers (LOSS_IGNORES where a label does not apply)."""

    conversation: str
    utterance: int
    dense: Floats
    shallow: Floats
    words: Ints
    other: Ints
    customer: bool
    behaviour: int
    targets: Floats
    form: int
    dimensions: Floats
    level: int
    commitment: bool


def as_written(text: str) -> str:
    return text


def as_recognised(text: str) -> str:
    return bare(text)


def rows(conversations: Iterable[GoldConversation], encoder: SentenceEncoder, dress: Dress = as_written) -> Iterator[Row]:
    """Give the rows of all segments, in order."""
    for conversation in conversations:
        texts = [dress(gold.text) for gold in conversation.segments()]
        vectors = encoder.encode(texts)
        before: list[Sequence[object]] = []
        at = 0
        for number, turn in enumerate(conversation.turns):
            said = tuple(spoken(texts[at + n], gold.side, vectors[at + n]) for n, gold in enumerate(turn))
            view = views(said, before[-80:])  # type: ignore[arg-type]
            if conversation.excerpt:  # its first utterance is not that of a talk
                view.shallow[:, FIRST] = 0
            before.append(said)
            at += len(turn)
            for n, gold in enumerate(turn):
                yield _row(conversation.id, number, gold, view, n)


def _row(conversation: str, utterance: int, gold: Gold, view: Views, n: int) -> Row:
    says = dict(gold.says)
    asks = gold.behaviour in QUESTIONS
    return Row(
        conversation=conversation,
        utterance=utterance,
        dense=view.dense[n],
        shallow=view.shallow[n],
        words=view.words[n],
        other=view.other[n],
        customer=gold.behaviour is None,
        behaviour=BEHAVIOURS.index(gold.behaviour) if gold.behaviour else LOSS_IGNORES,
        targets=_marks(gold.targets),
        form=FORMS.index(gold.form) if asks else LOSS_IGNORES,
        dimensions=_marks(says),
        level=max(says.values()) - 1 if says else LOSS_IGNORES,
        commitment=gold.commitment,
    )


def shares(data: Sequence[Row]) -> Floats:
    """Give rows × (1 + 11) shares of 1: the first column is for no dimension, and of two dimensions each has a half."""
    marks = np.stack([row.dimensions for row in data])
    with_none = np.concatenate([marks.sum(axis=1, keepdims=True) == 0, marks], axis=1).astype(np.float32)
    return np.asarray(with_none / with_none.sum(axis=1, keepdims=True), dtype=np.float32)


def _marks(named: Iterable[Dimension]) -> Floats:
    chosen = set(named)
    return np.array([float(each in chosen) for each in DIMENSIONS], dtype=np.float32)

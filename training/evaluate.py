"""Measure the shipped weights on conversations whose writers wrote nothing to learn from; write docs/evaluation.md.

Usage: python training/evaluate.py [--out FILE] [--curve]   ``--curve`` also trains on 1/8, 1/4, 1/2 of the data.
The test part is looked at only here. Gold segmentation and sides are used for the labels; the segmenter and the sides
are measured on their own. Intervals: 95 %, bootstrap over conversations (200 draws, seed 0).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from corpus import GoldConversation
from leitfrage.coding import QUESTIONS, REFLECTIONS, code
from leitfrage.coding.heads import BEHAVIOURS, DIMENSIONS, default_heads
from leitfrage.conversation import Conversation, Side, Speaker, Utterance

DRAWS = 200
_ASKS = [BEHAVIOURS.index(each) for each in BEHAVIOURS if each in QUESTIONS]
_BACK = [BEHAVIOURS.index(each) for each in BEHAVIOURS if each in REFLECTIONS]


@dataclass(frozen=True, slots=True)
class Labels:
    """Gold and found labels of a set of conversations, as arrays over segments, with the conversation of each."""

    talk: np.ndarray
    behaviour: np.ndarray  # gold, found; -1 for customers
    found: np.ndarray
    shown: np.ndarray  # found label above its threshold
    says: np.ndarray  # gold segments × 11
    says_found: np.ndarray
    clarity: np.ndarray  # gold level, 0 without
    clarity_found: np.ndarray
    commitment: np.ndarray
    commitment_found: np.ndarray

    def at(self, rows: np.ndarray) -> Labels:
        return Labels(*(getattr(self, name)[rows] for name in self.__dataclass_fields__))


def conversation_of(gold: GoldConversation, dress: Callable[[str], str] = str) -> Conversation:
    return Conversation(
        utterances=tuple(
            Utterance(
                speaker=turn[0].side.value,
                text=" ".join(dress(each.text) for each in turn),
                parts=tuple(dress(each.text) for each in turn),
            )
            for turn in gold.turns
        ),
        speakers=(Speaker(name="seller", side=Side.SELLER), Speaker(name="customer", side=Side.CUSTOMER)),
        title=gold.id,
        language=gold.language,
    )


def labels(conversations: Sequence[GoldConversation], dress: Callable[[str], str] = str) -> Labels:
    """Code conversations in their gold segmentation and put gold and found labels beside each other."""
    heads = default_heads()
    rows: list[tuple[object, ...]] = []
    for number, gold in enumerate(conversations):
        coded = code(conversation_of(gold, dress), language=gold.language)
        for want, got in zip(gold.segments(), coded.segments, strict=True):
            seller = want.side == Side.SELLER
            best = heads.last_best(got) if seller else -1
            says = dict(want.says)
            rows.append(
                (
                    number,
                    BEHAVIOURS.index(want.behaviour) if want.behaviour else -1,
                    best,
                    got.behaviour is not None,
                    [dimension in says for dimension in DIMENSIONS],
                    [any(said.dimension == dimension for said in got.says) for dimension in DIMENSIONS],
                    max(says.values(), default=0),
                    got.clarity or 0,
                    want.commitment,
                    got.commitment,
                )
            )
    return Labels(*(np.array(column) for column in zip(*rows, strict=True)))

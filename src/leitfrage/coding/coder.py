"""Coding a conversation: language, segments, sides, then the labels of every segment.

``code`` takes a whole conversation; ``Coding`` takes one utterance at a time and comes to the same labels.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from leitfrage.coding.context import Memory
from leitfrage.coding.encoder import Encoder, default_encoder
from leitfrage.coding.features import Floats, Spoken, Views, hashes, spoken, views
from leitfrage.coding.heads import BEHAVIOURS, DIMENSIONS, FORMS, LEVELS, Heads, Scores, default_heads
from leitfrage.coding.language import identify
from leitfrage.coding.sides import MOST_SENTENCES, settle
from leitfrage.coding.topic import topic_vectors
from leitfrage.coding.values import QUESTIONS, CodedConversation, CodedSegment, Move, Statement
from leitfrage.conversation import CaptureMode, Conversation, LeitfrageError, Segment, Side, TooLong, TooShort, Utterance

MIN_WORDS = 30
MIN_NOTED_WORDS = 10  # a handful of key points is what notes are
MOST_WORDS = 200_000
PAUSE_SECONDS = 0.7
_LOOKS_BACK = 80  # utterances
_MOST_STATEMENTS = 2


def code(
    conversation: Conversation,
    *,
    language: str | None = None,
    seller: str | None = None,
    customer: str | None = None,
    encoder: Encoder | None = None,
    heads: Heads | None = None,
) -> CodedConversation:
    """Label a conversation. What the caller names (language, seller, customer) is not guessed.

    Raises a ``NotAConversation`` (one speaker, another language, too few words) or ``UnknownName``, each with the
    fact ``file``.
    """
    heads = heads or default_heads()
    encoder = encoder or default_encoder()
    try:
        words = sum(len(each.text.split()) for each in conversation.utterances)
        if words > MOST_WORDS:
            raise TooLong(words=words, limit=MOST_WORDS)
        spoken_language = language or identify(conversation)
        spans = [_cut(heads, each) for each in conversation.utterances]
        texts = [each.text[a:b] for each, cut in zip(conversation.utterances, spans, strict=True) for a, b in cut]
        vectors = encoder.encode(texts)
        settled = settle(conversation, _evidence(heads, conversation, spans, vectors), seller=seller, customer=customer)
        if words < (MIN_NOTED_WORDS if conversation.capture == CaptureMode.NOTES else MIN_WORDS):
            raise TooShort(words=words)
    except LeitfrageError as error:
        error.with_facts(file=conversation.source.name or conversation.title or "?")
        raise
    settled = replace(settled, language=spoken_language)
    segments = _segments(settled, spans)
    return CodedConversation(
        conversation=settled,
        segments=_label(heads, segments, vectors, _Before()),
        topics=topic_vectors([each.text for each in segments]),
    )


@dataclass(slots=True)
class _Before:
    """What is kept of a talk so far: its last utterances, and what the heads remember."""

    utterances: deque[tuple[Spoken, ...]] = field(default_factory=lambda: deque(maxlen=_LOOKS_BACK))
    memory: Memory = field(default_factory=Memory)


class Coding:
    """Coding of a conversation that is still going on; sides are known from the start."""

    def __init__(self, *, encoder: Encoder | None = None, heads: Heads | None = None) -> None:
        self._heads = heads or default_heads()
        self._encoder = encoder or default_encoder()
        self._before = _Before()
        self._next = 0
        self._utterances = 0

    def add(self, utterance: Utterance, side: Side) -> tuple[CodedSegment, ...]:
        """Label the next utterance."""
        return self.extend([(utterance, side)])

    def extend(self, spoken: Sequence[tuple[Utterance, Side]]) -> tuple[CodedSegment, ...]:
        """Label the next utterances together, which is quicker than one by one."""
        spans = [_cut(self._heads, utterance) for utterance, _ in spoken]
        vectors = self._encoder.encode(
            [utterance.text[a:b] for (utterance, _), cut in zip(spoken, spans, strict=True) for a, b in cut]
        )
        segments: list[Segment] = []
        for (utterance, side), cut in zip(spoken, spans, strict=True):
            for span in cut:
                segments.append(_segment(utterance, side, self._utterances, self._next + len(segments), span))
            self._utterances += 1
        self._next += len(segments)
        return _label(self._heads, segments, vectors, self._before)


def _pauses(utterance: Utterance) -> set[int]:
    """Give the offsets at which a word or cue begins after a silence."""
    return {right.offset for left, right in pairwise(utterance.marks) if right.start - left.end >= PAUSE_SECONDS}


def _cut(heads: Heads, utterance: Utterance) -> list[tuple[int, int]]:
    if not utterance.parts:
        return heads.segmenter.cut(utterance.text, _pauses(utterance))
    spans, at = [], 0
    for part in utterance.parts:
        spans.append((at, at + len(part)))
        at += len(part) + 1
    return spans


def _evidence(
    heads: Heads, conversation: Conversation, spans: Sequence[Sequence[tuple[int, int]]], vectors: Floats
) -> dict[str, list[float]]:
    """Give, for speakers whose side is open, the log odds of their first sentences to be a seller's."""
    open_names = {speaker.name for speaker in conversation.speakers if speaker.side == Side.UNKNOWN}
    rows: dict[str, list[int]] = {name: [] for name in open_names}
    texts: dict[int, str] = {}
    at = 0
    for utterance, cut in zip(conversation.utterances, spans, strict=True):
        for a, b in cut:
            if utterance.speaker in open_names and len(rows[utterance.speaker]) < MOST_SENTENCES:
                rows[utterance.speaker].append(at)
                texts[at] = utterance.text[a:b]
            at += 1
    return {
        name: heads.seller_odds(vectors[places], [hashes(texts[place]) for place in places]).tolist() if places else []
        for name, places in rows.items()
    }


def _segments(conversation: Conversation, spans: Sequence[Sequence[tuple[int, int]]]) -> list[Segment]:
    sides = {speaker.name: speaker.side for speaker in conversation.speakers}
    segments: list[Segment] = []
    for number, (utterance, cut) in enumerate(zip(conversation.utterances, spans, strict=True)):
        for span in cut:
            segments.append(_segment(utterance, sides[utterance.speaker], number, len(segments), span))
    return segments


def _segment(utterance: Utterance, side: Side, number: int, id_: int, span: tuple[int, int]) -> Segment:
    a, b = span
    return Segment(
        id=id_,
        utterance=number,
        speaker=utterance.speaker,
        side=side,
        text=utterance.text[a:b],
        start=utterance.time_at(a),
        end=utterance.time_at(b),
    )


def _label(heads: Heads, segments: Sequence[Segment], vectors: Floats, before: _Before) -> tuple[CodedSegment, ...]:
    """Label the segments that follow those in ``before``: the views utterance by utterance, the scores in batches that fit the cache."""
    result: list[CodedSegment] = []
    pending: list[Views] = []
    waiting: list[Segment] = []

    def flush() -> None:
        if pending:
            scores = heads.scores(pending, before.memory)
            best = heads.behaviours(scores).tolist()
            result.extend(_coded(heads, each, scores, row, best[row]) for row, each in enumerate(waiting))
            pending.clear()
            waiting.clear()

    at = 0
    while at < len(segments):
        until = at
        while until < len(segments) and segments[until].utterance == segments[at].utterance:
            until += 1
        turn = tuple(spoken(segments[row].text, segments[row].side, vectors[row]) for row in range(at, until))
        pending.append(views(turn, tuple(before.utterances)))
        waiting.extend(segments[at:until])
        before.utterances.append(turn)
        if len(waiting) >= 256:
            flush()
        at = until
    flush()
    return tuple(result)


def _coded(heads: Heads, segment: Segment, scores: Scores, row: int, best: int) -> CodedSegment:
    if segment.side == Side.SELLER:
        return CodedSegment(segment=segment, move=_move(heads, scores, row, best))
    return CodedSegment(
        segment=segment,
        says=_says(heads, scores, row),
        commitment=bool(scores.commitment[row] >= heads.commitment_threshold),
    )


def _move(heads: Heads, scores: Scores, row: int, best: int) -> Move:
    behaviour, confidence = BEHAVIOURS[best], float(scores.behaviour[row, best])
    question = float(scores.asking[row])
    sure = confidence >= heads.behaviour_thresholds[behaviour]
    if behaviour not in QUESTIONS:
        return Move(behaviour=behaviour if sure else None, confidence=confidence, question=question)
    ranked = np.argsort(-scores.targets[row])[:_MOST_STATEMENTS]
    targets = tuple(DIMENSIONS[at] for at in ranked if scores.targets[row, at] >= heads.target_thresholds[at])
    form = int(scores.form[row].argmax())
    named = FORMS[form] if float(scores.form[row, form]) >= heads.form_threshold else None
    return Move(behaviour=behaviour if sure else None, confidence=confidence, question=question, targets=targets, form=named)


def _says(heads: Heads, scores: Scores, row: int) -> tuple[Statement, ...]:
    """Give up to two statements. Where two are said they share the chance, so each is twice as sure as its share."""
    chances, thresholds = scores.dimensions[row], heads.dimension_thresholds
    ranked = np.argsort(-(chances - thresholds))[:_MOST_STATEMENTS]
    level = LEVELS[int(scores.levels[row].argmax())]
    given = [at for at in ranked if chances[at] >= thresholds[at]]
    return tuple(
        Statement(dimension=DIMENSIONS[at], clarity=level, confidence=min(float(chances[at]) * len(given), 1.0))
        for at in given
    )

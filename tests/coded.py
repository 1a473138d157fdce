"""Coded conversations written by hand, so that later rooms are tested apart from the coder's judgement."""

from __future__ import annotations

import datetime as dt

from leitfrage.coding import Behaviour, CodedConversation, CodedSegment, Dimension, Form, Move, Statement, topic_vectors
from leitfrage.conversation import Conversation, Segment, Side, Speaker, Utterance

TUESDAY = dt.date(2026, 11, 24)


def seller(text: str, does: str = "information", *targets: str, form: str | None = None) -> tuple[str, Move]:
    return text, Move(
        behaviour=Behaviour(does),
        confidence=0.9,
        targets=tuple(Dimension(each) for each in targets),
        form=Form(form) if form else None,
    )


def customer(text: str, *says: tuple[str, int], commits: bool = False) -> tuple[str, tuple[Statement, ...], bool]:
    return text, tuple(Statement(dimension=Dimension(name), clarity=level, confidence=0.9) for name, level in says), commits


Line = tuple[str, Move] | tuple[str, tuple[Statement, ...], bool]


def coded(*lines: Line, language: str = "de", day: dt.date | None = TUESDAY) -> CodedConversation:
    """Build a conversation; lines of one side that follow each other are one utterance."""
    segments: list[CodedSegment] = []
    utterances: list[list[str]] = []
    sides: list[Side] = []
    for line in lines:
        side = Side.SELLER if len(line) == 2 else Side.CUSTOMER
        if not sides or sides[-1] != side:
            sides.append(side)
            utterances.append([])
        utterances[-1].append(line[0])
        segment = Segment(id=len(segments), utterance=len(sides) - 1, speaker=side.value, side=side, text=line[0])
        if len(line) == 2:
            segments.append(CodedSegment(segment=segment, move=line[1]))
        else:
            segments.append(CodedSegment(segment=segment, says=line[1], commitment=line[2]))
    return CodedConversation(
        conversation=Conversation(
            utterances=tuple(
                Utterance(speaker=side.value, text=" ".join(parts), parts=tuple(parts))
                for side, parts in zip(sides, utterances, strict=True)
            ),
            speakers=(Speaker(name="seller", side=Side.SELLER), Speaker(name="customer", side=Side.CUSTOMER)),
            language=language,
            started_at=day,
            title="hand-made",
        ),
        segments=tuple(segments),
        topics=topic_vectors([each.text for each in segments]),
    )

"""Conversations and coded segments as they lie in the database, and back: nothing is lost on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from leitfrage.coding import (
    Behaviour,
    CodedConversation,
    CodedSegment,
    Dimension,
    Form,
    Move,
    Statement,
    topic_vectors,
)
from leitfrage.conversation import CaptureMode, Conversation, Mark, Segment, Side, Source, Speaker, Utterance


def pack(conversation: Conversation) -> dict[str, Any]:
    """Give a conversation as plain JSON."""
    return {
        "utterances": [
            {
                "speaker": each.speaker,
                "text": each.text,
                "marks": [[mark.offset, mark.start, mark.end] for mark in each.marks],
                "parts": list(each.parts),
            }
            for each in conversation.utterances
        ],
        "speakers": [[each.name, each.side.value, each.confidence] for each in conversation.speakers],
        "title": conversation.title,
        "language": conversation.language,
        "started_at": conversation.started_at.isoformat() if conversation.started_at else None,
        "duration_s": conversation.duration_s,
        "capture": conversation.capture.value,
        "source": [conversation.source.format, conversation.source.name, conversation.source.sha256],
    }


def unpack(row: dict[str, Any]) -> Conversation:
    """Give the conversation back."""
    return Conversation(
        utterances=tuple(
            Utterance(
                speaker=each["speaker"],
                text=each["text"],
                marks=tuple(Mark(offset=offset, start=start, end=end) for offset, start, end in each["marks"]),
                parts=tuple(each["parts"]),
            )
            for each in row["utterances"]
        ),
        speakers=tuple(Speaker(name=name, side=Side(side), confidence=sure) for name, side, sure in row["speakers"]),
        title=row["title"],
        language=row["language"],
        started_at=dt.date.fromisoformat(row["started_at"]) if row["started_at"] else None,
        duration_s=row["duration_s"],
        capture=CaptureMode(row["capture"]),
        source=Source(format=row["source"][0], name=row["source"][1], sha256=row["source"][2]),
    )


def pack_segments(coded: CodedConversation) -> list[dict[str, Any]]:
    """Give the coded segments as plain JSON."""
    return [
        {
            "id": each.id,
            "utterance": each.segment.utterance,
            "speaker": each.segment.speaker,
            "side": each.side.value,
            "text": each.text,
            "start": each.segment.start,
            "end": each.segment.end,
            "move": _move(each.move),
            "says": [[said.dimension.value, said.clarity, said.confidence] for said in each.says],
            "commitment": each.commitment,
        }
        for each in coded.segments
    ]


def unpack_segments(conversation: Conversation, rows: Sequence[dict[str, Any]]) -> CodedConversation:
    """Give the coded conversation back; what each segment is about is found anew from its words."""
    return CodedConversation(
        conversation=conversation,
        segments=tuple(_segment(row) for row in rows),
        topics=topic_vectors([row["text"] for row in rows]),
    )


def _move(move: Move | None) -> dict[str, Any] | None:
    if move is None:
        return None
    return {
        "behaviour": move.behaviour.value if move.behaviour else None,
        "confidence": move.confidence,
        "question": move.question,
        "targets": [each.value for each in move.targets],
        "form": move.form.value if move.form else None,
    }


def _segment(row: dict[str, Any]) -> CodedSegment:
    move = row["move"]
    return CodedSegment(
        segment=Segment(
            id=row["id"],
            utterance=row["utterance"],
            speaker=row["speaker"],
            side=Side(row["side"]),
            text=row["text"],
            start=row["start"],
            end=row["end"],
        ),
        move=Move(
            behaviour=Behaviour(move["behaviour"]) if move["behaviour"] else None,
            confidence=move["confidence"],
            question=move["question"],
            targets=tuple(Dimension(each) for each in move["targets"]),
            form=Form(move["form"]) if move["form"] else None,
        )
        if move
        else None,
        says=tuple(
            Statement(dimension=Dimension(dimension), clarity=clarity, confidence=sure)
            for dimension, clarity, sure in row["says"]
        ),
        commitment=row["commitment"],
    )

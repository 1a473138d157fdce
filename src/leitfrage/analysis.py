"""A whole analysis: conversation in; coded segments, map, conduct, promises and suggestions out. And its JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from leitfrage.clarity import ClarityMap, clarity_map
from leitfrage.coding import CodedConversation, CodedSegment, code
from leitfrage.conversation import Conversation, Side
from leitfrage.listening import Conduct, Measure, conduct
from leitfrage.promises import Promise, promises
from leitfrage.questions import Catalogue, Suggestion, Worth, suggest
from leitfrage.wording import Message

SCHEMA = "leitfrage.analysis/1"
SCHEMA_FILE = Path(__file__).parent / "analysis.schema.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What a talk holds."""

    coded: CodedConversation
    map: ClarityMap
    conduct: Conduct
    promises: tuple[Promise, ...]
    suggestions: tuple[Suggestion, ...]

    @property
    def conversation(self) -> Conversation:
        return self.coded.conversation

    def segment(self, number: int) -> CodedSegment:
        """Give the segment with an id; ids count from 0 in order."""
        return self.coded.segments[number]


def analyse(
    conversation: Conversation,
    *,
    language: str | None = None,
    seller: str | None = None,
    customer: str | None = None,
    date: dt.date | None = None,
    catalogue: Catalogue | None = None,
    address: str = "sie",
    product: str = "",
) -> Analysis:
    """Analyse a conversation; raises the errors of ``coding.code``.

    ``date`` is the day of the talk, against which "bis Freitag" is resolved; without one, the file's.
    """
    dated = replace(conversation, started_at=date) if date else conversation
    coded = code(dated, language=language, seller=seller, customer=customer)
    return understand(coded, catalogue=catalogue, address=address, product=product)


def understand(
    coded: CodedConversation,
    *,
    catalogue: Catalogue | None = None,
    address: str = "sie",
    product: str = "",
    limits: Sequence[str] = (),
    worth: Worth | None = None,
) -> Analysis:
    """Draw the map, the conduct, the promises and the suggestions from labels that are already there."""
    clarity = clarity_map(coded)
    promised = promises(coded)
    proposed = suggest(
        coded, clarity, promised, catalogue=catalogue, address=address, product=product, limits=limits, worth=worth
    )
    return Analysis(
        coded=coded, map=clarity, conduct=conduct(coded, clarity, promised), promises=promised, suggestions=proposed
    )


def as_json(analysis: Analysis, language: str) -> dict[str, Any]:
    """Give the analysis in the schema ``leitfrage.analysis/1``; sentences are said in ``language``."""
    talk = analysis.conversation

    def text(value: str | Message | None) -> str | None:
        return value.text(language) if isinstance(value, Message) else value

    feedback = analysis.conduct.feedback
    return {
        "schema": SCHEMA,
        "conversation": {
            "id": talk.source.sha256[:12] or talk.title,
            "title": talk.title,
            "language": talk.language,
            "started_at": talk.started_at.isoformat() if talk.started_at else None,
            "duration_s": _rounded(talk.duration_s),
            "capture": talk.capture.value,
            "speakers": [
                {"name": each.name, "side": each.side.value, "confidence": _rounded(each.confidence)}
                for each in talk.speakers
            ],
            "source": {"format": talk.source.format, "name": talk.source.name, "sha256": talk.source.sha256},
        },
        "segments": [_segment(each) for each in analysis.coded.segments],
        "map": {
            "items": [
                {
                    "id": item.id,
                    "dimension": item.dimension.value,
                    "label": item.label,
                    "level": item.level,
                    "status": item.status.value,
                    "by": item.by.value,
                    "evidence": [{"segment": each.segment, "quote": each.quote} for each in item.evidence],
                    "about": list(item.about),
                    **({"owner": item.owner} if item.owner else {}),
                    **(
                        {"due": item.due.isoformat() if item.due else None, "due_text": item.due_text}
                        if item.due_text
                        else {}
                    ),
                }
                for item in analysis.map.items
            ],
            "open": [each.value for each in analysis.map.open],
            "coverage": _rounded(analysis.map.coverage),
            "gaps": [{"rule": gap.rule, "text": text(gap.text), "items": list(gap.items)} for gap in analysis.map.gaps],
        },
        "conduct": [_measure(each, language) for each in analysis.conduct.measures],
        "observations": [
            {
                "rule": each.rule,
                "text": text(each.text),
                "segments": list(each.segments),
                "strength": each.strength,
                "experiment": text(each.experiment),
            }
            for each in analysis.conduct.observations
        ],
        "feedback": {
            "strength": text(feedback.strength.text) if feedback.strength else None,
            "observation": text(feedback.observation.text) if feedback.observation else None,
            "experiment": text(feedback.experiment),
        },
        "promises": [
            {
                "segment": each.segment,
                "by": each.by.value,
                "text": each.text,
                "due": each.due.isoformat() if each.due else None,
                "due_text": each.due_text,
                "approximate": each.approximate,
            }
            for each in analysis.promises
        ],
        "suggestions": suggestions_json(analysis.suggestions, language),
    }


def suggestions_json(suggestions: Sequence[Suggestion], language: str) -> list[dict[str, Any]]:
    """Give suggestions as they stand in the schema."""
    return [
        {
            "question": each.question,
            "text": each.text.text(language) if isinstance(each.text, Message) else each.text,
            "dimension": each.dimension.value if each.dimension else None,
            "form": each.form,
            "because": each.because.text(language),
            "take_up": each.take_up,
            "evidence": list(each.evidence),
        }
        for each in suggestions
    ]


def _segment(each: CodedSegment) -> dict[str, Any]:
    segment = each.segment
    row: dict[str, Any] = {
        "id": segment.id,
        "utterance": segment.utterance,
        "speaker": segment.speaker,
        "side": segment.side.value,
        "start": _rounded(segment.start),
        "end": _rounded(segment.end),
        "text": segment.text,
    }
    if segment.side == Side.SELLER and each.move:
        row |= {
            "behaviour": each.move.behaviour.value if each.move.behaviour else None,
            "confidence": _rounded(each.move.confidence),
            "targets": [target.value for target in each.move.targets],
            "form": each.move.form.value if each.move.form else None,
        }
    elif segment.side == Side.CUSTOMER:
        row |= {
            "says": [
                {"dimension": said.dimension.value, "clarity": said.clarity, "confidence": _rounded(said.confidence)}
                for said in each.says
            ],
            "commitment": each.commitment,
        }
    return row


def _measure(each: Measure, language: str) -> dict[str, Any]:
    return {
        "measure": each.id,
        "name": each.name.text(language),
        "value": _rounded(each.value),
        "unit": each.unit.text(language),
        "n": each.n,
        "range": list(each.range) if each.range else None,
        "source": each.source.text(language),
        "caveat": each.caveat.text(language),
        "note": each.note.text(language) if each.note else None,
        "evidence": list(each.evidence),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)

"""ConvoKit's ``utterances.jsonl``: one utterance a line."""

from __future__ import annotations

import json

from leitfrage.conversation import BrokenFile
from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.shapes import Object, obj, text
from leitfrage.wording import N_, Message


def _row(line: str) -> Object:
    try:
        return obj(json.loads(line))
    except (ValueError, RecursionError):
        return {}


def _speaker(row: Object) -> str:
    value = row.get("speaker", row.get("user"))
    return text(value) or text(obj(value).get("id"))


def recognises(sample: Sample) -> float:
    lines = sample.head_lines[:1]
    row = _row(lines[0]) if lines and len(lines[0]) < 60_000 else {}
    return 0.95 if "text" in row and ("speaker" in row or "user" in row) and "id" in row else 0.0


def read(sample: Sample) -> Transcript:
    pieces, roots = [], set()
    for number_of_line, line in enumerate(sample.text.split("\n"), 1):
        if not line.strip():
            continue
        row = _row(line)
        if "text" not in row:
            raise BrokenFile(
                format="ConvoKit JSONL",
                reason=Message.of(N_("it is no utterance")),
                place=Message.of(N_("line {line}"), line=number_of_line),
            )
        roots.add(text(row.get("conversation_id", row.get("root"))))
        start = number(row.get("timestamp"))
        pieces.append(Piece(speaker=_speaker(row) or None, text=text(row.get("text")), start=start))
    if len(roots) > 1:
        raise BrokenFile(
            format="ConvoKit JSONL",
            reason=Message.of(N_("it holds {n} conversations, and one is read"), n=len(roots)),
            place="conversation_id",
        )
    return Transcript(pieces=tuple(pieces))


READER = Reader(name="convokit", title="ConvoKit utterances (JSONL)", suffixes=(".jsonl",), recognises=recognises, read=read)

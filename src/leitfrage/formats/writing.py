"""Writing a conversation: WebVTT, the codebook's JSON, Markdown."""

from __future__ import annotations

import html
import json

from leitfrage.conversation import Conversation, UnknownName, Utterance
from leitfrage.wording import N_, Message


def write(conversation: Conversation, format_name: str) -> str:
    """Give the file's text; an unknown format raises ``UnknownName``."""
    writer = WRITERS.get(format_name)
    if writer is None:
        raise UnknownName(what=Message.of(N_("format")), name=format_name, choices=", ".join(WRITERS))
    return writer(conversation)


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02}:{whole // 60_000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


def _webvtt(conversation: Conversation) -> str:
    """Cues need times; where there are none, each turn gets as long as its words take to say (150 a minute)."""
    blocks = ["WEBVTT"]
    now = 0.0
    for utterance in conversation.utterances:
        for text, start, end in _spans(utterance, now):
            blocks.append(
                f"{_clock(start)} --> {_clock(end)}\n<v {html.escape(utterance.speaker, quote=False)}>"
                f"{html.escape(text, quote=False)}"
            )
            now = end
    return "\n\n".join(blocks) + "\n"


def _spans(utterance: Utterance, now: float) -> list[tuple[str, float, float]]:
    if not utterance.marks:
        return [(utterance.text, now, now + max(len(utterance.text.split()) * 0.4, 0.5))]
    offsets = [mark.offset for mark in utterance.marks] + [len(utterance.text)]
    offsets[0] = 0
    spans = []
    for mark, begin, until in zip(utterance.marks, offsets, offsets[1:], strict=False):
        if text := utterance.text[begin:until].strip():
            after = next(
                (later.start for later in utterance.marks if later.start > mark.start), mark.start + len(text.split()) * 0.4
            )
            spans.append((text, mark.start, mark.end if mark.end > mark.start else after))
    return spans


def _codebook(conversation: Conversation) -> str:
    sides = {speaker.name: speaker.side.value for speaker in conversation.speakers}
    document = {
        "id": conversation.title,
        "language": conversation.language,
        **({"date": conversation.started_at.isoformat()} if conversation.started_at else {}),
        "turns": [
            {
                "speaker": sides[each.speaker] if sides[each.speaker] != "unknown" else each.speaker,
                "segments": [{"text": part} for part in each.parts or (each.text,)],
            }
            for each in conversation.utterances
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _markdown(conversation: Conversation) -> str:
    lines = [f"# {conversation.title}"] if conversation.title else []
    for each in conversation.utterances:
        time = f" [{_clock(each.start).split('.')[0]}]" if each.start is not None else ""
        lines.append(f"**{each.speaker}**{time}: {each.text}")
    return "\n\n".join(lines) + "\n"


WRITERS = {"webvtt": _webvtt, "codebook": _codebook, "markdown": _markdown}

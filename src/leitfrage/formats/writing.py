"""Writing a conversation: WebVTT, the codebook's JSON, Markdown."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator

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


_Span = tuple[str, float, float]
# A cue of single words ends with its sentence, at a pause, or at this length at the latest.
_CUE_SECONDS, _CUE_PAUSE = 8.0, 1.0
_WORD_PARTS = 2  # a word, and a sign that hangs on it


def _webvtt(conversation: Conversation) -> str:
    """Cues need times; where there are none, each turn gets as long as its words take to say (150 a minute).

    Where every word has its time, a cue holds several, each with its time before it as WebVTT writes it.
    """
    blocks = ["WEBVTT"]
    now = 0.0
    for utterance in conversation.utterances:
        for cue in _cues(_spans(utterance, now)):
            first, *others = cue
            now = max(end for _, _, end in cue)
            words = [html.escape(first[0], quote=False)]
            words += [f"<{_clock(start)}>{html.escape(text, quote=False)}" for text, start, _ in others]
            voice = html.escape(utterance.speaker, quote=False)
            blocks.append(f"{_clock(first[1])} --> {_clock(now)}\n<v {voice}>{' '.join(words)}")
    return "\n\n".join(blocks) + "\n"


def _cues(spans: list[_Span]) -> Iterator[list[_Span]]:
    """Put single words together to cues; what is longer is a cue of its own."""
    cue: list[_Span] = []
    for text, start, end in spans:
        if cue and not (
            max(len(text.split()), len(cue[-1][0].split())) <= _WORD_PARTS
            and cue[-1][1] < start < cue[-1][2] + _CUE_PAUSE
            and end - cue[0][1] <= _CUE_SECONDS
            and not cue[-1][0].endswith((".", "?", "!"))
        ):
            yield cue
            cue = []
        cue.append((text, start, end))
    if cue:
        yield cue


def _spans(utterance: Utterance, now: float) -> list[_Span]:
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

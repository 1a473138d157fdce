"""Hypothesis strategies for conversations and the texts that tools write."""

from __future__ import annotations

from hypothesis import strategies as st

from leitfrage.conversation import Conversation, Mark, Speaker, Utterance

NAMES = st.sampled_from(["Jana", "Ralf Wirth", "Dr. Özdemir", "SPEAKER_00", "Kundin"])
WORDS = st.sampled_from(
    "das ist also die Angebote dauern neun Tage und we need it by Friday äh wer entscheidet what if nothing changes "
    "Frau Kern muss zustimmen zwei 3 no idea genau".split()
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=14).map(" ".join)
# What a broken or hostile file may hold: any bytes, or bytes that begin like a known format.
HEADS = st.sampled_from(
    [
        b"WEBVTT\n\n",
        b"1\n00:00:01,000 --> 00:00:02,000\n",
        b"0:00:01.000,0:00:02.000\n",
        b'{"segments": [',
        b'{"results": {"items": [',
        b'{"turns": [',
        b"<?xml version='1.0'?><ANNOTATION_DOCUMENT>",
        b"<basic-transcription>",
        b'File type = "ooTextFile"\nObject class = "TextGrid"\n',
        b"@Begin\n*A:\t",
        b"[A] 0:01\n",
        b"A: x\nB: y\nA: z\n",
        b"PK\x03\x04word/",
        b"K: ",
        b"\xff\xfe",
        b"",
    ]
)
HOSTILE = st.tuples(HEADS, st.one_of(st.binary(max_size=300), st.text(max_size=200).map(str.encode))).map(b"".join)


@st.composite
def conversations(draw: st.DrawFn, timed: bool = True) -> Conversation:
    """Two or three speakers in turn; with times, marks that go forward."""
    names = draw(st.lists(NAMES, min_size=2, max_size=3, unique=True))
    utterances: list[Utterance] = []
    now = 0.0
    for at in range(draw(st.integers(2, 8))):
        text = draw(SENTENCES)
        length = draw(st.integers(1, 9_000)) / 1000
        marks = (Mark(offset=0, start=round(now, 3), end=round(now + length, 3)),) if timed else ()
        utterances.append(Utterance(speaker=names[at % len(names)], text=text, marks=marks))
        now += length
    return Conversation(
        utterances=tuple(utterances),
        speakers=tuple(Speaker(name=name) for name in dict.fromkeys(each.speaker for each in utterances)),
    )

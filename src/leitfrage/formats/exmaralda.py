"""EXMARaLDA basic transcriptions (EXB): speaker table, common timeline, tiers of type ``t``."""

from __future__ import annotations

from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.xml import root


def recognises(sample: Sample) -> float:
    return 0.95 if "<basic-transcription" in sample.head else 0.0


def read(sample: Sample) -> Transcript:
    document = root(sample.data, "EXMARaLDA EXB")
    names = {
        speaker.get("id", ""): (speaker.findtext("abbreviation") or "").strip() or speaker.get("id", "")
        for speaker in document.iter("speaker")
    }
    order = {point.get("id", ""): index for index, point in enumerate(document.iter("tli"))}
    times = {point.get("id", ""): number(point.get("time")) for point in document.iter("tli")}
    rows: list[tuple[int, Piece]] = []
    for tier in document.iter("tier"):
        if tier.get("type") != "t":
            continue
        speaker = names.get(tier.get("speaker", ""), "") or tier.get("display-name") or None
        for event in tier.iter("event"):
            start, end = event.get("start", ""), event.get("end", "")
            piece = Piece(speaker=speaker, text="".join(event.itertext()), start=times.get(start), end=times.get(end))
            rows.append((order.get(start, 0), piece))
    rows.sort(key=lambda row: row[0])
    return Transcript(pieces=tuple(piece for _, piece in rows))


READER = Reader(name="exmaralda", title="EXMARaLDA (EXB)", suffixes=(".exb",), recognises=recognises, read=read)

"""ELAN annotations (EAF): one tier a speaker, times through time slots."""

from __future__ import annotations

from leitfrage.formats.clock import number
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.formats.xml import root


def recognises(sample: Sample) -> float:
    return 0.95 if "<ANNOTATION_DOCUMENT" in sample.head else 0.0


def read(sample: Sample) -> Transcript:
    document = root(sample.data, "ELAN EAF")
    slots = {
        slot.get("TIME_SLOT_ID", ""): number(slot.get("TIME_VALUE"), per_second=1000) for slot in document.iter("TIME_SLOT")
    }
    pieces = []
    for tier in document.iter("TIER"):
        if tier.get("PARENT_REF"):  # translations and glosses repeat what their parent says
            continue
        speaker = tier.get("PARTICIPANT") or tier.get("TIER_ID") or None
        for row in tier.iter("ALIGNABLE_ANNOTATION"):
            start, end = slots.get(row.get("TIME_SLOT_REF1", "")), slots.get(row.get("TIME_SLOT_REF2", ""))
            pieces.append(Piece(speaker=speaker, text=row.findtext("ANNOTATION_VALUE") or "", start=start, end=end))
    pieces.sort(key=lambda piece: piece.start or 0.0)
    return Transcript(pieces=tuple(pieces))


READER = Reader(name="eaf", title="ELAN annotations (EAF)", suffixes=(".eaf",), recognises=recognises, read=read)

"""Word documents, as Teams saves transcripts: paragraphs that one of the text readers understands."""

from __future__ import annotations

import io
import re
import zipfile

from leitfrage.conversation import BrokenFile, UnknownFormat
from leitfrage.formats import named_times, notes, plain
from leitfrage.formats.clock import seconds
from leitfrage.formats.reader import Piece, Reader, Transcript
from leitfrage.formats.sample import HEAD_SIZE, Sample
from leitfrage.wording import N_, Message

_UNPACKED_LIMIT = 64 * 1024 * 1024
_RATIO_LIMIT = 200
# Older Teams files: "0:0:0.0 --> 0:0:2.370", then the name, then the words.
_SPAN = re.compile(r"^\s*(\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)\s*-->\s*(\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?)\s*$")


def recognises(sample: Sample) -> float:
    packed = sample.data.startswith(b"PK") and b"word/" in sample.data[:8_000_000]
    # What calls itself a Word document and is no text is a damaged one.
    return 0.95 if packed or (sample.suffix == ".docx" and b"\0" in sample.data[:HEAD_SIZE]) else 0.0


def read(sample: Sample) -> Transcript:
    lines = _lines(sample.data)
    if any(_SPAN.match(line) for line in lines[:60]):
        return _spans(lines)
    text = Sample("\n".join(lines).encode())
    sureness, reader = max(
        ((each.recognises(text), each) for each in (named_times.READER, plain.READER, notes.READER)),
        key=lambda pair: pair[0],
    )
    if not sureness:
        raise UnknownFormat()
    return reader.read(text)


def _lines(data: bytes) -> list[str]:
    """Give the paragraphs' lines; refuse an archive that unpacks to more than any transcript."""
    import docx  # heavy, and only needed here
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > _UNPACKED_LIMIT or unpacked > max(len(data) * _RATIO_LIMIT, 5_000_000):
            raise BrokenFile(
                format="Word",
                reason=Message.of(N_("it unpacks to far more than a transcript")),
                place=Message.of(N_("in the archive")),
            )
        document = docx.Document(io.BytesIO(data))
        paragraphs = [paragraph.text for paragraph in document.paragraphs]
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    except BrokenFile:
        raise
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError, OSError, SyntaxError, AttributeError):
        raise BrokenFile(
            format="Word", reason=Message.of(N_("the archive is damaged")), place=Message.of(N_("in the archive"))
        ) from None
    return [line for block in [*paragraphs, *cells] for line in block.split("\n")]


def _spans(lines: list[str]) -> Transcript:
    pieces: list[Piece] = []
    span: tuple[float | None, float | None] = (None, None)
    speaker: str | None = None
    expects_name = False
    for line in (each.strip() for each in lines):
        if found := _SPAN.match(line):
            span, expects_name, speaker = (_seconds(found[1]), _seconds(found[2])), True, None
        elif line and expects_name:
            speaker, expects_name = line, False
        elif line and speaker:
            pieces.append(Piece(speaker=speaker, text=line, start=span[0], end=span[1]))
    return Transcript(pieces=tuple(pieces))


def _seconds(text: str) -> float | None:
    hours, minutes, rest = text.split(":")
    return seconds(f"{int(hours):02}:{int(minutes):02}:{float(rest):06.3f}")


READER = Reader(name="docx", title="Word document (Teams)", suffixes=(".docx",), recognises=recognises, read=read)

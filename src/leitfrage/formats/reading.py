"""Reading a file of any known format."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from leitfrage.conversation import (
    Conversation,
    EmptyFile,
    FileMissing,
    FileTooLarge,
    LeitfrageError,
    NoSpeakers,
    NotText,
    NotYetTranscribed,
    NoWords,
    Source,
    UnknownFormat,
    UnknownName,
    reason_of,
)
from leitfrage.formats import (
    assemblyai,
    aws,
    chat,
    codebook,
    convokit,
    deepgram,
    docx,
    eaf,
    exmaralda,
    fireflies,
    gong,
    named_times,
    notes,
    plain,
    podcasting,
    rev,
    sbv,
    speechmatics,
    srt,
    textgrid,
    webvtt,
    whisper,
)
from leitfrage.formats.joining import conversation
from leitfrage.formats.reader import Reader, Transcript
from leitfrage.formats.sample import Sample
from leitfrage.wording import N_, Message

READERS: tuple[Reader, ...] = (
    webvtt.READER,
    srt.READER,
    sbv.READER,
    docx.READER,
    named_times.READER,
    plain.READER,
    notes.READER,
    whisper.READER,
    aws.READER,
    deepgram.READER,
    assemblyai.READER,
    rev.READER,
    speechmatics.READER,
    fireflies.READER,
    gong.READER,
    podcasting.READER,
    convokit.READER,
    codebook.READER,
    eaf.READER,
    exmaralda.READER,
    textgrid.READER,
    chat.READER,
)
SIZE_LIMIT_MB = 32
# From so many words on a text without names is prose, and what it lacks is who speaks.
_PROSE_WORDS = 60
_MB = 1024 * 1024
_HEAD_BYTES = 16
# What people drop by mistake: its first bytes, where they stand, and what to call it.
_RECORDINGS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"RIFF", N_("a recording")),
    (0, b"ID3", N_("a recording")),
    *((0, sync, N_("a recording")) for sync in (b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3")),
    (0, b"OggS", N_("a recording")),
    (0, b"fLaC", N_("a recording")),
    (4, b"ftyp", N_("a recording or video")),
    (0, b"\x1aE\xdf\xa3", N_("a recording or video")),
)
_OTHER_FILES: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG", N_("a picture")),
    (0, b"\xff\xd8\xff", N_("a picture")),
    (0, b"%PDF", N_("a PDF")),
    (0, b"\x7fELF", N_("a program")),
    (0, b"MZ", N_("a program")),
    (0, b"\xd0\xcf\x11\xe0", N_("an old Word or Excel file")),
)


def read_file(path: Path, format_name: str | None = None) -> Conversation:
    """Read a file from disk; every ``ReadError`` carries the file's name."""
    return read(read_bytes(path), name=path.name, format_name=format_name)


def read_bytes(path: Path) -> bytes:
    """Read a file's bytes; raise ``FileTooLarge`` or ``NotText`` before, ``FileMissing`` where it cannot be opened."""
    try:
        size = path.stat().st_size
        if size > SIZE_LIMIT_MB * _MB:
            with path.open("rb") as file:
                _refuse_others(file.read(_HEAD_BYTES), path.name)
            raise FileTooLarge(file=path.name, size=size // _MB, limit=SIZE_LIMIT_MB)
        return path.read_bytes()
    except OSError as error:
        raise FileMissing(file=str(path), reason=reason_of(error)) from None


def read(data: bytes, name: str, format_name: str | None = None) -> Conversation:
    """Read a file's bytes; the format is found by content unless ``format_name`` says it.

    Raises a ``ReadError`` with the fact ``file``, or ``UnknownName`` for a format that does not exist.
    """
    reader = _by_name(format_name) if format_name else None
    try:
        return _read(data, name, reader)
    except LeitfrageError as error:
        error.with_facts(file=name)
        raise


def read_together(files: list[tuple[bytes, str]], format_name: str | None = None) -> Conversation:
    """Read several files as one talk, one file a speaker: their pieces are put in the order of their times."""
    reader = _by_name(format_name) if format_name else None
    transcripts = []
    for data, name in files:
        try:
            transcripts.append(_transcript(data, name, reader))
        except LeitfrageError as error:
            error.with_facts(file=name)
            raise
    pieces = [
        replace(piece, speaker=piece.speaker or Path(name).stem)
        for (transcript, _), (_, name) in zip(transcripts, files, strict=True)
        for piece in transcript.pieces
    ]
    pieces.sort(key=lambda piece: piece.start if piece.start is not None else 0.0)
    first, reader = transcripts[0]
    return _joined(replace(first, pieces=tuple(pieces)), reader, b"".join(data for data, _ in files), files[0][1])


def _by_name(name: str) -> Reader:
    for reader in READERS:
        if reader.name == name:
            return reader
    raise UnknownName(what=Message.of(N_("format")), name=name, choices=", ".join(sorted(each.name for each in READERS)))


def detect(sample: Sample) -> Reader:
    """Find the reader that is surest of the content; a fitting suffix tips the scale between equals."""
    sure = [(each.recognises(sample) + 0.02 * (sample.suffix in each.suffixes), each) for each in READERS]
    sureness, reader = max(sure, key=lambda pair: pair[0])
    if sureness >= 0.3:
        return reader
    if sample.looks_like_json and sample.json is None:
        raise sample.json_error()
    if sample.data.startswith(b"PK\x03\x04"):
        raise NotText(kind=Message.of(N_("an archive, a table or a set of slides")))
    if sample.is_binary:
        raise NotText(kind=Message.of(N_("a file of a program")))
    if len(re.findall(r"[^\W\d_]{2,}", sample.head)) >= _PROSE_WORDS:
        raise NoSpeakers()
    raise UnknownFormat()


def _read(data: bytes, name: str, reader: Reader | None) -> Conversation:
    return _joined(*_transcript(data, name, reader), data, name)


def _transcript(data: bytes, name: str, reader: Reader | None) -> tuple[Transcript, Reader]:
    if len(data) > SIZE_LIMIT_MB * _MB:
        raise FileTooLarge(size=len(data) // _MB, limit=SIZE_LIMIT_MB)
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise EmptyFile()
    _refuse_others(data[:_HEAD_BYTES], name)
    sample = Sample(data, Path(name).suffix)
    reader = reader or detect(sample)
    return reader.read(sample), reader


def _refuse_others(head: bytes, name: str) -> None:
    if head.startswith(b"\xff\xfe"):  # a text in UTF-16
        return
    for kinds, error in ((_RECORDINGS, NotYetTranscribed), (_OTHER_FILES, NotText)):
        for at, magic, kind in kinds:
            if head[at : at + len(magic)] == magic:
                raise error(file=name, kind=Message.of(kind))


def _joined(transcript: Transcript, reader: Reader, data: bytes, name: str) -> Conversation:
    source = Source(format=reader.name, name=name, sha256=hashlib.sha256(data).hexdigest())
    result = conversation(transcript, source, Path(name).stem)
    if not result.utterances:
        raise NoWords(format=reader.title)
    return result

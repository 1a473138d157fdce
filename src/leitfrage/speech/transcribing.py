"""A recording becomes a Conversation: who is heard on which channel, and what each one says when."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from leitfrage.conversation import Conversation, LeitfrageError, Side, Source, Speaker, duration_of
from leitfrage.formats import date_in
from leitfrage.speech.channels import Sound, survey
from leitfrage.speech.cutting import stretches
from leitfrage.speech.decoding import Samples, blocks
from leitfrage.speech.errors import NothingHeard, OneChannel, SilentSound, WhichChannel
from leitfrage.speech.recognising import Recogniser, Word
from leitfrage.speech.turns import utterances, with_letters

FORMAT = "speech"
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seats:
    """Who is heard where. ``seller_channel`` counts from 1 (left); ``alone`` names the one voice of a file with one channel."""

    seller_channel: int | None = None
    seller: str = ""
    customer: str = ""
    alone: str | None = None


def transcribe(
    path: Path,
    recogniser: Recogniser,
    seats: Seats,
    *,
    language: str,
    name: str = "",
    progress: Progress = lambda _: None,
) -> Conversation:
    """Transcribe a recording in ``language``, ``de`` or ``en``: whoever was there knows it, and a guess can be wrong.

    ``name`` is what the file is called where people see it, if not by its path. ``progress`` is told the share that is done, 0 to 1, every few seconds of sound; what it raises ends the work.
    Raises the errors of ``decoding`` and ``recognising``, ``SilentSound``, ``OneChannel``, ``WhichChannel`` and
    ``NothingHeard``, each with the fact ``file``. Who speaks is settled before anything is recognised.
    """
    try:
        return _transcribe(path, name or path.name, recogniser, seats, language, progress)
    except LeitfrageError as error:
        error.with_facts(file=name or path.name)
        raise


def _transcribe(
    path: Path, name: str, recogniser: Recogniser, seats: Seats, language: str, progress: Progress
) -> Conversation:
    sound = survey(_told(blocks(path), progress))
    speakers = _seated(sound, seats)
    spoken: dict[int, list[Word]] = {channel: [] for channel in speakers}
    whole, done = sound.seconds * len(speakers), 0.0
    for stretch in stretches(blocks(path), tuple(speakers)):
        for word in recogniser.words(stretch.samples, language):
            spoken[stretch.channel].append(
                replace(word, start=round(stretch.start + word.start, 3), end=round(stretch.start + word.end, 3))
            )
            progress(min((done + word.end) / whole, 1.0))
        done += stretch.seconds
        progress(min(done / whole, 1.0))
    heard = utterances({speakers[channel].name: with_letters(words) for channel, words in spoken.items()})
    if not heard:
        raise NothingHeard()
    names = {each.speaker for each in heard}
    return Conversation(
        utterances=heard,
        speakers=tuple(each for each in speakers.values() if each.name in names),
        title=Path(name).stem,
        language=language,
        started_at=date_in(Path(name).stem),
        duration_s=duration_of(heard),
        source=Source(format=FORMAT, name=name, sha256=_digest(path)),
    )


def _told(found: Iterable[Samples], progress: Progress) -> Iterator[Samples]:
    """Say at every block that the work goes on; before anything is recognised, nothing of it is done."""
    for block in found:
        progress(0.0)
        yield block


def _seated(sound: Sound, seats: Seats) -> dict[int, Speaker]:
    """Give the speaker of each channel that is to be heard, the seller first."""
    if not sound.voices:
        raise SilentSound()
    if len(sound.voices) == 1:
        if seats.alone is None:
            raise OneChannel()
        return {sound.voices[0]: Speaker(name=seats.alone)}
    numbers = [channel + 1 for channel in sound.voices]
    if seats.seller_channel not in numbers:
        raise WhichChannel(channels=", ".join(map(str, numbers)))
    seller = seats.seller_channel - 1
    others = [channel for channel in sound.voices if channel != seller]
    first = seats.customer if seats.customer != seats.seller else f"{seats.customer} 2"
    names = [first, *(f"{first} {number}" for number in range(2, len(others) + 1))]
    seated = {seller: Speaker(name=seats.seller, side=Side.SELLER)}
    return seated | {channel: Speaker(name=name, side=Side.CUSTOMER) for channel, name in zip(others, names, strict=True)}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

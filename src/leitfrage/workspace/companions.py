"""The companions of the talks that go on, in this process's memory: caught up from the database whenever they are asked.

Several processes may serve one talk. Each has a companion of its own, which takes in by number what the others have
written; after a restart it is made anew from the lines. What it says hangs on the lines alone, so all say the same.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache

from threadpoolctl import threadpool_limits

from leitfrage.coding import Dimension
from leitfrage.conversation import CaptureMode, Side
from leitfrage.live import Companion, Heard, Said, Snapshot, said
from leitfrage.workspace.models import Consent, Conversation, LiveLine, LiveTalk

MOST = 100  # talks in memory; of one that nobody looks at any more, nothing is left
_IDLE_SECONDS = 900.0
_AT_ONCE = 100  # lines
# A long talk takes seconds to be made anew; meanwhile others are served, and one after the other is made.
_FAR_BEHIND = threading.Lock()


class Busy(Exception):
    """Somebody else is bringing this companion up to date."""


class Room:
    """One talk's companion, when its lines arrived, and for how many lines it was asked for a suggestion last."""

    def __init__(self, companion: Companion, begun: dt.datetime) -> None:
        self.companion = companion
        self.heard: list[Heard] = []
        self.snapshot: Snapshot = companion.snapshot()
        self.suggested = 0
        self.lock = threading.Lock()
        self.begun = begun
        self.used = time.monotonic()


_rooms: OrderedDict[int, Room] = OrderedDict()
_door = threading.Lock()


@cache
def _one_thread_each() -> None:
    """Let numpy use one thread here: many talks at once fill the cores by themselves, and must not wait for each other."""
    threadpool_limits(1, user_api="blas")


def made_for(row: Conversation) -> Companion:
    """Make a companion for a talk that has said nothing yet."""
    _one_thread_each()
    notes = row.consent.mode == Consent.Mode.NOTES
    return Companion(
        language=row.language, today=row.held_on, capture=CaptureMode.NOTES if notes else CaptureMode.TRANSCRIPT
    )


@contextmanager
def beside(talk: LiveTalk, *, patience: float = 5.0) -> Iterator[Room]:
    """Give a talk's room, up to date and held for oneself; raise ``Busy`` where that takes longer than ``patience`` seconds."""
    room = _room(talk)
    if not room.lock.acquire(timeout=patience):
        raise Busy
    try:
        _catch_up(room, talk)
        yield room
    finally:
        room.lock.release()


def forget(*pks: int) -> None:
    """Drop talks' companions from memory."""
    with _door:
        for pk in pks:
            _rooms.pop(pk, None)


def _room(talk: LiveTalk) -> Room:
    with _door:
        now = time.monotonic()
        room = _rooms.pop(talk.pk, None)
        if room is None or room.begun != talk.started_at:  # a database that was put back may give a number again
            room = Room(made_for(talk.conversation), talk.started_at)
        room.used = now
        _rooms[talk.pk] = room
        while len(_rooms) > MOST or now - next(iter(_rooms.values())).used > _IDLE_SECONDS:
            _rooms.popitem(last=False)
        return room


def _catch_up(room: Room, talk: LiveTalk) -> None:
    behind = talk.taken - len(room.companion)
    if behind <= 0:
        return
    far = behind > _AT_ONCE
    if far and not _FAR_BEHIND.acquire(blocking=False):
        raise Busy
    try:
        while behind > 0:
            missing = LiveLine.objects.filter(talk=talk, number__gt=len(room.companion)).order_by("number")
            if not (lines := list(missing[:_AT_ONCE])):
                break  # erased meanwhile
            _take_in(room, lines)
            behind -= len(lines)
        room.snapshot = room.companion.snapshot()
    finally:
        if far:
            _FAR_BEHIND.release()


def _take_in(room: Room, lines: Sequence[LiveLine]) -> None:
    first = len(room.companion)
    told: list[set[Dimension]] = [set() for _ in lines]
    for each in room.companion.add(*map(said_in, lines)):
        found = told[each.segment.utterance - first]
        found.update(one.dimension for one in each.says)
        found.update(each.move.targets if each.move else ())
    room.heard += [
        Heard(at=line.said_at.timestamp(), side=Side(line.side), dimensions=frozenset(dimensions))
        for line, dimensions in zip(lines, told, strict=True)
    ]


def said_in(line: LiveLine) -> Said:
    """Give a kept line as an utterance."""
    return said(
        line.text,
        Side(line.side),
        speaker=line.speaker,
        start=line.start,
        end=line.end,
        dimension=Dimension(line.dimension) if line.dimension else None,
        noted=line.noted,
    )

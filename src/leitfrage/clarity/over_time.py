"""A customer's world over several talks: the same matter followed from talk to talk.

Two talks speak of the same matter by the likeness of the words that can be one (sameness.py). Of the levels the
customer's own word counts first, then the seller's, then the machine's (its best, as clarity once gained is not lost by
saying it shorter). What was later said otherwise is kept and falls to 1; what was confirmed falls from 4 to 3 after 90
days or once the situation has changed (methodology section 2.0).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import groupby

import numpy as np

from leitfrage.clarity.growing import CHECKABLE, CONFIRMED
from leitfrage.clarity.sameness import (
    SAME_ACROSS,
    SAME_ACROSS_WITH_WORDS,
    SAME_WITH_WORD,
    matter_of,
    says_otherwise,
    stems_of,
)
from leitfrage.clarity.values import Status
from leitfrage.coding import Dimension, topic_vectors
from leitfrage.coding.features import content_of
from leitfrage.conversation import Side
from leitfrage.wording import N_, Message

STALE_AFTER = dt.timedelta(days=90)


class Word(IntEnum):
    """Whose word a level is; a higher one wins."""

    MACHINE = 0
    SELLER = 1
    CUSTOMER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """A talk, or a letter that was answered."""

    day: dt.date
    talk: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A matter as one occasion holds it. ``key`` is the caller's name for it, ``at`` the occasion's place in time."""

    key: int
    at: int
    dimension: Dimension
    label: str
    quotes: tuple[str, ...]
    level: int
    status: Status = Status.SAID
    by: Side = Side.CUSTOMER
    word: Word = Word.MACHINE

    @property
    def words(self) -> str:
        """The whole quote that the label was cut from."""
        return next((quote for quote in self.quotes if self.label in quote), self.label)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What an occasion holds of a matter; ``otherwise``: it was taken back or contradicted later, so it counts 1."""

    told: Told
    otherwise: bool = False

    @property
    def level(self) -> int:
        return min(self.told.level, 1) if self.otherwise else self.told.level


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """One matter through all occasions, the oldest first; ``current`` has the words that stand for it now.

    ``level`` is how clear it is now, ``reached`` the same before any decay, ``before`` before the last talk (0: not said
    yet). ``contradiction``: what was said
    first and what was said since, while neither was confirmed. ``read``: a higher level that the machine sees in newer
    words than those by which a person set the level.
    """

    dimension: Dimension
    entries: tuple[Entry, ...]
    current: Told
    level: int
    reached: int
    before: int
    new: bool = False
    contradiction: tuple[Told, Told] | None = None
    stale: Message | None = None
    read: int | None = None

    @property
    def stands(self) -> bool:
        return any(not each.otherwise for each in self.entries)

    @property
    def changed(self) -> bool:
        """Say whether the last talk raised or lowered its level."""
        return self.before > 0 and self.reached != self.before

    @property
    def confirmed(self) -> bool:
        """Say whether the customer affirmed it, and it was not taken back since."""
        return self.stale is None and any(
            not each.otherwise and (each.told.status == Status.CONFIRMED or each.told.word == Word.CUSTOMER)
            for each in self.entries
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """All matters of a customer, the clearest and latest first in each dimension."""

    occasions: tuple[Occasion, ...]
    threads: tuple[Thread, ...]

    def of(self, dimension: Dimension) -> tuple[Thread, ...]:
        """Give the matters of a dimension; those that no longer stand come last."""
        return tuple(each for each in self.threads if each.dimension == dimension)

    @property
    def open(self) -> tuple[Dimension, ...]:
        """Dimensions of which nothing stands."""
        standing = {each.dimension for each in self.threads if each.stands}
        return tuple(each for each in Dimension if each not in standing)


def follow(told: Sequence[Told]) -> tuple[tuple[tuple[int, bool], ...], ...]:
    """Put what is about the same matter together, the oldest first, as places in ``told``; and mark what was said otherwise.

    This is the costly part; what it gives holds no words and can be kept with the fingerprint of what it was made of.
    """
    groups = []
    for dimension in Dimension:
        places = [place for place, each in enumerate(told) if each.dimension == dimension]
        for rows in _grown([told[place] for place in places]):
            entries = _contradicted([told[places[row]] for row in rows])
            groups.append(tuple((places[row], each.otherwise) for row, each in zip(rows, entries, strict=True)))
    return tuple(groups)


def world(
    told: Sequence[Told], followed: Iterable[Iterable[tuple[int, bool]]], occasions: Sequence[Occasion], today: dt.date
) -> World:
    """Give the matters as they stand: ``followed`` is what ``follow`` gave for ``told``, occasions are sorted by day."""
    last_talk = max((at for at, each in enumerate(occasions) if each.talk), default=0)
    grown = [tuple(Entry(told=told[place], otherwise=otherwise) for place, otherwise in group) for group in followed]
    situations = (entries for entries in grown if entries[0].told.dimension == Dimension.SITUATION)
    change = max((entries[at + 1].told.at for entries in situations for at in _turns(entries)), default=-1)
    threads = [_thread(entries, occasions, last_talk, change, today) for entries in grown]
    threads.sort(key=lambda each: (not each.stands, -each.level, -each.entries[-1].told.at))
    return World(occasions=tuple(occasions), threads=tuple(threads))


def _grown(told: Sequence[Told]) -> list[list[int]]:
    """Put places of one dimension's matters together: of one occasion each takes one, the most alike first."""
    order = sorted(range(len(told)), key=lambda row: (told[row].at, told[row].status != Status.CONTRADICTED, row))
    alike = _alike([told[row] for row in order])
    thread_of: dict[int, int] = {}
    row_of_key: dict[int, int] = {}
    threads: list[list[int]] = []

    def put(row: int, thread: int) -> None:
        thread_of[row] = thread
        threads[thread].append(row)

    start = 0
    for _, group in groupby(order, key=lambda row: (told[row].at, told[row].status != Status.CONTRADICTED)):
        rows = range(start, start := start + sum(1 for _ in group))
        taken: set[int] = set()
        for row in rows:  # one and the same item, said in a talk and confirmed in a letter, stays one, whatever its words
            key = told[order[row]].key
            if key in row_of_key:
                put(row, thread_of[row_of_key[key]])
                taken.add(thread_of[row])
            row_of_key[key] = row
        pairs = sorted((-likeness, row, -other) for row in rows for other, likeness in alike[row] if other < rows[0])
        for _, row, other in pairs:
            if row not in thread_of and thread_of[-other] not in taken:
                put(row, thread_of[-other])
                taken.add(thread_of[row])
        for row in rows:
            if row not in thread_of:
                threads.append([])
                put(row, len(threads) - 1)
    return [[order[row] for row in rows] for rows in threads]


def _alike(told: Sequence[Told]) -> list[list[tuple[int, float]]]:
    """Give for each place the earlier ones that are about the same matter, and how alike they are."""
    matters = [matter_of(each.words) for each in told]
    stems = [stems_of(each) for each in matters]
    vectors = topic_vectors([" ".join(each) for each in matters])
    likeness = np.tril(vectors @ vectors.T, -1)
    found: list[list[tuple[int, float]]] = [[] for _ in told]
    rows, others = np.nonzero(likeness >= SAME_ACROSS_WITH_WORDS)
    for row, other, like in zip(rows.tolist(), others.tolist(), likeness[rows, others].tolist(), strict=True):
        shared = len(stems[row] & stems[other])
        if shared >= 2 or (shared == 1 and like >= SAME_ACROSS):
            found[row].append((other, like))
    # What took something back within one talk was found to be about it there, by the measure for one talk.
    for other in (place for place, each in enumerate(told) if each.status == Status.CONTRADICTED):
        for row in range(other + 1, len(told)):
            if told[row].at == told[other].at and content_of(told[row].words) & content_of(told[other].words):
                old, new = topic_vectors([told[other].words, told[row].words])
                found[row] += [(other, float(old @ new))] * (float(old @ new) >= SAME_WITH_WORD)
    return found


def _contradicted(told: Sequence[Told]) -> tuple[Entry, ...]:
    """Mark what a later occasion says otherwise."""
    entries: list[Entry] = []
    for each in told:
        if entries and not entries[-1].otherwise and entries[-1].told.at < each.at:
            before = entries[-1].told
            if before.key != each.key and says_otherwise(each.dimension, before.words, each.words):
                entries = [replace(entry, otherwise=True) for entry in entries]
        entries.append(Entry(told=each, otherwise=each.status == Status.CONTRADICTED))
    return tuple(entries)


def _turns(entries: Sequence[Entry]) -> list[int]:
    """Give the places of entries that the next one contradicts."""
    return [at for at in range(len(entries) - 1) if entries[at].otherwise and not entries[at + 1].otherwise]


def _thread(
    entries: tuple[Entry, ...], occasions: Sequence[Occasion], last_talk: int, change: int, today: dt.date
) -> Thread:
    current, level = _level(entries)
    earlier = [each.told for each in entries if each.told.at < last_talk]
    stale = _stale(entries, occasions, change, today) if level == CONFIRMED else None
    return Thread(
        dimension=current.dimension,
        entries=entries,
        current=current,
        level=CHECKABLE if stale else level,
        reached=level,
        before=_level(_contradicted(earlier))[1] if earlier else 0,
        new=last_talk > 0 and not earlier,
        contradiction=_open_contradiction(entries) if len(entries) > 1 else None,
        stale=stale,
        read=_read(entries, current, level),
    )


def _read(entries: Sequence[Entry], current: Told, level: int) -> int | None:
    """Give the higher level that the machine reads in newer words, where a person's word counts."""
    if current.word == Word.MACHINE:
        return None
    newer = [each for each in entries if each.told.word == Word.MACHINE and each.told.at > current.at and not each.otherwise]
    read = max((each.level for each in newer), default=0)
    return read if read > level else None


def _level(entries: Sequence[Entry]) -> tuple[Told, int]:
    """Give whose words stand for the matter, and its level: the last word of the highest, else the machine's best."""
    if len(entries) == 1:
        return entries[0].told, entries[0].level
    standing = [each for each in entries if not each.otherwise] or list(entries[-1:])
    word = max(each.told.word for each in standing)
    said = [each for each in standing if each.told.word == word]
    chosen = said[-1] if word != Word.MACHINE else max(reversed(said), key=lambda each: each.level)
    return chosen.told, chosen.level


def _stale(entries: Sequence[Entry], occasions: Sequence[Occasion], change: int, today: dt.date) -> Message | None:
    at = max(each.told.at for each in entries if not each.otherwise and each.level == CONFIRMED)
    if today - occasions[at].day > STALE_AFTER:
        return Message.of(N_("confirmed more than {n} days ago"), n=STALE_AFTER.days)
    if change > at:
        return Message.of(N_("the situation has changed since it was confirmed"))
    return None


def _open_contradiction(entries: Sequence[Entry]) -> tuple[Told, Told] | None:
    turns = _turns(entries)
    if not turns:
        return None
    since = entries[turns[-1] + 1 :]
    if any(each.told.status == Status.CONFIRMED or each.told.word == Word.CUSTOMER for each in since):
        return None
    return entries[turns[-1]].told, since[0].told

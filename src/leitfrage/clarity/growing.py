"""The map while a talk goes on: statements about the same matter become one item, and the level rules apply.

Levels follow codebook.md and methodology section 2.0: only the customer's words raise a level; what the seller brought
in and the customer merely acknowledged stays at 1; level 4 needs a checkable statement (3), its playback by the seller
and the customer's unreserved yes; a concrete matter (2) that was confirmed stays 2 and is marked as confirmed; a matter
that the customer later states otherwise is marked as contradicted and falls to 1.

A map drawn at the end is one that grew segment by segment, so both are the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from leitfrage.clarity.closeness import Rows
from leitfrage.clarity.links import Links, date_in, owner_in
from leitfrage.clarity.sameness import SAME, SAME_WITH_WORD, takes_back
from leitfrage.clarity.spans import core, short
from leitfrage.clarity.values import Evidence, Item, Status
from leitfrage.coding import REFLECTIONS, Behaviour, CodedSegment, Dimension, Statement
from leitfrage.coding.features import Floats, content_of
from leitfrage.conversation import Side

CONFIRMED = 4
CHECKABLE = 3
CONCRETE = 2
LABEL_WORDS = 12
# So many of the seller's segments back a playback may lie (the codebook's "next two turns").
_PLAYBACK_REACH = 6
_PLAYED_BACK = 0.3
_PLAYBACKS = frozenset(
    {
        Behaviour.SIMPLE_REFLECTION,
        Behaviour.COMPLEX_REFLECTION,
        Behaviour.SUMMARY,
        Behaviour.CLOSED_QUESTION,
        Behaviour.LEADING_QUESTION,
    }
)
_PROPOSALS = frozenset(
    {Behaviour.INFORMATION, Behaviour.ADVICE, Behaviour.PITCH, Behaviour.LEADING_QUESTION, Behaviour.PRESSURE}
)
# A hinted answer of so few words ("das wär praktisch") nods, whatever its words; one of up to six if it adds none.
_NOD_WORDS = 4
_BARE_WORDS = 6


@dataclass(slots=True)
class _Draft:
    """An item while it grows; ``at`` counts the drafts of its dimension."""

    number: int
    at: int
    dimension: Dimension
    by: Side
    level: int
    status: Status
    utterance: int
    best: int  # the row whose words name it
    rows: dict[int, Evidence] = field(default_factory=dict)  # by their places among the segments
    content: set[str] = field(default_factory=set)
    owner: str = ""
    due_text: str = ""
    due: dt.date | None = None

    @property
    def stands(self) -> bool:
        return self.status != Status.CONTRADICTED


class GrowingMap:
    """Takes segment after segment; ``items`` gives how things stand. ``today`` is the day that dates are counted from."""

    def __init__(self, today: dt.date | None = None) -> None:
        self._today = today
        self._segments: list[CodedSegment] = []
        self._topics = Rows()
        self._width = 0
        self._drafts: list[_Draft] = []
        self._of: dict[Dimension, list[_Draft]] = {each: [] for each in Dimension}
        self._said = {each: Rows() for each in Dimension}  # what was said of the items of a dimension
        self._links = Links()
        self._items: list[Item] = []
        self._changed: set[int] = set()

    def add(self, segments: Sequence[CodedSegment], topics: Floats) -> None:
        """Take in the next segments with their topic vectors."""
        for each, topic in zip(segments, topics, strict=True):
            row, self._width = len(self._segments), len(topic)
            self._segments.append(each)
            self._topics.add(topic, 0, row)
            if each.side != Side.CUSTOMER:
                continue
            for statement in each.says:
                if statement.clarity == CONFIRMED:
                    self._confirm(row, statement)
                else:
                    self._state(row, statement, topic)

    def topics(self) -> Floats:
        """Give the topic vectors of all segments back."""
        return self._topics.vectors(self._width)

    def items(self) -> tuple[Item, ...]:
        """Give all items as they stand now, in the order in which they were first said."""
        if not self._changed:
            return tuple(self._items)
        for number in sorted(self._changed):
            item = self._item(self._drafts[number])
            if number < len(self._items):
                self._items[number] = item
            else:
                self._items.append(item)
        self._changed.clear()
        # What the seller brought in and nobody took up is no goal or option of the customer to hang things on.
        about = self._links.about([draft.stands and draft.by == Side.CUSTOMER for draft in self._drafts])
        for number, item in enumerate(self._items):
            wanted = (f"i{about[number] + 1}",) if number in about else ()
            if item.about != wanted:
                self._items[number] = replace(item, about=wanted)
        return tuple(self._items)

    def _state(self, row: int, statement: Statement, topic: Floats) -> None:
        each = self._segments[row]
        content = content_of(each.text)
        seller_row = self._acknowledged(row, statement)
        draft = self._same(statement.dimension, topic, content, each.segment.utterance)
        if draft is not None and takes_back(self._segments[draft.best].text, each.text, content, draft.content):
            draft.status, draft.level = Status.CONTRADICTED, min(draft.level, 1)
            self._changed.add(draft.number)
            draft = None
        if draft is None:
            draft = self._draft(
                statement.dimension,
                Side.CUSTOMER if seller_row is None else Side.SELLER,
                statement.clarity if seller_row is None else 1,
                row,
                row if seller_row is None else seller_row,
            )
            if seller_row is not None:
                self._rest(draft, seller_row)
        elif seller_row is None:
            if draft.by == Side.SELLER:  # taken up in the customer's own words: now it is the customer's
                draft.by, draft.status = Side.CUSTOMER, Status.SAID
                draft.best, draft.level = row, statement.clarity
            elif statement.clarity > draft.level:
                draft.best = row
            draft.level = max(draft.level, statement.clarity)
        draft.utterance = each.segment.utterance
        self._rest(draft, row)
        self._said[draft.dimension].add(topic, draft.at, row)
        draft.content |= content

    def _draft(self, dimension: Dimension, by: Side, level: int, row: int, best: int) -> _Draft:
        draft = _Draft(
            number=len(self._drafts),
            at=len(self._of[dimension]),
            dimension=dimension,
            by=by,
            level=level,
            status=Status.SAID if by == Side.CUSTOMER else Status.ACKNOWLEDGED,
            utterance=self._segments[row].segment.utterance,
            best=best,
        )
        self._drafts.append(draft)
        self._of[dimension].append(draft)
        return draft

    def _rest(self, draft: _Draft, row: int) -> None:
        """Let an item rest on one more row."""
        self._changed.add(draft.number)
        if row in draft.rows:
            return
        each = self._segments[row]
        draft.rows[row] = Evidence(segment=each.id, quote=core(each.text))
        self._links.add(draft.number, draft.dimension, row, self._topics.vector(row, self._width))
        if draft.dimension == Dimension.MEASURE:
            draft.owner = draft.owner or owner_in(each.text)
            if not draft.due_text:
                draft.due_text, draft.due = date_in(each.text, self._today)

    def _likeness(self, dimension: Dimension, vector: Floats) -> list[float]:
        """Give for every item of a dimension its likeness to a statement: that of its nearest one."""
        said = self._said[dimension]
        nearest = np.full(len(self._of[dimension]), -np.inf)
        np.maximum.at(nearest, said.owners, said.likeness(vector).astype(np.float64))
        return list(nearest.tolist())

    def _same(self, dimension: Dimension, vector: Floats, content: frozenset[str], utterance: int) -> _Draft | None:
        """Find the item that the statement is about; a short "das wäre mir das Wichtigste" goes with what was just said."""
        drafts = self._of[dimension]
        if not content:
            for draft in reversed(drafts):
                if draft.stands and utterance - draft.utterance <= 1:
                    return draft
        best: tuple[float, _Draft] | None = None
        for draft, likeness in zip(reversed(drafts), reversed(self._likeness(dimension, vector)), strict=True):
            if likeness < SAME_WITH_WORD or not draft.stands:
                continue
            threshold = SAME_WITH_WORD if content & draft.content else SAME
            if likeness >= threshold and (best is None or likeness > best[0]):
                best = (likeness, draft)
        return best[1] if best else None

    def _acknowledged(self, row: int, statement: Statement) -> int | None:
        """Give the place of the seller's proposal that a bare, hinted answer merely nods at."""
        each = self._segments[row]
        if statement.clarity > 1 or len(each.text.split()) > _BARE_WORDS or row == 0:
            return None
        before = self._segments[row - 1]
        if before.side != Side.SELLER or before.behaviour not in _PROPOSALS:
            return None
        bare = len(each.text.split()) <= _NOD_WORDS or not content_of(each.text) - content_of(before.text)
        return row - 1 if bare else None

    def _confirm(self, row: int, statement: Statement) -> None:
        """Apply an unreserved yes to what the seller has just played back."""
        playbacks = self._playbacks(row)
        likenesses = [self._likeness(statement.dimension, self._topics.vector(place, self._width)) for place in playbacks]
        best: tuple[float, _Draft] | None = None
        for at, draft in enumerate(self._of[statement.dimension]):
            if not draft.stands:
                continue
            for place, likeness in zip(playbacks, likenesses, strict=True):
                weight = likeness[at] + 0.1 * bool(content_of(self._segments[place].text) & draft.content)
                if best is None or weight > best[0]:
                    best = (weight, draft)
        if best and best[0] >= _PLAYED_BACK:
            _, draft = best
            if draft.by == Side.CUSTOMER:
                draft.status = Status.CONFIRMED
                draft.level = CONFIRMED if draft.level >= CHECKABLE else draft.level
            self._rest(draft, row)
            return
        # A bare yes makes nobody's words a goal or a reason of the customer.
        if not playbacks or statement.dimension in (Dimension.GOAL, Dimension.DRIVER):
            return
        if self._segments[playbacks[0]].behaviour not in REFLECTIONS:
            return  # a yes to a question says nothing that could stand on the map
        # The customer affirms what nobody had said in the customer's words: the seller's matter, acknowledged.
        place = playbacks[0]
        draft = self._draft(statement.dimension, Side.SELLER, 1, row, place)
        self._rest(draft, place)
        self._rest(draft, row)
        self._said[draft.dimension].add(self._topics.vector(place, self._width), draft.at, place)
        draft.content |= content_of(self._segments[place].text)

    def _playbacks(self, row: int) -> list[int]:
        """Give the places of the seller's playbacks shortly before, the nearest first."""
        found = []
        seen = 0
        for place in range(row - 1, -1, -1):
            each = self._segments[place]
            if each.side != Side.SELLER:
                continue
            seen += 1
            if seen > _PLAYBACK_REACH:
                break
            if each.behaviour in _PLAYBACKS:
                found.append(place)
        return found

    def _item(self, draft: _Draft) -> Item:
        return Item(
            id=f"i{draft.number + 1}",
            dimension=draft.dimension,
            label=short(self._segments[draft.best].text, LABEL_WORDS),
            level=draft.level,
            status=draft.status,
            by=draft.by,
            evidence=tuple(draft.rows.values()),
            owner=draft.owner,
            due=draft.due,
            due_text=draft.due_text,
        )

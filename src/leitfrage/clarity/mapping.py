"""From coded segments to the map: statements about the same matter become one item, and the level rules apply.

Levels follow codebook.md and methodology section 2.0: only the customer's words raise a level; what the seller brought
in and the customer merely acknowledged stays at 1; level 4 needs a checkable statement (3), its playback by the seller
and the customer's unreserved yes; a concrete matter (2) that was confirmed stays 2 and is marked as confirmed; a matter
that the customer later states otherwise is marked as contradicted and falls to 1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from leitfrage.clarity.links import linked
from leitfrage.clarity.sameness import SAME, SAME_WITH_WORD, takes_back
from leitfrage.clarity.spans import core, short
from leitfrage.clarity.values import ClarityMap, Evidence, Gap, Item, Status
from leitfrage.coding import Behaviour, CodedConversation, Dimension, Statement
from leitfrage.coding.features import Floats, content_of
from leitfrage.conversation import Side
from leitfrage.wording import N_, Message

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
    """An item while it grows."""

    dimension: Dimension
    by: Side
    level: int
    status: Status
    rows: list[int]  # places in the conversation's segments
    utterance: int
    best: int  # the row whose words name it
    vectors: list[Floats] = field(default_factory=list)
    content: set[str] = field(default_factory=set)


def clarity_map(coded: CodedConversation) -> ClarityMap:
    """Build the map of one conversation."""
    drafts: list[_Draft] = []
    for row, each in enumerate(coded.segments):
        if each.side != Side.CUSTOMER:
            continue
        for statement in each.says:
            if statement.clarity == CONFIRMED:
                _confirm(coded, drafts, row, statement)
            else:
                _state(coded, drafts, row, statement)
    items = linked(tuple(_item(coded, draft, number) for number, draft in enumerate(drafts, 1)), coded)
    return map_of(items)


def map_of(items: tuple[Item, ...]) -> ClarityMap:
    """Make a map of items, wherever they come from: what is open and what is missing follows from them."""
    standing = {item.dimension for item in items if item.status not in (Status.CONTRADICTED, Status.WITHDRAWN)}
    open_dimensions = tuple(dimension for dimension in Dimension if dimension not in standing)
    return ClarityMap(items=items, open=open_dimensions, gaps=_gaps(items))


def _state(coded: CodedConversation, drafts: list[_Draft], row: int, statement: Statement) -> None:
    each = coded.segments[row]
    vector, content = coded.topics[row], content_of(each.text)
    seller_row = _acknowledged(coded, row, statement)
    draft = _same(drafts, statement.dimension, vector, content, each.segment.utterance)
    if draft is not None and takes_back(coded.segments[draft.best].text, each.text, content, draft.content):
        draft.status, draft.level = Status.CONTRADICTED, min(draft.level, 1)
        draft = None
    if draft is None:
        draft = _Draft(
            dimension=statement.dimension,
            by=Side.SELLER if seller_row is not None else Side.CUSTOMER,
            level=1 if seller_row is not None else statement.clarity,
            status=Status.ACKNOWLEDGED if seller_row is not None else Status.SAID,
            rows=[seller_row, row] if seller_row is not None else [row],
            utterance=each.segment.utterance,
            best=seller_row if seller_row is not None else row,
        )
        drafts.append(draft)
    else:
        draft.rows.append(row)
        draft.utterance = each.segment.utterance
        if seller_row is None:
            if draft.by == Side.SELLER:  # taken up in the customer's own words: now it is the customer's
                draft.by, draft.status = Side.CUSTOMER, Status.SAID
                draft.best, draft.level = row, statement.clarity
            elif statement.clarity > draft.level:
                draft.best = row
            draft.level = max(draft.level, statement.clarity)
    draft.vectors.append(vector)
    draft.content |= content


def _same(
    drafts: list[_Draft], dimension: Dimension, vector: Floats, content: frozenset[str], utterance: int
) -> _Draft | None:
    """Find the item that the statement is about; a short "das wäre mir das Wichtigste" goes with what was just said."""
    best: tuple[float, _Draft] | None = None
    candidates = [each for each in reversed(drafts) if each.dimension == dimension and each.status != Status.CONTRADICTED]
    vectors = [each for draft in candidates for each in draft.vectors]
    likenesses = iter((np.stack(vectors) @ vector).tolist() if vectors else ())
    for draft in candidates:
        likeness = max([next(likenesses) for _ in draft.vectors], default=0.0)
        if not content and utterance - draft.utterance <= 1:
            return draft
        threshold = SAME_WITH_WORD if content & draft.content else SAME
        if likeness >= threshold and (best is None or likeness > best[0]):
            best = (likeness, draft)
    return best[1] if best else None


def _acknowledged(coded: CodedConversation, row: int, statement: Statement) -> int | None:
    """Give the place of the seller's proposal that a bare, hinted answer merely nods at."""
    each = coded.segments[row]
    if statement.clarity > 1 or len(each.text.split()) > _BARE_WORDS or row == 0:
        return None
    before = coded.segments[row - 1]
    if before.side != Side.SELLER or before.behaviour not in _PROPOSALS:
        return None
    bare = len(each.text.split()) <= _NOD_WORDS or not content_of(each.text) - content_of(before.text)
    return row - 1 if bare else None


def _confirm(coded: CodedConversation, drafts: list[_Draft], row: int, statement: Statement) -> None:
    """Apply an unreserved yes to what the seller has just played back."""
    playbacks = _playbacks(coded, row)
    candidates = [
        draft for draft in drafts if draft.dimension == statement.dimension and draft.status != Status.CONTRADICTED
    ]
    best: tuple[float, _Draft, int] | None = None
    for draft in candidates:
        for place in playbacks:
            likeness = max((float(coded.topics[place] @ other) for other in draft.vectors), default=0.0)
            likeness += 0.1 * bool(content_of(coded.segments[place].text) & draft.content)
            if best is None or likeness > best[0]:
                best = (likeness, draft, place)
    if best and best[0] >= _PLAYED_BACK:
        _, draft, _ = best
        draft.rows.append(row)
        if draft.by == Side.CUSTOMER:
            draft.status = Status.CONFIRMED
            draft.level = CONFIRMED if draft.level >= CHECKABLE else draft.level
        return
    # A bare yes makes nobody's words a goal or a reason of the customer.
    if not playbacks or statement.dimension in (Dimension.GOAL, Dimension.DRIVER):
        return
    # The customer affirms what nobody had said in the customer's words: the seller's matter, acknowledged.
    place = playbacks[0]
    draft = _Draft(
        dimension=statement.dimension,
        by=Side.SELLER,
        level=1,
        status=Status.ACKNOWLEDGED,
        rows=[place, row],
        utterance=coded.segments[row].segment.utterance,
        best=place,
        vectors=[coded.topics[place]],
        content=set(content_of(coded.segments[place].text)),
    )
    drafts.append(draft)


def _playbacks(coded: CodedConversation, row: int) -> list[int]:
    """Give the places of the seller's playbacks shortly before, the nearest first."""
    found = []
    seen = 0
    for place in range(row - 1, -1, -1):
        each = coded.segments[place]
        if each.side != Side.SELLER:
            continue
        seen += 1
        if seen > _PLAYBACK_REACH:
            break
        if each.behaviour in _PLAYBACKS:
            found.append(place)
    return found


def _item(coded: CodedConversation, draft: _Draft, number: int) -> Item:
    rows = list(dict.fromkeys(draft.rows))
    return Item(
        id=f"i{number}",
        dimension=draft.dimension,
        label=short(coded.segments[draft.best].text, LABEL_WORDS),
        level=draft.level,
        status=draft.status,
        by=draft.by,
        evidence=tuple(Evidence(segment=coded.segments[row].id, quote=core(coded.segments[row].text)) for row in rows),
    )


def _gaps(items: tuple[Item, ...]) -> tuple[Gap, ...]:
    """Report goals without a concrete criterion (REQ-07) and options whose dangers nobody has looked at (REQ-17)."""
    standing = [item for item in items if item.status not in (Status.CONTRADICTED, Status.WITHDRAWN)]
    gaps = []
    for goal in (item for item in standing if item.dimension == Dimension.GOAL and item.by == Side.CUSTOMER):
        criteria = [item for item in standing if item.dimension == Dimension.CRITERION and goal.id in item.about]
        if not any(item.level >= CONCRETE for item in criteria):
            text = Message.of(
                N_("It is not yet known by what “{goal}” would be worth reaching: no criterion for it was said."),
                goal=goal.label,
            )
            gaps.append(Gap(rule="REQ-07", text=text, items=(goal.id,)))
    risks = [item for item in standing if item.dimension == Dimension.RISK]
    for option in (item for item in standing if item.dimension == Dimension.ALTERNATIVE):
        if not any(option.id in risk.about for risk in risks):
            text = Message.of(N_("No danger of the option “{option}” was talked about."), option=option.label)
            gaps.append(Gap(rule="REQ-17", text=text, items=(option.id,)))
    loose = tuple(risk.id for risk in risks if not risk.about)
    if loose:
        text = Message.of(
            N_("For some dangers it is open which option they belong to; your own offer and doing nothing are options too.")
        )
        gaps.append(Gap(rule="REQ-17", text=text, items=loose))
    else:
        text = Message.of(N_("No danger of your own offer, nor of doing nothing, was talked about."))
        gaps.append(Gap(rule="REQ-17", text=text))
    return tuple(gaps)

"""How items hang together: by what they are about and by closeness in the talk, and only where one of the two is plain."""

from __future__ import annotations

import re
from dataclasses import replace

from leitfrage.clarity.values import Item, Status
from leitfrage.coding import CodedConversation, Dimension
from leitfrage.conversation import Side
from leitfrage.promises import find

_TARGET = {
    Dimension.CRITERION: Dimension.GOAL,
    Dimension.MEASURE: Dimension.GOAL,
    Dimension.RISK: Dimension.ALTERNATIVE,
    Dimension.IMPLEMENTER: Dimension.MEASURE,
    Dimension.OBSTACLE: Dimension.MEASURE,
}
_LIKE = 0.25  # similar enough to belong together wherever it was said
_NEAR_SEGMENTS = 3  # said in the same breath
_NEAR_LIKE = 0.0
# A criterion with no other home belongs to the only goal there is.
_ONLY = frozenset({Dimension.CRITERION, Dimension.MEASURE})
_NAME = r"(?:Herrn?|Frau|Dr\.?|Mr|Mrs|Ms)\s+[A-ZÄÖÜ][\w-]+|(?:der|die|den|dem|unsere?[rnm]?|mein[e]?|our|my|the)\s+(?:[A-ZÄÖÜ]\w+|boss|manager|team|colleague|IT|owner)"
_OWNER = re.compile(rf"(?<!\w)([Ii]ch|[Ww]ir|I|[Ww]e|I'll|[Ww]e'll|Sie|you|{_NAME})(?!\w)")


def linked(items: tuple[Item, ...], coded: CodedConversation) -> tuple[Item, ...]:
    """Fill ``about``, and the owner and date of measures."""
    row_of = {each.id: row for row, each in enumerate(coded.segments)}
    rows = {item.id: [row_of[proof.segment] for proof in item.evidence] for item in items}
    standing = [item for item in items if item.status not in (Status.CONTRADICTED, Status.WITHDRAWN)]
    return tuple(_with_owner(_with_link(item, standing, rows, coded), coded, rows) for item in items)


def _with_link(item: Item, standing: list[Item], rows: dict[str, list[int]], coded: CodedConversation) -> Item:
    wanted = _TARGET.get(item.dimension)
    # What the seller brought in and nobody took up is no goal or option of the customer to hang things on.
    targets = [each for each in standing if each.dimension == wanted and each.by == Side.CUSTOMER]
    if not targets:
        return item
    best: tuple[float, Item] | None = None
    for target in targets:
        like = max(float(coded.topics[a] @ coded.topics[b]) for a in rows[item.id] for b in rows[target.id])
        gap = min(abs(a - b) for a in rows[item.id] for b in rows[target.id])
        near = gap <= _NEAR_SEGMENTS and like >= _NEAR_LIKE
        weight = like + (0.4 - 0.1 * gap if near else 0.0)
        if (like >= _LIKE or near) and (best is None or weight > best[0]):
            best = (weight, target)
    if best is None and len(targets) == 1 and item.dimension in _ONLY:
        best = (0.0, targets[0])
    return replace(item, about=(best[1].id,)) if best else item


def _with_owner(item: Item, coded: CodedConversation, rows: dict[str, list[int]]) -> Item:
    if item.dimension != Dimension.MEASURE:
        return item
    owner, due_text, due = item.owner, item.due_text, item.due
    for row in rows[item.id]:
        text = coded.segments[row].text
        if not owner and (found := _OWNER.search(text)):
            owner = found[1]
        if not due_text and (when := find(text, coded.conversation.started_at)):
            due_text, due = when.words, when.date
    return replace(item, owner=owner, due=due, due_text=due_text)

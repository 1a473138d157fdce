"""From coded segments to the map, and what a map leaves open and misses."""

from __future__ import annotations

from leitfrage.clarity.growing import CONCRETE, GrowingMap
from leitfrage.clarity.values import ClarityMap, Gap, Item, Status
from leitfrage.coding import CodedConversation, Dimension
from leitfrage.conversation import Side
from leitfrage.wording import N_, Message


def clarity_map(coded: CodedConversation) -> ClarityMap:
    """Build the map of one conversation."""
    growing = GrowingMap(coded.conversation.started_at)
    growing.add(coded.segments, coded.topics)
    return map_of(growing.items())


def map_of(items: tuple[Item, ...]) -> ClarityMap:
    """Make a map of items, wherever they come from: what is open and what is missing follows from them."""
    standing = {item.dimension for item in items if item.status not in (Status.CONTRADICTED, Status.WITHDRAWN)}
    open_dimensions = tuple(dimension for dimension in Dimension if dimension not in standing)
    return ClarityMap(items=items, open=open_dimensions, gaps=_gaps(items))


def _gaps(items: tuple[Item, ...]) -> tuple[Gap, ...]:
    """Report goals without a concrete criterion (REQ-07) and options whose dangers nobody has looked at (REQ-17)."""
    standing = [item for item in items if item.status not in (Status.CONTRADICTED, Status.WITHDRAWN)]
    gaps = []
    measured = {
        goal for item in standing if item.dimension == Dimension.CRITERION and item.level >= CONCRETE for goal in item.about
    }
    for goal in (item for item in standing if item.dimension == Dimension.GOAL and item.by == Side.CUSTOMER):
        if goal.id not in measured:
            text = Message.of(
                N_("It is not yet known by what “{goal}” would be worth reaching: no criterion for it was said."),
                goal=goal.label,
            )
            gaps.append(Gap(rule="REQ-07", text=text, items=(goal.id,)))
    risks = [item for item in standing if item.dimension == Dimension.RISK]
    looked_at = {option for risk in risks for option in risk.about}
    for option in (item for item in standing if item.dimension == Dimension.ALTERNATIVE):
        if option.id not in looked_at:
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

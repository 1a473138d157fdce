"""The gaps of a question, filled with the customer's own words or not at all (methodology section 4)."""

from __future__ import annotations

from collections.abc import Sequence

from leitfrage.clarity import Item
from leitfrage.coding import Dimension
from leitfrage.questions.state import SLOT_WORDS, State

SLOT_DIMENSION = {
    "ziel": Dimension.GOAL,
    "option": Dimension.ALTERNATIVE,
    "hindernis": Dimension.OBSTACLE,
    "kriterium": Dimension.CRITERION,
    "gefahr": Dimension.RISK,
    "termin": Dimension.TIMELINE,
    "massnahme": Dimension.MEASURE,
    "situation": Dimension.SITUATION,
    "antrieb": Dimension.DRIVER,
}
_LIST_DIMENSION = {
    "kriterien_liste": Dimension.CRITERION,
    "optionen_liste": Dimension.ALTERNATIVE,
    "vereinbarung": Dimension.MEASURE,
}
_SUMMARY = "zusammenfassung"
_MOST_IN_SUMMARY, _MOST_IN_LIST = 5, 4
Filled = tuple[str, tuple[int, ...]]  # the words, and the segments in which they stand


def filled(state: State, slots: Sequence[str], product: str) -> dict[str, Filled] | None:
    """Fill the gaps with verbatim words and say where they stand; ``None`` where one cannot be filled."""
    gaps: dict[str, Filled] = {}
    for slot in slots:
        words = _words(state, slot, product)
        if words is None:
            return None
        gaps[slot] = words
    return gaps


def summary_items(state: State) -> list[Item]:
    """Give what a summary would hold: the clearest of each dimension."""
    best = [item for dimension in Dimension for item in state.mentions(dimension)[:1] if item.level >= 2]
    once = {item.label: item for item in reversed(best)}  # what one sentence says about two dimensions is said once
    return list(reversed(once.values()))[:_MOST_IN_SUMMARY]


def _words(state: State, slot: str, product: str) -> Filled | None:
    if slot == "produkt":
        return (product, ()) if product else None
    if slot == "person":
        return (person[0], (person[1],)) if (person := state.person()) else None
    if slot == "wert":
        return (state.scale_value[0], (state.scale_value[1],)) if state.scale_value else None
    if slot == _SUMMARY or slot in _LIST_DIMENSION:
        return _list(state, slot)
    return _span(state, SLOT_DIMENSION[slot])


def _list(state: State, slot: str) -> Filled | None:
    found = summary_items(state) if slot == _SUMMARY else list(state.mentions(_LIST_DIMENSION[slot]))
    items = [each for each in found if state.speakable(each)][:_MOST_IN_LIST]
    if len(items) < (3 if slot == _SUMMARY else 2):
        return None
    spans = [state.span(item) for item in items]
    return state.quoted([span for span, _ in spans]), tuple(place for _, place in spans)


def _span(state: State, dimension: Dimension) -> Filled | None:
    mentions = state.mentions(dimension)
    recent = [item for item in mentions if {proof.segment for proof in item.evidence} & state.recent]
    item = next((each for each in [*recent, *mentions] if each.level >= 2 and state.speakable(each)), None)
    if item is None:
        return None
    span, place = state.span(item)
    return (span, (place,)) if len(span.split()) <= SLOT_WORDS else None

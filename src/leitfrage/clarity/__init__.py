"""The map of the customer's world."""

from leitfrage.clarity.mapping import clarity_map
from leitfrage.clarity.spans import core, short
from leitfrage.clarity.values import ClarityMap, Evidence, Gap, Item, Status
from leitfrage.clarity.written import level_of_own_words

__all__ = ["ClarityMap", "Evidence", "Gap", "Item", "Status", "clarity_map", "core", "level_of_own_words", "short"]

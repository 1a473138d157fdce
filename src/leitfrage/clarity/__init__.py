"""The map of the customer's world."""

from leitfrage.clarity.board import WEIGHTS, Board, Fit, Order, Pair, Share, Turn, Way, Yardstick
from leitfrage.clarity.board_words import findings, not_us
from leitfrage.clarity.growing import LABEL_WORDS, GrowingMap
from leitfrage.clarity.mapping import clarity_map, map_of
from leitfrage.clarity.over_time import STALE_AFTER, Entry, Occasion, Thread, Told, Word, World, follow, world
from leitfrage.clarity.spans import core, short
from leitfrage.clarity.values import ClarityMap, Evidence, Gap, Item, Status
from leitfrage.clarity.written import level_of_own_words

__all__ = [
    "LABEL_WORDS",
    "STALE_AFTER",
    "WEIGHTS",
    "Board",
    "ClarityMap",
    "Entry",
    "Evidence",
    "Fit",
    "Gap",
    "GrowingMap",
    "Item",
    "Occasion",
    "Order",
    "Pair",
    "Share",
    "Status",
    "Thread",
    "Told",
    "Turn",
    "Way",
    "Word",
    "World",
    "Yardstick",
    "clarity_map",
    "core",
    "findings",
    "follow",
    "level_of_own_words",
    "map_of",
    "not_us",
    "short",
    "world",
]

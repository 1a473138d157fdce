"""Beside a talk that is going on: what has been said so far, and at most one quiet hint."""

from leitfrage.live.companion import Companion, Said, Snapshot, labelled, said
from leitfrage.live.hints import PAUSE, QUIET, STAYS, WARM_UP, Heard, Hints, Shown

__all__ = [
    "PAUSE",
    "QUIET",
    "STAYS",
    "WARM_UP",
    "Companion",
    "Heard",
    "Hints",
    "Said",
    "Shown",
    "Snapshot",
    "labelled",
    "said",
]

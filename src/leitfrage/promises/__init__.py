"""Who promised what by when."""

from leitfrage.promises.due import Due, find
from leitfrage.promises.feed import Entry, calendar
from leitfrage.promises.outcome import Outcome, kept
from leitfrage.promises.register import Promise, promises

__all__ = ["Due", "Entry", "Outcome", "Promise", "calendar", "find", "kept", "promises"]

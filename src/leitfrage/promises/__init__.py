"""Who promised what by when."""

from leitfrage.promises.due import Due, find
from leitfrage.promises.register import Promise, promises

__all__ = ["Due", "Promise", "find", "promises"]

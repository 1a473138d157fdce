"""How clear a sentence is that the customer wrote themselves, where no talk surrounds it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from leitfrage.promises import find

_NUMBER = re.compile(
    r"\d|(?<!\w)(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|hundert|tausend|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred|thousand)(?!\w)",
    re.IGNORECASE,
)
# In German every noun has a capital, so a name is what a title announces, or what is written like no word: SAP, DATEV.
_NAME = re.compile(r"(?<!\w)(?:(?:Frau|Herrn?|Dr\.|Mr\.?|Mrs\.?|Ms\.?)\s+[A-ZÄÖÜ][\w-]+|[A-ZÄÖÜ]{2,}\d*)(?!\w)")


def level_of_own_words(text: str, today: dt.date | None = None, names: Iterable[str] = ()) -> int:
    """Give 3 (verifiable) where a number, a date or a name stands in the words, else 2; ``names``: people who are known."""
    due = find(text, today)
    known = any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names if len(name) > 2)
    return 3 if _NUMBER.search(text) or _NAME.search(text) or known or (due and due.date) else 2

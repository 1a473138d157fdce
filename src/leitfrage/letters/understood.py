"""What goes into the letter "So habe ich Sie verstanden": which lines, in which order, and the words around them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leitfrage.clarity import Status
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.letters.harmless import harmless
from leitfrage.letters.voices import Voice

# From what is wanted over what surrounds it to what will be done.
ORDER = (
    Dimension.GOAL,
    Dimension.CRITERION,
    Dimension.DRIVER,
    Dimension.SITUATION,
    Dimension.INFLUENCER,
    Dimension.IMPLEMENTER,
    Dimension.OBSTACLE,
    Dimension.ALTERNATIVE,
    Dimension.RISK,
    Dimension.MEASURE,
    Dimension.TIMELINE,
)
# More than about twenty points nobody reads to the end.
MOST_LINES = 20
MOST_SIGNS = 300
# "Four." means nothing to who reads it a week later.
LEAST_WORDS = 3
_TITLE = re.compile(r"^(?:Frau|Herrn?|Dr\.|Prof\.|Mr\.?|Mrs\.?|Ms\.?)(?=\s)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A matter of the map; ``key`` leads back to where it lies, ``quote`` are the words that it rests on."""

    key: int
    dimension: Dimension
    text: str
    quote: str
    level: int
    by: Side = Side.CUSTOMER
    status: Status = Status.SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The words around the lines; ``reason`` and ``take_along`` only in a letter that says "not us"."""

    salutation: str
    opening: str
    closing: str
    reason: str = ""
    take_along: str = ""


def choose(heard: Iterable[Heard], most: int = MOST_LINES) -> tuple[Heard, ...]:
    """Choose and order at most ``most`` lines: the customer's own, by dimension, the clearest first.

    No dimension crowds out another: each gets its clearest line before any gets its second. The same words stand
    once, and words too few to be understood without the talk do not stand at all.
    """
    seen: set[str] = set()
    queues: dict[Dimension, list[Heard]] = {dimension: [] for dimension in ORDER}
    # Sorted by dimension first, so that words said to two dimensions stand under the earlier one.
    for each in sorted(heard, key=lambda each: (ORDER.index(each.dimension), -each.level)):
        words = short(each.text).casefold()
        if each.by != Side.CUSTOMER or each.status in (Status.WITHDRAWN, Status.CONTRADICTED):
            continue
        if words in seen or len(words.split()) < LEAST_WORDS:
            continue
        seen.add(words)
        queues[each.dimension].append(each)
    ranked = sorted((rank, at) for at, dimension in enumerate(ORDER) for rank in range(len(queues[dimension])))
    taken = ranked[:most]
    return tuple(queues[ORDER[at]][rank] for at, rank in sorted((at, rank) for rank, at in taken))


def short(text: str) -> str:
    """Cut a line to a length that can be read, at the end of a word where there is one."""
    words = " ".join(harmless(text).split())
    if len(words) <= MOST_SIGNS:
        return words
    return words[:MOST_SIGNS].rsplit(" ", 1)[0].rstrip(" ,;:–-")


def frame(
    voice: Voice, *, name: str = "", days: Sequence[dt.date] = (), not_us: bool = False, unmet: Sequence[str] = ()
) -> Frame:
    """Write salutation, opening and closing; ``unmet``: the customer's criteria that our offer does not meet."""
    opening = _thanks(voice, days) + " " + voice.tell("opening_not_us" if not_us else "opening")
    return Frame(
        salutation=_salutation(voice, name),
        opening=opening,
        closing=voice.tell("closing_not_us" if not_us else "closing"),
        reason="\n\n".join(voice.tell("unmet", words=short(each)) for each in unmet) if not_us else "",
        take_along=voice.tell("take_along_text") if not_us else "",
    )


def _salutation(voice: Voice, name: str) -> str:
    name = " ".join(name.split())
    if not name:
        return voice.tell("salutation")
    # Who says du says the first name, unless the name is kept with its title.
    if voice.language == "de" and voice.address == "du" and not _TITLE.match(name):
        name = name.split()[0]
    return voice.tell("salutation_name", name=name)


def _thanks(voice: Voice, days: Sequence[dt.date]) -> str:
    known = sorted(set(days))
    if not known:
        return voice.tell("thanks")
    if len(known) == 1:
        return voice.tell("thanks_day", day=voice.day(known[0]))
    return voice.tell("thanks_days", first=voice.day(known[0]), last=voice.day(known[-1]))

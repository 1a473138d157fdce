"""Who is the seller, if nobody said so: by what the names say, else by how each speaker talks."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from leitfrage.conversation import CaptureMode, Conversation, NoSpeakers, OneSpeaker, Side, Speaker, UnknownName
from leitfrage.formats import NOBODY
from leitfrage.wording import N_, Message

_NAMES = {
    Side.SELLER: (
        "seller verkäufer verkäuferin verkauf berater beraterin consultant sales agent rep salesperson interviewer interviewerin coach "
        "vertrieb adviser advisor doctor arzt ärztin therapist vk v i"
    ).split(),
    Side.CUSTOMER: (
        "customer kunde kundin client klient klientin buyer einkäufer einkäuferin caller prospect patient patientin befragter befragte "
        "interviewee interessent interessentin kd k b ip"
    ).split(),
}
_BY_NAME = {name: side for side, names in _NAMES.items() for name in names}
# The evidence of many sentences is not independent; this tempers the sum (fitted on the development split).
_TEMPER = 0.5
MOST_SENTENCES = 60


def settle(
    conversation: Conversation,
    evidence: Mapping[str, Sequence[float]],
    *,
    seller: str | None = None,
    customer: str | None = None,
) -> Conversation:
    """Give each speaker a side and say how sure it is.

    ``evidence`` holds, by speaker, the log odds of each sentence to be a seller's. A name that the user gave decides.
    Raises ``UnknownName`` for a name that does not speak, ``OneSpeaker`` or ``NoSpeakers`` where there are no two sides.
    """
    names = [speaker.name for speaker in conversation.speakers]
    if names == [NOBODY]:
        raise NoSpeakers()
    if len(names) < 2 and not _noted(conversation):
        raise OneSpeaker(speaker=names[0] if names else NOBODY)
    sides: dict[str, tuple[Side, float]] = {}
    if seller:
        sides[_match(seller, names)] = (Side.SELLER, 1.0)
    if customer:
        named = _match(customer, names)
        if named in sides:  # nobody sits on both sides of the table
            raise UnknownName(
                what=Message.of(N_("speaker")), name=customer, choices=", ".join(each for each in names if each != named)
            )
        sides[named] = (Side.CUSTOMER, 1.0)
    if seller and not customer:
        sides.update({name: (Side.CUSTOMER, 1.0) for name in names if name not in sides})
    if customer and not seller and len(names) == 2:
        sides.update({name: (Side.SELLER, 1.0) for name in names if name not in sides})
    for speaker in conversation.speakers:
        if speaker.name not in sides and speaker.side != Side.UNKNOWN:
            sides[speaker.name] = (speaker.side, speaker.confidence)
    for name in names:
        if name not in sides and (side := _BY_NAME.get(name.casefold().strip(" .:0123456789"))):
            sides[name] = (side, 0.95)
    open_names = [name for name in names if name not in sides]
    sides.update(_by_talk(open_names, evidence, {side for side, _ in sides.values()}))
    speakers = tuple(Speaker(name=name, side=sides[name][0], confidence=sides[name][1]) for name in names)
    return replace(conversation, speakers=speakers)


def _noted(conversation: Conversation) -> bool:
    """Whether these are notes that hold the customer's side alone, as most notes do."""
    return conversation.capture == CaptureMode.NOTES and [each.side for each in conversation.speakers] == [Side.CUSTOMER]


def _match(wanted: str, names: Sequence[str]) -> str:
    for fits in (str.__eq__, lambda a, b: a.casefold() == b.casefold(), lambda a, b: a.casefold() in b.casefold()):
        found = [name for name in names if fits(wanted.strip(), name)]
        if len(found) == 1:
            return found[0]
    raise UnknownName(what=Message.of(N_("speaker")), name=wanted, choices=", ".join(names))


def _by_talk(
    names: Sequence[str], evidence: Mapping[str, Sequence[float]], taken: set[Side]
) -> dict[str, tuple[Side, float]]:
    """Decide by the talk; the speaker with the strongest lean fills a side that is still empty."""
    if not names:
        return {}
    lean = {name: _lean(evidence.get(name, ())) for name in names}
    result: dict[str, tuple[Side, float]] = {}
    if not taken:
        top, bottom = max(names, key=lambda name: lean[name]), min(names, key=lambda name: lean[name])
        sureness = _sigmoid(_TEMPER * (lean[top] - lean[bottom]) / 2)
        result = {top: (Side.SELLER, sureness), bottom: (Side.CUSTOMER, sureness)}
    elif len(taken) == 1:
        missing = Side.CUSTOMER if Side.SELLER in taken else Side.SELLER
        pick = max(names, key=lambda name: lean[name] * (1 if missing == Side.SELLER else -1))
        result = {pick: (missing, max(_sigmoid(_TEMPER * abs(lean[pick])), 0.5))}
    for name in names:
        if name not in result:
            side = Side.SELLER if lean[name] > 0 else Side.CUSTOMER
            result[name] = (side, _sigmoid(_TEMPER * abs(lean[name])))
    return result


def _lean(odds: Sequence[float]) -> float:
    """Sum the evidence of up to 60 sentences: from there on more of the same tells nothing new."""
    if not odds:
        return 0.0
    return float(sum(odds) / len(odds) * math.sqrt(min(len(odds), MOST_SENTENCES)) * 2)


def _sigmoid(value: float) -> float:
    return 1 / (1 + math.exp(-max(min(value, 30.0), -30.0)))

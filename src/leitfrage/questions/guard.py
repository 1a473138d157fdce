"""The guard: a question must not lead, press or pile up. Everything that is proposed passes it.

It reads the wording alone, so that a seller can see at once what it objects to; the coding room's judgement of whole
segments comes on top where a question is typed by a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from leitfrage.wording import N_, Message


class Fault(StrEnum):
    LEADS = "leads"
    PRESSES = "presses"
    PILES_UP = "piles up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What is wrong with a question, the words that do it, and what to do instead."""

    fault: Fault
    words: str
    advice: Message


_LEADS = re.compile(
    r"\b(?:doch (?:sicher|bestimmt|auch|wohl|nur|eigentlich)|sicher(?:lich)? auch|(?:ist|wäre|sind|sehen|finden|meinen|denken|wollen|möchten) (?:es |das |Sie |du )?(?:denn )?nicht auch|"
    r"finden Sie nicht|findest du nicht|meinen Sie nicht|meinst du nicht|denken Sie nicht|nicht wahr|stimmt'?s|geben Sie (?:mir )?(?:doch )?zu|"
    r"warum (?:haben Sie|hast du|habt ihr) .{0,20}nicht (?:längst|schon)|why (?:haven't|didn't) you .{0,20}(?:already|long ago|sooner)|Sie wollen doch|du willst doch|Sie möchten doch|wäre es nicht (?:toll|schön|gut|besser|super|praktisch)|würden Sie mir (?:da )?nicht zustimmen|"
    r"wouldn't you|don't you (?:think|agree|find|want)|wouldn't it be (?:great|nice|good|better)|isn't it (?:true|better|time)|surely you|"
    r"you(?:'d| would) agree|(?:isn't|aren't|won't|doesn't) (?:it|that|you|they)\?$|right\?$|am i right|you do want|you(?:'ll| will) (?:surely|certainly))",
    re.IGNORECASE,
)
_TAG = re.compile(r"(?:,\s*(?:oder|gell|ne|nicht|ja|right|no|yeah)|oder nicht|nicht wahr)\s*\?$", re.IGNORECASE)
_PRESSES = re.compile(
    r"\b(?:nur noch (?:heute|bis|diese|wenige)|solange der vorrat|jetzt (?:gleich )?(?:unterschreiben|zuschlagen|entscheiden)|letzte (?:chance|gelegenheit|plätze)|"
    r"bevor es zu spät|können Sie (?:es )?sich (?:das )?(?:wirklich )?leisten|kannst du (?:es )?dir (?:das )?leisten|was hindert (?:Sie|dich) (?:jetzt )?noch|"
    r"heute (?:noch )?(?:zu )?unterschreiben|worauf warten Sie|worauf wartest du|machen wir (?:den )?sack zu|ihre konkurrenz (?:macht|hat|ist)|"
    r"only today|last chance|before it's too late|can you (?:really )?afford (?:not )?to|what's stopping you|sign (?:today|now|this week)|"
    r"while stocks last|few (?:slots|places) left|what are you waiting for|your competitors (?:are|have))",
    re.IGNORECASE,
)
# A new question after "and": "…, und wer entscheidet?" – but "wer entscheidet, und wer noch" asks one thing.
_PILED = re.compile(
    r"\?.*\S.*\?|[,;]\s*(?:und|and)\s+(?:wie viel|wie lange|wann|warum|wieso|was kostet|bis wann|wo|when|why|how much|how long|where)\b.*\?",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=4096)
def objections(question: str) -> tuple[Objection, ...]:
    """Say what is wrong with a question in German or English; nothing where it passes."""
    text = " ".join(question.split())
    found = []
    if hit := _LEADS.search(text) or _TAG.search(text):
        advice = Message.of(N_("Ask so that a no is as easy as a yes; begin with what or how."))
        found.append(Objection(fault=Fault.LEADS, words=hit.group().strip(" ,"), advice=advice))
    if hit := _PRESSES.search(text):
        advice = Message.of(N_("Leave out the urgency; ask by when the customer wants to decide."))
        found.append(Objection(fault=Fault.PRESSES, words=hit.group(), advice=advice))
    if hit := _PILED.search(text):
        advice = Message.of(N_("Ask one of these questions, and wait for the answer."))
        found.append(Objection(fault=Fault.PILES_UP, words=hit.group()[:60], advice=advice))
    return tuple(found)


def passes(question: str) -> bool:
    """Say whether a question may be proposed."""
    return not objections(question)

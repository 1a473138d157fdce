"""Where a talk stands, as far as the guide needs to know: what is clear, what was just said, what was asked before."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from leitfrage.clarity import ClarityMap, Item, Status, short
from leitfrage.coding import HARMFUL, Behaviour, CodedSegment, Dimension, Form, Statement
from leitfrage.coding.features import words_of
from leitfrage.coding.language import ALL_FUNCTION_WORDS
from leitfrage.conversation import Side
from leitfrage.listening import Talk, Turn
from leitfrage.promises import Promise
from leitfrage.questions.catalogue import Catalogue, Question
from leitfrage.questions.recognition import nearly_all_in, recognised

RAPPORT_TURNS = 6
PERMISSION_TURNS = 6
RECENT_TURNS = 2
RECENT_QUESTIONS = 4
FOLLOW_UP_RESTS = 6  # questions until the same follow-up may be asked again
_COMES_BACK = ("followup", "permission")
_CONFIRMED = 4  # the level of a yes to a playback
SLOT_WORDS = 8
HEARD_WORDS = 14
LEAST_SLOT_WORDS = 3
LEAST_HEARD_WORDS = 4
LEAST_HEARD_CONTENT = 2
_LEAST_LETTERS = 4
_OPENERS = frozenset(
    "dass wenn ob weil damit da denn und oder aber also sondern dann gerne ja nein that if whether because since and or but so then which who "
    "what wer was wie wo wann how when where let's lass".split()
)
_LOOSE_ENDS = frozenset(
    "der die das den dem des ein eine einen einem einer und oder aber dass weil wenn mit von zu für auf in im am an bei aus nach vor über unter "
    "ist es ich wir sie er uns mich the a an and or but that because if with of to for on in at by from is it i we they another this my our".split()
)
_YES = re.compile(
    r"^\W*(?:ja|klar|gern|gerne|sicher|natürlich|bitte|okay|ok|yes|yeah|sure|of course|go ahead|please)\b", re.IGNORECASE
)
# A few words with a yes in them answer; they are nobody's goal, whatever the coder makes of them.
_AGREES = re.compile(
    r"\b(?:ja|jo|joa|jep|genau|exakt|stimmt|richtig|eben|freilich|passt|yes|yeah|yep|aye|exactly|right|spot on|that's it|that's me)\b",
    re.IGNORECASE,
)
_AGREEING_WORDS = 6
_NEGATIVE = re.compile(
    r"\b(?:nicht mehr|kein\w*|weniger|weg von|ohne dass|no more|no longer|less|stop|without)\b", re.IGNORECASE
)
_REFUSAL = re.compile(
    r"\b(?:(?:darüber|dazu) (?:möchte|will|kann|darf) ich (?:jetzt )?(?:nicht|nichts)|das geht (?:Sie|dich) nichts an|kein kommentar|das möchte ich nicht (?:sagen|beantworten)|"
    r"(?:I'd rather|I would rather|I'll) not (?:say|go into|discuss)|I can't (?:talk about|discuss|tell you) that|none of your business|not going to (?:answer|discuss))",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"\s*\w")  # what follows where a span was cut in the middle of a phrase
_NUMBER = re.compile(r"\b(?:10|[0-9])\b")
_PERSON = re.compile(
    r"(?:Herrn?|Frau|Dr\.?|Mr\.?|Mrs\.?|Ms\.?) [A-ZÄÖÜ][\w-]+|"
    r"(?:(?:der|die|den|dem|das|unser\w*|mein\w*) )(?:neue[nr]? )?(?:Chef\w*|Geschäftsführ\w+|Betriebsrat\w*|Einkauf\w*|IT\b|Buchhaltung|Werkstatt\w*|Schichtleit\w+|Vorstand\w*|Kolleg\w+|"
    r"Leitung|Produktion\w*|Vertrieb\w*|Personalabteilung|Gemeinderat\w*|Disponent\w*|Steuerberater\w*|Meister\w*|Mann|Frau|Sohn|Tochter|Vater|Mutter|Bruder|Schwester)|"
    r"(?:(?:the|our|my) )(?:boss|manager|IT|works council|board|owner|finance|accountant|purchasing|procurement|team|staff|union|wife|husband|son|daughter|father|mother|brother|sister|partner|"
    r"director|foreman|head of \w+|shop floor|council)"
)


@dataclass(frozen=True)
class State:
    """A talk with its map and promises, and the questions that the guide asks of them."""

    talk: Talk
    clarity: ClarityMap
    promised: tuple[Promise, ...]
    catalogue: Catalogue | None = None

    @property
    def language(self) -> str:
        return self.talk.coded.conversation.language or "en"

    @cached_property
    def recent(self) -> frozenset[int]:
        """Ids of the segments in the customer's last two turns."""
        return frozenset(each for turn in self.talk.customer_turns[-RECENT_TURNS:] for each in turn.ids)

    @cached_property
    def last_customer(self) -> Turn | None:
        return self.talk.customer_turns[-1] if self.talk.customer_turns else None

    @cached_property
    def customer_is_last(self) -> bool:
        return bool(self.talk.turns) and self.talk.turns[-1].side == Side.CUSTOMER

    @cached_property
    def rows(self) -> dict[int, int]:
        """Give the place of each segment by its id."""
        return {each.id: row for row, each in enumerate(self.talk.coded.segments)}

    @cached_property
    def heard_segment(self) -> CodedSegment | None:
        """The clearest thing that the customer said in the turn just ended; a mere yes, and a word or two,
        or words without a matter, are none."""
        if self.last_customer is None or not self.customer_is_last:
            return None
        said = [
            each
            for each in self.last_customer.segments
            if len(words_of(each.text)) >= LEAST_HEARD_WORDS
            and sum(word not in ALL_FUNCTION_WORDS and len(word) >= _LEAST_LETTERS for word in words_of(each.text))
            >= LEAST_HEARD_CONTENT
            and not _merely_agrees(each.text)
            and not each.text.rstrip().endswith("?")
            and any(one.clarity < _CONFIRMED for one in each.says)
        ]
        return max(said, key=lambda each: (_clearest(each).clarity, each.id), default=None)

    @cached_property
    def heard(self) -> str:
        """What was just heard, to be given back in the customer's own words; empty where there is nothing."""
        return short(self.heard_segment.text, HEARD_WORDS) if self.heard_segment else ""

    @cached_property
    def heard_statement(self) -> Statement | None:
        """Say what it is about, and how clear it is so far."""
        return _clearest(self.heard_segment) if self.heard_segment else None

    @cached_property
    def burst(self) -> int:
        """Seller turns in a row, up to now, that asked for facts with nothing taken up."""
        count = 0
        for turn in reversed(self.talk.seller_turns):
            if not turn.investigates or turn.reflects or turn.does(Behaviour.TRANSPARENCY):
                break
            count += 1
        return count

    @cached_property
    def recognised(self) -> dict[int, Question]:
        """The catalogue's questions that the seller asked, by the turn's place."""
        if self.catalogue is None:
            return {}
        found = ((turn.at, recognised(turn.text, self.catalogue)) for turn in self.talk.seller_turns if "?" in turn.text)
        return {at: question for at, question in found if question}

    def about(self, turn: Turn) -> tuple[Dimension, ...]:
        """Give what a seller's turn asks about: known where it is a question of the catalogue, else as it was coded."""
        known = self.recognised.get(turn.at)
        if known is not None and known.dimension is not None:
            return (known.dimension,)
        return tuple(dict.fromkeys(target for each in turn.questions if each.move for target in each.move.targets))

    @cached_property
    def asking(self) -> tuple[Turn, ...]:
        """The seller's turns that ask."""
        return tuple(turn for turn in self.talk.seller_turns if turn.questions or turn.at in self.recognised)

    @cached_property
    def asked(self) -> Counter[Dimension]:
        """How often each dimension was asked about."""
        return Counter(target for turn in self.asking for target in self.about(turn))

    @cached_property
    def recently_asked(self) -> Counter[Dimension]:
        return Counter(target for turn in self.asking[-RECENT_QUESTIONS:] for target in self.about(turn))

    def asked_before(self, question: Question, text: str) -> bool:
        """Say whether a question was asked already: nobody likes to hear the same one twice.

        With other words in its gaps it is another one; a follow-up, which has no topic of its own, and leave to ask may come back later.
        """
        said = self._said_asking[-FOLLOW_UP_RESTS:] if question.type in _COMES_BACK else self._said_asking
        return any(nearly_all_in(text, words) for known, words in said if known in ("", question.id))

    @cached_property
    def _said_asking(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """The words of each turn that asks, with the id of the catalogue's question where it is one."""
        return tuple(
            (known.id if (known := self.recognised.get(turn.at)) else "", frozenset(words_of(turn.text)))
            for turn in self.asking
        )

    @cached_property
    def refused(self) -> frozenset[Dimension]:
        """Dimensions of questions that the customer declined; they are closed (REQ-21)."""
        closed: set[Dimension] = set()
        for turn in self.talk.customer_turns:
            before = self.talk.before(turn)
            if before and before.questions and _REFUSAL.search(turn.text):
                closed.update(self.about(before))
        return frozenset(closed)

    @cached_property
    def exhausted(self) -> frozenset[Dimension]:
        """Dimensions in which the last two questions brought nothing new (R-11)."""
        dry: Counter[Dimension] = Counter()
        for turn in self.asking:
            answer = self.talk.after(turn)
            statements = [said for part in answer.segments for said in part.says] if answer else []
            for target in self.about(turn):
                told = any(said.dimension == target or 1 < said.clarity < _CONFIRMED for said in statements)
                dry[target] = 0 if told else dry[target] + 1
        return frozenset(target for target, count in dry.items() if count >= 2)

    @cached_property
    def rapport(self) -> bool:
        """R-12, by deeds alone: a reason given, two reflections, one confirmation, nothing harmful lately."""
        seller = self.talk.seller_turns
        reasons = sum(bool(turn.does(Behaviour.TRANSPARENCY)) for turn in seller)
        reflections = sum(turn.reflects for turn in seller)
        confirmed = any(
            said.clarity == 4 for turn in self.talk.customer_turns for each in turn.segments for said in each.says
        )
        harmless = not any(turn.does(*HARMFUL, Behaviour.PITCH) for turn in seller[-RAPPORT_TURNS:])
        return reasons >= 1 and reflections >= 2 and confirmed and harmless

    @cached_property
    def permission(self) -> bool:
        """Say whether the customer said yes to being asked, within the last turns."""
        for turn in self.talk.seller_turns[-PERMISSION_TURNS:]:
            answer = self.talk.after(turn)
            if answer and turn.segments[-1].behaviour == Behaviour.TRANSPARENCY and _YES.match(answer.text):
                return True
        return False

    @cached_property
    def scale_value(self) -> tuple[str, int] | None:
        """The number that the customer just gave on a scale, with its segment."""
        for turn in self.talk.customer_turns[-RECENT_TURNS:]:
            before = self.talk.before(turn)
            if before and any(each.move and each.move.form == Form.SCALING for each in before.questions):
                for each in turn.segments:
                    if found := _NUMBER.search(each.text):
                        return found.group(), each.id
        return None

    @cached_property
    def flags(self) -> frozenset[str]:
        flags = set()
        if self.scale_value:
            flags.add("scale_given")
        if any(_NEGATIVE.search(item.label) for item in self.clarity.of(Dimension.GOAL)):
            flags.add("negative_goal")
        if any(turn.does(Behaviour.PITCH, Behaviour.ADVICE) for turn in self.talk.seller_turns):
            flags.add("proposal_made")
        return frozenset(flags)

    @cached_property
    def _sureness(self) -> dict[tuple[int, Dimension], float]:
        """How sure the coder is that a customer's segment speaks of a dimension; what a person has set is sure."""
        return {
            (each.id, said.dimension): said.confidence
            for turn in self.talk.customer_turns
            for each in turn.segments
            for said in each.says
        }

    def believed(self, dimension: Dimension) -> float:
        """Give the level to be expected in a dimension, 0 to 4: that of its clearest item, as far as its labels can be trusted."""
        return max(
            (
                item.level
                * max((self._sureness.get((proof.segment, dimension), 1.0) for proof in item.evidence), default=1.0)
                for item in self.clarity.of(dimension)
                if item.status not in (Status.CONTRADICTED, Status.WITHDRAWN)
            ),
            default=0.0,
        )

    def mentions(self, dimension: Dimension) -> tuple[Item, ...]:
        """The customer's own items of a dimension, the clearest and latest first."""
        own = [item for item in self.clarity.of(dimension) if item.by == Side.CUSTOMER and not _merely_agrees(item.label)]
        return tuple(sorted(own, key=lambda item: (-item.level, -item.evidence[-1].segment)))

    @cached_property
    def _texts(self) -> dict[int, CodedSegment]:
        return {each.id: each for each in self.talk.coded.segments}

    def speakable(self, item: Item) -> bool:
        """Say whether an item's words can stand in the middle of a question: a phrase with a head and an end."""
        words = words_of(self.span(item)[0])
        return (
            self.whole(item) and len(words) >= LEAST_SLOT_WORDS and words[0] not in _OPENERS and words[-1] not in _LOOSE_ENDS
        )

    def quoted(self, spans: Sequence[str]) -> str:
        """List words in the quotation marks of the talk's language."""
        return "; ".join(f"„{span}“" if self.language == "de" else f"“{span}”" for span in spans)

    def whole(self, item: Item) -> bool:
        """Say whether an item's span ends where a phrase ends."""
        span = self.span(item)[0]
        return not _GOES_ON.match(item.label[item.label.find(span) + len(span) :])

    def span(self, item: Item) -> tuple[str, int]:
        """Give a verbatim span of an item of at most eight words, and the segment it stands in."""
        proof = next((each for each in item.evidence if item.label in self._texts[each.segment].text), item.evidence[0])
        return short(item.label, SLOT_WORDS), proof.segment

    def person(self) -> tuple[str, int] | None:
        """Give a name or role as the customer said it, never the customer's own."""
        speakers = {speaker.name.casefold() for speaker in self.talk.coded.conversation.speakers}
        for dimension in (Dimension.INFLUENCER, Dimension.IMPLEMENTER):
            for item in self.mentions(dimension):
                for proof in item.evidence:
                    found = _PERSON.search(self._texts[proof.segment].text)
                    if found and not any(found.group().split()[-1].casefold() in name for name in speakers):
                        return found.group(), proof.segment
        return None


def _merely_agrees(text: str) -> bool:
    return len(text.split()) <= _AGREEING_WORDS and bool(_AGREES.search(text))


def _clearest(segment: CodedSegment) -> Statement:
    """Give the clearest new statement of a segment that has one."""
    return max((one for one in segment.says if one.clarity < _CONFIRMED), key=lambda one: one.clarity)

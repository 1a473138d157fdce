"""What if I had asked otherwise: a real talk goes on from one of the seller's turns, in words that were really said.

What the customer said after that turn is the hidden world; what was said before is known. Questions hit it as they hit a
simulated customer's, and the answer is made of verbatim quotes alone. Where no later words fit, nobody knows the answer,
and the program says so in its own name: nothing is put into a real person's mouth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leitfrage.analysis import understand
from leitfrage.clarity import ClarityMap, clarity_map
from leitfrage.coding import CodedConversation, CodedSegment, Coding, topic_vectors
from leitfrage.conversation import LeitfrageError, Side, Speaker, Utterance
from leitfrage.listening import Feedback
from leitfrage.practice.replayed import Answer, ReplayedCustomer, hidden, levels_of, quotes_of, seller_turns, world_of
from leitfrage.practice.talk import PAUSE
from leitfrage.promises import promises
from leitfrage.questions import Suggestion, suggest
from leitfrage.wording import N_

_HEARD = 12  # so many utterances before the turn are coded again, so that the new words are read in their surroundings


class NoSuchTurn(LeitfrageError):
    cause = N_("The talk has no turn of the seller with the number {number}.")
    advice = N_("Choose one of the turns in the list.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTurn:
    """A turn of the seller from which one may go on; ``later``: so many matters came to light or became clearer after it."""

    number: int
    text: str
    segment: int
    later: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """What was asked, and what it brought."""

    said: str
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReview:
    """What was asked now and what was really asked from that turn on, turn against turn; and how one asked now."""

    now: tuple[Exchange, ...]
    then: tuple[Exchange, ...]
    found: int
    later: int
    feedback: Feedback


def own_turns(coded: CodedConversation, clarity: ClarityMap) -> tuple[OwnTurn, ...]:
    """Give the seller's turns, numbered from 1; turns that only say "mhm" are counted and left out."""
    quotes = quotes_of(coded, clarity)
    return tuple(
        OwnTurn(
            number=number,
            text=turn.text,
            segment=turn.segments[0].id,
            later=len(hidden(quotes, turn.segments[0].id)),
        )
        for number, turn in enumerate(seller_turns(coded), 1)
        if not turn.only_encourages
    )


class ReplayTalk:
    """A real talk that goes on otherwise from the seller's turn ``number``.

    ``address`` and ``product`` are for proposed questions. The same seed and the same words give the same talk.
    Raises ``NoSuchTurn``.
    """

    def __init__(
        self,
        coded: CodedConversation,
        clarity: ClarityMap,
        number: int,
        *,
        seed: int = 0,
        address: str = "sie",
        product: str = "",
    ) -> None:
        self._turns = seller_turns(coded)
        if not 1 <= number <= len(self._turns):
            raise NoSuchTurn(number=number)
        self._coded, self._number = coded, number
        self._address, self._product = address, product
        self.start = self._turns[number - 1].segments[0].id
        self._quotes = quotes_of(coded, clarity)
        known = levels_of(each for each in self._quotes if each.segment < self.start)
        self.later = hidden(self._quotes, self.start)
        self.speakers = {
            side: next(
                (each for each in coded.conversation.speakers if each.side == side), Speaker(name=side.value, side=side)
            )
            for side in (Side.SELLER, Side.CUSTOMER)
        }
        world = world_of(coded, clarity, self._quotes, self.speakers[Side.CUSTOMER].name, address, product)
        after = [each for each in self._quotes if each.segment >= self.start]
        self.customer = ReplayedCustomer(world, after, known, seed, " ".join(each.text for each in coded.segments))
        utterances = coded.conversation.utterances[: self._turns[number - 1].segments[0].segment.utterance]
        self._before = utterances
        self._coding = Coding()
        for each in utterances[-_HEARD:]:
            self._coding.add(each, coded.conversation.side_of(each.speaker))
        self._segments: list[CodedSegment] = []
        self._utterances: list[Utterance] = []
        self.exchanges: list[Exchange] = []

    @property
    def language(self) -> str:
        return self._coded.conversation.language or "en"

    def before(self, most: int) -> tuple[Utterance, ...]:
        """Give the last utterances before the turn, as they were said."""
        return self._before[-most:]

    def say(self, text: str, kept: Answer | None = None) -> Answer:
        """Ask something and get the answer; empty text is a pause. ``kept`` is an answer that was given before and stands."""
        said = text.strip() or PAUSE
        segments = self._add(said, Side.SELLER)
        before = dict(self.customer.told)
        answer = self.customer.answers(segments)
        if kept is not None and kept != answer:
            answer, self.customer.told = kept, before
            for quote in kept.quotes:
                if any(item.id == quote.item for item in self.customer.world.items):
                    before[quote.item] = max(before.get(quote.item, 0), quote.level)
        self._add(answer.text or PAUSE, Side.CUSTOMER)
        self.exchanges.append(Exchange(said=said, answer=answer))
        return answer

    def hints(self) -> tuple[Suggestion, ...]:
        """Give what the guide would propose now."""
        before = self._coded.segments[: self.start]
        shift = len(self._before)
        new = [_placed(each, self.start + each.id, shift + each.segment.utterance) for each in self._segments]
        coded = self._talk((*before, *new), (*self._before, *self._utterances))
        return suggest(coded, clarity_map(coded), promises(coded), address=self._address, product=self._product)

    def review(self) -> ReplayReview:
        """Put what was asked now beside what was really asked."""
        coded = self._talk(self._segments, self._utterances)
        given = {quote.item for each in self.exchanges for quote in each.answer.quotes}
        return ReplayReview(
            now=tuple(self.exchanges),
            then=self._really(len(self.exchanges)),
            found=len(given & self.later),
            later=len(self.later),
            feedback=understand(coded).conduct.feedback,
        )

    def _really(self, most: int) -> tuple[Exchange, ...]:
        """Give the seller's real turns from the chosen one on, each with the new or clearer things that it brought."""
        levels = levels_of(each for each in self._quotes if each.segment < self.start)
        found = []
        for number in range(self._number, min(self._number + max(most, 1), len(self._turns) + 1)):
            news = []
            for each in self._quotes:
                if each.turn == number and each.level > levels.get(each.item, 0):
                    news.append(each)
                    levels[each.item] = each.level
            found.append(Exchange(said=self._turns[number - 1].text, answer=Answer(quotes=tuple(news))))
        return tuple(found)

    def _add(self, text: str, side: Side) -> tuple[CodedSegment, ...]:
        utterance = Utterance(speaker=self.speakers[side].name, text=text)
        coded = self._coding.add(utterance, side)
        # Numbers count within what is new, whatever was coded again before it.
        added = tuple(_placed(each, len(self._segments) + at, len(self._utterances)) for at, each in enumerate(coded))
        self._utterances.append(utterance)
        self._segments += added
        return added

    def _talk(self, segments: Sequence[CodedSegment], utterances: Sequence[Utterance]) -> CodedConversation:
        return CodedConversation(
            conversation=replace(self._coded.conversation, utterances=tuple(utterances), speakers=self._speakers()),
            segments=tuple(segments),
            topics=topic_vectors([each.text for each in segments]),
        )

    def _speakers(self) -> tuple[Speaker, ...]:
        named = {each.name for each in self._coded.conversation.speakers}
        more = tuple(each for each in self.speakers.values() if each.name not in named)
        return (*self._coded.conversation.speakers, *more)


def _placed(each: CodedSegment, id_: int, utterance: int) -> CodedSegment:
    return replace(each, segment=replace(each.segment, id=id_, utterance=utterance))

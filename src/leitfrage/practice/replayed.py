"""What a real talk holds for whoever asks otherwise: the customer's words by matter and level, and who answers with them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import takewhile

from leitfrage.clarity import ClarityMap, Item
from leitfrage.coding import QUESTIONS, CodedConversation, CodedSegment, Coding, Dimension, Form
from leitfrage.coding.language import FUNCTION_WORDS
from leitfrage.conversation import Side, Utterance
from leitfrage.listening import Talk, Turn
from leitfrage.practice.customer import SimulatedCustomer
from leitfrage.practice.worlds import REACTIONS, HiddenItem, World, worlds
from leitfrage.questions import own
from leitfrage.wording import N_

_STEM = 6  # letters by which words count as the same
_NAME = 3  # letters of the shortest name
_ALIKE = 0.65  # of two forms of one word: so much of the longer one they begin with together
_LONG = {"de": 7, "en": 4}  # letters of the shortest other word that counts
_WORD = re.compile(r"\w+")
_SAID = 3  # the highest level that words can have; 4 is a yes to them
# What the program says in its own name, by what a simulated customer would have done.
REMARKS = {
    "nobody_asked": N_("Nobody asked that in the talk, so nobody knows what the answer would have been."),
    "nobody_knows": N_("What the customer would have said to that, nobody knows."),
    "nothing_more": N_("The customer said no more about that in the talk than you have heard."),
    "given_back": N_("You have given back what the customer said."),
    "not_quite": N_("That does not match what the customer has said so far."),
    "pressed": N_("Whoever is pressed mostly closes up; what this customer would have said, nobody knows."),
    "pitched": N_("Goal and criteria are not known yet, and praise for the offer brings none of the later words to light."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of the customer: for which matter, how clear (1 to 3), where, and after which of the seller's turns."""

    item: str
    dimension: Dimension
    level: int
    text: str
    segment: int
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What comes back: words of the customer, or a remark of the program (a key of ``REMARKS``), or both."""

    quotes: tuple[Quote, ...] = ()
    remark: str = ""

    @property
    def words(self) -> tuple[Quote, ...]:
        """The quotes without those that are there twice because their words are about two matters."""
        return tuple({(each.segment, each.text): each for each in self.quotes}.values())

    @property
    def text(self) -> str:
        return " ".join(each.text for each in self.words)


class ReplayedCustomer(SimulatedCustomer):
    """Listens as a simulated customer does, and answers with quotes only."""

    def __init__(self, world: World, quotes: Sequence[Quote], known: dict[str, int], seed: int, spoken: str) -> None:
        """``known``: level by matter before the turn; ``spoken``: all words of the real talk."""
        super().__init__(world=world, seed=seed)
        self.told |= known
        self.quotes = quotes
        self._spoken = _stems(spoken)
        self._hit: set[str] | None = None  # while a question is answered: the things that its words are about
        self.said: list[Quote] = []
        self.reactions: list[str] = []

    def _say(self, reaction: str) -> str:
        self.reactions.append(reaction)
        return ""

    def _answer(self, asked: CodedSegment, *, follows: bool) -> tuple[list[str], list[tuple[str, int]]]:
        """Answer by what a question is about; one about things that never came up in the talk has no answer in it.

        Words that merely ask ("what would have to change") hit nothing by themselves. Whoever asks for something by its
        name hears what was said about it, and nothing else of the same kind.
        """
        asked = self._read_alone(asked)
        about = _about(asked.text, self.world.language)
        strange = [word for word in about if _stem(word) not in self._spoken | _matters(self.world.language)]
        whole = self.world
        self._hit = {item.id for item in whole.items if _speaks_of(item, about)}
        nouns = [word for word in about if word[0].isupper()]
        named = [item for item in whole.items if _speaks_of(item, nouns)]
        # A strange verb may be another word for what was said; a strange name or noun is another thing.
        if not named and any(word in strange for word in nouns):
            return [self._say("aside")], []
        # How things are can be asked about anything, so there the dimension alone is no answer.
        if about and not self._hit and asked.move and set(asked.move.targets) <= {Dimension.SITUATION}:
            asked = replace(asked, move=replace(asked.move, targets=(), form=None))
        self.world = replace(whole, items=tuple(named)) if named else whole
        try:
            return super()._answer(asked, follows=follows)
        finally:
            self.world, self._hit = whole, None

    def _likeness(self, text: str) -> dict[str, float]:
        """Within an answer, go by whole words: parts of words are alike by chance where a question has only one or two."""
        if self._hit is None:
            return super()._likeness(text)
        return {item.id: float(item.id in self._hit) for item in self.world.items}

    def _read_alone(self, asked: CodedSegment) -> CodedSegment:
        """Read a question on its own where nobody can tell from the talk before it what it asks about."""
        follows = any(at == self._turn - 1 for at in self._touched.values())
        if asked.move is None or asked.move.targets or (follows and asked.move.form == Form.FOLLOWUP):
            return asked
        alone = Coding().add(Utterance(speaker="-", text=asked.text), Side.SELLER)
        targets = dict.fromkeys(target for each in alone if each.move for target in each.move.targets)
        return replace(asked, move=replace(asked.move, targets=tuple(targets)))

    def _tell(self, items: Sequence[HiddenItem], *, further: bool) -> tuple[list[str], list[tuple[str, int]]]:
        """Give the next clearer words about each thing; ``further``: all of them that were said in one go."""
        told = []
        for item in items:
            left = [each for each in self.quotes if each.item == item.id and each.level > self.told.get(item.id, 0)]
            if not left:
                continue
            first = min(left, key=lambda each: (each.level, each.segment))
            given = [each for each in left if each.turn == first.turn] if further else [first]
            self.said += given
            told.append((item.id, max(each.level for each in given)))
            self._touched[item.id] = self._turn
        return [], told

    def answers(self, segments: Sequence[CodedSegment]) -> Answer:
        """Answer a turn."""
        self.said, self.reactions = [], []
        self.hears(segments)
        quotes = tuple(sorted(dict.fromkeys(self.said), key=lambda each: each.segment))
        return Answer(quotes=quotes, remark=self._remark(segments))

    def _remark(self, segments: Sequence[CodedSegment]) -> str:
        if "yes" in self.reactions:
            return "given_back"
        if self.said:
            return ""
        named = next((each for each in ("pressed", "pitched", "not_quite", "nothing_more") if each in self.reactions), "")
        asked = any(each.behaviour in QUESTIONS for each in segments)
        return named or ("nobody_asked" if asked else "nobody_knows")


def _speaks_of(item: HiddenItem, words: Sequence[str]) -> bool:
    """Say whether one of the words stands, in whatever form, in what was said about a thing."""
    said = {word for level in item.says for text in level for word in _WORD.findall(text.casefold())}
    return any(_same(word.casefold(), other) for word in words for other in said)


def _same(word: str, other: str) -> bool:
    alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False)))
    return word == other or (alike > _NAME and alike >= _ALIKE * max(len(word), len(other)))


def _about(text: str, language: str) -> list[str]:
    """Give the words of a question that say what it is about: names, nouns, numbers, and longer words that do not merely ask."""
    words = _WORD.findall(text)
    long = [
        word
        for at, word in enumerate(words)
        if word.isdecimal() or len(word) >= (_NAME if at and word[0].isupper() else _LONG[language])
    ]
    return [word for word in long if _stem(word) not in _asking(language)]


def _stem(word: str) -> str:
    return word.casefold()[:_STEM]


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(_stem, _WORD.findall(text)))


@cache
def _asking(language: str) -> frozenset[str]:
    """Give the beginnings of words that ask and are about nothing: of several of the catalogue's questions, or function words."""
    questions = [" ".join(text for name, text in each.wordings if name.startswith(language)) for each in own().questions]
    return _often([re.sub(r"\{\w+\}", " ", text) for text in questions], 2) | frozenset(map(_stem, FUNCTION_WORDS[language]))


@cache
def _matters(language: str) -> frozenset[str]:
    """Give the beginnings of words for kinds of matters (budget, deadline): those that hit things in several worlds."""
    return _often([" ".join(item.key for item in each.items) for each in worlds() if each.language == language], 3)


def _often(texts: Iterable[str], least: int) -> frozenset[str]:
    """Give the beginnings of words that stand in so many of the texts."""
    counts = Counter(stem for text in texts for stem in _stems(text))
    return frozenset(stem for stem, n in counts.items() if n >= least)


def seller_turns(coded: CodedConversation) -> list[Turn]:
    return [turn for turn in Talk.of(coded).turns if turn.side == Side.SELLER]


def quotes_of(coded: CodedConversation, clarity: ClarityMap) -> list[Quote]:
    """Give the customer's own words for the matters that stand, in the order in which they were said."""
    turn_of: dict[int, int] = {}
    number = 0
    for turn in Talk.of(coded).turns:
        number += turn.side == Side.SELLER
        turn_of |= dict.fromkeys(turn.ids, number)
    found = []
    for dimension in Dimension:
        for item in clarity.of(dimension):
            if item.by != Side.CUSTOMER:
                continue
            for proof in item.evidence:
                segment = coded.segments[proof.segment] if 0 <= proof.segment < len(coded.segments) else None
                if segment is None or segment.side != Side.CUSTOMER or proof.quote not in segment.text:
                    continue
                if level := _level(segment, item):
                    found.append(
                        Quote(
                            item=item.id,
                            dimension=dimension,
                            level=level,
                            text=proof.quote,
                            segment=segment.id,
                            turn=turn_of[segment.id],
                        )
                    )
    return sorted(found, key=lambda each: each.segment)


def _level(segment: CodedSegment, item: Item) -> int:
    """Give how clear a quote is; 0 for a mere yes to what was given back."""
    levels = [said.clarity for said in segment.says if said.dimension == item.dimension]
    if not levels:  # a person put it there
        return max(min(item.level, _SAID), 1)
    return max((level for level in levels if level <= _SAID), default=0)


def levels_of(quotes: Iterable[Quote]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for each in quotes:
        levels[each.item] = max(levels.get(each.item, 0), each.level)
    return levels


def hidden(quotes: Sequence[Quote], start: int) -> frozenset[str]:
    """Give the matters that came to light, or became clearer, from a place on."""
    known = levels_of(each for each in quotes if each.segment < start)
    return frozenset(each.item for each in quotes if each.segment >= start and each.level > known.get(each.item, 0))


def world_of(
    coded: CodedConversation, clarity: ClarityMap, quotes: Sequence[Quote], name: str, address: str, product: str
) -> World:
    """Make the hidden world of a talk: its matters with their wordings, and no reactions of their own."""
    labels = {item.id: item.label for item in clarity.items}
    items = []
    for id_ in dict.fromkeys(each.item for each in quotes):
        own = [each for each in quotes if each.item == id_]
        says = tuple(tuple(each.text for each in own if each.level == level) for level in (1, 2, 3))
        items.append(
            HiddenItem(id=id_, dimension=own[0].dimension, depth=1, key=labels[id_], says=(says[0], says[1], says[2]))
        )
    return World(
        id="",
        language=coded.conversation.language or "en",
        address=address,
        title=coded.conversation.title,
        brief="",
        offer=product,
        limits=(),
        name=name,
        role="",
        talkative=2,
        guarded=0.0,  # nobody knows how much trust it took; what was said is told to whoever asks for it
        fits=True,
        not_us=(),
        items=tuple(items),
        reactions=tuple((reaction, ()) for reaction in REACTIONS),
        endings=(),
    )

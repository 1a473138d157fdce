"""A talk that is going on: takes one utterance at a time and keeps segments, map and promises up to date.

After every utterance the map is the one that the whole talk would give if it ended there. How the seller asks and listens
is not measured here: nothing judges while people talk.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from leitfrage.clarity import ClarityMap, GrowingMap, map_of
from leitfrage.coding import CodedConversation, CodedSegment, Coding, Dimension, Statement, topic_vectors
from leitfrage.conversation import CaptureMode, Conversation, Mark, Side, Speaker, Utterance
from leitfrage.promises import Promise, promises
from leitfrage.questions import Catalogue, Suggestion, Worth, suggest

_HIGHEST_NOTED = 3  # that something was confirmed shows in the talk; nobody sets it by a key


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An utterance with its side; ``noted``: typed by somebody who listened, not verbatim; ``dimension``: their label."""

    utterance: Utterance
    side: Side
    dimension: Dimension | None = None
    noted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """How things stand after ``number`` utterances. ``newest`` (the customer's last words) and ``noted`` are ids of segments."""

    number: int
    map: ClarityMap
    promises: tuple[Promise, ...]
    newest: frozenset[int]
    noted: frozenset[int]


def said(
    text: str,
    side: Side,
    *,
    speaker: str = "",
    start: float | None = None,
    end: float | None = None,
    dimension: Dimension | None = None,
    noted: bool = False,
) -> Said:
    """Make an utterance of words as they came; words with a label of a person's stay in one piece. Raises ``ValueError`` without words."""
    words = " ".join(text.split())
    span = () if start is None else (Mark(offset=0, start=start, end=max(start, start if end is None else end)),)
    return Said(
        utterance=Utterance(
            speaker=speaker or side.value, text=words, marks=span, parts=(words,) if dimension is not None else ()
        ),
        side=side,
        dimension=dimension,
        noted=noted,
    )


def labelled(segment: CodedSegment, dimension: Dimension) -> CodedSegment:
    """Put a person's label in the place of the machine's: what a customer tells, or what a seller's question is after."""
    if segment.side == Side.CUSTOMER:
        level = min(max((each.clarity for each in segment.says), default=1), _HIGHEST_NOTED)
        return replace(segment, says=(Statement(dimension=dimension, clarity=level, confidence=1.0),))
    if segment.move is not None and segment.is_question:
        return replace(segment, move=replace(segment.move, targets=(dimension,)))
    return segment


class Companion:
    """Goes along with one talk in ``language``; ``today`` is the day that dates are counted from."""

    def __init__(
        self,
        *,
        language: str,
        today: dt.date | None = None,
        capture: CaptureMode = CaptureMode.TRANSCRIPT,
        coding: Coding | None = None,
    ) -> None:
        self._language, self._today, self._capture = language, today, capture
        self._coding = coding or Coding()
        self._growing = GrowingMap(today)
        self._said: list[Said] = []
        self._sides: dict[str, Side] = {}
        self._segments: list[CodedSegment] = []
        self._promises: list[Promise] = []
        self._noted: set[int] = set()
        self._newest: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self._said)

    def add(self, *utterances: Said) -> tuple[CodedSegment, ...]:
        """Take in the next utterances and give their segments."""
        if not utterances:
            return ()
        first = len(self._said)
        found = self._coding.extend([(each.utterance, each.side) for each in utterances])
        wanted = [utterances[each.segment.utterance - first] for each in found]
        segments = tuple(
            each if by.dimension is None else labelled(each, by.dimension) for each, by in zip(found, wanted, strict=True)
        )
        topics = topic_vectors([each.text for each in segments])
        self._said += utterances
        self._sides |= {each.utterance.speaker: each.side for each in utterances}
        self._segments += segments
        self._growing.add(segments, topics)
        # A promise looks for its date no further than its own utterance.
        self._promises += promises(CodedConversation(conversation=self._conversation(()), segments=segments, topics=topics))
        self._noted |= {each.id for each, by in zip(segments, wanted, strict=True) if by.noted}
        if told := [each.segment.utterance for each in segments if each.side == Side.CUSTOMER]:
            self._newest = frozenset(each.id for each in segments if each.segment.utterance == told[-1])
        return segments

    def snapshot(self) -> Snapshot:
        """Give how things stand."""
        return Snapshot(
            number=len(self._said),
            map=map_of(self._growing.items()),
            promises=tuple(self._promises),
            newest=self._newest,
            noted=frozenset(self._noted),
        )

    def coded(self) -> CodedConversation:
        """Give the talk so far as one that has ended."""
        talk = self._conversation([each.utterance for each in self._said])
        return CodedConversation(conversation=talk, segments=tuple(self._segments), topics=self._growing.topics())

    def suggestions(
        self,
        snapshot: Snapshot,
        *,
        catalogue: Catalogue | None = None,
        address: str = "sie",
        product: str = "",
        limits: Sequence[str] = (),
        worth: Worth | None = None,
    ) -> tuple[Suggestion, ...]:
        """Give what would be good to ask or do next; takes a while in a long talk."""
        return suggest(
            self.coded(),
            snapshot.map,
            snapshot.promises,
            catalogue=catalogue,
            address=address,
            product=product,
            limits=limits,
            worth=worth,
        )

    def _conversation(self, utterances: Sequence[Utterance]) -> Conversation:
        return Conversation(
            utterances=tuple(utterances),
            speakers=tuple(Speaker(name=name, side=side) for name, side in self._sides.items()),
            language=self._language,
            started_at=self._today,
            capture=self._capture,
        )

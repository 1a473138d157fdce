"""What goes in and out: typed, bounded, with one way to write each thing."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AfterValidator

from leitfrage.coding import Behaviour, Dimension
from leitfrage.conversation import Side
from leitfrage.workspace.models import Consent, Conversation, Item, Letter, LetterLine, LiveTalk, Promise, User
from leitfrage.workspace.wording import CAPTURE_BASES

_BIGGEST = 2**63 - 1


def _no_nul(text: str) -> str:
    if "\0" in text:
        raise ValueError("must not contain the character NUL")
    return text


Id = Annotated[int, Field(ge=1, le=_BIGGEST)]
Words = Annotated[str, AfterValidator(_no_nul)]
Language = Literal["de", "en"]
Address = Literal["sie", "du"]
# Made from the one list of each, and named apart: the description knows a shape by its name alone.
Basis = StrEnum("Basis", {key.upper(): key for key in CAPTURE_BASES})  # type: ignore[misc]
Mode = StrEnum("Mode", {each.name: each.value for each in Consent.Mode})  # type: ignore[misc]
TalkState = StrEnum("TalkState", {each.name: each.value for each in Conversation.State})  # type: ignore[misc]
LiveSource = StrEnum("LiveSource", {each.name: each.value for each in LiveTalk.Source})  # type: ignore[misc]
LetterState = StrEnum("LetterState", {each.name: each.value for each in Letter.State})  # type: ignore[misc]
PromiseState = StrEnum("PromiseState", {each.name: each.value for each in Promise.State})  # type: ignore[misc]


class CustomerIn(Schema):
    name: Words = Field(min_length=1, max_length=160)
    language: Language = "de"
    address: Address = "sie"


class CustomerOut(Schema):
    id: int
    name: str
    language: str
    address: str
    created_at: dt.datetime


class ConsentIn(Schema):
    """How the talk was captured and what was agreed; nothing is read without it."""

    mode: Mode
    basis: Basis
    given_by: Words = Field("", max_length=200)
    given_on: dt.date | None = None
    wording: Words = Field("", max_length=5000)

    def noted_by(self, person: User) -> Consent:
        """Give it as a consent that a person noted, not yet kept."""
        return Consent(
            mode=self.mode.value,
            basis=self.basis.value,
            given_by=self.given_by.strip(),
            given_on=self.given_on,
            wording=self.wording.strip(),
            recorded_by=person,
        )


class ConsentOut(Schema):
    mode: str
    basis: str
    given_by: str
    given_on: dt.date | None
    wording: str
    recorded_at: dt.datetime


class TalkIn(Schema):
    """A transcript or notes: as ``text``, or as ``base64`` where the format is no text (Word)."""

    file_name: Words = Field(min_length=1, max_length=200)
    text: Words | None = None
    base64: str | None = None
    title: Words = Field("", max_length=200)
    held_on: dt.date | None = None
    consent: ConsentIn


class Refused(Schema):
    cause: str
    advice: str


class TalkOut(Schema):
    id: int
    customer: int
    title: str
    held_on: dt.date | None
    state: TalkState
    format: str
    language: str
    duration_s: float | None
    created_at: dt.datetime
    analysed_at: dt.datetime | None
    consent: ConsentOut | None
    problem: Refused | None


class SaysOut(Schema):
    dimension: Dimension
    clarity: int
    confidence: float


class SegmentOut(Schema):
    id: int
    utterance: int
    speaker: str
    side: Side
    text: str
    start: float | None
    end: float | None
    says: list[SaysOut]
    commitment: bool
    behaviour: Behaviour | None


class EvidenceOut(Schema):
    """Verbatim words: of a segment of the talk, or of a letter's answer."""

    segment: int | None = None
    letter: int | None = None
    quote: str


class ItemOut(Schema):
    id: int
    conversation: int | None
    dimension: Dimension
    label: str
    level: int
    status: str
    by: Side
    origin: Item.Origin
    held: bool
    evidence: list[EvidenceOut]
    about: list[int]
    owner: str
    due: dt.date | None
    due_text: str
    confirmed_at: dt.datetime | None


class PromiseOut(Schema):
    id: int
    customer: int
    conversation: int | None
    by: Side
    text: str
    segment: int | None
    due: dt.date | None
    due_text: str
    approximate: bool
    state: PromiseState
    reason: str


class SpeakerOut(Schema):
    name: str
    side: Side
    confidence: float


class WholeTalkOut(TalkOut):
    speakers: list[SpeakerOut]
    segments: list[SegmentOut]
    map: list[ItemOut]
    open: list[Dimension]
    promises: list[PromiseOut]
    suggestions: list[dict[str, Any]]


class ConductOut(Schema):
    """How the person asked and listened: for nobody but them."""

    measures: list[dict[str, Any]]
    observations: list[dict[str, Any]]
    feedback: dict[str, Any] | None


class Reword(Schema):
    label: Words = Field(min_length=1, max_length=300)


class Recode(Schema):
    dimension: Dimension
    level: int = Field(ge=1, le=4)


class EditOut(Schema):
    id: int
    conversation: int
    at: dt.datetime
    kind: str
    undone_at: dt.datetime | None
    items: list[int]


class LetterOut(Schema):
    id: int
    customer: int
    conversations: list[int]
    language: str
    state: LetterState
    version: int
    not_us: bool
    created_at: dt.datetime
    released_at: dt.datetime | None
    expires_at: dt.datetime | None
    answered_by: str
    answered_at: dt.datetime | None


class LineOut(Schema):
    id: int
    item: int | None
    dimension: str
    text: str
    quote: str
    included: bool
    verdict: LetterLine.Verdict
    own_words: str
    answered_by: str
    answered_at: dt.datetime | None


class WholeLetterOut(LetterOut):
    salutation: str
    opening: str
    closing: str
    comment: str
    lines: list[LineOut]


class PromiseIn(Schema):
    by: Literal["seller", "customer"]
    text: Words = Field(min_length=1, max_length=1000)
    due: dt.date | None = None


class Settle(Schema):
    """``kept``, or ``dropped`` with the reason."""

    state: Literal["kept", "dropped"]
    reason: Words = Field("", max_length=1000)


class Renegotiate(Schema):
    due: dt.date
    reason: Words = Field(min_length=1, max_length=1000)


class LiveIn(Schema):
    """A talk that begins now; ``seller`` is how the one who sells is called in what will be pushed."""

    title: Words = Field("", max_length=200)
    language: Language | None = None
    seller: Words = Field("", max_length=120)
    consent: ConsentIn


class LiveOut(Schema):
    """``taken`` counts the finished lines that are kept; ``version`` grows with every change."""

    id: int
    customer: int
    title: str
    language: str
    source: LiveSource
    started_at: dt.datetime
    taken: int
    version: int


class PushedOut(LiveOut):
    """``number``: so many finished lines are in the map already; ``null`` while it is being drawn anew.

    ``seller_heard``: a line of the seller's has come; while it is false, everybody counts as the customer.
    """

    number: int | None
    seller_heard: bool


class LineIn(Schema):
    """Something said. ``key`` is yours and names the line in this talk; ``final`` false: more words will come with the same key.

    Without ``side`` it is found by ``speaker``. ``start`` and ``end`` are seconds from the beginning. ``noted``: typed by
    somebody who listened, not verbatim; ``dimension`` is a person's label.
    """

    key: str = Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")
    text: Words = Field(min_length=1, max_length=5000, pattern=r"\w")
    side: Literal[Side.SELLER, Side.CUSTOMER] | None = None
    speaker: Words = Field("", max_length=80)
    start: float | None = Field(None, ge=0, le=1_000_000)
    end: float | None = Field(None, ge=0, le=1_000_000)
    final: bool = True
    noted: bool = False
    dimension: Dimension | None = None


class LinesIn(Schema):
    """Lines in the order in which they were said."""

    lines: list[LineIn] = Field(min_length=1, max_length=200)


class LiveEvidenceOut(Schema):
    segment: int
    quote: str
    noted: bool


class LiveItemOut(Schema):
    """An entry of the map as it stands now; ``new``: the customer's last words are about it."""

    id: str
    dimension: Dimension
    label: str
    level: int
    status: str
    by: Side
    evidence: list[LiveEvidenceOut]
    about: list[str]
    new: bool


class LivePromiseOut(Schema):
    segment: int
    by: Side
    text: str
    due: dt.date | None
    due_text: str


class LiveMapOut(LiveOut):
    """``number``: so many lines the map is made of."""

    number: int
    map: list[LiveItemOut]
    open: list[Dimension]
    promises: list[LivePromiseOut]

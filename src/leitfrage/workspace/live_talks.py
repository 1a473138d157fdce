"""A talk that goes on, kept line by line: begun with its consent, taken in without loss or doubling, ended into a talk to be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone

from leitfrage.coding import Dimension
from leitfrage.conversation import CaptureMode, LeitfrageError, Side, Speaker, duration_of
from leitfrage.conversation import Conversation as Talk
from leitfrage.live import Said
from leitfrage.wording import N_
from leitfrage.workspace import companions
from leitfrage.workspace.access import owned, record
from leitfrage.workspace.models import Consent, Conversation, Customer, Job, LiveLine, LiveTalk
from leitfrage.workspace.reading import label_key, queue
from leitfrage.workspace.stored import pack

MOST_SIGNS = 5000  # of one line
MOST_LINES = 20_000  # of one talk


class NotAgreed(LeitfrageError):
    cause = N_("Nothing was taken: for this talk only own notes were agreed, and this was not typed by you.")
    advice = N_("Ask everybody who speaks, note their consent, and begin a live talk that is captured as live text.")


class OwnVoiceOnly(LeitfrageError):
    cause = N_("Nothing was taken: for this talk only your own voice was agreed, and this was said by the customer.")
    advice = N_("Push your own side only, or note the customer's consent in a new live talk.")


class NothingSaid(LeitfrageError):
    cause = N_("A line has no words.")
    advice = N_("Leave it out.")


class TooManyLines(LeitfrageError):
    cause = N_("This talk has more lines than any talk: {n}.")
    advice = N_("End it and begin another.")


_WITH_ALL = ("conversation__consent", "conversation__customer__owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it comes in; ``final``: no more words will be added to it."""

    key: str
    side: Side
    text: str
    speaker: str = ""
    dimension: Dimension | None = None
    noted: bool = False
    final: bool = True
    start: float | None = None
    end: float | None = None


def own(request: HttpRequest, pk: int) -> LiveTalk:
    """Give a person's own live talk with what is needed of it, or raise ``Http404``."""
    talk = owned(request.user, LiveTalk).select_related(*_WITH_ALL).filter(pk=pk).first()
    if talk is None:
        raise Http404
    return talk


@transaction.atomic
def start(
    customer: Customer, consent: Consent, *, language: str, title: str = "", pushed: bool = False, seller: str = ""
) -> LiveTalk:
    """Begin a talk that goes on from now, its consent noted before the first word."""
    row = Conversation.objects.create(
        customer=customer,
        title=title[:200],
        held_on=timezone.localdate(),
        state=Conversation.State.LIVE,
        language=language,
        settings={"language": language},
    )
    consent.pk, consent.conversation = None, row
    consent.save()
    source = LiveTalk.Source.PUSHED if pushed else LiveTalk.Source.NOTES
    talk = LiveTalk.objects.create(conversation=row, source=source, seller=" ".join(seller.split())[:120])
    record(consent.recorded_by, "live talk begun", row)
    return talk


@transaction.atomic
def take(talk: LiveTalk, lines: Sequence[Line]) -> LiveTalk:
    """Keep lines, each key once, and give the talk as it stands now; what is here already is left as it is.

    Raises ``NotAgreed`` and ``OwnVoiceOnly`` before anything is kept, and ``Http404`` where the talk has ended meanwhile.
    """
    talk = _locked(talk)
    _agreed(talk.conversation.consent, lines)
    there = {each.key: each for each in talk.lines.filter(key__in=[each.key for each in lines])}
    now = timezone.now()
    for line in lines:
        known = there.get(line.key)
        if known is not None and known.number is not None:
            continue
        if talk.taken >= MOST_LINES:
            raise TooManyLines(n=talk.taken)
        row = known or LiveLine(talk=talk, key=line.key, noted=line.noted)
        row.text = " ".join(line.text.split())
        if not row.text:
            raise NothingSaid()
        row.side, row.speaker = line.side.value, " ".join(line.speaker.split())[:80]
        row.dimension = line.dimension.value if line.dimension else ""
        row.said_at, row.start, row.end = now, line.start, line.end
        if line.final:
            talk.taken += 1
            row.number = talk.taken
        row.save()
        there[line.key] = row
        talk.version += 1
    talk.save(update_fields=["taken", "version"])
    return talk


def _locked(talk: LiveTalk) -> LiveTalk:
    """Hold a talk until the end of the transaction, so that numbers are given one after the other."""
    found = LiveTalk.objects.select_related(*_WITH_ALL).select_for_update(of=("self",)).filter(pk=talk.pk).first()
    if found is None:
        raise Http404
    return found


def _agreed(consent: Consent, lines: Iterable[Line]) -> None:
    for line in lines:
        if consent.mode == Consent.Mode.NOTES and not line.noted:
            raise NotAgreed()
        if consent.mode == Consent.Mode.OWN_VOICE and not line.noted and line.side == Side.CUSTOMER:
            raise OwnVoiceOnly()


@transaction.atomic
def end(talk: LiveTalk) -> Conversation | None:
    """End a talk: its lines become the words of the conversation, which is read by the worker; ``None`` where nothing was said.

    A line that nobody finished is taken as it stands.
    """
    talk = _locked(talk)
    row = Conversation.objects.select_related("customer__owner", "consent").get(pk=talk.conversation_id)
    lines = sorted(talk.lines.all(), key=lambda each: (each.number or MOST_LINES + 1, each.pk))
    spoken = [companions.said_in(each) for each in lines]
    companions.forget(talk.pk)
    if not spoken:
        row.delete()
        return None
    row.spoken, row.format = pack(_conversation(row, talk, spoken)), "live"
    row.duration_s = row.spoken["duration_s"]
    row.settings["labels"] = _labels(row, spoken)
    talk.delete()
    row.save()
    queue(row, Job.Kind.ANALYSE)
    record(row.customer.owner, "live talk ended", row)
    return row


def _conversation(row: Conversation, talk: LiveTalk, spoken: Sequence[Said]) -> Talk:
    utterances = tuple(each.utterance for each in spoken)
    sides = {side.value: side for side in (Side.CUSTOMER, Side.SELLER)} | {
        each.utterance.speaker: each.side for each in spoken
    }
    used = {each.speaker for each in utterances}
    both = {side for name, side in sides.items() if name in used}
    lasted = (timezone.now() - talk.started_at).total_seconds()
    return Talk(
        utterances=utterances,
        # A side that said nothing is there all the same: who notes along writes down the customer.
        speakers=tuple(Speaker(name=name, side=side) for name, side in sides.items() if name in used or side not in both),
        title=row.title,
        language=row.language,
        started_at=row.held_on,
        duration_s=duration_of(utterances) if any(each.marks for each in utterances) else round(lasted, 1),
        capture=CaptureMode.NOTES if row.consent.mode == Consent.Mode.NOTES else CaptureMode.TRANSCRIPT,
    )


def _labels(row: Conversation, spoken: Sequence[Said]) -> dict[str, dict[str, list[list[object]]]]:
    """Give a person's labels as the reading takes them: by the place and words of the segment."""
    if not any(each.dimension for each in spoken):
        return {}
    companion = companions.made_for(row)
    segments = companion.add(*spoken)
    return {
        label_key(each): {"says": [[one.dimension.value, one.clarity] for one in each.says]}
        for each in segments
        if spoken[each.segment.utterance].dimension is not None and each.side == Side.CUSTOMER
    }

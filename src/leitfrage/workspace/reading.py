"""From an upload to its analysis in the database; a person's edits survive every new reading.

Everything that a reading changes is written in one transaction together with the end of its job: whatever is killed
at whatever moment, a talk is either read and kept, or still waiting for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from leitfrage import formats
from leitfrage.analysis import Analysis, as_json, understand
from leitfrage.clarity import LABEL_WORDS, Evidence, short
from leitfrage.clarity import Item as FoundItem
from leitfrage.coding import Behaviour, CodedConversation, CodedSegment, Dimension, Move, Statement, code
from leitfrage.conversation import CaptureMode, LeitfrageError, Side, Speaker
from leitfrage.conversation import Conversation as Talk
from leitfrage.letters import charts
from leitfrage.listening import Conduct, Feedback
from leitfrage.promises import Promise as FoundPromise
from leitfrage.wording import VOICES
from leitfrage.workspace import recordings
from leitfrage.workspace.access import record
from leitfrage.workspace.guiding import guiding
from leitfrage.workspace.learning import asked_in, forget_askings
from leitfrage.workspace.models import (
    Cell,
    Consent,
    Conversation,
    Criterion,
    Customer,
    Danger,
    Item,
    Job,
    Option,
    PracticeTalk,
    Promise,
    User,
)
from leitfrage.workspace.stored import pack, pack_segments, unpack

_PER_LANGUAGE = ("conduct", "observations", "feedback", "suggestions")


def read(row: Conversation, told: Callable[[float], None] = lambda _: None) -> None:
    """Read the upload and analyse it; what the file lacks and people must mend is kept as the row's problem.

    ``told`` hears how far a recording is transcribed; what it raises ends the reading, and nothing is kept of it.
    """
    try:
        if row.upload is not None or recordings.waits(row):
            talk = recordings.transcribed(row, told) if row.upload is None else _from_upload(row)
            row.spoken, row.format, row.upload = pack(talk), talk.source.format, None
            row.title = row.title or talk.title
            row.held_on = row.held_on or talk.started_at
        analysis = understand(
            relabelled(code(spoken_by(row)), row.settings.get("labels", {})),
            **guiding(row.customer),
        )
    except LeitfrageError as error:
        keep_problem(row, error)
    else:
        _keep(row, analysis)


def _from_upload(row: Conversation) -> Talk:
    talk = formats.read(bytes(row.upload or b""), row.upload_name, None)
    return replace(talk, capture=CaptureMode.NOTES) if row.consent.mode == Consent.Mode.NOTES else talk


def spoken_by(row: Conversation) -> Talk:
    """Give the words with what the seller has set right: names, sides, language, day."""
    talk = unpack(row.spoken)
    names: dict[str, str] = row.settings.get("names", {})
    sides: dict[str, str] = row.settings.get("sides", {})
    speakers = {}
    for each in talk.speakers:
        name = names.get(each.name, each.name)
        side = Side(sides[name]) if name in sides else each.side
        if name not in speakers or name in sides:
            speakers[name] = Speaker(name=name, side=side, confidence=1.0 if name in sides else each.confidence)
    return replace(
        talk,
        utterances=tuple(replace(each, speaker=names.get(each.speaker, each.speaker)) for each in talk.utterances),
        speakers=tuple(speakers.values()),
        language=row.settings.get("language") or talk.language,
        started_at=row.held_on or talk.started_at,
        title=row.title,
    )


def label_key(segment: CodedSegment) -> str:
    """Name a segment so that the same words at the same place are found again after a new reading."""
    return f"{segment.segment.utterance}:{segment.text}"


def relabelled(coded: CodedConversation, labels: dict[str, Any]) -> CodedConversation:
    """Put a person's labels in the place of the machine's."""
    if not labels:
        return coded
    return replace(coded, segments=tuple(_relabelled(each, labels.get(label_key(each))) for each in coded.segments))


def _relabelled(segment: CodedSegment, label: dict[str, Any] | None) -> CodedSegment:
    if label is None:
        return segment
    if segment.side == Side.SELLER and "behaviour" in label:
        before = segment.move or Move(behaviour=None, confidence=1.0)
        return replace(segment, move=replace(before, behaviour=Behaviour(label["behaviour"]), confidence=1.0))
    if segment.side == Side.CUSTOMER and "says" in label:
        says = tuple(Statement(dimension=Dimension(name), clarity=level, confidence=1.0) for name, level in label["says"])
        return replace(segment, says=says)
    return segment


def keep_problem(row: Conversation, error: LeitfrageError) -> None:
    """Set the talk aside with the sentence that says why, in both languages."""
    texts = {voice: [message.text(voice) for message in error.messages()] for voice in VOICES}
    with transaction.atomic():
        if not _is_as_it_was(row):
            return
        row.state = Conversation.State.FAILED
        row.problem = {language: {"cause": cause, "advice": advice} for language, (cause, advice) in texts.items()}
        recordings.let_go(row)
        row.save(update_fields=["state", "problem", "spoken", "format", "upload", "recording", "title", "held_on"])
        row.jobs.all().delete()


def _is_as_it_was(row: Conversation) -> bool:
    """Say whether nobody has changed, erased or shut the talk while it was read; else the reading is void."""
    now = Conversation.objects.select_for_update().only("settings").filter(pk=row.pk).first()
    return now is not None and now.settings == row.settings


def _keep(row: Conversation, analysis: Analysis) -> None:
    talk = analysis.conversation
    with transaction.atomic():
        if not _is_as_it_was(row):
            return
        row.state, row.problem = Conversation.State.READY, None
        recordings.let_go(row)
        row.language, row.duration_s = talk.language or "", talk.duration_s
        if row.customer.owner.keeps_a_notebook_only:
            analysis = without_conduct(analysis)
        row.asked = asked_in(analysis, row.customer)
        row.segments, row.views = pack_segments(analysis.coded), _views(analysis)
        row.settings["speakers"] = [[each.name, each.side.value, each.confidence] for each in talk.speakers]
        row.analysed_at = timezone.now()
        row.save()
        keep_items(row, analysis.map.items, analysis)
        _move_words(row, analysis)
        keep_promises(row, analysis.promises)
        row.jobs.all().delete()


def without_conduct(analysis: Analysis) -> Analysis:
    """Leave out how the seller asked and listened; the map, which is the customer's, stays."""
    segments = tuple(replace(each, move=None) for each in analysis.coded.segments)
    nothing = Conduct(measures=(), observations=(), feedback=Feedback(strength=None, observation=None, experiment=None))
    return replace(analysis, coded=replace(analysis.coded, segments=segments), conduct=nothing)


def forget_conduct(owner: User) -> None:
    """Take out of all talks of a person, practised ones too, what was coded about how they asked and listened."""
    for row in Conversation.objects.filter(customer__owner=owner).exclude(views=None).only("segments", "views").iterator():
        row.segments = [each | {"move": None} for each in row.segments]
        row.views = {
            language: view | {"conduct": [], "observations": [], "feedback": None, "scales": {}, "ribbon": ""}
            for language, view in row.views.items()
        }
        row.save(update_fields=["segments", "views"])
    forget_askings(owner)
    for talk in PracticeTalk.everything.filter(owner=owner).exclude(summary=None).only("summary"):
        talk.summary = {key: value for key, value in talk.summary.items() if key not in ("taken_up", "longest_run")}
        talk.save(update_fields=["summary"])


def _views(analysis: Analysis) -> dict[str, Any]:
    views = {}
    for language in VOICES:
        whole = as_json(analysis, language)
        views[language] = {name: whole[name] for name in _PER_LANGUAGE} | {
            "ribbon": charts.ribbon(analysis, language),
            "scales": {each.id: charts.against_range(each, language) for each in analysis.conduct.measures},
        }
    return views


def keep_items(row: Conversation, found: Iterable[FoundItem], analysis: Analysis) -> None:
    """Put the machine's items in place of its earlier ones; those that a person has touched stay, with their quotes.

    What the machine finds anew about a matter that a person has touched goes to that entry, as further quotes.
    """
    held = list(row.items.filter(held=True))
    claimed = {(dimension, quote): item for item in reversed(held) for dimension, quote in item.covers}
    row.items.filter(held=False).delete()
    made: dict[str, Item] = {}
    new: list[Item] = []
    for position, each in enumerate(found):
        owner, fresh = _owner_of(claimed, each)
        if owner is not None and owner.stands and owner.dimension == each.dimension:
            owner.evidence = owner.evidence + [_proof(proof) for proof in fresh]
            owner.covers = owner.covers + [[each.dimension.value, proof.quote] for proof in fresh]
            owner.save(update_fields=["evidence", "covers"])
            claimed |= {(each.dimension.value, proof.quote): owner for proof in fresh}
            made[each.id] = owner
            continue
        if not fresh:
            continue
        label = each.label if owner is None else short(fresh[0].quote, LABEL_WORDS)
        made[each.id] = _item(row, each, fresh, label, position)
        new.append(made[each.id])
    Item.objects.bulk_create(new)
    links = {
        (made[each.id].pk, made[other].pk) for each in found if each.id in made for other in each.about if other in made
    }
    Item.about.through.objects.bulk_create(
        (Item.about.through(from_item_id=one, to_item_id=other) for one, other in sorted(links) if one != other),
        ignore_conflicts=True,
    )
    _move_quotes(held, analysis)


def _owner_of(claimed: dict[tuple[str, str], Item], found: FoundItem) -> tuple[Item | None, list[Evidence]]:
    """Give the touched entry that stands for a found one, if any, and the quotes that no touched entry stands for."""
    owners = [claimed.get((found.dimension.value, proof.quote)) for proof in found.evidence]
    fresh = [proof for proof, owner in zip(found.evidence, owners, strict=True) if owner is None]
    standing = (owner for owner in owners if owner is not None and owner.stands)
    return next(standing, next((owner for owner in owners if owner is not None), None)), fresh


def _proof(evidence: Evidence) -> dict[str, Any]:
    return {"segment": evidence.segment, "quote": evidence.quote}


def _item(row: Conversation, found: FoundItem, evidence: Iterable[Evidence], label: str, position: int) -> Item:
    return Item(
        customer=row.customer,
        conversation=row,
        dimension=found.dimension.value,
        label=label,
        level=found.level,
        status=found.status.value,
        by=found.by.value,
        evidence=[_proof(each) for each in evidence],
        owner=found.owner[:200],
        due=found.due,
        due_text=found.due_text[:200],
        position=position,
    )


def _move_quotes(held: Iterable[Item], analysis: Analysis) -> None:
    """Find the places of kept quotes again where the new reading cuts the talk otherwise."""
    for item in held:
        moved = []
        for proof in item.evidence:
            place = proof.get("segment")
            moved.append(proof if place is None else proof | {"segment": _place(proof["quote"], place, analysis)})
        if moved != item.evidence:
            item.evidence = moved
            item.save(update_fields=["evidence"])


def _move_words(row: Conversation, analysis: Analysis) -> None:
    """The same for the words on the options board."""
    for kind in (Option, Criterion, Cell, Danger):
        for each in kind._default_manager.filter(conversation=row):
            place = _place(each.quote, each.segment, analysis)
            if place != each.segment:
                each.segment = place
                each.save(update_fields=["segment"])


def _place(quote: str, place: int | None, analysis: Analysis) -> int | None:
    """Say in which segment a quote stands now: where it stood, if it is there still."""
    segments = analysis.coded.segments
    if place is not None and place < len(segments) and quote in segments[place].text:
        return place
    return next((each.id for each in segments if quote in each.text), None)


def keep_promises(row: Conversation, found: Iterable[FoundPromise]) -> None:
    """Put the machine's promises in place of its earlier ones, but for those that a person has touched."""
    held = set(row.promises.filter(held=True).values_list("text", flat=True))
    row.promises.filter(held=False).delete()
    Promise.objects.bulk_create(
        Promise(
            customer=row.customer,
            conversation=row,
            by=each.by.value,
            text=each.text,
            segment=each.segment,
            due=each.due,
            due_text=each.due_text[:200],
            approximate=each.approximate,
        )
        for each in found
        if each.text not in held
    )


@transaction.atomic
def take_in(
    customer: Customer, name: str, data: bytes, *, title: str = "", held_on: dt.date | None = None, digest: str = ""
) -> Conversation:
    """Keep an upload, unread: it waits for its consent."""
    return Conversation.objects.create(
        customer=customer, title=title[:200], held_on=held_on, upload=data, upload_name=name[-200:], sha256=digest
    )


@transaction.atomic
def take_in_agreed(
    customer: Customer, name: str, data: bytes, consent: Consent, *, title: str = "", held_on: dt.date | None = None
) -> Conversation | None:
    """Keep an upload with its consent and have it read; ``None`` where the customer has the same file already."""
    digest = hashlib.sha256(data).hexdigest()
    if Conversation.everything.filter(customer=customer, sha256=digest).exists():
        return None
    row = take_in(customer, name, data, title=title, held_on=held_on, digest=digest)
    consent.pk, consent.conversation = None, row
    consent.save()
    queue(row)
    record(consent.recorded_by, "imported", row)
    return row


def can_be_read(row: Conversation) -> bool:
    """Say whether there is still something to read a talk from: its file, its recording or its words."""
    kept = Q(upload__isnull=False) | Q(spoken__isnull=False) | ~Q(recording="")
    return Conversation.objects.filter(kept, pk=row.pk).exists()


@transaction.atomic
def queue(row: Conversation, kind: str = Job.Kind.READ) -> None:
    """Have a talk read, or read again, in the background."""
    row.state = Conversation.State.QUEUED
    row.save(update_fields=["state"])
    if not row.jobs.filter(claimed_until=None).exists():
        Job.objects.create(conversation=row, kind=kind)

"""A customer's world over all talks and answered letters, put together from the database at every look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from leitfrage import clarity
from leitfrage.clarity import ClarityMap, Evidence, Occasion, Status, Thread, Told, Word, World, map_of, short
from leitfrage.coding import CodedConversation, CodedSegment, Dimension, topic_vectors
from leitfrage.conversation import Segment, Side, Speaker
from leitfrage.workspace.keys import digest
from leitfrage.workspace.models import Conversation, Customer, Followed, Item
from leitfrage.workspace.reading import spoken_by
from leitfrage.workspace.stored import unpack_segments

_LABEL_WORDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWorld:
    """What is known of a customer: the matters over time, and the rows that they come from."""

    world: World
    items: dict[int, Item]
    talks: dict[int, Conversation]

    def item(self, told: Told) -> Item:
        return self.items[told.key]

    def talk(self, item: Item) -> Conversation | None:
        return self.talks.get(item.conversation_id or 0)


def open_talks(customer: Customer) -> QuerySet[Conversation]:
    """Give the talks that may be used: those whose consent was not withdrawn."""
    return customer.conversations.exclude(consent__withdrawn_at__isnull=False)


def day_of(talk: Conversation) -> dt.date:
    """Give the day of a talk, or the day it was brought in."""
    return talk.held_on or timezone.localdate(talk.created_at)


def customer_world(customer: Customer, today: dt.date | None = None) -> CustomerWorld:
    """Follow what a customer said through all talks and letters."""
    talks = {each.pk: each for each in open_talks(customer).exclude(analysed_at=None).defer(*Conversation.HEAVY)}
    items = [
        each
        for each in customer.items.exclude(status=Status.WITHDRAWN).defer("covers").order_by("pk")
        if each.conversation_id is None or each.conversation_id in talks
    ]
    # A talk is an occasion, and so is a day on which letters came back.
    spoken = {(day_of(talk), talk.pk) for talk in talks.values()}
    answered = {(_answered(each), 0) for each in items if each.confirmed_at or each.conversation_id is None}
    ordered = sorted(spoken | answered, key=lambda each: (each[0], each[1] == 0, each[1]))
    occasions = [Occasion(day=day, talk=pk != 0) for day, pk in ordered]
    talk_at = {pk: at for at, (_, pk) in enumerate(ordered) if pk}
    answer_at = {day: at for at, (day, pk) in enumerate(ordered) if not pk}
    told = [each for item in items for each in _told(item, talk_at, answer_at)]
    return CustomerWorld(
        world=clarity.world(told, _followed(customer, told), occasions, today or timezone.localdate()),
        items={each.pk: each for each in items},
        talks=talks,
    )


def _followed(customer: Customer, told: Sequence[Told]) -> Sequence[Sequence[tuple[int, bool]]]:
    """Find what belongs together, or take it from the last time if nothing has changed since."""
    facts = (
        f"{each.at} {each.key} {each.dimension} {each.status} {each.word:d} {each.label} | {' | '.join(each.quotes)}"
        for each in told
    )
    made_of = digest("\n".join(facts))
    kept = Followed.objects.filter(customer=customer).first()
    if kept is not None and kept.made_of == made_of:
        return kept.groups  # type: ignore[no-any-return]
    groups = clarity.follow(told)
    Followed.objects.update_or_create(customer=customer, defaults={"made_of": made_of, "groups": groups})
    return groups


def _answered(item: Item) -> dt.date:
    return timezone.localdate(item.confirmed_at or item.customer.created_at)


def _told(item: Item, talk_at: dict[int, int], answer_at: dict[dt.date, int]) -> list[Told]:
    """Give what a talk holds of an item, and what the customer's answer made of it."""
    customers = item.origin == Item.Origin.CUSTOMER
    said = Told(
        key=item.pk,
        at=talk_at[item.conversation_id] if item.conversation_id else answer_at[_answered(item)],
        dimension=Dimension(item.dimension),
        label=item.label,
        quotes=tuple(proof["quote"] for proof in item.evidence),
        level=item.level,
        status=Status(item.status),
        by=Side(item.by),
        word=Word.CUSTOMER if customers else Word.SELLER if item.origin == Item.Origin.SELLER else Word.MACHINE,
    )
    if item.confirmed_at is None or item.conversation_id is None:
        return [said]
    answered = replace(said, at=answer_at[_answered(item)], word=Word.CUSTOMER)
    # Before the letter came back, nothing of it was confirmed by it.
    before = replace(said, level=min(said.level, 3), status=Status.SAID if said.status == Status.CONFIRMED else said.status)
    return [replace(before, word=min(before.word, Word.SELLER)), answered]


def known(customer: Customer, seen: CustomerWorld) -> tuple[CodedConversation, ClarityMap] | None:
    """Give the latest talk and the map of all that stands now, as the guide to the next talk reads them.

    What was quoted in earlier talks and letters is put before the latest talk, so that every entry of the map rests on
    words that are there. ``None`` where no talk was read yet.
    """
    latest = max(seen.talks.values(), key=lambda each: (day_of(each), each.pk), default=None)
    if latest is None:
        return None
    talk = Conversation.objects.get(pk=latest.pk)
    coded = unpack_segments(spoken_by(talk), talk.segments)
    threads = sorted((each for each in seen.world.threads if each.stands), key=lambda each: each.current.at)
    here = {each.id: each.text for each in coded.segments}
    current = [seen.item(each.current) for each in threads]
    before = [
        (item, proof["quote"]) for item in current for proof in item.evidence if not _stands_in(talk, here, item, proof)
    ]
    shift = len(before)
    place_of = {(item.pk, quote): place for place, (item, quote) in enumerate(before)}
    segments = (
        *(_quoted(place, quote, item) for place, (item, quote) in enumerate(before)),
        *(_moved(each, shift) for each in coded.segments),
    )
    links = Item.about.through.objects.filter(from_item__customer=customer, to_item__customer=customer)
    about: dict[int, list[int]] = {}
    for one, other in links.values_list("from_item", "to_item"):
        about.setdefault(one, []).append(other)
    items = []
    for thread, item in zip(threads, current, strict=True):
        evidence = tuple(
            Evidence(
                segment=proof["segment"] + shift
                if _stands_in(talk, here, item, proof)
                else place_of[item.pk, proof["quote"]],
                quote=proof["quote"],
            )
            for proof in item.evidence
        )
        if evidence:
            items.append(_found(thread, item, _own_words(item, seen.talk(item)), evidence, about.get(item.pk, [])))
    whole = replace(
        coded,
        conversation=replace(coded.conversation, language=customer.language, speakers=_speakers(seen.talks.values())),
        segments=segments,
        topics=topic_vectors([each.text for each in segments]),
    )
    return whole, map_of(tuple(items))


def _stands_in(talk: Conversation, here: dict[int, str], item: Item, proof: dict[str, Any]) -> bool:
    return item.conversation_id == talk.pk and proof["quote"] in here.get(proof.get("segment", -1), "")


def _quoted(place: int, quote: str, item: Item) -> CodedSegment:
    return CodedSegment(segment=Segment(id=place, utterance=place, speaker="", side=Side(item.by), text=quote))


def _moved(each: CodedSegment, shift: int) -> CodedSegment:
    segment = replace(each.segment, id=each.id + shift, utterance=each.segment.utterance + shift)
    return replace(each, segment=segment)


def _speakers(talks: Iterable[Conversation]) -> tuple[Speaker, ...]:
    sides = {name: side for talk in talks for name, side, _ in talk.settings.get("speakers", [])}
    return tuple(Speaker(name=name, side=Side(side)) for name, side in sides.items())


def _found(thread: Thread, item: Item, label: str, evidence: tuple[Evidence, ...], about: Sequence[int]) -> clarity.Item:
    unconfirmed = Status.SAID if item.by == Side.CUSTOMER else Status.ACKNOWLEDGED
    return clarity.Item(
        id=f"i{item.pk}",
        dimension=thread.dimension,
        label=label,
        level=thread.level,
        status=Status.CONFIRMED if thread.confirmed else unconfirmed,
        by=Side(item.by),
        evidence=evidence,
        about=tuple(f"i{each}" for each in about),
        owner=item.owner,
        due=item.due,
        due_text=item.due_text,
    )


def _own_words(item: Item, talk: Conversation | None) -> str:
    """Give the label where it was said like that, else a span of the customer's quote: a question quotes nobody else."""
    quotes = [proof["quote"] for proof in item.evidence]
    if any(item.label in quote for quote in quotes) or not quotes:
        return item.label
    sides = {each["id"]: each["side"] for each in (talk.segments or [])} if talk else {}
    theirs = [proof["quote"] for proof in item.evidence if sides.get(proof.get("segment"), item.by) == item.by]
    return short((theirs or quotes)[0], _LABEL_WORDS)

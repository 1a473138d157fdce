"""The options board of a customer in the database: options, criteria, cells and dangers, each with the words it rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from leitfrage.clarity import WEIGHTS, Board, Fit, Thread, Way, Yardstick
from leitfrage.coding import Dimension, topic_vectors
from leitfrage.coding.features import content_of
from leitfrage.conversation import LeitfrageError, Side
from leitfrage.wording import N_, translate
from leitfrage.workspace.editing import NoQuote, keep
from leitfrage.workspace.models import Cell, Conversation, Criterion, Customer, Danger, Item, Option
from leitfrage.workspace.over_time import CustomerWorld, day_of, open_talks

_NAMES = {Option.Kind.OURS: N_("our offer"), Option.Kind.NOTHING: N_("doing nothing")}
_ALWAYS = (Option.Kind.OURS, Option.Kind.NOTHING)
_HITS = 30
_LIKELY = 8
_LIKE = 0.15


class NotTheirWords(LeitfrageError):
    cause = N_("These are not the customer's words.")
    advice = N_("A weight or a preference is noted only where the customer said it; choose a place where they did.")


class NoFit(LeitfrageError):
    cause = N_("It is not said whether the option meets the criterion.")
    advice = N_("Choose whether it meets it, meets it partly, or fails it; or leave the cell open.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that a cell, weight, preference or answer can rest on; ``key`` is how a form names them."""

    key: str
    quote: str
    said_by: str
    day: dt.date | None
    conversation: int | None
    segment: int | None


@transaction.atomic
def options_of(customer: Customer) -> list[Option]:
    """Give the options; ours and doing nothing are always among them."""
    there = list(customer.options.all())
    for position, kind in enumerate(_ALWAYS):
        if not any(each.kind == kind for each in there):
            there.append(Option.objects.create(customer=customer, kind=kind, position=position))
    return sorted(there, key=lambda each: (each.kind == Option.Kind.NOTHING, each.position, each.pk))


def name_of(option: Option, language: str) -> str:
    """Give an option's name; ours and doing nothing have one of their own if none was given."""
    if option.name:
        return option.name
    if option.kind == Option.Kind.OURS and option.customer.owner.product:
        return option.customer.owner.product
    return translate(_NAMES[Option.Kind(option.kind)], language)


def criteria_of(customer: Customer, seen: CustomerWorld) -> list[Criterion]:
    """Give the criteria on the board that still stand."""
    rows = customer.criteria.select_related("item")
    return [each for each in rows if each.item_id in seen.items and each.item.stands]


def cells_of(options: Iterable[Option], criteria: Iterable[Criterion], seen: CustomerWorld) -> list[Cell]:
    """Give the cells whose words may be used."""
    rows = Cell.objects.filter(option__in=list(options), criterion__in=list(criteria))
    return [each for each in rows if each.conversation_id is None or each.conversation_id in seen.talks]


def board_of(options: Iterable[Option], criteria: Iterable[Criterion], cells: Iterable[Cell], language: str) -> Board:
    """Give the board as the core room compares it."""
    return Board(
        yardsticks=tuple(
            Yardstick(key=each.pk, words=each.item.label, must=each.must, weight=each.weight) for each in criteria
        ),
        ways=tuple(Way(key=each.pk, name=name_of(each, language)) for each in options),
        fits={(each.option_id, each.criterion_id): Fit(each.fit) for each in cells},
    )


@transaction.atomic
def add_option(customer: Customer, kind: str, name: str, item: Item | None) -> None:
    """Put an option beside the others; ``item`` is where the customer named it."""
    name = " ".join(name.split())[:200] or (item.label[:200] if item else "")
    there = {each.name.casefold() for each in customer.options.all()}
    if not name or kind not in (Option.Kind.OTHER, Option.Kind.IN_HOUSE) or name.casefold() in there:
        return
    if item is not None:
        keep(item)
    Option.objects.create(customer=customer, kind=kind, name=name, item=item, position=customer.options.count() + 1)


def remove_option(option: Option) -> None:
    """Take an option off the board; ours and doing nothing stay."""
    if option.kind not in _ALWAYS:
        option.delete()


@transaction.atomic
def add_criteria(customer: Customer, items: Iterable[Item]) -> None:
    """Put criteria of the customer on the board."""
    for item in items:
        if item.dimension == Dimension.CRITERION and item.stands:
            keep(item)
            Criterion.objects.get_or_create(
                item=item, defaults={"customer": customer, "position": customer.criteria.count()}
            )


@transaction.atomic
def add_danger(option: Option, item: Item) -> None:
    """Say that a risk of which the customer spoke belongs to an option."""
    if item.dimension == Dimension.RISK and item.customer_id == option.customer_id:
        keep(item)
        Danger.objects.get_or_create(option=option, item=item)


# What could be put on the board


def waiting(seen: CustomerWorld, dimension: Dimension, taken: Iterable[int | None]) -> list[Thread]:
    """Give the customer's standing matters of a dimension of which no item is on the board yet."""
    on_board = set(taken)
    return [
        each
        for each in seen.world.of(dimension)
        if each.stands
        and seen.item(each.current).by == Side.CUSTOMER
        and not on_board & {entry.told.key for entry in each.entries}
    ]


def proposed_options(threads: Iterable[Thread], options: Iterable[Option], seen: CustomerWorld) -> dict[int, int]:
    """Give for risks, by item, the option to which the talk links them (the item that they are about)."""
    option_of = {
        entry.told.key: option.pk
        for option in options
        for each in seen.world.of(Dimension.ALTERNATIVE)
        if option.item_id in {entry.told.key for entry in each.entries}
        for entry in each.entries
    }
    wanted = {each.current.key for each in threads}
    links = Item.about.through.objects.filter(to_item__in=list(option_of)).values_list("from_item", "to_item")
    return {risk: option_of[about] for risk, about in links if risk in wanted}


def said_otherwise(seen: CustomerWorld, items: Iterable[int]) -> dict[int, Thread]:
    """Give for items on the board that were taken back since the matter as it stands now."""
    wanted = set(items)
    return {
        entry.told.key: thread
        for thread in seen.world.threads
        for entry in thread.entries
        if entry.otherwise and entry.told.key in wanted
    }


# Words to rest on


def find_words(customer: Customer, query: str, *, theirs: bool) -> list[Words]:
    """Find places in the talks, the latest first, that hold all words of the query; ``theirs``: the customer's only."""
    wanted = query.casefold().split()
    found: list[Words] = []
    talks = open_talks(customer).filter(state=Conversation.State.READY).defer("upload", "spoken", "views")
    for talk in talks.iterator(chunk_size=4):
        for each in talk.segments:
            text = each["text"].casefold()
            if (not theirs or each["side"] == Side.CUSTOMER.value) and all(word in text for word in wanted):
                found.append(_of_segment(talk, each))
                if len(found) == _HITS:
                    return found
    return found


def likely_words(seen: CustomerWorld, about: str) -> list[Words]:
    """Give the quotes on the map that are nearest to what the words are wanted for."""
    content = content_of(about)
    found = (words for item in seen.items.values() if item.stands for words in _of_item(item, seen))
    near = (each for each in found if content & content_of(each.quote))
    quotes = list({(each.quote, each.conversation): each for each in near}.values())
    vectors = topic_vectors([about, *(each.quote for each in quotes)])
    likeness = (vectors[1:] @ vectors[0]).tolist()
    ranked = sorted(range(len(quotes)), key=lambda at: -likeness[at])
    return [quotes[at] for at in ranked[:_LIKELY] if likeness[at] >= _LIKE]


def chosen_words(customer: Customer, key: str) -> Words:
    """Give the words that a form names, as they stand in the talk; raise ``NoQuote`` where there are none."""
    kind, _, rest = key.partition(":")
    first, _, second = rest.partition(":")
    if not (first.isdecimal() and second.isdecimal()):
        raise NoQuote()
    if kind == "talk":
        talk = open_talks(customer).filter(pk=int(first)).first()
        segment = next((each for each in (talk.segments or []) if each["id"] == int(second)), None) if talk else None
        if talk is None or segment is None:
            raise NoQuote()
        return _of_segment(talk, segment)
    item = customer.items.filter(pk=int(first)).first()
    if item is None or int(second) >= len(item.evidence):
        raise NoQuote()
    proof = item.evidence[int(second)]
    if item.conversation_id is None or proof.get("segment") is None:
        return Words(key=key, quote=proof["quote"], said_by=item.by, day=None, conversation=None, segment=None)
    there = chosen_words(customer, f"talk:{item.conversation_id}:{proof['segment']}")
    return Words(
        key=key,
        quote=proof["quote"],
        said_by=there.said_by,
        day=there.day,
        conversation=there.conversation,
        segment=there.segment,
    )


def _of_segment(talk: Conversation, segment: dict[str, Any]) -> Words:
    return Words(
        key=f"talk:{talk.pk}:{segment['id']}",
        quote=segment["text"],
        said_by=segment["side"],
        day=day_of(talk),
        conversation=talk.pk,
        segment=segment["id"],
    )


def _of_item(item: Item, seen: CustomerWorld) -> Iterator[Words]:
    talk = seen.talk(item)
    for at, proof in enumerate(item.evidence):
        yield Words(
            key=f"item:{item.pk}:{at}",
            quote=proof["quote"],
            said_by=item.by,
            day=day_of(talk) if talk else None,
            conversation=item.conversation_id,
            segment=proof.get("segment"),
        )


def rest_on(row: Option | Criterion | Cell | Danger, words: Words | None, *, theirs: bool) -> None:
    """Let a row rest on words; without new ones on those that it has. Raises ``NoQuote``, ``NotTheirWords``."""
    if words is None:
        if not row.quote:
            raise NoQuote()
        return
    if theirs and words.said_by != Side.CUSTOMER:
        raise NotTheirWords()
    row.quote, row.said_by = words.quote, words.said_by
    row.conversation_id, row.segment = words.conversation, words.segment


def set_cell(option: Option, criterion: Criterion, fit: str, words: Words | None) -> None:
    """Say how an option meets a criterion, and in which words that was said."""
    if fit not in {each.value for each in Fit}:
        raise NoFit()
    cell = Cell.objects.filter(option=option, criterion=criterion).first() or Cell(option=option, criterion=criterion)
    cell.fit = fit
    rest_on(cell, words, theirs=False)
    cell.save()


def set_weight(criterion: Criterion, weight: str, words: Words | None) -> None:
    """Note the weight that the customer gave a criterion, with the words in which they did."""
    criterion.weight = int(weight) if weight in {str(each) for each in WEIGHTS} else None
    if criterion.weight is None:
        forget_words(criterion)
    else:
        rest_on(criterion, words, theirs=True)
    criterion.save()


def forget_words(row: Option | Criterion | Danger) -> None:
    """Let a row rest on no words any more."""
    row.quote, row.said_by, row.conversation, row.segment = "", "", None, None

"""A person's changes to the reading of a talk: each is kept with who and when, can be undone, and outlives analyses.

The quotes never change: an item may be reworded, moved, joined, split or withdrawn, its evidence stays what was said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from leitfrage.coding import Behaviour, CodedSegment, Dimension
from leitfrage.conversation import LeitfrageError, Side
from leitfrage.wording import N_
from leitfrage.workspace.models import Conversation, Edit, Item, Job, User
from leitfrage.workspace.reading import label_key, queue, spoken_by
from leitfrage.workspace.stored import unpack_segments

_KEPT = ("dimension", "label", "level", "status", "by", "origin", "held", "evidence", "covers", "position")
MOST_LABEL = 300


class NoQuote(LeitfrageError):
    cause = N_("This would be a statement without the words it rests on.")
    advice = N_("Mark at least one place in the talk where it was said.")


class NotTogether(LeitfrageError):
    cause = N_("Only entries of the same dimension can be joined.")
    advice = N_("Move one of them to the other's dimension first.")


class ChangedAgain(LeitfrageError):
    cause = N_("The same entry was changed again afterwards.")
    advice = N_("Take the later change back first, then this one.")


class NoWording(LeitfrageError):
    cause = N_("An entry needs a wording.")
    advice = N_("Write it in the customer's words, or withdraw the entry.")


class SaidByTheCustomer(LeitfrageError):
    cause = N_("The customer has said in a letter how this is meant; their word stands.")
    advice = N_("Ask in the next talk, or write another letter. You may still move the entry to another dimension.")


@transaction.atomic
def add(row: Conversation, by: User, dimension: str, label: str, level: int, segments: Sequence[int]) -> Item:
    """Add an item; its evidence are whole segments of the talk. Raises ``NoQuote`` without any."""
    rows = {each["id"]: each for each in row.segments or []}
    evidence = [{"segment": place, "quote": rows[place]["text"]} for place in segments if place in rows]
    if not evidence:
        raise NoQuote()
    theirs = any(rows[proof["segment"]]["side"] == Side.CUSTOMER.value for proof in evidence)
    item = Item.objects.create(
        customer=row.customer,
        conversation=row,
        dimension=Dimension(dimension).value,
        label=_worded(label or evidence[0]["quote"]),
        # What only the seller said is not the customer's yet (principle 2).
        level=_level(level) if theirs else 1,
        status="said" if theirs else "acknowledged",
        by=(Side.CUSTOMER if theirs else Side.SELLER).value,
        origin=Item.Origin.SELLER,
        held=True,
        evidence=evidence,
        covers=[[dimension, proof["quote"]] for proof in evidence],
        position=row.items.count(),
    )
    _log(row, by, "add", [], [item])
    return item


@transaction.atomic
def reword(item: Item, by: User, label: str) -> None:
    """Give an item another wording; its quotes stay."""
    _refuse_the_customers(item)
    _change(item, by, "reword", label=_worded(label))


@transaction.atomic
def recode(item: Item, by: User, dimension: str, level: int) -> None:
    """Put an item into another dimension or on another level; level 4 is the customer's to give, and so is an answered one."""
    if is_the_customers(item):
        level = item.level
    _change(item, by, "recode", dimension=Dimension(dimension).value, level=_level(level, item.level))


@transaction.atomic
def withdraw(item: Item, by: User) -> None:
    """Take an item out of the map; it stays to be seen among what was set aside."""
    _refuse_the_customers(item)
    _change(item, by, "withdraw", status="withdrawn")


@transaction.atomic
def restore(item: Item, by: User) -> None:
    """Put a withdrawn item back."""
    _refuse_the_customers(item)
    _change(item, by, "restore", status="said" if item.by == Side.CUSTOMER else "acknowledged")


@transaction.atomic
def join(items: Sequence[Item], by: User) -> Item:
    """Make one item of several of the same dimension: the first keeps its words and gets all quotes."""
    if len({item.dimension for item in items}) != 1 or len(items) < 2:
        raise NotTogether()
    _refuse_the_customers(*items)
    first, rest = items[0], items[1:]
    before = [_whole(item) for item in items]
    for item in rest:
        first.evidence = first.evidence + [proof for proof in item.evidence if proof not in first.evidence]
        first.level = max(first.level, item.level)
        item.status = "withdrawn"
    for item in items:
        _hold(item, before[list(items).index(item)])
        item.save()
    _log(first.conversation, by, "join", before, items)
    return first


@transaction.atomic
def split(item: Item, by: User, places: Iterable[int], label: str) -> Item:
    """Make a second item of some of the quotes. Raises ``NoQuote`` if either would be left without any."""
    _refuse_the_customers(item)
    chosen = set(places)
    moved = [proof for proof in item.evidence if proof.get("segment") in chosen]
    left = [proof for proof in item.evidence if proof not in moved]
    if not moved or not left:
        raise NoQuote()
    before = _whole(item)
    item.evidence = left
    _hold(item, before)
    item.save()
    made = Item.objects.create(
        customer=item.customer,
        conversation=item.conversation,
        dimension=item.dimension,
        label=_worded(label or moved[0]["quote"]),
        level=min(item.level, 3),
        status=item.status,
        by=item.by,
        origin=Item.Origin.SELLER,
        held=True,
        evidence=moved,
        covers=[[item.dimension, proof["quote"]] for proof in moved],
        position=item.position,
    )
    _log(item.conversation, by, "split", [before], [item, made])
    return made


@transaction.atomic
def relabel(row: Conversation, by: User, place: int, label: dict[str, Any]) -> None:
    """Label a place of the talk otherwise than the machine; the map is drawn anew from it in the background.

    ``label``: {"behaviour": code} for the seller's, {"says": [[dimension, level], …]} for the customer's segment.
    """
    segment = _segment(row, place)
    clean: dict[str, Any]
    if segment.side == Side.SELLER:
        clean = {"behaviour": Behaviour(label["behaviour"]).value}
    else:
        clean = {"says": [[Dimension(name).value, _level(level)] for name, level in label["says"]][:2]}
    locked = Conversation.objects.select_for_update().get(pk=row.pk)
    key = label_key(segment)
    before = locked.settings.get("labels", {}).get(key)
    _set_label(locked, key, clean)
    Edit.objects.create(conversation=locked, by=by, kind="relabel", before={key: before}, after={key: clean})


@transaction.atomic
def undo(edit: Edit) -> None:
    """Take a change back: what it touched is as it was before, if nothing has changed it since."""
    if edit.undone_at is not None:
        return
    row = Conversation.objects.select_for_update().get(pk=edit.conversation_id)
    later = row.edits.filter(pk__gt=edit.pk, undone_at=None)
    if any(_touched(edit) & _touched(other) for other in later):
        raise ChangedAgain()
    if edit.kind == "relabel":
        for key, label in edit.before.items():
            _set_label(row, key, label)
    else:
        _refuse_the_customers(*row.items.filter(pk__in=[each["id"] for each in edit.after["items"]]))
        before = {each["id"]: each for each in edit.before["items"]}
        for after in edit.after["items"]:
            item = row.items.filter(pk=after["id"]).first()
            if item is None:
                continue
            if after["id"] not in before:
                item.delete()
                continue
            for name in _KEPT:
                setattr(item, name, before[after["id"]][name])
            item.save()
    edit.undone_at = timezone.now()
    edit.save(update_fields=["undone_at"])


def _touched(edit: Edit) -> set[Any]:
    """Give what an edit changed: numbers of entries, or the place that was labelled."""
    if edit.kind == "relabel":
        return set(edit.before)
    return {each["id"] for each in (*edit.before["items"], *edit.after["items"])}


def _set_label(row: Conversation, key: str, label: dict[str, Any] | None) -> None:
    labels = row.settings.setdefault("labels", {})
    if label is None:
        labels.pop(key, None)
    else:
        labels[key] = label
    row.save(update_fields=["settings"])
    queue(row, Job.Kind.ANALYSE)


def _segment(row: Conversation, place: int) -> CodedSegment:
    coded = unpack_segments(spoken_by(row), row.segments or [])
    return coded.segments[place]


def keep(item: Item) -> None:
    """Hold an item on which a person has built something, as it is: no later reading replaces it."""
    if not item.held:
        origin = item.origin
        _hold(item, _whole(item))
        item.origin = origin
        item.save(update_fields=["held", "covers"])


def _change(item: Item, by: User, kind: str, **changes: Any) -> None:
    before = _whole(item)
    for name, value in changes.items():
        setattr(item, name, value)
    _hold(item, before)
    item.save()
    _log(item.conversation, by, kind, [before], [item])


def hold(item: Item, dimension: str, evidence: Iterable[dict[str, Any]]) -> None:
    """Let the item stand for all that the machine had put into it, so that no later reading brings that again."""
    pairs = [[dimension, proof["quote"]] for proof in evidence]
    item.covers = item.covers + [pair for pair in pairs if pair not in item.covers]
    item.held = True


def is_the_customers(item: Item) -> bool:
    """Say whether the customer has spoken on it in a letter; after that only the customer says otherwise."""
    return item.origin == Item.Origin.CUSTOMER or item.letter_lines.exclude(verdict="").exists()


def _refuse_the_customers(*items: Item) -> None:
    if any(is_the_customers(item) for item in items):
        raise SaidByTheCustomer()


def _hold(item: Item, before: dict[str, Any]) -> None:
    hold(item, before["dimension"], before["evidence"])
    if item.origin == Item.Origin.MACHINE:
        item.origin = Item.Origin.SELLER


def _log(row: Conversation | None, by: User, kind: str, before: list[dict[str, Any]], after: Iterable[Item]) -> None:
    if row is not None:
        whole = {"items": [_whole(item) for item in after]}
        Edit.objects.create(conversation=row, by=by, kind=kind, before={"items": before}, after=whole)


def _whole(item: Item) -> dict[str, Any]:
    return {"id": item.pk} | {name: getattr(item, name) for name in _KEPT}


def _worded(label: str) -> str:
    text = " ".join(label.split())[:MOST_LABEL]
    if not text:
        raise NoWording()
    return text


def _level(level: int, before: int = 0) -> int:
    """Keep a level within what a seller may set: 1 to 3; a 4 stays only where it was one."""
    return 4 if level >= 4 and before >= 4 else min(max(int(level), 1), 3)

"""The customer's answer to a letter goes into the map at once; a changed answer takes the earlier one back first.

Each line remembers what its item was before the customer spoke (``before``), and the item that holds the customer's
own words (``made``). So an answer can be given again and again, and the last one counts, also across several letters.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from leitfrage.clarity import level_of_own_words
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.letters import short
from leitfrage.workspace.access import record
from leitfrage.workspace.composing import kept_version
from leitfrage.workspace.editing import hold
from leitfrage.workspace.models import Conversation, Item, Letter, LetterLine
from leitfrage.workspace.writing import keep_version, relink

_Verdict = LetterLine.Verdict
CUSTOMER = "customer, by letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: by line its verdict and own words; ``added`` are all additions as (dimension or "", words)."""

    name: str
    comment: str = ""
    lines: Mapping[int, tuple[str, str]]
    added: tuple[tuple[str, str], ...] = ()


@transaction.atomic
def take(row: Letter, answer: Answer) -> None:
    """Put the answer into letter and map; what is the same as before changes nothing."""
    row = Letter.objects.select_for_update().get(pk=row.pk)
    relink(row)
    now = timezone.now()
    for line in row.lines.filter(included=True).exclude(verdict=_Verdict.ADDED):
        verdict, words = answer.lines.get(line.pk, ("", ""))
        words = words if verdict == _Verdict.CORRECTED else ""
        if (verdict, words) != (line.verdict, line.own_words):
            _answer(line, verdict, words, answer.name, now)
    _add(row, answer, now)
    row.answered_by, row.answered_at, row.comment = answer.name, now, answer.comment
    last = row.versions.first()
    if last is None or last.event != "answered" or last.content != kept_version(row):
        row.version = row.versions.count() + 1
        row.save()
        keep_version(row, answer.name, "answered")
        record(CUSTOMER, "letter answered", row)


def _answer(line: LetterLine, verdict: str, words: str, name: str, now: dt.datetime) -> None:
    if line.item and line.before is None:
        line.before = _before(line.item)
    line.verdict, line.own_words, line.answered_by, line.answered_at = verdict, words, name, now
    if words:
        line.made = _own_item(line, line.item, now)
    elif line.made:
        line.made.delete()
        line.made = None
    line.save()
    if line.item and line.before:
        _settle(line.item, line.before)
    if not verdict:  # as if nothing had been said
        line.before = None
        line.save(update_fields=["before"])


def _before(item: Item) -> dict[str, Any]:
    """Give what the item was before the customer spoke on it in any letter."""
    spoken = item.letter_lines.exclude(verdict="").filter(before__isnull=False).first()
    if spoken:
        return dict(spoken.before)
    at = item.confirmed_at.isoformat() if item.confirmed_at else None
    return {"level": item.level, "status": item.status, "confirmed_at": at}


def _settle(item: Item, before: dict[str, Any]) -> None:
    """Let the item be what the customer's last word on it makes of what it was before."""
    last = item.letter_lines.exclude(verdict="").order_by("-answered_at", "-pk").first()
    verdict = last.verdict if last else ""
    item.level, item.status = before["level"], before["status"]
    item.confirmed_at = parse_datetime(before["confirmed_at"]) if before["confirmed_at"] else None
    if verdict == _Verdict.CONFIRMED and last:
        # Only what could be checked becomes level 4; a concrete or hinted matter stays what it is, confirmed.
        item.level = 4 if item.level >= 3 else item.level
        item.status, item.confirmed_at = "confirmed", last.answered_at
    elif verdict == _Verdict.CORRECTED:
        item.level, item.status = min(item.level, 1), "contradicted"
    elif verdict == _Verdict.STRUCK:
        item.status = "withdrawn"
    hold(item, item.dimension, item.evidence)
    item.save()


def _add(row: Letter, answer: Answer, now: dt.datetime) -> None:
    """Make the letter's additions those of the answer: new ones come in, missing ones go, the same ones stay."""
    wanted = dict.fromkeys(answer.added)
    for line in row.lines.filter(verdict=_Verdict.ADDED):
        if (line.dimension, line.own_words) in wanted:
            del wanted[line.dimension, line.own_words]
            continue
        if line.made:
            line.made.delete()
        line.delete()
    for dimension, words in wanted:
        line = LetterLine(
            letter=row,
            dimension=dimension,
            verdict=_Verdict.ADDED,
            own_words=words,
            position=row.lines.count(),
            answered_by=answer.name,
            answered_at=now,
        )
        line.made = _own_item(line, None, now)
        line.save()


def _own_item(line: LetterLine, instead_of: Item | None, now: dt.datetime) -> Item:
    """Give the item that holds the customer's own words; it hangs together with whatever the corrected one did.

    What was added belongs to the letter's latest talk, so that it is seen there.
    """
    row, words = line.letter, line.own_words
    talks: Iterable[Conversation] = row.conversations.defer(*Conversation.HEAVY)[:1]
    item = line.made or Item(
        customer=row.customer,
        conversation=instead_of.conversation if instead_of else next(iter(talks), None),
        # Where it is open what it belongs to, it tells how things are; the seller may move it.
        dimension=line.dimension or Dimension.SITUATION.value,
        by=Side.CUSTOMER.value,
        status="said",
        origin=Item.Origin.CUSTOMER,
        held=True,
        position=instead_of.position if instead_of else row.customer.items.count(),
    )
    item.label = short(words)
    item.level = level_of_own_words(words, timezone.localdate(), row.customer.people.values_list("name", flat=True))
    item.evidence = [{"letter": row.pk, "quote": words}]
    item.confirmed_at = now
    fresh = item.pk is None
    item.save()
    if fresh and instead_of:
        item.about.set(instead_of.about.all())
        item.spoken_of_by.set(instead_of.spoken_of_by.all())
    return item

"""Erasing: a talk, a customer, a named person, an account. What is erased is gone from the database's files as well.

Deleted rows alone would leave their words in free pages and in the write-ahead log. ``sweep`` rewrites the file and
empties the log; until that has worked, ``Installation.unswept`` keeps the worker at it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction
from django.db.models import Model, Q, QuerySet

from leitfrage.clarity import Status
from leitfrage.coding import Behaviour, Dimension, Form
from leitfrage.conversation import LeitfrageError, Side
from leitfrage.wording import N_
from leitfrage.workspace import companions, recordings
from leitfrage.workspace.access import record
from leitfrage.workspace.accounts import LastAdministrator
from leitfrage.workspace.holdings import OF_CUSTOMERS, texts
from leitfrage.workspace.models import (
    AuditEntry,
    Conversation,
    Customer,
    Installation,
    Invitation,
    Item,
    Job,
    Letter,
    Option,
    Person,
    PracticeTalk,
    Promise,
    User,
)
from leitfrage.workspace.naming import Naming, in_strings
from leitfrage.workspace.reading import queue
from leitfrage.workspace.withdrawing import drop_made_questions, take_off_the_board

MARKS = {"de": "[gelöscht]", "en": "[erased]"}
# What stands for itself and is never a name, whatever somebody is called.
_CODES = frozenset(each.value for kind in (Behaviour, Dimension, Form, Side, Status) for each in kind) | {"de", "en"}
# The words of a talk are changed turn by turn; the name of the customer is for the seller to change.
_ELSEWHERE: dict[type[Model], tuple[str, ...]] = {
    Conversation: ("spoken", "settings", "segments", "views", "recording"),
    Customer: ("name",),
}
_QUOTE_WORDS = 3  # fewer words in a row are nobody's: "ja, genau"
_log = logging.getLogger("leitfrage.erasure")


class NotReadYet(LeitfrageError):
    cause = N_("{n} talks of this customer have not been read, so nobody knows whether the name occurs in them.")
    advice = N_("Have them read, or erase them, and then erase the person.")


def erase_talk(row: Conversation, by: User | str, *, sweep_up: bool = True) -> None:
    """Erase a talk with all that was made of it: map, promises, the letters that use it, what rests on it on the board."""
    with transaction.atomic():
        record(by, "erased", row)
        Letter.everything.filter(Q(conversations=row) | Q(lines__item__conversation=row)).delete()
        take_off_the_board(row)
        Option.everything.filter(item__conversation=row).delete()
        drop_made_questions(row.customer)
        recordings.delete([row.recording])
        companions.forget(row.pk)
        row.delete()
        _to_be_swept()
    forget_messages(row.customer.owner_id)
    if sweep_up:
        sweep()


def erase_customer(row: Customer, by: User) -> None:
    """Erase a customer with everything that belongs to it."""
    with transaction.atomic():
        companions.forget(*row.conversations(manager="everything").values_list("pk", flat=True))
        record(by, "erased", row)
        recordings.delete(_recordings(customer=row))
        row.delete()
        _to_be_swept()
    forget_messages(by.pk)
    sweep()


def erase_practice(rows: QuerySet[PracticeTalk]) -> None:
    """Erase practice talks. The log does not say so: that somebody practises is nobody else's business."""
    with transaction.atomic():
        rows.delete()
        _to_be_swept()
    sweep()


def erase_account(user: User) -> None:
    """Erase a person's account with all their customers; in the log, their name makes room for a dash."""
    with transaction.atomic():
        others = User.objects.select_for_update().filter(is_active=True).exclude(pk=user.pk)
        if user.is_administrator and others.exists() and not others.filter(is_administrator=True).exists():
            raise LastAdministrator()
        record("–", "account erased")
        AuditEntry.objects.filter(actor=user.email).update(actor="–")
        Invitation.objects.filter(email__iexact=user.email).delete()
        _drop_sessions(user.pk)
        recordings.delete(_recordings(customer__owner=user))
        companions.forget(*Conversation.everything.filter(customer__owner=user).values_list("pk", flat=True))
        user.delete()
        _to_be_swept()
    sweep()


def erase_person(customer: Customer, naming: Naming, by: User) -> None:
    """Put a mark in the place of a person's name and of all that they said; the talks they took part in are read anew.

    Raises ``NotReadYet`` while talks of the customer lie there unread or still go on: their words cannot be changed.
    """
    mark = MARKS["en" if customer.language == "en" else "de"]
    with transaction.atomic():
        talks = list(Conversation.everything.select_for_update().filter(customer=customer))
        if unread := [
            row for row in talks if row.upload is not None or recordings.waits(row) or row.state == Conversation.State.LIVE
        ]:
            raise NotReadYet(n=len(unread))
        said = _Said.by(naming, talks)
        changed = [row for row in talks if _take_out_of_talk(row, naming, mark)]
        Person.objects.filter(pk__in=[each.pk for each in customer.people.all() if naming.occurs(each.name)]).delete()
        _take_out_everywhere(customer, lambda text: said.taken_out(text, naming, mark))
        recordings.delete([row.recording for row in changed])  # nobody can cut one voice out of them
        for row in changed:
            row.refresh_from_db()
            row.recording = ""
            _read_anew(row)
        if changed:
            drop_made_questions(customer)
        record(by, "erased a person", customer)
        _to_be_swept()
    forget_messages(by.pk)
    sweep()


@dataclass(frozen=True)
class _Said:
    """All that a person said in some talks: whole turns, and the spans that were quoted from them."""

    turns: tuple[str, ...]
    quoted: tuple[str, ...]

    @classmethod
    def by(cls, naming: Naming, talks: Iterable[Conversation]) -> _Said:
        turns: list[str] = []
        quoted: set[str] = set()
        for row in talks:
            if row.spoken is None:
                continue
            theirs = _speakers(row, naming)
            mine = [each["text"] for each in row.spoken["utterances"] if each["speaker"] in theirs]
            whole = "\n".join(mine)
            turns += mine
            quoted |= {each["text"] for each in row.segments or [] if each["text"] in whole}
            for item in Item.everything.filter(conversation=row):
                quoted |= {proof["quote"] for proof in item.evidence if proof["quote"] in whole}
            quoted |= {each.text for each in Promise.everything.filter(conversation=row) if each.text in whole}
        spans = {each for each in (*turns, *quoted) if len(each.split()) >= _QUOTE_WORDS}
        return cls(tuple(turns), tuple(sorted(spans, key=lambda each: (-len(each), each))))

    def taken_out(self, text: str, naming: Naming, mark: str) -> str:
        bare = " ".join(text.split()).strip("„“”\"' ")
        if len(bare.split()) >= _QUOTE_WORDS and any(bare in turn for turn in self.turns):
            return mark
        for span in self.quoted:
            text = text.replace(span, mark)
        return naming.without(text, mark)


def _speakers(row: Conversation, naming: Naming) -> set[str]:
    """Give the speakers of a talk, as the file names them, that are the person: by the file's name or the seller's."""
    renamed: dict[str, str] = row.settings.get("names", {})
    names = {name for name, _, _ in row.spoken["speakers"]}
    return {name for name in names if naming.occurs(name) or naming.occurs(renamed.get(name, name))}


def _take_out_of_talk(row: Conversation, naming: Naming, mark: str) -> bool:
    """Take a person's turns and name out of the words of a talk, and say whether there were any; times stay."""
    if row.spoken is None:
        return False
    theirs = _speakers(row, naming)
    nobody = _nobody(row, theirs, mark)
    changed = bool(theirs)
    gone: set[int] = set()
    for number, each in enumerate(row.spoken["utterances"]):
        if each["speaker"] in theirs:
            each["speaker"], each["text"], each["parts"] = nobody, mark, []
            each["marks"] = [[0, each["marks"][0][1], max(end for _, _, end in each["marks"])]] if each["marks"] else []
            gone.add(number)
        elif naming.occurs(each["text"]):
            at = naming.moved(each["text"], mark)
            each["marks"] = [[at(offset), start, end] for offset, start, end in each["marks"]]
            each["text"], each["parts"] = naming.without(each["text"], mark), []
            changed = True
    row.spoken["title"] = naming.without(row.spoken["title"], mark)
    row.spoken["source"][1] = naming.without(row.spoken["source"][1], mark)
    _take_out_of_settings(row, theirs, nobody, gone)
    row.save(update_fields=["spoken", "settings"])
    return changed


def _nobody(row: Conversation, theirs: set[str], mark: str) -> str:
    """Give a name for an erased speaker that no other speaker of the talk has."""
    taken = {name for name, _, _ in row.spoken["speakers"]} - theirs
    if mark not in taken:
        return mark
    return next(name for n in range(2, len(taken) + 3) if (name := f"{mark[:-1]} {n}]") not in taken)


def _take_out_of_settings(row: Conversation, theirs: set[str], nobody: str, gone: set[int]) -> None:
    settings, seen, speakers = row.settings, set(), []
    settings["erasures"] = settings.get("erasures", 0) + 1  # voids a reading of the old words that is under way
    for name, side, sure in row.spoken["speakers"]:
        shown = nobody if name in theirs else name
        if shown not in seen:
            speakers.append([shown, side, sure])
            seen.add(shown)
    row.spoken["speakers"] = speakers
    renamed: dict[str, str] = settings.get("names", {})
    for name in theirs:
        display = renamed.pop(name, name)
        if display in settings.get("sides", {}):
            settings["sides"][nobody] = settings["sides"].pop(display)
    settings.pop("speakers", None)
    settings.setdefault("language", row.language)  # marks alone would not tell it
    labels = settings.get("labels", {})
    settings["labels"] = {key: label for key, label in labels.items() if int(key.split(":", 1)[0]) not in gone}


def _take_out_everywhere(customer: Customer, take_out: Callable[[str], str]) -> None:
    """Change the words in every table of a customer, but for the customer's own name."""
    for kind, way in OF_CUSTOMERS.items():
        fields = [field for field in texts(kind) if field.attname not in _ELSEWHERE.get(kind, ())]
        for thing in kind._base_manager.filter(**{way: customer.pk}) if fields else ():
            changed: dict[str, Any] = {}
            for field in fields:
                before: Any = getattr(thing, field.attname)
                after = in_strings(before, lambda text: text if text in _CODES else take_out(text))
                if isinstance(after, str) and field.max_length:
                    after = after[: field.max_length]
                if after != before:
                    changed[field.attname] = after
            if changed:  # past ``save``: even what otherwise never changes must forget a person
                kind._base_manager.filter(pk=thing.pk).update(**changed)


def _read_anew(row: Conversation) -> None:
    """Drop what the machine had made of the words as they were, and have it made of those that are left."""
    Item.everything.filter(conversation=row, held=False).delete()
    Promise.everything.filter(conversation=row, held=False).delete()
    row.segments = row.views = None
    row.save(update_fields=["segments", "views", "recording"])
    if row.state != Conversation.State.CONSENT and not row.is_shut:
        queue(row, Job.Kind.ANALYSE)


def _recordings(**of: Customer | User) -> list[str]:
    return list(Conversation.everything.filter(**of).exclude(recording="").values_list("recording", flat=True))


def _to_be_swept() -> None:
    Installation.get()
    Installation.objects.update(unswept=True)


def sweep() -> bool:
    """Clean the database's files of what was erased; false where that has to wait for others' transactions."""
    if connection.in_atomic_block:
        return False
    if connection.vendor == "sqlite":
        try:
            with connection.cursor() as cursor:
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                if cursor.fetchone()[0]:
                    return False
        except OperationalError as error:
            _log.warning("the files have not been cleaned yet: %s", error)
            return False
    Installation.objects.filter(unswept=True).update(unswept=False)
    return True


def forget_messages(user_pk: int) -> None:
    """Drop messages that a person has not seen yet; names may stand in them."""
    for session, data in _sessions_of(user_pk):
        if data.pop("_messages", None) is not None:
            session.session_data = Session.objects.encode(data)
            session.save(update_fields=["session_data"])


def _drop_sessions(user_pk: int) -> None:
    for session, _ in _sessions_of(user_pk):
        session.delete()


def _sessions_of(user_pk: int) -> Iterable[tuple[Session, dict[str, Any]]]:
    for session in Session.objects.all():
        data = session.get_decoded()
        if data.get("_auth_user_id") == str(user_pk):
            yield session, data

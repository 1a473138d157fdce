"""Everything about a customer, about a named person, or of one's own account, as files for everybody to read.

What is about a customer may be handed to the customer, so how the seller asked and listened is not in it (design,
principle 8); that is in the export of one's own account alone. Archives are made in memory: nothing is left on a disk.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, ManyToManyField, Model

from leitfrage import formats
from leitfrage.workspace.holdings import OF_CUSTOMERS, texts
from leitfrage.workspace.models import (
    ApiToken,
    AuditEntry,
    CalendarFeed,
    Consent,
    Conversation,
    Customer,
    Edit,
    Item,
    Letter,
    OwnQuestion,
    PracticeTalk,
    Promise,
    User,
)
from leitfrage.workspace.naming import Naming, strings
from leitfrage.workspace.reading import spoken_by

# How the seller asked and listened; and what is kept of secrets.
_OWN = ("conduct", "observations", "feedback", "scales", "ribbon")
# What is for nobody's eyes but the seller's, even where it rests on a customer's words.
_PRIVATE = frozenset({PracticeTalk})
_FILES: dict[str, type[Model]] = {"letters": Letter, "promises": Promise, "consents": Consent, "edits": Edit, "map": Item}


def customer_archive(customer: Customer) -> io.BytesIO:
    """Give a ZIP with all rows as JSON, and the talks and letters as files that people can read."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _write_customer(archive, customer, "")
    file.seek(0)
    return file


def account_archive(user: User) -> io.BytesIO:
    """Give a ZIP with a person's own account, their customers, how they asked and listened, and what they practised."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        account = {
            "account": _row(user),
            "keys_for_programs": [_row(each) for each in ApiToken.objects.filter(owner=user)],
            "own_questions": [_row(each) for each in OwnQuestion.objects.filter(owner=user)],
            "calendar": [_row(each) for each in CalendarFeed.objects.filter(owner=user)],
            "log": [_row(each) for each in AuditEntry.objects.filter(actor=user.email)],
        }
        archive.writestr("account.json", _json(account))
        talks = Conversation.everything.filter(customer__owner=user).exclude(views=None)
        archive.writestr("asking_and_listening.json", _json([_conduct(row) for row in talks.iterator(chunk_size=20)]))
        practised = PracticeTalk.everything.filter(owner=user)
        archive.writestr("practice.json", _json([_row(each) for each in practised.iterator(chunk_size=50)]))
        for customer in user.customers.all():
            _write_customer(archive, customer, f"customers/{_name(customer.pk, customer.name)}/")
    file.seek(0)
    return file


def person_archive(customer: Customer, naming: Naming) -> io.BytesIO:
    """Give a ZIP with every place at a customer's where a person is named, and all that the person said."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        named, spoke = list(places(customer, naming)), list(said(customer, naming))
        archive.writestr("person.json", _json({"spellings": naming.spellings, "places": named, "said": spoke}))
        lines = [f"- {each['where']} {each['id']}, {each['field']}: {each['text']}" for each in named]
        spoken = [f"- {each['title']}: {each['text']}" for each in spoke]
        archive.writestr("person.md", "\n".join([f"# {', '.join(naming.spellings)}", "", *lines, "", *spoken, ""]))
    file.seek(0)
    return file


def places(customer: Customer, naming: Naming) -> Iterator[dict[str, Any]]:
    """Give every place where a name stands: table, row, field and the text around it."""
    for kind, way in OF_CUSTOMERS.items():
        fields = [field for field in texts(kind) if field.attname not in ("segments", "views")]  # made of the words
        for thing in kind._base_manager.filter(**{way: customer.pk}) if fields else ():
            for field in fields:
                for path, text in strings(getattr(thing, field.attname)):
                    if naming.occurs(text):
                        where = {"where": kind._meta.model_name, "id": thing.pk}
                        yield where | {"field": f"{field.attname}.{path}" if path else field.attname, "text": text}


def said(customer: Customer, naming: Naming) -> Iterator[dict[str, Any]]:
    """Give what a person said, with the labels that it was given."""
    for row in Conversation.everything.filter(customer=customer).exclude(segments=None):
        for each in row.segments:
            if naming.occurs(each["speaker"]):
                yield {"conversation": row.pk, "title": row.title} | {
                    key: each[key] for key in ("speaker", "text", "start", "end", "says", "commitment")
                }


def _write_customer(archive: zipfile.ZipFile, customer: Customer, folder: str) -> None:
    tables = {
        kind: [_row(each) for each in _rows(kind, way, customer)]
        for kind, way in OF_CUSTOMERS.items()
        if kind not in _PRIVATE
    }
    archive.writestr(f"{folder}all.json", _json({kind._meta.model_name: rows for kind, rows in tables.items()}))
    for name, kind in _FILES.items():
        archive.writestr(f"{folder}{name}.json", _json(tables[kind]))
    for row in Conversation.everything.filter(customer=customer):
        name = f"{folder}talks/{_name(row.pk, row.title)}"
        if row.spoken is not None:
            talk = spoken_by(row)
            archive.writestr(f"{name}.md", formats.write(talk, "markdown"))
            archive.writestr(f"{name}.vtt", formats.write(talk, "webvtt"))
        elif row.upload is not None:
            archive.writestr(f"{name} {_safe(row.upload_name)}", bytes(row.upload))
    for letter in Letter.everything.filter(customer=customer):
        archive.writestr(f"{folder}letters/{letter.pk}.md", _letter(letter))


def _rows(kind: type[Model], way: str, customer: Customer) -> Iterator[Model]:
    return kind._base_manager.filter(**{way: customer.pk}).iterator(chunk_size=50)


def _row(thing: Model) -> dict[str, Any]:
    """Give a row's fields; no secrets, no files, and of a talk nothing about how the seller asked and listened."""
    row = {
        field.attname: getattr(thing, field.attname)
        for field in thing._meta.concrete_fields
        if not isinstance(field, BinaryField) and "digest" not in field.name and field.name != "password"
    }
    row |= {many.name: _ids(many, thing) for many in thing._meta.many_to_many if many.name in ("about", "conversations")}
    if isinstance(thing, Conversation):
        row["segments"] = [each | {"move": None} for each in thing.segments or []]
        row["views"] = {
            language: {key: value for key, value in view.items() if key not in _OWN}
            for language, view in (thing.views or {}).items()
        }
        row["asked"] = []
        row["settings"] = thing.settings | {"labels": _without_behaviour(thing.settings.get("labels", {}))}
    elif isinstance(thing, Edit) and thing.kind == "relabel":
        row |= {"before": _without_behaviour(thing.before), "after": _without_behaviour(thing.after)}
    return row


def _ids(many: ManyToManyField[Any, Any], thing: Model) -> list[int]:
    between = many.remote_field.through._base_manager  # type: ignore[union-attr] # set once models are loaded
    found = between.filter(**{many.m2m_field_name(): thing.pk})
    return sorted(found.values_list(f"{many.m2m_reverse_field_name()}_id", flat=True))


def _without_behaviour(labels: dict[str, Any]) -> dict[str, Any]:
    return {key: label for key, label in labels.items() if not (label and "behaviour" in label)}


def _conduct(row: Conversation) -> dict[str, Any]:
    """Give how the seller asked and listened in a talk: for the seller's own eyes."""
    views = {
        language: {key: view.get(key) for key in ("conduct", "observations", "feedback")}
        for language, view in (row.views or {}).items()
    }
    moves = [{"segment": each["id"], "text": each["text"]} | each["move"] for each in row.segments or [] if each.get("move")]
    return {
        "conversation": row.pk,
        "title": row.title,
        "held_on": row.held_on,
        "views": views,
        "moves": moves,
        "asked": row.asked,
    }


def _letter(letter: Letter) -> str:
    lines = [letter.salutation, letter.opening]
    for each in letter.lines(manager="everything").all():
        line = f"- {each.text}"
        line += f" („{each.quote}“)" if each.quote and each.quote != each.text else ""
        line += f" [{each.verdict}{': ' + each.own_words if each.own_words else ''}]" if each.verdict else ""
        lines.append(line)
    lines += [letter.closing, letter.comment]
    if letter.answered_by:
        lines.append(f"{letter.answered_by}, {letter.answered_at:%Y-%m-%d}" if letter.answered_at else letter.answered_by)
    return "\n\n".join(filter(None, lines)) + "\n"


def _name(pk: int, title: str) -> str:
    return f"{pk} {_safe(title)}".strip()


def _safe(title: str) -> str:
    """Give a title as part of a file's name on any system."""
    return re.sub(r"[^\w .()-]+", "_", title).strip(" .")[:60]


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"

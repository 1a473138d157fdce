"""A seller's whole workspace with one word in every text field of every table, so that a test can look for the word.

``python -m tests.workspace.filling WORD`` does it in the workspace of ``LEITFRAGE_DATA``, for the person of it.
"""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any

from django.db.models import CharField, JSONField, Model, TextField
from django.utils import timezone

# One number for the rows of all tables: whatever number an address takes, it leads to something of this seller's.
NUMBER = 4711
DAY = dt.date(2026, 11, 24)
# What is no text: addresses of people, secrets, and the log and settings, which hold no content.
_NO_TEXT = ("digest", "email", "password", "first_name", "last_name", "sha256", "language", "address")


def fill(user: Any, word: str) -> dict[str, Model]:
    """Make one row in every table that holds content, all with the word wherever text fits; give them by table."""
    from leitfrage.workspace import models as m
    from leitfrage.workspace.holdings import HOLDINGS

    talk = {
        "utterances": [
            {
                "speaker": f"Herr {word}",
                "text": f"Wir {word} wollen in zwei Tagen liefern.",
                "marks": [[0, 1, 4]],
                "parts": [],
            },
            {"speaker": "Anna", "text": f"Was hindert Sie daran, Herr {word}?", "marks": [[0, 4, 6]], "parts": []},
        ],
        "speakers": [[f"Herr {word}", "customer", 1.0], ["Anna", "seller", 1.0]],
        "title": word,
        "language": "de",
        "started_at": DAY.isoformat(),
        "duration_s": 6.0,
        "capture": "transcript",
        "source": ["webvtt", f"{word}.vtt", "0" * 64],
    }
    segments = [
        {
            "id": 0,
            "utterance": 0,
            "speaker": f"Herr {word}",
            "side": "customer",
            "text": f"Wir {word} wollen in zwei Tagen liefern.",
            "start": 1.0,
            "end": 4.0,
            "move": None,
            "says": [["goal", 3, 0.9]],
            "commitment": False,
        },
        {
            "id": 1,
            "utterance": 1,
            "speaker": "Anna",
            "side": "seller",
            "text": f"Was hindert Sie daran, Herr {word}?",
            "start": 4.0,
            "end": 6.0,
            "move": {"behaviour": "leading_question", "confidence": 0.9, "question": 1.0, "targets": [], "form": None},
            "says": [],
            "commitment": False,
        },
    ]
    conduct = {
        "measure": "M-04",
        "name": f"Offene Fragen {word}",
        "value": 12.0,
        "unit": "%",
        "n": 3,
        "range": None,
        "source": word,
        "caveat": word,
        "note": None,
        "evidence": [1],
    }
    view = {
        "conduct": [conduct],
        "observations": [{"rule": "R-01", "text": word, "segments": [1], "strength": False, "experiment": word}],
        "feedback": {"strength": word, "observation": word, "experiment": word},
        "suggestions": [
            {"question": "q", "text": f"{word}?", "dimension": "goal", "form": "open", "because": word, "evidence": [0]}
        ],
        "ribbon": f"<svg><title>{word}</title></svg>",
        "scales": {"M-04": f"<svg><title>{word}</title></svg>"},
    }
    made: dict[str, Model] = {}

    def make(kind: type[Model], /, **facts: Any) -> Any:
        texts: dict[str, Any] = {
            field.name: word
            for field in kind._meta.concrete_fields
            if isinstance(field, (CharField, TextField))
            and not field.choices
            and not any(part in field.name for part in _NO_TEXT)
            and (field.max_length or 999) >= len(word)
        }
        for field in kind._meta.concrete_fields:
            if isinstance(field, JSONField) and field.name not in facts:
                texts[field.name] = {"words": [word], "text": word}
        row = kind(pk=NUMBER, **(texts | facts))
        kind._base_manager.bulk_create([row])  # past ``save``, which numbers versions itself
        made[kind.__name__] = row
        return row

    # In capitals, so that what is the person's own is told from what is a customer's.
    user.name, user.product = f"Anna {word.upper()}", f"die {word.upper()}-SOFTWARE"
    user.save()
    customer = make(m.Customer, owner=user, language="de", address="sie")
    make(m.Person, customer=customer, name=f"Karl {word}")
    conversation = make(
        m.Conversation,
        customer=customer,
        held_on=DAY,
        state="ready",
        language="de",
        format="webvtt",
        spoken=talk,
        segments=segments,
        asked=[{"question": "goal-01", "form": "open", "dimension": "goal", "phase": "goal", "kind": "-", "gain": 2.0}],
        views={"de": view, "en": view},
        settings={
            "labels": {f"0:Wir {word}": {"says": [["goal", 2]]}},
            "names": {f"Herr {word}": f"Karl {word}"},
            "sides": {f"Karl {word}": "customer"},
            "speakers": [[f"Karl {word}", "customer", 1.0]],
        },
        problem={"de": {"cause": word, "advice": word}, "en": {"cause": word, "advice": word}},
        analysed_at=timezone.now(),
    )
    make(m.Consent, conversation=conversation, mode="recording", basis="all_agreed", recorded_by=user)
    live = make(m.LiveTalk, conversation=conversation, source="pushed", hint={"text": {"de": word, "en": word}})
    make(m.LiveLine, talk=live, number=1, side="customer", dimension="goal", said_at=timezone.now(), start=1.0, end=4.0)
    evidence = [{"segment": 0, "quote": f"Wir {word} wollen in zwei Tagen liefern."}]
    item = make(
        m.Item,
        customer=customer,
        conversation=conversation,
        dimension="goal",
        level=3,
        status="said",
        by="customer",
        held=True,
        evidence=evidence,
        covers=[["goal", f"Wir {word} wollen"]],
    )
    whole = {"id": item.pk, "label": word, "evidence": evidence, "dimension": "goal"}
    make(
        m.Edit,
        conversation=conversation,
        by=user,
        kind="reword",
        before={"items": [whole]},
        after={"items": [whole]},
    )
    promise = make(m.Promise, customer=customer, conversation=conversation, by="customer", due=DAY, state="open", held=True)
    make(m.PromiseChange, promise=promise, by=user, state="open")
    preparation = make(m.Preparation, customer=customer, planned_for=timezone.localdate())
    make(m.PlannedQuestion, preparation=preparation, position=0, dimension="goal", form="open")
    make(
        m.PracticeTalk,
        owner=user,
        world="",
        conversation=conversation,
        turn=1,
        turns=[
            {"before": [[f"Herr {word}", "customer", f"Wir {word} wollen in zwei Tagen liefern."]]},
            {"said": f"Und {word}?", "quotes": [], "remark": "nobody_asked"},
        ],
        summary={"found": 0, "later": 0},
    )
    option = make(m.Option, customer=customer, kind="other", item=item, said_by="customer")
    criterion = make(m.Criterion, customer=customer, item=item, said_by="customer")
    make(m.Cell, option=option, criterion=criterion, fit="meets", conversation=conversation, segment=0, said_by="customer")
    make(m.Followed, customer=customer, groups=[])
    make(m.Danger, option=option, item=item, said_by="customer")
    letter = make(
        m.Letter,
        customer=customer,
        written_by=user,
        language="de",
        address="sie",
        state="released",
        token_digest="d" * 64,
        released_at=timezone.now(),
        expires_at=timezone.now() + dt.timedelta(days=20),
    )
    letter.conversations.add(conversation)
    make(m.LetterLine, letter=letter, item=item, dimension="goal", verdict="corrected")
    make(m.LetterVersion, letter=letter, version=1, event="released", content={"lines": [{"text": word}]})
    make(m.ApiToken, owner=user, name=word.upper(), token_digest="a" * 64)
    make(m.OwnQuestion, owner=user, text=word.upper(), dimension="goal", form="open", phase="goal")
    make(m.CalendarFeed, owner=user, token_digest="c" * 64, created_at=timezone.now())
    left = {each.kind.__name__ for each in HOLDINGS} - set(made)
    # These hold no content: the person, the settings and log of the installation, links, and work in passing.
    assert left == {"User", "Invitation", "OneTimeLink", "Installation", "AuditEntry", "Job"}, left
    return made


def main() -> None:
    """Fill the local workspace."""
    import django

    django.setup()
    from leitfrage.workspace.accounts import local_person

    fill(local_person(), sys.argv[1])


if __name__ == "__main__":
    main()

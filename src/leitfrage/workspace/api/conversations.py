"""Talks: list, bring in with the consent, look at whole, read anew; and how one asked and listened, for oneself."""

import binascii
from base64 import b64decode
from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router
from ninja.pagination import paginate
from ninja.responses import Status

from leitfrage import formats
from leitfrage.coding import Dimension
from leitfrage.conversation import FileTooLarge, LeitfrageError
from leitfrage.wording import N_
from leitfrage.workspace.access import own_or_404, owned, person, record
from leitfrage.workspace.api.items import item_out
from leitfrage.workspace.api.paging import Page, Told
from leitfrage.workspace.api.promises import promise_out
from leitfrage.workspace.api.refusals import REFUSALS, AlreadyThere, NothingSpoken
from leitfrage.workspace.api.shapes import ConductOut, Id, TalkIn, TalkOut, WholeTalkOut
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import Conversation, Customer, Job
from leitfrage.workspace.reading import queue, take_in_agreed

# No postponed annotations here: the interface reads them where they stand.
router = Router(tags=["talks"])
_MB = 1024 * 1024


class OneOfBoth(LeitfrageError):
    cause = N_("A talk comes either as “text” or as “base64”.")
    advice = N_("Send exactly one of the two.")


class BrokenBase64(LeitfrageError):
    cause = N_("What was sent as “base64” is none.")
    advice = N_("Encode the file's bytes as Base64, or send the words as “text”.")


@router.get("/conversations", response={200: list[TalkOut], **REFUSALS})
@paginate(Page)
def list_conversations(request: HttpRequest, customer: Query[Id | None] = None) -> Any:
    """List your talks, all or one customer's, the latest first. Talks whose consent was withdrawn are left out."""
    found = owned(person(request), Conversation)
    if customer is not None:
        found = found.filter(customer=own_or_404(request, Customer, customer))
    language = language_of(request)
    return Told(found.select_related("consent").defer(*Conversation.HEAVY), lambda row: talk_out(row, language))


@router.post("/customers/{customer_id}/conversations", response={202: TalkOut, **REFUSALS})
def import_conversation(request: HttpRequest, customer_id: Path[Id], body: TalkIn) -> Status[dict[str, Any]]:
    """Bring a transcript or notes in. It is read in the background: ask for it until its state is no longer "queued"."""
    customer = own_or_404(request, Customer, customer_id)
    data = _bytes(body)
    if len(data) > formats.SIZE_LIMIT_MB * _MB:
        raise FileTooLarge(file=body.file_name, size=len(data) // _MB, limit=formats.SIZE_LIMIT_MB)
    consent = body.consent.noted_by(person(request))
    row = take_in_agreed(customer, body.file_name, data, consent, title=body.title.strip(), held_on=body.held_on)
    if row is None:
        raise AlreadyThere()
    return Status(202, talk_out(row, language_of(request)))


@router.get("/conversations/{conversation_id}", response={200: WholeTalkOut, **REFUSALS})
def get_conversation(request: HttpRequest, conversation_id: Path[Id]) -> dict[str, Any]:
    """Look at a talk: state, consent, segments, map, promises and the next good questions."""
    row = own_or_404(request, Conversation, conversation_id, without=("upload", "spoken"))
    language = language_of(request)
    notebook = row.customer.owner.keeps_a_notebook_only
    items = list(row.items.prefetch_related("about"))
    standing = {item.dimension for item in items if item.stands}
    return talk_out(row, language) | {
        "speakers": [
            {"name": name, "side": side, "confidence": sure} for name, side, sure in row.settings.get("speakers", [])
        ],
        "segments": [_segment(each, notebook=notebook) for each in row.segments or []],
        "map": [item_out(item) for item in items],
        "open": [each for each in Dimension if each not in standing],
        "promises": [promise_out(each) for each in row.promises.all()],
        "suggestions": (row.views or {}).get(language, {}).get("suggestions", []),
    }


@router.get("/conversations/{conversation_id}/conduct", response={200: ConductOut, **REFUSALS})
def get_conduct(request: HttpRequest, conversation_id: Path[Id]) -> dict[str, Any]:
    """See how you asked and listened in a talk; empty where you keep a notebook only."""
    row = own_or_404(request, Conversation, conversation_id, without=("upload", "spoken", "segments"))
    view = {} if row.customer.owner.keeps_a_notebook_only else (row.views or {}).get(language_of(request), {})
    return {
        "measures": view.get("conduct", []),
        "observations": view.get("observations", []),
        "feedback": view.get("feedback"),
    }


@router.post("/conversations/{conversation_id}/analyse", response={202: TalkOut, **REFUSALS})
def analyse_again(request: HttpRequest, conversation_id: Path[Id]) -> Status[dict[str, Any]]:
    """Have a talk read anew; what people have edited stays."""
    row = own_or_404(request, Conversation, conversation_id, without=("upload", "segments", "views"))
    if row.spoken is None:
        raise NothingSpoken()
    queue(row, Job.Kind.ANALYSE)
    record(person(request), "read anew", row)
    return Status(202, talk_out(row, language_of(request)))


def talk_out(row: Conversation, language: str) -> dict[str, Any]:
    problem = (row.problem or {}).get(language) if row.state == Conversation.State.FAILED else None
    return {
        "id": row.pk,
        "customer": row.customer_id,
        "title": row.title or row.upload_name,
        "held_on": row.held_on,
        "state": row.state,
        "format": row.format,
        "language": row.language,
        "duration_s": row.duration_s,
        "created_at": row.created_at,
        "analysed_at": row.analysed_at,
        "consent": getattr(row, "consent", None),
        "problem": problem,
    }


def _segment(each: dict[str, Any], *, notebook: bool) -> dict[str, Any]:
    move = None if notebook else each.get("move")
    return {
        **{key: each[key] for key in ("id", "utterance", "speaker", "side", "text", "start", "end", "commitment")},
        "says": [{"dimension": name, "clarity": level, "confidence": sure} for name, level, sure in each["says"]],
        "behaviour": move["behaviour"] if move else None,
    }


def _bytes(body: TalkIn) -> bytes:
    if (body.text is None) == (body.base64 is None):
        raise OneOfBoth()
    if body.text is not None:
        return body.text.encode()
    try:
        return b64decode(body.base64 or "", validate=True)
    except (binascii.Error, ValueError):
        raise BrokenBase64() from None

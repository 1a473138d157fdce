"""Promises of both sides: list, write down, settle, put on a new day."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router
from ninja.pagination import paginate
from ninja.responses import Status

from leitfrage.conversation import Side
from leitfrage.workspace import keeping
from leitfrage.workspace.access import own_or_404, owned, person
from leitfrage.workspace.api.paging import Page, Told
from leitfrage.workspace.api.refusals import REFUSALS
from leitfrage.workspace.api.shapes import Id, PromiseIn, PromiseOut, PromiseState, Renegotiate, Settle
from leitfrage.workspace.models import Customer, Promise

# No postponed annotations here: the interface reads them where they stand.
router = Router(tags=["promises"])


@router.get("/promises", response={200: list[PromiseOut], **REFUSALS})
@paginate(Page)
def list_promises(request: HttpRequest, customer: Query[Id | None] = None, state: Query[PromiseState | None] = None) -> Any:
    """List promises, all of yours or one customer's, in one state or any."""
    found = owned(person(request), Promise)
    if customer is not None:
        found = found.filter(customer=own_or_404(request, Customer, customer))
    if state is not None:
        found = found.filter(state=state)
    return Told(found, promise_out)


@router.post("/customers/{customer_id}/promises", response={201: PromiseOut, **REFUSALS})
def create_promise(request: HttpRequest, customer_id: Path[Id], body: PromiseIn) -> Status[dict[str, Any]]:
    """Write a promise down as it was said."""
    customer = own_or_404(request, Customer, customer_id)
    return Status(201, promise_out(keeping.add(customer, Side(body.by), body.text, body.due)))


@router.post("/promises/{promise_id}/settle", response={200: PromiseOut, **REFUSALS})
def settle_promise(request: HttpRequest, promise_id: Path[Id], body: Settle) -> dict[str, Any]:
    """Mark a promise as kept, or drop it with the reason."""
    promise = own_or_404(request, Promise, promise_id)
    if body.state == "kept":
        keeping.keep(promise, person(request))
    else:
        keeping.drop(promise, person(request), body.reason)
    return promise_out(promise)


@router.post("/promises/{promise_id}/renegotiate", response={200: PromiseOut, **REFUSALS})
def renegotiate_promise(request: HttpRequest, promise_id: Path[Id], body: Renegotiate) -> dict[str, Any]:
    """Put a promise on a new day that was agreed on, with the reason."""
    promise = own_or_404(request, Promise, promise_id)
    keeping.renegotiate(promise, person(request), body.due, body.reason)
    return promise_out(promise)


def promise_out(row: Promise) -> dict[str, Any]:
    own = ("by", "text", "segment", "due", "due_text", "approximate", "state", "reason")
    facts = {name: getattr(row, name) for name in own}
    return facts | {"id": row.pk, "customer": row.customer_id, "conversation": row.conversation_id}

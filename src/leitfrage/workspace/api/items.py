"""Entries of the map, and a person's changes to them."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router
from ninja.pagination import paginate

from leitfrage.workspace import editing
from leitfrage.workspace.access import own_or_404, owned, person
from leitfrage.workspace.api.paging import Page, Told
from leitfrage.workspace.api.refusals import REFUSALS
from leitfrage.workspace.api.shapes import EditOut, Id, ItemOut, Recode, Reword
from leitfrage.workspace.models import Conversation, Customer, Edit, Item

# No postponed annotations here: the interface reads them where they stand.
router = Router(tags=["map"])


@router.get("/items", response={200: list[ItemOut], **REFUSALS})
@paginate(Page)
def list_items(request: HttpRequest, customer: Query[Id | None] = None, conversation: Query[Id | None] = None) -> Any:
    """List entries of the map: all of yours, one customer's or one talk's."""
    found = owned(person(request), Item)
    if customer is not None:
        found = found.filter(customer=own_or_404(request, Customer, customer))
    if conversation is not None:
        found = found.filter(conversation=own_or_404(request, Conversation, conversation, without=Conversation.HEAVY))
    return Told(found.prefetch_related("about"), item_out)


@router.post("/items/{item_id}/reword", response={200: ItemOut, **REFUSALS})
def reword_item(request: HttpRequest, item_id: Path[Id], body: Reword) -> dict[str, Any]:
    """Give an entry another wording; its quotes stay."""
    item = own_or_404(request, Item, item_id)
    editing.reword(item, person(request), body.label)
    return item_out(item)


@router.post("/items/{item_id}/recode", response={200: ItemOut, **REFUSALS})
def recode_item(request: HttpRequest, item_id: Path[Id], body: Recode) -> dict[str, Any]:
    """Put an entry into another dimension or on another level; level 4 is the customer's to give."""
    item = own_or_404(request, Item, item_id)
    editing.recode(item, person(request), body.dimension, body.level)
    return item_out(item)


@router.post("/items/{item_id}/withdraw", response={200: ItemOut, **REFUSALS})
def withdraw_item(request: HttpRequest, item_id: Path[Id]) -> dict[str, Any]:
    """Take an entry out of the map; it can be put back."""
    item = own_or_404(request, Item, item_id)
    if item.stands:
        editing.withdraw(item, person(request))
    return item_out(item)


@router.post("/items/{item_id}/restore", response={200: ItemOut, **REFUSALS})
def restore_item(request: HttpRequest, item_id: Path[Id]) -> dict[str, Any]:
    """Put a withdrawn entry back."""
    item = own_or_404(request, Item, item_id)
    if not item.stands:
        editing.restore(item, person(request))
    return item_out(item)


@router.get("/conversations/{conversation_id}/edits", response={200: list[EditOut], **REFUSALS})
@paginate(Page)
def list_edits(request: HttpRequest, conversation_id: Path[Id]) -> Any:
    """List the changes to a talk's map, the latest first."""
    row = own_or_404(request, Conversation, conversation_id, without=Conversation.HEAVY)
    return Told(row.edits.all(), _edit_out)


@router.post("/edits/{edit_id}/undo", response={200: EditOut, **REFUSALS})
def undo_edit(request: HttpRequest, edit_id: Path[Id]) -> dict[str, Any]:
    """Take a change back; what was changed again since stays."""
    edit = own_or_404(request, Edit, edit_id)
    editing.undo(edit)
    return _edit_out(edit)


def item_out(item: Item) -> dict[str, Any]:
    own = ("dimension", "label", "level", "status", "by", "origin", "held", "owner", "due", "due_text", "confirmed_at")
    evidence = [{key: proof.get(key) for key in ("segment", "letter", "quote")} for proof in item.evidence]
    about = [each.pk for each in item.about.all()]
    facts = {name: getattr(item, name) for name in own}
    return facts | {"id": item.pk, "conversation": item.conversation_id, "evidence": evidence, "about": about}


def _edit_out(edit: Edit) -> dict[str, Any]:
    return {
        "id": edit.pk,
        "conversation": edit.conversation_id,
        "at": edit.at,
        "kind": edit.kind,
        "undone_at": edit.undone_at,
        "items": [each["id"] for each in edit.after.get("items", [])],
    }

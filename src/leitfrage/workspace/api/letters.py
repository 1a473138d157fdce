"""Letters to the customer, to be read; writing, releasing and answering them is for people."""

from typing import Any

from django.http import HttpRequest
from ninja import Path, Query, Router
from ninja.pagination import paginate

from leitfrage.workspace.access import own_or_404, owned, person
from leitfrage.workspace.api.paging import Page, Told
from leitfrage.workspace.api.refusals import REFUSALS
from leitfrage.workspace.api.shapes import Id, LetterOut, WholeLetterOut
from leitfrage.workspace.models import Conversation, Customer, Letter

# No postponed annotations here: the interface reads them where they stand.
router = Router(tags=["letters"])


@router.get("/letters", response={200: list[LetterOut], **REFUSALS})
@paginate(Page)
def list_letters(request: HttpRequest, customer: Query[Id | None] = None) -> Any:
    """List your letters, all or one customer's, the latest first."""
    found = owned(person(request), Letter)
    if customer is not None:
        found = found.filter(customer=own_or_404(request, Customer, customer))
    return Told(found, _letter_out)


@router.get("/letters/{letter_id}", response={200: WholeLetterOut, **REFUSALS})
def get_letter(request: HttpRequest, letter_id: Path[Id]) -> dict[str, Any]:
    """Look at a letter with its lines and the customer's answers."""
    row = own_or_404(request, Letter, letter_id)
    words = {name: getattr(row, name) for name in ("salutation", "opening", "closing", "comment")}
    lines = ("dimension", "text", "quote", "included", "verdict", "own_words", "answered_by", "answered_at")
    return (
        _letter_out(row)
        | words
        | {
            "lines": [
                {name: getattr(each, name) for name in lines} | {"id": each.pk, "item": each.item_id}
                for each in row.lines.all()
            ]
        }
    )


def _letter_out(row: Letter) -> dict[str, Any]:
    own = ("language", "state", "version", "not_us", "created_at", "released_at", "expires_at", "answered_by", "answered_at")
    talks = [each.pk for each in row.conversations.only("pk").defer(*Conversation.HEAVY)]
    return {name: getattr(row, name) for name in own} | {"id": row.pk, "customer": row.customer_id, "conversations": talks}

"""A letter and its map as files: for the seller, and at the customer's link."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.urls import reverse

from leitfrage import letters
from leitfrage.workspace.composing import value_of
from leitfrage.workspace.models import Letter

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_Maker = Callable[[letters.Letter], bytes]
# name → media type, maker; what is a page is shown, all else is saved.
_KINDS: dict[str, tuple[str, _Maker]] = {
    "letter.html": (
        "text/html; charset=utf-8",
        lambda value: letters.letter_html(value, style_address=reverse("letter-style")).encode(),
    ),
    "letter.pdf": ("application/pdf", lambda value: letters.pdf(letters.letter_html(value))),
    "letter.docx": (_WORD, letters.docx),
    "map.pdf": ("application/pdf", lambda value: letters.pdf(letters.map_html(value))),
    "map.json": ("application/json", lambda value: letters.map_as_text(value).encode()),
}


def as_document(row: Letter, name: str) -> HttpResponse:
    """Give the document of that name; raise ``Http404`` where there is none, ``NoPdf`` where PDF cannot be made."""
    if name not in _KINDS:
        raise Http404
    kind, make = _KINDS[name]
    response = HttpResponse(make(value_of(row)), content_type=kind)
    if not name.endswith(".html"):
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

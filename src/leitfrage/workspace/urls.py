"""Addresses, page by page."""

from __future__ import annotations

from importlib import import_module

_PAGES = (
    "start",
    "customers",
    "importing",
    "live",
    "conversations",
    "maps",
    "preparing",
    "board",
    "letters",
    "letter_link",
    "promises",
    "questions",
    "practising",
    "account",
    "signin",
    "team",
    "installation",
    "privacy",
    "data_sheet",
    "interface",
)

urlpatterns = [address for page in _PAGES for address in import_module(f"leitfrage.workspace.pages.{page}").urls]
handler400 = "leitfrage.workspace.pages.start.unclear"
handler403 = "leitfrage.workspace.pages.start.forbidden"
handler429 = "leitfrage.workspace.pages.start.too_many"
handler404 = "leitfrage.workspace.pages.start.missing"
handler500 = "leitfrage.workspace.pages.start.broken"

"""Addresses, page by page."""

from __future__ import annotations

from importlib import import_module

from django.urls import include, path

_PAGES = (
    "start",
    "customers",
    "importing",
    "conversations",
    "maps",
    "preparing",
    "board",
    "letters",
    "letter_link",
    "promises",
    "account",
)

urlpatterns = [path("accounts/", include("allauth.urls"))] + [
    address for page in _PAGES for address in import_module(f"leitfrage.workspace.pages.{page}").urls
]
handler404 = "leitfrage.workspace.pages.start.missing"
handler500 = "leitfrage.workspace.pages.start.broken"

"""The data sheet says what the code does: every label, measure and table, in both languages."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import leitfrage
from leitfrage.coding import Behaviour, Dimension
from leitfrage.workspace.holdings import HOLDINGS, OTHER_TABLES
from leitfrage.workspace.models import Conversation, Installation, User
from leitfrage.workspace.pages.data_sheet import NEVER, measures

Browser = Callable[[User], Client]
SOURCE = Path(leitfrage.__file__).parent


@pytest.fixture(params=["en", "de"])
def sheet(request: pytest.FixtureRequest, seller: User, signed_in: Browser) -> str:
    seller.language = request.param
    seller.save()
    answer = signed_in(seller).get("/data-sheet/")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_every_label_stands_on_it(sheet: str) -> None:
    for code in (*Dimension, *Behaviour):
        assert f"<code>{code.value}</code>" in sheet


def test_every_measure_stands_on_it_with_its_source(sheet: str) -> None:
    language = "de" if '<html lang="de">' in sheet else "en"
    written = set(re.findall(r'id="(M-\d\d)"', (SOURCE / "listening" / "measures.py").read_text(encoding="utf-8")))
    assert {each.id for each in measures()} == written
    for each in measures():
        assert f"<td>{each.id}</td>" in sheet
        for text in (each.name, each.source, each.caveat):
            assert text.text(language) in sheet


def test_every_table_stands_on_it(sheet: str) -> None:
    for table in [each.kind._meta.db_table for each in HOLDINGS] + [name for name, _, _ in OTHER_TABLES]:
        assert f"<code>{table}</code>" in sheet


def test_what_a_talks_page_shows_of_the_seller_is_what_the_sheet_says(
    talk: Conversation, seller: User, signed_in: Browser
) -> None:
    """Nothing is measured or coded on the page that the sheet does not name."""
    listed = {each.id for each in measures()}
    shown = {each["measure"] for each in talk.views["en"]["conduct"]}
    assert shown <= listed
    moves = {each["move"]["behaviour"] for each in talk.segments if each["move"]} - {None}
    assert moves
    assert moves <= {each.value for each in Behaviour}


def test_it_follows_the_settings(seller: User, signed_in: Browser, settings: Any) -> None:
    browser = signed_in(seller)
    before = browser.get("/data-sheet/").content.decode()
    assert "730 days" in before
    assert "until their owner erases them" in before
    assert "Switched off here for all" not in before
    assert before.count("not set up") == 3
    Installation.objects.update(keep_notes_days=90, notebook_only=True)
    settings.EMAIL_HOST, settings.OIDC_URL = "mail.example", "https://sso.example"
    after = browser.get("/data-sheet/").content.decode()
    assert "90 days" in after
    assert "Switched off here for all" in after
    assert after.count("not set up") == 1


def test_it_says_what_is_never_inferred(sheet: str) -> None:
    section = sheet.split("<h2>")[2]
    assert section.count("<li>") == len(NEVER)


def test_every_page_leads_to_it_for_whoever_is_signed_in(seller: User, signed_in: Browser) -> None:
    for path in ("/", "/customers/", "/account/"):
        assert "/data-sheet/" in signed_in(seller).get(path).content.decode()
    assert Client().get("/data-sheet/").status_code == 302

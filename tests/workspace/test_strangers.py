"""Nobody sees another's: every address there is, asked by an administrator, by a colleague and by nobody.

Everything of Anna's carries one word and one number (filling.py). Whoever is not Anna must never meet the word,
must not change a row, and must not learn how she asks and listens.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Model
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from leitfrage.coding import Behaviour
from leitfrage.workspace.holdings import OF_CUSTOMERS
from leitfrage.workspace.keys import digest
from leitfrage.workspace.models import ApiToken, CalendarFeed, OwnQuestion, User
from tests.workspace.filling import NUMBER, fill

Browser = Callable[[User], Client]
WORD = "wortmarke"
KEY = "a key of whoever asks"
# What is told to everybody and nobody's: the data sheet and the interface's description name measures and codes.
ABOUT_NOBODY = ("/data-sheet/", "/api/", "/api/openapi.json")
FORM = {
    "act": "withdraw",
    "name": "x",
    "label": "x",
    "text": "x: y",
    "mode": "notes",
    "basis": "own_notes",
    "confirmed": WORD,
    "spelling": WORD,
    "person": WORD,
    "dimension": "goal",
    "level": "1",
    "state": "kept",
    "due": "2026-12-01",
    "reason": "x",
    "customer": str(NUMBER),
    "behaviour": "pitch",
    "item": str(NUMBER),
}


def addresses() -> Iterator[tuple[str, str]]:
    """Give every address of the workspace by name, with Anna's number wherever one goes."""

    def walk(patterns: list[Any], before: str, space: str) -> Iterator[tuple[str, str]]:
        for each in patterns:
            route = before + str(each.pattern)
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, route, f"{space}{each.namespace}:" if each.namespace else space)
            elif isinstance(each, URLPattern):
                numbered = re.sub(r"<int:place>", "0", route)
                numbered = re.sub(r"<(?:int:)?\w+_id>|<int:\w+>", str(NUMBER), numbered)
                yield f"{space}{each.name}", "/" + re.sub(r"<\w+:\w+>", "unknown", numbered)

    yield from walk(get_resolver().url_patterns, "", "")


ADDRESSES = sorted(set(addresses()))


@pytest.fixture
def anna(seller: User) -> User:
    fill(seller, WORD)
    seller.name = "Anna Berg"  # administrators see who is in the team, by name
    seller.save()
    return seller


def state_of(anna: User) -> str:
    rows = [list(kind._base_manager.filter(**{way: NUMBER}).order_by("pk").values()) for kind, way in OF_CUSTOMERS.items()]
    others: list[type[Model]] = [User, ApiToken, CalendarFeed, OwnQuestion]
    rows += [list(kind._base_manager.filter(pk__in=(NUMBER, anna.pk)).order_by("pk").values()) for kind in others]
    return json.dumps(rows, default=str)


def body_of(response: HttpResponseBase) -> str:
    if response.streaming:
        return b"".join(response).decode("utf-8", "replace")
    assert isinstance(response, HttpResponse)
    return response.content.decode("utf-8", "replace")


def answers(browser: Client, address: str) -> Iterator[tuple[str, HttpResponseBase]]:
    browser.raise_request_exception = False
    yield "GET", browser.get(address, {"customer": str(NUMBER), "item": str(NUMBER), "person": WORD, "q": WORD})
    yield "GET", browser.get(address)
    if "sign-out" not in address and "account/data/erase" not in address:
        yield "POST", browser.post(address, FORM)
        yield "POST", browser.post(address, json.dumps(FORM | {"customer": NUMBER, "level": 1}), "application/json")


@pytest.mark.parametrize("who", ["administrator", "colleague", "colleague's program", "nobody"])
def test_no_address_shows_or_changes_anything_of_anothers(
    who: str, anna: User, stranger: User, signed_in: Browser, settings: Any
) -> None:
    settings.LOCAL = False
    stranger.is_administrator = who == "administrator"
    stranger.save()
    ApiToken.objects.create(owner=stranger, name="program", token_digest=digest(KEY))
    if who == "nobody":
        browser = Client()
    elif who == "colleague's program":
        browser = Client(headers={"authorization": f"Bearer {KEY}"})
    else:
        browser = signed_in(stranger)
    before, seen = state_of(anna), 0
    for name, address in ADDRESSES:
        if name in ("change-person", "installation"):
            continue  # an administrator's deeds at accounts and settings; tested with the team
        for method, response in answers(browser, address):
            seen += 1
            page = body_of(response)
            assert response.status_code < 500, f"{method} {address}: {response.status_code}"
            heading = " ".join(f"{key}: {value}" for key, value in response.items()).replace(f"%3D{WORD}", "")
            told = page.replace(f"“{WORD}”", "").replace(f'value="{WORD}"', "")  # what the asker typed
            assert WORD not in told.lower(), f"{method} {address} shows what is Anna's"
            assert WORD not in heading, f"{method} {address}"
            if address not in ABOUT_NOBODY:
                assert not re.search(r"\bM-\d\d\b|\bR-\d\d\b", page), f"{method} {address} shows a measure"
                codes = {each.value for each in Behaviour} - {
                    "other",
                    "promise",
                    "information",
                    "pressure",
                    "summary",
                    "advice",
                }
                assert not [code for code in codes if re.search(rf"\b{code}\b", page)], f"{method} {address}"
    assert state_of(anna) == before
    assert seen > 4 * 40


def test_the_word_is_there_to_be_found(anna: User, signed_in: Browser) -> None:
    """The test above could not fail if Anna herself did not meet the word, her measures and her codes."""
    browser = signed_in(anna)
    browser.raise_request_exception = False
    found = {name for name, address in ADDRESSES if WORD in body_of(browser.get(address)).lower()}
    assert {"customer", "conversation", "privacy", "letters", "promises", "customers", "start", "account"} <= found
    told = "list_customers get_customer list_conversations get_conversation get_conduct list_items get_letter list_promises"
    assert {f"api:{name}" for name in told.split()} <= found
    assert re.search(r"\bM-04\b", body_of(browser.get(f"/conversations/{NUMBER}/")))


def test_every_page_is_private_and_runs_no_script_of_its_own(anna: User, signed_in: Browser) -> None:
    browser = signed_in(anna)
    browser.raise_request_exception = False
    for (_, address), who in itertools.product(ADDRESSES, (browser, Client())):
        response = who.get(address)
        policy = response.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in policy, address
        assert "unsafe" not in policy, address
        if response.headers.get("Content-Type") != "text/css":
            assert "no-store" in response.headers.get("Cache-Control", ""), address
        assert response.headers["X-Frame-Options"] == "DENY", address
        assert response.headers["X-Content-Type-Options"] == "nosniff", address
        page = body_of(response)
        if "text/html" in response.headers.get("Content-Type", ""):
            assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style", page), address
            assert not re.search(r'(?:src|href)="https?://', page), address

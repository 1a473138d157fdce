"""Everything about a customer, a person, or oneself, as files; how one asked and listened only for oneself."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from leitfrage import formats
from leitfrage.coding import Behaviour
from leitfrage.workspace import editing
from leitfrage.workspace.holdings import OF_CUSTOMERS
from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.models import AuditEntry, Conversation, Customer, Person, PracticeTalk, User
from leitfrage.workspace.naming import Naming, spellings
from tests.workspace.filling import NUMBER, fill

Browser = Callable[[User], Client]
WORD = "wortmarke"


def files_of(response: HttpResponseBase) -> dict[str, str]:
    assert response.status_code == 200
    data = b"".join(response)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_everything_of_a_customer_is_in_it(seller: User, signed_in: Browser) -> None:
    made = fill(seller, WORD)
    files = files_of(signed_in(seller).post(f"/customers/{NUMBER}/export"))
    rows = json.loads(files["all.json"])
    for kind in OF_CUSTOMERS:
        if kind is PracticeTalk:
            assert kind._meta.model_name not in rows  # what one practises is not for the customer
        elif kind.__name__ in made:
            (row,) = rows[kind._meta.model_name]
            assert row[kind._meta.pk.attname] == NUMBER
    assert rows["letter"][0]["conversations"] == [NUMBER]
    assert json.loads(files["consents.json"])[0]["basis"] == "all_agreed"
    assert WORD in files[f"letters/{NUMBER}.md"]
    assert AuditEntry.objects.get(action="exported").thing_id == NUMBER


def test_talks_come_as_files_that_can_be_read_again(talk: Conversation, seller: User, signed_in: Browser) -> None:
    files = files_of(signed_in(seller).post(f"/customers/{talk.customer_id}/export"))
    (vtt,) = [name for name in files if name.endswith(".vtt")]
    again = formats.read(files[vtt].encode(), vtt)
    assert [each.text for each in again.utterances] == [each["text"] for each in talk.spoken["utterances"]]
    assert "**Kundin**" in files[vtt.replace(".vtt", ".md")]
    assert {"letters.json", "promises.json", "edits.json", "map.json"} <= set(files)


@pytest.mark.parametrize("what", ["customer", "person"])
def test_what_may_go_to_the_customer_says_nothing_about_the_seller(
    what: str, talk: Conversation, seller: User, signed_in: Browser
) -> None:
    place = next(each["id"] for each in talk.segments if each["side"] == "seller")
    editing.relabel(talk, seller, place, {"behaviour": "leading_question"})
    do_all()
    form = {"spelling": ["Berater"]} if what == "person" else {}
    path = "people/export" if what == "person" else "export"
    text = "\n".join(files_of(signed_in(seller).post(f"/customers/{talk.customer_id}/{path}", form)).values())
    assert not re.search(r'"M-\d\d"|"R-\d\d"', text)
    codes = {each.value for each in Behaviour if "_" in each.value} | {"pitch", "encourager", "transparency"}
    assert not [code for code in codes if re.search(rf'"{code}"', text)]


def test_ones_own_account_has_ones_own_measures(talk: Conversation, seller: User, signed_in: Browser) -> None:
    files = files_of(signed_in(seller).post("/account/data/export"))
    (own,) = json.loads(files["asking_and_listening.json"])
    assert {each["measure"] for each in own["views"]["en"]["conduct"]} >= {"M-01", "M-04"}
    account = json.loads(files["account.json"])
    assert account["account"]["email"] == seller.email
    assert "password" not in account["account"]
    assert not re.search(r"digest|pbkdf2", files["account.json"])
    assert any(name.startswith("customers/") and name.endswith("/all.json") for name in files)


def test_every_place_where_a_person_is_named(
    talk: Conversation, customer: Customer, seller: User, signed_in: Browser
) -> None:
    Person.objects.create(customer=customer, name="Sabine Kern")
    form = {"person": "Sabine Kern", "spelling": list(spellings("Frau Sabine Kern"))}
    files = files_of(signed_in(seller).post(f"/customers/{customer.pk}/people/export", form))
    found = json.loads(files["person.json"])
    assert {place["where"] for place in found["places"]} >= {"person", "conversation", "item", "promise"}
    assert all(Naming.of(form["spelling"]).occurs(place["text"]) for place in found["places"])
    spoken = files_of(signed_in(seller).post(f"/customers/{customer.pk}/people/export", {"spelling": ["Kundin"]}))
    said = json.loads(spoken["person.json"])["said"]
    assert [each["text"] for each in said] == [each["text"] for each in talk.segments if each["speaker"] == "Kundin"]
    assert signed_in(seller).post(f"/customers/{customer.pk}/people/export", {}).status_code == 422

"""Customers and their people: what is missing is said, and nobody sees another's."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from leitfrage.workspace.models import Customer, User

Browser = Callable[[User], Client]


def test_a_customer_without_a_name_is_refused_with_a_sentence(seller: User, signed_in: Browser) -> None:
    answer = signed_in(seller).post("/customers/add", {"name": "  "})
    assert answer.status_code == 422
    assert "This could not be saved" in answer.content.decode()
    assert not Customer.objects.exists()


def test_customers_are_found_by_name(seller: User, stranger: User, signed_in: Browser) -> None:
    for owner, name in ((seller, "Pumpen Aigner"), (seller, "Tischlerei Hornung"), (stranger, "Pumpen Fremd")):
        Customer.objects.create(owner=owner, name=name)
    page = signed_in(seller).get("/customers/?q=pumpen").content.decode()
    assert "Pumpen Aigner" in page
    assert "Hornung" not in page
    assert "Fremd" not in page


def test_people_come_and_go(customer: Customer, seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    browser.post(f"/customers/{customer.pk}/people", {"name": "Frau Kern", "role": "Kalkulation"})
    assert "Kalkulation" in browser.get(f"/customers/{customer.pk}/").content.decode()
    browser.post(f"/people/{customer.people.get().pk}/remove")
    assert not customer.people.exists()


def test_who_is_spoken_to_with_du_reads_du(seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    form = {"name": "Anna", "language": "de", "address": "sie"}
    browser.post("/account/", form | {"spoken_to": "sie"})
    assert "Ihr Name" in browser.get("/account/").content.decode()
    browser.post("/account/", form | {"spoken_to": "du"})
    page = browser.get("/account/").content.decode()
    assert "Dein Name" in page
    assert "Ihr Name" not in page


def test_a_nul_in_a_field_is_left_out(seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    browser.post("/customers/add", {"name": "A\x00igner"})
    assert Customer.objects.get().name == "Aigner"
    assert "Aigner" in browser.get("/customers/", {"q": "Aig\x00ner"}).content.decode()

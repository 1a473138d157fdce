"""A withdrawn consent hides everything that was made of the talk, everywhere and at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from leitfrage.workspace.access import owned
from leitfrage.workspace.holdings import OF_CUSTOMERS
from leitfrage.workspace.jobs import claim, do, do_all
from leitfrage.workspace.models import (
    AuditEntry,
    Cell,
    Consent,
    Conversation,
    Criterion,
    Customer,
    Item,
    Job,
    Letter,
    LetterLine,
    Option,
    Promise,
    User,
)
from leitfrage.workspace.models.standing import Standing
from leitfrage.workspace.reading import queue, take_in
from leitfrage.workspace.withdrawing import withdraw
from tests.workspace.conftest import TALK, bring
from tests.workspace.filling import NUMBER, fill
from tests.workspace.test_strangers import ADDRESSES, body_of

Browser = Callable[[User], Client]
WORD = "wortmarke"


def test_the_page_says_so_and_offers_to_erase(talk: Conversation, seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    assert "Consent was withdrawn" in browser.get(f"/conversations/{talk.pk}/").content.decode()
    assert browser.post(f"/conversations/{talk.pk}/withdraw").status_code == 302
    page = browser.get(f"/conversations/{talk.pk}/").content.decode()
    assert "was withdrawn on" in page
    assert f"/conversations/{talk.pk}/erase" in page
    assert "elf Tage" not in page
    assert Consent.objects.get(conversation=talk).withdrawn_at is not None
    assert AuditEntry.objects.filter(action="consent withdrawn", thing_id=talk.pk).count() == 1
    browser.post(f"/conversations/{talk.pk}/withdraw")
    assert AuditEntry.objects.filter(action="consent withdrawn").count() == 1


def test_no_page_and_no_program_shows_it_any_more(seller: User, signed_in: Browser) -> None:
    """Of the whole workspace only what does not come from the talk is left: names, own plans, and the consent itself."""
    made = fill(seller, WORD)
    row = made["Conversation"]
    assert isinstance(row, Conversation)
    words = ("in zwei Tagen", f"Offene Fragen {WORD}", f"Herr {WORD}")
    for field in ("label", "text", "quote", "salutation", "comment", "own_words", "name", "dropped_because", "reason"):
        for kind in ("Item", "Promise", "Cell", "Option", "Letter", "LetterLine", "PromiseChange"):
            if hasattr(made[kind], field):
                type(made[kind])._base_manager.filter(pk=NUMBER).update(**{field: "vom Gespräch"})
    browser = signed_in(seller)
    browser.raise_request_exception = False
    assert "vom Gespräch" in body_of(browser.get("/promises/")) + body_of(browser.get(f"/conversations/{NUMBER}/"))
    withdraw(row, seller)
    for name, address in ADDRESSES:
        if name == "sign-out":
            continue
        page = body_of(browser.get(address))
        for word in ("vom Gespräch", *words):
            assert word not in page, f"{address} shows {word}"


@pytest.mark.parametrize("act", ["relabel", "settle", "items", "again", "state", "move"])
def test_nothing_can_be_done_with_it(talk: Conversation, seller: User, signed_in: Browser, act: str) -> None:
    withdraw(talk, seller)
    path = f"/conversations/{talk.pk}/{act.replace('relabel', 'places/0')}"
    browser = signed_in(seller)
    assert (browser.get(path) if act == "state" else browser.post(path)).status_code == 404
    item = Item.everything.filter(conversation=talk)[0]
    assert browser.post(f"/items/{item.pk}", {"act": "withdraw"}).status_code == 404
    assert do_all() == 0


def test_letters_that_use_it_are_revoked_even_by_one_line(talk: Conversation, customer: Customer, seller: User) -> None:
    other = bring(customer, TALK.replace("elf", "neun"), name="other.txt")
    whole, one_line, another = (
        Letter.objects.create(customer=customer, written_by=seller, state="released") for _ in range(3)
    )
    whole.conversations.add(talk, other)
    one_line.conversations.add(other)
    another.conversations.add(other)
    item = talk.items.all()[0]
    LetterLine.objects.create(letter=one_line, item=item, dimension=item.dimension, text=item.label)
    withdraw(talk, seller)
    assert list(Letter.objects.all()) == [another]
    states = Letter.everything.filter(pk__in=[whole.pk, one_line.pk]).values_list("state", "revoked_at")
    assert all(state == "revoked" and at for state, at in states)
    assert LetterLine.objects.count() == 0
    another.refresh_from_db()
    assert another.state == "released"


def test_other_talks_of_the_customer_stay(talk: Conversation, customer: Customer, seller: User) -> None:
    other = bring(customer, TALK.replace("elf", "neun"), name="other.txt")
    withdraw(talk, seller)
    assert set(customer.items.values_list("conversation", flat=True)) == {other.pk}
    assert set(customer.promises.values_list("conversation", flat=True)) == {other.pk}
    assert list(customer.conversations.all()) == [other]
    assert list(owned(seller, Conversation)) == [other]
    assert set(owned(seller, Conversation, shut=True)) == {talk, other}
    assert Promise.objects.filter(conversation=other).exists()


def test_what_was_said_about_options_goes_and_the_options_of_other_talks_stay(
    talk: Conversation, customer: Customer, seller: User
) -> None:
    other = bring(customer, TALK.replace("elf", "neun"), name="other.txt")
    here, there = talk.items.all()[0], other.items.all()[0]
    said = {"quote": "Das wiegt fünf.", "said_by": "customer", "conversation": talk, "segment": 1}
    kept = Criterion.objects.create(customer=customer, item=there, weight=5, must=True, **said)
    Criterion.objects.create(customer=customer, item=here, weight=3)
    ours = Option.objects.create(customer=customer, kind="ours", **said)
    Cell.objects.create(option=ours, criterion=kept, fit="meets", **said)
    withdraw(talk, seller)
    assert [(each.pk, each.weight, each.must, each.quote) for each in Criterion.objects.all()] == [(kept.pk, None, None, "")]
    assert [(each.pk, each.quote) for each in Option.objects.all()] == [(ours.pk, "")]
    assert not Cell.everything.exists()


def test_a_reading_under_way_is_void(customer: Customer, seller: User) -> None:
    row = take_in(customer, "a.txt", TALK.encode())
    Consent.objects.create(conversation=row, mode="notes", basis="own_notes", recorded_by=seller)
    queue(row)
    job = claim()
    assert job is not None
    withdraw(row, seller)
    do(job)
    assert Conversation.everything.get().segments is None
    assert do_all() == 0


def test_the_same_file_does_not_come_back_by_another_name(talk: Conversation, seller: User, signed_in: Browser) -> None:
    withdraw(talk, seller)
    browser = signed_in(seller)
    form = {"text": "x", "mode": "notes", "basis": "own_notes"}
    talk_again = Conversation.everything.get()
    Conversation.everything.update(sha256="2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881")
    page = browser.post(f"/customers/{talk.customer_id}/import", form, follow=True).content.decode()
    assert "already here" in page
    assert list(Conversation.everything.all()) == [talk_again]


@pytest.mark.parametrize(
    "kind",
    [
        kind
        for kind in OF_CUSTOMERS
        if isinstance(kind._default_manager, Standing) and kind not in (Job, Cell)  # deleted at once
    ],
)
def test_the_rule_holds_for_every_kind_of_thing(kind: Any, seller: User) -> None:
    row = fill(seller, WORD)["Conversation"]
    assert isinstance(row, Conversation)
    before = kind.objects.count()
    withdraw(row, seller)
    assert (before, kind.objects.count()) == (1, 0)
    assert kind.everything.count() == 1


def test_whatever_leads_to_a_talk_follows_the_rule() -> None:
    """A new table with a way to a talk or to an entry of one must hide with it; the consent itself says why."""
    for kind in OF_CUSTOMERS:
        leads = {field.related_model for field in kind._meta.get_fields() if field.many_to_one or field.many_to_many}
        if leads & {Conversation, Item, Letter} and kind is not Consent:
            assert isinstance(kind._default_manager, Standing), kind

"""The customer's map over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from leitfrage.workspace import editing
from leitfrage.workspace.models import Consent, Conversation, Customer, Followed, Item, User
from leitfrage.workspace.over_time import customer_world, known
from tests.workspace.conftest import DAY, bring

Browser = Callable[[User], Client]
LATER = """\
Berater: Guten Tag Frau Aigner. Wie steht es seit unserem letzten Gespräch?
Kundin: Frau Kern aus der Kalkulation hat zugesagt, die macht mit.
Berater: Und bis wann soll es laufen?
Kundin: Bis Ende Juni muss es laufen, weil dann die Messe ist.
Berater: Was hat sich noch verändert?
Kundin: Unsere Werkstatt zieht im Herbst nach Kolbermoor um.
"""
MUCH_LATER = DAY + dt.timedelta(days=60)


@pytest.fixture
def second(talk: Conversation, customer: Customer) -> Conversation:
    return bring(customer, LATER, "later.txt", MUCH_LATER)


def page(browser: Client, customer: Customer, query: str = "") -> str:
    return browser.get(f"/customers/{customer.pk}/map/{query}").content.decode()


def add(talk: Conversation, seller: User, dimension: str, words: str, level: int) -> Item:
    place = next(each["id"] for each in talk.segments if words in each["text"])
    return editing.add(talk, seller, dimension, "", level, [place])


def test_two_talks_are_one_map_and_every_quote_leads_to_its_place(
    second: Conversation, talk: Conversation, customer: Customer, seller: User, signed_in: Browser
) -> None:
    add(talk, seller, "implementer", "Frau Kern aus der Kalkulation", 2)
    add(second, seller, "implementer", "Frau Kern aus der Kalkulation", 3)
    seen = customer_world(customer)
    thread = next(each for each in seen.world.threads if each.dimension == "implementer" and len(each.entries) > 1)
    assert thread.level == 3
    shown = page(signed_in(seller), customer)
    for item in (seen.item(each.told) for each in thread.entries):
        place = item.evidence[0]["segment"]
        assert f'href="/conversations/{item.conversation_id}/#s{place}"' in shown
    assert "Level by talk: 24 Nov 2026: 2; 23 Jan 2027: 3" in shown


def test_filters_show_what_is_new_and_what_contradicts(
    second: Conversation, talk: Conversation, customer: Customer, seller: User, signed_in: Browser
) -> None:
    add(talk, seller, "timeline", "bis Ende März", 3)
    add(second, seller, "timeline", "Bis Ende Juni", 3)
    add(second, seller, "situation", "Kolbermoor", 2)
    browser = signed_in(seller)
    assert "Kolbermoor" in page(browser, customer, "?show=new")
    contradicting = page(browser, customer, "?show=contradicts")
    assert "Ende März" in contradicting
    assert "Ende Juni" in contradicting
    assert "Kolbermoor" not in contradicting


def test_what_was_confirmed_long_ago_is_shown_as_no_longer_fresh(
    talk: Conversation, customer: Customer, seller: User, signed_in: Browser
) -> None:
    item = add(talk, seller, "criterion", "in zwei Tagen draußen", 3)
    item.level, item.status = 4, "confirmed"
    item.confirmed_at = timezone.now() - dt.timedelta(days=91)
    item.save()
    assert "confirmed more than 90 days ago" in page(signed_in(seller), customer, "?show=stale")
    item.confirmed_at = timezone.now()
    item.save()
    assert "confirmed more than 90 days ago" not in page(signed_in(seller), customer)


def test_a_persons_level_wins_on_the_map(talk: Conversation, customer: Customer, seller: User) -> None:
    item = add(talk, seller, "criterion", "in zwei Tagen draußen", 3)
    editing.recode(item, seller, "criterion", 1)
    (thread,) = (each for each in customer_world(customer).world.threads if each.current.key == item.pk)
    assert thread.level == 1


def test_what_was_withdrawn_is_gone_and_an_edit_is_seen_at_once(
    talk: Conversation, customer: Customer, seller: User
) -> None:
    item = add(talk, seller, "goal", "in zwei Tagen draußen", 2)
    customer_world(customer)
    editing.reword(item, seller, "Angebot in zwei Tagen")
    assert "Angebot in zwei Tagen" in {each.current.label for each in customer_world(customer).world.threads}
    editing.withdraw(item, seller)
    assert item.pk not in customer_world(customer).items


def test_what_is_kept_of_a_map_holds_no_words(second: Conversation, customer: Customer) -> None:
    before = customer_world(customer).world
    kept = Followed.objects.get(customer=customer)
    assert kept.groups
    assert all(isinstance(place, int) and isinstance(flag, bool) for group in kept.groups for place, flag in group)
    assert customer_world(customer).world == before


def test_a_talk_whose_consent_was_withdrawn_is_no_longer_used(talk: Conversation, customer: Customer) -> None:
    assert customer_world(customer).items
    Consent.objects.filter(conversation=talk).update(withdrawn_at=timezone.now())
    seen = customer_world(customer)
    assert not seen.items
    assert known(customer, seen) is None


def test_a_stranger_gets_nothing(talk: Conversation, customer: Customer, stranger: User, signed_in: Browser) -> None:
    assert signed_in(stranger).get(f"/customers/{customer.pk}/map/").status_code == 404


def test_without_a_talk_the_map_says_so(customer: Customer, seller: User, signed_in: Browser) -> None:
    assert "No talk has been read yet." in page(signed_in(seller), customer)


def test_the_guide_reads_the_whole_map_with_words_that_are_there(
    second: Conversation, talk: Conversation, customer: Customer, seller: User
) -> None:
    reworded = add(talk, seller, "goal", "in zwei Tagen draußen", 3)
    editing.reword(reworded, seller, "Tempo der Angebote verdoppeln")
    found = known(customer, customer_world(customer))
    assert found is not None
    coded, clarity = found
    text = {each.id: each.text for each in coded.segments}
    assert list(text) == list(range(len(text)))
    assert clarity.items
    for item in clarity.items:
        assert item.evidence
        assert all(proof.quote in text[proof.segment] for proof in item.evidence)
    goal = next(each for each in clarity.items if each.id == f"i{reworded.pk}")
    assert goal.level == 3
    assert any(goal.label in proof.quote for proof in goal.evidence), "a question must not quote the seller's rewording"

"""The register of promises: what is open, what became of it, and the calendar that shows it elsewhere."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.models import CalendarFeed, Conversation, Customer, Job, Promise, User
from leitfrage.workspace.reading import queue

Browser = Callable[[User], Client]


def promise(customer: Customer, text: str, days: int | None = None, by: str = "seller") -> Promise:
    due = timezone.localdate() + dt.timedelta(days=days) if days is not None else None
    return Promise.objects.create(customer=customer, by=by, text=text, due=due)


def events(data: bytes) -> dict[str, Any]:
    return {str(each["description"]): each for each in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def address_in(page: str) -> str:
    found = re.search(r'value="http://testserver(/promises/feed/[\w-]+\.ics)"', page)
    assert found is not None
    return found[1]


def test_open_promises_stand_by_when_they_are_due(customer: Customer, seller: User, signed_in: Browser) -> None:
    for text, days in (("undated", None), ("far", 30), ("soon", 3), ("today", 0), ("late", -2)):
        promise(customer, text, days)
    page = signed_in(seller).get("/promises/").content.decode()
    order = [page.index(f">{text}<") for text in ("late", "today", "soon", "far", "undated")]
    assert order == sorted(order)
    for heading in ("Late", "Today", "In the next seven days", "Later", "Without a date"):
        assert f"<h2>{heading}</h2>" in page


def test_the_list_can_be_chosen_and_turned_over(customer: Customer, seller: User, signed_in: Browser) -> None:
    other = Customer.objects.create(owner=seller, name="Other")
    promise(other, "elsewhere", 1)
    promise(customer, "theirs", 1, by="customer")
    for number in range(60):
        promise(customer, f"number {number}", number)
    browser = signed_in(seller)
    page = browser.get(f"/promises/?customer={customer.pk}&by=seller").content.decode()
    assert "elsewhere" not in page.split('id="add"')[0]
    assert "theirs" not in page
    assert f"?page=2&amp;customer={customer.pk}&amp;by=seller" in page
    second = browser.get(f"/promises/?page=2&customer={customer.pk}&by=seller").content.decode()
    assert ">number 59<" in second
    assert browser.get("/promises/?customer=x&by=y&page=z").status_code == 200


def test_kept_renegotiated_dropped_and_undone(customer: Customer, seller: User, signed_in: Browser) -> None:
    row, browser = promise(customer, "die Liste", 2), signed_in(seller)
    old, new = row.due, timezone.localdate() + dt.timedelta(days=20)
    assert old is not None
    address = f"/promises/{row.pk}"
    browser.post(address, {"act": "renegotiate", "due": new.isoformat(), "reason": "Grippe"})
    row.refresh_from_db()
    assert (row.state, row.due, row.held) == ("renegotiated", new, True)
    page = browser.get("/promises/").content.decode()
    assert "Grippe" in page
    assert f"{old:%d %b %Y} → {new:%d %b %Y}" in page
    browser.post(address, {"act": "keep"})
    assert "die Liste" not in browser.get("/promises/").content.decode()
    assert "die Liste" in browser.get("/promises/?show=settled").content.decode()
    assert browser.post(address, {"act": "drop", "reason": "x"}).status_code == 422
    browser.post(address, {"act": "undo"})
    row.refresh_from_db()
    assert (row.state, row.due, row.reason) == ("renegotiated", new, "Grippe")
    browser.post(address, {"act": "undo"})
    row.refresh_from_db()
    assert (row.state, row.due, row.reason, row.settled_at) == ("open", old, "", None)
    browser.post(address, {"act": "undo"})
    assert row.changes.count() == 2
    assert row.changes.exclude(undone_at=None).count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"act": "renegotiate", "due": "2027-01-15"}, "needs a reason"),
        ({"act": "renegotiate", "reason": "Grippe"}, "needs a new date"),
        ({"act": "renegotiate", "reason": "Grippe", "due": "2027-02-31"}, "is no day of the calendar"),
        ({"act": "drop", "reason": "  "}, "needs a reason"),
        ({"act": "date", "due": "tomorrow"}, "is no day of the calendar"),
    ],
    ids=["no reason", "no day", "no such day", "dropped without a reason", "words"],
)
def test_what_is_missing_is_said(
    customer: Customer, seller: User, signed_in: Browser, fields: dict[str, str], sentence: str
) -> None:
    row = promise(customer, "die Liste", 2)
    answer = signed_in(seller).post(f"/promises/{row.pk}", fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    row.refresh_from_db()
    assert (row.state, row.changes.count()) == ("open", 0)


def test_a_corrected_date_is_no_new_agreement(customer: Customer, seller: User, signed_in: Browser) -> None:
    row = promise(customer, "die Liste", 2)
    signed_in(seller).post(f"/promises/{row.pk}", {"act": "date", "due": ""})
    row.refresh_from_db()
    assert (row.state, row.due) == ("open", None)
    assert "date corrected" in signed_in(seller).get("/promises/").content.decode()


def test_one_can_be_written_down_by_hand(customer: Customer, seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    browser.post(
        "/promises/add", {"customer": customer.pk, "by": "customer", "text": "Ich frage\nFrau Kern", "due": "2027-01-15"}
    )
    row = Promise.objects.get()
    assert (row.by, row.text, row.due, row.held) == ("customer", "Ich frage Frau Kern", dt.date(2027, 1, 15), True)
    answer = browser.post("/promises/add", {"customer": customer.pk, "text": " "})
    assert answer.status_code == 422


def test_what_was_touched_outlives_a_new_reading(talk: Conversation, seller: User, signed_in: Browser) -> None:
    row = talk.promises.filter(by="seller").first()
    assert row is not None
    signed_in(seller).post(f"/promises/{row.pk}", {"act": "keep"})
    before = talk.promises.count()
    queue(talk, Job.Kind.ANALYSE)
    do_all()
    row.refresh_from_db()
    assert row.state == "kept"
    assert talk.promises.count() == before


def test_a_stranger_learns_nothing_of_promises(customer: Customer, stranger: User, signed_in: Browser) -> None:
    row, browser = promise(customer, "die Liste", 2), signed_in(stranger)
    assert "die Liste" not in browser.get("/promises/").content.decode()
    assert browser.post(f"/promises/{row.pk}", {"act": "keep"}).status_code == 404
    assert browser.post("/promises/add", {"customer": customer.pk, "text": "x"}).status_code == 404
    assert not events(browser.get("/promises/calendar.ics").content)
    assert Client().get("/promises/").status_code == 302


def test_how_many_were_kept_is_said_once_with_n_and_only_here(customer: Customer, seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    assert "M-16" not in browser.get("/promises/").content.decode()
    promise(customer, "late", -2)
    browser.post(f"/promises/{promise(customer, 'kept', -1).pk}", {"act": "keep"})
    promise(customer, "theirs", -1, by="customer")
    page = browser.get("/promises/").content.decode()
    assert "1 of 2 of yours" in page
    assert "M-16" not in browser.get("/").content.decode()
    seller.notebook_only = True
    seller.save()
    assert "M-16" not in browser.get("/promises/").content.decode()


def test_the_calendar_is_read_by_its_address_alone(customer: Customer, seller: User, signed_in: Browser) -> None:
    row, undated = promise(customer, "die Liste", 2), promise(customer, "irgendwann")
    browser, program = signed_in(seller), Client()
    page = browser.post("/promises/feed/renew", follow=True).content.decode()
    address = address_in(page)
    assert address not in browser.get("/promises/").content.decode()
    answer = program.get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = events(answer.content).values()
    assert event["dtstart"].dt == row.due
    assert "Pumpen Aigner" in event["summary"]
    assert undated.text not in answer.content.decode()
    uid = event["uid"]
    browser.post(f"/promises/{row.pk}", {"act": "date", "due": "2027-01-15"})
    (moved,) = events(program.get(address).content).values()
    assert (moved["uid"], moved["dtstart"].dt) == (uid, dt.date(2027, 1, 15))
    assert moved["sequence"] > event["sequence"]
    assert events(browser.get("/promises/calendar.ics").content)["die Liste"]["uid"] == uid
    browser.post(f"/promises/{row.pk}", {"act": "keep"})
    assert not events(program.get(address).content)


def test_a_new_address_replaces_the_old_one_and_a_revoked_one_is_dead(
    customer: Customer, seller: User, signed_in: Browser
) -> None:
    browser, program = signed_in(seller), Client()
    old = address_in(browser.post("/promises/feed/renew", follow=True).content.decode())
    new = address_in(browser.post("/promises/feed/renew", follow=True).content.decode())
    assert [program.get(each).status_code for each in (old, new)] == [404, 200]
    assert CalendarFeed.objects.get().token_digest not in new
    browser.post("/promises/feed/revoke")
    assert program.get(new).status_code == 404


def test_the_start_page_leads_to_the_promises(customer: Customer, seller: User, signed_in: Browser) -> None:
    page = signed_in(seller).get("/").content.decode()
    assert page.count('href="/promises/"') == 2

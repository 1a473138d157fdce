"""The seller's side of letters: begun from the map, written, released, renewed, revoked; never answered."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from leitfrage.workspace import editing, writing
from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.keys import digest
from leitfrage.workspace.models import (
    AuditEntry,
    Cell,
    Conversation,
    Criterion,
    Customer,
    Item,
    Job,
    Letter,
    LetterVersion,
    Option,
    User,
)
from leitfrage.workspace.reading import queue
from tests.workspace.conftest import TALK, bring

Browser = Callable[[User], Client]


@pytest.fixture
def letter(talk: Conversation, seller: User) -> Letter:
    return writing.start(talk.customer, seller, [talk], name="Frau Aigner")


def form_of(row: Letter, **more: str) -> dict[str, str]:
    """Give the form as a browser would send it unchanged."""
    fields = {name: getattr(row, name) for name in ("recipient", "salutation", "opening", "closing")}
    for line in row.lines.all():
        fields[f"text-{line.pk}"] = line.text
        if line.included:
            fields[f"in-{line.pk}"] = "on"
    return fields | more


def token_in(page: str) -> str:
    found = re.search(r'value="http://testserver/letter/([\w-]+)"', page)
    assert found is not None
    return found[1]


def test_a_letter_begins_with_the_customers_words(talk: Conversation, seller: User, signed_in: Browser) -> None:
    answer = signed_in(seller).post(
        f"/customers/{talk.customer_id}/letters/", {"talk": talk.pk, "name": "Frau Aigner", "kind": "understood"}
    )
    row = Letter.objects.get()
    assert answer.headers["Location"] == f"/letters/{row.pk}/"
    assert row.salutation == "Guten Tag Frau Aigner,"
    assert "24.11.2026" in row.opening
    assert row.recipient == "Frau Aigner\nPumpen Aigner"
    lines = list(row.lines.select_related("item"))
    assert lines
    words = " ".join(each["text"] for each in talk.spoken["utterances"])
    for line in lines:
        assert line.item is not None
        assert line.item.by == "customer"
        assert line.text in words
        assert line.quote in words


def test_only_talks_with_a_standing_consent_can_be_chosen(talk: Conversation, seller: User, signed_in: Browser) -> None:
    talk.consent.withdrawn_at = timezone.now()
    talk.consent.save()
    browser = signed_in(seller)
    assert "whose consent stands" in browser.get(f"/customers/{talk.customer_id}/letters/").content.decode()
    answer = browser.post(f"/customers/{talk.customer_id}/letters/", {"talk": talk.pk})
    assert answer.status_code == 422
    assert not Letter.objects.exists()


def test_lines_are_reworded_left_out_and_moved(letter: Letter, seller: User, signed_in: Browser) -> None:
    section = next(
        lines
        for each in Item.objects.values_list("dimension", flat=True).distinct()
        if len(lines := list(letter.lines.filter(dimension=each))) > 1
    )
    first, second = section[:2]
    fields = form_of(letter, act=f"up-{second.pk}", salutation="Liebe Frau Aigner,")
    fields[f"text-{first.pk}"] = "Anders gesagt"
    del fields[f"in-{second.pk}"]
    signed_in(seller).post(f"/letters/{letter.pk}/", fields)
    letter.refresh_from_db()
    assert letter.salutation == "Liebe Frau Aigner,"
    again = list(letter.lines.filter(dimension=first.dimension))
    assert [line.pk for line in again[:2]] == [second.pk, first.pk]
    assert again[1].text == "Anders gesagt"
    assert not again[0].included
    page = signed_in(seller).get(f"/letters/{letter.pk}/letter.html").content.decode()
    assert "Anders gesagt" in page
    assert "Ihre Worte:" in page  # put otherwise, so the words of the talk stand beside it


def test_a_line_comes_in_only_with_an_item_of_these_talks(letter: Letter, seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    gone = letter.lines.first()
    assert gone is not None
    item = gone.item
    gone.delete()
    assert item is not None
    browser.post(f"/letters/{letter.pk}/", form_of(letter, act="add", item=str(item.pk)))
    assert letter.lines.filter(item=item).count() == 1
    other = bring(Customer.objects.create(owner=seller, name="Other"), TALK).items.filter(by="customer").first()
    assert other is not None
    answer = browser.post(f"/letters/{letter.pk}/", form_of(letter, act="add", item=str(other.pk)))
    assert answer.status_code == 422
    assert not letter.lines.filter(item=other).exists()


def test_releasing_shows_the_link_once_and_keeps_only_digests(letter: Letter, seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    page = browser.post(
        f"/letters/{letter.pk}/", form_of(letter, act="release", days="14", code="4711x"), follow=True
    ).content.decode()
    token = token_in(page)
    letter.refresh_from_db()
    assert letter.token_digest == digest(token)
    assert len(token) >= 40
    assert "4711x" not in letter.code_digest
    assert token not in browser.get(f"/letters/{letter.pk}/").content.decode()
    version = letter.versions.get()
    assert (version.event, version.by) == ("released", "Anna Berg")
    assert AuditEntry.objects.filter(action="letter released", thing_id=letter.pk).exists()
    with pytest.raises(TypeError):
        version.save()


def test_what_is_out_is_not_changed_any_more(letter: Letter, seller: User, signed_in: Browser) -> None:
    writing.open_link(letter, seller)
    answer = signed_in(seller).post(f"/letters/{letter.pk}/", form_of(letter, opening="Anders"))
    assert answer.status_code == 422
    letter.refresh_from_db()
    assert letter.opening != "Anders"


def test_a_renewed_link_replaces_the_old_one_and_a_revoked_one_is_dead(
    letter: Letter, seller: User, signed_in: Browser
) -> None:
    old = writing.open_link(letter, seller)
    browser, customer = signed_in(seller), Client()
    new = token_in(browser.post(f"/letters/{letter.pk}/link", {"days": "5"}, follow=True).content.decode())
    assert customer.get(f"/letter/{old}").status_code == 404
    assert customer.get(f"/letter/{new}").status_code == 200
    browser.post(f"/letters/{letter.pk}/revoke")
    assert customer.get(f"/letter/{new}").status_code == 404
    letter.refresh_from_db()
    assert letter.may_be_written
    assert letter.versions.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"code": "abc"}, "The code has 3 signs"),
        ({"code": "a b c"}, "The code has 5 signs"),
    ],
    ids=["too short", "with blanks"],
)
def test_a_code_has_four_to_eight_signs(
    letter: Letter, seller: User, signed_in: Browser, change: dict[str, str], sentence: str
) -> None:
    answer = signed_in(seller).post(f"/letters/{letter.pk}/", form_of(letter, act="release", **change))
    assert sentence in answer.content.decode()
    letter.refresh_from_db()
    assert letter.state == Letter.State.DRAFT


def test_a_letter_says_whom_it_is_from(letter: Letter, seller: User) -> None:
    seller.name = ""
    seller.save()
    letter.refresh_from_db()
    with pytest.raises(writing.NoSender):
        writing.open_link(letter, seller)


def test_not_us_takes_the_unmet_criteria_and_does_not_go_out_without_a_reason(talk: Conversation, seller: User) -> None:
    item = editing.add(
        talk,
        seller,
        "criterion",
        "bis Ende März muss es laufen",
        3,
        [next(each["id"] for each in talk.segments if "Messe" in each["text"])],
    )
    option = Option.objects.create(customer=talk.customer, kind=Option.Kind.OURS, name="Wir")
    criterion = Criterion.objects.create(customer=talk.customer, item=item)
    Cell.objects.create(option=option, criterion=criterion, fit=Cell.Fit.FAILS, quote=item.label)
    row = writing.start(talk.customer, seller, [talk], not_us=True)
    assert "bis Ende März muss es laufen" in row.reason
    assert row.take_along
    row.reason = " "
    row.save()
    with pytest.raises(writing.NoReason):
        writing.open_link(row, seller)


def test_a_new_reading_before_the_release_is_followed_by_the_words(letter: Letter, talk: Conversation, seller: User) -> None:
    queue(talk, Job.Kind.ANALYSE)
    do_all()
    assert letter.lines.filter(item=None).exists()
    writing.open_link(letter, seller)
    assert not letter.lines.filter(item=None).exists()
    assert all(line.item and line.item.held for line in letter.lines.select_related("item"))


def test_words_that_are_gone_from_the_map_do_not_go_out(letter: Letter, seller: User) -> None:
    line = letter.lines.select_related("item").first()
    assert line is not None
    assert line.item is not None
    editing.withdraw(line.item, seller)
    with pytest.raises(writing.LooseLine):
        writing.open_link(letter, seller)


def test_a_withdrawn_consent_shuts_the_letter_everywhere(
    letter: Letter, talk: Conversation, seller: User, signed_in: Browser
) -> None:
    token = writing.open_link(letter, seller)
    talk.consent.withdrawn_at = timezone.now()
    talk.consent.save()
    assert Client().get(f"/letter/{token}").status_code == 404
    browser = signed_in(seller)
    page = browser.get(f"/letters/{letter.pk}/").content.decode()
    assert "shut" in page
    assert "zwei Tagen" not in page
    for name in ("letter.pdf", "letter.docx", "letter.html", "preview"):
        assert browser.get(f"/letters/{letter.pk}/{name}").status_code == 422
    assert browser.post(f"/letters/{letter.pk}/link").status_code == 422


def test_with_its_talk_a_letter_is_erased_with_all_versions(
    letter: Letter, talk: Conversation, seller: User, signed_in: Browser
) -> None:
    token = writing.open_link(letter, seller)
    signed_in(seller).post(f"/conversations/{talk.pk}/erase")
    assert not Letter.objects.exists()
    assert not LetterVersion.objects.exists()
    assert Client().get(f"/letter/{token}").status_code == 404


def test_a_stranger_learns_nothing_of_letters(letter: Letter, stranger: User, signed_in: Browser) -> None:
    browser = signed_in(stranger)
    for address in (
        f"/letters/{letter.pk}/",
        f"/letters/{letter.pk}/preview",
        f"/letters/{letter.pk}/letter.pdf",
        f"/customers/{letter.customer_id}/letters/",
    ):
        assert browser.get(address).status_code == 404
    for address in (
        f"/letters/{letter.pk}/link",
        f"/letters/{letter.pk}/revoke",
        f"/letters/{letter.pk}/erase",
        f"/letters/{letter.pk}/",
    ):
        assert browser.post(address, {"act": "release"}).status_code == 404
    letter.refresh_from_db()
    assert letter.state == Letter.State.DRAFT


def test_there_is_no_way_for_the_seller_to_answer(letter: Letter, seller: User, signed_in: Browser) -> None:
    token = writing.open_link(letter, seller)
    line = letter.lines.first()
    assert line is not None
    answer = {f"v-{line.pk}": "confirmed", "name": "Frau Aigner", "verdict": "confirmed", "act": "confirm"}
    browser = signed_in(seller)
    assert browser.post(f"/letter/{token}", answer).status_code == 403
    # Every page of the workspace that takes a letter, a line or an entry is tried with the same answer.
    for pattern in get_resolver().url_patterns:
        route = str(pattern.pattern)
        if route.startswith(("letters/", "items/")):
            address = "/" + re.sub(r"<int:\w+>", str(letter.pk), re.sub(r"<str:\w+>", "confirm", route))
            if "erase" not in address:
                browser.post(address, answer)
    line.refresh_from_db()
    assert line.verdict == ""
    assert not Item.objects.exclude(confirmed_at=None).exists()


def test_the_pages_link_to_each_other(letter: Letter, talk: Conversation, seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    assert (
        f"/customers/{talk.customer_id}/letters/?talk={talk.pk}#new"
        in browser.get(f"/conversations/{talk.pk}/").content.decode()
    )
    assert f"/customers/{talk.customer_id}/letters/" in browser.get(f"/customers/{talk.customer_id}/").content.decode()
    assert f"/letters/{letter.pk}/" in browser.get(f"/customers/{talk.customer_id}/letters/").content.decode()


@pytest.mark.parametrize(
    ("name", "start"), [("letter.pdf", b"%PDF"), ("letter.docx", b"PK"), ("letter.html", b"<!doctype html>")]
)
def test_the_letter_comes_as_a_document(letter: Letter, seller: User, signed_in: Browser, name: str, start: bytes) -> None:
    answer = signed_in(seller).get(f"/letters/{letter.pk}/{name}")
    assert answer.content.startswith(start)
    assert signed_in(seller).get(f"/letters/{letter.pk}/letter.exe").status_code == 404

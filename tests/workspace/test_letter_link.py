"""The customer's side of a letter: read, confirm, put right, strike out, add; and what that does to the map."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from leitfrage.wording import translate
from leitfrage.workspace import editing, keeping, limits, writing
from leitfrage.workspace.answering import Answer, take
from leitfrage.workspace.erasure import erase_talk
from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.models import Consent, Conversation, Customer, Edit, Item, Job, Letter, LetterLine, User
from leitfrage.workspace.reading import queue
from leitfrage.workspace.wording import CAPTURE_MODES
from tests.workspace.conftest import TALK, bring


@dataclass
class Sent:
    """A letter that is out, and a browser at the customer's, who is signed in nowhere."""

    row: Letter
    token: str
    browser: Client

    @property
    def address(self) -> str:
        return f"/letter/{self.token}"

    def line(self, level: int) -> LetterLine:
        return self.row.lines.select_related("item").filter(item__level=level)[0]

    def page(self) -> str:
        return self.browser.get(self.address).content.decode()

    def send(self, **fields: Any) -> str:
        """Send the answer; ``status`` is what it must be met with."""
        status = fields.pop("status", 302)
        answer = self.browser.post(self.address, {"name": "Frau Aigner", **fields})
        assert answer.status_code == status, answer.content.decode()
        return answer.content.decode()


@pytest.fixture
def talk(customer: Customer, seller: User) -> Conversation:
    """A talk whose map is written by hand, so that the levels are known."""
    row = Conversation.objects.create(
        customer=customer, title="Erstgespräch", held_on=dt.date(2026, 11, 24), state="ready", language="de"
    )
    Consent.objects.create(conversation=row, mode="recording", basis="all_agreed", recorded_by=seller)
    for dimension, level, words in (
        ("goal", 3, "ein Angebot soll in zwei Tagen draußen sein"),
        ("criterion", 2, "es muss einfach zu bedienen sein"),
        ("driver", 1, "irgendwie muss das schneller gehen"),
        ("timeline", 3, "bis Ende März muss es laufen"),
    ):
        Item.objects.create(
            customer=customer,
            conversation=row,
            dimension=dimension,
            label=words,
            level=level,
            status="said",
            by="customer",
            evidence=[{"segment": 1, "quote": words}],
        )
    goal, criterion = row.items.get(dimension="goal"), row.items.get(dimension="criterion")
    criterion.about.add(goal)
    return row


@pytest.fixture
def sent(talk: Conversation, seller: User) -> Sent:
    row = writing.start(talk.customer, seller, [talk], name="Frau Aigner")
    token = writing.open_link(row, seller)
    return Sent(row=row, token=token, browser=Client(headers={"accept-language": "en"}, enforce_csrf_checks=True))


def the_map(customer: Customer) -> list[tuple[object, ...]]:
    """Give what stands in a customer's map, whatever its rows are numbered."""
    return sorted(
        (each.dimension, each.label, each.level, each.status, each.origin, each.confirmed_at is not None)
        for each in customer.items.all()
    )


def test_the_page_is_a_letter_in_the_letters_language_without_anything_of_the_workspace(sent: Sent) -> None:
    page = sent.page()
    for words in (
        'lang="de"',
        "So habe ich Sie verstanden",
        "Guten Tag Frau Aigner,",
        "Was Sie erreichen möchten",
        "ein Angebot soll in zwei Tagen draußen sein",
        "Anna Berg",
        "half das Programm Leitfrage",
        f"Gespräch vom 24.11.2026: {translate(CAPTURE_MODES['recording'], 'de')}",
        "Alle, die gesprochen haben, wurden vorher gefragt",
    ):
        assert words in page, words
    for words in ("<script", "/customers/", "/account/", "checked", "csrfmiddlewaretoken"):
        assert words not in page, words
    assert page.count("<form") == 1
    assert page.count("<button") == 1


def test_the_address_is_kept_out_of_search_engines_logs_and_caches(sent: Sent) -> None:
    for address in (sent.address, f"{sent.address}/letter.html", "/letter/unknown"):
        answer = sent.browser.get(address)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


def test_confirming_lifts_only_what_could_be_checked(sent: Sent) -> None:
    lines = {level: sent.line(level) for level in (3, 2, 1)}
    sent.send(**{f"v-{line.pk}": "confirmed" for line in lines.values()})
    for level, after in ((3, 4), (2, 2), (1, 1)):
        item = lines[level].item
        assert item is not None
        item.refresh_from_db()
        assert (item.level, item.status, item.held) == (after, "confirmed", True)
        assert item.confirmed_at is not None
        assert [item.dimension, item.label] in item.covers


def test_correcting_puts_own_words_in_the_place_of_what_was_understood(sent: Sent) -> None:
    line = sent.line(3)
    sent.send(**{f"v-{line.pk}": "corrected", f"w-{line.pk}": "Drei Tage reichen uns."})
    assert line.item is not None
    line.item.refresh_from_db()
    assert line.item.status == "contradicted"
    made = Item.objects.get(origin="customer")
    assert (made.label, made.level, made.by, made.held, made.dimension) == (
        "Drei Tage reichen uns.",
        3,
        "customer",
        True,
        "goal",
    )
    assert made.evidence == [{"letter": sent.row.pk, "quote": "Drei Tage reichen uns."}]
    assert made.confirmed_at is not None
    # What hung together with the old goal hangs together with the new one.
    assert Item.objects.get(dimension="criterion") in made.spoken_of_by.all()


def test_striking_takes_out_and_adding_brings_in(sent: Sent) -> None:
    line = sent.line(2)
    sent.send(
        **{f"v-{line.pk}": "struck"},
        added=["Herr Lang muss dabei sein", "", "so einfach wie möglich"],
        belongs=["implementer", "goal", ""],
    )
    assert line.item is not None
    line.item.refresh_from_db()
    assert line.item.status == "withdrawn"
    added = {each.label: (each.dimension, each.level) for each in Item.objects.filter(origin="customer")}
    assert added == {"Herr Lang muss dabei sein": ("implementer", 3), "so einfach wie möglich": ("situation", 2)}


def test_a_changed_answer_takes_the_earlier_one_back(sent: Sent, customer: Customer) -> None:
    before = the_map(customer)
    first, second = sent.line(3), sent.line(2)
    sent.send(
        **{f"v-{first.pk}": "corrected", f"w-{first.pk}": "fünf Tage", f"v-{second.pk}": "struck"},
        added="noch etwas",
        belongs="",
    )
    assert the_map(customer) != before
    page = sent.page()
    assert "fünf Tage" in page
    assert page.count(" checked") == 2
    sent.send(**{f"v-{first.pk}": "open"})
    assert the_map(customer) == before
    assert sent.row.versions.count() == 3


def test_sending_the_same_answer_twice_changes_nothing(sent: Sent, customer: Customer) -> None:
    fields: dict[str, str | list[str]] = {f"v-{sent.line(3).pk}": "confirmed", "added": "noch etwas", "belongs": ""}
    sent.send(**fields)
    once = the_map(customer), sent.row.versions.count()
    sent.send(**fields)
    assert (the_map(customer), sent.row.versions.count()) == once


@pytest.mark.parametrize("seed", range(8))
def test_only_the_last_answer_counts_however_many_came_before(talk: Conversation, seller: User, seed: int) -> None:
    chance = random.Random(seed)
    rows = [writing.start(talk.customer, seller, [talk]) for _ in range(2)]
    for row in rows:
        writing.open_link(row, seller)
    before = the_map(talk.customer)

    def answer(row: Letter) -> Answer:
        choices = [("", ""), ("confirmed", ""), ("struck", ""), ("corrected", chance.choice(["drei Tage", "weniger"]))]
        return Answer(
            name="Frau Aigner",
            lines={line.pk: chance.choice(choices) for line in row.lines.exclude(verdict="added")},
            added=tuple(chance.sample([("", "mehr"), ("goal", "2 Leute"), ("risk", "SAP")], chance.randint(0, 3))),
        )

    nothing = Answer(name="Frau Aigner", lines={})
    last = answer(rows[0])
    take(rows[0], last)
    expected = the_map(talk.customer)
    take(rows[0], nothing)
    assert the_map(talk.customer) == before
    for _ in range(6):
        row = chance.choice(rows)
        take(row, answer(row))
    take(rows[1], nothing)
    take(rows[0], nothing)
    assert the_map(talk.customer) == before
    take(rows[0], last)
    assert the_map(talk.customer) == expected


def test_the_answer_outlives_a_new_reading(customer: Customer, seller: User) -> None:
    talk = bring(customer, TALK)
    row = writing.start(customer, seller, [talk])
    writing.open_link(row, seller)
    lines = list(row.lines.select_related("item"))
    verdicts = [("confirmed", ""), ("struck", ""), ("corrected", "In drei Tagen, so Frau Kern")]
    take(
        row,
        Answer(
            name="Frau Aigner",
            lines={line.pk: verdicts[number % 3] for number, line in enumerate(lines)},
            added=(("risk", "Frau Kern geht 2027"),),
        ),
    )
    spoken = {item.pk: (item.label, item.level, item.status) for item in customer.items.filter(held=True)}
    queue(talk, Job.Kind.ANALYSE)
    do_all()
    assert {item.pk: (item.label, item.level, item.status) for item in customer.items.filter(held=True)} == spoken
    for line in lines:
        standing = [
            item
            for item in customer.items.all()
            if item.stands
            and item.pk != line.item_id
            and item.dimension == line.dimension
            and any(proof["quote"] == line.quote for proof in item.evidence)
        ]
        assert not standing, "what the customer answered came back"


def test_the_customers_word_is_not_taken_back_by_the_seller(sent: Sent, seller: User) -> None:
    line = sent.line(3)
    assert line.item is not None
    item = Item.objects.get(pk=line.item.pk)
    editing.reword(item, seller, "Angebot in zwei Tagen")
    sent.send(**{f"v-{line.pk}": "struck"})
    item.refresh_from_db()
    with pytest.raises(editing.SaidByTheCustomer):
        editing.restore(item, seller)
    with pytest.raises(editing.SaidByTheCustomer):
        editing.reword(item, seller, "doch")
    with pytest.raises(editing.SaidByTheCustomer):
        editing.undo(Edit.objects.get(kind="reword"))
    item.refresh_from_db()
    assert item.status == "withdrawn"


def test_the_seller_may_sort_what_the_customer_added_but_not_lift_it(sent: Sent, seller: User) -> None:
    sent.send(added="so einfach wie möglich", belongs="")
    item = Item.objects.get(origin="customer")
    editing.recode(item, seller, "criterion", 3)
    item.refresh_from_db()
    assert (item.dimension, item.level, item.origin) == ("criterion", 2, "customer")


def test_without_a_name_nothing_is_taken_and_nothing_is_lost(sent: Sent) -> None:
    line = sent.line(3)
    page = sent.send(status=422, name=" ", **{f"v-{line.pk}": "corrected", f"w-{line.pk}": "drei Tage"}, comment="Danke")
    assert "Bitte schreiben Sie Ihren Namen dazu" in page
    assert "drei Tage" in page
    assert "Danke" in page
    assert not sent.row.lines.exclude(verdict="").exists()


def test_a_correction_without_words_is_asked_back(sent: Sent) -> None:
    page = sent.send(status=422, **{f"v-{sent.line(3).pk}": "corrected"})
    assert "noch nicht, wie es richtig ist" in page


def test_hostile_answers_show_harmlessly(sent: Sent, seller: User) -> None:
    hostile = '<script>alert(1)</script>\u202e\x00"><img src=x>' + "x" * 1500
    sent.send(
        **{f"v-{sent.line(3).pk}": "corrected", f"w-{sent.line(3).pk}": hostile},
        added=hostile,
        belongs="<b>",
        comment=hostile,
    )
    signed_in = Client()
    signed_in.force_login(seller, backend="django.contrib.auth.backends.ModelBackend")
    pages = [sent.page(), signed_in.get(f"/letters/{sent.row.pk}/").content.decode()]
    pages.append(sent.browser.get(f"{sent.address}/letter.html").content.decode())
    for page in pages:
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
        assert "<img" not in page
        assert "\u202e" not in page
    for name in ("letter.pdf", "letter.docx", "map.pdf", "map.json"):
        assert sent.browser.get(f"{sent.address}/{name}").status_code == 200


def test_the_customer_takes_the_map_along(sent: Sent) -> None:
    sent.send(**{f"v-{sent.line(3).pk}": "confirmed", f"v-{sent.line(2).pk}": "struck"})
    answer = sent.browser.get(f"{sent.address}/map.json")
    assert 'filename="map.json"' in answer["Content-Disposition"]
    data = json.loads(answer.content)
    entries = [entry for each in data["dimensions"] for entry in each["entries"]]
    assert "confirmed" in {entry["state"] for entry in entries}
    assert "es muss einfach zu bedienen sein" not in {entry["text"] for entry in entries}
    assert data["answered_by"] == "Frau Aigner"
    assert sent.browser.get(f"{sent.address}/map.pdf").content.startswith(b"%PDF")
    assert sent.browser.get(f"{sent.address}/other.txt").status_code == 404


def test_promises_are_shown_as_they_stand(sent: Sent, talk: Conversation, seller: User) -> None:
    today = timezone.localdate()
    late, kept, moved, dropped = (
        talk.promises.create(customer=talk.customer, by="seller", text=text, due=today - dt.timedelta(days=3))
        for text in ("die Liste", "die Preise", "der Plan", "der Prospekt")
    )
    keeping.keep(kept, seller)
    keeping.renegotiate(moved, seller, today + dt.timedelta(days=9), "Grippe")
    keeping.drop(dropped, seller, "war keine Zusage")
    talk.promises.create(customer=talk.customer, by="customer", text="Frau Kern fragen", due=late.due)
    page = sent.page().split("Was wir einander zugesagt haben")[1]
    mine, theirs = page.split("Von Ihnen")
    assert "verspätet" in mine
    assert "gehalten" in mine
    assert "neu vereinbart" in mine
    assert "Grippe" in mine
    assert f"statt {late.due:%d.%m.%Y}" in mine
    assert "der Prospekt" not in page
    assert "verspätet" not in theirs


@pytest.mark.parametrize("reason", ["unknown", "expired", "revoked", "withdrawn", "erased talk"])
def test_whatever_is_wrong_with_a_link_the_page_is_the_same(
    sent: Sent, talk: Conversation, seller: User, reason: str
) -> None:
    expected = sent.browser.get("/letter/nothing-of-the-kind")
    if reason == "unknown":
        sent.token = sent.token[:-1]
    elif reason == "expired":
        Letter.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    elif reason == "revoked":
        writing.revoke(sent.row, seller)
    elif reason == "withdrawn":
        Consent.objects.update(withdrawn_at=timezone.now())
    else:
        erase_talk(talk, seller)
    for answer in (
        sent.browser.get(sent.address),
        sent.browser.post(sent.address, {"name": "x"}),
        sent.browser.get(f"{sent.address}/map.json"),
    ):
        assert (answer.status_code, answer.content) == (expected.status_code, expected.content)
    assert expected.status_code == 404
    assert not LetterLine.objects.exclude(verdict="").exists()


def test_a_code_opens_the_letter_and_ten_wrong_ones_shut_it_for_an_hour(sent: Sent, seller: User) -> None:
    sent.token = writing.open_link(sent.row, seller, code="4711x")
    assert "zwei Tagen" not in sent.page()
    assert "zwei Tagen" not in sent.browser.get(f"{sent.address}/letter.html").content.decode()
    assert "nicht der Code" in sent.browser.post(sent.address, {"code": "0000"}).content.decode()
    answer = sent.browser.post(sent.address, {"code": "4711x"})
    assert answer.status_code == 302
    assert "zwei Tagen" in sent.page()
    other = Client()
    for _ in range(10):
        assert other.post(sent.address, {"code": "0000"}).status_code == 403
    answer = other.post(sent.address, {"code": "4711x"})
    assert answer.status_code == 429
    assert "warten Sie eine Stunde" in answer.content.decode()
    assert "zwei Tagen" in sent.page()  # who is in already stays in


def test_an_answer_cannot_be_slipped_past_the_code(sent: Sent, seller: User) -> None:
    sent.token = writing.open_link(sent.row, seller, code="4711x")
    sent.browser.post(sent.address, {"name": "x", f"v-{sent.line(3).pk}": "struck"})
    assert not LetterLine.objects.exclude(verdict="").exists()


def test_too_many_visits_are_answered_by_a_plain_sentence(sent: Sent) -> None:
    for _ in range(limits.LETTER.most):
        limits.count(limits.LETTER, "127.0.0.1")
    answer = sent.browser.get(sent.address)
    assert answer.status_code == 429
    assert "a little too often" in answer.content.decode()
    assert answer["Retry-After"]
    cache.clear()
    assert sent.browser.get(sent.address).status_code == 200


def test_a_huge_answer_is_refused_in_a_sentence(sent: Sent) -> None:
    page = sent.send(status=413, comment="x" * 300_000)
    assert "zu lang" in page


def test_lines_of_another_letter_are_not_touched(sent: Sent, seller: User, stranger: User) -> None:
    other = Customer.objects.create(owner=stranger, name="Other")
    row = Letter.objects.create(customer=other, written_by=stranger)
    line = LetterLine.objects.create(letter=row, dimension="goal", text="fremd")
    sent.send(**{f"v-{line.pk}": "struck"})
    line.refresh_from_db()
    assert line.verdict == ""


def test_behind_a_proxy_the_address_is_the_visitors() -> None:
    def seen(direct: str, told: str = "") -> str:
        headers = {"X-Forwarded-For": told} if told else {}
        return limits.address_of(RequestFactory(headers=headers).get("/", REMOTE_ADDR=direct))

    assert seen("9.9.9.9", "8.8.4.4") == "9.9.9.9"  # whoever comes directly may not make one up
    assert seen("127.0.0.1", "1.1.1.1, 8.8.4.4") == "8.8.4.4"
    assert seen("127.0.0.1", "nonsense") == "127.0.0.1"


def test_counting_begins_anew_when_the_time_is_over_and_not_before(db: None) -> None:
    now = time.time()
    counted = [limits.count(limits.WRONG_CODE, "x", now) for _ in range(12)]
    assert counted == [True] * 10 + [False] * 2
    assert not limits.count(limits.WRONG_CODE, "x", now + 3599)
    assert limits.count(limits.WRONG_CODE, "another", now)
    assert limits.count(limits.WRONG_CODE, "x", now + 3601)

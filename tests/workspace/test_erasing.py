"""What is erased is gone: from the tables, and from every byte of every file of the data folder."""

from __future__ import annotations

import base64
import contextlib
import http.cookiejar
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from leitfrage.workspace import editing, erasure
from leitfrage.workspace.holdings import OF_CUSTOMERS, texts
from leitfrage.workspace.jobs import claim, do, do_all
from leitfrage.workspace.models import (
    AuditEntry,
    Consent,
    Conversation,
    Customer,
    Installation,
    Item,
    Letter,
    LetterLine,
    LetterVersion,
    Option,
    Person,
    PlannedQuestion,
    Preparation,
    Promise,
    User,
)
from leitfrage.workspace.naming import Naming, strings
from leitfrage.workspace.reading import take_in
from tests.workspace.conftest import TALK, bring
from tests.workspace.filling import NUMBER

Browser = Callable[[User], Client]
WORD = "zwetschgenmarke"


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follow no redirection, so that what the next page would show stays unseen."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Workspace:
    """A real server with its worker on a data folder of its own, full of one word."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(cookies, _StayHere())
        kept = {key: value for key, value in os.environ.items() if not key.startswith("LEITFRAGE")}
        self._environment = kept | {"LEITFRAGE_DATA": str(folder), "PYTHONUNBUFFERED": "1"}

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "leitfrage", "serve", "--port", str(self.port), "--data", str(self.folder)],
            stdout=subprocess.PIPE,
            text=True,
            env=self._environment,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if "/open/" in line:
                with contextlib.suppress(urllib.error.HTTPError):
                    self.browser.open(line.strip())
                page = self.browser.open(f"http://127.0.0.1:{self.port}/customers/").read().decode()
                self.token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
                return
        raise AssertionError("the workspace did not start")

    def fill(self) -> None:
        settings = {"DJANGO_SETTINGS_MODULE": "leitfrage.workspace.settings"}
        command = [sys.executable, "-m", "tests.workspace.filling", WORD]
        subprocess.run(command, env=self._environment | settings, check=True, cwd=Path(__file__).parents[2])

    def post(self, path: str, **fields: str) -> int:
        """Send a form and give the status; nobody looks at the page that it leads to."""
        address = f"http://127.0.0.1:{self.port}{path}"
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **fields}).encode()
        try:
            return int(self.browser.open(urllib.request.Request(address, data, {"Referer": address})).status)
        except urllib.error.HTTPError as answer:
            answer.close()
            return answer.code

    def stop(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def files_with(self, word: str) -> list[str]:
        return [
            path.name for path in sorted(self.folder.rglob("*")) if path.is_file() and word.encode() in path.read_bytes()
        ]

    def words_in_sessions(self) -> str:
        with sqlite3.connect(self.folder / "leitfrage.sqlite3", timeout=30) as database:
            rows = database.execute("select session_data from django_session").fetchall()
        return " ".join(_unsigned(data) for (data,) in rows)


def _unsigned(session: str) -> str:
    """Give what stands in a session; the key that it is signed with is another process's."""
    body = session.split(":", maxsplit=1)[0]
    raw = base64.urlsafe_b64decode(body.lstrip(".") + "===")
    return (zlib.decompress(raw) if body.startswith(".") else raw).decode()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace(tmp_path)
    made.start()
    try:
        made.fill()
        yield made
    finally:
        made.stop()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.parametrize(
    ("address", "name", "gone"),
    [
        (f"/conversations/{NUMBER}/erase", WORD, [f"Wir {WORD} wollen", f"Offene Fragen {WORD}", f"Wir {WORD}"]),
        (f"/customers/{NUMBER}/erase", WORD, [WORD]),
        ("/account/data/erase", "me@localhost", [WORD, WORD.upper()]),
    ],
    ids=["talk", "customer", "account"],
)
def test_no_byte_of_any_file_holds_what_was_erased(workspace: Workspace, address: str, name: str, gone: list[str]) -> None:
    # The name of a file stands in a message that nobody has seen yet, too long for a cookie.
    notes = {"text": f"Kundin: {WORD}. " * 40, "title": WORD + token_hex(3000), "mode": "notes", "basis": "own_notes"}
    for _ in range(2):
        assert workspace.post(f"/customers/{NUMBER}/import", **notes) == 302
    assert WORD in workspace.words_in_sessions()
    assert all(workspace.files_with(word) for word in gone)
    assert workspace.post(address, confirmed="something else") == 422
    assert workspace.post(address, confirmed=name) == 302
    assert {word: workspace.files_with(word) for word in gone} == {word: [] for word in gone}
    assert WORD not in workspace.words_in_sessions()
    with sqlite3.connect(workspace.folder / "leitfrage.sqlite3", timeout=30) as database:
        assert database.execute("select unswept from workspace_installation").fetchall() == [(0,)]
        assert database.execute("pragma integrity_check").fetchall() == [("ok",)]


# Within the tables


def test_erasing_asks_for_the_name(talk: Conversation, seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    assert "type" in browser.get(f"/conversations/{talk.pk}/erase").content.decode()
    assert browser.post(f"/conversations/{talk.pk}/erase").status_code == 422
    assert browser.post(f"/customers/{talk.customer_id}/erase", {"confirmed": "Pumpen"}).status_code == 422
    assert Conversation.objects.filter(pk=talk.pk).exists()
    name = talk.title or talk.upload_name
    assert browser.post(f"/conversations/{talk.pk}/erase", {"confirmed": f" {name.upper()} "}).status_code == 302
    assert not Conversation.objects.exists()
    entry = AuditEntry.objects.get(action="erased")
    assert (entry.actor, entry.thing, entry.thing_id) == (seller.email, "conversation", talk.pk)


def test_with_a_talk_goes_what_rests_on_it_and_nothing_else(talk: Conversation, customer: Customer, seller: User) -> None:
    other = bring(customer, TALK.replace("elf Tage", "neun Tage"), name="other.txt")
    item, kept = talk.items.all()[0], other.items.all()[0]
    letters = [Letter.objects.create(customer=customer, written_by=seller) for _ in range(3)]
    letters[0].conversations.add(talk)
    LetterLine.objects.create(letter=letters[1], item=item, dimension=item.dimension, text=item.label)
    letters[2].conversations.add(other)
    Option.objects.create(customer=customer, kind="other", name=item.label, item=item)
    Option.objects.create(customer=customer, kind="nothing", name="nothing")
    preparation = Preparation.objects.create(customer=customer)
    PlannedQuestion.objects.create(preparation=preparation, position=1, text=item.label, source="q-1")
    PlannedQuestion.objects.create(preparation=preparation, position=2, text="my own")
    erasure.erase_talk(talk, seller)
    assert list(Letter.objects.all()) == [letters[2]]
    assert [option.kind for option in Option.objects.all()] == ["nothing"]
    assert [question.text for question in PlannedQuestion.objects.all()] == ["my own"]
    assert Item.objects.filter(pk=kept.pk).exists()
    assert set(customer.items.values_list("conversation", flat=True)) == {other.pk}


def test_a_talk_erased_while_it_is_read_does_not_come_back(customer: Customer, seller: User) -> None:
    row = take_in(customer, "a.txt", TALK.encode())
    Consent.objects.create(conversation=row, mode="notes", basis="own_notes", recorded_by=seller)
    row.jobs.create(kind="read")
    job = claim()
    assert job is not None
    erasure.erase_talk(row, seller)
    do(job)
    assert not Conversation.everything.exists()
    assert do_all() == 0


def test_a_person_is_erased_everywhere_and_the_talk_is_read_anew(
    talk: Conversation, customer: Customer, seller: User, signed_in: Browser
) -> None:
    mine = next(item for item in talk.items.all() if "in zwei Tagen" in item.label)
    editing.reword(mine, seller, "Angebot in zwei Tagen, sagt Frau Kern")
    theirs = next(item for item in talk.items.all() if "Kern" in item.label and item.pk != mine.pk)
    Person.objects.create(customer=customer, name="Sabine Kern", role="Kalkulation")
    letter = Letter.objects.create(
        customer=customer, written_by=seller, salutation="Guten Tag Frau Kern", recipient="S. Kern"
    )
    letter.conversations.add(talk)
    line = LetterLine.objects.create(letter=letter, item=theirs, dimension="implementer", text=theirs.label)
    LetterVersion.objects.create(letter=letter, version=1, event="released", content={"lines": [{"text": theirs.label}]})
    Promise.objects.create(customer=customer, by="customer", text="Ich frage Kern.", held=True)
    talk.title = "Gespräch mit Kern"
    talk.save()
    browser = signed_in(seller)
    page = browser.get(f"/customers/{customer.pk}/privacy", {"person": "Sabine Kern"}).content.decode()
    assert 'value="Kern"' in page
    assert re.search(r"[1-9]\d* places", page)
    assert "Spoken by this person: 0 pieces." in page
    form = {"person": "Sabine Kern", "spelling": ["Sabine Kern", "Kern"], "confirmed": "Sabine Kern"}
    assert browser.post(f"/customers/{customer.pk}/people/erase", form).status_code == 302
    assert found_in(customer, r"\bKern") == []
    talk.refresh_from_db()
    assert talk.state == Conversation.State.QUEUED
    do_all()
    talk.refresh_from_db()
    assert talk.state == Conversation.State.READY
    assert found_in(customer, r"\bKern") == []
    assert any("[gelöscht]" in each["text"] for each in talk.segments)
    assert any("elf Tage" in each["text"] for each in talk.segments)
    line.refresh_from_db()
    assert "[gelöscht]" in line.text
    mine.refresh_from_db()
    assert mine.label.endswith("sagt Frau [gelöscht]")
    assert not Person.objects.exists()


def test_a_speakers_words_go_as_well_wherever_they_are_quoted(customer: Customer, seller: User) -> None:
    row = bring(customer, TALK)
    said = next(item for item in row.items.all() if "elf Tage" in item.evidence[0]["quote"])
    editing.reword(said, seller, "dauert zu lang")
    letter = Letter.objects.create(
        customer=customer, written_by=seller, opening=f"Sie sagten: „{said.evidence[0]['quote']}“ Das gilt."
    )
    erasure.erase_person(customer, Naming.of(["Kundin"]), seller)
    row.refresh_from_db()
    theirs = [each for each in row.spoken["utterances"] if each["speaker"] == "[gelöscht]"]
    assert [each["text"] for each in theirs] == ["[gelöscht]"] * 4
    assert found_in(customer, "elf Tage im Moment|ein Angebot im Moment|Messe") == []
    said.refresh_from_db()
    assert [proof["quote"] for proof in said.evidence] == ["[gelöscht]"]
    letter.refresh_from_db()
    assert letter.opening == "Sie sagten: „[gelöscht]“ Das gilt."
    do_all()
    row.refresh_from_db()
    assert row.state in (Conversation.State.READY, Conversation.State.FAILED)
    assert found_in(customer, "ein Angebot im Moment|Messe") == []


def test_what_has_not_been_read_cannot_be_searched_for_a_person(customer: Customer, seller: User) -> None:
    take_in(customer, "a.txt", TALK.encode())
    with pytest.raises(erasure.NotReadYet):
        erasure.erase_person(customer, Naming.of(["Kern"]), seller)


def test_times_stay_with_the_words_that_are_left(customer: Customer, seller: User) -> None:
    vtt = "WEBVTT\n\n" + "\n\n".join(
        f"00:00:{2 * n:02}.000 --> 00:00:{2 * n + 2:02}.000\n<v {'Anna' if n % 2 else 'Herr Maier'}>{text}"
        for n, text in enumerate(re.findall(r": (.*)", TALK))
    )
    row = bring(customer, vtt, name="a.vtt")
    before = [(each["start"], each["end"]) for each in row.segments]
    erasure.erase_person(customer, Naming.of(["Kern"]), seller)
    do_all()
    row.refresh_from_db()
    assert row.state == Conversation.State.READY
    for each in row.spoken["utterances"]:
        assert all(0 <= offset <= len(each["text"]) for offset, _, _ in each["marks"])
    assert {start for start, _ in before} & {each["start"] for each in row.segments}


def test_erasing_the_account_leaves_others_and_a_log_without_a_name(
    talk: Conversation, seller: User, stranger: User, signed_in: Browser
) -> None:
    other = Customer.objects.create(owner=stranger, name="Theirs")
    browser = signed_in(seller)
    browser.post("/account/data/export")
    browser.post("/account/data/erase", {"confirmed": seller.email})
    assert list(User.objects.all()) == [stranger]
    assert list(Customer.objects.all()) == [other]
    assert not AuditEntry.objects.filter(actor__icontains="anna").exists()
    assert AuditEntry.objects.filter(actor="–", action="account erased").exists()
    assert not [each for each in Session.objects.all() if each.get_decoded().get("_auth_user_id") == str(seller.pk)]
    assert browser.get("/customers/").status_code == 302


def test_the_last_administrator_cannot_leave_the_others_alone(seller: User, stranger: User, signed_in: Browser) -> None:
    seller.is_administrator = True
    seller.save()
    answer = signed_in(seller).post("/account/data/erase", {"confirmed": seller.email})
    assert answer.status_code == 422
    assert User.objects.filter(pk=seller.pk).exists()
    stranger.is_administrator = True
    stranger.save()
    assert signed_in(seller).post("/account/data/erase", {"confirmed": seller.email}).status_code == 302


def test_what_could_not_be_cleaned_at_once_is_not_forgotten(talk: Conversation, seller: User) -> None:
    erasure.erase_talk(talk, seller)  # within a transaction of the test, in which no file can be rewritten
    assert Installation.get().unswept


def found_in(customer: Customer, pattern: str) -> list[str]:
    """Give every text of a customer, but for the customer's name, in which the pattern is found."""
    found: list[str] = []
    for kind, way in OF_CUSTOMERS.items():
        if kind is Customer:
            continue
        for row in kind._base_manager.filter(**{way: customer.pk}):
            for field in texts(kind):
                value: Any = getattr(row, field.attname)
                found += [f"{kind.__name__}.{field.name}: {text}" for _, text in strings(value) if re.search(pattern, text)]
    return found

"""Bringing talks in: consent first, every file its own result, nothing twice, refusals as sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leitfrage.workspace import jobs
from leitfrage.workspace.jobs import MOST_ATTEMPTS, claim, do, do_all
from leitfrage.workspace.models import Conversation, Customer, Job, User
from leitfrage.workspace.reading import queue, take_in
from leitfrage.workspace.watching import Watch
from tests.workspace.conftest import TALK, bring

Browser = Callable[[User], Client]
AGREED = {"mode": "recording", "basis": "all_agreed", "given_by": "Frau Aigner"}


def upload(name: str, text: str | bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def test_nothing_is_taken_in_without_the_consent(customer: Customer, seller: User, signed_in: Browser) -> None:
    answer = signed_in(seller).post(f"/customers/{customer.pk}/import", {"files": upload("a.txt", TALK)})
    assert answer.status_code == 422
    assert "Nothing was read" in answer.content.decode()
    assert not customer.conversations.exists()


def test_of_several_files_each_has_its_result(customer: Customer, seller: User, signed_in: Browser, settings: Any) -> None:
    settings.SPEECH_WEIGHTS = ""
    files = [upload("good.txt", TALK), upload("sound.mp3", b"ID3" + bytes(500)), upload("empty.txt", "")]
    browser = signed_in(seller)
    page = browser.post(f"/customers/{customer.pk}/import", {"files": files, **AGREED}, follow=True).content.decode()
    assert "is being read" in page
    assert "“sound.mp3” is a recording" in page
    do_all()
    page = browser.get(f"/customers/{customer.pk}/").content.decode()
    assert customer.conversations.filter(state="ready").count() == 1
    assert "empty.txt" in page


def test_the_same_file_is_not_taken_twice(customer: Customer, seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    for name in ("a.txt", "b.txt"):
        page = browser.post(
            f"/customers/{customer.pk}/import", {"files": upload(name, TALK), **AGREED}, follow=True
        ).content.decode()
    assert customer.conversations.count() == 1
    assert "already here" in page


def test_typed_notes_are_kept_as_notes(customer: Customer) -> None:
    notes = "Besuch bei Aigner\n- K: will Angebote in zwei Tagen draußen haben, jetzt elf Tage\n- K: Frau Kern muss mitmachen, sonst geht es nicht\n- V: schicke Liste bis Freitag\n- K: Messe Ende März, bis dahin soll es laufen\n"
    row = bring(customer, notes, mode="notes")
    assert row.spoken["capture"] == "notes"


def test_the_consent_is_printed_on_the_talk(customer: Customer, seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    browser.post(f"/customers/{customer.pk}/import", {"files": upload("a.txt", TALK), **AGREED})
    do_all()
    page = browser.get(f"/conversations/{customer.conversations.get().pk}/").content.decode()
    assert "All who spoke were asked beforehand and agreed, Frau Aigner" in page


def test_hostile_words_show_harmlessly(customer: Customer, seller: User, signed_in: Browser) -> None:
    text = TALK.replace("elf Tage", "<script>alert(1)</script> \u202eelf Tage") + "Kundin: " + "x" * 1_000_000 + "\n"
    row = bring(customer, text)
    row.title = "<img src=x onerror=alert(1)>"
    row.save()
    page = signed_in(seller).get(f"/conversations/{row.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_file_that_cannot_be_read_says_why_and_can_be_tried_again(
    customer: Customer, seller: User, signed_in: Browser
) -> None:
    browser = signed_in(seller)
    one = "\n".join(f"Anna: Das ist ein langer Satz Nummer {n} über nichts Besonderes." for n in range(20))
    browser.post(f"/customers/{customer.pk}/import", {"files": upload("one.txt", one), **AGREED})
    do_all()
    row = customer.conversations.get()
    page = browser.get(f"/conversations/{row.pk}/").content.decode()
    assert "Anna" in page
    assert "Try again" in page
    browser.post(f"/conversations/{row.pk}/again")
    row.refresh_from_db()
    assert row.state == Conversation.State.QUEUED


def test_the_upload_is_gone_once_it_has_been_read(talk: Conversation) -> None:
    assert talk.upload is None
    assert talk.spoken


def test_two_workers_never_take_the_same_job(customer: Customer) -> None:
    queue(take_in(customer, "a.txt", TALK.encode()))
    first, second = claim(), claim()
    assert first is not None
    assert second is None


def test_an_orphaned_job_is_free_again_once_its_claim_has_run_out(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "CLAIM", -jobs.CLAIM)
    queue(take_in(customer, "a.txt", TALK.encode()))
    assert claim() is not None
    assert claim() is not None


def test_a_talk_that_breaks_the_worker_again_and_again_is_set_aside(customer: Customer) -> None:
    row = take_in(customer, "a.txt", TALK.encode())
    queue(row)
    Job.objects.update(attempts=MOST_ATTEMPTS)
    job = claim()
    assert job is not None
    do(job)
    row.refresh_from_db()
    assert row.state == Conversation.State.FAILED
    assert "broke off" in row.problem["en"]["cause"]
    assert not Job.objects.exists()


def test_the_watched_folder_waits_for_whole_files_and_for_the_consent(seller: User, tmp_path: Path) -> None:
    watch = Watch(tmp_path, seller)
    (tmp_path / "meeting.txt").write_text(TALK[:100], encoding="utf-8")
    assert watch.look() == 0
    (tmp_path / "meeting.txt").write_text(TALK, encoding="utf-8")
    assert watch.look() == 0
    assert watch.look() == 1
    assert watch.look() == 0
    (tmp_path / "copy.txt").write_text(TALK, encoding="utf-8")
    assert [watch.look(), watch.look()] == [0, 0]
    (tmp_path / "meeting.wav").write_bytes(b"RIFF\x24\x08\x00\x00WAVEfmt " + bytes(99))
    assert [watch.look(), watch.look()] == [0, 0]
    row = Conversation.objects.get()
    assert row.state == Conversation.State.CONSENT
    assert row.spoken is None
    assert do_all() == 0


def test_with_the_notebook_only_nothing_about_the_seller_is_coded_or_kept(
    talk: Conversation, seller: User, signed_in: Browser
) -> None:
    browser = signed_in(seller)
    assert "Three things" in browser.get(f"/conversations/{talk.pk}/").content.decode()
    browser.post(
        "/account/", {"name": "Anna", "language": "en", "address": "sie", "spoken_to": "sie", "notebook_only": "on"}
    )
    talk.refresh_from_db()
    assert all(each["move"] is None for each in talk.segments)
    assert not talk.views["en"]["conduct"]
    assert "Three things" not in browser.get(f"/conversations/{talk.pk}/").content.decode()
    queue(talk, Job.Kind.ANALYSE)
    do_all()
    talk.refresh_from_db()
    assert all(each["move"] is None for each in talk.segments)
    assert talk.items.exists()


def test_a_talk_can_be_put_to_another_customer_but_not_to_a_strangers(
    talk: Conversation, seller: User, stranger: User, signed_in: Browser
) -> None:
    browser = signed_in(seller)
    mine = Customer.objects.create(owner=seller, name="Other")
    theirs = Customer.objects.create(owner=stranger, name="Theirs")
    assert browser.post(f"/conversations/{talk.pk}/move", {"customer": theirs.pk}).status_code == 404
    browser.post(f"/conversations/{talk.pk}/move", {"customer": mine.pk})
    talk.refresh_from_db()
    assert talk.customer == mine
    assert set(talk.items.values_list("customer", flat=True)) == {mine.pk}


BAD = {
    "a picture": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(99)),
    "a program": ("a.exe", b"MZ" + bytes(500)),
    "a PDF": ("a.pdf", b"%PDF-1.7\n" + bytes(99)),
    "nothing but blanks": ("a.txt", b"  \n \n"),
    "noise": ("a.txt", bytes(range(128, 256)) * 40),
    "broken JSON": ("a.json", b'{"results": [{"words": ['),
    "JSON of something else": ("a.json", b'{"invoice": 17, "lines": [1, 2, 3]}'),
    "an old Word file": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
    "a damaged Word file": ("a.docx", b"PK\x03\x04" + bytes(200)),
    "only one voice": ("a.txt", b"Anna: ein langer Satz.\n" * 30),
    "three words": ("a.txt", b"A: Hallo.\nB: Ja.\n"),
    "another language": (
        "a.txt",
        "Luc: Bonjour, comment allez-vous aujourd'hui, vous avez fait bonne route?\nMarie: Très bien, merci, je voudrais parler du projet.\n".encode()
        * 12,
    ),
    "times that are none": ("a.vtt", b"WEBVTT\n\n99:99:99.999 --> xx\nA: hallo\n"),
    "an entity bomb": (
        "a.eaf",
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><ANNOTATION_DOCUMENT>&b;</ANNOTATION_DOCUMENT>',
    ),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_refusal_reaches_the_user_as_a_sentence(
    kind: str, language: str, customer: Customer, seller: User, signed_in: Browser
) -> None:
    seller.language = language
    seller.save()
    browser, (name, data) = signed_in(seller), BAD[kind]
    browser.post(f"/customers/{customer.pk}/import", {"files": upload(name, data), **AGREED})
    do_all()
    row = customer.conversations.get()
    assert row.state == Conversation.State.FAILED
    page = browser.get(f"/conversations/{row.pk}/").content.decode()
    said = row.problem[language]
    assert said["cause"].strip()
    assert said["advice"].strip()
    assert "{" not in said["cause"] + said["advice"]
    assert said["advice"].split("“")[0].split("„")[0][:30].replace("'", "&#39;") in page
    assert row.problem["en"]["cause"] != row.problem["de"]["cause"]

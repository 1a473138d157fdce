"""Recordings in the workspace: consent that covers them, progress, stopping, and that the sound is gone afterwards."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from leitfrage.speech import RATE, Recogniser, Samples, Word
from leitfrage.workspace import erasure, jobs, recordings
from leitfrage.workspace.jobs import MOST_ATTEMPTS, claim, do, do_all
from leitfrage.workspace.models import Conversation, Customer, Installation, Job, User
from leitfrage.workspace.naming import Naming
from leitfrage.workspace.reading import queue, take_in
from leitfrage.workspace.retention import tidy
from leitfrage.workspace.withdrawing import withdraw
from tests.speech.sound import bursts, write_wav
from tests.workspace.conftest import TALK, bring

Browser = Callable[[User], Client]
AGREED = {"mode": "recording", "basis": "all_agreed", "given_by": "Frau Aigner", "seller_channel": "1"}
SAID = [line.split(": ", 1)[1] for line in TALK.splitlines()]
SPANS = [(4.0 * n, 4.0 * n + 3) for n in range(len(SAID))]


class Script:
    """Hears, in each burst of the test's sound, the line of the talk that belongs there."""

    def words(self, samples: Samples, language: str) -> Iterator[Word]:
        for (start, end), line in zip(SPANS, SAID, strict=True):
            if abs(samples[round(start * RATE) : round(end * RATE)]).max(initial=0.0) > 0.1:
                words = line.split()
                for n, word in enumerate(words):
                    yield Word(text=word, start=start + 3 * n / len(words), end=start + 3 * (n + 1) / len(words))


@pytest.fixture
def sound(tmp_path: Path) -> bytes:
    left, right = bursts(*SPANS[::2], seconds=32), bursts(*SPANS[1::2], seconds=32, pitch=440)
    return write_wav(tmp_path / "sound.wav", left, right).read_bytes()


@pytest.fixture
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which transcribing is set up, with a recogniser that needs no weights."""
    pytest.importorskip("faster_whisper", reason="the extra “speech” is not installed")
    settings.DATA, settings.SPEECH_WEIGHTS = tmp_path, str(tmp_path / "weights")

    def script() -> Recogniser:
        return Script()

    monkeypatch.setattr(recordings, "_recogniser", script)
    return tmp_path / "recordings"


@pytest.fixture
def brought(
    folder: Path, customer: Customer, seller: User, signed_in: Browser, sound: bytes, django_capture_on_commit_callbacks: Any
) -> Conversation:
    """A recording that was brought in through the page, and waits."""
    with django_capture_on_commit_callbacks(execute=True):
        answer = post(signed_in(seller), customer, sound)
    assert answer.status_code == 302
    row = customer.conversations.get()
    assert row.state == Conversation.State.QUEUED
    assert [path.name for path in folder.iterdir()] == [row.recording]
    return row


def post(browser: Client, customer: Customer, data: bytes, name: str = "2026-11-24 Aigner.wav", **fields: str) -> Any:
    files = SimpleUploadedFile(name, data)
    return browser.post(f"/customers/{customer.pk}/import", {"files": files, **AGREED, **fields})


def said_on(browser: Client, customer: Customer) -> str:
    return browser.get(f"/customers/{customer.pk}/").content.decode().replace("&#34;", '"')


def test_a_recording_is_refused_where_transcribing_is_not_set_up(
    customer: Customer, seller: User, signed_in: Browser, sound: bytes, settings: Any
) -> None:
    settings.SPEECH_WEIGHTS = ""
    browser = signed_in(seller)
    post(browser, customer, sound)
    assert "not set up to transcribe" in said_on(browser, customer)
    assert not customer.conversations.exists()
    assert "If it is a recording" not in browser.get(f"/customers/{customer.pk}/import").content.decode()
    assert "Recordings are refused" in browser.get("/data-sheet/").content.decode()


@pytest.mark.parametrize("mode", ["notes", "own_voice", "live_text"])
def test_a_recording_is_refused_where_the_consent_does_not_cover_it(
    mode: str, folder: Path, customer: Customer, seller: User, signed_in: Browser, sound: bytes
) -> None:
    browser = signed_in(seller)
    post(browser, customer, sound, mode=mode)
    assert "does not cover one" in said_on(browser, customer)
    assert not customer.conversations.exists()
    assert not folder.exists()


def test_nothing_of_a_recording_is_kept_without_any_consent(
    folder: Path, customer: Customer, seller: User, signed_in: Browser, sound: bytes
) -> None:
    assert post(signed_in(seller), customer, sound, mode="").status_code == 422
    assert not folder.exists()


def test_a_recording_that_is_too_large_is_refused_with_its_size(
    folder: Path, customer: Customer, seller: User, signed_in: Browser, sound: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "SIZE_LIMIT_MB", 1)
    browser = signed_in(seller)
    post(browser, customer, sound)
    assert "too large: 1 MB" in said_on(browser, customer)
    assert not folder.exists()


def test_it_is_transcribed_with_its_sides_and_the_sound_is_gone(
    brought: Conversation, folder: Path, seller: User, signed_in: Browser, django_capture_on_commit_callbacks: Any
) -> None:
    browser = signed_in(seller)
    with django_capture_on_commit_callbacks(execute=True):
        do_all()
    brought.refresh_from_db()
    assert brought.state == Conversation.State.READY, brought.problem
    assert (brought.format, brought.recording, brought.title) == ("speech", "", "2026-11-24 Aigner")
    assert str(brought.held_on) == "2026-11-24"
    assert list(folder.iterdir()) == []
    assert {(side, sure) for _, side, sure in brought.settings["speakers"]} == {("seller", 1.0), ("customer", 1.0)}
    assert brought.items.exists()
    assert [round(each["marks"][0][1], 1) for each in brought.spoken["utterances"]] == [start for start, _ in SPANS]
    page = browser.get(f"/conversations/{brought.pk}/").content.decode()
    assert "elf Tage" in page
    assert post(browser, brought.customer, b"RIFF0000WAVE").status_code == 302


def test_the_same_recording_is_not_taken_twice(
    brought: Conversation,
    folder: Path,
    seller: User,
    signed_in: Browser,
    sound: bytes,
    django_capture_on_commit_callbacks: Any,
) -> None:
    browser = signed_in(seller)
    with django_capture_on_commit_callbacks(execute=True):
        post(browser, brought.customer, sound, name="again.wav")
    assert "already here" in said_on(browser, brought.customer)
    assert len(list(folder.iterdir())) == 1


def test_the_page_shows_how_far_it_is_and_the_worker_keeps_its_claim(
    brought: Conversation, seller: User, signed_in: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(seller)
    address = f"/conversations/{brought.pk}/"
    assert "waits to be transcribed" in browser.get(address).content.decode()
    monkeypatch.setattr(jobs, "_TELL_SECONDS", 0)
    seen: list[str] = []

    class Watched(Script):
        def words(self, samples: Samples, language: str) -> Iterator[Word]:
            for word in super().words(samples, language):
                yield word
                part = browser.get(f"{address}state")
                assert part.status_code == 200
                seen.append(part.content.decode())
                job = Job.objects.get()
                assert job.claimed_until is not None
                assert job.claimed_until > timezone.now() + dt.timedelta(minutes=5)

    monkeypatch.setattr(recordings, "_recogniser", Watched)
    do_all()
    shares = [int(each.split('value="')[1].split('"')[0]) for each in seen]
    assert shares == sorted(shares)
    assert shares[0] < 20
    assert shares[-1] > 80
    assert browser.get(f"{address}state")["HX-Refresh"] == "true"


def test_stopping_ends_the_work_and_deletes_the_sound(
    brought: Conversation,
    folder: Path,
    seller: User,
    signed_in: Browser,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    browser = signed_in(seller)
    monkeypatch.setattr(jobs, "_TELL_SECONDS", 0)
    heard: list[str] = []

    class Interrupted(Script):
        def words(self, samples: Samples, language: str) -> Iterator[Word]:
            for number, word in enumerate(super().words(samples, language)):
                heard.append(word.text)
                if number == 5:
                    assert browser.post(f"/conversations/{brought.pk}/stop").status_code == 302
                yield word

    monkeypatch.setattr(recordings, "_recogniser", Interrupted)
    with django_capture_on_commit_callbacks(execute=True):
        do_all()
    assert len(heard) < 10
    brought.refresh_from_db()
    assert brought.state == Conversation.State.FAILED
    assert (brought.spoken, brought.recording) == (None, "")
    assert list(folder.iterdir()) == []
    page = browser.get(f"/conversations/{brought.pk}/").content.decode()
    assert "You stopped" in page
    assert "has been deleted" in page
    assert "Try again" not in page
    browser.post(f"/conversations/{brought.pk}/again")
    brought.refresh_from_db()
    assert brought.state == Conversation.State.FAILED


def test_stopping_at_the_very_end_keeps_no_words(
    brought: Conversation, monkeypatch: pytest.MonkeyPatch, seller: User, signed_in: Browser
) -> None:
    browser = signed_in(seller)

    class Late(Script):
        def words(self, samples: Samples, language: str) -> Iterator[Word]:
            yield from super().words(samples, language)
            browser.post(f"/conversations/{brought.pk}/stop")

    monkeypatch.setattr(recordings, "_recogniser", Late)
    do_all()
    brought.refresh_from_db()
    assert (brought.state, brought.spoken) == (Conversation.State.FAILED, None)
    assert not brought.items.exists()


def test_a_talk_that_was_read_cannot_be_stopped_any_more(talk: Conversation, seller: User, signed_in: Browser) -> None:
    signed_in(seller).post(f"/conversations/{talk.pk}/stop")
    talk.refresh_from_db()
    assert talk.state == Conversation.State.READY


def test_only_recordings_can_be_stopped(customer: Customer, seller: User, signed_in: Browser) -> None:
    row = take_in(customer, "a.txt", TALK.encode())
    queue(row)
    signed_in(seller).post(f"/conversations/{row.pk}/stop")
    row.refresh_from_db()
    assert row.state == Conversation.State.QUEUED


def test_one_channel_is_refused_with_a_sentence_and_deleted(
    folder: Path,
    customer: Customer,
    seller: User,
    signed_in: Browser,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    browser = signed_in(seller)
    mono = write_wav(tmp_path / "mono.wav", bursts((1, 3), seconds=5)).read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        post(browser, customer, mono, name="mono.wav")
        do_all()
    row = customer.conversations.get()
    assert "mono.wav has all voices on one channel" in row.problem["en"]["cause"]
    assert row.recording == ""
    assert list(folder.iterdir()) == []


def test_a_recording_that_breaks_the_worker_again_and_again_is_deleted(
    brought: Conversation, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    Job.objects.update(attempts=MOST_ATTEMPTS)
    job = claim()
    assert job is not None
    with django_capture_on_commit_callbacks(execute=True):
        do(job)
    assert list(folder.iterdir()) == []


def test_work_that_breaks_off_leaves_the_recording_to_the_next_try(
    brought: Conversation, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Breaks(Script):
        def words(self, samples: Samples, language: str) -> Iterator[Word]:
            yield next(super().words(samples, language))
            raise MemoryError

    with monkeypatch.context() as once:
        once.setattr(recordings, "_recogniser", Breaks)
        assert do_all() == 1
    brought.refresh_from_db()
    assert (brought.state, brought.spoken) == (Conversation.State.QUEUED, None)
    assert len(list(folder.iterdir())) == 1
    assert claim() is None
    Job.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
    do_all()
    brought.refresh_from_db()
    assert brought.state == Conversation.State.READY


def test_transcripts_do_not_wait_for_recordings(brought: Conversation, customer: Customer) -> None:
    row = take_in(customer, "a.txt", TALK.encode())
    Job.objects.create(conversation=row, kind=Job.Kind.READ)
    first, second = claim(), claim()
    assert first is not None
    assert second is not None
    assert [first.conversation_id, second.conversation_id] == [row.pk, brought.pk]


def test_a_recording_that_is_to_stay_goes_after_its_days(
    brought: Conversation, folder: Path, django_capture_on_commit_callbacks: Any, signed_in: Browser, seller: User
) -> None:
    Installation.get()
    Installation.objects.update(keep_audio_days=3)
    with django_capture_on_commit_callbacks(execute=True):
        do_all()
        tidy()
    brought.refresh_from_db()
    assert brought.state == Conversation.State.READY
    assert [path.name for path in folder.iterdir()] == [brought.recording]
    assert "for 3 days" in signed_in(seller).get("/data-sheet/").content.decode()
    Conversation.objects.update(created_at=timezone.now() - dt.timedelta(days=3, minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        tidy()
    assert list(folder.iterdir()) == []
    brought.refresh_from_db()
    assert brought.recording == ""
    assert brought.spoken


ENDS: dict[str, Callable[[Conversation, User], object]] = {
    "the talk is erased": erasure.erase_talk,
    "the customer is erased": lambda row, user: erasure.erase_customer(row.customer, user),
    "the account is erased": lambda _, user: erasure.erase_account(user),
    "the consent is withdrawn": withdraw,
    "a person in it is erased": lambda row, user: erasure.erase_person(row.customer, Naming.of(["Customer", "Kunde"]), user),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_whatever_ends_the_talk_ends_its_recording(
    end: Callable[[Conversation, User], object],
    brought: Conversation,
    folder: Path,
    seller: User,
    django_capture_on_commit_callbacks: Any,
) -> None:
    Installation.get()
    Installation.objects.update(keep_audio_days=30)
    with django_capture_on_commit_callbacks(execute=True):
        do_all()
    brought.refresh_from_db()
    assert len(list(folder.iterdir())) == 1
    with django_capture_on_commit_callbacks(execute=True):
        end(brought, seller)
    assert list(folder.iterdir()) == []
    assert not Conversation.everything.exclude(recording="").exists()


def test_nobody_is_erased_while_a_recording_waits(brought: Conversation, seller: User) -> None:
    with pytest.raises(erasure.NotReadYet):
        erasure.erase_person(brought.customer, Naming.of(["Aigner"]), seller)


def test_what_a_crash_left_is_found_and_what_just_comes_in_is_left(folder: Path, brought: Conversation) -> None:
    old, new = folder / "old", folder / "new"
    for path in (old, new):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - 7200,) * 2)
    os.utime(folder / brought.recording, (time.time() - 7200,) * 2)
    tidy()
    assert {path.name for path in folder.iterdir()} == {"new", brought.recording}


def test_an_administrator_sets_how_long_the_sound_stays(seller: User, signed_in: Browser, db: None) -> None:
    seller.is_administrator = True
    seller.save()
    days = {"keep_notes_days": "0", "keep_transcript_days": "0", "keep_recording_days": "0"}
    browser = signed_in(seller)
    browser.post("/installation/", {**days, "keep_audio_days": "7"})
    assert Installation.get().keep_audio_days == 7
    browser.post("/installation/", {**days, "keep_audio_days": ""})
    assert Installation.get().keep_audio_days == 0


def test_text_goes_its_way_beside_recordings(customer: Customer) -> None:
    row = bring(customer, TALK)
    assert row.recording == ""

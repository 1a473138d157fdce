"""Talks stay as long as was set for their way of capture; before they go, their owner is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from leitfrage.workspace import jobs
from leitfrage.workspace.models import AuditEntry, Consent, Conversation, Customer, Installation, User
from leitfrage.workspace.reading import take_in
from leitfrage.workspace.retention import erase_old, soon, tidy

Browser = Callable[[User], Client]
MODES = {"notes": "keep_notes_days", "own_voice": "keep_transcript_days", "live_text": "keep_transcript_days"}
MODES |= {"recording": "keep_recording_days"}


def aged(customer: Customer, mode: str | None, days: float) -> Conversation:
    row = take_in(customer, f"{mode} {days}.txt", b"x")
    if mode:
        Consent.objects.create(conversation=row, mode=mode, basis="all_agreed", recorded_by=customer.owner)
    Conversation.objects.filter(pk=row.pk).update(created_at=timezone.now() - dt.timedelta(days=days), upload=None)
    return row


def keep(**days: int) -> None:
    Installation.get()
    Installation.objects.update(keep_notes_days=0, keep_transcript_days=0, keep_recording_days=0)
    Installation.objects.update(**days)


@pytest.mark.parametrize("mode", MODES)
def test_what_is_older_than_set_is_erased_and_nothing_else(customer: Customer, mode: str) -> None:
    keep(**{MODES[mode]: 30})
    old, young = aged(customer, mode, 30.1), aged(customer, mode, 29.9)
    others = [aged(customer, other, 400) for other in MODES if MODES[other] != MODES[mode]]
    assert erase_old() == 1
    left = set(Conversation.objects.values_list("pk", flat=True))
    assert left == {young.pk, *(row.pk for row in others)}
    entry = AuditEntry.objects.get(action="erased")
    assert (entry.actor, entry.thing_id) == ("retention", old.pk)


def test_nothing_set_keeps_everything(customer: Customer) -> None:
    keep()
    for mode in MODES:
        aged(customer, mode, 10_000)
    assert erase_old() == 0


def test_a_talk_that_nobody_agreed_to_does_not_stay_for_ever(customer: Customer) -> None:
    keep(keep_recording_days=30)
    aged(customer, None, 31)
    assert erase_old() == 1


def test_a_withdrawn_talk_goes_as_well(customer: Customer) -> None:
    keep(keep_recording_days=30)
    Consent.objects.filter(conversation=aged(customer, "recording", 31)).update(withdrawn_at=timezone.now())
    assert erase_old() == 1


def test_the_owner_is_told_a_week_before_and_nobody_else(
    customer: Customer, seller: User, stranger: User, signed_in: Browser
) -> None:
    keep(keep_recording_days=30)
    row, later = aged(customer, "recording", 24), aged(customer, "recording", 22)
    assert [talk for talk, _ in soon(seller)] == [row]
    page = signed_in(seller).get("/").content.decode()
    assert "Will be erased by themselves" in page
    assert row.upload_name in page
    assert soon(stranger) == []
    assert "Will be erased" not in signed_in(stranger).get("/").content.decode()
    assert later.upload_name in signed_in(seller).get(f"/customers/{customer.pk}/privacy").content.decode()


def test_a_shorter_time_gives_everybody_a_week(customer: Customer, seller: User, signed_in: Browser) -> None:
    seller.is_administrator = True
    seller.save()
    keep(keep_recording_days=365)
    row = aged(customer, "recording", 100)
    browser = signed_in(seller)
    browser.post("/installation/", {"keep_notes_days": "0", "keep_transcript_days": "0", "keep_recording_days": "30"})
    assert erase_old() == 0
    ((talk, end),) = soon(seller)
    assert talk == row
    assert dt.timedelta(days=6, hours=23) < end - timezone.now() <= dt.timedelta(days=7)
    Installation.objects.update(keep_set_at=timezone.now() - dt.timedelta(days=7, minutes=1))
    assert erase_old() == 1


@pytest.mark.django_db(transaction=True)  # the worker renews connections
def test_the_worker_tidies_up_by_itself(customer: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(keep_recording_days=30)
    aged(customer, "recording", 31)
    monkeypatch.setattr(jobs, "_IDLE_SECONDS", 0)
    rounds = iter([True, False])
    jobs.work(keep_on=lambda: next(rounds))
    assert not Conversation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_fault_while_tidying_does_not_end_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(jobs, "tidy", broken)
    monkeypatch.setattr(jobs, "_IDLE_SECONDS", 0)
    rounds = iter([True, False])
    jobs.work(keep_on=lambda: next(rounds))


def test_sessions_that_ended_are_forgotten(seller: User, signed_in: Browser) -> None:
    from django.contrib.sessions.models import Session

    signed_in(seller).get("/")
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(minutes=1))
    tidy()
    assert not Session.objects.exists()

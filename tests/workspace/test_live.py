"""Beside a talk that goes on: consent before the first word, every line once, the same map in every process, a quiet hint."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import Http404
from django.test import Client
from django.utils import timezone

from leitfrage.clarity import clarity_map
from leitfrage.coding import Dimension, code
from leitfrage.conversation import Side
from leitfrage.live import PAUSE, QUIET, STAYS, WARM_UP
from leitfrage.workspace import companions, erasure, live_talks, live_view
from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.live_talks import Line, NotAgreed, OwnVoiceOnly
from leitfrage.workspace.models import (
    AuditEntry,
    Consent,
    Conversation,
    Customer,
    Installation,
    Item,
    LiveLine,
    LiveTalk,
    User,
)
from leitfrage.workspace.naming import Naming
from leitfrage.workspace.reading import spoken_by
from leitfrage.workspace.retention import erase_old
from leitfrage.workspace.withdrawing import withdraw
from tests.workspace.conftest import TALK

Browser = Callable[[User], Client]
JSON = {"accept": "application/json"}
LINES = [
    (Side.SELLER if who == "Berater" else Side.CUSTOMER, text)
    for who, text in (line.split(": ", 1) for line in TALK.splitlines())
]


def begin(customer: Customer, mode: str = "notes", **facts: Any) -> LiveTalk:
    consent = Consent(mode=mode, basis="all_agreed", recorded_by=customer.owner)
    return live_talks.start(customer, consent, language="de", pushed=mode != "notes", **facts)


def say(talk: LiveTalk, *lines: tuple[Side, str], noted: bool = True, first: int = 0) -> LiveTalk:
    made = [Line(key=f"k{first + at}", side=side, text=text, noted=noted) for at, (side, text) in enumerate(lines)]
    return live_talks.take(talk, made)


def test_from_the_customers_page_to_a_talk_that_is_read(seller: User, customer: Customer, signed_in: Browser) -> None:
    browser = signed_in(seller)
    assert f"/customers/{customer.pk}/live" in browser.get(f"/customers/{customer.pk}/").content.decode()
    address = f"/customers/{customer.pk}/live"
    assert browser.post(address, {"title": "Besuch"}).status_code == 422  # nothing without what was agreed
    assert not Conversation.objects.exists()
    page = browser.post(address, {"title": "Besuch", "language": "de", "mode": "notes", "basis": "own_notes"})
    talk = LiveTalk.objects.get()
    assert page.headers["Location"] == f"/live/{talk.pk}/"
    assert browser.get(f"/conversations/{talk.pk}/").headers["Location"] == f"/live/{talk.pk}/"
    for side, text in LINES:  # as a browser without scripts does
        browser.post(f"/live/{talk.pk}/line", {"text": f"{'v' if side == Side.SELLER else 'k'} {text}", "side": "customer"})
    browser.post(f"/live/{talk.pk}/line", {"text": ".r Die Messe könnte ausfallen", "side": "customer"})
    assert LiveLine.objects.count() == len(LINES) + 1
    page_text = browser.get(f"/live/{talk.pk}/").content.decode()
    assert "elf Tage" in page_text
    assert "Die Messe könnte ausfallen" in page_text
    assert "is going on" in browser.get(f"/customers/{customer.pk}/").content.decode()
    assert browser.post(f"/live/{talk.pk}/end").headers["Location"] == f"/conversations/{talk.pk}/"
    assert not LiveTalk.everything.exists()
    assert not LiveLine.everything.exists()
    do_all()
    row = Conversation.objects.get()
    assert (row.state, row.title, row.language) == ("ready", "Besuch", "de")
    said = [(each.speaker, each.text) for each in spoken_by(row).utterances]
    assert said == [*((side.value, text) for side, text in LINES), ("customer", "Die Messe könnte ausfallen")]
    assert Item.objects.filter(dimension="risk", evidence__0__quote="Die Messe könnte ausfallen").exists()
    assert AuditEntry.objects.filter(action__startswith="live talk").count() == 2


def test_the_map_is_that_of_the_talk_once_it_is_read(customer: Customer) -> None:
    talk = say(begin(customer), *LINES)
    live = live_view.look(talk).snapshot.map
    row = live_talks.end(talk)
    assert row is not None
    assert clarity_map(code(spoken_by(row))) == live
    do_all()
    assert sorted(Item.objects.values_list("label", flat=True)) == sorted(each.label for each in live.items)


def test_a_talk_without_a_word_leaves_nothing(customer: Customer) -> None:
    assert live_talks.end(begin(customer)) is None
    assert not Conversation.everything.exists()


def test_whoever_notes_only_the_customer_gets_a_reading(customer: Customer) -> None:
    talk = say(begin(customer), *[(side, text) for side, text in LINES if side == Side.CUSTOMER])
    live_talks.end(talk)
    do_all()
    assert Conversation.objects.get().state == "ready"


def test_a_line_that_comes_again_is_one_line(customer: Customer) -> None:
    talk = begin(customer)
    say(talk, LINES[1], LINES[2])
    talk = say(talk, LINES[1], LINES[2], LINES[3])
    assert talk.taken == 3
    assert list(talk.lines.values_list("number", "key")) == [(1, "k0"), (2, "k1"), (3, "k2")]


def test_an_unfinished_line_grows_until_it_is_final(customer: Customer) -> None:
    talk = begin(customer, "live_text")
    for text, final in (("Ein Angebot", False), ("Ein Angebot dauert elf", False), ("Ein Angebot dauert elf Tage.", True)):
        talk = live_talks.take(talk, [Line(key="a", side=Side.CUSTOMER, text=text, final=final)])
        if not final:
            assert live_view.look(talk).snapshot.number == 0
    live_talks.take(talk, [Line(key="a", side=Side.CUSTOMER, text="zu spät")])
    assert LiveLine.objects.get().text == "Ein Angebot dauert elf Tage."
    talk = live_talks.take(talk, [Line(key="b", side=Side.CUSTOMER, text="und dann", final=False)])
    row = live_talks.end(talk)
    assert row is not None
    assert [each.text for each in spoken_by(row).utterances] == ["Ein Angebot dauert elf Tage.", "und dann"]


def test_nothing_is_pushed_into_a_talk_that_was_agreed_for_own_notes(customer: Customer) -> None:
    talk = begin(customer)
    with pytest.raises(NotAgreed):
        say(talk, LINES[0], noted=False)
    own = begin(customer, "own_voice")
    say(own, LINES[0], noted=False)
    with pytest.raises(OwnVoiceOnly):
        say(own, LINES[1], noted=False, first=1)
    assert LiveLine.objects.count() == 1


def test_a_withdrawn_consent_ends_it_at_once(customer: Customer, seller: User, signed_in: Browser) -> None:
    talk = say(begin(customer, "live_text"), *LINES[:3])
    live_view.look(talk)
    withdraw(talk.conversation, seller)
    with pytest.raises(Http404):
        say(talk, LINES[3], first=3)
    browser = signed_in(seller)
    assert browser.get(f"/live/{talk.pk}/").status_code == 404
    assert "was withdrawn on" in browser.get(f"/conversations/{talk.pk}/").content.decode()
    erasure.erase_talk(Conversation.everything.get(), seller)
    assert not LiveLine.everything.exists()


def test_a_person_is_not_half_erased_while_the_talk_goes_on(customer: Customer, seller: User) -> None:
    say(begin(customer), *LINES[:3])
    with pytest.raises(erasure.NotReadYet):
        erasure.erase_person(customer, Naming.of(["Kern"]), seller)


def test_every_process_sees_the_same(customer: Customer) -> None:
    talk = begin(customer)
    for at, line in enumerate(LINES):
        talk = say(talk, line, first=at)
        seen = live_view.look(talk).snapshot
    companions.forget(talk.pk)  # as after a restart, or in another process
    assert live_view.look(talk).snapshot == seen
    late = LiveTalk.objects.get(pk=talk.pk)
    say(talk, (Side.CUSTOMER, "Und die Montage muss das auch wollen."), first=99)
    assert live_view.look(late).snapshot.number == len(LINES)  # what another process wrote since is caught up …
    assert live_view.look(LiveTalk.objects.get(pk=talk.pk)).snapshot.number == len(LINES) + 1  # … with the next look


def test_a_page_that_knows_is_told_nothing(customer: Customer, seller: User, signed_in: Browser) -> None:
    talk, browser = begin(customer), signed_in(seller)
    sent = {"key": "abc", "side": "customer", "text": LINES[1][1], "dimension": "goal"}
    told = browser.post(f"/live/{talk.pk}/line", sent, headers=JSON).json()
    assert "elf Tage" in told["map"]
    assert "elf Tage" in told["lines"]
    assert LiveLine.objects.get().dimension == "goal"
    assert browser.get(f"/live/{talk.pk}/now", {"version": told["version"]}).status_code == 204
    again = browser.post(f"/live/{talk.pk}/line", sent, headers=JSON).json()
    assert again["version"] == told["version"]
    assert browser.get(f"/live/{talk.pk}/now", {"version": "0.0"}).json()["version"] == told["version"]


def test_the_customer_sees_only_their_own_words(customer: Customer, seller: User, signed_in: Browser) -> None:
    talk = say(begin(customer), *LINES)
    browser = signed_in(seller)
    mine, theirs = (browser.get(f"/live/{talk.pk}/{query}").content.decode() for query in ("", "?view=customer"))
    assert "Ich schicke Ihnen bis Freitag" in mine
    assert "elf Tage" in theirs
    for hidden in ("Ich schicke Ihnen bis Freitag", 'id="hint"', "level l", "Woran würden Sie", "/customers/"):
        assert hidden in mine or hidden == "level l"
        assert hidden not in theirs
    told = browser.get(f"/live/{talk.pk}/now", {"version": "", "view": "customer"}).json()
    assert "Ich schicke" not in json.dumps(told, ensure_ascii=False)


def aged(talk: LiveTalk, seconds: float) -> float:
    """Let all lines have arrived so long ago, and give the time of now."""
    now = timezone.now()
    LiveLine.objects.filter(talk=talk).update(said_at=now - dt.timedelta(seconds=seconds))
    companions.forget(talk.pk)
    return now.timestamp()


def test_a_hint_shows_when_it_may_and_goes_by_itself(customer: Customer) -> None:
    talk = say(begin(customer), *LINES[:-1])
    now = aged(talk, WARM_UP - 1)
    assert live_view.look(talk, now=now).hint is None
    now = aged(talk, WARM_UP + 1)
    assert live_view.look(talk, now=now, quiet=True).hint is None
    first = live_view.look(talk, now=now)
    assert first.hint is not None
    assert first.hint["text"]["de"]
    assert first.version != live_view.version_of(talk, None)
    companions.forget(talk.pk)  # another process shows the same
    again = live_view.look(LiveTalk.objects.get(pk=talk.pk), now=now + 1)
    assert again.hint == first.hint
    assert live_view.look(talk, now=now + STAYS).hint is None
    assert live_view.look(talk, now=now + PAUSE - 1).hint is None
    talk = say(talk, LINES[-1], first=50)
    later = live_view.look(talk, now=now + PAUSE + 60)
    assert later.hint is not None
    assert later.hint["key"] != first.hint["key"]


def test_a_hint_is_silent_while_the_customer_speaks_and_gone_once_the_seller_did(customer: Customer) -> None:
    talk = say(begin(customer, "live_text"), *LINES[:4], noted=False)
    now = aged(talk, WARM_UP + 1)
    assert live_view.look(talk, now=now).hint is not None
    talk = live_talks.take(talk, [Line(key="open", side=Side.CUSTOMER, text="Also das", final=False)])
    now = timezone.now().timestamp()
    assert live_view.look(talk, now=now + 1).hint is None
    talk = live_talks.take(talk, [Line(key="open", side=Side.CUSTOMER, text="Also das wäre schön.", final=True)])
    shown = live_view.look(talk, now=timezone.now().timestamp() + QUIET)
    assert shown.hint is None or shown.hint["dimension"]  # unless it was answered by that
    talk = say(talk, (Side.SELLER, "Was wäre daran schön?"), noted=False, first=70)
    assert live_view.look(talk, now=timezone.now().timestamp() + 1).hint is None


def test_a_dismissed_hint_does_not_come_back(customer: Customer, seller: User, signed_in: Browser) -> None:
    talk = say(begin(customer), *LINES)
    now = aged(talk, 3 * WARM_UP)
    hint = live_view.look(talk, now=now).hint
    assert hint is not None
    browser = signed_in(seller)
    assert "A hint" in browser.get(f"/live/{talk.pk}/").content.decode()
    browser.post(f"/live/{talk.pk}/dismiss", {"hint": hint["key"]})
    talk = LiveTalk.objects.get(pk=talk.pk)
    assert live_view.look(talk, now=now + 1).hint is None
    talk = say(talk, (Side.CUSTOMER, "Das war es von mir."), first=80)
    later = live_view.look(talk, now=now + 2 * PAUSE).hint
    assert later is None or later["key"] != hint["key"]


def test_the_key_of_a_dimension_stands_in_the_map(customer: Customer) -> None:
    line = Line(key="x", side=Side.CUSTOMER, text="Hauptsache, es ist Ruhe.", dimension=Dimension.DRIVER, noted=True)
    talk = live_talks.take(begin(customer), [line])
    (part,) = live_view.parts_of(live_view.look(talk).snapshot)
    assert part.dimension == Dimension.DRIVER
    assert part.matters[0].noted


def test_a_live_talk_stays_no_longer_than_any_other(customer: Customer) -> None:
    talk = say(begin(customer, "live_text"), *LINES[:2])
    Installation.get()
    Installation.objects.update(keep_transcript_days=30)
    Conversation.objects.update(created_at=timezone.now() - dt.timedelta(days=29))
    assert erase_old() == 0
    Conversation.objects.update(created_at=timezone.now() - dt.timedelta(days=31))
    assert erase_old() == 1
    assert not LiveTalk.everything.filter(pk=talk.pk).exists()
    assert not LiveLine.everything.exists()

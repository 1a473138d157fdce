"""Practising in the browser: as a learner would notice it, and that nobody else notices it."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client

from leitfrage.workspace import editing, erasure, practising
from leitfrage.workspace.models import AuditEntry, Conversation, Customer, Installation, Item, PracticeTalk, User
from leitfrage.workspace.naming import Naming
from leitfrage.workspace.withdrawing import withdraw
from tests.workspace.conftest import TALK, bring

Browser = Callable[[User], Client]
ASKS = (
    "Danke für Ihre Zeit. Ich frage heute, damit wir nur planen, was Sie wirklich brauchen. Wie läuft das heute bei Ihnen?",
    "Was soll denn danach anders sein?",
    "Woran würden Sie merken, dass Sie genau die Lösung haben, die Sie sich wünschen?",
)
PRESSES = "Unterschreiben Sie heute, sonst ist der Preis weg."


@pytest.fixture
def learner(seller: User, signed_in: Browser) -> Client:
    return signed_in(seller)


def begun(browser: Client, world: str = "de-tischlerei", seed: str = "7") -> PracticeTalk:
    answer = browser.post("/practice/begin", {"world": world, "seed": seed})
    assert answer.status_code == 302
    return PracticeTalk.objects.get(pk=int(answer["Location"].split("/")[2]))


def say(browser: Client, row: PracticeTalk, text: str, act: str = "say") -> None:
    row.refresh_from_db()
    answer = browser.post(f"/practice/{row.pk}/", {"text": text, "act": act, "after": str(len(row.turns))})
    assert answer.status_code == 302, answer.content
    row.refresh_from_db()


def page_of(browser: Client, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


def test_one_chooses_talks_looks_back_and_deletes(learner: Client) -> None:
    shown = page_of(learner, "/practice/?language=de")
    assert "Tischlerei Hornung" in shown
    assert "Rechnungen schreibt sie nicht." in shown
    assert "vier Aufträge doppelt zugeschnitten" not in shown  # the world is hidden
    row = begun(learner)
    for text in (ASKS[0], PRESSES, *ASKS[1:]):
        say(learner, row, text)
    say(learner, row, "", act="pause")
    talk = page_of(learner, f"/practice/{row.pk}/")
    assert all(text in talk for text in (*ASKS, PRESSES))
    assert all(turn["reply"] in talk for turn in row.turns)
    assert learner.post(f"/practice/{row.pk}/", {"act": "end"})["Location"] == f"/practice/{row.pk}/review/"
    review = page_of(learner, f"/practice/{row.pk}/review/")
    assert "vier Aufträge doppelt zugeschnitten" in review
    assert "Trust fell here" in review
    assert "% of the hidden world came to light" in review
    assert "Your offer fitted this customer." in review
    shown = page_of(learner, "/practice/")
    assert "Over time" in shown
    assert learner.post(f"/practice/{row.pk}/delete").status_code == 302
    assert not PracticeTalk.everything.exists()
    assert learner.get(f"/practice/{row.pk}/review/").status_code == 404


def test_the_hint_says_what_one_could_ask_and_why(learner: Client) -> None:
    row = begun(learner)
    assert 'class="ask"' not in page_of(learner, f"/practice/{row.pk}/")
    shown = page_of(learner, f"/practice/{row.pk}/?hint=1")
    assert 'class="ask"' in shown
    assert 'class="because"' in shown
    row.refresh_from_db()
    assert len(row.turns) == 1  # to look for a hint is to say nothing


def test_the_same_mood_and_words_give_the_same_talk_also_after_a_restart(learner: Client) -> None:
    first, second = begun(learner), begun(learner)
    for text in ASKS:
        say(learner, first, text)
        say(learner, second, text)
        practising._ready.clear()  # as after a restart: built again from what is kept
    assert first.turns == second.turns


def test_answers_that_were_given_stand_whatever_the_customer_would_say_today(learner: Client) -> None:
    row = begun(learner)
    say(learner, row, ASKS[0])
    row.turns[0]["reply"] = "Grüß Gott, hier spricht die alte Fassung."
    row.turns[1] |= {"reply": "Das sagte ich einmal anders.", "told": [["nachfolge", 3], ["gone", 2]], "trust": 0.9}
    row.save()
    practising._ready.clear()
    say(learner, row, ASKS[1])
    assert "Das sagte ich einmal anders." in page_of(learner, f"/practice/{row.pk}/")
    with practising._ALONE:
        talk = practising.taken_up(row)
    assert talk.customer.told["nachfolge"] == 3
    say(learner, row, "", act="end")
    assert "Lena fängt am ersten August an" in page_of(learner, f"/practice/{row.pk}/review/")


def test_what_is_sent_twice_is_said_once(learner: Client) -> None:
    row = begun(learner)
    form = {"text": ASKS[0], "act": "say", "after": "1"}
    learner.post(f"/practice/{row.pk}/", form)
    learner.post(f"/practice/{row.pk}/", form)
    row.refresh_from_db()
    assert len(row.turns) == 2
    learner.post(f"/practice/{row.pk}/", {"act": "end"})
    say(learner, row, ASKS[1])
    assert len(row.turns) == 2  # what has ended has ended


def test_few_talks_are_kept_at_hand(learner: Client) -> None:
    for seed in range(practising._AT_HAND + 3):
        say(learner, begun(learner, seed=str(seed)), "Guten Tag.")
    assert len(practising._ready) <= practising._AT_HAND


def test_a_plain_no_is_seen_where_the_offer_does_not_fit(learner: Client) -> None:
    from leitfrage.practice import worlds

    chosen = next(each for each in worlds() if not each.fits and each.language == "de")
    silent, plain = begun(learner, chosen.id), begun(learner, chosen.id)
    say(learner, silent, ASKS[0])
    say(learner, plain, f"{chosen.limits[0]} Ehrlich gesagt, dafür sind wir nicht die Richtigen.")
    for row in (silent, plain):
        learner.post(f"/practice/{row.pk}/", {"act": "end"})
    assert "a plain word about its limits" in page_of(learner, f"/practice/{silent.pk}/review/")
    assert "Your offer did not fit, and you said so." in page_of(learner, f"/practice/{plain.pk}/review/")


def test_progress_is_there_for_oneself_without_a_total(learner: Client, seller: User) -> None:
    row = begun(learner)
    for text in ASKS:
        say(learner, row, text)
    learner.post(f"/practice/{row.pk}/", {"act": "end"})
    row.refresh_from_db()
    assert set(row.summary) == {"share", "goodbye", "taken_up", "longest_run"}
    table = re.search(r"<h3>Over time.*?</table>", page_of(learner, "/practice/"), re.DOTALL)
    assert table is not None
    assert f"{100 * row.summary['share']:.0f} %" in table[0]
    assert "Most fact questions in a row" in table[0]


@pytest.mark.parametrize("by", ["person", "installation"])
def test_whoever_keeps_a_notebook_only_practises_and_no_figure_is_kept(by: str, learner: Client, seller: User) -> None:
    before = begun(learner)
    say(learner, before, ASKS[0])
    learner.post(f"/practice/{before.pk}/", {"act": "end"})
    if by == "person":
        learner.post(
            "/account/", {"name": "Anna", "language": "en", "address": "sie", "spoken_to": "sie", "notebook_only": "on"}
        )
        before.refresh_from_db()
        assert "longest_run" not in before.summary  # forgotten with all else that was coded
    else:
        Installation.get()
        Installation.objects.update(notebook_only=True)
    row = begun(learner)
    say(learner, row, ASKS[0])
    learner.post(f"/practice/{row.pk}/", {"act": "end"})
    row.refresh_from_db()
    assert set(row.summary) == {"share", "goodbye"}
    assert "Three things" in page_of(learner, f"/practice/{row.pk}/review/")
    assert "Most fact questions in a row" not in page_of(learner, "/practice/")


# A real talk that goes on otherwise


def replayed(browser: Client, talk: Conversation, turn: int = 1) -> PracticeTalk:
    answer = browser.post(f"/practice/from/{talk.pk}/", {"turn": str(turn)})
    assert answer.status_code == 302
    return PracticeTalk.objects.get(conversation=talk, turn=turn)


def test_a_real_talk_goes_on_otherwise_in_words_that_were_said(talk: Conversation, learner: Client) -> None:
    turns = page_of(learner, f"/practice/from/{talk.pk}/")
    assert "Woran würden Sie denn merken" in turns
    row = replayed(learner, talk, 2)
    before = page_of(learner, f"/practice/{row.pk}/")
    assert "bei uns dauert ein Angebot im Moment elf Tage" in before
    assert "Messe" not in before
    say(learner, row, "Bis wann muss das denn laufen?")
    say(learner, row, "Wie war denn der Urlaub auf Madeira?")
    shown = page_of(learner, f"/practice/{row.pk}/")
    assert "bis Ende März muss es laufen" in shown
    assert "Nobody asked that in the talk" in shown
    said = " ".join(each["text"] for each in talk.segments if each["side"] == "customer")
    for turn in row.turns[1:]:
        assert all(quote[3] in said for quote in turn["quotes"])
    learner.post(f"/practice/{row.pk}/", {"act": "end"})
    review = page_of(learner, f"/practice/{row.pk}/review/")
    assert "in the talk after your turn 3" in review
    assert "Angebot in zwei Tagen draußen" in review  # what was really asked there brought it
    assert "Turning points" not in review  # how a real customer would have felt about it, nobody knows


def test_a_turn_that_is_not_there_is_refused(talk: Conversation, learner: Client) -> None:
    assert learner.post(f"/practice/from/{talk.pk}/", {"turn": "99"}).status_code == 422
    assert learner.post(f"/practice/from/{talk.pk}/", {}).status_code == 422
    Conversation.objects.update(state="queued")
    assert learner.get(f"/practice/from/{talk.pk}/").status_code == 422


def test_what_a_person_withdrew_from_the_map_is_no_answer(talk: Conversation, seller: User, learner: Client) -> None:
    row = replayed(learner, talk, 2)
    say(learner, row, "Guten Tag.")  # from now on the talk is at hand
    for item in Item.objects.filter(conversation=talk):
        if any("Messe" in proof["quote"] for proof in item.evidence):
            editing.withdraw(item, seller)
    say(learner, row, "Bis wann muss das denn laufen?")
    assert "Messe" not in json.dumps(row.turns)


def test_with_the_talk_go_its_replays(talk: Conversation, customer: Customer, seller: User, learner: Client) -> None:
    other = bring(customer, TALK.replace("elf", "neun"), name="other.txt")
    shut, kept, simulated = replayed(learner, talk), replayed(learner, other), begun(learner)
    withdraw(talk, seller)
    assert set(PracticeTalk.objects.all()) == {kept, simulated}
    for path in (f"/practice/{shut.pk}/", f"/practice/{shut.pk}/review/", f"/practice/from/{talk.pk}/"):
        assert learner.get(path).status_code == 404
    assert f"/practice/{shut.pk}/" not in page_of(learner, "/practice/")
    erasure.erase_talk(talk, seller)
    assert set(PracticeTalk.everything.all()) == {kept, simulated}


def test_an_erased_person_is_erased_from_what_was_practised(
    talk: Conversation, customer: Customer, seller: User, learner: Client
) -> None:
    row = replayed(learner, talk, 2)
    say(learner, row, "Was sagt denn Frau Kern dazu?")
    erasure.erase_person(customer, Naming.of(["Kern"]), seller)
    row.refresh_from_db()
    assert "Kern" not in json.dumps(row.turns, ensure_ascii=False)


# For nobody else


@pytest.mark.parametrize("who", ["administrator", "colleague"])
def test_nobody_else_gets_there(who: str, talk: Conversation, learner: Client, stranger: User, signed_in: Browser) -> None:
    stranger.is_administrator = who == "administrator"
    stranger.save()
    row = begun(learner)
    other = signed_in(stranger)
    for path in (f"/practice/{row.pk}/", f"/practice/{row.pk}/review/", f"/practice/from/{talk.pk}/"):
        assert other.get(path).status_code == 404
        assert other.post(path, {"act": "end", "turn": "1"}).status_code in (404, 405)
    assert other.post(f"/practice/{row.pk}/delete").status_code == 404
    other.post("/practice/delete")
    assert list(PracticeTalk.objects.all()) == [row]
    assert "Hornung" not in page_of(other, "/practice/?language=en")


def test_the_log_does_not_say_that_somebody_practises(learner: Client) -> None:
    row = begun(learner)
    learner.post(f"/practice/{row.pk}/delete")
    begun(learner)
    learner.post("/practice/delete")
    assert not PracticeTalk.everything.exists()
    assert not AuditEntry.objects.exists()
    assert Installation.get().unswept  # the words leave the database's files as well, once no transaction is open


def test_one_takes_it_along_with_ones_own_data_only(talk: Conversation, learner: Client) -> None:
    row = replayed(learner, talk, 2)
    say(learner, row, "Bis wann muss das denn laufen?")
    own, for_customer = (
        zipfile.ZipFile(io.BytesIO(b"".join(learner.post(path))))
        for path in ("/account/data/export", f"/customers/{talk.customer_id}/export")
    )
    (kept,) = json.loads(own.read("practice.json"))
    assert kept["turns"] == row.turns
    assert "Bis wann muss das denn laufen?" not in "".join(
        for_customer.read(name).decode() for name in for_customer.namelist()
    )


def test_an_account_takes_its_practice_with_it(learner: Client, seller: User) -> None:
    begun(learner)
    erasure.erase_account(seller)
    assert not PracticeTalk.everything.exists()

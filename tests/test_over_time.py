"""A customer's world over several talks: what is the same matter, what is new, changed, contradicted, stale."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from zlib import crc32

import pytest

from leitfrage.clarity import STALE_AFTER, Occasion, Status, Thread, Told, Word, World, follow, world
from leitfrage.coding import Dimension
from leitfrage.wording import Message

FIRST = dt.date(2026, 3, 2)
MONTH = dt.timedelta(days=30)
TODAY = FIRST + 3 * MONTH


def told(at: int, text: str, level: int = 2, dimension: str = "criterion", key: int | None = None, **facts: Any) -> Told:
    number = key if key is not None else crc32(f"{at} {text}".encode())
    return Told(key=number, at=at, dimension=Dimension(dimension), label=text, quotes=(text,), level=level, **facts)


def seen(*said: Told, talks: int = 3, today: dt.date = TODAY, occasions: Sequence[Occasion] | None = None) -> World:
    days = occasions or [Occasion(day=FIRST + MONTH * at) for at in range(talks)]
    return world(said, follow(said), days, today)


def only(found: World) -> Thread:
    (thread,) = found.threads
    return thread


SAME = {
    "dative and word order": ("Excel selber bauen wir vielleicht", "wir könnten es mit Excel selber bauen"),
    "a name and its office": ("Frau Kern aus der Kalkulation müsste mitmachen", "Die Kalkulation macht mit, sagt Frau Kern"),
    "English": ("The supplier in Leeds is cheaper", "That Leeds supplier made us an offer"),
    "the very same words": ("Der Betriebsrat muss zustimmen", "Der Betriebsrat muss zustimmen"),
}
OTHER = {
    "only a number in common": ("Wir haben sechs Fahrer", "Sechs Wochen dauert die Genehmigung"),
    "only everyday words in common": ("Das hat der Chef gestern gesagt", "Gestern hat die Bank gesagt, sie wartet"),
    "numbers alone": ("Sechs", "Wir haben sechs"),
    "nothing in common": ("Die Pumpe muss leiser werden", "Der Preis muss unter tausend Euro liegen"),
}


@pytest.mark.parametrize(("first", "second"), SAME.values(), ids=SAME)
def test_the_same_matter_in_two_talks_is_one_thread(first: str, second: str) -> None:
    thread = only(seen(told(0, first), told(1, second)))
    assert [each.told.at for each in thread.entries] == [0, 1]


@pytest.mark.parametrize(("first", "second"), OTHER.values(), ids=OTHER)
def test_different_matters_stay_apart(first: str, second: str) -> None:
    assert len(seen(told(0, first), told(1, second)).threads) == 2


def test_the_same_words_in_two_dimensions_stay_apart() -> None:
    assert len(seen(told(0, "Der Umzug der Werkstatt"), told(1, "Der Umzug der Werkstatt", dimension="risk")).threads) == 2


def test_what_one_talk_holds_as_two_matters_stays_two() -> None:
    found = seen(
        told(0, "Die Angebote der Werkstatt müssen stimmen"),
        told(1, "Die Angebote der Werkstatt müssen stimmen"),
        told(1, "Angebote der Werkstatt mit Preisen"),
    )
    assert sorted(len(each.entries) for each in found.threads) == [1, 2]


def test_clarity_once_gained_is_not_lost_by_saying_it_shorter() -> None:
    thread = only(
        seen(told(0, "Angebote aus der Werkstatt in zwei Tagen", 3), told(1, "Angebote aus der Werkstatt halt schneller", 1))
    )
    assert thread.level == 3
    assert "zwei Tagen" in thread.current.label


@pytest.mark.parametrize(("word", "level"), [(Word.SELLER, 1), (Word.CUSTOMER, 4)], ids=["seller", "customer"])
def test_the_word_of_a_person_wins_over_the_machine_and_says_what_the_machine_reads(word: Word, level: int) -> None:
    thread = only(
        seen(
            told(0, "Frau Kern aus der Kalkulation muss mitmachen", level, word=word),
            told(1, "Frau Kern aus der Kalkulation macht mit", 3),
            today=FIRST + MONTH,
        )
    )
    assert thread.level == level
    assert thread.read == (3 if level < 3 else None)


def test_the_customers_word_wins_over_the_sellers() -> None:
    found = seen(
        told(0, "Frau Kern aus der Kalkulation muss mitmachen", 4, word=Word.CUSTOMER),
        told(1, "Frau Kern aus der Kalkulation macht mit", 1, word=Word.SELLER),
        today=FIRST + MONTH,
    )
    assert only(found).level == 4


def test_new_risen_and_unchanged_since_the_last_talk() -> None:
    found = seen(
        told(0, "Frau Kern aus der Kalkulation müsste mitmachen", 1),
        told(2, "Frau Kern aus der Kalkulation unterschreibt am Montag", 3),
        told(0, "Die Schnittstelle zum Lager fehlt"),
        told(2, "Der Umzug der Werkstatt steht an"),
    )
    marks = {
        each.entries[-1].told.label.split()[1]: (each.new, each.changed, each.before, each.level) for each in found.threads
    }
    assert marks == {"Kern": (False, True, 1, 3), "Schnittstelle": (False, False, 2, 2), "Umzug": (True, False, 0, 2)}


def test_in_a_first_talk_nothing_is_called_new() -> None:
    assert not only(seen(told(0, "Der Umzug der Werkstatt"), talks=1)).new


CONTRADICTIONS = {
    "taken back": (
        "criterion",
        "Die Freigabe durch den Vorstand brauchen wir",
        "Die Freigabe durch den Vorstand brauchen wir doch nicht",
    ),
    "another month": ("timeline", "Die Umstellung läuft bis Ende März", "Die Umstellung läuft bis Ende Juni"),
    "another number of the same thing": (
        "goal",
        "Die Angebote der Werkstatt sollen in zwei Tagen fertig sein",
        "Die Angebote der Werkstatt sollen in vier Tagen fertig sein",
    ),
    "English": ("timeline", "The warehouse switch runs in March", "The warehouse switch runs in June"),
}
NO_CONTRADICTIONS = {
    "said again": ("timeline", "Die Umstellung läuft bis Ende März", "Bis Ende März läuft die Umstellung"),
    "a series": ("situation", "Im März hatten wir elf Ausfälle der Presse", "Im Juni hatten wir neun Ausfälle der Presse"),
    "in figures and in words": (
        "goal",
        "Die Angebote der Werkstatt in zwei Tagen fertig",
        "Die Angebote der Werkstatt in 2 Tagen fertig",
    ),
}


@pytest.mark.parametrize(("dimension", "old", "new"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_of_a_contradiction_both_are_kept_and_the_older_counts_one(dimension: str, old: str, new: str) -> None:
    thread = only(seen(told(0, old, 3, dimension), told(1, new, 2, dimension)))
    assert [(each.otherwise, each.level) for each in thread.entries] == [(True, 1), (False, 2)]
    assert thread.current.label == new
    assert thread.level == 2
    assert thread.contradiction is not None
    assert [each.label for each in thread.contradiction] == [old, new]


@pytest.mark.parametrize(("dimension", "old", "new"), NO_CONTRADICTIONS.values(), ids=NO_CONTRADICTIONS)
def test_what_only_looks_like_a_contradiction_is_none(dimension: str, old: str, new: str) -> None:
    assert only(seen(told(0, old, 3, dimension), told(1, new, 3, dimension))).contradiction is None


def test_a_contradiction_is_settled_once_the_customer_confirms() -> None:
    _, old, new = CONTRADICTIONS["another month"]
    said = [told(0, old, 3, "timeline"), told(1, new, 3, "timeline", key=7)]
    confirmed = told(2, new, 4, "timeline", key=7, status=Status.CONFIRMED, word=Word.CUSTOMER)
    thread = only(seen(*said, confirmed))
    assert thread.contradiction is None
    assert thread.confirmed


def test_what_a_talk_itself_took_back_belongs_to_what_it_said_instead() -> None:
    old = told(0, "Wir wollen die Angebote in zwei Tagen fertig haben", 1, "goal", status=Status.CONTRADICTED)
    new = told(0, "Stimmt nicht, was ich vorhin sagte, die Angebote wollen wir in vier Tagen fertig haben", 3, "goal")
    assert only(seen(old, new, talks=1)).contradiction == (old, new)


@pytest.mark.parametrize(
    ("days", "level"), [(STALE_AFTER.days, 4), (STALE_AFTER.days + 1, 3)], ids=["on the last day", "a day later"]
)
def test_what_was_confirmed_grows_stale_after_ninety_days(days: int, level: int) -> None:
    said = told(0, "Der Betriebsrat muss zustimmen", 4, status=Status.CONFIRMED)
    thread = only(seen(said, today=FIRST + dt.timedelta(days=days)))
    assert (thread.level, thread.stale is not None, thread.confirmed) == (level, level == 3, level == 4)


def test_mentioning_it_again_does_not_keep_it_fresh_but_confirming_it_does() -> None:
    first = told(0, "Der Betriebsrat muss zustimmen", 4, status=Status.CONFIRMED)
    later = FIRST + dt.timedelta(days=120)
    assert only(seen(first, told(2, "Der Betriebsrat muss zustimmen", 3), today=later)).level == 3
    assert only(seen(first, told(2, "Der Betriebsrat muss zustimmen", 4), today=later)).level == 4


def test_a_changed_situation_makes_what_was_confirmed_stale() -> None:
    thread = next(
        each
        for each in seen(
            told(0, "Der Betriebsrat muss zustimmen", 4, status=Status.CONFIRMED),
            told(0, "Die Abteilung Kalkulation hat drei Sachbearbeiter", 3, "situation"),
            told(1, "Die Abteilung Kalkulation hat zwei Sachbearbeiter", 3, "situation"),
            today=FIRST + MONTH,
        ).threads
        if each.dimension == Dimension.CRITERION
    )
    assert thread.level == 3
    assert isinstance(thread.stale, Message)


def test_confirmed_in_a_letter_stays_with_its_item_whatever_its_words() -> None:
    occasions = [Occasion(day=FIRST), Occasion(day=FIRST + MONTH, talk=False)]
    said = [told(0, "Sechs", 3, key=1), told(1, "Sechs", 4, key=1, word=Word.CUSTOMER)]
    thread = only(seen(*said, occasions=occasions, today=FIRST + MONTH))
    assert [each.level for each in thread.entries] == [3, 4]
    assert thread.level == 4


def test_open_is_what_nothing_stands_of() -> None:
    found = seen(
        told(0, "Wir wollen die Angebote fertig haben", 1, "goal", status=Status.CONTRADICTED),
        told(0, "Der Umzug der Werkstatt"),
    )
    assert Dimension.GOAL in found.open
    assert Dimension.CRITERION not in found.open


def test_followed_matters_can_be_kept_and_used_again() -> None:
    said = [told(0, "Excel selber bauen"), told(1, "Wir bauen Excel selber"), told(1, "Der Umzug der Werkstatt")]
    kept = json.loads(json.dumps(follow(said)))
    days = [Occasion(day=FIRST), Occasion(day=FIRST + MONTH)]
    assert world(said, kept, days, TODAY) == world(said, follow(said), days, TODAY)

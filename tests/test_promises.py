"""Dates as people say them, and the promises that carry them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitfrage.conversation import Side
from leitfrage.promises import Entry, Outcome, calendar, find, kept, promises
from tests.coded import TUESDAY, coded, customer, seller

DATES = {
    "ich schicke es bis Freitag": "2026-11-27",
    "bis Ende nächster Woche": "2026-12-04",
    "Anfang nächster Woche": "2026-12-01",
    "Freitag nächste Woche": "2026-12-04",
    "nächsten Dienstag": "2026-12-01",
    "in KW 14": "2027-04-09",
    "bis KW 50": "2026-12-11",
    "vor der Sommerpause": "2027-06-20",
    "noch vor Weihnachten": "2026-12-23",
    "noch heute": "2026-11-24",
    "bis morgen Mittag": "2026-11-25",
    "übermorgen": "2026-11-26",
    "bis Ende März": "2027-03-31",
    "Mitte Januar": "2027-01-15",
    "am 3.12.": "2026-12-03",
    "am 3. Dezember": "2026-12-03",
    "bis 15.3.2027": "2027-03-15",
    "in zwei Wochen": "2026-12-08",
    "bis Jahresende": "2026-12-31",
    "im ersten Quartal": "2027-03-31",
    "bis Ende des Monats": "2026-11-30",
    "bis nächste Woche Mittwoch": "2026-12-02",
    "nächste Woche am Donnerstag": "2026-12-03",
    "übernächsten Dienstag": "2026-12-08",
    "Freitag in einer Woche": "2026-12-04",
    "bis zum 15.": "2026-12-15",
    "bis zum zwanzigsten": "2026-12-20",
    "by the twenty-first": "2026-12-21",
    "bis 3.12": "2026-12-03",
    "am 3. Dez.": "2026-12-03",
    "in zwölf Wochen": "2027-02-16",
    "two weeks from today": "2026-12-08",
    "a week from Thursday": "2026-12-03",
    "next week on Thursday": "2026-12-03",
    "bis zum Wochenende": "2026-11-27",
    "am Wochenende": "2026-11-29",
    "at the weekend": "2026-11-29",
    "Tuesday the 8th": "2026-12-08",
    "by the 4th": "2026-12-04",
    "by close of business Friday": "2026-11-27",
    "within 48 hours": "2026-11-26",
    "in a couple of weeks": "2026-12-08",
    "Anfang November": "2027-11-10",
    "end of next quarter": "2027-03-31",
    "by Friday": "2026-11-27",
    "by close of play tomorrow": "2026-11-25",
    "in Q1": "2027-03-31",
    "by the end of Q2 2027": "2027-06-30",
    "next Tuesday": "2026-12-01",
    "Thursday week": "2026-12-03",
    "in a fortnight": "2026-12-08",
    "by the end of the month": "2026-11-30",
    "within ten days": "2026-12-04",
    "by 3 December": "2026-12-03",
    "on the 5th of January": "2027-01-05",
    "before the summer break": "2027-06-20",
    "later this week": "2026-11-27",
    "the week after next": "2026-12-11",
}


@pytest.mark.parametrize(("text", "day"), DATES.items(), ids=DATES)
def test_a_date_is_resolved_against_the_day_of_the_talk(text: str, day: str) -> None:
    due = find(f"also {text}, ja", TUESDAY)
    assert due is not None
    assert due.date == dt.date.fromisoformat(day)
    assert due.words in text


@pytest.mark.parametrize(
    "text",
    [
        "ich rufe Sie um 10 an",
        "May I send you something",
        "we march on",
        "zwei Leute",
        "letzten Freitag war zu",
        "since Monday",
    ],
)
def test_what_is_no_date_gets_none(text: str) -> None:
    due = find(text, TUESDAY)
    assert due is None or due.date is None


@pytest.mark.parametrize("text", ["ich melde mich bald", "so bald wie möglich", "nach Ostern", "asap"])
def test_words_without_a_date_stay_words(text: str) -> None:
    due = find(text, TUESDAY)
    assert due is not None
    assert due.date is None


def test_without_the_day_of_the_talk_nothing_is_made_up() -> None:
    due = find("bis Freitag", None)
    assert due is not None
    assert (due.words, due.date) == ("bis Freitag", None)
    exact = find("bis 15.3.2027", None)
    assert exact is not None
    assert exact.date == dt.date(2027, 3, 15)


@given(st.text(max_size=120), st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31)))
def test_no_text_breaks_it_and_words_are_verbatim(text: str, today: dt.date) -> None:
    due = find(text, today)
    assert due is None or due.words in text


def test_promises_of_both_sides_with_their_dates() -> None:
    found = promises(
        coded(
            seller("Die Liste schicke ich Ihnen.", "promise"),
            seller("Bis Freitag haben Sie die.", "information"),
            customer("Und ich frag die Frau Kern bis Ende nächster Woche.", commits=True),
            seller("Wir melden uns dann wegen der Maschine.", "promise"),
        )
    )
    assert [(each.by, each.due, each.due_text) for each in found] == [
        (Side.SELLER, dt.date(2026, 11, 27), "Bis Freitag"),
        (Side.CUSTOMER, dt.date(2026, 12, 4), "bis Ende nächster Woche"),
        (Side.SELLER, None, ""),
    ]


def test_kept_counts_what_had_to_be_kept_and_nothing_else() -> None:
    before, after = TUESDAY - dt.timedelta(days=1), TUESDAY + dt.timedelta(days=1)
    outcomes = [
        Outcome(due=before, kept=True),
        Outcome(due=before, kept=False),
        Outcome(due=after, kept=True),
        Outcome(due=None, kept=True),
        Outcome(due=TUESDAY, kept=False),  # today is not over
        Outcome(due=after, kept=False),
        Outcome(due=None, kept=False),
        Outcome(due=before, kept=False, dropped=True),
    ]
    assert kept(outcomes, TUESDAY) == (3, 4)


def test_the_calendar_is_read_back_as_all_day_events_and_always_the_same() -> None:
    made_at = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
    words = "Zeile eins\nZeile zwei; mit, Zeichen\r\nEND:VCALENDAR"
    entries = [Entry(uid="a@leitfrage", due=TUESDAY, summary=words, description=words, changed_at=made_at, changes=2)]
    data = calendar(entries, "Zusagen", "de")
    assert data == calendar(entries, "Zusagen", "de")
    read = icalendar.Calendar.from_ical(data)
    events: list[Any] = read.walk("VEVENT")
    (event,) = events
    assert event["dtstart"].dt == TUESDAY
    assert event["dtend"].dt == TUESDAY + dt.timedelta(days=1)
    assert event["transp"] == "TRANSPARENT"
    assert event["uid"] == "a@leitfrage"
    assert event["sequence"] == 2
    assert not read.walk("VTODO")
    assert not read.walk("VALARM")


def test_an_eye_is_no_month() -> None:
    assert find("das behalten wir bis dahin im Auge", TUESDAY) is None
    short = find("bis 5. Aug. 2027", TUESDAY)
    assert short is not None
    assert short.date == dt.date(2027, 8, 5)

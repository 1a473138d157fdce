"""Due promises for calendar programs (iCalendar).

Each is an all-day event and no task: Outlook and Google Calendar leave tasks (VTODO) out of calendars that are
subscribed to or imported, and Apple's Calendar shows none in subscriptions; an all-day event appears in all three.
It leaves the day free (TRANSP) and rings no bell: Outlook and Google ignore alarms of subscribed calendars, and
whoever wants to be reminded sets that in their own program.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One due promise. ``uid`` stays the same for ever; ``changes`` counts up, so that programs take the newer one."""

    uid: str
    due: dt.date
    summary: str
    description: str
    changed_at: dt.datetime
    changes: int = 0


def calendar(entries: Iterable[Entry], name: str, language: str) -> bytes:
    """Give the calendar as a file; the same entries give the same bytes."""
    from icalendar import Calendar, Event

    made = Calendar()
    for key, value in (
        ("prodid", "-//Leitfrage//Promises//EN"),
        ("version", "2.0"),
        ("calscale", "GREGORIAN"),
        ("method", "PUBLISH"),
        ("x-wr-calname", name),
        ("x-published-ttl", "PT4H"),
    ):
        made.add(key, value)
    for each in entries:
        event = Event()
        event.add("uid", each.uid)
        event.add("dtstamp", each.changed_at.astimezone(dt.UTC))
        event.add("last-modified", each.changed_at.astimezone(dt.UTC))
        event.add("sequence", each.changes)
        event.add("dtstart", each.due)
        event.add("dtend", each.due + dt.timedelta(days=1))  # the day after: the end is not part of the event
        event.add("summary", each.summary, parameters={"language": language})
        event.add("description", each.description)
        event.add("transp", "TRANSPARENT")
        event.add("x-microsoft-cdo-busystatus", "FREE")
        made.add_component(event)
    data: bytes = made.to_ical()
    return data

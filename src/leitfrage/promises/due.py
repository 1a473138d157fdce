"""When something is due: dates as people say them, in German and English, resolved against the day of the talk.

A span of words becomes a date only where its meaning is settled; "bald", "asap" and "nach der Messe" stay words.
Where a day is named by a period (a week, a month, a quarter), the period's last day is meant by "until then", and
a week is taken to end on Friday, as offices mean it.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

_WEEKDAYS = {
    "montag": 0, "dienstag": 1, "mittwoch": 2, "donnerstag": 3, "freitag": 4, "samstag": 5, "sonnabend": 5, "sonntag": 6,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
}  # fmt: skip
_MONTHS = {
    "januar": 1, "jänner": 1, "februar": 2, "feber": 2, "märz": 3, "april": 4, "mai": 5, "juni": 6, "juli": 7,
    "august": 8, "september": 9, "oktober": 10, "november": 11, "dezember": 12,
    "jan.": 1, "feb.": 2, "apr.": 4, "aug.": 8, "sept.": 9, "sep.": 9, "okt.": 10, "nov.": 11, "dez.": 12, "dec.": 12, "oct.": 10,
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "october": 10, "december": 12,
}  # fmt: skip
_NUMBERS = {
    "ein": 1, "eine": 1, "einer": 1, "einem": 1, "einen": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "elf": 11, "zwölf": 12, "vierzehn": 14, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4,
    "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "a couple of": 2,
}  # fmt: skip
_DAY_NAMES = {
    name: day
    for names in (
        "ersten zweiten dritten vierten fünften sechsten siebten achten neunten zehnten elften zwölften dreizehnten vierzehnten fünfzehnten sechzehnten "
        "siebzehnten achtzehnten neunzehnten zwanzigsten einundzwanzigsten zweiundzwanzigsten dreiundzwanzigsten vierundzwanzigsten fünfundzwanzigsten "
        "sechsundzwanzigsten siebenundzwanzigsten achtundzwanzigsten neunundzwanzigsten dreißigsten einunddreißigsten",
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
        "eighteenth nineteenth twentieth twenty-first twenty-second twenty-third twenty-fourth twenty-fifth twenty-sixth twenty-seventh "
        "twenty-eighth twenty-ninth thirtieth thirty-first",
    )
    for day, name in enumerate(names.split(), 1)
}
_ORDINALS = {"ersten": 1, "zweiten": 2, "dritten": 3, "vierten": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}
_DAY = "|".join(_WEEKDAYS)
_MONTH = "|".join(re.escape(each) for each in sorted(_MONTHS, key=len, reverse=True))
_COUNT = r"\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
_FRIDAY = 4
_SUNDAY = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """The words that tell the date, verbatim, and the date; ``None`` where the words settle none.

    ``approximate``: the words name a season or feast, and the date is the last safe day before it.
    """

    words: str
    date: dt.date | None
    approximate: bool = False


def find(text: str, today: dt.date | None) -> Due | None:
    """Find when something is due; the longest words win. Without ``today`` relative words get no date."""
    best: tuple[int, Due] | None = None
    silent = [hit.span() for hit in _NO_DUE.finditer(text)]
    for pattern, resolve in _RULES:
        for found in pattern.finditer(text):
            if any(start < found.end() and found.start() < end for start, end in silent):
                continue
            if _PAST.search(text[: found.start()] + " " + found.group()):
                continue
            words = found.group().strip(" ,.")
            date = resolve(found, today) if resolve else None
            # A settled date beats mere words of the same length.
            weight = len(words) + (8 if date else 0)
            if best is None or weight > best[0]:
                best = (weight, Due(words=words, date=date, approximate=resolve is _before_season))
    return best[1] if best else None


# "letzten Freitag", "since Monday": what lies behind is no due date.
_PAST = re.compile(
    r"(?:letzte[nrsm]?|vergangene[nrsm]?|vorige[nrsm]?|seit(?: dem)?|gestern|last|since|past)\s+\S*$|^(?:last|seit|since)\b",
    re.IGNORECASE,
)

# "guten Morgen" greets, "heute besprochen" looks back, "today's" belongs to something.
_NO_DUE = re.compile(
    r"(?:guten?|schönen|good)\s+(?:morgen|morning)|(?:heute|today)\s+(?:besprochen|gesagt|gehört|gesehen|gesprochen|vereinbart|discussed|talked|said|agreed)|"
    r"(?:von|ab|from|seit)\s+(?:heute|today|now)\s+(?:an|on)",
    re.IGNORECASE,
)

Resolver = Callable[[re.Match[str], dt.date | None], dt.date | None]


def _rule(pattern: str, resolve: Resolver | None) -> tuple[re.Pattern[str], Resolver | None]:
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE), resolve


def _count(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBERS[text.casefold()]


def _safe(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _ahead(month: int, day: int, today: dt.date | None) -> dt.date | None:
    """Give the next such day from today on."""
    if today is None:
        return None
    this = _safe(today.year, month, day)
    return this if this and this >= today else _safe(today.year + 1, month, day)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _plus_months(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _full_date(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    day, month, year = int(found["day"]), int(found["month"]), found["year"]
    if year:
        return _safe(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return _ahead(month, day, today)


def _named_date(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    day, month, year = int(found["day"]), _MONTHS[found["month"].casefold()], found["year"]
    return _safe(int(year), month, day) if year else _ahead(month, day, today)


def _month(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    month, year, part = _MONTHS[found["month"].casefold()], found["year"], (found["part"] or "").casefold()
    if not year and today is None:
        return None
    if year:
        number = int(year)
    else:
        assert today is not None
        number = today.year + (
            month < today.month
            or (month == today.month and part.startswith(("anfang", "start", "beginning", "early")) and today.day > 10)
        )
    if part.startswith(("anfang", "start", "beginning", "early")):
        return dt.date(number, month, 10)
    if part.startswith(("mitte", "mid")):
        return dt.date(number, month, 15)
    if part.startswith(("vor", "before")):
        return dt.date(number, month, 1) - dt.timedelta(days=1)
    return _month_end(number, month)


def _weekday(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    """The next such day after today, unless a week is named with it: "nächsten Freitag" and "Freitag nächste Woche" lie in next week."""
    if today is None:
        return None
    named = next(value for name, value in found.groupdict().items() if name.startswith("day") and value)
    day = _WEEKDAYS[named.casefold()]
    text = found.group().casefold()
    following = today + dt.timedelta(days=(day - today.weekday() - 1) % 7 + 1)
    if re.search(r"day week$|in einer woche|a week (?:from|on)|week from", text):  # a week after that day
        return following + dt.timedelta(weeks=1)
    if re.search(r"in zwei wochen|two weeks (?:from|on)", text):
        return following + dt.timedelta(weeks=2)
    monday = today - dt.timedelta(days=today.weekday())
    if re.search(r"übernächste|week after next", text):
        return monday + dt.timedelta(weeks=2, days=day)
    if re.search(r"nächste|kommende[nrs]? woche|next", text):
        return monday + dt.timedelta(weeks=1, days=day)
    return following


def _weeks_from_now(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    return today + dt.timedelta(weeks=_count(found.group().split()[0])) if today else None


def _within_hours(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    return today + dt.timedelta(days=int(found["count"]) // 24) if today else None


def _day_of_month(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    """ "bis zum 15.", "by the 4th": the next month that still has that day ahead."""
    if today is None:
        return None
    day = int(found["day"]) if found["day"] else _DAY_NAMES[found["name"].casefold()]
    for ahead in range(3):
        first = _plus_months(today.replace(day=1), ahead)
        date = _safe(first.year, first.month, day)
        if date and date >= today:
            return date
    return None


def _near_day(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    if today is None:
        return None
    text = found.group().casefold()
    ahead = 2 if re.search("übermorgen|day after tomorrow", text) else 1 if re.search("morgen|tomorrow", text) else 0
    return today + dt.timedelta(days=ahead)


def _weekend(_found: re.Match[str], today: dt.date | None) -> dt.date | None:
    """Who does a thing at the weekend has done it by Sunday; who does it *by* the weekend, on Friday."""
    return None if today is None else today + dt.timedelta(days=_SUNDAY - today.weekday())


def _week(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    if today is None:
        return None
    text = found.group().casefold()
    weeks = 2 if re.search("übernächste|week after next", text) else 1 if re.search("nächste|kommende|next", text) else 0
    monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=weeks)
    if re.search("anfang|start|beginning|early", text):
        return monday + dt.timedelta(days=1)
    if re.search("mitte|mid", text):
        return monday + dt.timedelta(days=2)
    return monday + dt.timedelta(days=_FRIDAY)


def _within(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    if today is None:
        return None
    count, unit = _count(found["count"]), found["unit"].casefold()
    if unit.startswith(("tag", "day")):
        return today + dt.timedelta(days=count)
    if unit.startswith(("woche", "week")):
        return today + dt.timedelta(weeks=count)
    return _plus_months(today, count)


def _calendar_week(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    if today is None and not found["year"]:
        return None
    week = int(found["week"])
    year = int(found["year"]) if found["year"] else today.isocalendar().year if today else 0
    try:
        friday = dt.date.fromisocalendar(year, week, _FRIDAY + 1)
        if today and not found["year"] and friday < today:
            friday = dt.date.fromisocalendar(year + 1, week, _FRIDAY + 1)
    except ValueError:
        return None
    return friday


def _quarter(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    name = (found["number"] or found["word"]).casefold()
    quarter = int(name) if name.isdigit() else _ORDINALS[name]
    if found["year"]:
        return _month_end(int(found["year"]), quarter * 3)
    if today is None:
        return None
    end = _month_end(today.year, quarter * 3)
    return end if end >= today else _month_end(today.year + 1, quarter * 3)


def _period_end(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    """End of this month, next month, this quarter, the year."""
    if today is None:
        return None
    text = found.group().casefold()
    ahead = 1 if re.search("nächste|kommende|next|following", text) else 0
    if re.search("jahr|year", text):
        return dt.date(today.year + ahead, 12, 31)
    if re.search("quartal|quarter", text):
        end = _plus_months(today.replace(month=(today.month - 1) // 3 * 3 + 3, day=1), 3 * ahead)
        return _month_end(end.year, end.month)
    first = _plus_months(today.replace(day=1), ahead)
    return _month_end(first.year, first.month)


def _fortnight(_: re.Match[str], today: dt.date | None) -> dt.date | None:
    return today + dt.timedelta(weeks=2) if today else None


def _before_season(found: re.Match[str], today: dt.date | None) -> dt.date | None:
    """The last safe day: summer holidays begin from late June on, Christmas and New Year are fixed."""
    text = found.group().casefold()
    return _ahead(6, 20, today) if re.search("sommer|summer", text) else _ahead(12, 23, today)


def _year(found: re.Match[str], _: dt.date | None) -> dt.date | None:
    year = int(found["year"])
    return dt.date(year, 12, 31) if not found["before"] else dt.date(year - 1, 12, 31)


_PREPOSITION = r"(?:(?:noch |spätestens |längstens |by |until |till |before |on |no later than |bis(?: zum| spätestens)? |am |vor |ab )\s*)?"
_NEXT_DE = r"(?:(?:die|der|den|das)?\s*(?:nächste[nrs]?|kommende[nrs]?|diese[nrs]?|übernächste[nrs]?)\s+)"
_RULES: tuple[tuple[re.Pattern[str], Resolver | None], ...] = (
    _rule(rf"{_PREPOSITION}(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.(?:(?P<year>20\d\d|\d\d)(?!\d))?", _full_date),
    _rule(rf"{_PREPOSITION}(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)", _full_date),
    _rule(rf"{_PREPOSITION}(?:dem |den |zum )?(?P<day>\d{{1,2}})\.\s?(?P<month>{_MONTH})(?:\s+(?P<year>20\d\d))?", _named_date),
    _rule(rf"{_PREPOSITION}(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})(?:,? (?P<year>20\d\d))?", _named_date),
    _rule(rf"{_PREPOSITION}(?P<month>{_MONTH}) (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,? (?P<year>20\d\d))?(?!\d)", _named_date),
    _rule(
        rf"(?:(?:bis|by|until|before|vor|im|in|spätestens|zum|ab|ende)\s+)*"
        rf"(?P<part>(?:ende|mitte|anfang|end of|mid|mid-|middle of|beginning of|start of|early|late|vor|before|bis|by|until|im|in) ?)"
        rf"(?P<month>{_MONTH})(?:\s+(?P<year>20\d\d))?",
        _month,
    ),
    _rule(
        rf"{_PREPOSITION}(?:close of (?:play|business)|end of (?:play|day)|cob|eod)?\s*{_NEXT_DE}?(?P<day>{_DAY})"
        rf"(?:[- ]?(?:früh|vormittag|mittag|nachmittag|abend|morgen|morning|afternoon))?"
        rf"(?: (?:die |der )?(?:über)?(?:nächste|kommende)[nr]? woche| next week| the week after next| week| in (?:einer|zwei) wochen?)?",
        _weekday,
    ),
    _rule(rf"{_PREPOSITION}(?:next|this|this coming) (?P<day>{_DAY})(?: (?:morning|afternoon))?", _weekday),
    _rule(
        rf"{_PREPOSITION}(?:über)?(?:nächste|kommende)[nr]? woche (?:am )?(?P<day>{_DAY})|(?:by |on )?next week (?:on )?(?P<day2>{_DAY})|"
        rf"(?:a|two) weeks? (?:from|on) (?P<day3>{_DAY})",
        _weekday,
    ),
    _rule(r"(?:a|one|two|three) weeks? from (?:today|now)", _weeks_from_now),
    _rule(rf"(?:{_DAY}|on|by|until|bis(?: zum)?|am|zum|den) (?:the |dem |den )?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)|(?P<name>{'|'.join(sorted(_DAY_NAMES, key=len, reverse=True))}))(?!\s?(?:\d|{_MONTH}|of\b|quart|half|week|day|step|thing|one|woche|quartal|schritt|mal|termin|halbjahr))", _day_of_month),
    _rule(r"(?:bis|am|zum|by|on) (?:the |dem |den )?(?P<day>\d{1,2})\.(?P<month>\d{1,2})(?P<year>)(?![.\d])", _full_date),
    _rule(r"within (?P<count>24|48|72) hours", _within_hours),
    _rule(
        rf"{_PREPOSITION}(?:close of (?:play|business) |end of (?:play|day) |cob |eod )?"
        r"(?:heute|morgen|übermorgen|today|tonight|tomorrow|the day after tomorrow)"
        r"(?:[- ]?(?:früh|vormittag|mittag|nachmittag|abend|noch|morning|afternoon|evening))?",
        _near_day,
    ),
    _rule(r"(?:by )?(?:close of (?:play|business)|end of (?:play|the day))(?: today)?", _near_day),
    _rule(
        r"(?:(?:bis|by|until|before|noch|im laufe|in der|in|spätestens)\s+)*(?:(?:ende|anfang|mitte|the end of|end of|start of|beginning of|middle of|mid|early|late|later|some time|sometime)\s+)?"
        r"(?:der |die |den )?(?:nächste[nr]?|kommende[nr]?|diese[nr]?|übernächste[nr]?|this|next|the week after next|dieser) ?(?:woche|week)?(?<=woche|.week|.next)",
        _week,
    ),
    _rule(r"(?:am |übers |over |at |on )(?:the )?(?:wochenende|weekend)", _weekend),
    _rule(r"(?:bis |noch )?(?:ende der woche|wochenende|zum wochenende)|(?:by |before )?the (?:end of the week|weekend)", _week),
    _rule(rf"(?:in|innerhalb von|binnen|within|spätestens in)(?: the next| den nächsten)? (?P<count>{_COUNT}) (?P<unit>tag(?:en|e)?|wochen?|monat(?:en|e)?|days?|weeks?|months?)(?: time)?", _within),
    _rule(r"(?:(?:bis|in|by|ab|spätestens|der)\s+)*(?:KW|kalenderwoche|calendar week|week) ?(?P<week>\d{1,2})(?!\d)(?:[ /]+(?P<year>20\d\d))?", _calendar_week),
    _rule(rf"(?:(?:bis|by|in|im|ende|end of|spätestens|the)\s+)*(?:Q(?P<number>[1-4])|(?P<word>{'|'.join(_ORDINALS)}) (?:quartal|quarter))(?:[ /]+(?P<year>20\d\d))?", _quarter),
    _rule(
        r"(?:(?:bis|by|until|before|noch)\s+)*(?:(?:zum )?ende (?:des|dieses|nächsten|kommenden)?\s*(?:monats?|quartals?|jahres?)|(?:the )?end of (?:the|this|next|the following) (?:month|quarter|year)|"
        r"(?:nächsten|kommenden|diesen) monat|(?:next|this) (?:month|quarter|year)|(?:zum )?(?:monatsende|quartalsende|jahresende|jahreswechsel)|(?:nächstes|kommendes|dieses) (?:jahr|quartal)|year[- ]end|month[- ]end)",
        _period_end,
    ),
    _rule(r"(?P<before>vor |before )?(?:(?:bis |by |ende |end of |in |im jahr |noch )+)(?P<year>20[2-4]\d)", _year),
    _rule(r"(?:in|within) (?:a|one) fortnight(?:'s time)?", _fortnight),
    _rule(
        r"(?:noch |kurz )*vor (?:der |den |dem |die )?(?:sommer(?:pause|ferien|urlaub)?|weihnachts(?:ferien|pause|feiertagen?)|weihnachten|neujahr|jahreswechsel)|"
        r"(?:before|ahead of) (?:the )?(?:summer(?: (?:break|holidays?))?|christmas(?: (?:break|holidays?))?|new year)",
        _before_season,
    ),
    # Words that name a time without settling a date.
    _rule(
        r"(?:bis |noch |kurz |gleich )*(?:vor|nach|in|über) (?:der|den|die|dem) (?:sommer|winter|herbst|oster|pfingst|weihnachts)?(?:pause|ferien|urlaub|messe|feiertagen?|weihnachten|ostern|saison|inventur)",
        None,
    ),
    _rule(r"(?:bis |vor |nach |über |zu )(?:weihnachten|ostern|pfingsten|fasching|neujahr|silvester)", None),
    _rule(r"(?:before|after|by|over) (?:the )?(?:summer|winter|easter|christmas|new year|half[- ]term|spring)(?: (?:break|holidays?))?", None),
    _rule(r"(?:im|bis zum|ab|vor dem|nach dem) (?:frühjahr|frühling|sommer|herbst|winter)|(?:in|by|before|after) (?:the )?(?:spring|summer|autumn|fall|winter)", None),
    _rule(r"(?:so ?bald wie möglich|möglichst bald|zeitnah|umgehend|baldmöglichst|in den nächsten tagen|in ein paar tagen|as soon as (?:possible|i can)|asap|bald|in (?:a few|the next few|a couple of) days|shortly|soon)", None),
)  # fmt: skip

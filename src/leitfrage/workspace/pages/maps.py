"""The customer's map over time: all talks and answered letters in one map, and what has changed."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from markupsafe import Markup

from leitfrage.clarity import Entry, Thread
from leitfrage.coding import Dimension
from leitfrage.letters import charts
from leitfrage.letters.report import day
from leitfrage.wording import N_
from leitfrage.workspace.access import own_or_404
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import Customer
from leitfrage.workspace.over_time import CustomerWorld, customer_world
from leitfrage.workspace.wording import ORIGINS

# So many matters of a dimension are shown until one asks for all of them.
_SHOWN = 8
_ENTRIES_SHOWN = 3
FILTERS = {
    "new": N_("new since the last talk"),
    "changed": N_("changed since the last talk"),
    "contradicts": N_("contradicting"),
    "stale": N_("no longer fresh"),
    "open": N_("open"),
}


@login_required
def customer_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the map; ``?show=`` filters, ``?dimension=`` shows all matters of one dimension."""
    customer = own_or_404(request, Customer, pk)
    seen = customer_world(customer)
    show = request.GET.get("show", "")
    only = next((each for each in Dimension if each.value == request.GET.get("dimension")), None)
    counts = {name: sum(matches(each, name) for each in seen.world.threads) for name in FILTERS}
    counts["open"] = len(seen.world.open)
    parts = []
    for dimension in [only] if only else Dimension:
        threads = [each for each in seen.world.of(dimension) if show not in FILTERS or matches(each, show)]
        shown = threads if only else threads[:_SHOWN]
        if threads or (show in ("", "open") and dimension in seen.world.open):
            parts.append(
                (dimension, [_thread(each, seen, language_of(request)) for each in shown], len(threads) - len(shown))
            )
    context = {
        "customer": customer,
        "parts": parts,
        "show": show if show in FILTERS else "",
        "only": only,
        "filters": FILTERS,
        "counts": counts,
        "origins": ORIGINS,
        "talks": sum(each.talk for each in seen.world.occasions),
        "last": next((each.day for each in reversed(seen.world.occasions) if each.talk), None),
    }
    return render(request, "leitfrage/map.html", context)


def matches(thread: Thread, name: str) -> bool:
    """Say whether a matter belongs to a filter."""
    return {
        "new": thread.new,
        "changed": thread.changed,
        "contradicts": thread.contradiction is not None,
        "stale": thread.stale is not None,
        "open": False,
    }[name]


def _thread(thread: Thread, seen: CustomerWorld, language: str) -> dict[str, Any]:
    """Give what the page shows of a matter."""
    entries = [_entry(each, seen) for each in reversed(thread.entries)]
    contradiction = thread.contradiction
    return {
        "thread": thread,
        "item": seen.item(thread.current),
        "recent": entries[:_ENTRIES_SHOWN],
        "earlier": entries[_ENTRIES_SHOWN:],
        "history": _history(thread, seen, language),
        "contradiction": [(seen.world.occasions[each.at].day, each.label, seen.item(each)) for each in contradiction or ()],
    }


def _entry(entry: Entry, seen: CustomerWorld) -> dict[str, Any]:
    item = seen.item(entry.told)
    occasion = seen.world.occasions[entry.told.at]
    return {
        "day": occasion.day,
        "talk": seen.talk(item) if occasion.talk else None,
        "level": entry.level,
        "otherwise": entry.otherwise,
        "item": item,
        "language": (talk.language if (talk := seen.talk(item)) else "") or item.customer.language,
    }


def _history(thread: Thread, seen: CustomerWorld, language: str) -> Markup:
    if len(thread.entries) < 2:
        return Markup("")
    occasions = seen.world.occasions
    points = [(occasions[each.told.at].day, each.level, each.otherwise) for each in thread.entries]
    days = [day(each, language) for each, _, _ in points]
    return Markup(charts.history(points, occasions[0].day, occasions[-1].day, days, language))


urls = [path("customers/<int:pk>/map/", customer_map, name="customer-map")]

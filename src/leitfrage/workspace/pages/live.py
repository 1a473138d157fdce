"""Beside a talk that goes on: begin it with its consent, type along, see the map, end it."""

from __future__ import annotations

import re
from secrets import token_hex
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.views.decorators.http import require_POST

from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.live.typed import SHOWN_SIDES, SIDE_KEYS, Typed, dimension_keys, typed
from leitfrage.workspace import live_talks, live_view
from leitfrage.workspace.access import own_or_404
from leitfrage.workspace.live_view import Busy, View
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import Consent, Customer, LiveTalk
from leitfrage.workspace.pages.importing import consent_of
from leitfrage.workspace.wording import CAPTURE_BASES, CAPTURE_MODES

_KEY = re.compile(r"[\w-]{1,64}")


@login_required
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what was agreed (GET), and begin (POST)."""
    customer = own_or_404(request, Customer, pk)
    if request.method != "POST":
        context = {"customer": customer, "modes": CAPTURE_MODES, "bases": CAPTURE_BASES}
        return render(request, "leitfrage/start_live.html", context)
    consent = consent_of(request)
    language = request.POST.get("language", "")
    talk = live_talks.start(
        customer,
        consent,
        language=language if language in ("de", "en") else customer.language,
        title=request.POST.get("title", "").strip(),
        pushed=consent.mode != Consent.Mode.NOTES,
        seller=request.POST.get("seller", ""),
    )
    return redirect("live", talk.pk)


@login_required
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the talk; ``?view=customer`` is what a customer may see as well."""
    talk = live_talks.own(request, pk)
    language, for_customer = language_of(request), _for_customer(request)
    side = talk.lines.exclude(number=None).filter(noted=True).order_by("-number").values_list("side", flat=True).first()
    keys: dict[Dimension, list[str]] = {}
    for key, dimension in dimension_keys(language).items():
        keys.setdefault(dimension, []).append(key)
    context: dict[str, Any] = {
        "talk": talk,
        "row": talk.conversation,
        "customer": talk.conversation.customer,
        "for_customer": for_customer,
        "side": side or Side.CUSTOMER.value,
        "side_keys": SHOWN_SIDES[language],
        "keys": keys,
        "most": live_talks.MOST_SIGNS,
        "how": {
            "sides": {key: each.value for key, each in SIDE_KEYS.items()},
            "dimensions": {key: each.value for key, each in dimension_keys(language).items()},
        },
        "busy": False,
        "consent": talk.conversation.consent,
        "modes": CAPTURE_MODES,
    }
    try:
        view = live_view.look(talk, quiet=for_customer)
        context |= _shown(talk, view, for_customer=for_customer) | {"shown": view.version}
    except Busy:
        context |= {"busy": True, "shown": "", "parts": (), "open": (), "promised": (), "hint": None}
        context |= _lines(talk, for_customer=for_customer)
    return render(request, "leitfrage/live.html", context)


@login_required
@require_POST
def line(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a typed line. A script says by ``side`` and ``dimension`` what it has taken apart itself, and gets the map back."""
    talk = live_talks.own(request, pk)
    scripted = "application/json" in request.headers.get("Accept", "")
    found = _typed(request, language_of(request), scripted=scripted)
    if found.words:
        key = request.POST.get("key", "")
        one = live_talks.Line(
            key=key if _KEY.fullmatch(key) else token_hex(8),
            side=found.side or Side.CUSTOMER,
            text=found.words[: live_talks.MOST_SIGNS],
            dimension=found.dimension,
            noted=True,
        )
        talk = live_talks.take(talk, [one])
    if not scripted:
        return redirect(f"{request.path.removesuffix('line')}{'?view=customer' if _for_customer(request) else ''}#words")
    return _told(request, talk, patience=0.5)


@login_required
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell a page that shows ``?version=`` what is new; 204 where nothing is."""
    return _told(request, live_talks.own(request, pk), known=request.GET.get("version", ""), patience=0.0)


@login_required
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the hint not come back in this talk."""
    talk = live_talks.own(request, pk)
    live_view.dismiss(talk, request.POST.get("hint", ""))
    if "application/json" in request.headers.get("Accept", ""):
        return HttpResponse(status=204)
    return redirect("live", pk)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End the talk and have it read."""
    talk = live_talks.own(request, pk)
    customer = talk.conversation.customer_id
    row = live_talks.end(talk)
    return redirect("conversation", row.pk) if row else redirect("customer", customer)


def _for_customer(request: HttpRequest) -> bool:
    return (request.GET.get("view") or request.POST.get("view")) == "customer"


def _typed(request: HttpRequest, language: str, *, scripted: bool) -> Typed:
    words = request.POST.get("text", "")
    side, dimension = request.POST.get("side", ""), request.POST.get("dimension", "")
    chosen = Side(side) if side in (Side.CUSTOMER.value, Side.SELLER.value) else None
    if scripted:
        label = Dimension(dimension) if dimension in {each.value for each in Dimension} else None
        return Typed(side=chosen, dimension=label, words=" ".join(words.split()))
    found = typed(words, language)
    return Typed(side=found.side or chosen, dimension=found.dimension, words=found.words)


def _told(request: HttpRequest, talk: LiveTalk, *, known: str = "", patience: float) -> HttpResponse:
    for_customer = _for_customer(request)
    try:
        view = live_view.look(talk, patience=patience, quiet=for_customer)
    except Busy:  # the words are kept; the map comes with the next question
        return JsonResponse({"version": ""}) if request.method == "POST" else HttpResponse(status=204)
    if known == view.version:
        return HttpResponse(status=204)
    context = _shown(talk, view, for_customer=for_customer) | {"talk": talk, "row": talk.conversation}
    pieces = {
        name: render_to_string(f"leitfrage/parts/live_{name}.html", context, request) for name in ("map", "hint", "lines")
    }
    return JsonResponse({"version": view.version, **pieces})


def _shown(talk: LiveTalk, view: View, *, for_customer: bool) -> dict[str, Any]:
    parts = live_view.parts_of(view.snapshot, for_customer=for_customer)
    there = {each.dimension for each in parts}
    return {
        "parts": parts,
        "open": [each for each in Dimension if each not in there],
        "promised": live_view.promises_of(view.snapshot, for_customer=for_customer),
        "hint": view.hint,
        "for_customer": for_customer,
    } | _lines(talk, for_customer=for_customer)


def _lines(talk: LiveTalk, *, for_customer: bool) -> dict[str, Any]:
    """Give the last lines, the oldest first; nothing of it is for a customer's eyes."""
    if for_customer:
        return {"lines": [], "unfinished": []}
    last = talk.lines.exclude(number=None).order_by("-number")[: live_view.LINES_SHOWN]
    unfinished = talk.lines.filter(number=None) if talk.source == LiveTalk.Source.PUSHED else talk.lines.none()
    return {"lines": list(reversed(last)), "unfinished": list(unfinished)}


urls = [
    path("customers/<int:pk>/live", start, name="start-live"),
    path("live/<int:pk>/", live, name="live"),
    path("live/<int:pk>/line", line, name="live-line"),
    path("live/<int:pk>/now", now, name="live-now"),
    path("live/<int:pk>/dismiss", dismiss, name="dismiss-hint"),
    path("live/<int:pk>/end", end, name="end-live"),
]

"""The page of one talk: transcript, map and what to do next, each linked to the others; and a person's changes to it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST
from markupsafe import Markup

from leitfrage.coding import Behaviour, Dimension
from leitfrage.letters import names
from leitfrage.workspace import editing, recordings
from leitfrage.workspace.access import own_or_404, owned, person
from leitfrage.workspace.middleware import language_of, voice_of
from leitfrage.workspace.models import Conversation, Customer, Edit, Item, Job
from leitfrage.workspace.pages import fields
from leitfrage.workspace.reading import can_be_read, queue
from leitfrage.workspace.wording import CAPTURE_BASES, CAPTURE_MODES, EDITS, ORIGINS

_EDITS_SHOWN = 30
_CUSTOMERS_SHOWN = 300


@login_required
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a talk; ``?item=`` or ``?place=`` opens what can be done with an entry or a place of the transcript."""
    row = own_or_404(request, Conversation, pk, without=("upload", "spoken"), shut=True)
    consent = getattr(row, "consent", None)
    if row.is_shut:
        return render(request, "leitfrage/withdrawn.html", {"row": row, "customer": row.customer, "consent": consent})
    context: dict[str, Any] = {
        "row": row,
        "customer": row.customer,
        "consent": consent,
        "modes": CAPTURE_MODES,
        "bases": CAPTURE_BASES,
        "other_customers": owned(request.user, Customer).exclude(pk=row.customer_id)[:_CUSTOMERS_SHOWN],
    }
    if row.state == Conversation.State.LIVE:
        return redirect("live", pk)
    if row.state != Conversation.State.READY:
        context |= {"job": row.jobs.first(), "transcribing": recordings.waits(row), "can_be_read": can_be_read(row)}
        return render(request, "leitfrage/waiting.html", context)
    items = list(row.items.all())
    by_pk = {item.pk: item for item in items}
    about: dict[int, list[Item]] = {}
    links = Item.about.through._default_manager.filter(from_item__conversation=row)
    for one, other in links.values_list("from_item_id", "to_item_id"):
        if other in by_pk:
            about.setdefault(one, []).append(by_pk[other])
    standing = [item for item in items if item.stands]
    places: dict[int, list[Item]] = {}
    for item in standing:
        for proof in item.evidence:
            if proof.get("segment") is not None:
                places.setdefault(proof["segment"], []).append(item)
    view = (row.views or {}).get(voice_of(request)) or (row.views or {}).get(language_of(request), {})
    context |= {
        "turns": _turns(row),
        "by_dimension": [(each, [item for item in standing if item.dimension == each]) for each in Dimension],
        "set_aside": [item for item in items if not item.stands],
        "places": places,
        "about": about,
        "view": view,
        "ribbon": Markup(view.get("ribbon", "")),
        "scales": {key: Markup(svg) for key, svg in view.get("scales", {}).items()},
        "promises": row.promises.all(),
        "edits": row.edits.select_related("by")[:_EDITS_SHOWN],
        "edit_names": EDITS,
        "origins": ORIGINS,
        "notebook": row.customer.owner.keeps_a_notebook_only,
        "speakers": row.settings.get("speakers", []),
    }
    return render(request, "leitfrage/conversation.html", context | _panel(request, row, items))


def _turns(row: Conversation) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = []
    for each in row.segments or []:
        if not turns or turns[-1]["utterance"] != each["utterance"]:
            turns.append(
                {
                    "utterance": each["utterance"],
                    "speaker": each["speaker"],
                    "side": each["side"],
                    "start": each["start"],
                    "segments": [],
                }
            )
        turns[-1]["segments"].append(each)
    return turns


def _panel(request: HttpRequest, row: Conversation, items: list[Item]) -> dict[str, Any]:
    """Give what the panel beside the map works on: an entry, a place in the talk, or nothing."""
    chosen_item = next((item for item in items if str(item.pk) == request.GET.get("item")), None)
    place = request.GET.get("place", "")
    segments = row.segments or []
    chosen_place = segments[int(place)] if place.isdecimal() and int(place) < len(segments) else None
    peers = [
        item
        for item in items
        if chosen_item and item.stands and item.dimension == chosen_item.dimension and item != chosen_item
    ]
    return {
        "item": chosen_item,
        "item_gone": chosen_item is None and "item" in request.GET,
        "place": chosen_place,
        "peers": peers,
        "dimensions": list(Dimension),
        "behaviours": list(Behaviour),
        "names_of": names,
    }


def _back(request: HttpRequest, row_pk: int | None, item: Item | None = None, place: int | None = None) -> HttpResponse:
    address = reverse("conversation", args=[row_pk])
    if item is not None:
        return HttpResponseRedirect(f"{address}?item={item.pk}#i{item.pk}")
    if place is not None:
        return HttpResponseRedirect(f"{address}?place={place}#s{place}")
    return HttpResponseRedirect(f"{address}#map")


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if value.isdecimal()]


@login_required
@require_POST
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(request, Conversation, pk)
    dimension = _choice(request, "dimension", Dimension)
    item = editing.add(
        row,
        person(request),
        dimension,
        request.POST.get("label", ""),
        _level(request),
        _numbers(request.POST.getlist("segment")),
    )
    return _back(request, pk, item)


@login_required
@require_POST
def change_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Do with an entry what the button says: reword, recode, withdraw, restore, split or join."""
    item = own_or_404(request, Item, pk)
    user, act = person(request), request.POST.get("act", "")
    if act == "reword":
        editing.reword(item, user, request.POST.get("label", ""))
    elif act == "recode":
        editing.recode(item, user, _choice(request, "dimension", Dimension), _level(request))
    elif act == "withdraw":
        editing.withdraw(item, user)
    elif act == "restore":
        editing.restore(item, user)
    elif act == "split":
        item = editing.split(item, user, _numbers(request.POST.getlist("segment")), request.POST.get("label", ""))
    elif act == "join":
        others = [own_or_404(request, Item, other) for other in _numbers(request.POST.getlist("with"))]
        item = editing.join([item, *(each for each in others if each.conversation_id == item.conversation_id)], user)
    return _back(request, item.conversation_id, item)


@login_required
@require_POST
def relabel(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    row = own_or_404(request, Conversation, pk)
    if place >= len(row.segments or []):
        return _back(request, pk)
    if "behaviour" in request.POST:
        label: dict[str, Any] = {"behaviour": _choice(request, "behaviour", Behaviour)}
    else:
        pairs = zip(request.POST.getlist("dimension"), request.POST.getlist("level"), strict=False)
        known = {each.value for each in Dimension}
        label = {"says": [[name, int(level)] for name, level in pairs if name in known and level.isdecimal()]}
    editing.relabel(row, person(request), place, label)
    return _back(request, pk, place=place)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    edit = own_or_404(request, Edit, pk)
    editing.undo(edit)
    return _back(request, edit.conversation_id)


@login_required
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Set right who spoke on which side, under which name, in which language, on which day; then read again."""
    with transaction.atomic():
        row = own_or_404(request, Conversation, pk, without=Conversation.HEAVY)
        row = Conversation.objects.select_for_update().defer(*Conversation.HEAVY).get(pk=row.pk)
        names_before = row.settings.get("names", {})
        renamed, sides = dict(names_before), {}
        for old, new, side in zip(
            request.POST.getlist("speaker"), request.POST.getlist("name"), request.POST.getlist("side"), strict=False
        ):
            name = " ".join(new.split())[:80] or old
            if name != old:
                renamed |= {key: name for key, value in names_before.items() if value == old} | {old: name}
            if side in ("seller", "customer"):
                sides[name] = side
        if Counter(sides.values()).keys() >= {"seller", "customer"} or not sides:
            row.settings |= {"names": renamed, "sides": sides}
        if request.POST.get("spoken_language", "") in ("de", "en"):
            row.settings["language"] = request.POST["spoken_language"]
        row.title = request.POST.get("title", row.title).strip()[:200] or row.title
        row.held_on = fields.day(request, "held_on") or row.held_on
        row.save(update_fields=["settings", "title", "held_on"])
        queue(row, Job.Kind.ANALYSE)
    return redirect("conversation", pk)


@login_required
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a talk, with all that was found in it, to another of one's customers."""
    row = own_or_404(request, Conversation, pk, without=Conversation.HEAVY)
    target = own_or_404(request, Customer, fields.number(request, "customer") or 0)
    with transaction.atomic():
        row.customer = target
        row.save(update_fields=["customer"])
        row.items.update(customer=target)
        row.promises.update(customer=target)
    return redirect("conversation", pk)


@login_required
def state(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the waiting page to load again once there is something to see; until then how far it is, or nothing (204)."""
    row = own_or_404(request, Conversation, pk, without=Conversation.HEAVY)
    if row.state == Conversation.State.QUEUED:
        if recordings.waits(row):
            return render(request, "leitfrage/parts/transcribing.html", {"row": row, "job": row.jobs.first()})
        return HttpResponse(status=204)
    response = HttpResponse(status=200)
    response["HX-Refresh"] = "true"
    return response


def _choice(request: HttpRequest, field: str, kind: type[Dimension] | type[Behaviour]) -> str:
    value = request.POST.get(field, "")
    return value if value in {each.value for each in kind} else next(iter(kind)).value


def _level(request: HttpRequest) -> int:
    value = request.POST.get("level", "")
    return int(value) if value in ("1", "2", "3", "4") else 1


urls = [
    path("conversations/<int:pk>/", conversation, name="conversation"),
    path("conversations/<int:pk>/state", state, name="conversation-state"),
    path("conversations/<int:pk>/items", add_item, name="add-item"),
    path("conversations/<int:pk>/places/<int:place>", relabel, name="relabel"),
    path("conversations/<int:pk>/settle", settle, name="settle"),
    path("conversations/<int:pk>/move", move, name="move-conversation"),
    path("items/<int:pk>", change_item, name="change-item"),
    path("edits/<int:pk>/undo", undo, name="undo"),
]

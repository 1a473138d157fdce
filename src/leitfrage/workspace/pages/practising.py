"""Practising, for oneself alone: choose a customer or a turn of one's own, talk, look back, delete."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from leitfrage.coding import Dimension
from leitfrage.practice import REMARKS, World, own_turns, world, worlds
from leitfrage.workspace import practising
from leitfrage.workspace.access import own_or_404, owned, person
from leitfrage.workspace.erasure import erase_practice
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import Conversation, PracticeTalk
from leitfrage.workspace.pages import fields

_TALKS_SHOWN = 30
_PRACTISED_SHOWN = 50


@login_required
def practice(request: HttpRequest) -> HttpResponse:
    """Show whom one can talk with, one's own talks to go on from, and what one has practised."""
    asked = request.GET.get("language", "")
    language = asked if asked in ("de", "en") else language_of(request)
    talks = owned(request.user, Conversation).filter(state=Conversation.State.READY).defer(*Conversation.HEAVY)
    mine = owned(request.user, PracticeTalk).select_related("conversation").defer(*_heavy())
    shown = list(mine[:_PRACTISED_SHOWN])
    context = {
        "worlds": [each for each in worlds() if each.language == language],
        "chosen": language,
        "talks": talks.select_related("customer")[:_TALKS_SHOWN],
        "practised": [(each, _title(each)) for each in shown],
        "more": max(mine.count() - len(shown), 0),
        "progress": [(each, _title(each)) for each in mine.exclude(ended_at=None).exclude(world="")[:_PRACTISED_SHOWN]],
        "notebook": person(request).keeps_a_notebook_only,
        "moods": practising.MOODS,
    }
    return render(request, "leitfrage/practice/choose.html", context)


def _heavy() -> tuple[str, ...]:
    return ("turns", *(f"conversation__{each}" for each in Conversation.HEAVY))


def _title(row: PracticeTalk) -> str:
    if row.conversation is not None:
        return row.conversation.title or row.conversation.upload_name
    return next((each.title for each in worlds() if each.id == row.world), row.world)


@login_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a talk with the chosen customer."""
    seed = fields.number(request, "seed")
    chosen = world(request.POST.get("world", ""))
    row = practising.begin(person(request), chosen, None if seed is None else seed % practising.MOODS)
    return redirect("practice-talk", row.pk)


@login_required
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    """List one's own turns of a talk (GET); go on from one of them (POST)."""
    conversation = own_or_404(request, Conversation, pk)
    if request.method == "POST":
        row = practising.begin_from(person(request), conversation, fields.number(request, "turn") or 0)
        return _to_the_end(row)
    coded, clarity = practising.read_talk(conversation)
    context = {"row": conversation, "customer": conversation.customer, "turns": own_turns(coded, clarity)}
    return render(request, "leitfrage/practice/turns.html", context)


@login_required
def talk(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a practice talk, with ``?hint`` what could be asked now (GET); say something, pause, or end it (POST)."""
    row = own_or_404(request, PracticeTalk, pk)
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "end":
            practising.end(row)
            return redirect("practice-review", pk)
        text = "" if act == "pause" else request.POST.get("text", "")
        if text.strip() or act == "pause":
            practising.answer(row, text, fields.number(request, "after") or 0)
        return _to_the_end(row)
    asked = "hint" in request.GET and row.ended_at is None
    context = _shown(row) | {
        "hint": practising.hint(row) if asked else None,
        "asked": asked,
        "letters": practising.MOST_LETTERS,
    }
    return render(request, "leitfrage/practice/talk.html", context)


def _to_the_end(row: PracticeTalk) -> HttpResponse:
    return HttpResponseRedirect(reverse("practice-talk", args=[row.pk]) + "#end")


def _shown(row: PracticeTalk) -> dict[str, Any]:
    """Give what both pages of a practice talk show of it."""
    chosen: World | None = world(row.world) if row.world else None
    return {
        "row": row,
        "world": chosen,
        "title": _title(row),
        "name": chosen.name if chosen else None,
        "turns": row.turns,
        "remarks": REMARKS,
    }


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Look back at a talk that has ended."""
    row = own_or_404(request, PracticeTalk, pk)
    if row.ended_at is None:
        return redirect("practice-talk", pk)
    found = practising.review(row)
    context = _shown(row) | {"review": found}
    if row.world:
        context["by_dimension"] = [
            (dimension, [each for each in found.found if each.item.dimension == dimension]) for dimension in Dimension
        ]
        context["feedback"] = found.analysis.conduct.feedback
        return render(request, "leitfrage/practice/review.html", context)
    context["feedback"] = found.feedback
    return render(request, "leitfrage/practice/replayed.html", context)


@login_required
@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(request, PracticeTalk, pk)
    practising.forget(row.pk)
    erase_practice(PracticeTalk.everything.filter(pk=row.pk))
    return HttpResponseRedirect(reverse("practice") + "#practised")


@login_required
@require_POST
def delete_all(request: HttpRequest) -> HttpResponse:
    """Delete every practice talk of one's own, hidden ones too."""
    rows = owned(request.user, PracticeTalk, shut=True)
    for pk in rows.values_list("pk", flat=True):
        practising.forget(pk)
    erase_practice(rows)
    return redirect("practice")


urls = [
    path("practice/", practice, name="practice"),
    path("practice/begin", begin, name="begin-practice"),
    path("practice/delete", delete_all, name="delete-practice"),
    path("practice/from/<int:pk>/", replay, name="replay"),
    path("practice/<int:pk>/", talk, name="practice-talk"),
    path("practice/<int:pk>/review/", review, name="practice-review"),
    path("practice/<int:pk>/delete", delete, name="delete-practice-talk"),
]

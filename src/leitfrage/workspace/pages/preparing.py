"""Preparing the next talk with a customer: purpose, opening, five to seven questions; on paper, on the phone, as text."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from leitfrage.coding import Dimension
from leitfrage.workspace import planning
from leitfrage.workspace.access import own_or_404, owned, person, record
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import Customer, PlannedQuestion, Preparation
from leitfrage.workspace.over_time import CustomerWorld, customer_world

_OWN_SHOWN = 8
_CONFIRMED_SHOWN = 8


@login_required
def prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """List what was prepared, say what is known and what is not (GET); prepare a talk (POST)."""
    customer = own_or_404(request, Customer, pk)
    seen = customer_world(customer)
    if request.method == "POST":
        made = planning.prepare(customer, seen, request.POST.get("purpose", "").strip(), _day(request), language_of(request))
        return redirect("preparation", made.pk)
    context = {"customer": customer, "preparations": customer.preparations.all(), "known": _known(seen)}
    return render(request, "leitfrage/prepare.html", context)


@login_required
def preparation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a preparation to work on (GET); keep what was changed and do what the button says (POST)."""
    row = own_or_404(request, Preparation, pk)
    if request.method == "POST":
        return _changed(request, row)
    customer = row.customer
    questions = list(row.questions.all())
    again = owned(request.user, PlannedQuestion).filter(source="", chosen=True).exclude(preparation=row)
    context = {
        "row": row,
        "customer": customer,
        "chosen": [_question(each, customer) for each in questions if each.chosen],
        "proposed": [_question(each, customer) for each in questions if not each.chosen],
        "again": again.exclude(text__in=[each.text for each in questions]).order_by("-id")[:_OWN_SHOWN],
        "dimensions": list(Dimension),
        "known": _known(customer_world(customer)),
        "promises": planning.due_promises(row, timezone.localdate()),
        "today": timezone.localdate(),
    }
    return render(request, "leitfrage/preparation.html", context)


def _question(question: PlannedQuestion, customer: Customer) -> dict[str, Any]:
    return {
        "row": question,
        "guard": planning.spoken_up(question.text, customer, question.dimension, question.form),
        "reason": planning.reason_for(question, customer),
    }


def _known(seen: CustomerWorld) -> dict[str, Any]:
    """Give what the customer has confirmed, and what is open, contradicts or has grown old."""
    threads = seen.world.threads
    return {
        "confirmed": [each for each in threads if each.confirmed and each.stands][:_CONFIRMED_SHOWN],
        "contradicts": [each for each in threads if each.contradiction],
        "stale": [each for each in threads if each.stale],
        "open": seen.world.open,
    }


def _changed(request: HttpRequest, row: Preparation) -> HttpResponse:
    post = request.POST
    row.purpose, row.opening = post.get("purpose", row.purpose).strip(), post.get("opening", row.opening).strip()
    if "planned_for" in post:
        row.planned_for = _day(request)
    row.save()
    keys = [each.pk for each in row.questions.filter(chosen=True)]
    places = {key: int(post[f"place-{key}"]) for key in keys if post.get(f"place-{key}", "").isdecimal()}
    planning.keep_changes(row, {key: post.get(f"text-{key}", "") for key in keys}, places)
    act, _, key = post.get("act", "").partition("-")
    if act == "own":
        # An own question that was asked before comes with its number; a new one with its text.
        before = owned(request.user, PlannedQuestion).filter(pk=int(key)).first() if key.isdecimal() else None
        text, dimension = (
            (before.text, before.dimension) if before else (post.get("text-own", ""), post.get("dimension", ""))
        )
        made = planning.add_own(row, text, dimension, "")
        return _to(row, made)
    if act == "again":
        planning.propose_again(row, customer_world(row.customer), language_of(request))
        return HttpResponseRedirect(reverse("preparation", args=[row.pk]) + "#more")
    question = row.questions.filter(pk=int(key)).first() if key.isdecimal() else None
    if question is None:
        return _to(row, None)
    if act in ("up", "down"):
        planning.move(question, -1 if act == "up" else 1)
    elif act in ("choose", "drop"):
        planning.choose(question, chosen=act == "choose")
    elif act == "take":
        found = planning.spoken_up(question.text, row.customer, question.dimension, question.form)
        question.text = found.better or question.text
        question.save(update_fields=["text"])
    return _to(row, question if act != "drop" else None)


def _to(row: Preparation, question: PlannedQuestion | None) -> HttpResponse:
    address = reverse("preparation", args=[row.pk])
    return HttpResponseRedirect(f"{address}#q{question.pk}" if question else f"{address}#questions")


@login_required
@require_POST
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the guard thinks of a wording while it is typed; ``of`` names the field."""
    row = own_or_404(request, Preparation, pk)
    name = request.POST.get("of", "")
    question = row.questions.filter(pk=int(name)).first() if name.isdecimal() else None
    dimension = question.dimension if question else request.POST.get("dimension", "")
    guard = planning.spoken_up(
        request.POST.get(f"text-{name}", ""), row.customer, dimension, question.form if question else ""
    )
    context = {"guard": guard, "row": question, "customer": row.customer}
    return render(request, "leitfrage/parts/guard.html", context)


@login_required
def along(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a preparation to read in the talk: all of it, or one question at a time (``?n=``)."""
    row = own_or_404(request, Preparation, pk)
    questions = [_question(each, row.customer) for each in row.questions.filter(chosen=True)]
    wanted = request.GET.get("n", "")
    number = min(max(int(wanted), 1), len(questions)) if wanted.isdecimal() and questions else None
    context = {
        "row": row,
        "customer": row.customer,
        "questions": questions,
        "number": number,
        "promises": planning.due_promises(row, timezone.localdate()),
        "today": timezone.localdate(),
    }
    return render(request, "leitfrage/along.html", context)


@login_required
def as_text(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(request, Preparation, pk)
    text = planning.as_markdown(row, timezone.localdate(), language_of(request))
    record(person(request), "exported", row)
    name = f"preparation-{row.planned_for or timezone.localdate()}.md"
    return HttpResponse(
        text, content_type="text/markdown; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@login_required
@require_POST
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(request, Preparation, pk)
    record(person(request), "erased", row)
    row.delete()
    return redirect("prepare", row.customer_id)


def _day(request: HttpRequest) -> Any:
    try:
        return parse_date(request.POST.get("planned_for", ""))
    except ValueError:  # a day that no month has
        return None


urls = [
    path("customers/<int:pk>/prepare/", prepare, name="prepare"),
    path("preparations/<int:pk>/", preparation, name="preparation"),
    path("preparations/<int:pk>/check", check, name="check-question"),
    path("preparations/<int:pk>/along/", along, name="along"),
    path("preparations/<int:pk>/text", as_text, name="preparation-text"),
    path("preparations/<int:pk>/erase", erase, name="erase-preparation"),
]

"""The options board: what the customer weighs, by the customer's own criteria, with the words that everything rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import Resolver404, path, resolve, reverse
from django.views.decorators.http import require_POST

from leitfrage.clarity import WEIGHTS, findings, not_us
from leitfrage.coding import Dimension
from leitfrage.wording import N_
from leitfrage.workspace import options
from leitfrage.workspace.access import own_or_404, owned
from leitfrage.workspace.middleware import voice_of
from leitfrage.workspace.models import Cell, Criterion, Customer, Danger, Item, Option
from leitfrage.workspace.options import Words
from leitfrage.workspace.over_time import customer_world

_SHOWN = 20  # of what is not on the board yet, the clearest first
KINDS = {
    "ours": N_("ours"),
    "other": N_("another supplier"),
    "in_house": N_("in-house"),
    "nothing": N_("doing nothing"),
}
FITS = {"meets": N_("meets it"), "partly": N_("meets it partly"), "fails": N_("fails it")}


@login_required
def board(request: HttpRequest, pk: int) -> HttpResponse:
    customer = own_or_404(request, Customer, pk)
    language = voice_of(request)
    seen = customer_world(customer)
    ways = options.options_of(customer)
    criteria = options.criteria_of(customer, seen)
    cells = options.cells_of(ways, criteria, seen)
    dangers = [each for each in Danger.objects.filter(option__in=ways).select_related("item") if each.item_id in seen.items]
    compared = options.board_of(ways, criteria, cells, language)
    ours = next(each for each in ways if each.kind == Option.Kind.OURS)
    risks = options.waiting(seen, Dimension.RISK, [each.item_id for each in dangers])
    context = {
        "customer": customer,
        "options": [(each, options.name_of(each, language)) for each in ways],
        "criteria": criteria,
        "cells": {(each.option_id, each.criterion_id): each for each in cells},
        "dangers": {option.pk: [each for each in dangers if each.option_id == option.pk] for option in ways},
        "talks": seen.talks,
        "findings": findings(compared) if cells else (),
        "pairs": compared.pairs() if cells else (),
        "open_cells": len(ways) * len(criteria) - len(cells),
        "without_danger": [each for each in ways if not any(danger.option_id == each.pk for danger in dangers)],
        "reasons": not_us(
            compared,
            next(each for each in compared.ways if each.key == ours.pk),
            tuple(each.item.label for each in dangers if each.option_id == ours.pk and not each.quote),
            tuple(way for way, option in zip(compared.ways, ways, strict=True) if option.quote),
        ),
        "letters": _letters(customer),
        "otherwise": options.said_otherwise(seen, [each.item_id for each in criteria]),
        "new_criteria": options.waiting(seen, Dimension.CRITERION, [each.item_id for each in customer.criteria.all()])[
            :_SHOWN
        ],
        "new_options": options.waiting(seen, Dimension.ALTERNATIVE, [each.item_id for each in ways])[:_SHOWN],
        "new_risks": risks[:_SHOWN],
        "proposed": options.proposed_options(risks, ways, seen),
        "kinds": KINDS,
        "fits": FITS,
        "name_of": lambda option: options.name_of(option, language),
    }
    return render(request, "leitfrage/board.html", context)


def _letters(customer: Customer) -> str:
    """Give the address of the customer's letters, where the workspace has that page."""
    address = f"/customers/{customer.pk}/letters/"
    try:
        resolve(address)
    except Resolver404:
        return ""
    return address


@login_required
@require_POST
def add_option(request: HttpRequest, pk: int) -> HttpResponse:
    customer = own_or_404(request, Customer, pk)
    item = _own(request, Item, "item", customer)
    options.add_option(customer, request.POST.get("kind", "other"), request.POST.get("name", ""), item)
    return redirect("board", pk)


@login_required
@require_POST
def change_option(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename an option or take it off the board."""
    option = own_or_404(request, Option, pk)
    if request.POST.get("act") == "remove":
        options.remove_option(option)
    else:
        option.name = " ".join(request.POST.get("name", "").split())[:200]
        option.save(update_fields=["name"])
    return redirect("board", option.customer_id)


@login_required
@require_POST
def add_criteria(request: HttpRequest, pk: int) -> HttpResponse:
    customer = own_or_404(request, Customer, pk)
    wanted = [int(each) for each in request.POST.getlist("item") if each.isdecimal()]
    options.add_criteria(customer, customer.items.filter(pk__in=wanted))
    return redirect("board", pk)


@login_required
@require_POST
def change_criterion(request: HttpRequest, pk: int) -> HttpResponse:
    """Note whether a criterion is a must or a wish, or take it off the board."""
    criterion = own_or_404(request, Criterion, pk)
    if request.POST.get("act") == "remove":
        criterion.delete()
    else:
        criterion.must = {"must": True, "wish": False}.get(request.POST.get("must", ""))
        criterion.save(update_fields=["must"])
    return redirect("board", criterion.customer_id)


@login_required
@require_POST
def add_danger(request: HttpRequest, pk: int) -> HttpResponse:
    customer = own_or_404(request, Customer, pk)
    item, option = _own(request, Item, "item", customer), _own(request, Option, "option", customer)
    if item is not None and option is not None:
        options.add_danger(option, item)
    return HttpResponseRedirect(reverse("board", args=[pk]) + "#dangers")


@login_required
@require_POST
def remove_danger(request: HttpRequest, pk: int) -> HttpResponse:
    danger = own_or_404(request, Danger, pk)
    customer_pk = danger.option.customer_id
    danger.delete()
    return HttpResponseRedirect(reverse("board", args=[customer_pk]) + "#dangers")


@login_required
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the words that a cell, a weight, a preference or an answer to a danger rests on.

    ``?of=`` names it: ``cell-<option>-<criterion>``, ``weight-<criterion>``, ``prefers-<option>``, ``answer-<danger>``;
    ``?q=`` searches in the customer's talks.
    """
    customer = own_or_404(request, Customer, pk)
    language = voice_of(request)
    of = request.GET.get("of", "")
    purpose, option, criterion, danger = _wanted(request, customer, of)
    theirs = purpose in ("weight", "prefers")
    if request.method == "POST":
        key = request.POST.get("words", "")
        chosen = options.chosen_words(customer, key) if key else None
        _keep(request, purpose, option, criterion, danger, chosen)
        return HttpResponseRedirect(reverse("board", args=[pk]) + f"#{of}")
    query = request.GET.get("q", "").strip()
    about = [criterion.item.label if criterion else "", options.name_of(option, language) if option else ""]
    about.append(danger.item.label if danger else "")
    found = (
        options.find_words(customer, query, theirs=theirs)
        if query
        else options.likely_words(customer_world(customer), " ".join(about))
    )
    cell = Cell.objects.filter(option=option, criterion=criterion).first() if purpose == "cell" else None
    row = {"cell": cell, "weight": criterion, "prefers": option, "answer": danger}[purpose]
    context = {
        "customer": customer,
        "of": of,
        "purpose": purpose,
        "option": options.name_of(option, language) if option else "",
        "criterion": criterion,
        "danger": danger,
        "row": row,
        "q": query,
        "found": [each for each in found if not theirs or each.said_by == "customer"],
        "fits": FITS,
        "weights": WEIGHTS,
    }
    return render(request, "leitfrage/board_words.html", context)


def _wanted(request: HttpRequest, customer: Customer, of: str) -> tuple[str, Option | None, Criterion | None, Danger | None]:
    purpose, *keys = of.split("-")
    numbers = [int(each) for each in keys if each.isdecimal()]
    find: dict[str, Callable[[], tuple[Option | None, Criterion | None, Danger | None]]] = {
        "cell": lambda: (own_or_404(request, Option, numbers[0]), own_or_404(request, Criterion, numbers[1]), None),
        "weight": lambda: (None, own_or_404(request, Criterion, numbers[0]), None),
        "prefers": lambda: (own_or_404(request, Option, numbers[0]), None, None),
        "answer": lambda: (None, None, own_or_404(request, Danger, numbers[0])),
    }
    if purpose not in find or len(numbers) != (2 if purpose == "cell" else 1):
        raise Http404
    option, criterion, danger = find[purpose]()
    owners = {each.customer_id for each in (option, criterion, danger.option if danger else None) if each is not None}
    if owners != {customer.pk}:
        raise Http404
    return purpose, option, criterion, danger


def _keep(
    request: HttpRequest,
    purpose: str,
    option: Option | None,
    criterion: Criterion | None,
    danger: Danger | None,
    chosen: Words | None,
) -> None:
    clear = request.POST.get("act") == "clear"
    if purpose == "cell" and option and criterion:
        if clear:
            Cell.objects.filter(option=option, criterion=criterion).delete()
        else:
            options.set_cell(option, criterion, request.POST.get("fit", ""), chosen)
    elif purpose == "weight" and criterion:
        options.set_weight(criterion, "" if clear else request.POST.get("weight", ""), chosen)
    elif (row := option or danger) is not None:
        if clear:
            options.forget_words(row)
        else:
            options.rest_on(row, chosen, theirs=purpose == "prefers")
        row.save()


def _own(request: HttpRequest, kind: Any, field: str, customer: Customer) -> Any:
    """Give the thing that a form names, if it is this customer's."""
    key = request.POST.get(field, "")
    return owned(request.user, kind).filter(pk=int(key), customer=customer).first() if key.isdecimal() else None


urls = [
    path("customers/<int:pk>/options/", board, name="board"),
    path("customers/<int:pk>/options/add", add_option, name="add-option"),
    path("customers/<int:pk>/options/criteria", add_criteria, name="add-criteria"),
    path("customers/<int:pk>/options/dangers", add_danger, name="add-danger"),
    path("customers/<int:pk>/options/words", words, name="board-words"),
    path("options/<int:pk>/change", change_option, name="change-option"),
    path("criteria/<int:pk>/change", change_criterion, name="change-criterion"),
    path("dangers/<int:pk>/remove", remove_danger, name="remove-danger"),
]

"""Customers, and the people at the customer's."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from leitfrage.workspace.access import own_or_404, owned, person
from leitfrage.workspace.asking_names import KINDS
from leitfrage.workspace.forms import saved
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import Conversation, Customer, Person

_PER_PAGE = 50


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg] # the class has no parameters at run time
    class Meta:
        model = Customer
        fields = ("name", "kind", "language", "address")


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Person
        fields = ("name", "role")


@login_required
def customers(request: HttpRequest) -> HttpResponse:
    """List the customers, those spoken with last first; ``?q=`` searches by name."""
    words = request.GET.get("q", "").strip()
    found = owned(request.user, Customer).annotate(talks=Count("conversations"), last=Max("conversations__held_on"))
    if words:
        found = found.filter(name__icontains=words)
    page = Paginator(found.order_by("-last", "-id"), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "leitfrage/customers.html", {"page": page, "q": words})


@login_required
@require_POST
def add_customer(request: HttpRequest) -> HttpResponse:
    form = CustomerForm({"language": language_of(request), "address": person(request).address} | request.POST.dict())
    form.instance.owner = person(request)
    return redirect("customer", saved(form).pk)


@login_required
def customer(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(request, Customer, pk)
    talks = owned(request.user, Conversation, shut=True).filter(customer=row).defer(*Conversation.HEAVY)
    page = Paginator(talks.select_related("consent"), _PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "leitfrage/customer.html",
        {"customer": row, "page": page, "people": row.people.all(), "letters": row.letters.all()[:10], "kinds": KINDS},
    )


@login_required
@require_POST
def change_customer(request: HttpRequest, pk: int) -> HttpResponse:
    saved(CustomerForm(request.POST, instance=own_or_404(request, Customer, pk)))
    return redirect("customer", pk)


@login_required
@require_POST
def add_person(request: HttpRequest, pk: int) -> HttpResponse:
    form = PersonForm(request.POST)
    form.instance.customer = own_or_404(request, Customer, pk)
    saved(form)
    return redirect("customer", pk)


@login_required
@require_POST
def remove_person(request: HttpRequest, pk: int) -> HttpResponse:
    row = own_or_404(request, Person, pk)
    row.delete()
    return redirect("customer", row.customer_id)


urls = [
    path("customers/", customers, name="customers"),
    path("customers/add", add_customer, name="add-customer"),
    path("customers/<int:pk>/", customer, name="customer"),
    path("customers/<int:pk>/change", change_customer, name="change-customer"),
    path("customers/<int:pk>/people", add_person, name="add-person"),
    path("people/<int:pk>/remove", remove_person, name="remove-person"),
]

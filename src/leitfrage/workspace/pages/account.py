"""What a person sets for themselves."""

from __future__ import annotations

from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from leitfrage.workspace.access import own_or_404, owned, person, record
from leitfrage.workspace.forms import saved
from leitfrage.workspace.keys import digest, new_token
from leitfrage.workspace.models import ApiToken, User
from leitfrage.workspace.reading import forget_conduct


class AccountForm(forms.ModelForm):  # type: ignore[type-arg] # the class has no parameters at run time
    class Meta:
        model = User
        fields = ("name", "language", "address", "spoken_to", "product", "limits", "notebook_only")


@login_required
def account(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if request.method == "POST":
        saved(AccountForm(request.POST, instance=user))
        if user.keeps_a_notebook_only:
            forget_conduct(user)
        return redirect("account")
    return _account(request)


def _account(request: HttpRequest, key: str = "") -> HttpResponse:
    user = person(request)
    context = {"account": user, "keys": owned(user, ApiToken).order_by("-created_at"), "key": key}
    return render(request, "leitfrage/account.html", context)


@login_required
@require_POST
def make_key(request: HttpRequest) -> HttpResponse:
    """Make a key for a program, and show it on the page that answers: it cannot be shown again."""
    name, key = " ".join(request.POST.get("name", "").split())[:80], new_token()
    made = ApiToken.objects.create(owner=person(request), name=name or "–", token_digest=digest(key))
    record(person(request), "key made", made)
    return _account(request, key)


@login_required
@require_POST
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    key = own_or_404(request, ApiToken, pk)
    record(person(request), "key revoked", key)
    key.delete()
    return redirect("account")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("start")


urls = [
    path("account/", account, name="account"),
    path("account/keys", make_key, name="make-key"),
    path("account/keys/<int:pk>/revoke", revoke_key, name="revoke-key"),
    path("account/sign-out", sign_out, name="sign-out"),
]

"""What a person sets for themselves."""

from __future__ import annotations

from django import forms
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from leitfrage.workspace.access import person
from leitfrage.workspace.models import User
from leitfrage.workspace.reading import forget_conduct


class AccountForm(forms.ModelForm):  # type: ignore[type-arg] # the class has no parameters at run time
    class Meta:
        model = User
        fields = ("name", "language", "address", "product", "notebook_only")


@login_required
def account(request: HttpRequest) -> HttpResponse:
    user = person(request)
    if request.method == "POST":
        form = AccountForm(request.POST, instance=user)
        if form.is_valid():
            form.save()
            if user.keeps_a_notebook_only:
                forget_conduct(user)
        return redirect("account")
    return render(request, "leitfrage/account.html", {"account": user})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("start")


urls = [
    path("account/", account, name="account"),
    path("account/sign-out", sign_out, name="sign-out"),
]

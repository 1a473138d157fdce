"""Signing in where several people work: by e-mail and password, or through the company's OpenID provider (allauth)."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from requests import RequestException

from leitfrage.wording import N_, translate
from leitfrage.workspace.access import person, record
from leitfrage.workspace.accounts import for_team
from leitfrage.workspace.middleware import voice_of


class Login(LoginView):
    template_name = "leitfrage/login.html"

    def get_context_data(self, **facts: Any) -> dict[str, Any]:
        apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
        context: dict[str, Any] = super().get_context_data(**facts)
        return context | {"providers": apps}


class ChangePassword(PasswordChangeView):
    template_name = "leitfrage/password.html"
    success_url = "/account/"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record(person(self.request), "password changed")
        messages.success(self.request, translate(N_("Your password has been changed."), voice_of(self.request)))
        return response


def by_provider(request: HttpRequest, provider_id: str, *, answer: bool = False) -> HttpResponse:
    """Go to the provider, or come back from it; a provider that cannot be reached is no fault of the page."""
    try:
        response: HttpResponse = (openid_connect.callback if answer else openid_connect.login)(request, provider_id)
    except RequestException:
        return failed(request)
    return response


def failed(request: HttpRequest) -> HttpResponse:
    return render(request, "leitfrage/provider_failed.html", status=403)


def switched_off(request: HttpRequest) -> HttpResponse:
    return render(request, "leitfrage/switched_off.html", status=403)


@login_required
def no_password(request: HttpRequest) -> HttpResponse:
    """Whoever comes through the provider has no password here, and needs none."""
    return redirect("account")


urls = [
    path("accounts/login/", for_team(Login.as_view()), name="account_login"),
    path("accounts/password/", for_team(login_required(ChangePassword.as_view())), name="account_change_password"),
    path("accounts/no-password/", no_password, name="account_set_password"),
    path("accounts/switched-off/", for_team(switched_off), name="account_inactive"),
    path("accounts/<str:provider_id>/login/", for_team(by_provider), name="openid_connect_login"),
    path("accounts/<str:provider_id>/back/", for_team(by_provider), {"answer": True}, name="openid_connect_callback"),
    path("accounts/cancelled/", for_team(failed), name="socialaccount_login_cancelled"),
]

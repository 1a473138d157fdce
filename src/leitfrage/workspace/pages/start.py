"""The way in, and the quiet page to start the day from."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from leitfrage.wording import N_, translate
from leitfrage.workspace.access import owned, person, record
from leitfrage.workspace.accounts import local_person, use_link
from leitfrage.workspace.middleware import language_of, voice_of
from leitfrage.workspace.models import Conversation, Customer, Preparation, Promise
from leitfrage.workspace.retention import soon
from leitfrage.workspace.sample import load_sample

_SOON = dt.timedelta(days=7)


@login_required
def start(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    open_promises = owned(request.user, Promise).filter(state__in=["open", "renegotiated"]).select_related("customer")
    talks = owned(request.user, Conversation).defer(*Conversation.HEAVY).select_related("customer")
    return render(
        request,
        "leitfrage/start.html",
        {
            "today": today,
            "late": open_promises.filter(due__lt=today),
            "due": open_promises.filter(due=today),
            "soon": open_promises.filter(due__gt=today, due__lte=today + _SOON),
            "undated": open_promises.filter(due=None, by="seller").order_by("-created_at")[:5],
            "waiting": talks.exclude(state="ready").order_by("-id")[:20],
            "latest": talks.filter(state="ready").order_by("-id")[:6],
            "ending": soon(person(request)),
            "planned": owned(request.user, Preparation).filter(planned_for__gte=today).select_related("customer")[:5],
            "empty": not owned(request.user, Customer).exists(),
        },
    )


def welcome(request: HttpRequest) -> HttpResponse:
    """Say how to get in, to whoever is not signed in at a local workspace."""
    if request.user.is_authenticated or not settings.LOCAL:
        return redirect("start")
    return render(request, "leitfrage/welcome.html", {"used": False})


def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Let the person at this machine in by the link that the terminal printed."""
    if not settings.LOCAL:
        return redirect("start")
    if not use_link(token):
        if request.user.is_authenticated:
            return redirect("start")
        return render(request, "leitfrage/welcome.html", {"used": True}, status=403)
    user = local_person()
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    record(user, "signed in")
    return redirect("start")


@login_required
@require_POST
def sample(request: HttpRequest) -> HttpResponse:
    """Load the sample conversation."""
    row = load_sample(person(request), language_of(request))
    return redirect("customer", row.customer_id)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "leitfrage/missing.html", status=404)


def unchecked(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came without the mark that shows it is one of ours (CSRF)."""
    cause = N_("This form could not be checked, so nothing was changed.")
    advice = N_("Cookies may be switched off, or you signed in again meanwhile. Go back, load the page anew, and try again.")
    return _refused(request, cause, advice, 403)


def unclear(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refused(request, N_("The request was not understood."), N_("Go back and try again."), 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _refused(request, N_("This is not yours to do."), N_("If you think it should be, ask an administrator."), 403)


def too_many(request: HttpRequest) -> HttpResponse:
    return _refused(request, N_("That was tried too often in a short time."), N_("Wait a few minutes, then try again."), 429)


def _refused(request: HttpRequest, cause: str, advice: str, status: int) -> HttpResponse:
    voice = voice_of(request)
    context = {"cause": translate(cause, voice), "advice": translate(advice, voice)}
    return render(request, "leitfrage/refused.html", context, status=status)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke, without leaning on whatever may be broken."""
    language = language_of(request)
    text = translate(N_("Something went wrong. Nothing that was saved is lost; please go back and try again."), language)
    return HttpResponse(f'<!doctype html><html lang="{language}"><title>Leitfrage</title><p>{text}</p></html>', status=500)


urls = [
    path("", start, name="start"),
    path("welcome/", welcome, name="welcome"),
    path("open/<str:token>", open_link, name="open-link"),
    path("sample", sample, name="sample"),
]

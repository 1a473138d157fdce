"""The people of an installation: administrators invite them, give roles, switch accounts off; they see no content."""

from __future__ import annotations

import logging

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from leitfrage.wording import N_, Message, translate
from leitfrage.workspace import accounts
from leitfrage.workspace.access import person, record
from leitfrage.workspace.accounts import for_administrators, for_team
from leitfrage.workspace.middleware import language_of, voice_of
from leitfrage.workspace.models import Invitation, User

_log = logging.getLogger("leitfrage.team")


class InviteForm(forms.Form):
    email = forms.EmailField(max_length=254)
    administrator = forms.BooleanField(required=False)


class JoinForm(forms.Form):
    name = forms.CharField(max_length=120)
    password = forms.CharField(max_length=200, strip=False)
    again = forms.CharField(max_length=200, strip=False)

    def __init__(self, invitation: Invitation, language: str, data: dict[str, str] | None = None) -> None:
        super().__init__(data)
        self._invitation, self._language = invitation, language

    def clean(self) -> None:
        facts = self.cleaned_data
        if "password" not in facts:
            return
        if facts["password"] != facts.get("again"):
            self.add_error("again", translate(N_("The two passwords are not the same."), self._language))
        try:
            validate_password(facts["password"], User(email=self._invitation.email, name=facts.get("name", "")))
        except ValidationError as error:
            self.add_error("password", error)


@for_team
@for_administrators
def team(request: HttpRequest) -> HttpResponse:
    """List people and open invitations."""
    return _team(request)


def _team(request: HttpRequest, link: str = "", invited: str = "", mailed: bool = False) -> HttpResponse:
    return render(
        request,
        "leitfrage/team.html",
        {
            "people": User.objects.order_by("-is_active", "name", "email"),
            "invitations": Invitation.objects.filter(accepted_at=None).order_by("-created_at"),
            "now": timezone.now(),
            "link": link,
            "invited": invited,
            "mailed": mailed,
        },
    )


@for_team
@for_administrators
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Invite an address; the link is shown once, on the page that answers, and e-mailed where that is set up."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        messages.error(request, translate(N_("This is no e-mail address."), voice_of(request)))
        return redirect("team")
    email = form.cleaned_data["email"]
    token = accounts.invite(email, person(request), administrator=form.cleaned_data["administrator"])
    address = reverse("join", args=[token])
    link = f"{settings.PUBLIC_URL}{address}" if settings.PUBLIC_URL else request.build_absolute_uri(address)
    return _team(request, link, email, _mail(email, link, person(request), language_of(request)))


def _mail(email: str, link: str, by: User, language: str) -> bool:
    if not settings.EMAIL_HOST:
        return False
    text = Message.of(
        N_(
            "{name} invites you to Leitfrage. This link lets you set a name and a password, until 14 days from now:\n\n{link}\n"
        ),
        name=str(by),
        link=link,
    )
    try:
        send_mail(translate(N_("Invitation to Leitfrage"), language), text.text(language), None, [email])
    except OSError as error:
        _log.warning("an invitation could not be mailed: %s", error)
        return False
    return True


@for_team
@for_administrators
@require_POST
def end_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = Invitation.objects.filter(pk=pk, accepted_at=None).first()
    if invitation is None:
        raise Http404
    record(person(request), "invitation withdrawn", invitation)
    invitation.delete()
    return redirect("team")


@for_team
@for_administrators
@require_POST
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Give or take the role, switch an account off or on."""
    user = User.objects.filter(pk=pk).first()
    if user is None:
        raise Http404
    act, by = request.POST.get("act", ""), person(request)
    if act in ("administrator", "no administrator"):
        accounts.set_role(user, by, administrator=act == "administrator")
    elif act in ("on", "off"):
        accounts.set_active(user, by, active=act == "on")
    return redirect("team")


@for_team
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person set a name and a password, and in."""
    invitation = accounts.invitation_for(token)
    if invitation is None:
        return render(request, "leitfrage/invitation_over.html", status=404)
    language = language_of(request)
    form = JoinForm(invitation, language, request.POST.dict() if request.method == "POST" else None)
    if form.is_valid():
        user = accounts.join(invitation, form.cleaned_data["name"], form.cleaned_data["password"])
        if user is None:
            return render(request, "leitfrage/invitation_over.html", status=404)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        return redirect("start")
    return render(request, "leitfrage/join.html", {"invitation": invitation, "form": form})


urls = [
    path("team/", team, name="team"),
    path("team/invite", invite, name="invite"),
    path("team/invitations/<int:pk>/end", end_invitation, name="end-invitation"),
    path("team/people/<int:pk>", change_person, name="change-person"),
    path("join/<str:token>", join, name="join"),
]

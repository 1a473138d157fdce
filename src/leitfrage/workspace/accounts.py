"""Who may join: whoever has an invitation; and the one-time link of a local workspace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from leitfrage.conversation import LeitfrageError
from leitfrage.wording import N_
from leitfrage.workspace.access import record
from leitfrage.workspace.keys import digest, new_token
from leitfrage.workspace.models import Invitation, OneTimeLink, User

LOCAL_EMAIL = "me@localhost"
INVITED_FOR = dt.timedelta(days=14)
View = Callable[..., HttpResponse]


class AlreadyHere(LeitfrageError):
    cause = N_("{email} has an account already.")
    advice = N_("Look for the name in the list of people; it may be switched off.")


class LastAdministrator(LeitfrageError):
    cause = N_("There is no other administrator.")
    advice = N_("Make somebody else an administrator first.")


def for_team(view: View) -> View:
    """Let a page exist only where several people work; at a local workspace nobody signs in or is invited."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponse:
        if settings.LOCAL:
            raise Http404
        return view(request, *args, **facts)

    return guarded


def for_administrators(view: View) -> View:
    """Let a page exist for administrators only."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponse:
        if not (isinstance(request.user, User) and request.user.is_administrator):
            raise Http404
        return view(request, *args, **facts)

    return guarded


def open_invitation(email: str) -> Invitation | None:
    """Give the invitation of an address that has not been taken up and has not run out."""
    return Invitation.objects.filter(email__iexact=email, accepted_at=None, expires_at__gt=timezone.now()).first()


def invitation_for(token: str) -> Invitation | None:
    """Give the invitation that a link belongs to, if it is still open."""
    return Invitation.objects.filter(token_digest=digest(token), accepted_at=None, expires_at__gt=timezone.now()).first()


@transaction.atomic
def invite(email: str, by: User | None, *, administrator: bool = False) -> str:
    """Invite an address and give the token of its link; an earlier invitation of the same address ends."""
    email = email.strip().lower()
    if by is not None and User.objects.filter(email__iexact=email).exists():
        raise AlreadyHere(email=email)
    Invitation.objects.filter(email__iexact=email, accepted_at=None).delete()
    token = new_token()
    made = Invitation.objects.create(
        email=email,
        token_digest=digest(token),
        invited_by=by,
        administrator=administrator,
        expires_at=timezone.now() + INVITED_FOR,
    )
    record(by or "terminal", "invited", made)
    return token


@transaction.atomic
def join(invitation: Invitation, name: str, password: str) -> User | None:
    """Take an invitation up with a name and a password; ``None`` where somebody else was quicker.

    From the terminal somebody who has an account may be invited again: that is how a lost password is replaced.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at is not None:
        return None
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=name)
    else:
        user.name, user.is_active = name or user.name, True
        user.set_password(password)
        user.save()
    accept(invitation, user)
    return user


def accept(invitation: Invitation, user: User) -> None:
    """Note that an invitation was taken up, and give the role that it promised."""
    user.is_administrator = user.is_administrator or invitation.administrator
    user.save(update_fields=["is_administrator"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    record(user, "joined")


@transaction.atomic
def set_role(user: User, by: User, *, administrator: bool) -> None:
    """Give or take the role of an administrator; never from the last one."""
    if not administrator:
        _keep_one_administrator(user)
    user.is_administrator = administrator
    user.save(update_fields=["is_administrator"])
    record(by, "made administrator" if administrator else "administrator no more", user)


@transaction.atomic
def set_active(user: User, by: User, *, active: bool) -> None:
    """Let a person in again, or no more: their sessions and keys end at once, what is theirs stays."""
    if not active:
        _keep_one_administrator(user)
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(by, "switched on" if active else "switched off", user)


def _keep_one_administrator(without: User) -> None:
    others = User.objects.select_for_update().filter(is_administrator=True, is_active=True).exclude(pk=without.pk)
    if without.is_administrator and not others.exists():
        raise LastAdministrator()


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves; an invitation leads to a page of its own (pages/team.py)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        record(user, "signed in")
        response: HttpResponse = super().post_login(request, user, **facts)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record("–", "sign-in failed")


class InvitedByProvider(DefaultSocialAccountAdapter):
    """Whoever comes through the company's sign-in needs an invitation, the first time, and an address it vouches for."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.state.get("process") != "login":
            raise ImmediateHttpResponse(redirect("account"))
        if not sociallogin.is_existing and self._invitation(sociallogin) is None:
            record("–", "sign-in without an invitation")
            raise ImmediateHttpResponse(render(request, "leitfrage/not_invited.html", status=403))

    def on_authentication_error(self, request: HttpRequest, provider: Any, **facts: Any) -> None:
        raise ImmediateHttpResponse(render(request, "leitfrage/provider_failed.html", status=403))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return self._invitation(sociallogin) is not None

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        user = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[:120]
        return user

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        with transaction.atomic():
            invitation = self._invitation(sociallogin)
            if invitation is None:
                raise Http404
            user = super().save_user(request, sociallogin, form)
            accept(invitation, user)
        return user

    def _invitation(self, sociallogin: Any) -> Invitation | None:
        vouched = [each.email for each in sociallogin.email_addresses if each.verified]
        return next(filter(None, map(open_invitation, vouched)), None)


def local_person() -> User:
    """Give the one person of a local workspace, made on first use."""
    return User.objects.filter(email=LOCAL_EMAIL).first() or User.objects.create_user(LOCAL_EMAIL, is_administrator=True)


@transaction.atomic
def use_link(token: str) -> bool:
    """Use up a one-time link; false where it is unknown or was used before."""
    link = OneTimeLink.objects.select_for_update().filter(token_digest=digest(token), used_at=None).first()
    if link is None:
        return False
    link.used_at = timezone.now()
    link.save(update_fields=["used_at"])
    return True

"""Who may join: whoever has an invitation; and the one-time link of a local workspace."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from leitfrage.workspace.keys import digest
from leitfrage.workspace.models import Invitation, OneTimeLink, User

LOCAL_EMAIL = "me@localhost"


def open_invitation(email: str) -> Invitation | None:
    """Give the invitation of an address that has not been taken up and has not run out."""
    return Invitation.objects.filter(email__iexact=email, accepted_at=None, expires_at__gt=timezone.now()).first()


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves; an invitation leads to a page of its own (pages/team.py)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class InvitedByProvider(DefaultSocialAccountAdapter):
    """Whoever comes through the company's sign-in needs an invitation, the first time."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return open_invitation(sociallogin.user.email or "") is not None

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Any:
        invitation = open_invitation(sociallogin.user.email or "")
        user = super().save_user(request, sociallogin, form)
        if invitation:
            accept(invitation, user)
        return user


def accept(invitation: Invitation, user: User) -> None:
    """Take an invitation up."""
    user.is_administrator = invitation.administrator
    user.save(update_fields=["is_administrator"])
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])


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

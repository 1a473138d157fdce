"""Who may see what: everybody their own, and nobody anything else; to a stranger a thing does not exist.

What rests on a talk whose consent was withdrawn is left out as well (``models/standing.py``).
"""

from __future__ import annotations

from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from leitfrage.workspace.models import (
    ApiToken,
    AuditEntry,
    Cell,
    Conversation,
    Criterion,
    Customer,
    Danger,
    Edit,
    Item,
    Letter,
    LetterLine,
    LiveLine,
    LiveTalk,
    Option,
    OwnQuestion,
    Person,
    PlannedQuestion,
    PracticeTalk,
    Preparation,
    Promise,
    User,
)

Kept = TypeVar("Kept", bound=Model)
# The way from a thing to the person it belongs to.
_OWNER: dict[type[Model], str] = {
    ApiToken: "owner",
    Customer: "owner",
    OwnQuestion: "owner",
    Person: "customer__owner",
    Conversation: "customer__owner",
    Item: "customer__owner",
    Edit: "conversation__customer__owner",
    Preparation: "customer__owner",
    PlannedQuestion: "preparation__customer__owner",
    Option: "customer__owner",
    Criterion: "customer__owner",
    Cell: "option__customer__owner",
    Danger: "option__customer__owner",
    Letter: "customer__owner",
    LetterLine: "letter__customer__owner",
    Promise: "customer__owner",
    PracticeTalk: "owner",
    LiveTalk: "conversation__customer__owner",
    LiveLine: "talk__conversation__customer__owner",
}


def owned(user: User | AnonymousUser, kind: type[Kept], *, shut: bool = False) -> QuerySet[Kept]:
    """Give the things of a kind that belong to a person; with ``shut`` also what a withdrawn consent hides."""
    if not isinstance(user, User):
        return kind._default_manager.none()
    manager = kind._base_manager if shut else kind._default_manager
    return manager.filter(**{_OWNER[kind]: user})


def own_or_404(
    request: HttpRequest, kind: type[Kept], pk: int, *, without: tuple[str, ...] = (), shut: bool = False
) -> Kept:
    """Give the thing, or raise ``Http404`` where it is not the person's own; ``without`` leaves heavy fields out."""
    found = owned(request.user, kind, shut=shut).filter(pk=pk).defer(*without).first()
    if found is None:
        raise Http404
    return found


def person(request: HttpRequest) -> User:
    """Give who is signed in; pages that call this are behind ``login_required``."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def record(actor: User | str, action: str, thing: Model | None = None) -> None:
    """Write into the audit log that somebody did something; never what stood in the thing."""
    AuditEntry.objects.create(
        actor=str(actor.email if isinstance(actor, User) else actor)[:160],
        action=action,
        thing=type(thing).__name__.lower() if thing is not None else "",
        thing_id=thing.pk if thing is not None else None,
    )

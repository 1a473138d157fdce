"""A consent that is withdrawn: everything made of the talk is shut at once, until it is erased.

What is shut is not shown or used anywhere (``models/standing.py``); only the talk's own page says that it is there.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from leitfrage.workspace import companions, recordings
from leitfrage.workspace.access import record
from leitfrage.workspace.models import (
    Cell,
    Consent,
    Conversation,
    Criterion,
    Customer,
    Danger,
    Job,
    Letter,
    Option,
    PlannedQuestion,
    User,
)
from leitfrage.workspace.writing import revoke


@transaction.atomic
def withdraw(row: Conversation, by: User) -> None:
    """Note the withdrawal, stop reading, revoke the letters that use the talk, and drop questions made of its words."""
    consent = Consent.objects.select_for_update().filter(conversation=row, withdrawn_at=None).first()
    if consent is None:
        return
    for letter in Letter.objects.filter(Q(conversations=row) | Q(lines__item__conversation=row)).distinct():
        letter.conversations.add(row)  # so that it is shut even if only a line of it comes from this talk
        if letter.state == Letter.State.RELEASED:
            revoke(letter, by)
    Job.objects.filter(conversation=row).delete()
    recordings.delete([row.recording])
    Conversation.everything.filter(pk=row.pk).update(recording="")
    companions.forget(row.pk)
    drop_made_questions(row.customer)
    take_off_the_board(row)
    consent.withdrawn_at = timezone.now()
    consent.save(update_fields=["withdrawn_at"])
    record(by, "consent withdrawn", row)


def drop_made_questions(customer: Customer) -> None:
    """Drop the planned questions that were made of a customer's words: they do not say of which talk. Own ones stay."""
    PlannedQuestion.objects.filter(preparation__customer=customer).exclude(source="").delete()


def take_off_the_board(row: Conversation) -> None:
    """Drop what was said in a talk about options: how they fit, what weighs how much, which one is preferred.

    The criteria and options themselves may come from other talks and stay; those of this talk go with its entries.
    """
    Cell.everything.filter(conversation=row).delete()
    nothing = {"quote": "", "said_by": "", "conversation": None, "segment": None}
    Criterion.everything.filter(conversation=row).update(must=None, weight=None, **nothing)
    Option.everything.filter(conversation=row).update(**nothing)
    Danger.everything.filter(conversation=row).update(**nothing)

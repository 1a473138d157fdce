"""Promises of both sides, and what became of them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models

from leitfrage.workspace.models.accounts import User
from leitfrage.workspace.models.customers import Conversation, Customer
from leitfrage.workspace.models.standing import Standing


class Promise(models.Model):
    """A commitment to an own deed, with the words in which it was made. ``held``: a person has touched it."""

    class State(models.TextChoices):
        OPEN = "open"
        KEPT = "kept"
        RENEGOTIATED = "renegotiated"  # still open, with a new date and the reason
        DROPPED = "dropped"  # no promise after all, or released by the other side

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="promises")
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="promises")
    by = models.CharField(max_length=8)  # seller or customer
    text = models.TextField()
    segment = models.PositiveIntegerField(null=True)
    due = models.DateField(null=True, db_index=True)
    due_text = models.CharField(max_length=200, blank=True)
    approximate = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    reason = models.TextField(blank=True)
    held = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)

    RESTS_ON = ("conversation",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["due", "id"]

    def is_late(self, today: dt.date) -> bool:
        return self.state in (self.State.OPEN, self.State.RENEGOTIATED) and self.due is not None and self.due < today


class PromiseChange(models.Model):
    """What happened to a promise: by whom, when, from which day to which, and why."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    state = models.CharField(max_length=12)
    due_before = models.DateField(null=True)
    due = models.DateField(null=True)
    reason = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True)

    RESTS_ON = ("promise__conversation",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]


class CalendarFeed(models.Model):
    """The address at which a calendar program reads a person's due promises."""

    owner = models.OneToOneField(User, on_delete=models.CASCADE, related_name="feed")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

"""The letter "So habe ich Sie verstanden": what was understood, given to the customer to correct and confirm."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models

from leitfrage.workspace.models.accounts import User
from leitfrage.workspace.models.customers import Conversation, Customer, Item
from leitfrage.workspace.models.standing import Standing


class Letter(models.Model):
    """A letter to a customer. The link's token and the code are kept as digests only."""

    class State(models.TextChoices):
        DRAFT = "draft"
        RELEASED = "released"
        REVOKED = "revoked"

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="letters")
    conversations = models.ManyToManyField(Conversation, related_name="letters")
    written_by = models.ForeignKey(User, on_delete=models.CASCADE)
    language = models.CharField(max_length=2, default="de")
    address = models.CharField(max_length=3, default="sie")
    recipient = models.TextField(blank=True)  # the address block, line by line
    salutation = models.CharField(max_length=200, blank=True)
    opening = models.TextField(blank=True)
    closing = models.TextField(blank=True)
    not_us = models.BooleanField(default=False)  # the letter that says why our offer does not fit
    reason = models.TextField(blank=True)  # why it does not
    take_along = models.TextField(blank=True)  # what helps the customer all the same
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveSmallIntegerField(default=1)
    token_digest = models.CharField(max_length=64, unique=True, null=True)
    code_digest = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True)

    RESTS_ON = ("conversations",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    @property
    def may_be_written(self) -> bool:
        """What the customer reads or has answered is not changed any more."""
        return self.state != self.State.RELEASED and self.answered_at is None

    def is_open(self, now: dt.datetime) -> bool:
        """Say whether the link leads anywhere, as far as the letter itself goes."""
        return self.state == self.State.RELEASED and self.expires_at is not None and self.expires_at > now


class LetterLine(models.Model):
    """One thing that was understood, and the customer's answer to it."""

    class Verdict(models.TextChoices):
        NONE = ""
        CONFIRMED = "confirmed"
        CORRECTED = "corrected"
        STRUCK = "struck"
        ADDED = "added"

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="lines")
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="letter_lines")
    dimension = models.CharField(max_length=12, blank=True)  # empty where the customer left it open
    text = models.TextField()
    quote = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    included = models.BooleanField(default=True)
    verdict = models.CharField(max_length=9, choices=Verdict, default=Verdict.NONE, blank=True)
    own_words = models.TextField(blank=True)
    # What the item was before the customer spoke, and the item that holds the customer's own words.
    before: models.JSONField[Any, Any] = models.JSONField(null=True)
    made = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="made_by")
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True)

    RESTS_ON = ("letter__conversations",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "id"]


class LetterVersion(models.Model):
    """A letter as it stood when it was released, or as it came back: never changed afterwards."""

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.CharField(max_length=160)  # who released or answered
    event = models.CharField(max_length=20)  # released, answered
    content: models.JSONField[object, object] = models.JSONField()

    RESTS_ON = ("letter__conversations",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def save(self, **options: Any) -> None:
        if self.pk is not None:
            raise TypeError("a version of a letter never changes")
        super().save(**options)

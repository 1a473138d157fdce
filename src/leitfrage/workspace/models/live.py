"""Talks that are going on: their lines, kept one by one, until the talk ends and is read like any other."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from leitfrage.coding import Dimension
from leitfrage.workspace.models.customers import Conversation
from leitfrage.workspace.models.standing import Standing


class LiveTalk(models.Model):
    """What goes on beside a conversation of the state ``live``; gone once the conversation has ended.

    ``taken`` counts the finished lines, ``version`` every change that a page may show. ``hint`` holds what was shown last
    and what was dismissed.
    """

    class Source(models.TextChoices):
        NOTES = "notes"
        PUSHED = "pushed"

    conversation = models.OneToOneField(Conversation, primary_key=True, on_delete=models.CASCADE, related_name="live")
    source = models.CharField(max_length=6, choices=Source)
    seller = models.CharField(max_length=120, blank=True)  # how the one who sells is called in what is pushed
    started_at = models.DateTimeField(auto_now_add=True)
    taken = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)
    hint: models.JSONField[Any, Any] = models.JSONField(default=dict)

    RESTS_ON = ("conversation",)
    objects = Standing()
    everything = models.Manager()


class LiveLine(models.Model):
    """One line. ``key`` is made by whoever sends it, so that sending it again changes nothing.

    ``number`` counts the finished lines from 1; a line without one is still being spoken and may come again with more words.
    """

    talk = models.ForeignKey(LiveTalk, on_delete=models.CASCADE, related_name="lines")
    key = models.CharField(max_length=64)
    number = models.PositiveIntegerField(null=True)
    side = models.CharField(max_length=8, choices=[("seller", "seller"), ("customer", "customer")])
    speaker = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    dimension = models.CharField(max_length=12, blank=True, choices=[(each.value, each.value) for each in Dimension])
    noted = models.BooleanField(default=False)  # typed by somebody who listened; not verbatim
    said_at = models.DateTimeField()
    start = models.FloatField(null=True)  # seconds from the beginning, where the sender knows them
    end = models.FloatField(null=True)

    RESTS_ON = ("talk__conversation",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["number", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["talk", "key"], name="one_line_a_key"),
            models.UniqueConstraint(fields=["talk", "number"], name="one_line_a_number"),
        ]

"""What somebody practises: theirs alone, with no way to it for anybody else."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from leitfrage.workspace.models.accounts import User
from leitfrage.workspace.models.customers import Conversation
from leitfrage.workspace.models.standing import Standing


class PracticeTalk(models.Model):
    """A talk with a simulated customer (``world``), or a real talk taken up again at the seller's turn ``turn``.

    ``turns`` lists what was said and answered (practising.py); the first of a simulated customer is the opening.
    ``summary`` is made at the end: what came to light, and the figures for one's own progress.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="practice_talks")
    world = models.CharField(max_length=60, blank=True)
    conversation = models.ForeignKey(Conversation, null=True, on_delete=models.CASCADE, related_name="+")
    turn = models.PositiveIntegerField(null=True)
    seed = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=2)
    turns: models.JSONField[Any, Any] = models.JSONField(default=list)
    summary: models.JSONField[Any, Any] = models.JSONField(null=True)
    started_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    RESTS_ON = ("conversation",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-started_at", "-id"]

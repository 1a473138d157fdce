"""Work that is done in the background; a row lives until its work is done and kept in the same transaction."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from leitfrage.workspace.models.customers import Conversation
from leitfrage.workspace.models.standing import Standing


class Job(models.Model):
    """Read and analyse a talk. ``claimed_until``: whoever took it must finish by then, or it is free again."""

    class Kind(models.TextChoices):
        READ = "read"  # from the upload
        ANALYSE = "analyse"  # again, from the words

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=8, choices=Kind)
    created_at = models.DateTimeField(auto_now_add=True)
    claimed_until = models.DateTimeField(null=True)
    progress = models.PositiveSmallIntegerField(default=0)  # in percent, of what takes long
    attempts = models.PositiveSmallIntegerField(default=0)

    RESTS_ON = ("conversation",)
    objects = Standing()
    everything = models.Manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

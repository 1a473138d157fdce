"""Questions that a person has added to the catalogue."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from leitfrage.coding import Dimension
from leitfrage.questions import PHASES, TYPES
from leitfrage.workspace.models.accounts import User


class OwnQuestion(models.Model):
    """A question in a person's own words; it competes with those of the catalogue, for this person alone."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="own_questions")
    text = models.CharField(max_length=300)
    language = models.CharField(max_length=2, choices=[("de", "Deutsch"), ("en", "English")], default="de")
    dimension = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Dimension])
    form = models.CharField(max_length=12, choices=[(each, each) for each in TYPES], default="open")
    phase = models.CharField(max_length=14, choices=[(each, each) for each in PHASES], default="situation")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["dimension", "id"]

    @property
    def key(self) -> str:
        """Give the id that it has in the catalogue and in what was learnt."""
        return f"own-{self.pk}"

"""Withdrawn consent hides: what rests on a talk whose consent was withdrawn is left out of ``objects``.

Django makes the managers of related things (``customer.items``) from the first manager of a model, so this holds for
every page, document and program that does not ask for ``everything`` by name. Erasing, exporting and the notice on
the talk's own page do.
"""

from __future__ import annotations

from typing import TypeVar

from django.apps import apps
from django.db import models

Kept = TypeVar("Kept", bound=models.Model)


class Standing(models.Manager[Kept]):
    """Follows the model's ``RESTS_ON``: the ways from a thing to the talks that it was made of."""

    def get_queryset(self) -> models.QuerySet[Kept]:
        withdrawn = apps.get_model("workspace", "Consent")._base_manager.exclude(withdrawn_at=None)
        found = super().get_queryset()
        for way in self.model.RESTS_ON:  # type: ignore[attr-defined] # every model with this manager has it
            found = found.exclude(**{f"{way}__in": withdrawn.values("conversation")})
        return found

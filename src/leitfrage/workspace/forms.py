"""Saving a form, or saying what is wrong with it."""

from __future__ import annotations

from typing import Any

from django.forms import ModelForm

from leitfrage.conversation import LeitfrageError
from leitfrage.wording import N_


class NotSaved(LeitfrageError):
    cause = N_("This could not be saved: {reasons}")
    advice = N_("Go back, set it right, and save again.")


def saved(form: ModelForm[Any]) -> Any:
    """Save a form and give its row; raise ``NotSaved`` with Django's own sentences, which are in the person's language."""
    if not form.is_valid():
        raise NotSaved(reasons=" ".join(str(sentence) for sentences in form.errors.values() for sentence in sentences))
    return form.save()

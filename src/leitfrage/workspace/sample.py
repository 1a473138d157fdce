"""A sample customer with a sample talk, to look around with."""

from __future__ import annotations

import datetime as dt
from importlib import resources

from django.db import transaction

from leitfrage.wording import N_, translate
from leitfrage.workspace.models import Consent, Conversation, Customer, User
from leitfrage.workspace.reading import queue, take_in

_SAMPLES = {"de": ("energieberatung.vtt", "Molkerei Sonnleitner"), "en": ("brewery.txt", "Copper Lane Brewery")}


@transaction.atomic
def load_sample(user: User, language: str) -> Conversation:
    """Make a customer with one talk and have it read."""
    file, name = _SAMPLES[language]
    customer = Customer.objects.create(owner=user, name=name, language=language)
    data = resources.files("leitfrage").joinpath("examples", file).read_bytes()
    row = take_in(customer, file, data, held_on=dt.date(2026, 11, 24))
    Consent.objects.create(
        conversation=row,
        mode=Consent.Mode.RECORDING,
        basis="practice",
        recorded_by=user,
        wording=translate(N_("A made-up talk that comes with Leitfrage."), language),
    )
    queue(row)
    return row

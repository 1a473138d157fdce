"""What the guide needs to know of whom it proposes questions to, and of the offer."""

from __future__ import annotations

from typing import TypedDict

from leitfrage.questions import Catalogue, Worth
from leitfrage.workspace.learning import catalogue_of, worth_for
from leitfrage.workspace.models import Customer


class Guiding(TypedDict):
    """Arguments of ``questions.suggest`` and ``analysis.understand``."""

    catalogue: Catalogue
    address: str
    product: str
    limits: tuple[str, ...]
    worth: Worth | None


def guiding(customer: Customer) -> Guiding:
    """Give how to address a customer, what is offered and what that cannot do, own questions, and what has worked."""
    owner = customer.owner
    return Guiding(
        catalogue=catalogue_of(owner),
        address=customer.address,
        product=owner.product,
        limits=tuple(line.strip() for line in owner.limits.splitlines() if line.strip()),
        worth=worth_for(customer),
    )

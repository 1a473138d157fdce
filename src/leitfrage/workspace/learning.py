"""What has worked so far: every question asked, with the clarity that followed; of questions, never of people (REQ-40).

A person sees what their own talks tell. What a team's talks tell is shown only if enough people released theirs, and
only of what enough of them have asked, so that nobody can be read out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from leitfrage.analysis import Analysis
from leitfrage.coding import Dimension
from leitfrage.questions import FREE, UNKNOWN, Asked, Catalogue, Effect, Effects, Question, Worth, askings, own, worth
from leitfrage.workspace.models import Conversation, Customer, OwnQuestion, User

LEAST_PEOPLE = 5
SHOWN = 12  # lines of a table


@dataclass(frozen=True, slots=True, kw_only=True)
class Learnt:
    """What was learnt of questions, forms, phases …: tables by factor, and from how many askings in how many talks."""

    tables: dict[str, tuple[Effect, ...]]
    askings: int
    talks: int

    @property
    def most(self) -> float:
        """Give the highest bound of all, for pictures to one scale."""
        return max((each.high for rows in self.tables.values() for each in rows), default=1.0)


def catalogue_of(user: User) -> Catalogue:
    """Give the catalogue with a person's own questions; those stand for the address in which they were written."""
    return _with(tuple(_question(each) for each in user.own_questions.all()))


@lru_cache(maxsize=32)
def _with(questions: tuple[Question, ...]) -> Catalogue:
    """Give one catalogue for the same own questions, so that what is kept about it is found again."""
    return replace(own(), questions=own().questions + questions) if questions else own()


def _question(row: OwnQuestion) -> Question:
    variants = ("en",) if row.language == "en" else ("de_sie", "de_du")
    return Question(
        id=row.key,
        dimension=Dimension(row.dimension),
        type=row.form,
        depth=1,
        phase=row.phase,
        investigative=False,
        target_level=3,
        preconditions=(),
        slots=(),
        wordings=tuple((variant, row.text) for variant in variants),
    )


def asked_in(analysis: Analysis, customer: Customer) -> list[dict[str, Any]]:
    """Give what is kept of a talk's questions: which, of what form, what they brought; no words."""
    catalogue = catalogue_of(customer.owner)
    return [asdict(each) for each in askings(analysis.coded, analysis.map, catalogue, customer.kind or UNKNOWN)]


def learnt_by(user: User) -> Learnt:
    """Give what a person's own talks tell."""
    talks = _talks(Conversation.objects.filter(customer__owner=user))
    effects = _effects(talks)
    factors = ("question", "form", "dimension", "phase", "kind")
    tables = {
        factor: tuple(each for each in effects.known(factor) if each.name not in (FREE, UNKNOWN)) for factor in factors
    }
    return Learnt(
        tables={factor: rows[:SHOWN] for factor, rows in tables.items() if rows},
        askings=sum(map(len, talks)),
        talks=len(talks),
    )


def learnt_by_team() -> Learnt | None:
    """Give what the talks tell of all who released theirs; ``None`` where these are too few.

    A line is shown only if at least ``LEAST_PEOPLE`` have asked it; own questions are nobody else's business.
    """
    people = User.objects.filter(is_active=True, shares_effects=True, notebook_only=False)
    by_person = {user.pk: _talks(Conversation.objects.filter(customer__owner=user)) for user in people}
    asked_by: dict[tuple[str, str], set[int]] = defaultdict(set)
    for pk, talks in by_person.items():
        for each in (one for talk in talks for one in talk):
            for factor in ("question", "form", "dimension", "phase"):
                asked_by[factor, getattr(each, factor)].add(pk)
    if sum(bool(talks) for talks in by_person.values()) < LEAST_PEOPLE:
        return None
    pooled = tuple(talk for talks in by_person.values() for talk in talks)
    effects = _effects(pooled)
    tables = {
        factor: tuple(
            each
            for each in effects.known(factor)
            if len(asked_by[factor, each.name]) >= LEAST_PEOPLE and each.name not in (FREE, UNKNOWN)
        )
        for factor in ("question", "form", "dimension", "phase")
    }
    return Learnt(
        tables={factor: rows[:SHOWN] for factor, rows in tables.items() if rows},
        askings=sum(map(len, pooled)),
        talks=len(pooled),
    )


def worth_for(customer: Customer) -> Worth | None:
    """Give what questions are believed to bring with this customer, drawn anew after each talk; ``None`` before the first."""
    talks = _talks(Conversation.objects.filter(customer__owner=customer.owner))
    if not any(talks):
        return None
    seed = customer.pk * 1_000 + sum(map(len, talks)) % 1_000
    return worth(_effects(talks), seed, customer.kind or UNKNOWN)


def forget_askings(user: User) -> None:
    """Drop what was learnt of a person's questions."""
    Conversation.everything.filter(customer__owner=user).update(asked=[])


Talks = tuple[tuple[Asked, ...], ...]


def _talks(rows: Iterable[Conversation]) -> Talks:
    stored: Sequence[list[dict[str, Any]]] = rows.order_by("pk").values_list("asked", flat=True)  # type: ignore[attr-defined]
    return tuple(tuple(Asked(**each) for each in asked) for asked in stored if asked)


@lru_cache(maxsize=32)
def _effects(talks: Talks) -> Effects:
    return Effects([each for talk in talks for each in talk])

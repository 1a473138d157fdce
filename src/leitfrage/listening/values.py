"""What is said about how the seller asked and listened: measures with their provenance, observations with quotes."""

from __future__ import annotations

from dataclasses import dataclass

from leitfrage.wording import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A figure about the conversation, never about a person's worth.

    ``value`` is ``None`` where the material does not allow it; ``note`` then says why. ``range`` is a reference range
    for orientation, with the ``source`` it comes from and the ``caveat`` that belongs to it; it is never a grade.
    ``evidence`` holds ids of the segments that were counted (at most 50).
    """

    id: str
    name: Message
    value: float | None
    unit: Message
    n: int
    range: tuple[float | None, float | None] | None
    source: Message
    caveat: Message
    evidence: tuple[int, ...] = ()
    note: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A rule of the method that met its case, with the places in the talk; ``kind`` tells strength from observation."""

    rule: str
    text: Message
    segments: tuple[int, ...]
    strength: bool = False
    experiment: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """R-21: one strength, one observation, one experiment; ``None`` where the talk shows none."""

    strength: Observation | None
    observation: Observation | None
    experiment: Message | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """All of it."""

    measures: tuple[Measure, ...]
    observations: tuple[Observation, ...]
    feedback: Feedback

"""Simulated customers with a hidden world, to practise with."""

from leitfrage.practice.customer import Reply, SimulatedCustomer, Temper
from leitfrage.practice.talk import Found, PracticeTalk, Review, TurningPoint
from leitfrage.practice.worlds import HiddenItem, World, world, worlds

__all__ = [
    "Found",
    "HiddenItem",
    "PracticeTalk",
    "Reply",
    "Review",
    "SimulatedCustomer",
    "Temper",
    "TurningPoint",
    "World",
    "world",
    "worlds",
]

"""Simulated customers with a hidden world, to practise with; and real talks that go on otherwise."""

from leitfrage.practice.customer import Reply, SimulatedCustomer, Temper
from leitfrage.practice.replay import Exchange, NoSuchTurn, OwnTurn, ReplayReview, ReplayTalk, own_turns
from leitfrage.practice.replayed import REMARKS, Answer, Quote
from leitfrage.practice.talk import PAUSE, Found, PracticeTalk, Review, TurningPoint
from leitfrage.practice.worlds import HiddenItem, World, world, worlds

__all__ = [
    "PAUSE",
    "REMARKS",
    "Answer",
    "Exchange",
    "Found",
    "HiddenItem",
    "NoSuchTurn",
    "OwnTurn",
    "PracticeTalk",
    "Quote",
    "ReplayReview",
    "ReplayTalk",
    "Reply",
    "Review",
    "SimulatedCustomer",
    "Temper",
    "TurningPoint",
    "World",
    "own_turns",
    "world",
    "worlds",
]

"""Simulated customers with a hidden world, to practise with."""

from leitfrage.practice.customer import Reply, SimulatedCustomer, Temper
from leitfrage.practice.worlds import HiddenItem, World, world, worlds

__all__ = ["HiddenItem", "Reply", "SimulatedCustomer", "Temper", "World", "world", "worlds"]

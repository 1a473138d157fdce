"""Leitfrage: the craft of systemic coaching for selling and consulting, on your own machine."""

__version__ = "0.1.0"

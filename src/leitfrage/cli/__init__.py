"""The command line."""

from leitfrage.cli.main import main

__all__ = ["main"]

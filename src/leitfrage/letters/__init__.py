"""What is written for people: the report on a talk."""

from leitfrage.letters.report import clock, day, html, markdown, plainest, range_text

__all__ = ["clock", "day", "html", "markdown", "plainest", "range_text"]

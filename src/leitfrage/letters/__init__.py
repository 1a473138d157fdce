"""What is written for people: the report on a talk."""

from leitfrage.letters.report import clock, html, markdown, range_text

__all__ = ["clock", "html", "markdown", "range_text"]

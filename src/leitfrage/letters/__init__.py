"""What is written for people: the report on a talk, and the letter to the customer."""

from leitfrage.letters.letter import (
    Letter,
    Line,
    Promised,
    Verdict,
    letter_html,
    map_as_text,
    map_html,
    map_json,
    stylesheet,
)
from leitfrage.letters.pdf import NoPdf, pdf
from leitfrage.letters.report import clock, day, html, markdown, plainest, range_text
from leitfrage.letters.understood import ORDER, Frame, Heard, choose, frame, short
from leitfrage.letters.voices import Voice
from leitfrage.letters.word import docx

__all__ = [
    "ORDER",
    "Frame",
    "Heard",
    "Letter",
    "Line",
    "NoPdf",
    "Promised",
    "Verdict",
    "Voice",
    "choose",
    "clock",
    "day",
    "docx",
    "frame",
    "html",
    "letter_html",
    "map_as_text",
    "map_html",
    "map_json",
    "markdown",
    "pdf",
    "plainest",
    "range_text",
    "short",
    "stylesheet",
]

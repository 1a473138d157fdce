"""Which question next: catalogue, guide and guard."""

from leitfrage.questions.catalogue import Catalogue, Question, load, own, with_own
from leitfrage.questions.guard import Fault, Objection, objections, passes
from leitfrage.questions.guide import DIMENSION_NAMES, Suggestion, suggest

__all__ = [
    "DIMENSION_NAMES",
    "Catalogue",
    "Fault",
    "Objection",
    "Question",
    "Suggestion",
    "load",
    "objections",
    "own",
    "passes",
    "suggest",
    "with_own",
]

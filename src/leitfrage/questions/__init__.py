"""Which question next: catalogue, guide and guard."""

from leitfrage.questions.catalogue import Catalogue, Question, load, own, with_own
from leitfrage.questions.effect import Asked, Draw, Effect, Effects
from leitfrage.questions.guard import Fault, Objection, objections, passes
from leitfrage.questions.guide import DIMENSION_NAMES, Suggestion, Worth, candidates, suggest

__all__ = [
    "DIMENSION_NAMES",
    "Asked",
    "Catalogue",
    "Draw",
    "Effect",
    "Effects",
    "Fault",
    "Objection",
    "Question",
    "Suggestion",
    "Worth",
    "candidates",
    "load",
    "objections",
    "own",
    "passes",
    "suggest",
    "with_own",
]

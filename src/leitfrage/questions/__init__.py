"""Which question next: catalogue, guide and guard."""

from leitfrage.questions.catalogue import PHASES, TYPES, Catalogue, Question, load, own, variant_of, with_own
from leitfrage.questions.effect import Asked, Draw, Effect, Effects
from leitfrage.questions.first import first_questions
from leitfrage.questions.guard import Fault, Objection, objections, passes
from leitfrage.questions.guide import candidates, suggest
from leitfrage.questions.learning import FREE, UNKNOWN, askings, worth
from leitfrage.questions.recognition import recognised
from leitfrage.questions.rewording import better
from leitfrage.questions.suggestion import DIMENSION_NAMES, Suggestion, Worth

__all__ = [
    "DIMENSION_NAMES",
    "FREE",
    "PHASES",
    "TYPES",
    "UNKNOWN",
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
    "askings",
    "better",
    "candidates",
    "first_questions",
    "load",
    "objections",
    "own",
    "passes",
    "recognised",
    "suggest",
    "variant_of",
    "with_own",
    "worth",
]

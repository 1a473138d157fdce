"""How the seller asked and listened."""

from leitfrage.listening.conduct import conduct
from leitfrage.listening.measures import gained_by_question
from leitfrage.listening.sequence import Talk, Turn, is_investigative
from leitfrage.listening.values import Conduct, Feedback, Measure, Observation

__all__ = [
    "Conduct",
    "Feedback",
    "Measure",
    "Observation",
    "Talk",
    "Turn",
    "conduct",
    "gained_by_question",
    "is_investigative",
]

"""From text to labelled segments."""

from leitfrage.coding.coder import Coding, code
from leitfrage.coding.encoder import Encoder, SentenceEncoder
from leitfrage.coding.language import ALL_FUNCTION_WORDS
from leitfrage.coding.scoring import Score, scores
from leitfrage.coding.topic import topic_vectors
from leitfrage.coding.values import (
    HARMFUL,
    QUESTIONS,
    REFLECTIONS,
    Behaviour,
    CodedConversation,
    CodedSegment,
    Dimension,
    Form,
    Move,
    Statement,
)

__all__ = [
    "ALL_FUNCTION_WORDS",
    "HARMFUL",
    "QUESTIONS",
    "REFLECTIONS",
    "Behaviour",
    "CodedConversation",
    "CodedSegment",
    "Coding",
    "Dimension",
    "Encoder",
    "Form",
    "Move",
    "Score",
    "SentenceEncoder",
    "Statement",
    "code",
    "scores",
    "topic_vectors",
]

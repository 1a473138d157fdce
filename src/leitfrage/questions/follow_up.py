"""Follow-ups on what the customer has just said: from vague to concrete, from concrete to something one can check.

They have no topic of their own; the customer's words, given back before them, are their topic (REQ-22, R-06).
"""

from __future__ import annotations

from leitfrage.coding import Form
from leitfrage.listening import Turn
from leitfrage.questions.catalogue import Question
from leitfrage.questions.state import State

FOLLOW_UP = "followup"
_WORDINGS = {
    1: (
        ("follow-1a", "Was meinen Sie damit genau?", "Was meinst du damit genau?", "What exactly do you mean by that?"),
        ("follow-1b", "Welches Beispiel fällt Ihnen dazu ein?", "Welches Beispiel fällt dir dazu ein?", "Which example comes to mind?"),
        ("follow-1c", "Was gehört für Sie noch dazu?", "Was gehört für dich noch dazu?", "What else belongs to that for you?"),
    ),
    2: (
        ("follow-2a", "Woran machen Sie das fest?", "Woran machst du das fest?", "What tells you so?"),
        ("follow-2b", "Wie ließe sich das nachprüfen?", "Wie ließe sich das nachprüfen?", "How could one check that?"),
        ("follow-2c", "Was davon steht schon fest?", "Was davon steht schon fest?", "Which part of that is already settled?"),
    ),
}  # fmt: skip


def follow_ups(state: State) -> tuple[Question, ...]:
    """Give the follow-ups on what was just said, as questions of its dimension; none where nothing can be deepened."""
    heard = state.heard_statement
    if heard is None or heard.clarity not in _WORDINGS:
        return ()
    return tuple(
        Question(
            id=id_,
            dimension=heard.dimension,
            type=FOLLOW_UP,
            depth=1,
            phase="situation",
            investigative=False,
            target_level=heard.clarity + 1,
            preconditions=(),
            slots=(),
            wordings=(("de_sie", sie), ("de_du", du), ("en", english)),
        )
        for id_, sie, du, english in _WORDINGS[heard.clarity]
    )


def is_follow_up(turn: Turn) -> bool:
    """Say whether a seller's turn deepens what was said, in our words or in its own."""
    ours = {text for level in _WORDINGS.values() for _, *texts in level for text in texts}
    return any(
        each.text.strip() in ours or (each.move is not None and each.move.form == Form.FOLLOWUP) for each in turn.segments
    )

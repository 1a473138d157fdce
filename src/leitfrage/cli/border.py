"""The border to the terminal: errors become a cause, an advice and an exit status; no traceback reaches a user."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from leitfrage.cli.language import ui
from leitfrage.conversation import LeitfrageError, UnknownName

REFUSED, WRONG_USAGE = 1, 2


def complain(error: LeitfrageError, language: str) -> int:
    """Print an error on standard error and give the exit status that belongs to it."""
    cause, advice = (message.text(language) for message in error.messages())
    print(f"leitfrage: {cause}\n  {advice}", file=sys.stderr)
    return WRONG_USAGE if isinstance(error, UnknownName) else REFUSED


@contextmanager
def border(option: str | None = None) -> Iterator[None]:
    """Turn a ``LeitfrageError`` into an exit."""
    try:
        yield
    except LeitfrageError as error:
        raise SystemExit(complain(error, ui(option))) from None

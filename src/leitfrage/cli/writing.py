"""Writing a result, with a sentence where that fails, and never over what was read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from leitfrage.conversation import Unwritable, reason_of
from leitfrage.wording import N_, Message


def write_text(path: Path, text: str, inputs: Sequence[Path] = ()) -> None:
    """Write a file and the folders that it needs; raise ``Unwritable``."""
    if any(each.exists() and path.exists() and path.samefile(each) for each in inputs):
        raise Unwritable(file=str(path), reason=Message.of(N_("it is the transcript itself")))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unwritable(file=str(path), reason=reason_of(error)) from None

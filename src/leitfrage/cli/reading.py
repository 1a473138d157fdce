"""Reading what the user named: a file, standard input, or the files of one talk."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from leitfrage.conversation import Conversation

STDIN = Path("-")


def read(files: Sequence[Path], format_name: str | None, *, merge: bool) -> Conversation:
    """Read the first file, or with ``merge`` all of them as one talk; raises the errors of ``formats``."""
    from leitfrage import formats

    if merge:
        return formats.read_together([(formats.read_bytes(path), path.name) for path in files], format_name)
    if files[0] == STDIN:
        return formats.read(sys.stdin.buffer.read(formats.SIZE_LIMIT_MB * 1024 * 1024 + 1), "stdin", format_name)
    return formats.read_file(files[0], format_name)

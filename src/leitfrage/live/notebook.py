"""Typed notes in a file: every line is on the disk before anything else happens with it.

The file is what ``formats`` reads as typed notes ("K: …", "V: …"). A heading before a line names the dimension that the
person gave it; reading the file as a talk passes over headings.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from leitfrage.coding import Dimension
from leitfrage.conversation import Side, Unwritable, reason_of
from leitfrage.live.typed import SIDE_KEYS, Typed

_LETTER = {Side.CUSTOMER: "K", Side.SELLER: "V"}


class Notebook:
    """Notes at ``path``, made with a first line ``heading`` and the day where there are none yet; raises ``Unwritable``."""

    def __init__(self, path: Path, *, heading: str, day: dt.date) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            before = path.read_bytes() if path.exists() else b""
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            if not before:
                self._write(f"# {heading} {day.isoformat()}\n")
            elif not before.endswith(b"\n"):  # power went in the middle of a line
                self._write("\n")
        except OSError as error:
            raise Unwritable(file=str(path), reason=reason_of(error)) from None

    def add(self, side: Side, words: str, dimension: Dimension | None) -> None:
        """Write a line down; when this returns, it is on the disk."""
        heading = f"# {dimension.value}\n" if dimension else ""
        try:
            self._write(f"{heading}{_LETTER[side]}: {words}\n")
        except OSError as error:
            raise Unwritable(file=str(self._path), reason=reason_of(error)) from None

    def _write(self, text: str) -> None:
        data = text.encode()
        while data:
            data = data[os.write(self._file, data) :]
        os.fsync(self._file)

    def lines(self) -> tuple[Typed, ...]:
        """Give the lines that are there, with their labels."""
        found: list[Typed] = []
        dimension: Dimension | None = None
        for line in self._path.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("#"):
                name = line.lstrip("# ").strip()
                dimension = Dimension(name) if name in {each.value for each in Dimension} else None
                continue
            letter, _, words = line.partition(":")
            side = SIDE_KEYS.get(letter.strip().lower())
            if side is not None and words.strip():
                found.append(Typed(side=side, dimension=dimension, words=words.strip()))
            dimension = None
        return tuple(found)

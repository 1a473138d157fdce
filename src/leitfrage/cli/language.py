"""Which language the program speaks: the option, LEITFRAGE_LANG, the locale, the talk's own language."""

from __future__ import annotations

import os

from leitfrage.wording import LANGUAGES


def chosen() -> str | None:
    """Give the language that the environment asks for, ``None`` where it asks for none that we speak."""
    for name in ("LEITFRAGE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")[:2].lower()
        if value in LANGUAGES:
            return value
        if value and name == "LEITFRAGE_LANG":
            break
    return None


def ui(option: str | None = None, talk: str | None = None) -> str:
    """Give the language to speak in."""
    return option or chosen() or talk or "en"

"""User-facing sentences: written once in English, said in the user's language where they are shown.

The core hands on ``Message`` values (a sentence with named gaps, and the facts for the gaps); only the border
asks for their text. Catalogues are ordinary gettext files under ``locale/``.
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = ("de", "en")
# Ways to address the reader: German with Sie or Du, English. ``de_du`` holds only the sentences that differ from ``de``.
VOICES = ("de", "de_du", "en")
_LOCALE = Path(__file__).parent / "locale"


def N_(sentence: str) -> str:  # noqa: N802 - the name that gettext's extractors look for
    """Mark a sentence for translation without translating it yet."""
    return sentence


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("leitfrage", _LOCALE, languages=[language, language[:2]], fallback=language == "en")


def translate(sentence: str, language: str) -> str:
    """Give the sentence in ``de``, ``de_du`` or ``en``."""
    return _catalogue(language).gettext(sentence) if sentence else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A whole sentence with named gaps ``{like_this}`` and what goes into them."""

    sentence: str
    facts: tuple[tuple[str, str | int | float | Message], ...] = ()

    @classmethod
    def of(cls, sentence: str, **facts: str | int | float | Message) -> Message:
        return cls(sentence=sentence, facts=tuple(facts.items()))

    def text(self, language: str) -> str:
        """Say it in ``de`` or ``en``; a gap that is itself a message is said in the same language."""
        values = {name: said(value, language) for name, value in self.facts}
        return translate(self.sentence, language).format_map(values)


def said(value: str | int | float | Message, language: str) -> str:
    """Say a fact: numbers with the language's decimal mark, messages translated."""
    if isinstance(value, Message):
        return value.text(language)
    if isinstance(value, float):
        return decimal(value, language)
    return str(value)


def decimal(value: float, language: str, places: int = 2) -> str:
    """Write a number with at most ``places`` decimals and the language's decimal mark."""
    text = f"{value:.{places}f}".rstrip("0").rstrip(".") if places else f"{value:.0f}"
    text = text if text not in ("-0", "") else "0"
    return text.replace(".", ",") if language.startswith("de") else text

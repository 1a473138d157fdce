"""Text that can be shown anywhere: without what XML refuses, and without what turns the direction of reading."""

from __future__ import annotations

import re
import unicodedata

# Control characters, direction marks and overrides, half surrogates and non-characters; tab and line break stay.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)


def harmless(text: str) -> str:
    """Give the text without them, in composed form, with ``\\n`` line ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return unicodedata.normalize("NFC", _REFUSED.sub("", lines))

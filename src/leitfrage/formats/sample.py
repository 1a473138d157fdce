"""The bytes of one file, decoded and parsed at most once, whichever readers look at them."""

from __future__ import annotations

import json
import re
import unicodedata
from functools import cached_property

from leitfrage.conversation import BrokenFile
from leitfrage.wording import N_, Message

# Control characters and bidirectional overrides say nothing and can disguise what is shown.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
# "[Name] 11:02:09" is text; an object or list opens with another bracket or a quote.
_JSON_HEAD = re.compile(r"\s*(?:\{\s*[\"}]|\[\s*[\[{\"\]])")
HEAD_SIZE = 65_536  # bytes or characters


class Sample:
    """A file's bytes with its suffix (``.vtt``), and views of them made on first use."""

    def __init__(self, data: bytes, suffix: str = "") -> None:
        self.data = data
        self.suffix = suffix.lower()

    @cached_property
    def text(self) -> str:
        """The text without byte order mark and control characters, with ``\\n`` line ends."""
        text = _decode(self.data).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
        return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))

    @cached_property
    def is_binary(self) -> bool:
        """Whether more than one in twenty of the first characters is a control character, as no text has it."""
        head = _decode(self.data[:HEAD_SIZE])
        return sum(char < " " and char not in "\t\n\r\f\v" for char in head) > len(head) / 20

    @cached_property
    def head(self) -> str:
        """The first 64 KiB of the text."""
        return self.text[:HEAD_SIZE]

    @cached_property
    def head_lines(self) -> list[str]:
        """The lines with content among the first 64 KiB."""
        return [line for line in self.head.splitlines() if line.strip()]

    @cached_property
    def json(self) -> object:
        """The parsed JSON document, ``None`` where it is none at all."""
        if not self.looks_like_json:
            return None
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def looks_like_json(self) -> bool:
        return _JSON_HEAD.match(self.head) is not None

    def json_error(self) -> BrokenFile:
        """Say where the JSON breaks."""
        try:
            json.loads(self.text)
        except ValueError as error:
            line = getattr(error, "lineno", 0)
            return BrokenFile(
                format="JSON", reason=getattr(error, "msg", str(error)), place=Message.of(N_("line {line}"), line=line)
            )
        except RecursionError:
            return BrokenFile(
                format="JSON", reason=Message.of(N_("it is nested too deeply")), place=Message.of(N_("line {line}"), line=1)
            )
        return BrokenFile(
            format="JSON",
            reason=Message.of(N_("it has none of the known shapes")),
            place=Message.of(N_("line {line}"), line=1),
        )


def _decode(data: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if data[:400].count(0) > len(data[:400]) // 4:  # UTF-16 without its mark has a NUL at every second place
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # One broken byte must not turn all umlauts of a UTF-8 file into rubbish; a file full of them is cp1252.
        broken = data.decode("utf-8", errors="replace")
        if broken.count("\ufffd") <= 3 and error.start < len(data) and re.search(rb"[\xc3][\x80-\xbf]", data):
            return broken
        return data.decode("cp1252", errors="replace")

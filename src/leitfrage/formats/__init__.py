"""Readers and writers of transcript files: bytes in, a Conversation out, and back."""

from leitfrage.formats.joining import NOBODY, date_in
from leitfrage.formats.reader import Reader
from leitfrage.formats.reading import READERS, SIZE_LIMIT_MB, read, read_bytes, read_file, read_together
from leitfrage.formats.writing import WRITERS, write

__all__ = [
    "NOBODY",
    "READERS",
    "SIZE_LIMIT_MB",
    "WRITERS",
    "Reader",
    "date_in",
    "read",
    "read_bytes",
    "read_file",
    "read_together",
    "write",
]

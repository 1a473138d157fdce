"""A folder whose new transcripts appear in the workspace by themselves, unread, waiting for their consent.

A file is taken once its size has stopped changing, and only once, whatever its name; the file itself is left alone.
"""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

from django.db import transaction

from leitfrage import formats, speech
from leitfrage.conversation import LeitfrageError
from leitfrage.wording import N_, translate
from leitfrage.workspace.models import Conversation, Customer, User
from leitfrage.workspace.reading import take_in

_INBOX = N_("From the watched folder")
_log = logging.getLogger("leitfrage.watching")


class Watch:
    """Looks into a folder when asked to; ``owner`` gets what is new, as a customer of its own to be sorted later."""

    def __init__(self, folder: Path, owner: User) -> None:
        self._folder, self._owner = folder, owner
        self._sizes: dict[Path, int] = {}
        self._done: set[tuple[Path, int]] = set()

    def look(self) -> int:
        """Take in what is new and complete; return how many files that were."""
        taken = 0
        for path in sorted(self._folder.iterdir()) if self._folder.is_dir() else ():
            if path.name.startswith(".") or not path.is_file():
                continue
            size = path.stat().st_size
            settled = self._sizes.get(path) == size and size > 0
            self._sizes[path] = size
            if settled and (path, size) not in self._done:
                self._done.add((path, size))
                taken += self._take(path)
        return taken

    def _take(self, path: Path) -> bool:
        try:
            data = formats.read_bytes(path)
        except LeitfrageError as error:
            _log.warning("%s", error)
            return False
        if speech.is_recording(data[:16]):  # nothing of a recording is kept before its consent
            _log.warning("%s is a recording; bring it in by hand", path.name)
            return False
        digest = hashlib.sha256(data).hexdigest()
        with transaction.atomic():
            if Conversation.everything.filter(customer__owner=self._owner, sha256=digest).exists():
                return False
            take_in(self._inbox(), path.name, data, digest=digest)
        return True

    def _inbox(self) -> Customer:
        language = self._owner.language or "en"
        return Customer.objects.get_or_create(
            owner=self._owner, name=translate(_INBOX, language), defaults={"language": language}
        )[0]

"""Secrets: the signing key of an installation, and tokens that are kept only as a digest."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path


def signing_key(path: Path) -> str:
    """Give the key kept at ``path``, made on first use and readable by its owner alone."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def new_token() -> str:
    """Make a token that nobody can guess (256 bit), fit for an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """Give what is kept of a token: who reads the database cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()

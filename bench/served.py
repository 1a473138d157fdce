"""A workspace that is served for a bench: when it is there, and how a person gets in."""

from __future__ import annotations

import socket
import time

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from leitfrage.workspace.models import User


def session_of(person: User) -> str:
    """Sign a person in and give the cookie."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def wait_for(port: int) -> None:
    """Wait until something answers at a port of this machine; raise ``RuntimeError`` after half a minute."""
    for _ in range(150):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")

"""How often somebody may ask in a while: counted in Django's cache, per thing and per network address."""

from __future__ import annotations

import ipaddress
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most ``most`` times in ``seconds``, counted from the first time."""

    name: str
    most: int
    seconds: int


LETTER = Limit(name="letter", most=120, seconds=600)
DOCUMENT = Limit(name="document", most=30, seconds=600)
WRONG_CODE = Limit(name="code", most=10, seconds=3600)
FEED = Limit(name="feed", most=60, seconds=600)


def count(limit: Limit, whom: str, now: float | None = None) -> bool:
    """Count once more; false where it was too often. ``now`` in seconds, the clock's by default."""
    key, now = _key(limit, whom), time.time() if now is None else now
    with transaction.atomic():
        done, until = cache.get(key) or (0, now + limit.seconds)
        if until <= now:
            done, until = 0, now + limit.seconds
        # Not cache.incr: that would give the counter a new, shorter life each time.
        cache.set(key, (done + 1, until), until - now)
    return bool(done < limit.most)


def forget(limit: Limit, whom: str) -> None:
    """Begin to count anew."""
    cache.delete(_key(limit, whom))


def address_of(request: HttpRequest) -> str:
    """Give the network address of who asks; behind a proxy on this machine or network, what that proxy says."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    told = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    try:
        behind_proxy = bool(told) and ipaddress.ip_address(direct).is_private
        return str(ipaddress.ip_address(told)) if behind_proxy else direct
    except ValueError:
        return direct


def _key(limit: Limit, whom: str) -> str:
    # Addresses are personal data: only a keyed digest is kept, as long as it counts.
    return f"{limit.name}:{salted_hmac('leitfrage.limits', whom).hexdigest()}"

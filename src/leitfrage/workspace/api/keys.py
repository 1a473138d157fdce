"""Who calls: a program with a person's key, or the person's own browser; and how often they may."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import AuthorizationError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.throttling import SimpleRateThrottle
from ninja.utils import check_csrf

from leitfrage.workspace.access import person
from leitfrage.workspace.keys import digest
from leitfrage.workspace.models import ApiToken, User

_NOTED_EVERY = dt.timedelta(minutes=1)


class BearerKey(HttpBearer):
    """``Authorization: Bearer KEY``; the key acts for the person who made it, as long as they may sign in."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        key = ApiToken.objects.select_related("owner").filter(token_digest=digest(token)).first()
        if key is None or not key.owner.is_active:
            return None
        now = timezone.now()
        if key.last_used_at is None or now - key.last_used_at > _NOTED_EVERY:
            ApiToken.objects.filter(pk=key.pk).update(last_used_at=now)
        request.user = key.owner
        return key.owner


class SignedIn(APIKeyCookie):
    """The session of a browser; what changes something needs the page's CSRF token as on every page."""

    param_name = settings.SESSION_COOKIE_NAME

    def _get_key(self, request: HttpRequest) -> str | None:
        return request.COOKIES.get(self.param_name)

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        if key is None or not isinstance(request.user, User) or "Authorization" in request.headers:
            return None
        if check_csrf(request):
            raise AuthorizationError()
        return request.user


class PerPersonHere(SimpleRateThrottle):
    """The same for what is pushed line by line: counted in this process's memory."""

    cache = caches["here"]

    def get_cache_key(self, request: HttpRequest) -> str:
        return f"live:{digest(request.headers.get('Authorization', '') or str(person(request).pk))}"


class PerPerson(SimpleRateThrottle):
    """Counts by key, for a browser by person."""

    def get_cache_key(self, request: HttpRequest) -> str:
        return f"api:{digest(request.headers.get('Authorization', '') or str(person(request).pk))}"

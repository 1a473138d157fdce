"""What happens around every request: the person's language, and plain sentences instead of error pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from leitfrage.conversation import LeitfrageError
from leitfrage.wording import N_, translate
from leitfrage.workspace.models import User

_ONLY_TO_SEND = N_("This address only takes what a form sends.")
_GO_BACK = N_("Go back, and use the form there.")
Handler = Callable[[HttpRequest], HttpResponse]


def language_of(request: HttpRequest) -> str:
    """Give ``de`` or ``en``: what the person chose, else what the browser asks for."""
    user = getattr(request, "user", None)
    if isinstance(user, User) and user.language:
        return user.language
    return "de" if translation.get_language_from_request(request).startswith("de") else "en"


def voice_of(request: HttpRequest) -> str:
    """Give the voice in which the person is spoken to: ``de``, ``de_du`` or ``en``."""
    language, user = language_of(request), getattr(request, "user", None)
    return "de_du" if language == "de" and isinstance(user, User) and user.spoken_to == "du" else language


def speak(handle: Handler) -> Handler:
    """Let Django's own texts, too, come in the person's language; keep pages with people's words out of caches."""

    def respond(request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            response = handle(request)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return respond


def _without_nul(fields: QueryDict) -> QueryDict:
    """Leave out the NULs that nobody types and PostgreSQL does not keep."""
    if not any("\x00" in value for _, values in fields.lists() for value in values):
        return fields
    clean = fields.copy()
    for name, values in fields.lists():
        clean.setlist(name, [value.replace("\x00", "") for value in values])
    return clean


def explain(handle: Handler) -> Handler:
    """Show a refusal of the rooms below as a page with cause and advice (status 422)."""

    def respond(request: HttpRequest) -> HttpResponse:
        request.GET = _without_nul(request.GET)  # type: ignore[assignment] # as immutable as before
        if request.method == "POST" and not request.path.startswith("/api/"):  # which reads and checks its own body
            request.POST = _without_nul(request.POST)  # type: ignore[assignment]
        response = handle(request)
        if isinstance(response, HttpResponseNotAllowed) and not request.path.startswith("/api/"):
            voice = voice_of(request)
            context = {"cause": translate(_ONLY_TO_SEND, voice), "advice": translate(_GO_BACK, voice)}
            return render(request, "leitfrage/refused.html", context, status=405)
        return response

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, LeitfrageError):
            return None
        voice = voice_of(request)
        cause, advice = (message.text(voice) for message in error.messages())
        return render(request, "leitfrage/refused.html", {"cause": cause, "advice": advice}, status=422)

    respond.process_exception = process_exception  # type: ignore[attr-defined] # how Django finds it
    return respond

"""Refusals of the interface, all of one shape: a cause and an advice in the caller's language."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError

from leitfrage.conversation import LeitfrageError
from leitfrage.wording import N_, Message
from leitfrage.workspace.middleware import language_of


class Problem(Schema):
    """What went wrong, what to do about it, and for a wrong request where it is wrong."""

    cause: str
    advice: str
    places: list[str]


class Conflict(LeitfrageError):
    """The request is right, but things stand otherwise (status 409)."""


class AlreadyThere(Conflict):
    cause = N_("The same file is already here; it was not taken in twice.")
    advice = N_("List the talks of this customer to find it.")


class NothingSpoken(Conflict):
    cause = N_("This talk has not been read yet.")
    advice = N_("Wait until its state is “ready”, or import it again.")


_STATUS = {
    400: (N_("The request was not understood."), N_("Send JSON as /api/openapi.json describes it.")),
    401: (N_("It is not known who asks."), N_("Send a key made under Settings as “Authorization: Bearer KEY”.")),
    403: (
        N_("This form could not be checked, so nothing was changed."),
        N_("From a browser, send the page's CSRF token as X-CSRFToken; from a program, send a key."),
    ),
    404: (N_("There is no such thing, or it is not yours."), N_("Check the number.")),
    422: (N_("The request is not as it should be."), N_("See “places” and /api/openapi.json.")),
    429: (N_("That was tried too often in a short time."), N_("Wait a minute, then try again.")),
}
# What every operation may answer besides its own.
REFUSALS: dict[Any, Any] = {frozenset({400, 401, 403, 404, 409, 422, 429}): Problem}


def explain(api: NinjaAPI) -> None:
    """Let an interface refuse in sentences."""

    def answer(request: HttpRequest, status: int, places: list[str] | None = None) -> HttpResponse:
        cause, advice = (Message.of(text) for text in _STATUS.get(status, _STATUS[400]))
        return say(request, status, cause, advice, places)

    def say(
        request: HttpRequest, status: int, cause: Message, advice: Message, places: list[str] | None = None
    ) -> HttpResponse:
        language = language_of(request)
        problem = {"cause": cause.text(language), "advice": advice.text(language), "places": places or []}
        return api.create_response(request, problem, status=status)

    @api.exception_handler(LeitfrageError)
    def refused(request: HttpRequest, error: LeitfrageError) -> HttpResponse:
        return say(request, 409 if isinstance(error, Conflict) else 422, *error.messages())

    @api.exception_handler(ValidationError)
    def wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(request, 422, [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors])

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return answer(request, 404)

    @api.exception_handler(HttpError)
    def plain(request: HttpRequest, error: HttpError) -> HttpResponse:
        response = answer(request, error.status_code)
        if error.status_code == 401:
            response["WWW-Authenticate"] = "Bearer"
        return response

"""The letter at the customer's: a page without sign-in, reached by a link that nobody can guess.

CSRF tokens are left out here on purpose. What lets somebody answer is the address itself, not a cookie that another
site could ride on; and with "no-referrer" browsers send "Origin: null", which Django's check would refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from leitfrage import letters as paper
from leitfrage.conversation import LeitfrageError
from leitfrage.letters.harmless import harmless
from leitfrage.wording import N_, Message
from leitfrage.workspace import limits
from leitfrage.workspace.answering import Answer, take
from leitfrage.workspace.composing import captured, line_of, promises_of, voice_of
from leitfrage.workspace.documents import as_document
from leitfrage.workspace.keys import digest
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import Letter, LetterLine
from leitfrage.workspace.templating import speaking
from leitfrage.workspace.writing import is_shut

_MOST_WORDS, _MOST_NAME, _MOST_COMMENT = 2000, 120, 5000
_MOST_ADDITIONS = 12
_BLANK_ADDITIONS = 2
_MOST_BYTES = 200_000
_COOKIE = "letter"
_CODE_SECONDS = 4 * 3600
_VERDICTS = {"confirmed", "corrected", "struck"}
_GONE = N_("This letter is not available any more.")
_GONE_ADVICE = N_("Whoever sent you the link can send you a new one.")
_BUSY = N_("That was a little too often in a short time.")
_BUSY_ADVICE = N_("Please wait ten minutes and open the link again. Nothing is lost.")

_View = Callable[..., HttpResponse]


def _quietly(view: _View) -> _View:
    """Keep the address out of search engines, out of other sites' logs and out of caches."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            response = view(request, **named)
        except LeitfrageError as error:
            response = _plain(language_of(request), *error.messages(), status=422)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "private, no-store"
        return response

    return answer


@_quietly
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """Show the letter (GET) or take the answer (POST)."""
    row = _enter(request, token)
    if isinstance(row, HttpResponse):
        return row
    if request.user == row.written_by:  # who wrote it does not answer it
        return customers_page(row, preview=True, status=403 if request.method == "POST" else 200)
    if request.method != "POST":
        return customers_page(row, address=reverse("letter-link", args=[token]), thanks="thanks" in request.GET)
    answer, problem = _read(request, row)
    if problem:
        address = reverse("letter-link", args=[token])
        return customers_page(row, address=address, answer=answer, problem=problem, status=422)
    take(row, answer)
    return redirect(reverse("letter-link", args=[token]) + "?thanks")


@_quietly
def document(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """Let the customer take letter and map along."""
    row = _enter(request, token)
    if isinstance(row, HttpResponse):
        return row
    if not limits.count(limits.DOCUMENT, row.token_digest or ""):
        return _busy(row.language)
    try:
        return as_document(row, name)
    except Http404:
        return _gone(request)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Give the style of the pages to print."""
    response = HttpResponse(paper.stylesheet(), content_type="text/css")
    response["Cache-Control"] = "public, max-age=3600"
    return response


def _enter(request: HttpRequest, token: str) -> Letter | HttpResponse:
    """Give the letter, or what to show instead; whatever is wrong with a link, the page and its status are the same."""
    if not limits.count(limits.LETTER, limits.address_of(request)):
        return _busy(language_of(request))
    row = Letter.objects.select_related("customer", "written_by").filter(token_digest=digest(token)).first()
    if row is None or not row.is_open(timezone.now()) or is_shut(row):
        return _gone(request)
    if not limits.count(limits.LETTER, digest(token)):
        return _busy(row.language)
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BYTES:
        return _plain(row.language, voice_of(row).tell("too_long"), "", status=413)
    if row.code_digest and not _unlocked(request, row):
        return _ask_for_code(request, row, reverse("letter-link", args=[token]))
    return row


def _unlocked(request: HttpRequest, row: Letter) -> bool:
    known = request.get_signed_cookie(_COOKIE, default="", salt=row.token_digest or "", max_age=_CODE_SECONDS)
    return known == digest(row.code_digest)


def _ask_for_code(request: HttpRequest, row: Letter, address: str) -> HttpResponse:
    """Ask for the code, or open the letter where it is right; after ten wrong ones in an hour not even that helps."""
    whom = row.token_digest or ""
    problem, status = "", 200
    if request.method == "POST":
        if not limits.count(limits.WRONG_CODE, whom):
            problem, status = "code_wait", 429
        elif check_password(request.POST.get("code", "").strip(), row.code_digest):
            limits.forget(limits.WRONG_CODE, whom)
            response: HttpResponse = redirect(address)
            response.set_signed_cookie(
                _COOKIE,
                digest(row.code_digest),
                salt=whom,
                max_age=_CODE_SECONDS,
                path=address,
                httponly=True,
                samesite="Lax",
                secure=settings.SECURE,
            )
            return response
        else:
            problem, status = "code_wrong", 403
    voice = voice_of(row)
    context = {"tell": voice.tell, "address": address, "problem": problem}
    return _page("leitfrage/letter_code.html", row.language, context, status=status)


def _read(request: HttpRequest, row: Letter) -> tuple[Answer, str]:
    """Read the form; the second value says what is missing, empty where nothing is."""
    given: dict[int, tuple[str, str]] = {}
    problem = ""
    for number, line in _numbered(row):
        verdict = request.POST.get(f"v-{line.pk}", "")
        words = _words(request.POST.get(f"w-{line.pk}", ""), _MOST_WORDS)
        if not verdict and words:  # without a choice own words are a correction
            verdict = "corrected"
        if verdict == "corrected" and not words:
            problem = problem or voice_of(row).tell("no_words", n=number)
        if verdict in _VERDICTS:
            given[line.pk] = (verdict, words if verdict == "corrected" else "")
    known = {each.value for each in paper.ORDER}
    additions = zip(request.POST.getlist("belongs"), request.POST.getlist("added"), strict=False)
    added = [(where if where in known else "", _words(words, _MOST_WORDS)) for where, words in additions]
    name = " ".join(harmless(request.POST.get("name", "")).split())[:_MOST_NAME]
    answer = Answer(
        name=name,
        comment=_words(request.POST.get("comment", ""), _MOST_COMMENT),
        lines=given,
        added=tuple((where, words) for where, words in added if words)[:_MOST_ADDITIONS],
    )
    return answer, problem or ("" if name else voice_of(row).tell("no_name"))


def _words(text: str, most: int) -> str:
    return harmless(text).strip()[:most].strip()


def _numbered(row: Letter) -> list[tuple[int, LetterLine]]:
    """Give the lines as they stand in the letter: by dimension, numbered through."""
    lines = row.lines.filter(included=True).exclude(verdict=LetterLine.Verdict.ADDED).select_related("item")
    order = [each.value for each in paper.ORDER]
    return list(enumerate(sorted(lines, key=lambda line: order.index(line.dimension)), 1))


def customers_page(
    row: Letter,
    *,
    address: str = "",
    preview: bool = False,
    answer: Answer | None = None,
    problem: str = "",
    thanks: bool = False,
    status: int = 200,
) -> HttpResponse:
    """Give the page as the customer sees it; ``answer`` with its ``problem`` is shown again instead of what is kept."""
    voice = voice_of(row)
    languages: dict[int, str] = dict(row.conversations.values_list("pk", "language"))
    lines = [
        {
            "pk": line.pk,
            "n": number,
            "dimension": line.dimension,
            "line": line_of(line, languages),
            "verdict": answer.lines.get(line.pk, ("", ""))[0] if answer else line.verdict,
            "own_words": answer.lines.get(line.pk, ("", ""))[1] if answer else line.own_words,
        }
        for number, line in _numbered(row)
    ]
    kept = row.lines.filter(verdict=LetterLine.Verdict.ADDED)
    added = list(answer.added if answer else kept.values_list("dimension", "own_words"))
    context: dict[str, Any] = {
        "row": row,
        "voice": voice,
        "tell": voice.tell,
        "title": voice.tell("title_not_us" if row.not_us else "title"),
        "written_by": row.written_by.name,
        "day": timezone.localdate(row.released_at) if row.released_at else timezone.localdate(),
        "until": timezone.localdate(row.expires_at) if row.expires_at else None,
        "sections": [(each.value, found) for each in paper.ORDER if (found := _of(lines, each.value))],
        "additions": [*added, *[("", "")] * min(_BLANK_ADDITIONS, _MOST_ADDITIONS - len(added))],
        "order": [each.value for each in paper.ORDER],
        "promises": promises_of(row),
        "captured": captured(row),
        "name": answer.name if answer else row.answered_by,
        "comment": answer.comment if answer else row.comment,
        "address": address,
        "preview": preview,
        "problem": problem,
        "thanks": thanks and row.answered_at is not None,
    }
    return _page("leitfrage/letter_link.html", row.language, context, status=status)


def _of(lines: list[dict[str, Any]], dimension: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["dimension"] == dimension]


def _page(template: str, language: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """Render without the request: the letter's language counts here, not that of the browser."""
    return HttpResponse(render_to_string(template, speaking(language) | context), status=status)


def _plain(language: str, sentence: str | Message, advice: str | Message, *, status: int) -> HttpResponse:
    return _page("leitfrage/letter_quiet.html", language, {"sentence": sentence, "advice": advice}, status=status)


def _gone(request: HttpRequest) -> HttpResponse:
    return _plain(language_of(request), _GONE, _GONE_ADVICE, status=404)


def _busy(language: str) -> HttpResponse:
    response = _plain(language, _BUSY, _BUSY_ADVICE, status=429)
    response["Retry-After"] = str(limits.LETTER.seconds)
    return response


urls = [
    path("letter-style.css", style, name="letter-style"),
    path("letter/<str:token>", letter, name="letter-link"),
    path("letter/<str:token>/<str:name>", document, name="letter-take"),
]

"""The pages' templates: Jinja2 with the same catalogue of sentences as everything else."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from leitfrage import __version__
from leitfrage.conversation import Side
from leitfrage.letters import names
from leitfrage.letters.report import clock, day
from leitfrage.wording import Message, decimal, translate
from leitfrage.workspace.middleware import language_of, voice_of
from leitfrage.workspace.wording import DIMENSION_HINTS


def environment(**options: Any) -> Environment:
    """Make the environment that Django asks for."""
    options["undefined"] = StrictUndefined
    made = Environment(trim_blocks=True, lstrip_blocks=True, **options)
    made.globals |= {
        "static": lambda path: f"{static(path)}?{__version__}",
        "url": address_of,
        "names": names,
        "hints": DIMENSION_HINTS,
        "version": __version__,
        "clock": clock,
    }
    return made


@lru_cache(maxsize=8192)
def address_of(name: str, *args: Any) -> str:
    """Give the address of a page; pages name the same ones again and again."""
    return reverse(name, args=args)


def wording(request: HttpRequest) -> dict[str, Any]:
    """Give every page the person's language: ``_`` for sentences, ``date`` and ``moment`` for times."""
    language = language_of(request)
    return speaking(language, voice_of(request)) | {
        "request": request,
        "local": settings.LOCAL,
        "user": getattr(request, "user", None),
        "csrf": cache(
            lambda: Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">').format(get_token(request))
        ),
    }


def speaking(language: str, voice: str = "") -> dict[str, Any]:
    """Give what a page or document needs to speak ``de`` or ``en``, to its reader in a voice (``wording.VOICES``)."""
    voice = voice or language

    def _(text: str | Message, **facts: str | int | float) -> str:
        if isinstance(text, Message):
            return text.text(voice)
        return translate(text, voice).format_map(facts) if facts else translate(text, voice)

    def moment(at: dt.datetime | None) -> str:
        if at is None:
            return "–"
        local = timezone.localtime(at)
        return f"{day(local.date(), language)}, {local:%H:%M}"

    return {
        "language": language,
        "_": _,
        "date": lambda each: day(each, language) if each else "–",
        "moment": moment,
        "on": lambda at: day(timezone.localdate(at), language),
        "decimal": lambda number, places=2: decimal(number, language, places),
        "quote": lambda text: f"„{text}“" if language == "de" else f"“{text}”",
        # Typed notes and codebook files name their speakers by side.
        "speaker": lambda name: _(names.SIDES[Side(name)]) if name in ("seller", "customer") else name,
        "said": lambda mapping: [(key, _(text)) for key, text in mapping.items()],
        "both": lambda texts: texts.get(voice) or texts.get(language, "") if isinstance(texts, dict) else texts,
    }

"""What this system can and cannot see: for works councils and whoever wants to know, written from the code itself."""

from __future__ import annotations

from functools import cache

import numpy as np
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from leitfrage.clarity import ClarityMap
from leitfrage.coding import Behaviour, CodedConversation, Dimension
from leitfrage.conversation import Conversation
from leitfrage.letters import names
from leitfrage.letters.report import range_text
from leitfrage.listening import Measure, conduct
from leitfrage.wording import N_
from leitfrage.workspace.holdings import HOLDINGS, OTHER_TABLES
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import Installation
from leitfrage.workspace.recordings import is_set_up
from leitfrage.workspace.wording import CAPTURE_MODES, DIMENSION_HINTS

NEVER = (
    N_("feelings, moods, sentiment, stress or attention, from words, voice or picture"),
    N_("personality, character, type, attitude, honesty or trustworthiness of anybody"),
    N_("intentions, “buying signals”, or how likely a sale is"),
    N_(
        "anything from the sound of a voice or from a picture: of a recording, the words and their times are all that is taken"
    ),
    N_("performance: there is no score, no grade, no ranking, no target, no comparison of people"),
    N_("totals over talks or people that somebody else could see"),
    N_("working times, presence or keystrokes"),
)


@login_required
def data_sheet(request: HttpRequest) -> HttpResponse:
    language = language_of(request)
    installation = Installation.get()
    return render(
        request,
        "leitfrage/data_sheet.html",
        {
            "today": timezone.localdate(),
            "dimensions": [(each, names.DIMENSIONS[each], DIMENSION_HINTS[each]) for each in Dimension],
            "behaviours": [(each, names.BEHAVIOURS[each]) for each in Behaviour],
            "measures": [(each, range_text(each, language)) for each in measures()],
            "holdings": HOLDINGS,
            "other_tables": OTHER_TABLES,
            "never": NEVER,
            "leaving": _leaving(),
            "installation": installation,
            "recordings": is_set_up(),
            "kept": [
                (CAPTURE_MODES["notes"], installation.keep_notes_days),
                (CAPTURE_MODES["own_voice"], installation.keep_transcript_days),
                (CAPTURE_MODES["live_text"], installation.keep_transcript_days),
                (CAPTURE_MODES["recording"], installation.keep_recording_days),
            ],
            "sqlite": connection.vendor == "sqlite",
        },
    )


@cache
def measures() -> tuple[Measure, ...]:
    """Give every measure as it is taken of a talk without words: name, unit, range and source, no value."""
    nothing = CodedConversation(
        conversation=Conversation(utterances=(), speakers=()), segments=(), topics=np.zeros((0, 1), dtype=np.float32)
    )
    return conduct(nothing, ClarityMap(items=(), open=(), gaps=()), ()).measures


def _leaving() -> list[tuple[str, bool]]:
    """Give everything that can leave the machine, and whether it is set up here."""
    return [
        (N_("to the database server, all that is kept, if a database on another machine is set"), _database_elsewhere()),
        (N_("to the mail server, an address and a link, when somebody is invited"), bool(settings.EMAIL_HOST)),
        (N_("to the company's sign-in, that somebody signs in"), bool(settings.OIDC_URL)),
        (N_("to a customer, a letter that its writer released, for whoever has the link and the code"), True),
        (N_("to a calendar program, promises that are due, if their owner made an address for it"), True),
        (N_("to a program, what its owner may see, if the owner made a key for it"), True),
        (N_("to a file, what its owner exports"), True),
    ]


def _database_elsewhere() -> bool:
    host = str(settings.DATABASES["default"].get("HOST") or "")
    return host not in ("", "localhost", "127.0.0.1", "::1") and not host.startswith("/")


urls = [path("data-sheet/", data_sheet, name="data-sheet")]

"""``leitfrage push``: follow a transcript that is being written, and push what is said to a live talk in the workspace.

The sample of a program that pushes: docs/live.md says what goes over the line.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import re
import secrets
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leitfrage.cli.border import border
from leitfrage.cli.language import ui
from leitfrage.cli.options import say
from leitfrage.cli.reading import STDIN
from leitfrage.conversation import FileMissing, LeitfrageError, reason_of
from leitfrage.wording import LANGUAGES, N_, translate

if TYPE_CHECKING:
    from urllib.error import HTTPError

    from leitfrage.live.following import Utterance

_ADDRESS = re.compile(r"(https?://[^\s?#]+?)(?:/api)?/live/(\d+)(?:/lines)?/?(?:[?#].*)?")
_AT_ONCE = 50
_LOOK_SECONDS = 0.5
_TIMEOUT_SECONDS = 20.0
_SHORTEST_WAIT, _LONGEST_WAIT = 0.5, 10.0
_TRY_AGAIN = frozenset({408, 425, 429})


class NoLiveTalk(LeitfrageError):
    cause = N_("“{address}” is not the address of a live talk.")
    advice = N_("Begin one at the customer's page, and take the address from its page: https://…/live/12")


class Refused(LeitfrageError):
    cause = N_("The workspace does not take it: {cause}")
    advice = N_("The workspace advises: {advice}")


def push(
    file: Annotated[
        Path,
        typer.Argument(
            help=say(N_("A WebVTT or SubRip file that is being written; - takes lines “Name: words” as they come."))
        ),
    ],
    to: Annotated[str, typer.Option("--to", help=say(N_("The address of the live talk, as its page shows it.")))],
    token: Annotated[str, typer.Option("--token", envvar="LEITFRAGE_TOKEN", help=say(N_("A key made under Settings.")))],
    once: Annotated[bool, typer.Option("--once", help=say(N_("The file is complete; do not wait for more.")))] = False,
    ui_language: Annotated[str | None, typer.Option("--ui", help=say(N_("Language of the output, de or en.")))] = None,
) -> None:
    """Push what is said to a live talk; Ctrl-C ends, what was said last is sent before."""
    from leitfrage.cli.options import check_choice

    check_choice(ui_language, LANGUAGES, "--ui")
    with border(ui_language):
        found = _ADDRESS.fullmatch(to.strip())
        if found is None:
            raise NoLiveTalk(address=to)
        sender = Sender(f"{found[1]}/api/live/{found[2]}/lines", token, ui(ui_language))
        if file == STDIN:
            _push_lines(sender)
        else:
            _push_file(sender, file, once=once)


_ENOUGH_TO_TELL = 8  # lines after which the seller should have been heard


class Sender:
    """Sends lines in order; tries for as long as it takes while nobody answers, and raises ``Refused`` for a plain no."""

    def __init__(self, address: str, token: str, language: str) -> None:
        self._address, self._token, self._language = address, token, language
        self._sent: dict[str, tuple[str, bool]] = {}
        self._warned = False

    def send(self, lines: list[dict[str, Any]]) -> None:
        """Send what is new or has grown."""
        news = [each for each in lines if self._sent.get(each["key"]) != (each["text"], each["final"])]
        for at in range(0, len(news), _AT_ONCE):
            batch = news[at : at + _AT_ONCE]
            self._deliver(batch)
            self._sent |= {each["key"]: (each["text"], each["final"]) for each in batch}

    def _deliver(self, batch: list[dict[str, Any]]) -> None:
        wait, away = _SHORTEST_WAIT, False
        while not self._once(batch):
            if not away:
                self._say(N_("Nobody answers; it is kept and sent again until it has arrived."))
            away = True
            time.sleep(wait * random.uniform(0.8, 1.2))
            wait = min(wait * 2, _LONGEST_WAIT)
        if away:
            self._say(N_("It has arrived."))

    def _once(self, batch: list[dict[str, Any]]) -> bool:
        import urllib.error  # a tenth of what the help of all commands may take, and only needed here
        import urllib.request
        from http.client import HTTPException

        request = urllib.request.Request(
            self._address,
            json.dumps({"lines": batch}).encode(),
            {
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "Accept-Language": self._language,
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:
                self._look_at(json.loads(answer.read()))
                return True
        except urllib.error.HTTPError as error:
            with error:
                if error.code >= 500 or error.code in _TRY_AGAIN:
                    return False
                problem = _problem(error)
            raise Refused(cause=problem["cause"], advice=problem["advice"]) from None
        except (OSError, HTTPException):
            return False

    def _look_at(self, answer: dict[str, Any]) -> None:
        """Say once if nobody who speaks is the seller: the map would take the seller's words for the customer's."""
        if not self._warned and answer.get("seller_heard") is False and answer.get("taken", 0) >= _ENOUGH_TO_TELL:
            self._warned = True
            self._say(
                N_(
                    "So far everybody counts as the customer. Begin the live talk with your name as it stands in the transcript."
                )
            )

    def _say(self, sentence: str) -> None:
        print(f"leitfrage: {translate(sentence, self._language)}", file=sys.stderr, flush=True)


def _problem(error: HTTPError) -> dict[str, str]:
    with contextlib.suppress(ValueError, TypeError, KeyError, OSError):
        told = json.loads(error.read())
        return {name: str(told[name]) for name in ("cause", "advice")}
    return {"cause": f"HTTP {error.code}", "advice": "–"}


def _push_file(sender: Sender, file: Path, *, once: bool) -> None:
    from leitfrage.live.following import utterances_of

    # The same file always gives the same keys, so that starting again doubles nothing.
    run = hashlib.sha256(str(file.resolve()).encode()).hexdigest()[:12]
    text = ""
    try:
        for text in _versions(file, once=once):
            sender.send([_line(run, each) for each in utterances_of(text, ended=once)])
    except KeyboardInterrupt:
        sender.send([_line(run, each) for each in utterances_of(text, ended=True)])


def _versions(file: Path, *, once: bool) -> Iterator[str]:
    """Give what the file holds whenever it has grown; one that does not exist yet is waited for, unless ``once``."""
    size = -1
    while True:
        try:
            now = file.stat().st_size
            if now != size:
                size = now
                yield file.read_text(encoding="utf-8", errors="ignore")
        except FileNotFoundError as error:
            if once:
                raise FileMissing(file=str(file), reason=reason_of(error)) from None
        except OSError as error:
            raise FileMissing(file=str(file), reason=reason_of(error)) from None
        if once:
            return
        time.sleep(_LOOK_SECONDS)


def _push_lines(sender: Sender) -> None:
    from leitfrage.live.following import spoken_line

    run, speaker = secrets.token_hex(6), ""
    with contextlib.suppress(KeyboardInterrupt):
        for at, line in enumerate(sys.stdin):
            speaker, text = spoken_line(line, speaker)
            if re.search(r"\w", text):
                sender.send([{"key": f"{run}-{at}", "speaker": speaker, "text": text, "final": True}])


def _line(run: str, each: Utterance) -> dict[str, Any]:
    return {
        "key": f"{run}-{each.at}",
        "speaker": each.speaker[:80],
        "text": each.text,
        "start": each.start,
        "end": each.end,
        "final": each.final,
    }

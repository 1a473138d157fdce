"""The live companion: from an utterance's arrival to the updated map, and fifty talks at once.

Usage: python bench/live.py [--out FILE] [--talks N] [--minutes M] [--every S]
First a talk of three hours on one core in one process: each utterance is taken in and the map drawn. Then the real server
(gunicorn, two processes of eight threads, SQLite as shipped) on two cores that also carry the fifty senders: each talk gets an
utterance about every five seconds, in real time, and is looked at by a page every two seconds, as pages do.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import json
import os
import platform
import random
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))

from bench import ONE_CORE, WORDS, one_hour  # noqa: E402 - its folder is put on the path first

HOURS = 3
LOOK_SECONDS = 2.0
ENGINE = "--engine"


@dataclass
class Times:
    """Milliseconds of many times the same."""

    found: list[float] = field(default_factory=list)

    def row(self) -> str:
        hundredths = statistics.quantiles(self.found, n=100)
        return f"{statistics.median(self.found):.1f} | {hundredths[-1]:.1f} | {max(self.found):.1f} | {len(self.found)}"


def spoken() -> list[tuple[str, str]]:
    """Give a talk of three hours as (side, words)."""
    lines = one_hour(WORDS * HOURS).splitlines()
    pairs = [line.split(": ", 1) for line in lines]
    return [("seller" if name == "Berater" else "customer", words) for name, words in pairs]


def engine() -> dict[str, object]:
    """Take a talk of three hours in, utterance by utterance, and look at the hint's cost at its end."""
    from leitfrage.clarity import clarity_map
    from leitfrage.conversation import Side
    from leitfrage.live import Companion, said

    Companion(language="de").add(said("Guten Tag, wie geht es Ihnen?", Side.SELLER))  # loading is not measured
    companion, seconds = Companion(language="de"), []
    talk = spoken()
    for side, words in talk:
        started = time.perf_counter()
        companion.add(said(words, Side(side)))
        snapshot = companion.snapshot()
        seconds.append(1000 * (time.perf_counter() - started))
    started = time.perf_counter()
    companion.suggestions(snapshot)
    hint = time.perf_counter() - started
    coded = companion.coded()
    started = time.perf_counter()
    again = Companion(language="de")
    again.add(*(said(words, Side(side)) for side, words in talk))
    rebuilt = again.snapshot()
    return {
        "seconds": seconds,
        "hint": hint,
        "anew": time.perf_counter() - started,
        "segments": len(coded.segments),
        "items": len(snapshot.map.items),
        "same": snapshot.map == clarity_map(coded) == rebuilt.map,
    }


class Talk(threading.Thread):
    """One talk: pushes an utterance about every ``every`` seconds, and looks at the page's news in between."""

    def __init__(
        self,
        number: int,
        port: int,
        pk: int,
        key: str,
        cookie: str,
        lines: Sequence[tuple[str, str]],
        until: float,
        every: float,
    ) -> None:
        super().__init__()
        self.port, self.pk, self.key, self.cookie, self.lines, self.until, self.every = (
            port,
            pk,
            key,
            cookie,
            lines,
            until,
            every,
        )
        self.chance = random.Random(number)
        self.pushes, self.looks = Times(), Times()
        self.errors: list[str] = []
        self.sent = self.unmapped = 0
        self.version = ""

    def run(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        now = time.monotonic() + self.chance.uniform(0, self.every)
        look, push = now + self.chance.uniform(0, LOOK_SECONDS), now
        while min(look, push) < self.until and self.sent < len(self.lines):
            time.sleep(max(min(look, push) - time.monotonic(), 0))
            if push <= look:
                self.push()
                push += self.chance.uniform(0.5, 1.5) * self.every
            else:
                self.look()
                look += LOOK_SECONDS
        self.connection.close()

    def ask(self, method: str, path: str, body: str | None, headers: dict[str, str], times: Times) -> bytes:
        started = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            data = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.connection.close()
            self.errors.append(f"{method} {type(error).__name__}")
            return b""
        times.found.append(1000 * (time.perf_counter() - started))
        if answer.status not in (200, 204):
            self.errors.append(f"{method} {answer.status}")
            return b""
        return data

    def push(self) -> None:
        side, words = self.lines[self.sent]
        line = {"key": f"n{self.sent}", "side": side, "text": words}
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"}
        data = self.ask("POST", f"/api/live/{self.pk}/lines", json.dumps({"lines": [line]}), headers, self.pushes)
        if data:
            self.sent += 1
            told = json.loads(data)
            self.unmapped += told["number"] != told["taken"]

    def look(self) -> None:
        headers = {"Cookie": self.cookie, "Accept": "application/json"}
        data = self.ask("GET", f"/live/{self.pk}/now?version={self.version}", None, headers, self.looks)
        if data:
            self.version = json.loads(data)["version"]


def together(talks: int, minutes: float, every: float) -> tuple[list[Talk], int]:
    """Run so many talks at once through the real server; give them, and how many lines are kept."""
    folder = tempfile.TemporaryDirectory(prefix="leitfrage-bench-")
    os.environ |= {"LEITFRAGE_DATA": folder.name, "DJANGO_SETTINGS_MODULE": "leitfrage.workspace.settings"}
    import django

    django.setup()
    from django.core.management import call_command

    from leitfrage.workspace.accounts import local_person
    from leitfrage.workspace.keys import digest
    from leitfrage.workspace.live_talks import start
    from leitfrage.workspace.models import ApiToken, Consent, Customer, LiveLine
    from served import session_of, wait_for

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    person = local_person()
    cookie = session_of(person)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lines, rows = spoken(), []
    for number in range(talks):
        customer = Customer.objects.create(owner=person, name=f"Customer {number}")
        consent = Consent(mode="live_text", basis="practice", recorded_by=person)
        key = secrets.token_urlsafe(32)
        ApiToken.objects.create(owner=person, name=str(number), token_digest=digest(key))
        at = number * len(lines) // talks
        rows.append((start(customer, consent, language="de", pushed=True).pk, key, lines[at:] + lines[:at]))
    command = [
        "gunicorn",
        "leitfrage.workspace.wsgi",
        "-b",
        f"127.0.0.1:{port}",
        "-w",
        "2",
        "--threads",
        "8",
        "--keep-alive",
        "30",
    ]
    pin = ["taskset", "-c", "0,1"] if Path("/usr/bin/taskset").exists() else []
    server = subprocess.Popen([*pin, sys.executable, "-m", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        for number in range(16):  # loading the encoder takes a second in each process, and is not measured
            warm = Talk(
                -number, port, rows[0][0], rows[0][1], cookie, [("seller", "Guten Tag.")], time.monotonic() + 20, 0.1
            )
            warm.start()
            warm.join()
        until = time.monotonic() + 60 * minutes
        made = [Talk(n, port, pk, key, cookie, own, until, every) for n, (pk, key, own) in enumerate(rows)]
        for each in made:
            each.start()
        for each in made:
            each.join()
        return made, LiveLine.objects.exclude(key="n0").count()
    finally:
        server.terminate()
        server.wait()
        folder.cleanup()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "bench-live.md")
    parser.add_argument("--talks", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument(ENGINE, action="store_true")
    options = parser.parse_args()
    if options.engine:
        print(json.dumps(engine()))
        return 0
    pin = ["taskset", "-c", "0"] if Path("/usr/bin/taskset").exists() else []
    told = subprocess.run(
        [*pin, sys.executable, __file__, ENGINE], check=True, capture_output=True, text=True, env=os.environ | ONE_CORE
    )
    one = json.loads(told.stdout)
    talks, kept = together(options.talks, options.minutes, options.every)
    report = written(one, talks, kept, options.minutes, options.every)
    options.out.write_text(report, encoding="utf-8")
    print(report)
    return 1 if any(each.errors for each in talks) else 0


def written(one: dict[str, object], talks: Sequence[Talk], kept: int, minutes: float, every: float) -> str:
    seconds = one["seconds"]
    assert isinstance(seconds, list)
    whole, last = Times(seconds), Times(seconds[-len(seconds) // HOURS :])
    pushes, looks = (Times([each for talk in talks for each in getattr(talk, name).found]) for name in ("pushes", "looks"))
    errors = [error for talk in talks for error in talk.errors]
    sent = sum(max(talk.sent - 1, 0) for talk in talks)
    return "\n".join(
        [
            "# Bench of the live companion",
            "",
            f"`make bench-live`, {dt.date.today().isoformat()}, Python {platform.python_version()}, "
            f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores. Milliseconds.",
            "",
            f"**One talk of three hours**, one core, one BLAS thread, in one process: {one['segments']} segments, {one['items']} entries in the map at its end. "
            "From an utterance's arrival to the updated map; wanted: 99th percentile at most 50 ms.",
            "",
            "| utterances | median | 99th percentile | longest | n |",
            "|---|---|---|---|---|",
            f"| all | {whole.row()} |",
            f"| of the last hour | {last.row()} |",
            "",
            f"The map at the end is that of the whole talk: {'yes' if one['same'] else 'NO'}. Finding a hint in it takes {1000 * float(str(one['hint'])):.0f} ms and is done "
            f"only when one may show; drawing the map anew after a restart takes {float(str(one['anew'])):.1f} s.",
            "",
            f"**{len(talks)} talks at once**, real arrivals: each an utterance about every {every:g} s for {minutes:g} minutes, and its page asking for news every "
            f"{LOOK_SECONDS:g} s, through the real server (gunicorn, two processes of eight threads, SQLite with a disk write per line) on two cores that also carry the senders. "
            "A push is answered once its line is on the disk and the map is updated.",
            "",
            "| request | median | 99th percentile | longest | n |",
            "|---|---|---|---|---|",
            f"| push of an utterance, updated map included | {pushes.row()} |",
            f"| the page's question for news | {looks.row()} |",
            "",
            f"Errors: {len(errors)} {sorted(set(errors))[:5]}. Lines sent {sent}, lines kept {kept}; pushes answered before the map was there: "
            f"{sum(talk.unmapped for talk in talks)}.",
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())

"""How the workspace holds up: fifty people at once for two minutes, over a database of ten thousand talks.

Usage: .ci/with-postgres python bench/workspace.py [--seconds S] [--people N] [--talks N]
Everything runs on this machine: PostgreSQL, the server (gunicorn, two processes) and the people, who read a page,
look at it for two to six seconds, and go on. Prints a Markdown table; exit status 1 if an answer was an error.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitfrage.workspace.settings")
_folder = tempfile.TemporaryDirectory(prefix="leitfrage-bench-")
os.environ["LEITFRAGE_DATA"] = _folder.name

import django

django.setup()

from django.conf import settings
from django.core.management import call_command

from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.models import Consent, Conversation, Customer, Item, Promise, User
from leitfrage.workspace.over_time import customer_world
from leitfrage.workspace.reading import queue, take_in
from served import session_of, wait_for

Kept = TypeVar("Kept", Conversation, Item, Promise)
EXAMPLE = Path(__file__).parents[1] / "src" / "leitfrage" / "examples" / "energieberatung.vtt"
BATCH = 250
IN_HAND = 3  # customers that a person works on at a time
PAGES = {
    "start": "/",
    "customers": "/customers/",
    "customer": "/customers/{customer}/",
    "conversation": "/conversations/{talk}/",
    "map over time": "/customers/{customer}/map/",
    "options": "/customers/{customer}/options/",
    "promises": "/promises/",
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--talks", type=int, default=10_000)
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    people = [User.objects.create_user(f"p{n}@example.org", None, language="de") for n in range(options.people)]
    fill(people, options.talks)
    for person in people:  # what the worker does once a talk has been read
        for customer in {customer for _, customer in talks_in_hand(person)}:
            customer_world(Customer.objects.get(pk=customer))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gunicorn",
            "leitfrage.workspace.wsgi",
            "-b",
            f"127.0.0.1:{port}",
            "-w",
            "2",
            "--threads",
            "4",
            "--keep-alive",
            "30",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        alone = measure([people[0]], port, 15, pause=0.0)
        together = measure(people, port, options.seconds, pause=2.0)
    finally:
        server.terminate()
        server.wait()
    return report(alone, together, options.people, options.talks)


def fill(people: Sequence[User], talks: int) -> None:
    """Make as many talks as asked, copies of one that was really read, spread over people and customers."""
    first = Customer.objects.create(owner=people[0], name="Example")
    row = take_in(first, EXAMPLE.name, EXAMPLE.read_bytes(), held_on=dt.date(2026, 11, 24))
    Consent.objects.create(conversation=row, mode="recording", basis="practice", recorded_by=people[0])
    queue(row)
    do_all()
    row.refresh_from_db()
    items, promises = list(row.items.all()), list(row.promises.all())
    customers = Customer.objects.bulk_create(
        Customer(owner=people[n % len(people)], name=f"Customer {n}") for n in range(talks // 10)
    )
    for start in range(0, talks, BATCH):
        made = Conversation.objects.bulk_create(
            copy_of(
                row,
                customer=customers[n % len(customers)],
                title=f"Talk {n}",
                held_on=dt.date(2026, 11, 24) - dt.timedelta(n % 700),
            )
            for n in range(start, min(start + BATCH, talks))
        )
        Consent.objects.bulk_create(
            Consent(conversation=each, mode="recording", basis="practice", recorded_by=each.customer.owner) for each in made
        )
        Item.objects.bulk_create(copy_of(item, conversation=each, customer=each.customer) for each in made for item in items)
        Promise.objects.bulk_create(
            copy_of(promise, conversation=each, customer=each.customer) for each in made for promise in promises
        )


def copy_of(row: Kept, **changes: object) -> Kept:
    """Give an unsaved copy of a row."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    fields = {name: value for name, value in fields.items() if name.removesuffix("_id") not in changes}
    return type(row)(**fields, **changes)


def talks_in_hand(person: User) -> list[tuple[int, int]]:
    """Give the talks, with their customers, that a person works on: those of a few customers."""
    mine = Customer.objects.filter(owner=person).exclude(name="Example").values("pk")[:IN_HAND]
    return list(
        Conversation.objects.filter(customer__in=list(mine.values_list("pk", flat=True))).values_list("pk", "customer_id")
    )


class Reader(threading.Thread):
    """A person who reads pages, thinking between them."""

    def __init__(self, person: User, port: int, until: float, pause: float) -> None:
        super().__init__()
        self.cookie, self.until, self.pause = session_of(person), until, pause
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.chance = random.Random(person.pk)
        self.talks = talks_in_hand(person)
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    def run(self) -> None:
        time.sleep(self.chance.uniform(0, self.pause * 2))
        while time.monotonic() < self.until:
            name = self.chance.choice(list(PAGES))
            talk, customer = self.chance.choice(self.talks)
            started = time.perf_counter()
            try:
                self.connection.request(
                    "GET", PAGES[name].format(talk=talk, customer=customer), headers={"Cookie": self.cookie}
                )
                answer = self.connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.connection.close()
                self.errors.append(f"{name}: {type(error).__name__}")
                continue
            self.seconds[name].append(time.perf_counter() - started)
            if answer.status != 200:
                self.errors.append(f"{name}: {answer.status}")
            time.sleep(self.chance.uniform(self.pause, self.pause * 3))


def measure(people: Sequence[User], port: int, seconds: float, pause: float) -> list[Reader]:
    until = time.monotonic() + seconds
    readers = [Reader(person, port, until, pause) for person in people]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return readers


def report(alone: Sequence[Reader], together: Sequence[Reader], people: int, talks: int) -> int:
    def of(readers: Sequence[Reader], name: str) -> list[float]:
        return [1000 * second for reader in readers for second in reader.seconds[name]]

    engine = settings.DATABASES["default"]["ENGINE"].rpartition(".")[2]
    print(f"{talks} talks, {engine}, two processes; milliseconds, the median and the 95th percentile\n")
    print(f"| page | one person | {people} people at once | n |\n|---|---|---|---|")
    for name in PAGES:
        one, many = of(alone, name), of(together, name)
        print(f"| {name} | {spread(one)} | {spread(many)} | {len(many)} |")
    every = [second for name in PAGES for second in of(together, name)]
    print(f"| all | {spread([second for name in PAGES for second in of(alone, name)])} | {spread(every)} | {len(every)} |")
    errors = [error for reader in (*alone, *together) for error in reader.errors]
    print(f"\nErrors: {len(errors)} {sorted(set(errors))[:5]}")
    return 1 if errors else 0


def spread(milliseconds: Sequence[float]) -> str:
    if len(milliseconds) < 2:
        return "–"
    return f"{statistics.median(milliseconds):.0f} / {statistics.quantiles(milliseconds, n=20)[-1]:.0f}"


if __name__ == "__main__":
    sys.exit(main())

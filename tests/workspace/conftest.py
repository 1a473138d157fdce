"""A seller with a customer and a talk that has been read; the database is SQLite, or what LEITFRAGE_DATABASE_URL says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.models import Consent, Conversation, Customer, User
from leitfrage.workspace.reading import queue, take_in
from tests.workspace.server import Workspace

TALK = """\
Berater: Guten Tag Frau Aigner, danke für Ihre Zeit. Ich frage heute vor allem, damit wir nur das planen, was Sie wirklich brauchen.
Kundin: Ja, gern. Also bei uns dauert ein Angebot im Moment elf Tage, und drei Leute fassen es an.
Berater: Elf Tage und drei Leute. Woran würden Sie denn merken, dass Sie genau die Lösung haben, die Sie sich wünschen?
Kundin: Wenn ein Angebot in zwei Tagen draußen ist. Und Frau Kern aus der Kalkulation müsste mitmachen, ohne die geht das nicht.
Berater: Ein Angebot soll also in zwei Tagen draußen sein, und ohne Frau Kern geht es nicht.
Kundin: Genau. Und bis Ende März muss es laufen, weil dann die Messe ist. Wir überlegen auch, ob wir es selber mit Excel bauen.
Berater: Ich schicke Ihnen bis Freitag eine Liste der Schritte.
Kundin: Gut. Ich frage Frau Kern bis Mittwoch, ob sie Zeit hat. Die Gefahr bei Excel ist halt, dass das wieder nur einer versteht.
"""
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def seller(db: None) -> User:
    return User.objects.create_user("anna@example.org", "ein langes Passwort", name="Anna Berg", language="en")


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("ben@example.org", "ein langes Passwort", name="Ben Stranger", language="en")


@pytest.fixture
def customer(seller: User) -> Customer:
    return Customer.objects.create(owner=seller, name="Pumpen Aigner", language="de")


@pytest.fixture
def talk(customer: Customer) -> Conversation:
    """A talk that was taken in, agreed to and read by the real worker."""
    return bring(customer, TALK)


@pytest.fixture
def signed_in() -> Callable[[User], Client]:
    """Give a browser in which a person is signed in; it checks CSRF as a real one does."""

    def make(user: User) -> Client:
        client = Client(headers={"accept-language": "en"})
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def bring(
    customer: Customer, text: str, name: str = "talk.txt", day: dt.date = DAY, mode: str = "recording"
) -> Conversation:
    """Take a text in with its consent and have it read."""
    row = take_in(customer, name, text.encode(), held_on=day)
    Consent.objects.create(conversation=row, mode=mode, basis="all_agreed", recorded_by=customer.owner)
    queue(row)
    do_all()
    row.refresh_from_db()
    assert row.state == Conversation.State.READY, row.problem
    return row


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    running = Workspace(tmp_path_factory.mktemp("workspace"))
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """End what threads of tests left open, so that PostgreSQL lets its test database go."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid()"
            )

"""The interface for programs: what a person may do, by the same rules, in one shape; and nothing that breaks it."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from leitfrage.workspace import live_talks
from leitfrage.workspace.api import api
from leitfrage.workspace.api.keys import PerPerson
from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.keys import digest
from leitfrage.workspace.models import ApiToken, AuditEntry, Consent, Conversation, Customer, Item, Letter, LetterLine, User
from leitfrage.workspace.wsgi import application
from tests.workspace.conftest import TALK

Browser = Callable[[User], Client]
KEY = "a long key"
CONSENT = {"mode": "recording", "basis": "all_agreed", "given_by": "Frau Aigner"}
EXAMPLES = 20  # an operation and a way to ask it; all together within a minute


class Program:
    """A client with a person's key that sends and takes JSON."""

    def __init__(self, key: str = KEY, language: str = "en") -> None:
        self._client = Client(headers={"authorization": f"Bearer {key}", "accept-language": language})

    def get(self, path: str, **query: Any) -> Any:
        return self._client.get(f"/api{path}", query)

    def post(self, path: str, body: Any = None) -> Any:
        return self._client.post(f"/api{path}", json.dumps(body if body is not None else {}), "application/json")


@pytest.fixture
def program(seller: User) -> Program:
    ApiToken.objects.create(owner=seller, name="program", token_digest=digest(KEY))
    return Program()


@pytest.fixture(autouse=True)
def fresh_counters() -> Iterator[None]:
    yield
    throttle().num_requests = 300


def throttle() -> PerPerson:
    (only,) = api.throttle if isinstance(api.throttle, list) else [api.throttle]
    assert isinstance(only, PerPerson)
    return only


def test_from_a_customer_to_the_map(program: Program) -> None:
    made = program.post("/customers", {"name": "Pumpen Aigner"})
    assert made.status_code == 201
    pk = made.json()["id"]
    assert [each["name"] for each in program.get("/customers").json()["items"]] == ["Pumpen Aigner"]
    body = {"file_name": "talk.txt", "text": TALK, "held_on": "2026-11-24", "consent": CONSENT}
    taken = program.post(f"/customers/{pk}/conversations", body)
    assert taken.status_code == 202
    assert taken.json()["state"] == "queued"
    do_all()
    talk = program.get(f"/conversations/{taken.json()['id']}").json()
    assert (talk["state"], talk["consent"]["given_by"]) == ("ready", "Frau Aigner")
    assert any("elf Tage" in each["text"] for each in talk["segments"])
    assert all(item["evidence"] for item in talk["map"])
    assert {"goal", "criterion"} & {item["dimension"] for item in talk["map"]}
    assert any(promise["due"] == "2026-11-27" for promise in talk["promises"])
    assert talk["suggestions"]
    conduct = program.get(f"/conversations/{talk['id']}/conduct").json()
    assert {"M-01", "M-04"} <= {each["measure"] for each in conduct["measures"]}


def test_word_files_come_as_base64(program: Program, customer: Customer) -> None:
    body = {"file_name": "a.vtt", "base64": base64.b64encode(TALK.encode()).decode(), "consent": CONSENT}
    assert program.post(f"/customers/{customer.pk}/conversations", body).status_code == 202
    both, neither = body | {"text": "x"}, {"file_name": "a", "consent": CONSENT}
    for wrong in (both, neither, body | {"base64": "§§"}):
        assert program.post(f"/customers/{customer.pk}/conversations", wrong).status_code == 422
    again = program.post(f"/customers/{customer.pk}/conversations", body)
    assert again.status_code == 409
    assert "already here" in again.json()["cause"]


@pytest.mark.parametrize("left_out", ["consent", "mode", "basis"])
def test_nothing_is_taken_in_without_the_consent(left_out: str, program: Program, customer: Customer) -> None:
    body: dict[str, Any] = {"file_name": "a.txt", "text": TALK, "consent": dict(CONSENT)}
    (body if left_out == "consent" else body["consent"]).pop(left_out)
    answer = program.post(f"/customers/{customer.pk}/conversations", body)
    assert answer.status_code == 422
    assert left_out in " ".join(answer.json()["places"])
    assert not Conversation.objects.exists()


def test_editing_and_taking_back(program: Program, talk: Conversation) -> None:
    item = program.get("/items", conversation=talk.pk).json()["items"][0]
    path = f"/items/{item['id']}"
    changed = program.post(f"{path}/reword", {"label": "anders gesagt"}).json()
    assert (changed["label"], changed["evidence"]) == ("anders gesagt", item["evidence"])
    other = "risk" if item["dimension"] != "risk" else "goal"
    assert program.post(f"{path}/recode", {"dimension": other, "level": 4}).json()["level"] <= 3
    assert program.post(f"{path}/withdraw").json()["status"] == "withdrawn"
    assert program.post(f"{path}/withdraw").json()["status"] == "withdrawn"
    assert program.post(f"{path}/restore").json()["status"] == "said"
    edits = program.get(f"/conversations/{talk.pk}/edits").json()
    assert edits["count"] == 4
    assert [each["kind"] for each in edits["items"]] == ["restore", "withdraw", "recode", "reword"]
    for edit in edits["items"]:
        assert program.post(f"/edits/{edit['id']}/undo").json()["undone_at"]
    assert Item.objects.get(pk=item["id"]).label == item["label"]
    assert program.post(f"/conversations/{talk.pk}/analyse").status_code == 202
    assert do_all() == 1


def test_promises(program: Program, customer: Customer) -> None:
    made = program.post(
        f"/customers/{customer.pk}/promises", {"by": "seller", "text": "Ich schicke die Liste.", "due": "2026-12-01"}
    )
    assert made.status_code == 201
    path = f"/promises/{made.json()['id']}"
    moved = program.post(f"{path}/renegotiate", {"due": "2026-12-08", "reason": "krank"}).json()
    assert (moved["state"], moved["due"], moved["reason"]) == ("renegotiated", "2026-12-08", "krank")
    assert program.post(f"{path}/settle", {"state": "dropped"}).status_code == 422
    assert program.post(f"{path}/settle", {"state": "kept"}).json()["state"] == "kept"
    assert program.get("/promises", state="kept").json()["count"] == 1
    assert program.get("/promises", state="open").json()["count"] == 0


def test_letters_are_for_reading(program: Program, customer: Customer, seller: User) -> None:
    letter = Letter.objects.create(customer=customer, written_by=seller, state="released", comment="Danke")
    LetterLine.objects.create(letter=letter, dimension="goal", text="x", verdict="corrected", own_words="y")
    whole = program.get(f"/letters/{letter.pk}").json()
    assert (whole["comment"], whole["lines"][0]["verdict"], whole["lines"][0]["own_words"]) == ("Danke", "corrected", "y")
    assert program.get("/letters", customer=customer.pk).json()["count"] == 1
    assert not [
        path for path in api.get_openapi_schema()["paths"] if "letter" in path and "{" in path and path.count("/") > 3
    ]


def test_the_export(program: Program, talk: Conversation) -> None:
    answer = program.get(f"/customers/{talk.customer_id}/export")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer))) as archive:
        assert "all.json" in archive.namelist()
    assert AuditEntry.objects.filter(action="exported").count() == 1


# Who may ask


def test_strangers_get_nothing(talk: Conversation, seller: User, stranger: User, program: Program) -> None:
    ApiToken.objects.create(owner=stranger, name="x", token_digest=digest("another key"))
    other = Program("another key")
    item = talk.items.all()[0]
    for path in (f"/customers/{talk.customer_id}", f"/conversations/{talk.pk}", f"/conversations/{talk.pk}/conduct"):
        assert program.get(path).status_code == 200
        assert other.get(path).status_code == 404
    assert other.get("/items", customer=talk.customer_id).status_code == 404
    assert other.post(f"/items/{item.pk}/reword", {"label": "x"}).status_code == 404
    assert other.get("/items").json() == {"items": [], "count": 0}


def test_notebook_only_tells_nothing_about_the_seller(talk: Conversation, seller: User, program: Program) -> None:
    assert any(each["behaviour"] for each in program.get(f"/conversations/{talk.pk}").json()["segments"])
    seller.notebook_only = True
    seller.save()
    assert not any(each["behaviour"] for each in program.get(f"/conversations/{talk.pk}").json()["segments"])
    assert program.get(f"/conversations/{talk.pk}/conduct").json() == {
        "measures": [],
        "observations": [],
        "feedback": None,
    }


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer wrong", "Basic eDp5", "Bearer " + "x" * 5000, "Bearer é"])
def test_who_does_not_say_who_asks_is_refused(header: str | None, program: Program) -> None:
    client = Client(headers={"accept-language": "de"} | ({"authorization": header} if header else {}))
    answer = client.get("/api/customers")
    assert answer.status_code == 401
    assert answer.json()["cause"]
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_browser_needs_the_pages_token_to_change_something(seller: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(seller, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get("/api/customers").status_code == 200
    answer = browser.post("/api/customers", json.dumps({"name": "x"}), "application/json")
    assert answer.status_code == 403
    assert "could not be checked" in answer.json()["cause"]
    page = browser.get("/customers/").content.decode()
    token = page.split('csrfmiddlewaretoken" value="')[1].split('"')[0]
    headers = {"x-csrftoken": token}
    assert browser.post("/api/customers", json.dumps({"name": "x"}), "application/json", headers=headers).status_code == 201


def test_a_key_is_shown_once_and_can_be_revoked(seller: User, signed_in: Browser) -> None:
    browser = signed_in(seller)
    page = browser.post("/account/keys", {"name": "my script"}).content.decode()
    key = page.split("<code>")[1].split("</code>")[0]
    assert Program(key).get("/customers").status_code == 200
    page = browser.get("/account/").content.decode()
    assert key not in page
    assert "my script" in page
    row = ApiToken.objects.get()
    assert row.last_used_at is not None
    assert key not in str(ApiToken.objects.values())
    browser.post(f"/account/keys/{row.pk}/revoke")
    assert Program(key).get("/customers").status_code == 401


def test_too_much_is_refused_for_a_while(program: Program) -> None:
    throttle().num_requests = 3
    statuses = [program.get("/customers").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    answer = program.get("/customers")
    assert int(answer.headers["Retry-After"]) > 0
    assert "too often" in answer.json()["cause"]


@pytest.mark.parametrize(("language", "words"), [("de", "gibt es nicht"), ("en", "no such thing")])
def test_refusals_speak_the_callers_language(language: str, words: str, seller: User, program: Program) -> None:
    seller.language = ""
    seller.save()
    answer = Program(language=language).get("/customers/999999")
    assert answer.status_code == 404
    if language == "en":
        assert words in answer.json()["cause"]
    assert set(answer.json()) == {"cause", "advice", "places"}
    assert Program()._client.post("/api/customers", "{", "application/json").status_code == 400


def test_paging(program: Program, seller: User) -> None:
    Customer.objects.bulk_create(Customer(owner=seller, name=f"{n:03}") for n in range(120))
    first = program.get("/customers").json()
    assert (len(first["items"]), first["count"]) == (50, 120)
    rest = program.get("/customers", limit=200, offset=100).json()["items"]
    assert [each["name"] for each in rest] == [f"{n:03}" for n in range(100, 120)]
    assert program.get("/customers", limit=201).status_code == 422


def test_the_description_needs_nothing_from_elsewhere(seller: User, signed_in: Browser) -> None:
    page = signed_in(seller).get("/api/").content.decode()
    for path in api.get_openapi_schema()["paths"]:
        assert path in page
    assert "cdn" not in page
    assert Client().get("/api/docs").status_code == 404


# Whatever is sent


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # a real end of a request closes connections
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["right", "wrong"])
def test_the_interface_keeps_what_its_description_promises(
    mode: GenerationMode, program: Program, talk: Conversation, seller: User
) -> None:
    """Schemathesis sends what the description allows, and what it does not; half the time at things that are there."""
    throttle().num_requests = 1_000_000
    letter = Letter.objects.create(customer=talk.customer, written_by=seller)
    item = talk.items.all()[0]
    program.post(f"/items/{item.pk}/reword", {"label": "x"})
    agreed = Consent(mode="live_text", basis="all_agreed", recorded_by=seller)
    live = live_talks.start(talk.customer, agreed, language="de", pushed=True)
    there = {
        "live_id": live.pk,
        "customer_id": talk.customer_id,
        "conversation_id": talk.pk,
        "item_id": item.pk,
        "edit_id": talk.edits.all()[0].pk,
        "letter_id": letter.pk,
        "promise_id": talk.promises.all()[0].pk,
    }
    expected = {"expected-statuses": ["2xx", "401", "403", "404", "409", "422"]}
    config = schemathesis.Config.from_dict({"checks": {"positive_data_acceptance": expected}})
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", application, config=config)
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr] # else it raises
        known = {name: pk for name, pk in there.items() if f"{{{name}}}" in operation.path}
        ways = [operation.as_strategy(generation_mode=mode)]
        if known and mode == GenerationMode.POSITIVE:
            ways.append(operation.as_strategy(generation_mode=mode, path_parameters=known))

        @seed(7)
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=st.one_of(ways))
        def holds(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"})

        holds()
    assert asked > 10 * len(api.get_openapi_schema()["paths"])

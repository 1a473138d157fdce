"""What is said is pushed by programs: with the consent of all before the first word, as often as it takes, each line once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.keys import digest
from leitfrage.workspace.models import ApiToken, Conversation, Customer, LiveLine, User
from tests.workspace.conftest import TALK
from tests.workspace.test_api import CONSENT, KEY, Program, throttle

LINES = [
    {"key": f"n{at}", "speaker": who, "text": text, "start": at * 6.0, "end": at * 6.0 + 5}
    for at, (who, text) in enumerate(line.split(": ", 1) for line in TALK.splitlines())
]


@pytest.fixture
def program(seller: User) -> Program:
    ApiToken.objects.create(owner=seller, name="program", token_digest=digest(KEY))
    return Program()


@pytest.fixture(autouse=True)
def fresh_counters() -> Iterator[None]:
    yield
    throttle().num_requests = 300


def begin(program: Program, customer: Customer, mode: str = "live_text") -> int:
    body = {"title": "Live", "seller": "Berater", "consent": CONSENT | {"mode": mode}}
    answer = program.post(f"/customers/{customer.pk}/live", body)
    assert answer.status_code == 201
    return int(answer.json()["id"])


def push(program: Program, pk: int, *lines: dict[str, Any]) -> Any:
    return program.post(f"/live/{pk}/lines", {"lines": list(lines)})


def test_from_the_first_line_to_a_talk_that_is_read(program: Program, customer: Customer) -> None:
    pk = begin(program, customer)
    for at, line in enumerate(LINES, 1):
        told = push(program, pk, line).json()
        assert (told["taken"], told["number"]) == (at, at)
        if "elf Tage" in str(line["text"]):
            assert [each["new"] for each in program.get(f"/live/{pk}").json()["map"]].count(True) >= 1
    seen = program.get(f"/live/{pk}").json()
    assert seen["number"] == len(LINES)
    quotes = [proof["quote"] for item in seen["map"] for proof in item["evidence"]]
    assert any("elf Tage" in quote for quote in quotes)
    assert any(promise["due"] == "2026-11-27" or promise["due_text"] for promise in seen["promises"])
    assert not {"conduct", "hint", "suggestions", "behaviour"} & set(str(seen).replace("'", " ").split())
    ended = program.post(f"/live/{pk}/end")
    assert (ended.status_code, ended.json()["state"]) == (202, "queued")
    assert push(program, pk, LINES[0]).status_code == 404
    do_all()
    talk = program.get(f"/conversations/{pk}").json()
    assert talk["state"] == "ready"
    assert {each["name"]: each["side"] for each in talk["speakers"]} == {"Berater": "seller", "Kundin": "customer"}
    assert sorted(item["label"] for item in talk["map"]) == sorted(item["label"] for item in seen["map"])
    assert talk["segments"][-1]["end"] is not None


def test_sending_again_changes_nothing(program: Program, customer: Customer) -> None:
    pk = begin(program, customer)
    first = push(program, pk, *LINES[:4]).json()
    again = push(program, pk, *LINES[:4]).json()
    assert again == first
    assert push(program, pk, *LINES).json()["taken"] == len(LINES)
    assert list(LiveLine.objects.values_list("key", flat=True)) == [each["key"] for each in LINES]


@pytest.mark.parametrize("left_out", ["consent", "mode", "basis"])
def test_there_is_nothing_to_push_to_without_consent(left_out: str, program: Program, customer: Customer) -> None:
    body: dict[str, Any] = {"consent": dict(CONSENT)}
    (body if left_out == "consent" else body["consent"]).pop(left_out)
    answer = program.post(f"/customers/{customer.pk}/live", body)
    assert answer.status_code == 422
    assert left_out in " ".join(answer.json()["places"])
    assert not Conversation.objects.exists()


def test_what_was_not_agreed_is_refused_with_a_sentence(program: Program, customer: Customer) -> None:
    pk = begin(program, customer, "notes")
    answer = push(program, pk, LINES[0])
    assert answer.status_code == 422
    assert "only own notes were agreed" in answer.json()["cause"]
    assert "consent" in answer.json()["advice"]
    assert push(program, pk, LINES[1] | {"noted": True}).status_code == 200
    own = begin(program, customer, "own_voice")
    assert push(program, own, LINES[0]).status_code == 200
    assert push(program, own, LINES[1]).status_code == 422
    assert LiveLine.objects.count() == 2


@pytest.mark.parametrize(
    "wrong", [{"key": ""}, {"key": "a b"}, {"text": ""}, {"text": " … "}, {"side": "both"}, {"start": -1}]
)
def test_a_wrong_line_is_refused_and_none_with_it_is_taken(
    wrong: dict[str, Any], program: Program, customer: Customer
) -> None:
    pk = begin(program, customer)
    answer = push(program, pk, LINES[0], LINES[1] | wrong)
    assert answer.status_code == 422
    assert next(iter(wrong)) in " ".join(answer.json()["places"])
    assert not LiveLine.objects.exists()


def test_a_talk_that_said_nothing_is_no_talk(program: Program, customer: Customer) -> None:
    pk = begin(program, customer)
    assert program.post(f"/live/{pk}/end").status_code == 409
    assert program.get("/conversations").json()["count"] == 0

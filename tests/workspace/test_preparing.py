"""Preparing the next talk: planned is not said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from leitfrage.workspace import editing
from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.models import Conversation, Customer, Item, Job, PlannedQuestion, Preparation, Promise, User
from leitfrage.workspace.over_time import customer_world
from leitfrage.workspace.reading import queue
from tests.workspace.conftest import DAY

Browser = Callable[[User], Client]
LEADING = "Sie wollen doch sicher auch Zebrastreifen sparen?"


def prepared(browser: Client, customer: Customer) -> Preparation:
    answer = browser.post(f"/customers/{customer.pk}/prepare/", {"purpose": "Wer entscheidet?", "planned_for": "2026-12-03"})
    assert answer.status_code == 302
    return Preparation.objects.latest("id")


def texts(row: Preparation) -> list[str]:
    return [each.text for each in row.questions.filter(chosen=True)]


def post(browser: Client, row: Preparation, act: str, **changes: str) -> str:
    answer = browser.post(f"/preparations/{row.pk}/", {"act": act} | changes)
    assert answer.status_code == 302
    return browser.get(f"/preparations/{row.pk}/").content.decode()


@pytest.fixture
def browser(seller: User, signed_in: Browser) -> Client:
    return signed_in(seller)


@pytest.fixture
def plan(browser: Client, talk: Conversation, customer: Customer) -> Preparation:
    return prepared(browser, customer)


def test_five_to_seven_questions_are_chosen_and_more_are_offered_each_with_its_reason(plan: Preparation) -> None:
    chosen = plan.questions.filter(chosen=True)
    assert 5 <= chosen.count() <= 7
    assert plan.questions.filter(chosen=False).exists()
    assert all(each.because for each in plan.questions.all())
    assert "nachgelesen, was Sie mir bisher gesagt haben" in plan.opening


def test_a_customer_without_a_talk_gets_the_anchors(browser: Client, customer: Customer) -> None:
    customer.address = "du"
    customer.save()
    row = prepared(browser, customer)
    assert {"timeline-01", "criterion-01", "obstacle-01", "implementer-01"} <= {
        each.source for each in row.questions.filter(chosen=True)
    }
    assert "woran du eine gute Lösung erkennen würdest" in row.opening


def test_questions_are_asked_in_the_customers_language(browser: Client, talk: Conversation, customer: Customer) -> None:
    customer.language = "en"
    customer.save()
    row = prepared(browser, customer)
    assert "Thank you" in row.opening
    assert any(text.startswith(("What", "How", "Who", "Which")) for text in texts(row))


def test_a_contradiction_is_the_first_thing_to_ask(
    browser: Client, talk: Conversation, customer: Customer, seller: User
) -> None:
    places = {each["id"]: each["text"] for each in talk.segments}
    old = next(key for key, text in places.items() if "bis Ende März" in text)
    new = next(key for key, text in places.items() if "Frau Kern bis Mittwoch" in text)
    for place, label, status in ((old, "Ende März", "contradicted"), (new, "Ende Juni", "said")):
        item = editing.add(talk, seller, "timeline", label, 3, [place])
        # The talk itself took it back; both share the words of one matter.
        Item.objects.filter(pk=item.pk).update(
            status=status, evidence=[{"segment": place, "quote": f"bis {label} muss die Einführung laufen"}]
        )
    row = prepared(browser, customer)
    first = row.questions.exclude(form="permission").first()
    assert first is not None
    assert "„Ende März“" in first.text
    assert "„Ende Juni“" in first.text
    assert first.text.endswith("Was gilt heute?")


def test_the_order_is_changed_by_buttons_and_by_numbers(browser: Client, plan: Preparation) -> None:
    before = texts(plan)
    second = plan.questions.filter(chosen=True)[1]
    post(browser, plan, f"up-{second.pk}")
    assert texts(plan)[:2] == [before[1], before[0]]
    post(browser, plan, f"down-{second.pk}")
    assert texts(plan) == before
    last = plan.questions.filter(chosen=True).last()
    assert last is not None
    post(browser, plan, "save", **{f"place-{last.pk}": "2"})
    assert texts(plan) == [before[0], before[-1], *before[1:-1]]


def test_a_leading_wording_is_named_at_once_never_refused_and_can_be_replaced(browser: Client, plan: Preparation) -> None:
    question = plan.questions.filter(chosen=True)[0]
    shown = post(browser, plan, "save", **{f"text-{question.pk}": LEADING})
    question.refresh_from_db()
    assert question.text == LEADING
    assert "Sie wollen doch" in shown
    assert "Ask so that a no is as easy as a yes" in shown
    typed = browser.post(f"/preparations/{plan.pk}/check", {"of": str(question.pk), f"text-{question.pk}": LEADING})
    assert "Ask so that a no is as easy as a yes" in typed.content.decode()
    shown = post(browser, plan, f"take-{question.pk}", **{f"text-{question.pk}": LEADING})
    question.refresh_from_db()
    assert question.text != LEADING
    assert "Ask so that a no" not in shown


def test_own_questions_join_and_come_back_in_the_next_preparation(
    browser: Client, plan: Preparation, customer: Customer
) -> None:
    own = "Wie hat Ihr Haus zuletzt etwas Neues eingeführt?"
    post(browser, plan, "own", **{"text-own": own, "dimension": "implementer"})
    assert texts(plan)[-1] == own
    again = prepared(browser, customer)
    assert own in browser.get(f"/preparations/{again.pk}/").content.decode()
    before = PlannedQuestion.objects.get(text=own)
    post(browser, again, f"own-{before.pk}")
    assert texts(again)[-1] == own


def test_choosing_leaving_out_and_proposing_anew(browser: Client, plan: Preparation) -> None:
    dropped = plan.questions.filter(chosen=True)[0]
    offered = plan.questions.filter(chosen=False)[0]
    post(browser, plan, f"drop-{dropped.pk}")
    post(browser, plan, f"choose-{offered.pk}")
    assert offered.text == texts(plan)[-1]
    assert dropped.text not in texts(plan)
    post(browser, plan, "again")
    assert list(plan.questions.values_list("text", flat=True)).count(dropped.text) == 1


def test_no_button_press_loses_what_was_typed(browser: Client, plan: Preparation) -> None:
    first, second = plan.questions.filter(chosen=True)[:2]
    post(browser, plan, f"down-{first.pk}", opening="Ganz anders.", **{f"text-{second.pk}": "Wie geht es weiter?"})
    plan.refresh_from_db()
    assert plan.opening == "Ganz anders."
    assert texts(plan)[0] == "Wie geht es weiter?"


def test_planned_is_not_said(browser: Client, plan: Preparation, talk: Conversation, customer: Customer) -> None:
    before = customer.items.count()
    post(
        browser, plan, "own", **{"text-own": LEADING}, opening="Ein Zebrastreifen am Anfang", purpose="Zebrastreifen klären"
    )
    queue(talk, Job.Kind.ANALYSE)
    do_all()
    assert customer.items.count() == before
    assert not any("Zebrastreifen" in str(each.evidence) + each.label for each in customer.items.all())
    assert not any("Zebrastreifen" in each.current.label for each in customer_world(customer).world.threads)
    for address in (
        f"/customers/{customer.pk}/map/",
        f"/conversations/{talk.pk}/",
        f"/customers/{customer.pk}/options/",
    ):
        assert "Zebrastreifen" not in browser.get(address).content.decode()
    option = customer.options.get(kind="ours")
    found = browser.get(f"/customers/{customer.pk}/options/words?of=prefers-{option.pk}&q=Zebrastreifen").content.decode()
    assert "Nothing was found" in found


def test_promises_due_by_the_day_of_the_talk_are_shown(browser: Client, plan: Preparation, talk: Conversation) -> None:
    shown = browser.get(f"/preparations/{plan.pk}/").content.decode()
    assert "bis Freitag eine Liste der Schritte" in shown
    Promise.objects.update(state=Promise.State.KEPT)
    assert "bis Freitag eine Liste" not in browser.get(f"/preparations/{plan.pk}/").content.decode()


def test_it_can_be_read_in_the_talk_one_at_a_time_and_taken_along(browser: Client, plan: Preparation) -> None:
    whole = browser.get(f"/preparations/{plan.pk}/along/").content.decode()
    markdown = browser.get(f"/preparations/{plan.pk}/text")
    assert markdown["Content-Disposition"] == 'attachment; filename="preparation-2026-12-03.md"'
    one = browser.get(f"/preparations/{plan.pk}/along/?n=2").content.decode()
    for number, text in enumerate(texts(plan), 1):
        assert text in whole
        assert f"{number}. {text}" in markdown.content.decode()
        assert (text in one) == (number == 2)
    assert browser.get(f"/preparations/{plan.pk}/along/?n=99").status_code == 200


def test_a_stranger_gets_nothing(plan: Preparation, customer: Customer, stranger: User, signed_in: Browser) -> None:
    other = signed_in(stranger)
    for address in (
        f"/customers/{customer.pk}/prepare/",
        *(f"/preparations/{plan.pk}/{end}" for end in ("", "along/", "text")),
    ):
        assert other.get(address).status_code == 404
    assert other.post(f"/customers/{customer.pk}/prepare/").status_code == 404
    assert other.post(f"/preparations/{plan.pk}/", {"opening": "mine"}).status_code == 404
    assert other.post(f"/preparations/{plan.pk}/erase").status_code == 404


def test_a_strangers_question_cannot_be_taken(
    browser: Client, plan: Preparation, stranger: User, signed_in: Browser
) -> None:
    theirs = Customer.objects.create(owner=stranger, name="Fremd")
    secret = PlannedQuestion.objects.create(
        preparation=Preparation.objects.create(customer=theirs), position=0, text="Geheim?", chosen=True
    )
    post(browser, plan, f"own-{secret.pk}")
    assert "Geheim?" not in texts(plan)


def test_erasing(browser: Client, plan: Preparation, customer: Customer) -> None:
    assert browser.post(f"/preparations/{plan.pk}/erase").status_code == 302
    assert not customer.preparations.exists()
    assert DAY.isoformat() not in browser.get(f"/customers/{customer.pk}/prepare/").content.decode()

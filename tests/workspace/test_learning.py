"""What has worked so far: of questions, never of people; a team's figures only from five people on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from leitfrage.questions import Question
from leitfrage.workspace.learning import LEAST_PEOPLE, catalogue_of, learnt_by, learnt_by_team, worth_for
from leitfrage.workspace.models import Conversation, Customer, OwnQuestion, User
from leitfrage.workspace.withdrawing import withdraw
from tests.workspace.conftest import TALK, bring

Browser = Callable[[User], Client]
TALK_WITH_CATALOGUE = TALK.replace(
    "Woran würden Sie denn merken, dass Sie genau die Lösung haben, die Sie sich wünschen?",
    "Woran würden Sie denn merken, dass Sie genau die Lösung haben, die Sie sich gewünscht hatten?",
)


@pytest.fixture
def browser(seller: User, signed_in: Browser) -> Client:
    return signed_in(seller)


def test_questions_of_a_talk_are_credited_and_shown_with_n_and_range(browser: Client, customer: Customer) -> None:
    row = bring(customer, TALK_WITH_CATALOGUE)
    asked = {each["question"]: each["gain"] for each in row.asked}
    assert asked["criterion-01"] >= 2
    page = browser.get("/questions/").content.decode()
    assert "How would you notice that you have exactly the solution you had wished for?" in page
    assert '<td data-label="asked">1</td>' in page
    effect = learnt_by(customer.owner).tables["question"][0]
    assert effect.low < effect.mean < effect.high
    assert effect.high - effect.low > 0.8  # one asking says little, and it shows


def test_no_word_of_the_talk_is_kept_for_it(customer: Customer) -> None:
    kept = str(bring(customer, TALK_WITH_CATALOGUE).asked)
    assert "Kern" not in kept
    assert "Angebot" not in kept


def test_a_withdrawn_consent_takes_its_questions_along(talk: Conversation, seller: User) -> None:
    assert learnt_by(seller).askings > 0
    withdraw(talk, seller)
    assert learnt_by(seller).askings == 0


def test_whoever_keeps_a_notebook_only_is_not_learnt_from(browser: Client, talk: Conversation, seller: User) -> None:
    browser.post("/account/", {"name": "Anna", "address": "sie", "spoken_to": "sie", "notebook_only": "on"})
    talk.refresh_from_db()
    assert talk.asked == []
    assert "notebook only" in browser.get("/questions/").content.decode()


def test_own_questions_join_the_catalogue_compete_and_can_be_taken_out(
    browser: Client, talk: Conversation, customer: Customer, seller: User
) -> None:
    text = "Wofür würden Ihre Kunden Sie nach der Umstellung loben?"
    new = {"text": f"  {text} ", "language": "de", "dimension": "goal", "form": "circular", "phase": "goal"}
    browser.post("/questions/add", new)
    own = OwnQuestion.objects.get()
    assert own.text == text
    assert catalogue_of(seller).question(own.key) is not None
    asking = TALK.replace("Woran würden Sie denn merken, dass Sie genau die Lösung haben, die Sie sich wünschen?", text)
    row = bring(customer, asking)
    assert own.key in {each["question"] for each in row.asked}
    browser.post(f"/questions/{own.pk}/erase")
    assert text not in browser.get("/questions/").content.decode()


def test_a_leading_question_of_ones_own_is_kept_and_never_proposed(browser: Client, seller: User) -> None:
    leading = {
        "text": "Sie wollen doch sicher auch sparen?",
        "language": "de",
        "dimension": "goal",
        "form": "open",
        "phase": "goal",
    }
    browser.post("/questions/add", leading)
    assert "Not proposed" in browser.get("/questions/").content.decode()


def test_every_form_that_can_be_chosen_for_a_question_of_ones_own_is_taken(browser: Client, seller: User) -> None:
    page = browser.get("/questions/").content.decode()
    forms = re.findall(r'<option value="(\w+)"', page.partition('name="form"')[2].partition("</select>")[0])
    assert len(forms) > 5
    for form in forms:
        new = {"text": f"Was noch, {form}?", "language": "de", "dimension": "goal", "form": form, "phase": "goal"}
        assert browser.post("/questions/add", new).status_code == 302
    assert OwnQuestion.objects.count() == len(forms)


def test_what_worked_weighs_in_the_proposals(talk: Conversation, customer: Customer) -> None:
    Conversation.objects.filter(pk=talk.pk).update(
        asked=[_asked("situation-04", 2.5)] * 40 + [_asked("situation-01", 0.0)] * 40
    )
    worth = worth_for(customer)
    assert worth is not None
    questions: dict[str, Question] = {each.id: each for each in catalogue_of(customer.owner).questions}
    assert worth(questions["situation-04"]) > worth(questions["situation-01"]) + 0.5
    again = worth_for(customer)
    assert again is not None
    assert worth(questions["goal-01"]) == again(questions["goal-01"])


def _asked(question: str, gain: float) -> dict[str, str | float]:
    return {"question": question, "gain": gain, "form": "open", "dimension": "situation", "phase": "situation", "kind": "-"}


@pytest.fixture
def colleagues(db: None) -> list[User]:
    """Five people with talks, of which nobody has released anything yet."""
    people = [
        User.objects.create_user(f"p{n}@example.org", "ein langes Passwort", name=f"Colleague{n}", language="en")
        for n in range(LEAST_PEOPLE)
    ]
    for n, each in enumerate(people):
        customer = Customer.objects.create(owner=each, name=f"K{n}")
        asked = [_asked("situation-01", 1.0)] * 3 + [_asked(f"own-{n}", 2.0)] + [_asked("goal-01", 2.0)] * (n < 4)
        Conversation.objects.create(customer=customer, state="ready", asked=asked)
    return people


def test_the_team_sees_nothing_below_five_who_released_theirs(colleagues: list[User], signed_in: Browser) -> None:
    for each in colleagues[:-1]:
        signed_in(each).post("/questions/share", {"share": "yes"})
    assert learnt_by_team() is None
    assert "Too few people" in signed_in(colleagues[0]).get("/questions/").content.decode()
    signed_in(colleagues[-1]).post("/questions/share", {"share": "yes"})
    team = learnt_by_team()
    assert team is not None
    assert team.askings == 24
    signed_in(colleagues[0]).post("/questions/share", {"share": "no"})
    assert learnt_by_team() is None


def test_a_line_stands_only_for_what_five_people_asked_and_never_for_own_questions(colleagues: list[User]) -> None:
    User.objects.update(shares_effects=True)
    team = learnt_by_team()
    assert team is not None
    assert [each.name for each in team.tables["question"]] == ["situation-01"]
    assert "kind" not in team.tables


def test_who_released_theirs_is_shown_to_nobody(colleagues: list[User], signed_in: Browser) -> None:
    User.objects.update(shares_effects=True)
    page = signed_in(colleagues[0]).get("/questions/").content.decode()
    assert "What has worked in the team" in page
    assert not any(each.name in page or each.email in page for each in colleagues[1:])


def test_what_the_offer_cannot_do_is_proposed_to_be_said_where_it_is_needed(browser: Client, customer: Customer) -> None:
    kept = {"name": "Anna", "language": "en", "address": "sie", "spoken_to": "sie"}
    browser.post("/account/", kept | {"limits": "Bis Ende März liefern wir nicht zur Messe.\n\nWir bauen nichts mit Excel."})
    needs = TALK.replace("Ich schicke Ihnen bis Freitag eine Liste der Schritte.", "Mhm, gut.")
    row = bring(customer, needs)
    proposed = [each["text"] for each in row.views["en"]["suggestions"]]
    assert any("Say plainly: Bis Ende März liefern wir nicht zur Messe." in text for text in proposed)

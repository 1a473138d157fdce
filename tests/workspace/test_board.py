"""The options board: every cell rests on words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from leitfrage.workspace import editing
from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.models import Cell, Conversation, Criterion, Customer, Danger, Item, Job, Option, User
from leitfrage.workspace.reading import queue

Browser = Callable[[User], Client]


@pytest.fixture
def browser(seller: User, signed_in: Browser) -> Client:
    return signed_in(seller)


def place(talk: Conversation, words: str) -> int:
    return next(int(each["id"]) for each in talk.segments if words in each["text"])


def words(talk: Conversation, part: str) -> str:
    return f"talk:{talk.pk}:{place(talk, part)}"


def show(browser: Client, customer: Customer) -> str:
    return browser.get(f"/customers/{customer.pk}/options/").content.decode()


@pytest.fixture
def ours(browser: Client, customer: Customer) -> Option:
    show(browser, customer)
    return customer.options.get(kind="ours")


@pytest.fixture
def fast(browser: Client, talk: Conversation, customer: Customer, seller: User) -> Criterion:
    """The customer's criterion "in two days", on the board."""
    item = editing.add(talk, seller, "criterion", "", 3, [place(talk, "in zwei Tagen draußen ist")])
    browser.post(f"/customers/{customer.pk}/options/criteria", {"item": str(item.pk)})
    return Criterion.objects.get(item=item)


def choose(browser: Client, customer: Customer, of: str, **form: str) -> int:
    return browser.post(f"/customers/{customer.pk}/options/words?of={of}", form).status_code


def test_ours_and_doing_nothing_are_always_there(browser: Client, customer: Customer) -> None:
    assert "doing nothing" in show(browser, customer)
    show(browser, customer)
    assert sorted(customer.options.values_list("kind", flat=True)) == ["nothing", "ours"]
    for option in customer.options.all():
        browser.post(f"/options/{option.pk}/change", {"act": "remove"})
    assert customer.options.count() == 2


def test_a_cell_without_words_stays_open(
    browser: Client, customer: Customer, ours: Option, fast: Criterion, talk: Conversation
) -> None:
    of = f"cell-{ours.pk}-{fast.pk}"
    assert choose(browser, customer, of, fit="meets") == 422
    assert choose(browser, customer, of, fit="meets", words="talk:9999:1") == 422
    assert not Cell.objects.exists()
    assert choose(browser, customer, of, fit="meets", words=words(talk, "eine Liste der Schritte")) == 302
    cell = Cell.objects.get()
    assert (cell.quote, cell.said_by) == ("Ich schicke Ihnen bis Freitag eine Liste der Schritte.", "seller")
    shown = show(browser, customer)
    assert cell.quote in shown
    assert f'href="/conversations/{talk.pk}/#s{cell.segment}"' in shown


def test_the_fit_can_change_without_choosing_the_words_again_and_be_left_open_again(
    browser: Client, customer: Customer, ours: Option, fast: Criterion, talk: Conversation
) -> None:
    of = f"cell-{ours.pk}-{fast.pk}"
    choose(browser, customer, of, fit="meets", words=words(talk, "eine Liste der Schritte"))
    assert choose(browser, customer, of, fit="fails", words="") == 302
    assert Cell.objects.get().fit == "fails"
    choose(browser, customer, of, act="clear")
    assert not Cell.objects.exists()


def test_a_weight_rests_on_the_customers_own_words(
    browser: Client, customer: Customer, fast: Criterion, talk: Conversation
) -> None:
    of = f"weight-{fast.pk}"
    assert choose(browser, customer, of, weight="5") == 422
    assert choose(browser, customer, of, weight="5", words=words(talk, "eine Liste der Schritte")) == 422
    assert choose(browser, customer, of, weight="5", words=words(talk, "in zwei Tagen draußen")) == 302
    fast.refresh_from_db()
    assert fast.weight == 5
    assert "in zwei Tagen draußen" in fast.quote


def test_a_failed_must_of_ours_speaks_against_us(
    browser: Client, customer: Customer, ours: Option, fast: Criterion, talk: Conversation
) -> None:
    assert "Perhaps not us" not in show(browser, customer)
    browser.post(f"/criteria/{fast.pk}/change", {"must": "must"})
    choose(browser, customer, f"cell-{ours.pk}-{fast.pk}", fit="fails", words=words(talk, "eine Liste der Schritte"))
    shown = show(browser, customer)
    assert "Perhaps not us" in shown
    assert "Our offer fails what the customer must have" in shown


def test_dangers_belong_to_options_and_those_without_are_named_ours_too(
    browser: Client, customer: Customer, ours: Option, talk: Conversation, seller: User
) -> None:
    assert "No danger of the option “our offer” was talked about." in show(browser, customer)
    risk = editing.add(talk, seller, "risk", "", 2, [place(talk, "nur einer versteht")])
    browser.post(f"/customers/{customer.pk}/options/dangers", {"item": str(risk.pk), "option": str(ours.pk)})
    danger = Danger.objects.get(option=ours)
    shown = show(browser, customer)
    assert "No danger of the option “our offer” was talked about." not in shown
    assert "There is no answer yet to a danger of our offer" in shown
    assert choose(browser, customer, f"answer-{danger.pk}", words=words(talk, "eine Liste der Schritte")) == 302
    assert "There is no answer yet" not in show(browser, customer)


def test_a_danger_that_the_talk_links_to_an_option_is_proposed_for_it(
    browser: Client, customer: Customer, ours: Option, talk: Conversation, seller: User
) -> None:
    way = editing.add(talk, seller, "alternative", "", 2, [place(talk, "selber mit Excel")])
    risk = editing.add(talk, seller, "risk", "", 2, [place(talk, "nur einer versteht")])
    risk.about.add(way)
    browser.post(f"/customers/{customer.pk}/options/add", {"item": str(way.pk), "kind": "in_house", "name": "Excel"})
    option = customer.options.get(name="Excel")
    shown = show(browser, customer)
    form = shown[shown.index(f'name="item" value="{risk.pk}"') :]
    assert f'<option value="{option.pk}" selected>' in form[: form.index("</form>")]


def test_a_preference_is_noted_only_in_the_customers_words(
    browser: Client, customer: Customer, ours: Option, talk: Conversation
) -> None:
    browser.post(f"/customers/{customer.pk}/options/add", {"name": "Excel", "kind": "in_house"})
    of = f"prefers-{customer.options.get(name='Excel').pk}"
    assert choose(browser, customer, of, words=words(talk, "eine Liste der Schritte")) == 422
    assert choose(browser, customer, of, words=words(talk, "selber mit Excel")) == 302
    assert "The customer said that they prefer another way: “Excel”." in show(browser, customer)


def test_words_are_found_in_the_talks_by_all_words_of_the_search(
    browser: Client, customer: Customer, ours: Option, fast: Criterion
) -> None:
    def search(query: str, of: str = f"cell-{ours.pk}-{fast.pk}") -> str:
        return browser.get(f"/customers/{customer.pk}/options/words", {"of": of, "q": query}).content.decode()

    assert "bis Freitag eine Liste der Schritte" in search("liste FREITAG")
    assert "Nothing was found" in search("liste Zebrastreifen")
    assert "bis Freitag eine Liste" not in search("liste", f"weight-{fast.pk}"), "a weight rests on the customer's words"


def test_the_board_outlives_a_new_reading(
    browser: Client, customer: Customer, ours: Option, talk: Conversation, seller: User
) -> None:
    item = talk.items.exclude(held=True).filter(by="customer").first()
    assert item is not None
    Item.objects.filter(pk=item.pk).update(dimension="criterion")
    browser.post(f"/customers/{customer.pk}/options/criteria", {"item": str(item.pk)})
    criterion = Criterion.objects.get(item=item)
    choose(browser, customer, f"cell-{ours.pk}-{criterion.pk}", fit="meets", words=words(talk, "eine Liste der Schritte"))
    Cell.objects.update(segment=0)  # as if the talk had been cut otherwise
    queue(talk, Job.Kind.ANALYSE)
    do_all()
    talk.refresh_from_db()
    assert Cell.objects.get(criterion=criterion).segment == place(talk, "eine Liste der Schritte")
    item.refresh_from_db()
    assert item.origin == Item.Origin.MACHINE, "putting it on the board is no edit of it"


def test_a_criterion_that_was_withdrawn_leaves_the_board(
    browser: Client, customer: Customer, fast: Criterion, seller: User
) -> None:
    assert 'class="board"' in show(browser, customer)
    editing.withdraw(fast.item, seller)
    assert 'class="board"' not in show(browser, customer)


def test_erasing_a_talk_erases_its_words_from_the_board(
    browser: Client, customer: Customer, ours: Option, fast: Criterion, talk: Conversation
) -> None:
    choose(browser, customer, f"cell-{ours.pk}-{fast.pk}", fit="meets", words=words(talk, "eine Liste der Schritte"))
    talk.delete()
    assert not Cell.objects.exists()
    assert not Criterion.objects.exists()


def test_no_total_and_no_rank_is_shown(
    browser: Client, customer: Customer, ours: Option, fast: Criterion, talk: Conversation
) -> None:
    choose(browser, customer, f"cell-{ours.pk}-{fast.pk}", fit="meets", words=words(talk, "eine Liste der Schritte"))
    shown = show(browser, customer).casefold()
    assert "there is no total" in shown
    assert not any(word in shown for word in ("score", "rank", "winner", "points"))


@pytest.mark.parametrize("of", ["", "cell", "cell-1", "cell-x-y", "weight-999999", "total-1", "answer-"])
def test_what_is_not_on_the_board_has_no_words(browser: Client, customer: Customer, of: str) -> None:
    assert browser.get(f"/customers/{customer.pk}/options/words?of={of}").status_code == 404


def test_a_stranger_gets_nothing_and_changes_nothing(
    customer: Customer, ours: Option, fast: Criterion, talk: Conversation, stranger: User, signed_in: Browser
) -> None:
    other = signed_in(stranger)
    theirs = Customer.objects.create(owner=stranger, name="Fremd")
    assert other.get(f"/customers/{customer.pk}/options/").status_code == 404
    assert other.get(f"/customers/{customer.pk}/options/words?of=cell-{ours.pk}-{fast.pk}").status_code == 404
    assert other.get(f"/customers/{theirs.pk}/options/words?of=cell-{ours.pk}-{fast.pk}").status_code == 404
    for address in (
        f"/customers/{customer.pk}/options/add",
        f"/customers/{customer.pk}/options/criteria",
        f"/customers/{customer.pk}/options/dangers",
        f"/options/{ours.pk}/change",
        f"/criteria/{fast.pk}/change",
    ):
        assert other.post(address, {"act": "remove", "name": "mine"}).status_code == 404
    # Somebody else's item or place does not come onto one's own board.
    other.post(f"/customers/{theirs.pk}/options/criteria", {"item": str(fast.item_id)})
    other.post(f"/customers/{theirs.pk}/options/add", {"item": str(fast.item_id), "kind": "other"})
    assert not theirs.criteria.exists()
    other.get(f"/customers/{theirs.pk}/options/")
    mine = theirs.options.get(kind="ours")
    assert (
        other.post(
            f"/customers/{theirs.pk}/options/words?of=prefers-{mine.pk}", {"words": words(talk, "in zwei Tagen")}
        ).status_code
        == 422
    )

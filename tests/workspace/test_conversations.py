"""The page of one talk, and a person's changes to the reading."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from leitfrage.analysis import understand
from leitfrage.clarity import Evidence, Status
from leitfrage.clarity import Item as FoundItem
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.workspace import editing
from leitfrage.workspace.jobs import do_all
from leitfrage.workspace.models import Conversation, Edit, Item, Job, User
from leitfrage.workspace.reading import keep_items, queue, spoken_by
from leitfrage.workspace.stored import unpack_segments

Browser = Callable[[User], Client]


def item_with(talk: Conversation, words: str) -> Item:
    return next(item for item in talk.items.all() if any(words in proof["quote"] for proof in item.evidence))


def read_again(talk: Conversation) -> None:
    queue(talk, Job.Kind.ANALYSE)
    do_all()
    talk.refresh_from_db()


def test_every_item_has_quotes_that_stand_in_the_talk(talk: Conversation) -> None:
    words = " ".join(each["text"] for each in talk.spoken["utterances"])
    items = list(talk.items.all())
    assert items
    for item in items:
        assert item.evidence
        assert all(proof["quote"] in words for proof in item.evidence)


def test_the_page_shows_words_map_promises_and_questions(talk: Conversation, seller: User, signed_in: Browser) -> None:
    page = signed_in(seller).get(f"/conversations/{talk.pk}/").content.decode()
    for words in ("in zwei Tagen draußen", "Frau Kern", "bis Freitag eine Liste", "27 Nov 2026", "Next questions"):
        assert words in page


def test_a_stranger_learns_nothing(talk: Conversation, stranger: User, signed_in: Browser) -> None:
    browser = signed_in(stranger)
    item = talk.items.first()
    assert item is not None
    assert browser.get(f"/conversations/{talk.pk}/").status_code == 404
    assert browser.post(f"/items/{item.pk}", {"act": "withdraw"}).status_code == 404
    item.refresh_from_db()
    assert item.stands


@pytest.mark.parametrize("again", [False, True], ids=["at once", "after a new reading"])
def test_a_rewording_stays_and_keeps_its_quotes(talk: Conversation, seller: User, again: bool) -> None:
    item = item_with(talk, "in zwei Tagen")
    quotes = [proof["quote"] for proof in item.evidence]
    editing.reword(item, seller, "Angebot in zwei Tagen")
    if again:
        read_again(talk)
    item.refresh_from_db()
    assert item.label == "Angebot in zwei Tagen"
    assert [proof["quote"] for proof in item.evidence] == quotes
    assert [each.pk for each in talk.items.all() if "in zwei Tagen" in each.label].count(item.pk) == 1


def test_what_was_withdrawn_does_not_come_back(talk: Conversation, seller: User) -> None:
    item = item_with(talk, "Excel")
    editing.withdraw(item, seller)
    read_again(talk)
    assert not [
        each
        for each in talk.items.all()
        if each.stands and each.dimension == item.dimension and each.evidence == item.evidence
    ]


def test_what_was_moved_to_another_dimension_is_not_doubled(talk: Conversation, seller: User) -> None:
    item = item_with(talk, "Frau Kern")
    quote, other = item.evidence[0]["quote"], "obstacle" if item.dimension != "obstacle" else "goal"
    was = item.dimension
    editing.recode(item, seller, other, 2)
    read_again(talk)
    found = [each for each in talk.items.all() if any(proof["quote"] == quote for proof in each.evidence)]
    assert other in {each.dimension for each in found}
    assert was not in {each.dimension for each in found}


def test_joining_and_undoing(talk: Conversation, seller: User) -> None:
    first, second = (editing.add(talk, seller, "criterion", label, 2, [place]) for label, place in (("A", 1), ("B", 3)))
    editing.join([first, second], seller)
    second.refresh_from_db()
    assert not second.stands
    assert len(first.evidence) == 2
    editing.undo(Edit.objects.filter(kind="join").get())
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.stands
    assert len(first.evidence) == 1


def test_splitting_leaves_no_entry_without_words(talk: Conversation, seller: User) -> None:
    item = editing.add(talk, seller, "criterion", "A", 2, [1, 3])
    with pytest.raises(editing.NoQuote):
        editing.split(item, seller, [1, 3], "all of it")
    made = editing.split(item, seller, [3], "B")
    assert [proof["segment"] for proof in made.evidence] == [3]
    assert [proof["segment"] for proof in item.evidence] == [1]


def test_nothing_is_added_without_a_place(talk: Conversation, seller: User, signed_in: Browser) -> None:
    answer = signed_in(seller).post(f"/conversations/{talk.pk}/items", {"dimension": "goal", "label": "more turnover"})
    assert answer.status_code == 422
    assert "without the words it rests on" in answer.content.decode()
    assert not talk.items.filter(label="more turnover").exists()


def test_what_the_seller_said_stays_at_level_one(talk: Conversation, seller: User) -> None:
    place = next(each["id"] for each in talk.segments if each["side"] == "seller")
    assert editing.add(talk, seller, "goal", "", 3, [place]).level == 1


def test_a_seller_cannot_confirm_for_the_customer(talk: Conversation, seller: User, signed_in: Browser) -> None:
    item = item_with(talk, "elf Tage")
    signed_in(seller).post(f"/items/{item.pk}", {"act": "recode", "dimension": item.dimension, "level": "4"})
    item.refresh_from_db()
    assert item.level <= 3


def test_a_place_read_otherwise_changes_the_map_and_can_be_taken_back(talk: Conversation, seller: User) -> None:
    place = next(each for each in talk.segments if "Messe" in each["text"])
    editing.relabel(talk, seller, place["id"], {"says": [["obstacle", 2]]})
    do_all()
    talk.refresh_from_db()
    obstacles = [proof["segment"] for item in talk.items.filter(dimension="obstacle") for proof in item.evidence]
    assert place["id"] in obstacles
    editing.undo(Edit.objects.filter(kind="relabel").get())
    do_all()
    obstacles = [proof["segment"] for item in talk.items.filter(dimension="obstacle") for proof in item.evidence]
    assert place["id"] not in obstacles


def test_sides_can_be_swapped(talk: Conversation, seller: User, signed_in: Browser) -> None:
    signed_in(seller).post(
        f"/conversations/{talk.pk}/settle",
        {"speaker": ["Berater", "Kundin"], "name": ["Berater", "Frau Aigner"], "side": ["customer", "seller"]},
    )
    do_all()
    talk.refresh_from_db()
    assert {(each["speaker"], each["side"]) for each in talk.segments} == {
        ("Berater", "customer"),
        ("Frau Aigner", "seller"),
    }


def test_a_change_that_was_built_upon_is_not_undone_under_it(talk: Conversation, seller: User) -> None:
    first, second = (editing.add(talk, seller, "criterion", label, 2, [place]) for label, place in (("A", 1), ("B", 3)))
    editing.join([first, second], seller)
    editing.split(first, seller, [3], "B again")
    joined, split = Edit.objects.get(kind="join"), Edit.objects.get(kind="split")
    with pytest.raises(editing.ChangedAgain):
        editing.undo(joined)
    editing.undo(split)
    editing.undo(joined)
    first.refresh_from_db()
    assert [proof["segment"] for proof in first.evidence] == [1]


def test_what_a_new_reading_adds_to_a_touched_entry_goes_to_that_entry(talk: Conversation, seller: User) -> None:
    item = item_with(talk, "in zwei Tagen")
    editing.reword(item, seller, "Angebot in zwei Tagen")
    place = next(each for each in talk.segments if "wieder nur einer versteht" in each["text"])
    quote = item.evidence[0]["quote"]
    found = FoundItem(
        id="i1",
        dimension=Dimension(item.dimension),
        label=quote,
        level=4,
        status=Status.CONFIRMED,
        by=Side.CUSTOMER,
        evidence=(
            Evidence(segment=item.evidence[0]["segment"], quote=quote),
            Evidence(segment=place["id"], quote=place["text"]),
        ),
        about=("i2",),
    )
    goal = FoundItem(
        id="i2",
        dimension=Dimension.GOAL,
        label="Messe",
        level=2,
        status=Status.SAID,
        by=Side.CUSTOMER,
        evidence=(Evidence(segment=place["id"], quote="Messe"),),
    )
    analysis = understand(unpack_segments(spoken_by(talk), talk.segments))
    for _ in range(2):  # a second reading changes nothing more
        keep_items(talk, [found, goal], analysis)
        item.refresh_from_db()
        assert item.label == "Angebot in zwei Tagen"
        assert [proof["quote"] for proof in item.evidence].count(place["text"]) == 1
        assert not talk.items.filter(held=False, dimension=item.dimension).exists()
        assert [each.label for each in item.about.all()] == ["Messe"]


def test_an_address_for_forms_says_so_when_it_is_opened(talk: Conversation, seller: User, signed_in: Browser) -> None:
    item = talk.items.first()
    assert item is not None
    answer = signed_in(seller).get(f"/items/{item.pk}")
    assert answer.status_code == 405
    assert "only takes what a form sends" in answer.content.decode()


def test_an_entry_that_a_new_reading_replaced_is_not_passed_over_in_silence(
    talk: Conversation, seller: User, signed_in: Browser
) -> None:
    item = talk.items.filter(held=False).first()
    assert item is not None
    read_again(talk)
    page = signed_in(seller).get(f"/conversations/{talk.pk}/?item={item.pk}").content.decode()
    assert "was read anew meanwhile" in page

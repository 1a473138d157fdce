"""Simulated customers: they open up to who listens, shut to who presses, and their worlds are whole."""

from __future__ import annotations

import subprocess
import sys

import pytest

from leitfrage.coding import Dimension
from leitfrage.practice import PracticeTalk, World, worlds
from leitfrage.practice.worlds import BrokenWorld, NoSuchWorld, parsed, world

LISTENING = (
    "Danke für Ihre Zeit. Ich frage heute, damit wir nur planen, was Sie wirklich brauchen. Wie läuft das heute bei Ihnen?",
    "Was soll denn danach anders sein?",
    "Woran würden Sie merken, dass Sie genau die Lösung haben, die Sie sich wünschen?",
    "Und warum ist Ihnen das gerade jetzt wichtig?",
)
PRESSING = (
    "Unsere Software ist die beste am Markt, das schafft sonst keiner.",
    "Sie wollen doch sicher auch nicht, dass die Konkurrenz Sie überholt?",
    "Wenn Sie heute noch unterschreiben, gibt es zehn Prozent, morgen nicht mehr.",
    "Ach, das mit dem Empfang, das ist doch kein Problem, da machen Sie sich unnötig Sorgen.",
)


def test_who_asks_and_gives_back_finds_more_than_who_presses() -> None:
    listened, pressed = PracticeTalk(world("de-tischlerei"), seed=1), PracticeTalk(world("de-tischlerei"), seed=1)
    for text in LISTENING:
        reply = listened.say(text)
        listened.say(reply.text.split(".")[0] + ".")
    for text in PRESSING * 2:
        pressed.say(text)
    assert listened.customer.clarity() > pressed.customer.clarity() + 0.1
    assert listened.customer.trust > pressed.customer.trust + 0.2


def test_the_same_words_and_seed_give_the_same_talk() -> None:
    def talk() -> list[str]:
        made = PracticeTalk(world("de-tischlerei"), seed=4)
        return [made.say(text).text for text in LISTENING]

    assert talk() == talk()


def test_a_checkable_thing_is_confirmed_only_by_giving_it_back() -> None:
    talk = PracticeTalk(world("de-tischlerei"), seed=2)
    asked = [
        "Wann soll es fertig sein und laufen?",
        "Bis wann genau, an welchem Tag?",
        "Und bis zu welchem Datum muss es laufen?",
    ]
    while talk.customer.told.get("sommer", 0) < 3:
        talk.say(asked[len(talk.utterances) % 3])
        assert talk.customer.told.get("sommer", 0) < 4
        assert len(talk.utterances) < 60
    talk.say("Bis zum ersten Juli muss es also laufen.")
    assert talk.customer.told["sommer"] == 4


def test_what_lies_deep_is_not_told_to_a_stranger() -> None:
    talk = PracticeTalk(world("de-tischlerei"), seed=3)
    for _ in range(6):
        talk.say("Warum ist Ihnen das jetzt wichtig, wegen Ihrer Tochter und der Übergabe?")
    assert talk.customer.told.get("nachfolge", 0) == 0


def test_the_review_uncovers_the_world_and_names_the_turn() -> None:
    talk = PracticeTalk(world("de-tischlerei"), seed=1)
    talk.say(LISTENING[0])
    talk.say(PRESSING[2])
    review = talk.review()
    assert {each.item.id for each in review.found} == {item.id for item in talk.world.items}
    assert [point.said for point in review.turning_points if point.change < 0] == [PRESSING[2]]


@pytest.mark.parametrize("each", worlds(), ids=lambda each: each.id)
def test_every_world_is_whole(each: World) -> None:
    assert {item.dimension for item in each.items} == set(Dimension)
    for dimension in (Dimension.GOAL, Dimension.CRITERION):
        assert any(item.dimension == dimension and item.depth == 1 for item in each.items)
    sentences = [text for item in each.items for level in item.says for text in level]
    assert len(sentences) == len(set(sentences))
    assert len(each.limits) == 2
    assert len(each.wordings("aside")) >= 5


def test_no_two_worlds_share_a_sentence() -> None:
    seen: dict[str, str] = {}
    for each in worlds():
        for item in each.items:
            for level in item.says:
                for text in level:
                    assert seen.setdefault(text, each.id) == each.id, text


def test_a_broken_world_says_what_is_wrong() -> None:
    with pytest.raises(BrokenWorld) as caught:
        parsed("id: x\nitems: []\nfits: true\nnot_us: [a]\n", "x.yaml")
    assert "x.yaml" in str(caught.value)
    with pytest.raises(NoSuchWorld):
        world("nobody")


def test_a_talk_in_the_terminal_ends_with_the_review() -> None:
    talk = "\n".join([LISTENING[0], "/hint", PRESSING[2], "/end"])
    command = [sys.executable, "-m", "leitfrage", "practise", "de-tischlerei", "--seed", "1", "--ui", "en"]
    result = subprocess.run(command, input=talk, capture_output=True, text=True, check=True)
    for words in (
        "You offer: die neue Auftragssoftware.",
        "What your offer cannot do",
        "What there was to find",
        "Turning points",
        "of the hidden world came to light",
    ):
        assert words in result.stdout


def test_the_review_says_why_trust_moved_and_what_was_never_touched() -> None:
    talk = PracticeTalk(world("de-tischlerei"), seed=1)
    talk.say("Wie läuft das heute bei Ihnen?")
    for text in PRESSING:
        talk.say(text)
    review = talk.review()
    fell = {why for point in review.turning_points if point.change < 0 for why in point.why}
    assert "it pressed" in fell
    assert Dimension.RISK in review.untouched
    assert Dimension.SITUATION not in review.untouched


def test_not_us_is_said_only_where_a_limit_of_the_offer_is_named() -> None:
    honest, plain = PracticeTalk(world("de-schaeferei"), seed=1), PracticeTalk(world("de-schaeferei"), seed=1)
    honest.say("Für Lämmer sind unsere Halsbänder zu schwer, die können keins tragen.")
    plain.say("Das weiß ich ehrlich gesagt nicht.")
    assert honest.review().said_no
    assert not plain.review().said_no

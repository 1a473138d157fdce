"""Beside a talk that goes on: the same map as afterwards, and a hint that keeps its place."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitfrage import formats
from leitfrage.clarity import Status, clarity_map
from leitfrage.coding import CodedConversation, Coding, Dimension, code
from leitfrage.conversation import CaptureMode, Conversation, Side, Speaker, Utterance
from leitfrage.live import PAUSE, QUIET, STAYS, WARM_UP, Companion, Heard, Hints, Said, labelled, said
from leitfrage.promises import promises
from tests.coded import TUESDAY
from tests.strategies import SENTENCES

EXAMPLES = Path(__file__).parents[1] / "src" / "leitfrage" / "examples"
S, C = Side.SELLER, Side.CUSTOMER


def whole(spoken: Sequence[Said], language: str) -> CodedConversation:
    """Code a talk as if it had ended, and put a person's labels in."""
    names = {each.utterance.speaker: each.side for each in spoken}
    talk = Conversation(
        utterances=tuple(each.utterance for each in spoken),
        speakers=tuple(Speaker(name=name, side=side) for name, side in names.items()),
        started_at=TUESDAY,
    )
    coded = code(talk, language=language)
    by = [spoken[each.segment.utterance].dimension for each in coded.segments]
    return replace(
        coded,
        segments=tuple(
            labelled(each, dimension) if dimension else each for each, dimension in zip(coded.segments, by, strict=True)
        ),
    )


@pytest.mark.parametrize(("name", "language"), [("energieberatung.vtt", "de"), ("brewery.txt", "en")])
def test_after_every_utterance_the_map_is_that_of_the_whole(name: str, language: str) -> None:
    talk = formats.read_file(EXAMPLES / name)
    coded = code(talk)
    sides = {each.name: each.side for each in coded.conversation.speakers}
    companion = Companion(language=language, today=TUESDAY)
    spoken = [Said(utterance=each, side=sides[each.speaker]) for each in talk.utterances]
    compared = 0
    for number, each in enumerate(spoken, 1):
        companion.add(each)
        if number % 9 == 0 or number == len(spoken):
            snapshot, batch = companion.snapshot(), whole(spoken[:number], language)
            assert snapshot.map == clarity_map(batch)
            assert snapshot.promises == promises(batch)
            compared += 1
    assert compared > 3
    assert snapshot.map.items
    assert clarity_map(companion.coded()) == snapshot.map
    at_once = Companion(language=language, today=TUESDAY)
    at_once.add(*spoken)
    assert at_once.snapshot() == snapshot


@st.composite
def talks(draw: st.DrawFn) -> list[Said]:
    lines = draw(
        st.lists(
            st.tuples(SENTENCES, st.sampled_from([S, C]), st.one_of(st.none(), st.sampled_from(list(Dimension)))),
            min_size=6,
            max_size=14,
        )
    )
    lines += [("wir wollen die Angebote bis Freitag in zwei Tagen fertig haben und das ist uns wichtig " * 2, C, None)]
    lines += [
        ("Also in zwei Tagen, und Frau Kern muss zustimmen, stimmt das so fuer Sie?", S, None),
        ("Ja, genau.", C, None),
    ]
    return [said(text, side, dimension=dimension) for text, side, dimension in lines]


@given(talks(), st.integers(1, 5))
@settings(max_examples=25, deadline=None)
def test_however_it_comes_in_the_map_is_that_of_the_whole(spoken: list[Said], step: int) -> None:
    companion = Companion(language="de", today=TUESDAY)
    for at in range(0, len(spoken), step):
        companion.add(*spoken[at : at + step])
        companion.snapshot()  # looking at it in between must not matter
    snapshot = companion.snapshot()
    assert snapshot.map == clarity_map(whole(spoken, "de"))
    assert snapshot.number == len(spoken)


def test_a_key_overrides_the_label_and_what_was_noted_is_marked() -> None:
    companion = Companion(language="de", today=TUESDAY, capture=CaptureMode.NOTES)
    companion.add(said("Bis Ende März. Ohne die Messe wäre es egal.", C, dimension=Dimension.RISK, noted=True))
    snapshot = companion.snapshot()
    (item,) = snapshot.map.items
    assert (item.dimension, item.status) == (Dimension.RISK, Status.SAID)
    assert item.level <= 3
    assert snapshot.noted == snapshot.newest == {0}
    companion.add(said("Die Angebote müssen in zwei Tagen draußen sein.", C))
    assert 0 in companion.snapshot().noted
    assert not companion.snapshot().newest & companion.snapshot().noted


def test_a_sellers_question_can_be_told_what_it_is_after() -> None:
    companion = Companion(language="de")
    asked = companion.add(said("Woran würden Sie es merken?", S, dimension=Dimension.DRIVER))
    assert asked[0].move is not None
    assert asked[0].move.targets == (Dimension.DRIVER,)


def test_words_are_needed() -> None:
    with pytest.raises(ValueError, match="no words"):
        said("  \n ", C)


def test_many_utterances_at_once_get_the_labels_that_they_get_one_by_one() -> None:
    talk = formats.read_file(EXAMPLES / "energieberatung.vtt")
    sides = {each.name: each.side for each in code(talk).conversation.speakers}
    pairs: list[tuple[Utterance, Side]] = [(each, sides[each.speaker]) for each in talk.utterances[:40]]
    one_by_one, together = Coding(), Coding()
    single = [segment for utterance, side in pairs for segment in one_by_one.add(utterance, side)]
    assert [(each.segment, each.behaviour, [said.dimension for said in each.says]) for each in single] == [
        (each.segment, each.behaviour, [said.dimension for said in each.says]) for each in together.extend(pairs)
    ]


# The hint


def heard(*turns: tuple[float, Side] | tuple[float, Side, Dimension]) -> list[Heard]:
    return [Heard(at=each[0], side=each[1], dimensions=frozenset(each[2:])) for each in turns]


@pytest.mark.parametrize(
    ("turns", "last_shown", "now", "open_", "may"),
    [
        ([], None, 1000.0, False, False),  # nothing was said
        ([(0.0, S)], None, WARM_UP - 0.1, False, False),  # warming up, counted from the first utterance
        ([(0.0, S)], None, WARM_UP, False, True),
        ([(0.0, S), (200.0, C)], None, 200.0 + QUIET - 0.1, False, False),  # the customer may be speaking
        ([(0.0, S), (200.0, C)], None, 200.0 + QUIET, False, True),
        ([(0.0, S), (200.0, C)], None, 300.0, True, False),  # and here is
        ([(0.0, C), (200.0, S)], None, 200.0, False, True),
        ([(0.0, C), (200.0, S)], None, 230.0, True, False),
        ([(0.0, S)], 200.0, 200.0 + PAUSE - 0.1, False, False),  # one in two minutes
        ([(0.0, S)], 200.0, 200.0 + PAUSE, False, True),
    ],
)
def test_when_a_hint_may_show(
    turns: list[tuple[float, Side]], last_shown: float | None, now: float, open_: bool, may: bool
) -> None:
    hints = Hints() if last_shown is None else Hints().with_shown("q", Dimension.GOAL, last_shown)
    assert hints.may_show(heard(*turns), now, open=open_) is may


@pytest.mark.parametrize(
    ("since", "now", "open_", "stands"),
    [
        ([], 100.0, False, True),
        ([], 100.0 + STAYS - 0.1, False, True),
        ([], 100.0 + STAYS, False, False),
        ([(110.0, S)], 111.0, False, False),  # the seller has spoken
        ([(110.0, C, Dimension.RISK)], 110.0 + QUIET, False, True),  # something else was told
        ([(110.0, C, Dimension.GOAL)], 110.0 + QUIET, False, False),  # it was answered
        ([(110.0, C, Dimension.RISK)], 110.0 + QUIET - 0.1, False, False),  # silent while the customer speaks …
        ([(110.0, C, Dimension.RISK)], 120.0, True, False),
        ([(110.0, C, Dimension.GOAL), (115.0, C, Dimension.RISK)], 120.0, False, False),
    ],
)
def test_a_hint_goes_by_itself(since: list[tuple[float, Side, Dimension]], now: float, open_: bool, stands: bool) -> None:
    hints = Hints().with_shown("q", Dimension.GOAL, 100.0)
    turns = [*heard((0.0, S)), *heard(*since)]
    assert (hints.standing(turns, now, open=open_) is not None) is stands


def test_what_was_dismissed_does_not_come_back() -> None:
    hints = Hints().with_shown("q", Dimension.GOAL, 100.0).without("q")
    assert hints.standing(heard((0.0, S)), 101.0) is None
    assert not hints.allows("q")
    later = hints.with_shown("p", None, 300.0)
    assert not later.allows("q")
    assert not later.allows("p")  # nor the same again right after
    assert later.allows("r")


@given(
    st.lists(st.tuples(st.floats(0, 3600), st.sampled_from([S, C])), max_size=30), st.lists(st.floats(0, 3600), max_size=60)
)
def test_hints_keep_their_distance_whatever_happens(turns: list[tuple[float, Side]], looks: list[float]) -> None:
    hints, shown = Hints(), []
    for now in sorted(looks):
        before = heard(*sorted(each for each in turns if each[0] <= now))
        if hints.may_show(before, now):
            hints = hints.with_shown(str(now), None, now)
            shown.append(now)
    assert all(later - earlier >= PAUSE for earlier, later in itertools.pairwise(shown))
    assert not shown or shown[0] - min(at for at, _ in turns) >= WARM_UP

"""The options board: what can be said without a total, and what cannot be known yet."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitfrage.clarity import WEIGHTS, Board, Fit, Order, Way, Yardstick, findings, not_us

OURS, OTHER, NOTHING = (Way(key=key, name=name) for key, name in enumerate(("ours", "Leeds Ltd", "doing nothing")))
VALUE = {Fit.MEETS: 1.0, Fit.PARTLY: 0.5, Fit.FAILS: 0.0}
SHORT = {"m": Fit.MEETS, "p": Fit.PARTLY, "f": Fit.FAILS}


def board(
    *rows: str, musts: str = "", weights: tuple[int | None, ...] = (), ways: tuple[Way, ...] = (OURS, OTHER, NOTHING)
) -> Board:
    """Make a board; a row is a criterion, a letter an option's fit, a dot an open cell."""
    yardsticks = tuple(
        Yardstick(
            key=at,
            words=f"criterion {at}",
            must=True if str(at) in musts else None,
            weight=weights[at] if at < len(weights) else None,
        )
        for at in range(len(rows))
    )
    fits = {
        (way.key, at): SHORT[sign] for at, row in enumerate(rows) for way, sign in zip(ways, row, strict=True) if sign != "."
    }
    return Board(yardsticks=yardsticks, ways=ways, fits=fits)


def said(found: Board) -> str:
    return " ".join(each.text("en") for each in findings(found))


def test_a_failed_must_is_said_and_shuts_the_option_out_of_all_weighing() -> None:
    found = board("fmm", "mff", "mff", musts="0")
    assert [each.key for each in found.failed_musts(OURS)] == [0]
    assert OURS not in found.possible()
    assert found.order(OURS, OTHER) == Order.BEHIND
    assert OURS not in [each.way for each in found.shares()]
    assert "“ours” fails a must: “criterion 0”" in said(found)


def test_a_must_of_which_nothing_was_said_is_open_not_failed() -> None:
    found = board(".mm", musts="0")
    assert not found.failed_musts(OURS)
    assert "It is open whether “ours” meets the must “criterion 0”." in said(found)


def test_two_options_differ_where_one_is_better() -> None:
    pair = board("mf.", "fm.", "mm.", ".m.").pair(OURS, OTHER)
    assert [[each.key for each in part] for part in (pair.for_one, pair.for_other, pair.open)] == [[0], [1], [3]]


ORDERS = {
    "better everywhere": (("mf", "mp"), (), Order.AHEAD),
    "worse by weight": (("mf", "fm"), (1, 5), Order.BEHIND),
    "even": (("mf", "fm"), (3, 3), Order.EVEN),
    "hangs on weights that were not given": (("mf", "fm"), (), Order.OPEN),
    "a weight not given cannot turn it": (("mp", "mf", "pm"), (None, 5, 1), Order.AHEAD),
    "an open cell may turn it": (("mf", ".m"), (3, 3), Order.OPEN),
    "an open cell of little weight may not": (("mf", ".m"), (5, 1), Order.AHEAD),
}


@pytest.mark.parametrize(("rows", "weights", "order"), ORDERS.values(), ids=ORDERS)
def test_the_order_of_two_by_the_customers_weights(
    rows: tuple[str, ...], weights: tuple[int | None, ...], order: Order
) -> None:
    assert board(*rows, weights=weights, ways=(OURS, OTHER)).order(OURS, OTHER) == order


cells = st.lists(
    st.tuples(st.sampled_from("mpf."), st.sampled_from("mpf."), st.sampled_from([None, *WEIGHTS])), min_size=1, max_size=3
)


@given(cells)
def test_the_order_holds_for_every_filling_and_every_weight_that_was_not_given(
    rows: list[tuple[str, str, int | None]],
) -> None:
    found = board(*(a + b for a, b, _ in rows), weights=tuple(weight for _, _, weight in rows), ways=(OURS, OTHER))
    choices = [
        product(
            [VALUE[SHORT[a]]] if a != "." else [0.0, 0.5, 1.0],
            [VALUE[SHORT[b]]] if b != "." else [0.0, 0.5, 1.0],
            [weight] if weight else [1, 3, 5],
        )
        for a, b, weight in rows
    ]
    leads = [sum((a - b) * weight for a, b, weight in filled) for filled in product(*(list(each) for each in choices))]
    if min(leads) > 0:
        expected = Order.AHEAD
    elif max(leads) < 0:
        expected = Order.BEHIND
    else:
        expected = Order.EVEN if min(leads) == max(leads) == 0 else Order.OPEN
    assert found.order(OURS, OTHER) == expected


def test_the_single_weight_that_would_end_a_lead_is_named_with_the_smallest_change() -> None:
    found = board("mf", "fm", weights=(4, 2), ways=(OURS, OTHER))
    assert [(each.yardstick.key, each.weight, each.ahead) for each in found.turns()] == [(0, 2, OURS), (1, 4, OURS)]
    assert "if “criterion 0” weighed 2 instead of 4, “ours” would no longer be ahead of “Leeds Ltd” for sure" in said(found)


def test_a_lead_on_every_criterion_hangs_on_no_weight() -> None:
    found = board("mf", "mp", weights=(4, 2), ways=(OURS, OTHER))
    assert found.turns() == ()
    assert "However the criteria are weighed, “ours” is at least as good as every other option." in said(found)
    assert "However the criteria are weighed, another option is better than “Leeds Ltd”." in said(found)


def test_of_two_opposed_criteria_each_option_leads_in_half_of_all_weightings() -> None:
    for share in board("mf", "fm", ways=(OURS, OTHER)).shares():
        assert share.low == share.high == pytest.approx(0.5, abs=0.03)


@given(st.lists(st.tuples(*[st.sampled_from("mpf.")] * 3), min_size=1, max_size=3))
def test_whatever_fills_the_open_cells_stays_within_the_range(rows: list[tuple[str, str, str]]) -> None:
    shares = {each.way: each for each in board(*("".join(row) for row in rows)).shares()}
    for filling in "mf":
        for filled in board(*("".join(row).replace(".", filling) for row in rows)).shares():
            before = shares[filled.way]
            assert before.low <= filled.low == filled.high <= before.high
            assert not before.always or filled.always
            assert not before.never or filled.never


def test_the_same_board_says_the_same() -> None:
    assert findings(board("mf.", "fm.", "pmm")) == findings(board("mf.", "fm.", "pmm"))


def test_nothing_that_is_said_is_a_total() -> None:
    text = said(board("mfp", "fmp", "mmf", weights=(4, 2, 1)))
    assert "score" not in text
    assert "points" not in text


def test_reasons_that_speak_against_us() -> None:
    reasons = [each.text("en") for each in not_us(board("fmm", musts="0"), OURS, ("the firm may fold",), (OTHER,))]
    assert reasons == [
        "Our offer fails what the customer must have: “criterion 0”.",
        "There is no answer yet to a danger of our offer: “the firm may fold”.",
        "The customer said that they prefer another way: “Leeds Ltd”.",
    ]


def test_doing_nothing_can_be_ahead_of_us() -> None:
    (reason,) = not_us(board("f.m", "p.m"), OURS, (), ())
    assert (
        reason.text("en") == "By the customer's own criteria, “doing nothing” is ahead of our offer, whatever is still open."
    )


def test_no_reason_where_nothing_speaks_against_us() -> None:
    assert not_us(board("m.f", "m.p"), OURS, (), (OURS,)) == ()

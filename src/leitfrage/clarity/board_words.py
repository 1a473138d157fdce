"""What the options board says, in whole sentences with the criteria's own words; no total, no ranking."""

from __future__ import annotations

from leitfrage.clarity.board import Board, Order, Share, Way
from leitfrage.wording import N_, Message


def findings(board: Board) -> tuple[Message, ...]:
    """Say what can be said for sure, what hangs on the weights, and what is not known."""
    return (*_musts(board), *_orders(board), *_turns(board), *_shares(board))


def not_us(board: Board, ours: Way, unanswered: tuple[str, ...], preferred: tuple[Way, ...]) -> tuple[Message, ...]:
    """Give the reasons to step back (R-16): a failed must, a danger without an answer, another way that is preferred.

    ``unanswered`` are the dangers of our offer to which nobody has said an answer; ``preferred`` the options of which the
    customer said that they prefer them.
    """
    reasons = [
        Message.of(N_("Our offer fails what the customer must have: “{must}”."), must=each.words)
        for each in board.failed_musts(ours)
    ]
    reasons += [
        Message.of(N_("There is no answer yet to a danger of our offer: “{danger}”."), danger=each) for each in unanswered
    ]
    reasons += [
        Message.of(N_("The customer said that they prefer another way: “{option}”."), option=each.name)
        for each in preferred
        if each != ours
    ]
    if not board.failed_musts(ours):
        reasons += [
            Message.of(
                N_("By the customer's own criteria, “{option}” is ahead of our offer, whatever is still open."),
                option=each.name,
            )
            for each in board.possible()
            if each != ours and board.order(each, ours) == Order.AHEAD
        ]
    return tuple(reasons)


def _musts(board: Board) -> list[Message]:
    failed = [
        Message.of(
            N_("“{option}” fails a must: “{criterion}”. Nothing else makes up for it."),
            option=way.name,
            criterion=each.words,
        )
        for way in board.ways
        for each in board.failed_musts(way)
    ]
    unknown = [
        Message.of(N_("It is open whether “{option}” meets the must “{criterion}”."), option=way.name, criterion=each.words)
        for way in board.possible()
        for each in board.open_musts(way)
    ]
    return failed + unknown


def _orders(board: Board) -> list[Message]:
    found = []
    for pair in board.pairs():
        if board.failed_musts(pair.one) or board.failed_musts(pair.other):
            continue
        ahead, other = (pair.other, pair.one) if pair.order == Order.BEHIND else (pair.one, pair.other)
        if pair.order in (Order.AHEAD, Order.BEHIND):
            text = N_("On the customer's criteria “{one}” is ahead of “{other}”, whatever is still open.")
            found.append(Message.of(text, one=ahead.name, other=other.name))
        elif pair.order == Order.EVEN:
            text = N_("On the customer's criteria “{one}” and “{other}” come out even.")
            found.append(Message.of(text, one=ahead.name, other=other.name))
    return found


def _turns(board: Board) -> list[Message]:
    return [
        Message.of(
            N_(
                "This hangs on one weight: if “{criterion}” weighed {to} instead of {now}, “{one}” would no longer be ahead of “{other}” for sure."
            ),
            criterion=each.yardstick.words,
            to=each.weight,
            now=each.yardstick.weight or 0,
            one=each.ahead.name,
            other=each.other.name,
        )
        for each in board.turns()
    ]


def _shares(board: Board) -> list[Message]:
    return [_share(each) for each in board.shares()]


def _share(share: Share) -> Message:
    if share.always:
        text = N_("However the criteria are weighed, “{option}” is at least as good as every other option.")
        return Message.of(text, option=share.way.name)
    if share.never:
        text = N_("However the criteria are weighed, another option is better than “{option}”.")
        return Message.of(text, option=share.way.name)
    # Never "all" or "none" by rounding: those are said only where they are exact.
    low, high = (min(max(round(100 * each), 0), 100) for each in (share.low, share.high))
    if high - low >= 95:
        text = N_("How “{option}” stands cannot be said yet: too much is open.")
        return Message.of(text, option=share.way.name)
    if low == high:
        text = N_("In about {n} of 100 ways to weigh the criteria, “{option}” is at least as good as every other option.")
        return Message.of(text, n=min(max(low, 1), 99), option=share.way.name)
    text = N_(
        "In {low} to {high} of 100 ways to weigh the criteria, “{option}” is at least as good as every other option; the range comes from what is open."
    )
    return Message.of(text, low=low, high=high, option=share.way.name)

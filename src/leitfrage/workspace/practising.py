"""Practice talks between two pages: begun, taken up again from what is kept, answered, ended, looked back on.

What is kept are the words of both sides. A talk is built from them again whenever it is needed and not at hand, and the
answers that were given stand, even where a newer version of Leitfrage would answer otherwise.
"""

from __future__ import annotations

import json
import random
import threading
from collections import OrderedDict
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from leitfrage.analysis import Analysis
from leitfrage.clarity import ClarityMap, Evidence, Status, map_of
from leitfrage.clarity import Item as Matter
from leitfrage.coding import CodedConversation, Dimension
from leitfrage.conversation import LeitfrageError, Side
from leitfrage.practice import Answer, PracticeTalk, Quote, ReplayTalk, Reply, World, world
from leitfrage.wording import N_
from leitfrage.workspace.models import Conversation, User
from leitfrage.workspace.models import PracticeTalk as Row
from leitfrage.workspace.reading import spoken_by
from leitfrage.workspace.stored import unpack_segments

MOST_TURNS = 150
MOST_LETTERS = 2_000
MOODS = 10_000
_BEFORE = 6  # utterances before the turn that are shown
_AT_HAND = 12  # talks that are kept built, in this process
# Coding takes the whole processor, so one talk is answered at a time; and whoever works on a talk has it alone.
_ALONE = threading.Lock()
_ready: OrderedDict[int, tuple[str, PracticeTalk | ReplayTalk]] = OrderedDict()


class NotReadNow(LeitfrageError):
    cause = N_("This talk is not read at the moment, so nobody can go on from it.")
    advice = N_("Look at the talk's own page; once it has been read, try again.")


class TooManyTurns(LeitfrageError):
    cause = N_("A practice talk has at most {n} turns.")
    advice = N_("End it and look back, or begin another one.")


def begin(user: User, chosen: World, seed: int | None) -> Row:
    """Begin a talk with a simulated customer; without a seed, in any mood."""
    mood = random.randrange(MOODS) if seed is None else seed
    talk = PracticeTalk(chosen, seed=mood)
    opening = {"said": "", "reply": talk.utterances[0].text, "told": [], "trust": talk.customer.trust}
    return Row.objects.create(owner=user, world=chosen.id, seed=mood, language=chosen.language, turns=[opening])


def begin_from(user: User, conversation: Conversation, number: int) -> Row:
    """Take a real talk up again at one of the seller's turns; raises ``NoSuchTurn``."""
    talk = _replay(conversation, number)
    side_of = {each.name: each.side for each in talk.speakers.values()}
    before = [[each.speaker, side_of.get(each.speaker, Side.UNKNOWN).value, each.text] for each in talk.before(_BEFORE)]
    return Row.objects.create(
        owner=user, conversation=conversation, turn=number, language=talk.language, turns=[{"before": before}]
    )


def read_talk(row: Conversation) -> tuple[CodedConversation, ClarityMap]:
    """Give a real talk as it is coded, and its map with what a person has set right."""
    if row.state != Conversation.State.READY or row.segments is None:
        raise NotReadNow()
    coded = unpack_segments(spoken_by(row), row.segments)
    matters = tuple(
        Matter(
            id=f"i{each.pk}",
            dimension=Dimension(each.dimension),
            label=each.label,
            level=each.level,
            status=Status(each.status),
            by=Side(each.by),
            evidence=tuple(
                Evidence(segment=proof["segment"], quote=proof["quote"])
                for proof in each.evidence
                if proof.get("segment") is not None
            ),
        )
        for each in row.items.all()
    )
    return coded, map_of(matters)


def taken_up(row: Row) -> PracticeTalk | ReplayTalk:
    """Give the talk as it stands, built again if it is not at hand. To be called by who holds ``_ALONE``."""
    there = _ready.get(row.pk)
    if there is not None and there[0] == _print(row):
        return there[1]
    talk = _world_talk(row) if row.world else _replay_talk(row)
    _keep_at_hand(row, talk)
    return talk


def answer(row: Row, text: str, after: int) -> None:
    """Say something and keep what comes back; ``after`` so many turns, so that what is sent twice is said once."""
    if len(row.turns) != after or row.ended_at is not None:
        return
    if after > MOST_TURNS:
        raise TooManyTurns(n=MOST_TURNS)
    said = " ".join(text.split())[:MOST_LETTERS]
    with _ALONE:
        talk = taken_up(row)
        _ready.pop(row.pk, None)
        turn = _turn(talk, said)
        with transaction.atomic():
            now = Row.objects.select_for_update().filter(pk=row.pk, ended_at=None).first()
            if now is None or len(now.turns) != after:
                return
            row.turns = [*now.turns, turn]
            row.save(update_fields=["turns"])
        _keep_at_hand(row, talk)


def hint(row: Row) -> Any:
    """Give what the guide would propose now, or ``None``."""
    with _ALONE:
        return next(iter(taken_up(row).hints()), None)


def review(row: Row) -> Any:
    """Look back: a ``Review`` of a talk with a simulated customer, a ``ReplayReview`` of a real one."""
    with _ALONE:
        return taken_up(row).review()


def end(row: Row) -> None:
    """End a talk and keep what it came to: what was found, and two figures where the person has them made."""
    if row.ended_at is not None:
        return
    with _ALONE:
        talk = taken_up(row)
        if isinstance(talk, PracticeTalk):
            row.summary = {"share": talk.customer.clarity(), "goodbye": talk.customer.ends().text}
            if not row.owner.keeps_a_notebook_only:
                row.summary |= figures(talk.review().analysis)
        else:
            found = talk.review()
            row.summary = {"found": found.found, "later": found.later}
        _ready.pop(row.pk, None)
    row.ended_at = timezone.now()
    row.save(update_fields=["summary", "ended_at"])


def figures(analysis: Analysis) -> dict[str, float | None]:
    """Give playbacks per turn with a question (M-02) and the longest run of questions with nothing taken up (M-06)."""
    values = {each.id: each.value for each in analysis.conduct.measures}
    return {"taken_up": values["M-02"], "longest_run": values["M-06"]}


def forget(pk: int) -> None:
    """Drop a talk that is at hand."""
    with _ALONE:
        _ready.pop(pk, None)


def quotes_of(turn: dict[str, Any]) -> tuple[Quote, ...]:
    """Give the customer's words of a kept turn."""
    return tuple(
        Quote(item=item, dimension=Dimension(dimension), level=level, text=text, segment=segment, turn=number)
        for item, dimension, level, text, segment, number in turn["quotes"]
    )


def _turn(talk: PracticeTalk | ReplayTalk, said: str) -> dict[str, Any]:
    if isinstance(talk, PracticeTalk):
        reply = talk.say(said)
        return {"said": said, "reply": reply.text, "told": [list(each) for each in reply.told], "trust": reply.trust}
    found = talk.say(said)
    quotes = [[each.item, each.dimension.value, each.level, each.text, each.segment, each.turn] for each in found.quotes]
    return {"said": said, "quotes": quotes, "remark": found.remark}


def _world_talk(row: Row) -> PracticeTalk:
    talk = PracticeTalk(world(row.world), seed=row.seed, opening=row.turns[0]["reply"])
    for each in row.turns[1:]:
        told = tuple((id_, level) for id_, level in each["told"])
        talk.say(each["said"], Reply(text=each["reply"], told=told, trust=each["trust"]))
    return talk


def _replay_talk(row: Row) -> ReplayTalk:
    if row.conversation is None or row.turn is None:
        raise NotReadNow()
    talk = _replay(row.conversation, row.turn)
    for each in row.turns[1:]:
        talk.say(each["said"], Answer(quotes=quotes_of(each), remark=each["remark"]))
    return talk


def _replay(conversation: Conversation, number: int) -> ReplayTalk:
    customer = conversation.customer
    coded, clarity = read_talk(conversation)
    return ReplayTalk(coded, clarity, number, address=customer.address, product=customer.owner.product)


def _keep_at_hand(row: Row, talk: PracticeTalk | ReplayTalk) -> None:
    _ready[row.pk] = (_print(row), talk)
    _ready.move_to_end(row.pk)
    while len(_ready) > _AT_HAND:
        _ready.popitem(last=False)


def _print(row: Row) -> str:
    """Tell a talk as it stands from any other state of it; a real talk that was read anew or edited is another one."""
    if row.conversation is None:
        return json.dumps(row.turns)
    edited = row.conversation.edits.aggregate(Max("pk"), Max("undone_at"))
    return json.dumps([row.turns, str(row.conversation.analysed_at), str(edited)])

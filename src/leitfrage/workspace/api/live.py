"""Talks that go on: begin with the consent, push what is said, see the map, end."""

from contextlib import suppress
from typing import Any

from django.http import HttpRequest
from ninja import Path, Router
from ninja.responses import Status

from leitfrage.conversation import Side
from leitfrage.wording import N_
from leitfrage.workspace import live_talks, live_view
from leitfrage.workspace.access import own_or_404, person
from leitfrage.workspace.api.conversations import talk_out
from leitfrage.workspace.api.keys import PerPersonHere
from leitfrage.workspace.api.refusals import REFUSALS, Conflict
from leitfrage.workspace.api.shapes import Id, LineIn, LinesIn, LiveIn, LiveMapOut, LiveOut, PushedOut, TalkOut
from leitfrage.workspace.live_view import Busy
from leitfrage.workspace.middleware import language_of
from leitfrage.workspace.models import Consent, Customer, LiveLine, LiveTalk

# No postponed annotations here: the interface reads them where they stand.
router = Router(tags=["live"])


class NothingWasSaid(Conflict):
    cause = N_("Nothing was said in this talk, so nothing is left of it.")
    advice = N_("Begin another one.")


class DrawnAnew(Conflict):
    cause = N_("The map is being drawn anew after a restart.")
    advice = N_("Ask again in a few seconds; every line is kept.")


@router.post("/customers/{customer_id}/live", response={201: LiveOut, **REFUSALS})
def begin_live_talk(request: HttpRequest, customer_id: Path[Id], body: LiveIn) -> Status[dict[str, Any]]:
    """Begin a live talk. Who speaks has agreed before: without `consent` there is nothing to push to."""
    customer = own_or_404(request, Customer, customer_id)
    consent = body.consent.noted_by(person(request))
    talk = live_talks.start(
        customer,
        consent,
        language=body.language or customer.language,
        title=body.title.strip(),
        pushed=consent.mode != Consent.Mode.NOTES,
        seller=body.seller,
    )
    return Status(201, _live_out(talk))


@router.post("/live/{live_id}/lines", throttle=[PerPersonHere("300/m")], response={200: PushedOut, **REFUSALS})
def push_lines(request: HttpRequest, live_id: Path[Id], body: LinesIn) -> dict[str, Any]:
    """Push what was said, in order. A `key` that was taken as final already changes nothing, so send again whenever unsure."""
    talk = live_talks.own(request, live_id)
    talk = live_talks.take(talk, [_line(each, talk) for each in body.lines])
    number = None
    with suppress(Busy):  # the lines are kept; the map follows
        number = live_view.look(talk, patience=1.0, quiet=True).snapshot.number
    seller_heard = LiveLine.objects.filter(talk=talk, side=Side.SELLER).exists()
    return _live_out(talk) | {"number": number, "seller_heard": seller_heard}


@router.get("/live/{live_id}", response={200: LiveMapOut, **REFUSALS})
def get_live_talk(request: HttpRequest, live_id: Path[Id]) -> dict[str, Any]:
    """See how a live talk stands: the map and the promises so far. What may hint at a question shows on the page alone."""
    talk = live_talks.own(request, live_id)
    try:
        snapshot = live_view.look(talk, quiet=True).snapshot
    except Busy:
        raise DrawnAnew() from None
    return _live_out(talk) | {
        "number": snapshot.number,
        "map": [
            {
                "id": item.id,
                "dimension": item.dimension,
                "label": item.label,
                "level": item.level,
                "status": item.status.value,
                "by": item.by,
                "evidence": [
                    {"segment": each.segment, "quote": each.quote, "noted": each.segment in snapshot.noted}
                    for each in item.evidence
                ],
                "about": list(item.about),
                "new": any(each.segment in snapshot.newest for each in item.evidence),
            }
            for item in snapshot.map.items
        ],
        "open": list(snapshot.map.open),
        "promises": [
            {"segment": each.segment, "by": each.by, "text": each.text, "due": each.due, "due_text": each.due_text}
            for each in snapshot.promises
        ],
    }


@router.post("/live/{live_id}/end", response={202: TalkOut, **REFUSALS})
def end_live_talk(request: HttpRequest, live_id: Path[Id]) -> Status[dict[str, Any]]:
    """End a live talk; its words become a talk like any other, read in the background."""
    row = live_talks.end(live_talks.own(request, live_id))
    if row is None:
        raise NothingWasSaid()
    return Status(202, talk_out(row, language_of(request)))


def _live_out(talk: LiveTalk) -> dict[str, Any]:
    return {
        "id": talk.pk,
        "customer": talk.conversation.customer_id,
        "title": talk.conversation.title,
        "language": talk.conversation.language,
        "source": talk.source,
        "started_at": talk.started_at,
        "taken": talk.taken,
        "version": talk.version,
    }


def _line(each: LineIn, talk: LiveTalk) -> live_talks.Line:
    return live_talks.Line(
        key=each.key,
        side=each.side or _side_of(each.speaker, talk),
        text=each.text,
        speaker=each.speaker,
        dimension=each.dimension,
        noted=each.noted,
        final=each.final,
        start=each.start,
        end=each.end,
    )


def _side_of(speaker: str, talk: LiveTalk) -> Side:
    """Say on which side a speaker is: the seller's where the seller's name is part of theirs, else the customer's."""
    spoken = " ".join(speaker.split()).casefold()
    names = [each.casefold() for each in (talk.seller, talk.conversation.customer.owner.name) if each]
    return Side.SELLER if spoken == Side.SELLER.value or any(name in spoken for name in names) else Side.CUSTOMER

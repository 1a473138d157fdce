"""The seller's side of a letter: start it from the map, open and shut the link, and keep a version of what went out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from leitfrage import letters
from leitfrage.clarity import Status
from leitfrage.coding import Dimension
from leitfrage.conversation import LeitfrageError, Side
from leitfrage.letters import Heard
from leitfrage.wording import N_
from leitfrage.workspace.access import record
from leitfrage.workspace.composing import kept_version, voice_of
from leitfrage.workspace.editing import NoQuote, hold
from leitfrage.workspace.keys import digest, new_token
from leitfrage.workspace.models import Cell, Conversation, Customer, Item, Letter, LetterLine, LetterVersion, Option, User

OPEN_DAYS = 30
MOST_DAYS = 365
_MOST_WHOLE = 160
_CODE_SIGNS = range(4, 9)


class NoTalk(LeitfrageError):
    cause = N_("A letter needs at least one talk that has been read and whose consent stands.")
    advice = N_("Choose the talks that the letter shall rest on.")


class NoSender(LeitfrageError):
    cause = N_("The letter does not say whom it is from.")
    advice = N_("Write your name into the settings, then release the letter.")


class NoReason(LeitfrageError):
    cause = N_("The letter does not say why your offer does not fit.")
    advice = N_("Write the reason plainly; that is what the letter is for.")


class NoLines(LeitfrageError):
    cause = N_("The letter says nothing: no line is included.")
    advice = N_("Include at least one line.")


class LooseLine(LeitfrageError):
    cause = N_("The words behind the line “{line}” are no longer in the map.")
    advice = N_("Leave the line out, and add what the map says now.")


class BadCode(LeitfrageError):
    cause = N_("The code has {n} signs.")
    advice = N_("Take 4 to 8 signs without blanks, or none at all.")


class AlreadyOut(LeitfrageError):
    cause = N_("What the customer reads or has answered is not changed any more.")
    advice = N_("Revoke the link to go on writing, or write a new letter once there is an answer.")


def fit_talks(customer: Customer) -> QuerySet[Conversation]:
    """Give the talks that a letter may rest on: read, and agreed to until now."""
    ready = customer.conversations.filter(state=Conversation.State.READY, consent__withdrawn_at=None)
    return ready.exclude(consent=None).defer(*Conversation.HEAVY)


def fit_items(row: Letter) -> list[Item]:
    """Give what may stand in the letter: what the customer said in its talks, and still stands."""
    found = Item.objects.filter(conversation__in=row.conversations.all(), by=Side.CUSTOMER.value)
    return [item for item in found if item.stands]


@transaction.atomic
def start(customer: Customer, by: User, talks: Sequence[Conversation], *, name: str = "", not_us: bool = False) -> Letter:
    """Begin a letter out of the map of some talks; ``name`` is whom it is to. Raises ``NoTalk`` without any."""
    if not talks:
        raise NoTalk()
    row = Letter.objects.create(
        customer=customer,
        written_by=by,
        language=customer.language,
        address=customer.address,
        recipient="\n".join(each for each in (name, customer.name) if each),
        not_us=not_us,
    )
    row.conversations.set(talks)
    unmet = Cell.objects.filter(option__customer=customer, option__kind=Option.Kind.OURS, fit=Cell.Fit.FAILS)
    words = letters.frame(
        voice_of(row),
        name=name,
        days=[each.held_on for each in talks if each.held_on],
        not_us=not_us,
        unmet=[each.criterion.item.label for each in unmet.select_related("criterion__item")],
    )
    for field in ("salutation", "opening", "closing", "reason", "take_along"):
        setattr(row, field, getattr(words, field))
    row.save()
    items = {item.pk: item for item in fit_items(row)}
    for position, heard in enumerate(letters.choose(_heard(item) for item in items.values())):
        _line(row, items[heard.key], position)
    return row


@transaction.atomic
def add_line(row: Letter, item: Item) -> LetterLine:
    """Add a line; it rests on an item of the letter's talks, or it does not come in (``NoQuote``)."""
    if item not in fit_items(row):
        raise NoQuote()
    return row.lines.filter(item=item).first() or _line(row, item, row.lines.count())


def _heard(item: Item) -> Heard:
    quote = _quote(item)
    # The map's label may cut a sentence; in a letter it is better whole, unless a person worded it otherwise.
    whole = item.label in quote and len(quote) <= _MOST_WHOLE
    return Heard(
        key=item.pk,
        dimension=Dimension(item.dimension),
        text=quote if whole else item.label,
        quote=quote,
        level=item.level,
        by=Side(item.by),
        status=Status(item.status),
    )


def _quote(item: Item) -> str:
    """Give the words that name the item best: those that its label was cut from."""
    quotes = [str(proof["quote"]) for proof in item.evidence]
    return next((quote for quote in quotes if item.label in quote), quotes[0] if quotes else "")


def _line(row: Letter, item: Item, position: int) -> LetterLine:
    heard = _heard(item)
    return LetterLine.objects.create(
        letter=row, item=item, dimension=item.dimension, text=letters.short(heard.text), quote=heard.quote, position=position
    )


def relink(row: Letter) -> None:
    """Find the items of lines again that a new reading of the talk has replaced: the same words in the same dimension."""
    loose = list(row.lines.filter(item=None).exclude(verdict=LetterLine.Verdict.ADDED))
    if not loose:
        return
    items = fit_items(row)
    for line in loose:
        line.item = next((item for item in items if item.dimension == line.dimension and _holds(item, line.quote)), None)
        line.save(update_fields=["item"])


def _holds(item: Item, quote: str) -> bool:
    return any(proof["quote"] == quote for proof in item.evidence)


@transaction.atomic
def open_link(row: Letter, by: User, *, days: int = OPEN_DAYS, code: str = "") -> str:
    """Release the letter, or renew its link; give the link's token, which is kept as a digest only.

    The items behind the lines are held from now on, so that the customer's answer finds them whatever is read later.
    """
    code = code.strip()
    if code and (len(code) not in _CODE_SIGNS or " " in code):
        raise BadCode(n=len(code))
    token = new_token()
    written = row.may_be_written
    if written:
        _check(row)
        row.released_at, row.version = timezone.now(), row.versions.count() + 1
    row.state, row.revoked_at = Letter.State.RELEASED, None
    row.token_digest, row.code_digest = digest(token), make_password(code) if code else ""
    last_day = timezone.localdate() + dt.timedelta(days=min(max(days, 1), MOST_DAYS))
    row.expires_at = timezone.make_aware(dt.datetime.combine(last_day, dt.time.max))
    row.save()
    if written:
        keep_version(row, by.name, "released")
    record(by, "letter released" if written else "link renewed", row)
    return token


def _check(row: Letter) -> None:
    """Hold what the lines rest on; refuse a letter that must not go out like this."""
    if not row.written_by.name.strip():
        raise NoSender()
    if row.not_us and not row.reason.strip():
        raise NoReason()
    relink(row)
    lines = list(row.lines.filter(included=True).select_related("item"))
    if not lines:
        raise NoLines()
    for line in lines:
        if line.item is None or not line.item.stands:
            raise LooseLine(line=line.text[:80])
        hold(line.item, line.item.dimension, line.item.evidence)
        line.item.save(update_fields=["held", "covers"])


@transaction.atomic
def revoke(row: Letter, by: User) -> None:
    """Shut the link; an unanswered letter may then be written on."""
    row.state, row.revoked_at, row.token_digest, row.code_digest = Letter.State.REVOKED, timezone.now(), None, ""
    row.save()
    record(by, "letter revoked", row)


def keep_version(row: Letter, by: str, event: str) -> None:
    """Keep the letter as it stands now, for good."""
    LetterVersion.objects.create(letter=row, version=row.version, by=by[:160], event=event, content=kept_version(row))

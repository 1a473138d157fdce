"""Preparing the next talk: what may be asked, why, in which order. Nothing of it is ever taken for something said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q, QuerySet

from leitfrage.clarity import Thread
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.letters.names import DIMENSIONS, SIDES
from leitfrage.letters.report import day
from leitfrage.promises import promises
from leitfrage.questions import Objection, Suggestion, better, first_questions, objections, own, suggest, variant_of
from leitfrage.wording import N_, Message
from leitfrage.workspace.guiding import guiding
from leitfrage.workspace.models import Customer, PlannedQuestion, Preparation, Promise
from leitfrage.workspace.over_time import CustomerWorld, known
from leitfrage.workspace.templating import speaking

PROPOSED = 12
CHOSEN = 6
_CLARIFIED = 2  # contradictions, and matters grown old, that are asked about at most
_PROMISES = 20  # shown, those with a day first
_WITHOUT_A_DAY = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What the guard says of a question, and a wording that it lets pass."""

    objections: tuple[Objection, ...]
    better: str | None


def variant(customer: Customer) -> str:
    """Name the wording that fits the customer's language and address."""
    return variant_of(customer.language, customer.address)


@transaction.atomic
def prepare(
    customer: Customer, seen: CustomerWorld, purpose: str, planned_for: dt.date | None, language: str
) -> Preparation:
    """Make a preparation with proposed opening and questions; reasons are said in the seller's ``language``."""
    first = not seen.talks
    made = Preparation.objects.create(
        customer=customer,
        purpose=purpose,
        planned_for=planned_for,
        opening=own().frame("opening_first" if first else "opening_next", variant(customer)),
    )
    _keep(made, proposals(customer, seen), language, chosen=CHOSEN)
    return made


@transaction.atomic
def propose_again(preparation: Preparation, seen: CustomerWorld, language: str) -> None:
    """Put today's proposals beside the chosen questions, in place of those that were not chosen."""
    preparation.questions.filter(chosen=False).delete()
    there = set(preparation.questions.values_list("text", flat=True))
    fresh = [each for each in proposals(preparation.customer, seen) if _text(each, preparation.customer) not in there]
    _keep(preparation, fresh, language, chosen=0)


def proposals(customer: Customer, seen: CustomerWorld) -> tuple[Suggestion, ...]:
    """Give what may be asked next: first what contradicts, then the guide's questions, then what has grown old."""
    found = known(customer, seen)
    if found is None:
        return first_questions(customer.language, address=customer.address, product=customer.owner.product)
    coded, clarity = found
    guided = suggest(
        coded,
        clarity,
        promises(coded),
        **guiding(customer),
        most=PROPOSED,
        next_talk=True,
    )
    # Whoever asks for leave does so before the first question.
    leave = [each for each in guided if each.form == "permission"]
    others = [each for each in guided if each.form != "permission"]
    return (*leave, *_contradictions(customer, seen), *others, *_stale(customer, seen))


def _contradictions(customer: Customer, seen: CustomerWorld) -> list[Suggestion]:
    found = []
    for thread in seen.world.threads:
        if thread.contradiction is None:
            continue
        old, new = thread.contradiction
        text = own().frame("contradiction", variant(customer))
        facts = {
            "day": day(seen.world.occasions[old.at].day, customer.language),
            "words": old.label,
            "later": day(seen.world.occasions[new.at].day, customer.language),
            "later_words": new.label,
        }
        because = Message.of(N_("Two statements contradict each other; only the customer knows which holds."))
        found.append(_clarifying(thread, text.format(**facts), because, customer))
    return found[:_CLARIFIED]


def _stale(customer: Customer, seen: CustomerWorld) -> list[Suggestion]:
    found = []
    for thread in seen.world.threads:
        if thread.stale is None:
            continue
        text = own().frame("stale", variant(customer))
        when = day(seen.world.occasions[thread.entries[-1].told.at].day, customer.language)
        found.append(_clarifying(thread, text.format(day=when, words=thread.current.label), thread.stale, customer))
    return found[:_CLARIFIED]


def _clarifying(thread: Thread, text: str, because: Message, customer: Customer) -> Suggestion:
    return Suggestion(
        question="clarify",
        text=text,
        dimension=thread.dimension,
        form="confirmation",
        because=because,
        evidence=(),
        weight=0.0,
        reason=own().reason(thread.dimension, variant(customer)),
    )


def _keep(preparation: Preparation, found: Iterable[Suggestion], language: str, *, chosen: int) -> None:
    PlannedQuestion.objects.bulk_create(
        PlannedQuestion(
            preparation=preparation,
            position=position,
            text=_text(each, preparation.customer),
            because=each.because.text(language),
            dimension=each.dimension.value if each.dimension else "",
            form=each.form,
            source=each.question,
            chosen=position < chosen,
        )
        for position, each in enumerate(found)
    )


def _text(suggestion: Suggestion, customer: Customer) -> str:
    text = suggestion.text
    return text.text(customer.language) if isinstance(text, Message) else text


def spoken_up(text: str, customer: Customer, dimension: str = "", form: str = "") -> Spoken:
    """Say what is wrong with a wording, if anything, and what would be better; nothing is ever refused."""
    wanted = Dimension(dimension) if dimension in {each.value for each in Dimension} else None
    return Spoken(objections=objections(text), better=better(text, variant(customer), dimension=wanted, form=form))


def reason_for(question: PlannedQuestion, customer: Customer) -> str:
    """Give the sentence that tells the customer what a question is for; nothing where its matter is not known."""
    if not question.dimension and not question.source:
        return ""
    return own().reason(Dimension(question.dimension) if question.dimension else None, variant(customer))


@transaction.atomic
def keep_changes(preparation: Preparation, texts: Mapping[int, str], places: Mapping[int, int]) -> None:
    """Keep rewritten questions and put them in the order of the numbers given; a moved one goes before its new neighbour."""
    chosen = list(preparation.questions.filter(chosen=True))
    before = {each.pk: place for place, each in enumerate(chosen, 1)}
    for each in chosen:
        text = " ".join(texts.get(each.pk, each.text).split())
        each.text = text or each.text

    def wanted(each: PlannedQuestion) -> tuple[int, int]:
        place = places.get(each.pk, before[each.pk])
        return place, (place > before[each.pk]) - (place < before[each.pk])

    _number(sorted(chosen, key=wanted))


@transaction.atomic
def move(question: PlannedQuestion, step: int) -> None:
    """Move a chosen question up (-1) or down (1)."""
    chosen = list(question.preparation.questions.filter(chosen=True))
    at = [each.pk for each in chosen].index(question.pk)
    to = min(max(at + step, 0), len(chosen) - 1)
    chosen.insert(to, chosen.pop(at))
    _number(chosen)


@transaction.atomic
def choose(question: PlannedQuestion, *, chosen: bool) -> None:
    """Take a question into the preparation, at its end, or out of it; an own one that is taken out is gone."""
    if not chosen and not question.source:
        question.delete()
        return
    question.chosen = chosen
    question.position = question.preparation.questions.filter(chosen=True).count()
    question.save()


def add_own(preparation: Preparation, text: str, dimension: str, because: str) -> PlannedQuestion | None:
    """Add a question of the seller's own (REQ-40); nothing is added without a text."""
    text = " ".join(text.split())
    if not text:
        return None
    return PlannedQuestion.objects.create(
        preparation=preparation,
        position=preparation.questions.filter(chosen=True).count(),
        text=text,
        because=because,
        dimension=dimension if dimension in {each.value for each in Dimension} else "",
        chosen=True,
    )


def _number(questions: Iterable[PlannedQuestion]) -> None:
    for position, each in enumerate(questions):
        each.position = position
        each.save(update_fields=["position", "text"])


def due_promises(preparation: Preparation, today: dt.date) -> QuerySet[Promise]:
    """Give the open promises of both sides that are due by the day of the talk, or have no day."""
    until = preparation.planned_for or today + _WITHOUT_A_DAY
    still_open = preparation.customer.promises.filter(state__in=[Promise.State.OPEN, Promise.State.RENEGOTIATED])
    return still_open.filter(Q(due__lte=until) | Q(due=None)).order_by(F("due").asc(nulls_last=True), "-id")[:_PROMISES]


def as_markdown(preparation: Preparation, today: dt.date, language: str) -> str:
    """Write a preparation as text to take along, headings in the seller's language."""
    say = speaking(language)
    _, quote, date = say["_"], say["quote"], say["date"]
    customer = preparation.customer
    lines = ["# " + _(N_("Preparation: {customer}"), customer=customer.name), ""]
    if preparation.planned_for:
        lines += [date(preparation.planned_for), ""]
    if preparation.purpose:
        lines += [_(N_("What the talk is for")) + ": " + preparation.purpose, ""]
    if preparation.opening:
        lines += ["## " + _(N_("Opening")), "", preparation.opening, ""]
    lines += ["## " + _(N_("Questions")), ""]
    for number, each in enumerate(preparation.questions.filter(chosen=True), 1):
        lines.append(f"{number}. {each.text}")
        if each.dimension and each.because:
            lines.append(f"   - {_(DIMENSIONS[Dimension(each.dimension)])}: {each.because}")
        if reason := reason_for(each, customer):
            lines.append("   - " + _(N_("What it is for, to say:")) + " " + quote(reason))
    promised = due_promises(preparation, today)
    if promised:
        lines += ["", "## " + _(N_("Promises")), ""]
    for promise in promised:
        when = date(promise.due) if promise.due else _(N_("no date said"))
        lines.append(f"- {_(SIDES[Side(promise.by)])}: {quote(promise.text)} ({when})")
    return "\n".join(lines) + "\n"

"""Every table: what it holds, whose it is, and how long it stays. Exports, erasing and the data sheet go by this list.

A test keeps it complete, so that nothing can be stored that is not exported, not erased or not on the data sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from django.db.models import CharField, Field, JSONField, Model, TextField

from leitfrage.wording import N_
from leitfrage.workspace import models as m


class Stays(Enum):
    """How long a row stays, said as a sentence."""

    TALK = N_("as long as the talk")
    LIVE = N_("until the talk has ended, then its words are kept like those of any talk")
    CUSTOMER = N_("as long as the customer")
    ACCOUNT = N_("as long as the account")
    ACCOUNT_LIST = N_("until an administrator or the person removes it")
    PRACTICE = N_("until the person deletes it; what goes on from a real talk, no longer than that talk")
    WORK = N_("until the work is done, mostly seconds")
    LOG = N_("as long as the installation")


class Seen(Enum):
    """Who can see a row through the workspace, said as a sentence."""

    OWNER = N_("the person whose customer it is, and nobody else")
    SELF = N_("the person themselves")
    TEAM = N_("administrators: name, address, role, active or not; never content")
    ADMINISTRATORS = N_("administrators")
    NOBODY = N_("nobody; only the program")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """One table; ``customer`` is the way from a row to the customer that it belongs to."""

    kind: type[Model]
    holds: str
    stays: Stays
    seen: Seen
    customer: str | None = None


def _of_customer(kind: type[Model], customer: str, holds: str, stays: Stays = Stays.CUSTOMER) -> Holding:
    return Holding(kind=kind, holds=holds, stays=stays, seen=Seen.OWNER, customer=customer)


HOLDINGS = (
    Holding(
        kind=m.User,
        holds=N_("name, e-mail address, password (as a salted digest), language, role, settings"),
        stays=Stays.ACCOUNT,
        seen=Seen.TEAM,
    ),
    Holding(
        kind=m.Invitation,
        holds=N_("address invited, by whom, until when; the link as a digest only"),
        stays=Stays.ACCOUNT_LIST,
        seen=Seen.ADMINISTRATORS,
    ),
    Holding(kind=m.OneTimeLink, holds=N_("links that let one in, as digests only"), stays=Stays.LOG, seen=Seen.NOBODY),
    Holding(
        kind=m.ApiToken,
        holds=N_("name, day and last use of keys for programs; the key as a digest only"),
        stays=Stays.ACCOUNT,
        seen=Seen.SELF,
    ),
    Holding(
        kind=m.OwnQuestion,
        holds=N_("questions of one's own for the catalogue"),
        stays=Stays.ACCOUNT,
        seen=Seen.SELF,
    ),
    Holding(
        kind=m.CalendarFeed,
        holds=N_("the address of the calendar of due promises, as a digest only"),
        stays=Stays.ACCOUNT,
        seen=Seen.SELF,
    ),
    Holding(
        kind=m.Installation,
        holds=N_("what is set for all: how long talks are kept, notebook only"),
        stays=Stays.LOG,
        seen=Seen.ADMINISTRATORS,
    ),
    Holding(
        kind=m.AuditEntry,
        holds=N_("who did what when to the thing of which number; never what stood in it"),
        stays=Stays.LOG,
        seen=Seen.ADMINISTRATORS,
    ),
    _of_customer(m.Customer, "pk", N_("name of the customer, language, form of address")),
    _of_customer(m.Person, "customer", N_("names and roles of people at the customer's, as far as noted")),
    _of_customer(
        m.Conversation,
        "customer",
        N_(
            "the words of a talk with speakers and times, their labels, measures, observations and proposed questions; which questions brought how much clarity"
        ),
        Stays.TALK,
    ),
    _of_customer(
        m.Consent,
        "conversation__customer",
        N_("how a talk was captured, on what basis, who agreed when in which words, and a withdrawal"),
        Stays.TALK,
    ),
    _of_customer(m.Item, "customer", N_("entries of the map of the customer's world with their quotes"), Stays.TALK),
    _of_customer(m.Followed, "customer", N_("which entries of a customer are about the same matter; places, no words")),
    _of_customer(m.Edit, "conversation__customer", N_("changes to the map: before, after, by whom, when"), Stays.TALK),
    _of_customer(m.Promise, "customer", N_("promises of both sides with date and state"), Stays.TALK),
    _of_customer(m.PromiseChange, "promise__customer", N_("what became of a promise, when, why"), Stays.TALK),
    _of_customer(
        m.Job,
        "conversation__customer",
        N_("talks that wait to be read"),
        Stays.WORK,
    ),
    _of_customer(
        m.LiveTalk,
        "conversation__customer",
        N_("a talk that is going on: since when, how it comes in, the hint shown last and those dismissed"),
        Stays.LIVE,
    ),
    _of_customer(
        m.LiveLine,
        "talk__conversation__customer",
        N_("the words of a talk that is going on, line by line"),
        Stays.LIVE,
    ),
    _of_customer(m.Preparation, "customer", N_("purpose, day and opening of the next talk")),
    _of_customer(m.PlannedQuestion, "preparation__customer", N_("questions planned for the next talk")),
    Holding(
        kind=m.PracticeTalk,
        holds=N_("practice talks: what was said and answered, what came to light, figures for one's own progress"),
        stays=Stays.PRACTICE,
        seen=Seen.SELF,
        customer="conversation__customer",  # of a real talk that goes on otherwise; else of nobody
    ),
    _of_customer(m.Option, "customer", N_("the ways that the customer may go")),
    _of_customer(m.Criterion, "customer", N_("the customer's criteria on the board, with their weights")),
    _of_customer(m.Cell, "option__customer", N_("how an option meets a criterion, with the words it rests on")),
    _of_customer(m.Danger, "option__customer", N_("dangers of an option")),
    _of_customer(
        m.Letter, "customer", N_("letters to the customer with the customer's comment; link and code as digests only")
    ),
    _of_customer(m.LetterLine, "letter__customer", N_("lines of a letter with the customer's answers")),
    _of_customer(m.LetterVersion, "letter__customer", N_("a letter as it was released and as it came back")),
)
# Tables of the libraries that the workspace stands on.
OTHER_TABLES = (
    ("django_session", N_("who is signed in, until when; messages not yet shown"), N_("14 days, or until signing out")),
    ("workspace_counters", N_("how often something was tried lately, by digests of addresses and keys"), N_("minutes")),
    ("account_emailaddress", N_("addresses that the company's sign-in vouched for"), Stays.ACCOUNT.value),
    ("account_emailconfirmation", N_("stays empty"), "–"),
    ("socialaccount_socialaccount", N_("what the company's sign-in tells: id, name, address"), Stays.ACCOUNT.value),
    ("socialaccount_socialtoken", N_("stays empty"), "–"),
    ("socialaccount_socialapp", N_("stays empty"), "–"),
    ("auth_group", N_("stays empty"), "–"),
    ("auth_group_permissions", N_("stays empty"), "–"),
    ("workspace_user_groups", N_("stays empty"), "–"),
    ("workspace_user_user_permissions", N_("stays empty"), "–"),
    ("auth_permission", N_("names of the tables"), Stays.LOG.value),
    ("django_content_type", N_("names of the tables"), Stays.LOG.value),
    ("django_migrations", N_("versions of the tables"), Stays.LOG.value),
)
OF_CUSTOMERS = {each.kind: each.customer for each in HOLDINGS if each.customer is not None}


def texts(kind: type[Model]) -> list[Field[object, object]]:
    """Give the fields of a table that hold words: no choices, no digests."""
    return [
        field
        for field in kind._meta.concrete_fields
        if isinstance(field, (CharField, TextField, JSONField)) and not field.choices and "digest" not in field.name
    ]

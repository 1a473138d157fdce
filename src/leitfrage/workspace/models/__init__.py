"""What is kept."""

from leitfrage.workspace.models.accounts import ApiToken, AuditEntry, Installation, Invitation, OneTimeLink, User
from leitfrage.workspace.models.customers import Consent, Conversation, Customer, Edit, Followed, Item, Person
from leitfrage.workspace.models.jobs import Job
from leitfrage.workspace.models.learning import OwnQuestion
from leitfrage.workspace.models.letters import Letter, LetterLine, LetterVersion
from leitfrage.workspace.models.live import LiveLine, LiveTalk
from leitfrage.workspace.models.practice import PracticeTalk
from leitfrage.workspace.models.preparation import Cell, Criterion, Danger, Option, PlannedQuestion, Preparation
from leitfrage.workspace.models.promises import CalendarFeed, Promise, PromiseChange

__all__ = [
    "ApiToken",
    "AuditEntry",
    "CalendarFeed",
    "Cell",
    "Consent",
    "Conversation",
    "Criterion",
    "Customer",
    "Danger",
    "Edit",
    "Followed",
    "Installation",
    "Invitation",
    "Item",
    "Job",
    "Letter",
    "LetterLine",
    "LetterVersion",
    "LiveLine",
    "LiveTalk",
    "OneTimeLink",
    "Option",
    "OwnQuestion",
    "Person",
    "PlannedQuestion",
    "PracticeTalk",
    "Preparation",
    "Promise",
    "PromiseChange",
    "User",
]

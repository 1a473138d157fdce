"""What forms of questions, phases and kinds of customers are called where people read them."""

from __future__ import annotations

from leitfrage.letters.names import FORMS as CODED_FORMS
from leitfrage.wording import N_

FORMS = {form.value: name for form, name in CODED_FORMS.items()} | {
    "open": N_("open"),
    "closed": N_("closed"),
    "leading": N_("leading"),
    "alternative": N_("between two"),
    "miracle": N_("as if by magic"),
    "stakeholder": N_("people"),
    "criteria": N_("yardsticks"),
    "obstacle": N_("stumbling blocks"),
    "timeline": N_("dates"),
    "confirmation": N_("giving back, with a question"),
    "permission": N_("leave to ask"),
}
PHASES = {
    "opening": N_("Opening"),
    "situation": N_("Situation"),
    "goal": N_("Goals"),
    "criteria": N_("Criteria"),
    "obstacles": N_("Obstacles"),
    "people": N_("People"),
    "options_risks": N_("Options and risks"),
    "measures": N_("Measures"),
    "closing": N_("Closing"),
}
KINDS = {
    "business": N_("business"),
    "private": N_("private person"),
    "public": N_("public body"),
    "association": N_("club or association"),
}

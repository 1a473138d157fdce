"""What labels are called where people read them."""

from __future__ import annotations

from leitfrage.clarity import Status
from leitfrage.coding import Behaviour, Dimension, Form
from leitfrage.conversation import CaptureMode, Side
from leitfrage.wording import N_

DIMENSIONS = {
    Dimension.GOAL: N_("Goals"),
    Dimension.CRITERION: N_("Criteria"),
    Dimension.MEASURE: N_("Measures"),
    Dimension.DRIVER: N_("Drivers"),
    Dimension.SITUATION: N_("Situation"),
    Dimension.INFLUENCER: N_("People with influence"),
    Dimension.IMPLEMENTER: N_("Whom to involve"),
    Dimension.OBSTACLE: N_("Obstacles"),
    Dimension.ALTERNATIVE: N_("Alternatives"),
    Dimension.RISK: N_("Risks"),
    Dimension.TIMELINE: N_("Timeline"),
}
BEHAVIOURS = {
    Behaviour.OPEN_QUESTION: N_("open question"),
    Behaviour.CLOSED_QUESTION: N_("closed question"),
    Behaviour.LEADING_QUESTION: N_("leading question"),
    Behaviour.SIMPLE_REFLECTION: N_("takes up"),
    Behaviour.COMPLEX_REFLECTION: N_("takes up, deepened"),
    Behaviour.SUMMARY: N_("summary"),
    Behaviour.INFORMATION: N_("information"),
    Behaviour.ADVICE: N_("advice"),
    Behaviour.PITCH: N_("praises the offer"),
    Behaviour.TRANSPARENCY: N_("says what for"),
    Behaviour.AFFIRMATION: N_("appreciation"),
    Behaviour.AUTONOMY: N_("leaves free"),
    Behaviour.HONESTY: N_("honest limit"),
    Behaviour.PROMISE: N_("promise"),
    Behaviour.PRESSURE: N_("pressure"),
    Behaviour.DISMISSAL: N_("brushes aside"),
    Behaviour.ENCOURAGER: N_("listening sign"),
    Behaviour.OTHER: N_("other"),
}
FORMS = {
    Form.SCALING: N_("scaling"),
    Form.CIRCULAR: N_("through another's eyes"),
    Form.HYPOTHETICAL: N_("suppose"),
    Form.EXCEPTION: N_("exception"),
    Form.RESOURCE: N_("strengths"),
    Form.PARADOX: N_("paradox"),
    Form.EXPERIENCE: N_("what has worked"),
    Form.FOLLOWUP: N_("takes up the last words"),
    Form.STACKED: N_("several at once"),
}
LEVELS = {0: N_("open"), 1: N_("hinted"), 2: N_("concrete"), 3: N_("verifiable"), 4: N_("confirmed")}
STATUS = {
    Status.SAID: N_("said"),
    Status.ACKNOWLEDGED: N_("brought in by the seller, only nodded at"),
    Status.CONFIRMED: N_("given back and confirmed"),
    Status.CONTRADICTED: N_("later said otherwise"),
    Status.WITHDRAWN: N_("withdrawn"),
}
SIDES = {Side.SELLER: N_("Seller"), Side.CUSTOMER: N_("Customer"), Side.UNKNOWN: N_("Unknown")}
CAPTURE = {
    CaptureMode.NOTES: N_("typed notes; quotes are as noted, not verbatim"),
    CaptureMode.TRANSCRIPT: N_("transcript"),
}
# Groups of behaviours as the ribbon colours them.
GROUPS = {
    "asks": (N_("asks"), (Behaviour.OPEN_QUESTION, Behaviour.CLOSED_QUESTION)),
    "listens": (
        N_("listens"),
        (Behaviour.SIMPLE_REFLECTION, Behaviour.COMPLEX_REFLECTION, Behaviour.SUMMARY, Behaviour.ENCOURAGER),
    ),
    "trust": (
        N_("opens up"),
        (Behaviour.TRANSPARENCY, Behaviour.AFFIRMATION, Behaviour.AUTONOMY, Behaviour.HONESTY, Behaviour.PROMISE),
    ),
    "tells": (N_("tells"), (Behaviour.INFORMATION, Behaviour.OTHER)),
    "pushes": (
        N_("steers or sells"),
        (Behaviour.LEADING_QUESTION, Behaviour.ADVICE, Behaviour.PITCH, Behaviour.PRESSURE, Behaviour.DISMISSAL),
    ),
}
GROUP_OF = {behaviour: group for group, (_, members) in GROUPS.items() for behaviour in members}

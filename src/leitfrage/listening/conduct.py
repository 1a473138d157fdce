"""All about how the seller asked and listened, with one strength, one observation and one experiment (R-21)."""

from __future__ import annotations

from leitfrage.clarity import ClarityMap
from leitfrage.coding import CodedConversation
from leitfrage.listening.measures import measures
from leitfrage.listening.rules import observations
from leitfrage.listening.sequence import Talk
from leitfrage.listening.values import Conduct, Feedback, Observation
from leitfrage.promises import Promise

# Which observation helps most if only one may be said: first what harms trust, then what keeps the map empty.
_WEIGHT = ("R-13", "R-16", "R-10", "R-18", "R-01", "R-14", "R-04", "R-09", "R-19", "R-03", "R-02", "R-05", "R-17", "R-20")
# Which strength is worth hearing: the rare and hard ones first.
_STRENGTH = ("R-13", "R-16", "R-09", "R-06", "R-05", "R-20", "R-17")


def conduct(coded: CodedConversation, clarity: ClarityMap, promised: tuple[Promise, ...]) -> Conduct:
    """Measure and observe a talk; the map and the promises come from their rooms."""
    talk = Talk.of(coded)
    found = observations(talk, clarity, promised)
    return Conduct(measures=measures(talk, clarity), observations=found, feedback=_feedback(found))


def _feedback(found: tuple[Observation, ...]) -> Feedback:
    strengths = [each for each in found if each.strength]
    others = [each for each in found if not each.strength]
    strength = min(strengths, key=lambda each: _STRENGTH.index(each.rule), default=None)
    observation = min(others, key=lambda each: (_WEIGHT.index(each.rule), -len(each.segments)), default=None)
    return Feedback(strength=strength, observation=observation, experiment=observation.experiment if observation else None)

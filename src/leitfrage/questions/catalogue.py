"""The catalogue of questions: data of the package, extended by a user's own YAML of the same form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from leitfrage.coding import Dimension
from leitfrage.conversation import CatalogueError, reason_of
from leitfrage.wording import N_, Message

META = "meta"
TYPES = (
    "open closed alternative scaling circular hypothetical miracle exception resource stakeholder criteria obstacle timeline "
    "confirmation permission"
).split()
PHASES = "opening situation goal criteria obstacles people options_risks measures closing".split()
WORDINGS = ("de_sie", "de_du", "en")
SLOTS = (
    "ziel option person hindernis kriterium gefahr termin massnahme situation antrieb produkt wert zusammenfassung kriterien_liste "
    "optionen_liste vereinbarung"
).split()
_PRECONDITION = re.compile(
    rf"(?:(?:{'|'.join(Dimension)})>=[0-4]|count\((?:{'|'.join(Dimension)})\)>=\d+|turns>=\d+|"
    r"flag:(?:recording_wanted|scale_given|negative_goal|proposal_made)|rapport_ok|permission_given|summary_ready)"
)
Wordings = tuple[tuple[str, str], ...]  # by de_sie, de_du and en
_OWN = Path(__file__).parent / "catalogue.yaml"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the catalogue; ``dimension`` is ``None`` for questions about the talk itself.

    ``wordings`` are by ``de_sie``, ``de_du`` and ``en``; ``target_level`` is the clarity a good answer can reach.
    """

    id: str
    dimension: Dimension | None
    type: str
    depth: int
    phase: str
    investigative: bool
    target_level: int | None
    preconditions: tuple[str, ...]
    slots: tuple[str, ...]
    wordings: Wordings

    def wording(self, variant: str) -> str:
        """Give the text with its gaps in ``de_sie``, ``de_du`` or ``en``."""
        return dict(self.wordings)[variant]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Catalogue:
    """Questions, the reasons one can give for asking about a dimension, and what opens and frames a prepared talk."""

    questions: tuple[Question, ...]
    reasons: tuple[tuple[str, Wordings], ...]  # by dimension
    frames: tuple[tuple[str, Wordings], ...] = ()  # by name: opening_first, opening_next, contradiction, stale

    def reason(self, dimension: Dimension | None, variant: str) -> str:
        """Give the sentence that tells the customer what a question about this dimension is for."""
        name = dimension.value if dimension else META
        return dict(dict(self.reasons).get(name, ())).get(variant, "")

    def frame(self, name: str, variant: str) -> str:
        """Give what opens a prepared talk, or asks about what contradicts or grew old; ``variant`` as for questions."""
        return dict(dict(self.frames)[name])[variant]

    def question(self, key: str) -> Question | None:
        return next((each for each in self.questions if each.id == key), None)


def variant_of(language: str, address: str) -> str:
    """Name the wording for a language and, in German, the address ``sie`` or ``du``."""
    return "en" if language == "en" else f"de_{address}"


@cache
def own() -> Catalogue:
    """Give the catalogue that the package ships."""
    return load([_OWN])


def load(paths: Iterable[Path]) -> Catalogue:
    """Read catalogues one after the other; a later question replaces an earlier one of the same id.

    Raises ``CatalogueError`` naming file, question and reason.
    """
    questions: dict[str, Question] = {}
    reasons: dict[str, Wordings] = {}
    frames: dict[str, Wordings] = {}
    for path in paths:
        document = _parsed(path)
        for row in document.get("questions") or ():
            question = _question(row, path.name)
            questions[question.id] = question
        dimensions = document.get("dimensions") or {}
        for key, row in dimensions.items() if isinstance(dimensions, dict) else ():
            reasons[str(key)] = _reason(row)
        for key, row in (document.get("preparation") or {}).items() if path == _OWN else ():
            frames[key] = tuple(row.items())
    return Catalogue(questions=tuple(questions.values()), reasons=tuple(reasons.items()), frames=tuple(frames.items()))


def with_own(paths: Sequence[Path]) -> Catalogue:
    """Give the shipped catalogue, extended by the user's."""
    return load([_OWN, *paths]) if paths else own()


def _parsed(path: Path) -> dict[str, Any]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise CatalogueError(file=path.name, question="-", reason=reason_of(error)) from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = Message.of(N_("it is no valid YAML, line {line}"), line=mark.line + 1 if mark else 1)
        raise CatalogueError(file=path.name, question="-", reason=reason) from None
    if not isinstance(document, dict) or not isinstance(document.get("questions"), list):
        raise CatalogueError(file=path.name, question="-", reason=Message.of(N_("it has no list “questions”")))
    return document


def _reason(row: dict[str, str]) -> Wordings:
    """``why_du`` is there only where the German sentence addresses the customer."""
    formal = str(row.get("why_de", ""))
    return (("de_sie", formal), ("de_du", str(row.get("why_du", formal))), ("en", str(row.get("why_en", ""))))


def _none_of(value: object, choices: Sequence[str]) -> Message:
    return Message.of(N_("“{value}” is none of: {choices}"), value=str(value), choices=", ".join(choices))


def _question(row: object, file: str) -> Question:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str):
        raise CatalogueError(file=file, question="-", reason=Message.of(N_("it has no id")))

    def refuse(reason: Message) -> CatalogueError:
        return CatalogueError(file=file, question=str(row["id"]), reason=reason)

    dimension, kind, phase = row.get("dimension"), row.get("type", "open"), row.get("phase", "situation")
    choices = [*Dimension, META]
    if dimension not in choices:
        raise refuse(_none_of(dimension, choices))
    if kind not in TYPES:
        raise refuse(_none_of(kind, TYPES))
    if phase not in PHASES:
        raise refuse(_none_of(phase, PHASES))
    wordings = {variant: str(row[variant]) for variant in WORDINGS if row.get(variant)}
    if not wordings:
        raise refuse(Message.of(N_("it has no text; give at least one of: {choices}"), choices=", ".join(WORDINGS)))
    preconditions = tuple(str(each) for each in row.get("preconditions") or ())
    for each in preconditions:
        if not _PRECONDITION.fullmatch(each):
            raise refuse(Message.of(N_("the precondition “{value}” is not understood"), value=each))
    slots = tuple(sorted(set(re.findall(r"\{(\w+)\}", " ".join(wordings.values())))))
    for slot in slots:
        if slot not in SLOTS:
            raise refuse(_none_of(slot, SLOTS))
    level = row.get("target_level")
    return Question(
        id=row["id"],
        dimension=None if dimension == META else Dimension(str(dimension)),
        type=kind,
        depth=int(row.get("depth", 1)),
        phase=phase,
        investigative=bool(row.get("investigative", False)),
        target_level=int(level) if level is not None else None,
        preconditions=preconditions,
        slots=slots,
        wordings=tuple(wordings.items()),
    )

"""``leitfrage evaluate``: how well the labels fit those that people gave, on anybody's labelled conversations."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from leitfrage.cli import options
from leitfrage.cli.border import border
from leitfrage.cli.language import ui
from leitfrage.cli.options import say
from leitfrage.conversation import BrokenFile
from leitfrage.wording import LANGUAGES, N_, Message, translate

if TYPE_CHECKING:
    from leitfrage.coding import CodedSegment


def evaluate(
    files: Annotated[list[Path], typer.Argument(help=say(N_("Labelled conversations in Leitfrage's JSON.")))],
    ui_language: options.Ui = None,
) -> None:
    """Compare the labels that are found with those that people gave."""
    options.check_choice(ui_language, LANGUAGES, "--ui")
    with border(ui_language):
        from leitfrage import formats
        from leitfrage.coding import code, scores

        behaviours: list[tuple[frozenset[str], frozenset[str]]] = []
        dimensions: list[tuple[frozenset[str], frozenset[str]]] = []
        for path in files:
            conversation = formats.read_file(path, "codebook")
            rows = _rows(path)
            coded = code(conversation, language=conversation.language)
            for row, found in zip(rows, coded.segments, strict=True):
                (behaviours if "behaviour" in row else dimensions).append(_pair(row, found))
    speak = ui(ui_language)
    for title, pairs in ((N_("Behaviour"), behaviours), (N_("Dimensions and commitment"), dimensions)):
        print(f"{translate(title, speak):28} n     P    R    F1")
        for score in scores(pairs):
            print(f"  {score.label:24} {score.n:4}  {score.precision:.2f} {score.recall:.2f} {score.f1:.2f}")


def _rows(path: Path) -> list[dict[str, Any]]:
    """Give the labelled segments in order; refuse a file without labels."""
    document = json.loads(path.read_text(encoding="utf-8"))
    rows = [row for turn in document["turns"] for row in turn["segments"] if str(row.get("text", "")).strip()]
    if not all("behaviour" in row or "says" in row for row in rows):
        reason = Message.of(N_("not every segment has labels"))
        raise BrokenFile(file=path.name, format="Leitfrage JSON", reason=reason, place="turns")
    return rows


def _pair(row: dict[str, Any], found: CodedSegment) -> tuple[frozenset[str], frozenset[str]]:
    if "behaviour" in row:
        return frozenset({row["behaviour"]}), frozenset({found.behaviour.value} if found.behaviour else ())
    given = {said["dimension"] for said in row["says"]} | ({"commitment"} if row.get("commitment") else set())
    got = {said.dimension.value for said in found.says} | ({"commitment"} if found.commitment else set())
    return frozenset(given), frozenset(got)

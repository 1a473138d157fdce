"""The labelled conversations, as the training and evaluation scripts read them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from leitfrage.coding import Behaviour, Dimension, Form
from leitfrage.conversation import Side

HERE = Path(__file__).parent
CONVERSATIONS = HERE / "conversations"
_MARKS = re.compile(r"[^\w\s'’]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A segment with the labels that a reader gave it."""

    text: str
    side: Side
    behaviour: Behaviour | None = None
    targets: tuple[Dimension, ...] = ()
    form: Form | None = None
    says: tuple[tuple[Dimension, int], ...] = ()
    commitment: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldConversation:
    """A conversation with its turns of labelled segments.

    ``dense``: written so that rare labels get enough examples; its shares of labels are not those of ordinary talk.
    ``excerpt``: cut out of a talk's middle; ``file`` holds several of them.
    """

    id: str
    language: str
    hand: str
    manner: str
    turns: tuple[tuple[Gold, ...], ...]
    dense: bool = False
    excerpt: bool = False
    file: str = ""

    def segments(self) -> Iterator[Gold]:
        for turn in self.turns:
            yield from turn


def load(split: str) -> list[GoldConversation]:
    """Read a split (``train``, ``dev``, ``test``), sorted by file name; each scene of a file of scenes is a conversation."""
    return [each for path in sorted((CONVERSATIONS / split).glob("*.json")) for each in _conversations(path)]


def bare(text: str) -> str:
    """Write a text as a recogniser without punctuation would: lower case, no marks."""
    return " ".join(_MARKS.sub(" ", text).lower().split()) or text


def _conversations(path: Path) -> Iterator[GoldConversation]:
    document = json.loads(path.read_text(encoding="utf-8"))
    scenes: list[list[dict[str, object]]] = [[]]
    if any("scene" in turn for turn in document["turns"]) and "scene" not in document["turns"][0]:
        raise ValueError(f"{path.name}: the first turn of a file of excerpts has to begin one ('scene')")
    for turn in document["turns"]:
        if "scene" in turn and scenes[-1]:
            scenes.append([])
        scenes[-1].append(turn)
    for number, turns in enumerate(scenes, 1):
        yield GoldConversation(
            id=document["id"] if len(scenes) == 1 else f"{document['id']}-{number}",
            language=document["language"],
            hand=f"{document['language']}-{document.get('hand', '')}",
            manner=document.get("manner", "clean"),
            turns=tuple(tuple(_turn(turn)) for turn in turns),
            dense=document.get("dense", False),
            excerpt="scene" in turns[0],
            file=document["id"],
        )


def _turn(turn: dict[str, object]) -> Iterable[Gold]:
    side = Side(str(turn["speaker"]))
    rows = turn["segments"]
    assert isinstance(rows, list)
    for row in rows:
        if side == Side.SELLER:
            yield Gold(
                text=row["text"],
                side=side,
                behaviour=Behaviour(row["behaviour"]) if "behaviour" in row else None,
                targets=tuple(Dimension(each) for each in row.get("targets", ())),
                form=Form(row["form"]) if row.get("form") else None,
            )
        else:
            yield Gold(
                text=row["text"],
                side=side,
                says=tuple((Dimension(each["dimension"]), each["clarity"]) for each in row.get("says", ())),
                commitment=bool(row.get("commitment")),
            )

"""The hidden worlds of simulated customers, as YAML files of the package.

A world holds what there is to find out (items by dimension, each in several depths and wordings), how readily each is
told, and how this person talks when pressed, played back to, or left free. Nothing in it is shown to the learner before
the end but ``brief``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from leitfrage.coding import Dimension
from leitfrage.conversation import LeitfrageError
from leitfrage.wording import N_

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# How a person reacts; each needs this many wordings so that it does not repeat itself within a talk.
REACTIONS = ("opening", "aside", "evasive", "nothing_more", "pressed", "pitched", "yes", "not_quite", "thanks", "asks")
ENDINGS = ("good", "open", "bad")


class NoSuchWorld(LeitfrageError):
    cause = N_("There is no practice customer “{name}”.")
    advice = N_("leitfrage practise --list shows them all.")


class BrokenWorld(LeitfrageError):
    cause = N_("The practice customer in {file} is not as it should be: {reason}.")
    advice = N_("See docs/practice.md for what a world holds.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenItem:
    """One thing to find out. ``depth``: 1 is told readily, 2 to whom has listened, 3 to whom is trusted.

    ``says`` holds wordings by level: 1 vague, 2 concrete, 3 checkable. ``key`` are words by which a question hits it.
    """

    id: str
    dimension: Dimension
    depth: int
    key: str
    says: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]

    @property
    def deepest(self) -> int:
        """Give the highest level that this person can put into words."""
        return max(level for level, wordings in enumerate(self.says, 1) if wordings)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A customer to practise with. ``fits``: the learner's offer serves them; if not, ``not_us`` names the items why.

    ``limits`` say, in plain sentences, what the learner's offer cannot do; the learner knows them from the start.
    """

    id: str
    language: str
    address: str
    title: str
    brief: str
    offer: str
    limits: tuple[str, ...]
    name: str
    role: str
    talkative: int
    guarded: float
    fits: bool
    not_us: tuple[str, ...]
    items: tuple[HiddenItem, ...]
    reactions: tuple[tuple[str, tuple[str, ...]], ...]
    endings: tuple[tuple[str, tuple[str, ...]], ...]

    def wordings(self, reaction: str) -> tuple[str, ...]:
        return dict(self.reactions)[reaction]

    def item(self, id_: str) -> HiddenItem:
        return next(item for item in self.items if item.id == id_)


@cache
def worlds() -> tuple[World, ...]:
    """Give all worlds that the package ships, in the order of their names."""
    folder = resources.files("leitfrage.practice").joinpath("worlds")
    files = sorted((each for each in folder.iterdir() if each.name.endswith(".yaml")), key=lambda each: each.name)
    return tuple(parsed(each.read_text(encoding="utf-8"), each.name) for each in files)


def world(name: str) -> World:
    """Give one world by its id; raise ``NoSuchWorld``."""
    for each in worlds():
        if each.id == name:
            return each
    raise NoSuchWorld(name=name)


def parsed(text: str, file: str) -> World:
    """Read a world; raise ``BrokenWorld`` with what is wrong."""
    try:
        return _world(yaml.load(text, _Loader))
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise BrokenWorld(file=file, reason=" ".join(str(error).split())) from None


def _world(row: dict[str, Any]) -> World:
    items = tuple(_item(each) for each in row["items"])
    known = {item.id for item in items}
    not_us = tuple(row.get("not_us") or ())
    if len(known) != len(items) or not set(not_us) <= known or bool(not_us) == bool(row["fits"]):
        raise ValueError("ids must be unique, and not_us must name items exactly where fits is false")
    return World(
        id=row["id"],
        language=row["language"],
        address=row.get("address", "sie"),
        title=row["title"],
        brief=row["brief"],
        offer=row["offer"],
        limits=tuple(row["limits"]),
        name=row["customer"]["name"],
        role=row["customer"]["role"],
        talkative=int(row["manner"]["talkative"]),
        guarded=float(row["manner"]["guarded"]),
        fits=bool(row["fits"]),
        not_us=not_us,
        items=items,
        reactions=tuple((name, tuple(row["reactions"][name])) for name in REACTIONS),
        endings=tuple((name, tuple(row["endings"][name])) for name in ENDINGS),
    )


def _item(row: dict[str, Any]) -> HiddenItem:
    says = row["says"]
    wordings = tuple(tuple(says.get(level, ())) for level in (1, 2, 3))
    if not any(wordings):
        raise ValueError(f"{row['id']} says nothing")
    return HiddenItem(
        id=row["id"],
        dimension=Dimension(row["dimension"]),
        depth=int(row["depth"]),
        key=row["key"],
        says=(wordings[0], wordings[1], wordings[2]),
    )

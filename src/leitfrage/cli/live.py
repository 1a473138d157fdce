"""``leitfrage live``: type along in the terminal; every line is on the disk before anything is made of it."""

from __future__ import annotations

import datetime as dt
import os
import queue
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leitfrage.cli import options
from leitfrage.cli.border import border
from leitfrage.cli.language import ui
from leitfrage.cli.options import say
from leitfrage.wording import LANGUAGES, N_, Message, translate

if TYPE_CHECKING:
    from rich.console import Console

    from leitfrage.coding import Dimension
    from leitfrage.conversation import Side
    from leitfrage.live import Snapshot
    from leitfrage.live.notebook import Notebook

END = ("/end", "/ende")
_LOOK_SECONDS = 1.0
_ITEMS = 2


def live(
    file: Annotated[
        Path | None,
        typer.Option("--file", help=say(N_("The file of the notes; with one that is there already, it goes on."))),
    ] = None,
    language: Annotated[str, typer.Option("--language", help=say(N_("Language of the talk, de or en.")))] = "",
    address: options.Address = "sie",
    product: options.Product = "",
    ui_language: options.Ui = None,
) -> None:
    """Type along while you talk: what was said, by dimension, and now and then one quiet hint."""
    options.check_choice(ui_language, LANGUAGES, "--ui")
    options.check_choice(language or None, LANGUAGES, "--language")
    options.check_choice(address, ("sie", "du"), "--address")
    with border(ui_language):
        from leitfrage.live.notebook import Notebook

        speak = ui(ui_language)
        path = file or _folder() / f"{dt.datetime.now():%Y-%m-%d %H%M%S}.txt"
        notebook = Notebook(path, heading=translate(N_("Notes"), speak), day=dt.date.today())
        session = _Session(notebook, path, speak, language or speak, address, product)
        session.begin()
        session.run()


def _folder() -> Path:
    return Path(os.environ.get("LEITFRAGE_DATA") or typer.get_app_dir("leitfrage")) / "notes"


class _Session:
    """One sitting over a file of notes."""

    def __init__(self, notebook: Notebook, path: Path, speak: str, language: str, address: str, product: str) -> None:
        from leitfrage.cli.show import Output
        from leitfrage.conversation import CaptureMode, Side
        from leitfrage.live import Companion, Heard, Hints

        self._notebook, self._path, self._speak = notebook, path, speak
        self._address, self._product = address, product
        self._side = Side.CUSTOMER
        self._companion = Companion(language=language, today=dt.date.today(), capture=CaptureMode.NOTES)
        self._heard: list[Heard] = []
        self._hints, self._suggested = Hints(), 0
        self._out: Console = Output(highlight=False)

    def _say(self, sentence: str, **facts: object) -> str:
        return translate(sentence, self._speak).format_map(facts)

    def _letters(self) -> dict[str, str]:
        """Give the letter of each side as people of this language know it; the others do as well."""
        from leitfrage.live.typed import SHOWN_SIDES

        return {side.value: letter for side, letter in SHOWN_SIDES[self._speak].items()}

    def begin(self) -> None:
        """Say how it goes, and take in what the file holds already."""
        self._out.print(self._say(N_("Notes go to {file}"), file=self._path), markup=False)
        self._out.print(
            self._say(
                N_("“{customer} ” or “{seller} ” in front says who speaks and stays so; ? lists all keys; /end ends."),
                **self._letters(),
            ),
            style="dim",
        )
        before = self._notebook.lines()
        for each in before:
            self._take_in(each.side or self._side, each.words, each.dimension)
        if before:
            self._out.print(self._say(N_("It goes on after {n} lines."), n=len(before)))
            self._show(self._companion.snapshot(), whole=True)

    def run(self) -> None:
        """Take lines until the end; look for a hint while nothing is typed."""
        typed_lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_read, args=(typed_lines,), daemon=True).start()
        self._prompt()
        while True:
            try:
                line = typed_lines.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                if self._hint():
                    self._prompt()
                continue
            if line is None or line.strip().casefold() in END:
                break
            if line.strip() == "?":
                self._keys()
            elif line.strip():
                self._line(line)
            self._prompt()
        self._end()

    def _line(self, line: str) -> None:
        from leitfrage.live.typed import typed

        found = typed(line, self._speak)
        self._side = found.side or self._side
        if not found.words:
            return
        self._notebook.add(self._side, found.words, found.dimension)  # before anything else
        self._take_in(self._side, found.words, found.dimension)
        self._show(self._companion.snapshot())

    def _take_in(self, side: Side, words: str, dimension: Dimension | None) -> None:
        from leitfrage.live import Heard, said

        told: set[Dimension] = set()
        for each in self._companion.add(said(words, side, dimension=dimension, noted=True)):
            told.update(one.dimension for one in each.says)
            told.update(each.move.targets if each.move else ())
        self._heard.append(Heard(at=time.monotonic(), side=side, dimensions=frozenset(told)))
        self._side = side

    def _show(self, snapshot: Snapshot, *, whole: bool = False) -> None:
        """Print what the last line changed, and a line over all dimensions."""
        from rich.text import Text

        from leitfrage.coding import Dimension
        from leitfrage.letters import names

        marks = []
        for dimension in Dimension:
            items = snapshot.map.of(dimension)
            name = self._say(names.DIMENSIONS[dimension])
            marks.append(f"{name} {len(items)}" if items else "")
            fresh = [each for each in items if whole or {proof.segment for proof in each.evidence} & snapshot.newest]
            for item in fresh[-_ITEMS:]:
                quoted = f"„{item.label}“" if self._speak == "de" else f"“{item.label}”"
                dots = "●" * item.level + "○" * (4 - item.level)
                self._out.print(Text.assemble("  ", (dots, "cyan"), f" {name}: ", quoted))
        self._out.print(
            Text("  " + (" · ".join(filter(None, marks)) or self._say(N_("Nothing in the map yet."))), style="dim")
        )

    def _hint(self) -> bool:
        """Print a hint where one is due, and say whether there was one."""
        from rich.text import Text

        now = time.monotonic()
        if self._suggested == len(self._companion) or not self._hints.may_show(self._heard, now):
            return False
        self._suggested = len(self._companion)
        found = self._companion.suggestions(self._companion.snapshot(), address=self._address, product=self._product)
        chosen = next((each for each in found if self._hints.allows(each.question)), None)
        if chosen is None:
            return False
        self._hints = self._hints.with_shown(chosen.question, chosen.dimension, now)
        text = chosen.text.text(self._speak) if isinstance(chosen.text, Message) else chosen.text
        self._out.print()
        self._out.print(Text.assemble("  → ", (text, "italic"), (f"  {chosen.because.text(self._speak)}", "dim")))
        return True

    def _keys(self) -> None:
        from leitfrage.letters import names
        from leitfrage.live.typed import dimension_keys

        self._out.print(self._say(N_("  k or c   the customer says\n  v or s   the seller says")))
        keys: dict[Dimension, list[str]] = {}
        for key, dimension in dimension_keys(self._speak).items():
            keys.setdefault(dimension, []).append(f".{key}")
        for dimension, each in keys.items():
            self._out.print(f"  {' '.join(each):<8} {self._say(names.DIMENSIONS[dimension])}", markup=False)

    def _prompt(self) -> None:
        print(f"{self._letters()[self._side.value]}> ", end="", flush=True)

    def _end(self) -> None:
        self._out.print()
        self._out.print(self._say(N_("The notes lie in {file}"), file=self._path), markup=False)
        self._out.print(self._say(N_("See what they hold:  leitfrage analyze '{file}'"), file=self._path), markup=False)


def _read(lines: queue.Queue[str | None]) -> None:
    """Hand lines on as they are typed; past ``sys.stdin``, whose lock a thread must not hold when the program ends."""
    rest, coding = b"", sys.stdin.encoding or "utf-8"
    while data := os.read(sys.stdin.fileno(), 65_536):
        *whole, rest = (rest + data).split(b"\n")
        for each in whole:
            lines.put(each.decode(coding, "replace"))
    if rest.strip():
        lines.put(rest.decode(coding, "replace"))
    lines.put(None)

"""``leitfrage analyze``: one talk or many, to the terminal, to JSON, Markdown or HTML."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leitfrage.cli import options
from leitfrage.cli.border import border, complain
from leitfrage.cli.language import ui
from leitfrage.cli.options import say
from leitfrage.cli.reading import STDIN, read
from leitfrage.cli.writing import write_text
from leitfrage.conversation import Conversation, LeitfrageError
from leitfrage.wording import LANGUAGES, N_, translate

if TYPE_CHECKING:
    from leitfrage.analysis import Analysis


@dataclass(frozen=True)
class _Outputs:
    """Where results go; ``None`` for what was not asked for."""

    json: Path | None
    markdown: Path | None
    html: Path | None
    consent: str = ""
    many: bool = False
    inputs: tuple[Path, ...] = ()
    taken: set[Path] = field(default_factory=set)
    suffixes: dict[str, str] = field(default_factory=lambda: {"json": ".json", "markdown": ".md", "html": ".html"})

    def __bool__(self) -> bool:
        return bool(self.json or self.markdown or self.html)

    def _place(self, out: Path, name: str, suffix: str) -> Path:
        """Give the file to write; of two inputs with the same name the second gets a number."""
        if not (self.many or out.is_dir()):
            return out
        path, number = out / f"{Path(name).name}{suffix}", 2
        while path in self.taken:
            path, number = out / f"{Path(name).stem}-{number}{Path(name).suffix}{suffix}", number + 1
        return path

    def write(self, analysis: Analysis, name: str, language: str) -> list[Path]:
        from leitfrage import letters
        from leitfrage.analysis import as_json

        makers: dict[str, Callable[[], str]] = {
            "json": lambda: json.dumps(as_json(analysis, language), ensure_ascii=False, indent=1) + "\n",
            "markdown": lambda: letters.markdown(analysis, language, consent=self.consent),
            "html": lambda: letters.html(analysis, language, consent=self.consent),
        }
        written = []
        for kind, make in makers.items():
            out: Path | None = getattr(self, kind)
            if out is None:
                continue
            if out == STDIN:
                sys.stdout.write(make())
                continue
            path = self._place(out, name, self.suffixes[kind])
            write_text(path, make(), self.inputs)
            self.taken.add(path)
            written.append(path)
        return written


def analyze(
    files: Annotated[list[Path], typer.Argument(help=say(N_("Transcripts or notes; - reads standard input.")))],
    seller: options.Seller = None,
    customer: options.Customer = None,
    language: options.Language = None,
    date: options.Day = None,
    format: options.Format = None,  # noqa: A002 - the option's name
    json_out: Annotated[
        Path | None,
        typer.Option(
            "--json", help=say(N_("Write the analysis as JSON to this file (a folder for many, - for standard output)."))
        ),
    ] = None,
    markdown: Annotated[Path | None, typer.Option("--markdown", help=say(N_("Write a report as Markdown.")))] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help=say(N_("Write a report as a web page that needs no internet.")))
    ] = None,
    show_too: Annotated[bool, typer.Option("--show", help=say(N_("Show the analysis in the terminal as well.")))] = False,
    merge: Annotated[bool, typer.Option("--merge", help=say(N_("All files are one talk, one file a speaker.")))] = False,
    consent: Annotated[
        str, typer.Option("--consent", help=say(N_("How consent was given, to be printed in every report.")))
    ] = "",
    address: options.Address = "sie",
    product: options.Product = "",
    catalogue: options.Catalogue = None,
    ui_language: options.Ui = None,
) -> None:
    """See what a talk holds: the customer's world, how you asked and listened, promises, the next good questions."""
    options.check_choice(ui_language, LANGUAGES, "--ui")
    options.check_choice(language, LANGUAGES, "--language")
    options.check_choice(address, ("sie", "du"), "--address")
    many = len(files) > 1 and not merge
    outputs = _Outputs(json=json_out, markdown=markdown, html=html, consent=consent, many=many, inputs=tuple(files))
    to_terminal = [out for out in (json_out, markdown, html) if out == STDIN]
    if len(to_terminal) > 1 or (to_terminal and many):
        raise typer.BadParameter(say(N_("Only one result of one talk can go to standard output.")), param_hint="-")
    with border(ui_language):
        from leitfrage.analysis import analyse
        from leitfrage.questions import with_own

        questions = with_own(catalogue or [])

    def one(conversation: Conversation) -> Analysis:
        return analyse(
            conversation,
            language=language,
            seller=seller,
            customer=customer,
            date=date,
            catalogue=questions,
            address=address,
            product=product,
        )

    if many:
        raise SystemExit(_batch(files, format, one, outputs, ui_language))
    with border(ui_language):
        analysis = one(read(files, format, merge=merge))
        speak = ui(ui_language, analysis.conversation.language)
        written = outputs.write(analysis, analysis.conversation.source.name, speak)
        if not outputs or show_too:
            from leitfrage.cli.show import show

            show(analysis, speak)
        for path in written:
            print(str(path), file=sys.stderr)


def _batch(
    files: list[Path],
    format_name: str | None,
    one: Callable[[Conversation], Analysis],
    outputs: _Outputs,
    option: str | None,
) -> int:
    """Analyse file by file, keeping nothing of a talk once it is written; say at the end which failed."""
    from rich.console import Console
    from rich.progress import Progress

    from leitfrage.cli.show import one_line

    failed: list[str] = []
    status = 0
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=len(files))
        for path in files:
            try:
                analysis = one(read([path], format_name, merge=False))
                speak = ui(option, analysis.conversation.language)
                outputs.write(analysis, path.name, speak)
                print(one_line(analysis, speak))
            except LeitfrageError as error:
                failed.append(path.name)
                status = max(status, complain(error, ui(option)))
            progress.advance(task)
    speak = ui(option)
    summary = translate(N_("{done} of {all} analysed."), speak).format(done=len(files) - len(failed), all=len(files))
    if failed:
        summary += " " + translate(N_("Not analysed: {names}."), speak).format(names=", ".join(failed))
    print(summary, file=sys.stderr)
    return status

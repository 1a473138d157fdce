"""``leitfrage convert`` and ``leitfrage formats``: what can be read and written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from leitfrage.cli import options
from leitfrage.cli.border import border
from leitfrage.cli.options import say
from leitfrage.cli.writing import write_text
from leitfrage.wording import LANGUAGES, N_


def convert(
    files: Annotated[
        list[Path], typer.Argument(help=say(N_("Transcript; several files with --merge; - reads standard input.")))
    ],
    to: Annotated[str, typer.Option("--to", help=say(N_("webvtt, codebook or markdown.")))] = "webvtt",
    out: Annotated[Path | None, typer.Option("--out", help=say(N_("File to write; standard output without it.")))] = None,
    format: options.Format = None,  # noqa: A002 - the option's name
    merge: Annotated[bool, typer.Option("--merge", help=say(N_("All files are one talk, one file a speaker.")))] = False,
    ui_language: options.Ui = None,
) -> None:
    """Turn any transcript into WebVTT, Leitfrage's JSON or Markdown."""
    options.check_choice(ui_language, LANGUAGES, "--ui")
    with border(ui_language):
        from leitfrage import formats
        from leitfrage.cli.reading import read

        if len(files) > 1 and not merge:
            raise typer.BadParameter(say(N_("Give one file, or --merge for the files of one talk.")))
        text = formats.write(read(files, format, merge=merge), to)
        if out is None:
            sys.stdout.write(text)
        else:
            write_text(out, text, files)


def list_formats() -> None:
    """List the formats that can be read."""
    from leitfrage import formats

    for reader in formats.READERS:
        print(f"{reader.name:14} {' '.join(reader.suffixes):14} {reader.title}")

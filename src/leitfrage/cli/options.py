"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from leitfrage.cli.language import ui
from leitfrage.wording import N_, translate


def say(sentence: str) -> str:
    """Say a help text in the language of the environment."""
    return translate(sentence, ui())


def _date(value: str) -> dt.date:
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(value, form).date()
        except ValueError:
            continue
    raise typer.BadParameter(say(N_("Write the day as 2026-03-14 or 14.03.2026.")))


Seller = Annotated[str | None, typer.Option("--seller", help=say(N_("Who is the seller, by name as in the file.")))]
Customer = Annotated[str | None, typer.Option("--customer", help=say(N_("Who is the customer, by name as in the file.")))]
Language = Annotated[
    str | None, typer.Option("--language", help=say(N_("Language of the talk, de or en, instead of finding it out.")))
]
Day = Annotated[
    dt.date | None,
    typer.Option(
        "--date", parser=_date, metavar="YYYY-MM-DD", help=say(N_("Day of the talk; “by Friday” is counted from it."))
    ),
]
Format = Annotated[str | None, typer.Option("--format", help=say(N_("Format of the file, instead of finding it out.")))]
Ui = Annotated[str | None, typer.Option("--ui", help=say(N_("Language of the output, de or en.")))]
Address = Annotated[str, typer.Option("--address", help=say(N_("sie or du, for German questions.")))]
Product = Annotated[
    str, typer.Option("--product", help=say(N_("Name of your offer with its article, for questions that name it.")))
]
Catalogue = Annotated[
    list[Path] | None, typer.Option("--catalogue", help=say(N_("Your own questions as YAML, added to the catalogue.")))
]


def check_choice(value: str | None, choices: tuple[str, ...], option: str) -> None:
    """Refuse a value that is none of the choices, with status 2."""
    if value is not None and value not in choices:
        raise typer.BadParameter(
            say(N_("“{value}” is none of: {choices}.")).format(value=value, choices=", ".join(choices)), param_hint=option
        )

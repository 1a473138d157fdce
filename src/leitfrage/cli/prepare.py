"""``leitfrage prepare``: five to seven questions for the next talk, from what the last one left open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from leitfrage.cli import options
from leitfrage.cli.border import border
from leitfrage.cli.language import ui
from leitfrage.cli.options import say
from leitfrage.wording import LANGUAGES, N_

QUESTIONS = 7


def prepare(
    file: Annotated[Path, typer.Argument(help=say(N_("Transcript or notes of the last talk; - reads standard input.")))],
    seller: options.Seller = None,
    customer: options.Customer = None,
    language: options.Language = None,
    date: options.Day = None,
    format: options.Format = None,  # noqa: A002 - the option's name
    address: options.Address = "sie",
    product: options.Product = "",
    catalogue: options.Catalogue = None,
    ui_language: options.Ui = None,
) -> None:
    """Prepare the next talk: good questions in the customer's own words, each with its reason."""
    options.check_choice(ui_language, LANGUAGES, "--ui")
    options.check_choice(address, ("sie", "du"), "--address")
    with border(ui_language):
        from leitfrage.analysis import analyse
        from leitfrage.cli.reading import read
        from leitfrage.cli.show import Output, show_suggestions
        from leitfrage.questions import suggest, with_own

        questions = with_own(catalogue or [])
        analysis = analyse(read([file], format, merge=False), language=language, seller=seller, customer=customer, date=date)
        proposed = suggest(
            analysis.coded,
            analysis.map,
            analysis.promises,
            catalogue=questions,
            address=address,
            product=product,
            most=QUESTIONS,
            next_talk=True,
        )
        show_suggestions(proposed, ui(ui_language, analysis.conversation.language), Output(highlight=False))

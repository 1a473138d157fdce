"""``leitfrage practise``: talk with a simulated customer, and see at the end what there was to find."""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leitfrage.cli import options
from leitfrage.cli.border import border
from leitfrage.cli.language import ui
from leitfrage.cli.options import say
from leitfrage.wording import N_, decimal, translate

if TYPE_CHECKING:
    from rich.console import Console

    from leitfrage.practice import Review, World


def practise(
    customer: Annotated[str | None, typer.Argument(help=say(N_("Whom to talk with; without it, somebody.")))] = None,
    show_list: Annotated[bool, typer.Option("--list", help=say(N_("List the customers.")))] = False,
    language: Annotated[str | None, typer.Option("--language", help=say(N_("Customers that speak de or en.")))] = None,
    seed: Annotated[int | None, typer.Option(help=say(N_("The same number gives the same customer mood.")))] = None,
    file: Annotated[
        Path | None, typer.Option("--replay", help=say(N_("Go on otherwise in a talk of your own, from a transcript.")))
    ] = None,
    turn: Annotated[
        int | None, typer.Option("--from", help=say(N_("Number of your turn to go on from; without it, all are listed.")))
    ] = None,
    seller: options.Seller = None,
    other_side: options.Customer = None,
    format: options.Format = None,  # noqa: A002 - the option's name
    address: options.Address = "sie",
    ui_language: options.Ui = None,
) -> None:
    """Practise with a simulated customer, or in a talk of your own; nothing leaves this terminal, and nothing is kept."""
    options.check_choice(address, ("sie", "du"), "--address")
    with border(ui_language):
        from rich.console import Console
        from rich.markup import escape

        from leitfrage.cli.replay import END, HINT, show_hint
        from leitfrage.practice import PracticeTalk, world, worlds

        if file is not None:
            _replay(file, turn, format, language, seller, other_side, seed or 0, address, ui_language)
            return

        speak = ui(ui_language, language)
        out = Console(highlight=False)
        wanted = [each for each in worlds() if language is None or each.language == language]
        if show_list:
            for each in wanted:
                out.print(f"[bold]{escape(each.id)}[/bold]  {escape(each.title)} ({each.language})")
            return
        number = random.randrange(10_000) if seed is None else seed
        chosen = world(customer) if customer else random.Random(number).choice(_in(wanted, speak))
        talk = PracticeTalk(chosen, seed=number)
        _introduce(chosen, speak, out)
        out.print(f"[bold]{escape(chosen.name)}[/bold]: {escape(talk.utterances[0].text)}")
        while (line := _ask(talk.seller)) is not None and line.strip().casefold() not in END:
            if line.strip().casefold() in HINT:
                show_hint(talk.hints(), speak, out)
                continue
            reply = talk.say(line)
            out.print(f"[bold]{escape(chosen.name)}[/bold]: {escape(reply.text)}")
        out.print(f"[bold]{escape(chosen.name)}[/bold]: {escape(talk.customer.ends().text)}")
        show_review(talk.review(), chosen, speak, out)


def _replay(
    file: Path,
    turn: int | None,
    format_name: str | None,
    language: str | None,
    seller: str | None,
    customer: str | None,
    seed: int,
    address: str,
    ui_language: str | None,
) -> None:
    from rich.console import Console

    from leitfrage.analysis import analyse
    from leitfrage.cli.reading import read
    from leitfrage.cli.replay import list_turns, replay
    from leitfrage.practice import ReplayTalk

    found = analyse(read([file], format_name, merge=False), language=language, seller=seller, customer=customer)
    speak, out = ui(ui_language, found.conversation.language), Console(highlight=False)
    if turn is None:
        list_turns(found, speak, out)
    else:
        replay(ReplayTalk(found.coded, found.map, turn, seed=seed, address=address), _ask, speak, out)


def _in(wanted: list[World], speak: str) -> list[World]:
    return [each for each in wanted if each.language == speak] or wanted


def _ask(name: str) -> str | None:
    try:
        return input(f"{name}: ")
    except EOFError:
        print()
        return None


def _introduce(chosen: World, speak: str, out: Console) -> None:
    from rich.padding import Padding

    out.print(f"[bold]{chosen.title}[/bold]: {chosen.name}, {chosen.role}")
    out.print(Padding(chosen.brief, (0, 0, 0, 2)))
    out.print(Padding(translate(N_("You offer:"), speak) + f" {chosen.offer}.", (0, 0, 0, 2)))
    out.print(Padding(translate(N_("What your offer cannot do:"), speak) + " " + " ".join(chosen.limits), (0, 0, 0, 2)))
    out.print(
        Padding(translate(N_("/end ends the talk, /hint asks the guide, an empty line is a pause."), speak), (0, 0, 1, 2))
    )


def show_review(review: Review, chosen: World, speak: str, out: Console) -> None:
    """Print the hidden world against what was found, the turning points, and the three things."""
    from rich.markup import escape

    from leitfrage.cli.replay import show_feedback
    from leitfrage.letters import names

    def _(sentence: str, **facts: object) -> str:
        return translate(sentence, speak).format_map(facts)

    out.print(f"\n[bold]{_(N_('What there was to find'))}[/bold]")
    for each in review.found:
        deepest = next(wordings[0] for wordings in reversed(each.item.says) if wordings)
        told = _(names.LEVELS[each.level])
        out.print(f"  {'●' * each.level}{'○' * (4 - each.level)} {_(names.DIMENSIONS[each.item.dimension])} ({told})")
        out.print(f"       [italic]{escape(deepest)}[/italic]")
    out.print(_(N_("{share} % of the hidden world came to light."), share=decimal(100 * review.clarity, speak, 0)))
    if not review.fits:
        right = N_("Your offer did not fit, and you said so.")
        missed = N_("Your offer did not fit this customer; a plain word about its limits would have helped them.")
        out.print(_(right if review.said_no else missed))
    if review.turning_points:
        out.print(f"\n[bold]{_(N_('Turning points'))}[/bold]")
    for point in review.turning_points:
        out.print(f"  {'▲' if point.change > 0 else '▼'} {escape(point.said)}")
        out.print(f"      [dim]{escape(point.answer)}[/dim]")
        out.print(f"      {'; '.join(dict.fromkeys(_(why) for why in point.why))}")
    if review.untouched:
        missing = ", ".join(_(names.DIMENSIONS[each]) for each in review.untouched)
        out.print(f"\n{_(N_('Nothing came to light about:'))} {missing}")
    show_feedback(review.analysis.conduct.feedback, speak, out)

"""An analysis in the terminal: calm, at 80 columns, in colour only where a terminal is."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from leitfrage import letters
from leitfrage.analysis import Analysis
from leitfrage.coding import Dimension
from leitfrage.conversation import Side
from leitfrage.letters import names, range_text
from leitfrage.questions import Suggestion
from leitfrage.wording import N_, Message, decimal, translate


class Output(Console):
    """A console that leaves a closed pipe to ``main``."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


_DOTS = {1: "●○○○", 2: "●●○○", 3: "●●●○", 4: "●●●●"}
_WIDTH = 100
_ITEMS = 8


def one_line(analysis: Analysis, language: str) -> str:
    """Sum a talk up in a line, for batches."""
    talk = analysis.conversation
    return translate(
        N_("{name}: {language}, {segments} segments, {items} matters in the map, {promises} promises"), language
    ).format(
        name=talk.source.name,
        language=talk.language,
        segments=len(analysis.coded.segments),
        items=len(analysis.map.items),
        promises=len(analysis.promises),
    )


def show(analysis: Analysis, language: str, console: Console | None = None) -> None:
    """Print map, conduct, promises and next questions; numbers in brackets are places in the transcript."""
    out = console or Output(highlight=False)
    out = out if out.width <= _WIDTH else Output(highlight=False, width=_WIDTH)

    def _(text: str | Message) -> str:
        return text.text(language) if isinstance(text, Message) else translate(text, language)

    talk = analysis.conversation
    out.print(Text(talk.title or _(N_("Conversation")), style="bold"))
    speakers = " · ".join(
        f"{each.name} ({_(names.SIDES[each.side])}{_sure(each.confidence, language)})" for each in talk.speakers
    )
    out.print(Text(f"{talk.language} · {speakers}", style="dim"))
    _heading(out, _(N_("The customer's world")))
    for dimension in Dimension:
        _dimension(out, analysis, dimension, language)
    for gap in analysis.map.gaps[:5]:
        out.print(Padding(Text(f"– {_(gap.text)}", style="yellow"), (0, 0, 0, 2)))
    _heading(out, _(N_("Asking and listening")))
    table = Table(box=None, padding=(0, 1), show_header=False, pad_edge=False)
    table.add_column(ratio=6)
    table.add_column(justify="right", ratio=2)
    table.add_column(ratio=5, style="dim")
    for measure in analysis.conduct.measures:
        if measure.value is None:
            continue
        value = decimal(measure.value, language, 1)
        reference = f"  [{range_text(measure, language)}]" if measure.range else ""
        table.add_row(f"{measure.id} {_(measure.name)}", value, Text(_(measure.unit) + reference))
    out.print(table)
    out.print()
    feedback = analysis.conduct.feedback
    for title, found in ((N_("A strength"), feedback.strength), (N_("An observation"), feedback.observation)):
        if found:
            out.print(Text.assemble((f"{_(title)}: ", "bold"), _(found.text)))
            place = letters.plainest(analysis, found)[0]
            out.print(Padding(Text(_quoted(analysis.segment(place).text, place, language), style="italic"), (0, 0, 0, 2)))
    if feedback.experiment:
        out.print(Text.assemble((f"{_(N_('An experiment'))}: ", "bold"), _(feedback.experiment)))
    _heading(out, _(N_("Promises")))
    for promise in analysis.promises:
        when = letters.day(promise.due, language) if promise.due else promise.due_text or _(N_("no date said"))
        line = Text.assemble(
            (f"{_(names.SIDES[promise.by])}, {when}: ", "bold"), _quoted(promise.text, promise.segment, language)
        )
        out.print(Padding(line, (0, 0, 0, 2)))
    if not analysis.promises:
        out.print(Padding(_(N_("None was found.")), (0, 0, 0, 2)))
    _heading(out, _(N_("Next questions")))
    show_suggestions(analysis.suggestions, language, out)


def show_suggestions(suggestions: tuple[Suggestion, ...], language: str, out: Console) -> None:
    """Print proposals, each with why."""
    for number, each in enumerate(suggestions, 1):
        text = each.text.text(language) if isinstance(each.text, Message) else each.text
        places = " ".join(f"[{place + 1}]" for place in each.evidence[:4])
        grid = Table.grid(padding=(0, 1))
        grid.add_row(Text(f"{number}.", style="bold"), text)
        if each.take_up:
            words = f"„{each.take_up}“" if language == "de" else f"“{each.take_up}”"
            grid.add_row("", translate(N_("First give back: {words}"), language).format(words=words))
        grid.add_row("", Text(f"{each.because.text(language)} {places}".rstrip(), style="dim"))
        out.print(grid)
    if not suggestions:
        out.print(Padding(translate(N_("No question suggests itself."), language), (0, 0, 0, 2)))


def _heading(out: Console, text: str) -> None:
    out.print()
    out.print(Text(text, style="bold cyan"))


def _dimension(out: Console, analysis: Analysis, dimension: Dimension, language: str) -> None:
    items = sorted(analysis.map.of(dimension), key=lambda item: -item.level)
    name = translate(names.DIMENSIONS[dimension], language)
    if not items:
        out.print(Text.assemble((f"{name}: ", "bold"), (translate(names.LEVELS[0], language), "dim")))
        return
    out.print(Text(name, style="bold"))
    for item in items[:_ITEMS]:
        mark = "" if item.by == Side.CUSTOMER else f" ({translate(names.STATUS[item.status], language)})"
        line = Text.assemble(
            (_DOTS[item.level], "cyan"), " ", _quoted(item.label, item.evidence[0].segment, language), (mark, "dim")
        )
        out.print(Padding(line, (0, 0, 0, 2)))
    if len(items) > _ITEMS:
        more = translate(N_("and {n} more"), language).format(n=len(items) - _ITEMS)
        out.print(Padding(Text(more, style="dim"), (0, 0, 0, 2)))


def _quoted(text: str, place: int, language: str) -> str:
    return f"„{text}“ [{place + 1}]" if language == "de" else f"“{text}” [{place + 1}]"


def _sure(confidence: float, language: str) -> str:
    if confidence >= 0.9:
        return ""
    return ", " + translate(N_("guessed, {n} % sure"), language).format(n=round(confidence * 100))

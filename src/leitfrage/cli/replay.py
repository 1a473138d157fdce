"""Going on otherwise in a talk of one's own, in the terminal: ``leitfrage practise --replay FILE --from 12``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape

from leitfrage.conversation import Side
from leitfrage.practice import REMARKS, Answer, ReplayReview, ReplayTalk, own_turns
from leitfrage.wording import N_, Message, translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from leitfrage.analysis import Analysis
    from leitfrage.listening import Feedback
    from leitfrage.questions import Suggestion

END, HINT = ("/end", "/ende"), ("/hint", "/hinweis")
_BEFORE = 4  # utterances before the turn that are shown
_WORDS = 160  # characters of a turn that are shown in the list


def list_turns(analysis: Analysis, speak: str, out: Console) -> None:
    """Print the seller's turns with their numbers, and how much came to light after each."""
    for turn in own_turns(analysis.coded, analysis.map):
        later = translate(N_("things that came to light after it: {n}"), speak).format(n=turn.later)
        text = turn.text if len(turn.text) <= _WORDS else turn.text[:_WORDS].rsplit(" ", 1)[0] + " …"
        out.print(f"[bold]{turn.number:>4}[/bold]  {escape(text)} [dim]({later})[/dim]")
    out.print(translate(N_("Take one of them up with --from and its number."), speak))


def replay(talk: ReplayTalk, ask: Callable[[str], str | None], speak: str, out: Console) -> None:
    """Let the seller go on from a turn until ``ask`` gives nothing more, then put now and then side by side."""
    customer = talk.speakers[Side.CUSTOMER].name
    for each in talk.before(_BEFORE):
        out.print(f"[dim][bold]{escape(each.speaker)}[/bold]: {escape(each.text)}[/dim]")
    out.print(
        translate(N_("From here you go on. The answers are words that were said later in this talk, and no others."), speak)
    )
    me = translate(N_("You"), speak)
    while (line := ask(me)) is not None and line.strip().casefold() not in END:
        if line.strip().casefold() in HINT:
            show_hint(talk.hints(), speak, out)
        else:
            _show(talk.say(line), customer, speak, out)
    show_replay(talk.review(), customer, speak, out)


def show_hint(hints: tuple[Suggestion, ...], speak: str, out: Console) -> None:
    """Print the first proposal with its reason."""
    for hint in hints[:1]:
        text = hint.text.text(speak) if isinstance(hint.text, Message) else hint.text
        out.print(f"  [dim]{escape(text)} – {escape(hint.because.text(speak))}[/dim]")


def _show(answer: Answer, customer: str, speak: str, out: Console) -> None:
    if answer.quotes:
        words = " ".join(f"{escape(each.text)} [dim]\\[{each.segment + 1}][/dim]" for each in answer.words)
        out.print(f"[bold]{escape(customer)}[/bold]: {words}")
    if answer.remark:
        out.print(f"  [dim]({translate(REMARKS[answer.remark], speak)})[/dim]")


def show_replay(review: ReplayReview, customer: str, speak: str, out: Console) -> None:
    """Print what was asked now and what was really asked, each with what it brought, and the three things."""
    for title, exchanges in (
        (N_("What you asked now, and what it brought"), review.now),
        (N_("What you really asked there, and what that brought"), review.then),
    ):
        out.print(f"\n[bold]{translate(title, speak)}[/bold]")
        for each in exchanges:
            out.print(f"  {escape(each.said)}")
            _show(each.answer, f"    {customer}", speak, out)
            if not each.answer.quotes and not each.answer.remark:
                nothing = translate(N_("nothing new about the customer"), speak)
                out.print(f"    [dim]{nothing}[/dim]")
    share = N_("{found} of {later} things that came to light later in the talk were touched by your questions.")
    out.print("\n" + translate(share, speak).format(found=review.found, later=review.later))
    show_feedback(review.feedback, speak, out)


def show_feedback(feedback: Feedback, speak: str, out: Console) -> None:
    """Print one strength, one observation, one experiment, as far as there are any."""
    for title, message in (
        (N_("A strength"), feedback.strength.text if feedback.strength else None),
        (N_("An observation"), feedback.observation.text if feedback.observation else None),
        (N_("An experiment"), feedback.experiment),
    ):
        if message:
            out.print(f"\n[bold]{translate(title, speak)}[/bold]\n  {escape(message.text(speak))}")

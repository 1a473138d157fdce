"""``leitfrage``: the commands, and nothing but their names."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from leitfrage import __version__
from leitfrage.cli.analyze import analyze
from leitfrage.cli.border import complain
from leitfrage.cli.convert import convert, list_formats
from leitfrage.cli.evaluate import evaluate
from leitfrage.cli.language import ui
from leitfrage.cli.live import live
from leitfrage.cli.options import say
from leitfrage.cli.practise import practise
from leitfrage.cli.prepare import prepare
from leitfrage.cli.push import push
from leitfrage.cli.serve import invite, link, serve, worker
from leitfrage.cli.transcribe import transcribe
from leitfrage.cli.usage import USAGE, complain_of_usage, speak_help
from leitfrage.conversation import Unwritable, reason_of
from leitfrage.wording import N_

app = typer.Typer(
    name="leitfrage",
    help=say(N_("Understand the customer's world from real conversations, on your own machine.")),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(
    "analyze",
    help=say(
        N_("See what a talk holds: the customer's world, how you asked and listened, promises, the next good questions.")
    ),
)(analyze)
app.command(
    "prepare", help=say(N_("Prepare the next talk: good questions in the customer's own words, each with its reason."))
)(prepare)
app.command("convert", help=say(N_("Turn any transcript into WebVTT, Leitfrage's JSON or Markdown.")))(convert)
app.command("transcribe", help=say(N_("Turn a recording into a transcript, on this machine; needs weights of your own.")))(
    transcribe
)
app.command("practise", help=say(N_("Practise with a simulated customer who has a world of their own.")))(practise)
app.command(
    "live", help=say(N_("Type along while you talk: what was said, by dimension, and now and then one quiet hint."))
)(live)
app.command("push", help=say(N_("Push a transcript that is being written to a live talk in the workspace.")))(push)
app.command("serve", help=say(N_("Start the workspace in the browser.")))(serve)
app.command("link", help=say(N_("Print a new link that lets you into the running workspace, once.")))(link)
app.command(
    "invite", help=say(N_("Print a link that lets a person into the workspace of a team, or set a new password there."))
)(invite)
app.command("worker", hidden=True)(worker)
app.command("evaluate", help=say(N_("Compare the labels that are found with those that people gave.")))(evaluate)
app.command("formats", help=say(N_("List the formats that can be read.")))(list_formats)


@app.callback(invoke_without_command=True)
def version(
    show: Annotated[bool, typer.Option("--version", help=say(N_("Print the version.")))] = False,
) -> None:
    if show:
        print(f"leitfrage {__version__}")
        raise typer.Exit


def main() -> None:
    """Run the command line; Ctrl-C ends quietly with status 130, a closed pipe with 0."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a sign shows another, and no traceback
    if not sys.argv[1:] or {"-h", "--help"} & set(sys.argv):
        speak_help()
    try:
        status = app(standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on; flushing must not fail again
        sys.exit(0)
    except OSError as error:
        sys.exit(complain(Unwritable(file="-", reason=reason_of(error)), ui()))
    except (KeyboardInterrupt, typer.Abort):
        sys.exit(130)
    except USAGE as error:
        sys.exit(complain_of_usage(error))
    sys.exit(status if isinstance(status, int) else 0)

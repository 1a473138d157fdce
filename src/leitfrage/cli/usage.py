"""What the command line says by itself, in the user's language: wrong usage, and the headings of the help."""

from __future__ import annotations

import re
import sys

import typer

from leitfrage.cli.border import WRONG_USAGE
from leitfrage.cli.language import ui
from leitfrage.wording import N_, Message, translate

# What Typer raises for a wrong command, option or value; its base class has no public name.
USAGE: type[Exception] = typer.BadParameter.__mro__[2]
_NO_COMMAND = re.compile("No such command '(.+)'")
_HEADINGS = {
    "ARGUMENTS_PANEL_TITLE": N_("Arguments"),
    "OPTIONS_PANEL_TITLE": N_("Options"),
    "COMMANDS_PANEL_TITLE": N_("Commands"),
    "DEFAULT_STRING": N_("[default: {}]"),
    "REQUIRED_LONG_STRING": N_("[required]"),
}


def speak_help() -> None:
    """Let the headings of the help speak the user's language; Typer keeps them as constants of a module."""
    from typer import rich_utils

    for name, sentence in _HEADINGS.items():
        setattr(rich_utils, name, translate(sentence, ui()))


def complain_of_usage(error: Exception) -> int:
    """Say what is wrong with a call and where help is, on standard error; give the exit status."""
    language = ui()
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "leitfrage"
    print(f"leitfrage: {_wrong(error).text(language)}", file=sys.stderr)
    print("  " + Message.of(N_("“{command} -h” shows how it is called."), command=command).text(language), file=sys.stderr)
    return WRONG_USAGE


def _wrong(error: Exception) -> Message:
    kind, reason = type(error).__name__, str(getattr(error, "message", error))
    parameter = getattr(error, "param", None)
    name = parameter.get_error_hint().strip("'") if parameter is not None else ""
    if kind == "MissingParameter":
        return Message.of(N_("{name} is missing."), name=name)
    if kind == "NoSuchOption":
        option = getattr(error, "option_name", "")
        if near := getattr(error, "possibilities", None):
            return Message.of(N_("There is no option {name}; is {near} meant?"), name=option, near=", ".join(sorted(near)))
        return Message.of(N_("There is no option {name}."), name=option)
    if kind == "BadParameter" and name:
        # Our own checks give a sentence in the user's language; Typer's are told apart by their beginning.
        if reason.startswith("Input should be a valid integer"):
            return Message.of(N_("{name} needs a whole number."), name=name)
        return Message.of(N_("This does not fit {name}: {reason}"), name=name, reason=reason)
    if unknown := _NO_COMMAND.match(reason):
        return Message.of(N_("There is no command {name}."), name=unknown[1])
    return Message.of(N_("The call is not understood: {reason}"), reason=reason)

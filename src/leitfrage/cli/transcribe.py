"""``leitfrage transcribe``: a recording becomes a transcript, on this machine, once it is said who agreed to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from leitfrage.cli import options
from leitfrage.cli.border import border
from leitfrage.cli.options import say
from leitfrage.cli.writing import write_text
from leitfrage.conversation import LeitfrageError, Unwritable, reason_of
from leitfrage.wording import LANGUAGES, N_, translate

_FORMATS = {".vtt": "webvtt", ".json": "codebook", ".md": "markdown"}


class NobodyAgreed(LeitfrageError):
    cause = N_("The recording was not opened: it is not said who agreed to it.")
    advice = N_('Say who agreed and when, for instance --consent "Ms Aigner, asked at the start of the call, 24 Nov 2026".')


def transcribe(
    audio: Annotated[Path, typer.Argument(help=say(N_("The recording: WAV, MP3, M4A, OGG, FLAC or WebM.")))],
    consent: Annotated[
        str, typer.Option("--consent", help=say(N_("Who agreed to the recording, and when; nothing is opened without it.")))
    ] = "",
    weights: Annotated[
        Path | None,
        typer.Option(
            "--weights", help=say(N_("Folder with Whisper weights for faster-whisper (LEITFRAGE_SPEECH_WEIGHTS)."))
        ),
    ] = None,
    language: Annotated[str, typer.Option("--language", help=say(N_("Language of the talk, de or en.")))] = "",
    seller_channel: Annotated[
        int | None, typer.Option("--seller-channel", help=say(N_("On which channel the seller speaks; 1 is the left one.")))
    ] = None,
    seller: Annotated[str, typer.Option("--seller", help=say(N_("Name of the seller in the transcript.")))] = "",
    customer: Annotated[str, typer.Option("--customer", help=say(N_("Name of the customer in the transcript.")))] = "",
    speaker: Annotated[
        str | None,
        typer.Option("--speaker", help=say(N_("Who speaks, if it is one person on one channel; ? writes no names."))),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help=say(N_("File to write, .vtt, .json or .md; WebVTT to standard output without it."))),
    ] = None,
    delete_audio: Annotated[
        bool, typer.Option("--delete-audio", help=say(N_("Delete the recording once its transcript is written.")))
    ] = False,
    ui_language: options.Ui = None,
) -> None:
    """Transcribe a recording on this machine."""
    options.check_choice(ui_language, LANGUAGES, "--ui")
    suffix = out.suffix.lower() if out else ".vtt"
    options.check_choice(suffix, tuple(_FORMATS), "--out")
    if delete_audio and out is None:
        raise typer.BadParameter(say(N_("Give --out as well, so that the words are kept.")), param_hint="--delete-audio")
    with border(ui_language):
        if not consent.strip():
            raise NobodyAgreed()
        options.check_choice(language, LANGUAGES, "--language")
        from leitfrage import formats, speech

        seats = speech.Seats(
            seller_channel=seller_channel,
            seller=seller.strip() or translate(N_("Seller"), language),
            customer=customer.strip() or translate(N_("Customer"), language),
            alone=speaker.strip() or formats.NOBODY if speaker is not None else None,
        )
        named = os.environ.get("LEITFRAGE_SPEECH_WEIGHTS", "")
        recogniser = speech.Whisper(weights or (Path(named) if named else None))
        with _shown(audio.name) as progress:
            talk = speech.transcribe(audio, recogniser, seats, language=language, progress=progress)
        text = formats.write(talk, _FORMATS[suffix])
        if out is None:
            sys.stdout.write(text)
            return
        write_text(out, text, [audio])
        print(str(out), file=sys.stderr)
        if delete_audio:
            try:
                audio.unlink()
            except OSError as error:
                raise Unwritable(file=str(audio), reason=reason_of(error)) from None


@contextmanager
def _shown(name: str) -> Iterator[Callable[[float], None]]:
    """Show how far it is, in a terminal; nothing of it stays."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(name.replace("[", "\\["), total=1.0)
        yield lambda share: progress.update(task, completed=share)

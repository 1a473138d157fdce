"""``leitfrage serve``: the workspace in the browser, with its worker beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Annotated

import typer

from leitfrage.cli.border import border
from leitfrage.cli.language import ui
from leitfrage.cli.options import say
from leitfrage.conversation import LeitfrageError
from leitfrage.wording import N_, translate

_RESTART_SECONDS = 1.0
_THREADS = 16


class NoWorkspace(LeitfrageError):
    cause = N_("The workspace is not installed.")
    advice = N_("Install it with: pip install 'leitfrage[workspace]'")


class PortTaken(LeitfrageError):
    cause = N_("Something else already listens at port {port}.")
    advice = N_("Stop it, or take another port: leitfrage serve --port {other}")


class NoTeam(LeitfrageError):
    cause = N_("This workspace is for one person; nobody is invited to it.")
    advice = N_("Set LEITFRAGE_MODE=team, as docs/workspace.md says; for a new link to this one: leitfrage link")


class NoAddress(LeitfrageError):
    cause = N_("“{address}” is no e-mail address.")
    advice = N_("Write it as name@company.example.")


def serve(
    port: Annotated[int, typer.Option(help=say(N_("The port to listen at.")))] = 8765,
    host: Annotated[
        str, typer.Option(help=say(N_("The address to listen at; 127.0.0.1 is this machine only.")))
    ] = "127.0.0.1",
    data: Annotated[Path | None, typer.Option(help=say(N_("The folder that keeps database and key.")))] = None,
) -> None:
    """Start the workspace in the browser; Ctrl-C stops it."""
    with border(None):
        _set_up(data)
        import waitress
        from django.conf import settings

        from leitfrage.workspace.models import Job, OneTimeLink
        from leitfrage.workspace.wsgi import application

        try:
            server = waitress.create_server(application, host=host, port=port, threads=_THREADS, ident="leitfrage")
        except OSError:
            raise PortTaken(port=port, other=port + 1) from None
        speak = ui(None)
        print(translate(N_("Leitfrage keeps its data in {folder}."), speak).format(folder=settings.DATA))
        if settings.LOCAL:
            print(translate(N_("Open this link; it lets you in once:"), speak))
            print(f"  http://{host}:{port}/open/{OneTimeLink.new()}", flush=True)
        else:
            print(f"  {settings.PUBLIC_URL or f'http://{host}:{port}'}/", flush=True)
        # What an earlier run left unfinished is no fault of the talk.
        Job.objects.update(claimed_until=None, attempts=0)
        with _Worker():
            signal.signal(signal.SIGTERM, signal.default_int_handler)  # end the worker as well
            try:
                server.run()
            except KeyboardInterrupt:
                server.close()


def worker(
    data: Annotated[Path | None, typer.Option(help=say(N_("The folder that keeps database and key.")))] = None,
    alone: Annotated[bool, typer.Option(help=say(N_("No other worker runs.")))] = False,
) -> None:
    """Read waiting talks, until stopped."""
    with border(None):
        _set_up(data)
        from django.conf import settings

        from leitfrage.workspace.accounts import local_person
        from leitfrage.workspace.jobs import work
        from leitfrage.workspace.watching import Watch

        watch = Watch(Path(settings.WATCH), local_person()).look if settings.LOCAL and settings.WATCH else None
        parent = os.getppid()
        # Whoever started it may be gone without a word; then it goes too.
        work(keep_on=lambda: os.getppid() == parent, alone=alone, watch=watch)


def link(
    port: Annotated[int, typer.Option(help=say(N_("The port to listen at.")))] = 8765,
    data: Annotated[Path | None, typer.Option(help=say(N_("The folder that keeps database and key.")))] = None,
) -> None:
    """Print a new link that lets you into the running workspace, once."""
    with border(None):
        _set_up(data)
        from leitfrage.workspace.models import OneTimeLink

        print(f"http://127.0.0.1:{port}/open/{OneTimeLink.new()}")


def invite(
    address: Annotated[str, typer.Argument(help=say(N_("The e-mail address of the person.")))],
    administrator: Annotated[bool, typer.Option("--administrator", help=say(N_("As an administrator.")))] = False,
    port: Annotated[int, typer.Option(help=say(N_("The port to listen at.")))] = 8765,
    data: Annotated[Path | None, typer.Option(help=say(N_("The folder that keeps database and key.")))] = None,
) -> None:
    """Print a link that lets a person set name and password; for somebody with an account, a new password."""
    with border(None):
        _set_up(data)
        from django.conf import settings
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email

        from leitfrage.workspace import accounts

        if settings.LOCAL:
            raise NoTeam()
        try:
            validate_email(address)
        except ValidationError:
            raise NoAddress(address=address) from None
        token = accounts.invite(address, None, administrator=administrator)
        print(f"{settings.PUBLIC_URL or f'http://127.0.0.1:{port}'}/join/{token}")


def _set_up(data: Path | None) -> None:
    """Make the database ready; raise ``NoWorkspace`` where Django is not installed."""
    if data:
        os.environ["LEITFRAGE_DATA"] = str(data.resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leitfrage.workspace.settings")
    try:
        import django
    except ImportError:
        raise NoWorkspace() from None
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)


class _Worker:
    """The worker's process; a talk that breaks it does not break the pages, and it is started anew."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._watch = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> None:
        self._watch.start()

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        if self._process:
            self._process.terminate()
            self._process.wait()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._process = subprocess.Popen([sys.executable, "-m", "leitfrage", "worker", "--alone"])
            self._process.wait()
            time.sleep(_RESTART_SECONDS)

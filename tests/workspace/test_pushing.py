"""``leitfrage push`` against a real workspace that goes away and comes back, and against its refusals."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from leitfrage.live.following import utterances_of
from tests.workspace.server import Workspace, once

pytestmark = [pytest.mark.slow, once, pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")]
EXAMPLE = Path(__file__).parents[2] / "src" / "leitfrage" / "examples" / "energieberatung.vtt"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Workspace]:
    running = Workspace(tmp_path / "data")
    running.folder.mkdir()
    running.start()
    running.enter()
    running.post("/customers/add", name="Aigner")
    yield running
    running.kill()


def key_of(workspace: Workspace) -> str:
    """Make a key as a person does, under Settings."""
    address = f"http://127.0.0.1:{workspace.port}/account/"
    page = workspace.browser.open(address).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    made = re.search(r'action="([^"]*keys[^"]*)"', page)
    assert token
    assert made
    data = f"csrfmiddlewaretoken={token[1]}&name=push".encode()
    target = urllib.request.Request(f"http://127.0.0.1:{workspace.port}{made[1]}", data, {"Referer": address})
    shown = re.search(r"<code>([\w-]{43})</code>", workspace.browser.open(target).read().decode())
    assert shown
    return shown[1]


def pushing(file: Path | str, address: str, key: str, *more: str, stdin: int | None = None) -> subprocess.Popen[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEITFRAGE")}
    # A shell that runs the tests in the background lets its children ignore Ctrl-C; here it must arrive.
    return subprocess.Popen(
        ["env", "--default-signal=INT", sys.executable, "-m", "leitfrage", "push", str(file), "--to", address, *more],
        env=kept | {"LEITFRAGE_LANG": "en", "LEITFRAGE_TOKEN": key},
        stdin=stdin,
        stderr=subprocess.PIPE,
        text=True,
    )


def kept(workspace: Workspace) -> list[str]:
    return [str(row[0]) for row in workspace.rows("select text from workspace_liveline where number > 0 order by number")]


def wait_for(workspace: Workspace, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(kept(workspace)) < count:
        assert time.monotonic() < deadline, kept(workspace)[-3:]
        time.sleep(0.1)


def test_a_growing_file_arrives_whole_whatever_goes_away(own: Workspace, tmp_path: Path) -> None:
    address = own.post("/customers/1/live", mode="live_text", basis="all_agreed", seller="Jana Behrens", language="de")
    key = key_of(own)
    cues = EXAMPLE.read_text(encoding="utf-8").split("\n\n")[:40]
    file = tmp_path / "growing.vtt"
    client = pushing(file, address, key)  # before there is a file

    def grow(until: int) -> int:
        file.write_text("\n\n".join(cues[:until]) + "\n\n", encoding="utf-8")
        found = utterances_of(file.read_text(encoding="utf-8"), ended=False)
        return sum(each.final for each in found)

    wait_for(own, grow(10))
    own.kill()  # the workspace goes away …
    grow(18)
    time.sleep(1.5)
    own.start()  # … and comes back
    wait_for(own, grow(22))
    client.kill()  # the client goes away, and is started again
    client.communicate()
    client = pushing(file, address, key)
    wait_for(own, grow(40))
    client.send_signal(signal.SIGINT)  # Ctrl-C sends what was said last
    client.communicate(timeout=90)
    assert client.returncode == 0
    whole = utterances_of(file.read_text(encoding="utf-8"), ended=True)
    assert kept(own) == [each.text for each in whole]
    sides = {row[0] for row in own.rows("select side from workspace_liveline")}
    assert sides == {"seller", "customer"}


def test_lines_from_a_recogniser(own: Workspace) -> None:
    address = own.post("/customers/1/live", mode="live_text", basis="all_agreed", seller="Jana", language="de")
    client = pushing("-", address, key_of(own), stdin=subprocess.PIPE)
    client.communicate("Jana: Was soll anders werden?\nHerr Harms: Elf Tage sind zu lang.\nUnd drei Leute auch.\n", 60)
    assert client.returncode == 0
    rows = own.rows("select side, speaker, text from workspace_liveline order by number")
    assert rows == [
        ("seller", "Jana", "Was soll anders werden?"),
        ("customer", "Herr Harms", "Elf Tage sind zu lang."),
        ("customer", "Herr Harms", "Und drei Leute auch."),
    ]


def test_it_is_told_when_nobody_who_speaks_is_the_seller(own: Workspace) -> None:
    address = own.post("/customers/1/live", mode="live_text", basis="all_agreed", seller="Somebody", language="de")
    client = pushing(EXAMPLE, address, key_of(own), "--once")
    assert "So far everybody counts as the customer" in client.communicate(timeout=90)[1]


def test_a_refusal_ends_it_with_the_reason(own: Workspace) -> None:
    address = own.post("/customers/1/live", mode="notes", basis="own_notes", language="de")
    client = pushing(EXAMPLE, address, key_of(own), "--once")
    _, told = client.communicate(timeout=60)
    assert client.returncode == 1
    assert "only own notes were agreed" in told
    client = pushing(EXAMPLE, address, "wrong", "--once")
    _, told = client.communicate(timeout=60)
    assert client.returncode == 1
    assert "not known who asks" in told
    assert kept(own) == []

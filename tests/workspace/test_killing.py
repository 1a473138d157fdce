"""Whatever is killed at whatever moment, nothing is lost and nothing is doubled.

``LEITFRAGE_KILLS`` says how often; ``make bench`` asks for a hundred, the tests for a few.
"""

from __future__ import annotations

import os
import random
import subprocess
import time
from http.client import HTTPException
from pathlib import Path

import pytest

from tests.workspace.conftest import TALK
from tests.workspace.server import Workspace, once

KILLS = int(os.environ.get("LEITFRAGE_KILLS", "6"))
pytestmark = [pytest.mark.slow, once, pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")]


def test_killed_while_talks_come_in_are_read_and_edited(tmp_path: Path) -> None:
    chance = random.Random(7)
    workspace = Workspace(tmp_path)
    workspace.start()
    workspace.enter()
    workspace.post("/customers/add", name="Aigner")
    agreed = {"mode": "notes", "basis": "own_notes"}
    accepted = 0
    for number in range(KILLS):
        text = TALK + f"Kundin: Das ist jetzt übrigens schon unser {number + 1}. Gespräch zu dem Thema.\n"
        pause = chance.uniform(0, 2.5)
        killer = subprocess.Popen(["sh", "-c", f"sleep {pause}; kill -9 -{workspace.process.pid}"])
        try:
            workspace.post("/customers/1/import", text=text, title=f"talk {number}", **agreed)
            accepted += 1
            while killer.poll() is None:
                found = workspace.rows("select id from workspace_item where held = 0 order by id desc limit 1")
                if found:
                    workspace.post(f"/items/{found[0][0]}", act="reword", label=f"edit {number}")
                time.sleep(0.05)
        except (OSError, HTTPException):
            pass  # killed while it answered
        killer.wait()
        workspace.kill()
        workspace.start()
        workspace.enter()
    deadline = time.monotonic() + 60
    while workspace.rows("select 1 from workspace_job") and time.monotonic() < deadline:
        time.sleep(0.2)
    workspace.kill()
    titles = [str(row[0]) for row in workspace.rows("select title from workspace_conversation")]
    assert len(titles) >= accepted, "a talk that was accepted is lost"
    assert len(titles) == len(set(titles)), "a talk is there twice"
    assert workspace.rows("select distinct state from workspace_conversation") == [("ready",)]
    for row in workspace.rows(
        "select conversation_id, evidence, dimension, count(*) from workspace_item where held=0 group by 1, 2, 3"
    ):
        assert row[3] == 1, "an entry is there twice"
    edits = workspace.rows("select count(*) from workspace_edit")
    held = workspace.rows("select count(*) from workspace_item where held = 1")
    assert edits >= held
    assert workspace.rows("pragma integrity_check") == [("ok",)]

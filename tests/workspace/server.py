"""A real workspace, server and worker, in a folder of its own."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

# A real server of the tests keeps its data in SQLite whatever the other tests run on.
once = pytest.mark.skipif("LEITFRAGE_DATABASE_URL" in os.environ, reason="runs on a database of its own; once is enough")


class Workspace:
    """A real server with its worker, in a folder of its own, to be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.link = ""
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def start(self) -> None:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("LEITFRAGE")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "leitfrage", "serve", "--port", str(self.port), "--data", str(self.folder)],
            stdout=subprocess.PIPE,
            text=True,
            env=environment | {"PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if "/open/" in line:
                self.link = line.strip()
                return
        raise AssertionError("the workspace did not start")

    def enter(self) -> None:
        """Use the one-time link."""
        self.browser.open(self.link).read()

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def post(self, path: str, **fields: str) -> str:
        address = f"http://127.0.0.1:{self.port}{path}"
        page = self.browser.open(f"http://127.0.0.1:{self.port}/customers/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token is not None
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        return str(self.browser.open(urllib.request.Request(address, data, {"Referer": address})).url)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with sqlite3.connect(self.folder / "leitfrage.sqlite3", timeout=30) as database:
            return database.execute(query).fetchall()

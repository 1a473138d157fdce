"""Tests leave nothing behind: the workspace's data lie in a folder that is thrown away."""

from __future__ import annotations

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="leitfrage-test-")
os.environ["LEITFRAGE_DATA"] = _folder.name
os.environ.pop("LEITFRAGE_MODE", None)

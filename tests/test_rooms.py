"""The house: one door a room, docs that keep step with the code, a shipped file that keeps its size."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from leitfrage import formats
from leitfrage.coding.heads import WEIGHTS
from leitfrage.questions.catalogue import PHASES, SLOTS, TYPES

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "leitfrage"
ROOMS = (
    "conversation", "formats", "speech", "coding", "clarity", "promises", "listening", "questions", "live", "practice", "letters", "cli",
)  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_the_door_of_a_room_is_exact(room: str) -> None:
    module = importlib.import_module(f"leitfrage.{room}")
    assert list(module.__all__) == sorted(module.__all__, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    for name in module.__all__:
        assert hasattr(module, name)


def test_every_format_is_documented() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    for reader in formats.READERS:
        assert f"`{reader.name}`" in text, reader.name


def test_every_measure_and_rule_is_documented() -> None:
    text = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    for name in re.findall(r'id="(M-\d\d)"', (SOURCE / "listening" / "measures.py").read_text(encoding="utf-8")):
        assert name in text
    for number in re.findall(r'"R-(\d\d)"', (SOURCE / "listening" / "rules.py").read_text(encoding="utf-8")):
        assert f"R-{number}" in text or 1 <= int(number) <= 6 or 16 <= int(number) <= 20


def test_the_catalogues_words_are_documented() -> None:
    text = (ROOT / "docs" / "questions.md").read_text(encoding="utf-8")
    for word in (*TYPES, *PHASES, *(f"{{{slot}}}" for slot in SLOTS)):
        assert word in text, word


def test_the_readmes_example_runs() -> None:
    code = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert code is not None
    exec(compile(code[1].replace("src/leitfrage/examples/", f"{ROOT}/src/leitfrage/examples/"), "README", "exec"), {})


def test_the_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size <= 6_000_000


def test_links_in_the_docs_lead_somewhere() -> None:
    for page in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"

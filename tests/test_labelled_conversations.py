"""What the training scripts read: conversations and files of excerpts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))


def turn(text: str, **more: object) -> dict[str, Any]:
    return {"speaker": "customer", **more, "segments": [{"text": text, "says": [{"dimension": "goal", "clarity": 2}]}]}


def written(folder: Path, *turns: dict[str, Any]) -> Path:
    path = folder / "de-x-01.json"
    path.write_text(json.dumps({"id": "de-x-01", "language": "de", "turns": turns}), encoding="utf-8")
    return path


def test_a_file_of_excerpts_is_read_as_one_talk_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import corpus

    (tmp_path / "train").mkdir()
    monkeypatch.setattr(corpus, "CONVERSATIONS", tmp_path)
    written(tmp_path / "train", turn("Eins.", scene="Dachdecker"), turn("Zwei."), turn("Drei.", scene="Hotel"))
    first, second = corpus.load("train")
    assert [each.text for each in first.segments()] == ["Eins.", "Zwei."]
    assert [each.text for each in second.segments()] == ["Drei."]
    assert (first.id, second.id, first.excerpt, first.file) == ("de-x-01-1", "de-x-01-2", True, "de-x-01")


def test_a_file_that_begins_outside_of_an_excerpt_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import corpus

    (tmp_path / "train").mkdir()
    monkeypatch.setattr(corpus, "CONVERSATIONS", tmp_path)
    written(tmp_path / "train", turn("Eins."), turn("Zwei.", scene="Hotel"))
    with pytest.raises(ValueError, match=r"de-x-01\.json"):
        corpus.load("train")


def test_an_excerpt_does_not_begin_a_talk_and_two_dimensions_share_one_chance() -> None:
    import corpus
    from leitfrage.coding import Dimension, SentenceEncoder
    from leitfrage.coding.features import FIRST
    from leitfrage.conversation import Side
    from rows import rows, shares

    gold = corpus.Gold(
        text="Bis Mai, und leiser.", side=Side.CUSTOMER, says=((Dimension.TIMELINE, 3), (Dimension.CRITERION, 2))
    )
    plain = corpus.Gold(text="Ja.", side=Side.CUSTOMER)
    made = {
        excerpt: list(
            rows(
                [
                    corpus.GoldConversation(
                        id="x", language="de", hand="x", manner="clean", turns=((gold, plain),), excerpt=excerpt
                    )
                ],
                SentenceEncoder(threads=1),
            )
        )
        for excerpt in (False, True)
    }
    assert [row.shallow[FIRST] for row in made[False]] == [1, 1]
    assert [row.shallow[FIRST] for row in made[True]] == [0, 0]
    both, none = shares(made[True])
    assert sorted(both)[-2:] == [0.5, 0.5]
    assert both[0] == 0
    assert none[0] == 1
    assert np.allclose([both.sum(), none.sum()], 1)

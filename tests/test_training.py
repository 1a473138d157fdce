"""The arithmetic that learns is the arithmetic that is applied. Runs where torch is installed (make train)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is only needed to train")
pytestmark = pytest.mark.slow
sys.path.insert(0, str(Path(__file__).parents[1] / "training"))


def test_views_and_vectors_are_the_same_on_both_sides() -> None:
    from corpus import load
    from leitfrage.coding import SentenceEncoder
    from rows import rows
    from tuning import Talk, TunableEncoder, _likeness

    gold = load("dev")[0]
    learning, applied = TunableEncoder(), SentenceEncoder(threads=1)
    learning.eval()
    talk = Talk(gold, applied, learning.tokenizer, plain=False)
    expected = list(rows([gold], applied))
    with torch.no_grad():
        vectors = learning(talk.pieces, talk.sizes)
        around = torch.cat([vectors, *(part @ vectors for part in talk.average)], 1).numpy()
        likeness = _likeness(talk, vectors).numpy()
    np.testing.assert_allclose(around, np.stack([row.dense for row in expected]), atol=1e-5)
    np.testing.assert_allclose(likeness, np.stack([row.shallow for row in expected])[:, 22:26], atol=1e-5)

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
    talk = Talk([gold], applied, learning.tokenizer, plain=False)
    expected = list(rows([gold], applied))
    with torch.no_grad():
        vectors = learning(talk.pieces, talk.sizes)
        around = torch.cat([vectors, *(part @ vectors for part in talk.average)], 1).numpy()
        likeness = _likeness(talk, vectors).numpy()
    np.testing.assert_allclose(around, np.stack([row.dense for row in expected]), atol=1e-5)
    np.testing.assert_allclose(likeness, np.stack([row.shallow for row in expected])[:, 22:26], atol=1e-5)


def test_what_was_said_around_is_weighed_the_same_on_both_sides_and_turn_by_turn() -> None:
    from corpus import load
    from leitfrage.coding import SentenceEncoder
    from leitfrage.coding.context import Context, Memory
    from tuning import Network, Talk, _context

    torch.manual_seed(1)
    gold, network = load("dev")[0], Network().eval()
    for parameter in network.around.parameters():
        parameter.data += torch.randn_like(parameter) * 0.1  # what begins at nothing would hide mistakes
    talk = Talk([gold], SentenceEncoder(threads=1), network.encoder.tokenizer, plain=False)
    with torch.no_grad():
        vectors = network.encoder(talk.pieces, talk.sizes)
        expected = network.around(vectors, talk.shallow, talk, talk.seen).numpy()
    customer = talk.customer.numpy()
    sides = np.stack([~customer, customer], axis=1).astype(np.float32)
    inputs = np.concatenate([vectors.numpy(), talk.shallow.numpy(), sides], axis=1)
    utterance = np.array([at for at, turn in enumerate(gold.turns) for _ in turn])
    context = Context(_context({name: value.detach().numpy() for name, value in network.state_dict().items()}))
    np.testing.assert_allclose(context.logits(inputs, customer, utterance, Memory()), expected, atol=1e-3)
    memory, live = Memory(), []
    for turn in range(len(gold.turns)):
        rows = utterance == turn
        live.append(context.logits(inputs[rows], customer[rows], utterance[rows], memory))
    np.testing.assert_allclose(np.concatenate(live), expected, atol=1e-3)


def test_talks_side_by_side_are_read_as_each_alone() -> None:
    from corpus import GoldConversation, load
    from leitfrage.coding import SentenceEncoder
    from tuning import Network, Talk

    torch.manual_seed(1)
    network, encoder = Network().eval(), SentenceEncoder(threads=1)
    for parameter in network.around.parameters():
        parameter.data += torch.randn_like(parameter) * 0.1
    excerpts = [each for each in load("train") if each.excerpt][:3]

    def answers(some: list[GoldConversation]) -> np.ndarray:
        with torch.no_grad():
            return np.asarray(network(Talk(some, encoder, network.encoder.tokenizer, plain=False)))

    alone = np.concatenate([answers([each]) for each in excerpts])
    np.testing.assert_allclose(answers(excerpts), alone, atol=1e-3)

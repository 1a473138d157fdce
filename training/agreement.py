"""Two readings of the same conversations beside each other.

Krippendorff's alpha for nominal data and two readers (Krippendorff 2011): 1 - observed / expected disagreement, where the
expectation draws pairs from all values of both readers. Clarity: quadratically weighted kappa (Cohen 1968).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.metrics import cohen_kappa_score

from corpus import HERE, GoldConversation
from leitfrage.coding import Behaviour, Dimension
from leitfrage.conversation import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one reader says of one segment."""

    side: Side
    behaviour: Behaviour | None
    says: tuple[tuple[Dimension, int], ...]
    commitment: bool


def reading(path: Path) -> dict[int, Reading]:
    """Read a label file by segment number: a row a segment, number, (side,) labels, separated by tabs."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        cells = line.split("\t")
        if cells[1] in ("S", "C"):
            cells.pop(1)
        seller = len(cells) == 4
        says = () if seller or cells[1] == "-" else tuple(_said(each) for each in cells[1].split(","))
        found[int(cells[0])] = Reading(
            side=Side.SELLER if seller else Side.CUSTOMER,
            behaviour=Behaviour(cells[1]) if seller else None,
            says=says,
            commitment=not seller and cells[2] == "c",
        )
    return found


def _said(text: str) -> tuple[Dimension, int]:
    name, level = text.split(":")
    return Dimension(name), int(level)


def of_gold(conversation: GoldConversation) -> list[Reading]:
    return [
        Reading(side=each.side, behaviour=each.behaviour, says=each.says, commitment=each.commitment)
        for each in conversation.segments()
    ]


def alpha(first: Sequence[Hashable], second: Sequence[Hashable]) -> float:
    """Krippendorff's alpha, nominal, two readers, nothing missing."""
    n = 2 * len(first)
    observed = sum(2 for a, b in zip(first, second, strict=True) if a != b) / n
    counts = Counter([*first, *second])
    expected = 1 - sum(count * (count - 1) for count in counts.values()) / (n * (n - 1))
    return 1 - observed / expected if expected else 1.0


def table(pairs: Sequence[tuple[Sequence[Reading], Sequence[Reading]]]) -> list[tuple[str, int, float]]:
    """Give rows (what, n, agreement) for behaviours, dimensions, clarity and commitments."""
    both = [(a, b) for first, second in pairs for a, b in zip(first, second, strict=True) if a.side == b.side]
    seller = [(a, b) for a, b in both if a.side == Side.SELLER]
    customer = [(a, b) for a, b in both if a.side == Side.CUSTOMER]
    rows = [
        ("behaviour, all 18 (alpha)", len(seller), alpha([a.behaviour for a, _ in seller], [b.behaviour for _, b in seller]))
    ]
    for behaviour in Behaviour:
        marks = [(a.behaviour == behaviour, b.behaviour == behaviour) for a, b in seller]
        if any(a or b for a, b in marks):
            rows.append(
                (f"{behaviour} (alpha)", sum(a or b for a, b in marks), alpha([a for a, _ in marks], [b for _, b in marks]))
            )
    for dimension in Dimension:
        marks = [(dimension in dict(a.says), dimension in dict(b.says)) for a, b in customer]
        if any(a or b for a, b in marks):
            rows.append(
                (f"{dimension} (alpha)", sum(a or b for a, b in marks), alpha([a for a, _ in marks], [b for _, b in marks]))
            )
    levels = [(dict(a.says)[d], dict(b.says)[d]) for a, b in customer for d in dict(a.says) if d in dict(b.says)]
    if levels:
        kappa = cohen_kappa_score([a for a, _ in levels], [b for _, b in levels], weights="quadratic")
        rows.append(("clarity, where both see the dimension (weighted kappa)", len(levels), float(kappa)))
    marks = [(a.commitment, b.commitment) for a, b in customer]
    if any(a or b for a, b in marks):
        rows.append(
            ("commitment (alpha)", sum(a or b for a, b in marks), alpha([a for a, _ in marks], [b for _, b in marks]))
        )
    return rows


def second_readings(conversations: Sequence[GoldConversation]) -> list[tuple[list[Reading], list[Reading]]]:
    """Pair the labels of files of conversations with their second readings, where there is one."""
    first: dict[str, list[Reading]] = {}
    for each in conversations:
        first.setdefault(each.file, []).extend(of_gold(each))
    return [
        (first[path.stem], list(reading(path).values()))
        for path in sorted((HERE / "second").glob("*.tsv"))
        if path.stem in first
    ]

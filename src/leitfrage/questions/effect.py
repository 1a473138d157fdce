"""Which questions brought clarity: a small hierarchical model, honest about how little it knows.

Each question that was asked is credited with the levels of clarity that rose after it (M-13, first-rise rule). The gain
is modelled as a common mean plus what the question itself, its form, its dimension, the phase and the kind of customer
add, each drawn around zero with a spread of its own (a linear mixed model with Gaussian effects; Gelman and Hill, "Data
Analysis Using Regression and Multilevel/Hierarchical Models", ch. 12 and 13). So a question asked twice is pulled
towards its form and dimension, and one asked often speaks for itself. The spreads are found by expectation
maximisation with a weak prior, so that few data give wide intervals. Talkative customers raise many things at once: where
gains scatter more than believed, all prior sizes grow with them. It says what worked for one person's questions
and is never a figure about a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
FACTORS = ("question", "form", "dimension", "phase", "kind")
# What is believed before any talk: about 0.4 levels a question (the method's own starting value), and little more.
_MEAN, _MEAN_SPREAD = 0.4, 0.5
_SPREAD = 0.25
_NOISE = 0.8
_BELIEF = 4.0  # so many observations' worth is the prior of each spread
_ROUNDS = 40
_INTERVAL = 1.645  # of a standard deviation to each side: 90 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question that was asked, and the levels of clarity that rose after it."""

    question: str
    form: str
    dimension: str
    phase: str
    kind: str
    gain: float

    def levels(self) -> tuple[str, ...]:
        return tuple(str(getattr(self, factor)) for factor in FACTORS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a question, form … brings on average, in levels per asking, with its 90 % interval; ``n`` askings."""

    factor: str
    name: str
    mean: float
    low: float
    high: float
    n: int


class Effects:
    """What was learnt from the questions asked so far. Built from the same askings, it is the same to the last bit."""

    def __init__(self, asked: Sequence[Asked] = ()) -> None:
        self._counts = {factor: Counter(each.levels()[at] for each in asked) for at, factor in enumerate(FACTORS)}
        self._columns: dict[tuple[str, str], int] = {}
        for factor in FACTORS:
            for name in sorted(self._counts[factor]):
                self._columns[factor, name] = len(self._columns) + 1  # column 0 is the common mean
        self._spread = dict.fromkeys(FACTORS, _SPREAD**2)
        self._noise = _NOISE**2
        # How much more gains scatter than believed; all is fitted in this unit and told in levels.
        self.scale = max(1.0, float(np.std([each.gain for each in asked])) / _NOISE) if asked else 1.0
        self._mean, self._covariance = self._fitted(asked)

    def _fitted(self, asked: Sequence[Asked]) -> tuple[Numbers, Numbers]:
        size = len(self._columns) + 1
        design = np.zeros((len(asked), size))
        design[:, 0] = 1.0
        for row, each in enumerate(asked):
            for factor, name in zip(FACTORS, each.levels(), strict=True):
                design[row, self._columns[factor, name]] = 1.0
        gains = np.array([each.gain for each in asked]) / self.scale
        centre = np.zeros(size)
        centre[0] = _MEAN
        factor_of = np.array(["", *(factor for factor, _ in self._columns)])
        for _ in range(_ROUNDS):
            precision = np.full(size, 1 / _MEAN_SPREAD**2)
            for factor in FACTORS:
                precision[factor_of == factor] = 1 / self._spread[factor]
            covariance = np.asarray(np.linalg.inv(design.T @ design / self._noise + np.diag(precision)), dtype=np.float64)
            mean = covariance @ (design.T @ gains / self._noise + precision * centre)
            if not len(asked):
                break
            second = mean**2 + np.diag(covariance)
            for factor in FACTORS:
                own = second[factor_of == factor]
                self._spread[factor] = float((own.sum() + _BELIEF * _SPREAD**2) / (len(own) + _BELIEF))
            left = float(((gains - design @ mean) ** 2).sum() + np.einsum("ij,jk,ik->", design, covariance, design))
            self._noise = (left + _BELIEF * _NOISE**2) / (len(asked) + _BELIEF)
        return mean, covariance

    def effect(self, factor: str, name: str) -> Effect:
        """Give the gain of a question, form … in the surroundings met so far; unknown names get the widest interval."""
        weights = np.zeros(len(self._mean))
        weights[0] = 1.0
        for (other, value), place in self._columns.items():
            if other != factor:
                weights[place] = self._counts[other][value] / self._counts[other].total()
        column = self._columns.get((factor, name))
        extra = 0.0
        if column is None:
            extra = self._spread[factor]
        else:
            weights[column] = 1.0
        mean = self.scale * float(weights @ self._mean)
        deviation = self.scale * float(np.sqrt(weights @ self._covariance @ weights + extra))
        return Effect(
            factor=factor,
            name=name,
            mean=mean,
            low=mean - _INTERVAL * deviation,
            high=mean + _INTERVAL * deviation,
            n=self._counts[factor][name],
        )

    def known(self, factor: str) -> tuple[Effect, ...]:
        """Give the effects of all names of a factor that were asked, the best lower bound first."""
        return tuple(sorted((self.effect(factor, name) for name in self._counts[factor]), key=lambda each: -each.low))

    def drawn(self, seed: int) -> Draw:
        """Draw one believable state of things, for Thompson sampling: what is little known varies much."""
        chance = np.random.default_rng(seed)
        values = chance.multivariate_normal(self._mean, self._covariance, method="cholesky")
        columns = {key: float(values[column]) for key, column in self._columns.items()}
        return Draw(values=columns, spread={factor: self._spread[factor] ** 0.5 for factor in FACTORS}, seed=seed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """One believable state of things; ``gain`` says how much more than usual a question would bring in it.

    In units of ``Effects.scale`` levels, so that it weighs the same with talkative and with taciturn customers.
    """

    values: Mapping[tuple[str, str], float]
    spread: Mapping[str, float]
    seed: int

    def gain(self, **names: str) -> float:
        """Sum what the named question, form, dimension … add; one never asked is drawn from the spread of its kind."""
        total = 0.0
        for factor, name in sorted(names.items()):
            known = self.values.get((factor, name))
            if known is None:
                # The same name gets the same draw within one state of things, whatever else is asked about.
                number = int.from_bytes(f"{factor}:{name}".encode()[:64], "little") % 2**63
                known = float(np.random.default_rng([self.seed, number]).normal(0, self.spread[factor]))
            total += known
        return total

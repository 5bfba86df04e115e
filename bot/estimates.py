"""Metrics over many questions, with their bootstrap intervals, and the risk-coverage curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from bot.metrics import METRICS, Case, right

Array = npt.NDArray[np.float64]

SEED, RESAMPLES = 20241208, 1000
PRECISION = 0.95
"""At which coverage is reported."""


def curve(confidence: Array, error: Array) -> tuple[Array, Array, Array]:
    """(confidence, coverage, risk) wherever a threshold can be set, the most confident first.

    Coverage is the share of questions whose answer is at least that sure, risk the share of wrong ones among those
    (Geifman and El-Yaniv, "Selective classification for deep neural networks", NeurIPS 2017).
    """
    size, wrong = (row[0] for row in _by_level(confidence, error))
    covered = size.cumsum()
    return -np.unique(-confidence), covered / len(confidence), wrong.cumsum() / covered


def _by_level(confidence: Array, error: Array) -> tuple[Array, Array]:
    """How many questions there are, and how many wrong, for each confidence, the highest first; a row for each sample."""
    confidence, error = np.atleast_2d(confidence), np.atleast_2d(error)
    levels, level = np.unique(-confidence, return_inverse=True)
    cell = (level.reshape(confidence.shape) + len(levels) * np.arange(len(confidence))[:, None]).ravel()
    shape = len(confidence), len(levels)
    size, wrong = (np.bincount(cell, weights, minlength=shape[0] * shape[1]).reshape(shape) for weights in (None, error.ravel()))
    return size.astype(np.float64), wrong.astype(np.float64)


def aurc(confidence: Array, error: Array) -> Array:
    """Area under the risk-coverage curve, lower is better: the mean risk over coverages 1/n, 2/n, ... 1.

    Equal confidences are taken in no order: each of them bears the mean error m of them all. With K questions and E errors
    before s such ones, their risks are (E + jm) / (K + j) for j = 1..s, which is m + (E - Km) / (K + j).
    """
    size, wrong = _by_level(confidence, error)
    n = confidence.shape[-1]
    harmonic = np.concatenate(([0.0], np.cumsum(1 / np.arange(1, n + 1))))
    after = size.cumsum(axis=1)
    before, errors = after - size, wrong.cumsum(axis=1) - wrong
    mean = wrong / np.maximum(size, 1)
    between = harmonic[after.astype(int)] - harmonic[before.astype(int)]
    return np.asarray((wrong + (errors - before * mean) * between).sum(axis=1) / n)


def coverage_95(confidence: Array, error: Array) -> Array:
    """The largest share of questions that can be answered so that 95% of the answers are right."""
    size, wrong = _by_level(confidence, error)
    covered = size.cumsum(axis=1)
    good = wrong.cumsum(axis=1) <= (1 - PRECISION) * covered + 1e-9
    return np.asarray(np.where(good, covered, 0).max(axis=1) / confidence.shape[-1])


def p50_ms(milliseconds: Array) -> Array:
    """Median time from question to answer."""
    return np.asarray(np.percentile(milliseconds, 50, axis=-1))


def p95_ms(milliseconds: Array) -> Array:
    """Time that 95% of the answers keep to."""
    return np.asarray(np.percentile(milliseconds, 95, axis=-1))


def _mean(column: Array) -> Array:
    return np.asarray(column.mean(axis=-1))


WHOLE: dict[str, tuple[Callable[..., Array], tuple[str, ...]]] = {
    "aurc": (aurc, ("confidence", "error")),
    "coverage_95": (coverage_95, ("confidence", "error")),
    "p50_ms": (p50_ms, ("milliseconds",)),
    "p95_ms": (p95_ms, ("milliseconds",)),
}
"""Metrics of many questions together, with the columns they are computed from: the last axis is the questions, one before it samples of them."""

NAMES = (*METRICS, *WHOLE)
MEANING: dict[str, str] = {
    name: (function.__doc__ or "").partition("\n\n")[0] for name, function in (METRICS | {name: whole[0] for name, whole in WHOLE.items()}).items()
}
"""In words, for people who read a report."""


def columns(cases: Sequence[Case]) -> dict[str, Array]:
    """Whatever is not a right answer to an answerable question is an error to answer; a refusal is less sure than any answer."""
    return {
        "confidence": np.array([case.answer.confidence if case.answer and case.answered else -1.0 for case in cases]),
        "error": np.array([1.0 - (right(case) if case.gold.answerable else 0.0) for case in cases]),
        "milliseconds": np.array([case.milliseconds for case in cases]),
    }


@dataclass(frozen=True, slots=True)
class Estimate:
    """A metric over n questions, with the bounds of its 95% bootstrap interval (percentiles; Efron 1979)."""

    value: float
    low: float
    high: float
    n: int


def estimate(table: Sequence[Array], statistic: Callable[..., Array] = _mean) -> Estimate:
    """Of a statistic over columns of equal length, at least 1. The seed is fixed."""
    n = len(table[0])
    resampled = np.concatenate([statistic(*(column[rows] for column in table)) for rows in _draws(n)])
    low, high = np.percentile(resampled, (2.5, 97.5))
    return Estimate(float(statistic(*(column[None] for column in table))[0]), float(low), float(high), n)


def _draws(n: int) -> Iterator[npt.NDArray[np.int64]]:
    """n row numbers a resample, as many resamples at a time as memory bears."""
    rng = np.random.default_rng(SEED)
    block = max(1, 2**20 // n)
    for done in range(0, RESAMPLES, block):
        yield rng.integers(n, size=(min(block, RESAMPLES - done), n))


def summary(cases: Sequence[Case], values: Sequence[Mapping[str, float | None]]) -> dict[str, Estimate]:
    """Every metric that says something about these questions."""
    found = {}
    for name in METRICS:
        column = np.array([value for row in values if (value := row[name]) is not None])
        if len(column):
            found[name] = estimate([column])
    if cases:
        table = columns(cases)
        for name, (statistic, needed) in WHOLE.items():
            found[name] = estimate([table[column] for column in needed], statistic)
    return found


def printed(name: str, *values: float) -> str:
    """A metric's value, or the two ends of its interval, as people read it: shares as per cent."""
    scale, digits, unit = (1, 1, " ms") if name.endswith("_ms") else (1, 3, "") if name in ("ndcg_10", "mrr", "aurc") else (100, 1, "%")
    return "–".join(f"{scale * value:.{digits}f}" for value in values) + unit

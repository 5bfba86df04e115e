"""Fit the judgement of evidence on questions whose right events are known: `make calibrate` writes `bot/judge.json`.

    python -m bot.calibrate INDEX=QUESTIONS ...

Each pair is an index and a question file in any form that `timeline-bot eval` reads. The model is a logistic regression with an L2
penalty, fitted by Newton's method (Bishop, "Pattern Recognition and Machine Learning", 4.3.3). Every question weighs the same: half
on the events that are right, half on the likeliest wrong ones; an unanswerable one puts all of it on wrong ones. The threshold is
where most questions are right, a wrong answer being worse than none.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot import gold
from bot.engine import Engine
from bot.evidence import FEATURES, Evidence
from index.search import open_index

PENALTY = 0.0001
"""Of the squared weights, per question; the bias is free."""
_WRONG = 4
"""So many of the likeliest wrong events count."""

SIGNS = dict.fromkeys(("coverage", "words", "sentence", "cosine", "close", "said back", "headline", "fields", "roles agree", "narrow"), 1) | dict.fromkeys(
    (
        "entity missing", "names missing", "number missing", "worst word missing", "no word", "head missing", "agent missing", "act missing", "act apart", "opposite",
        "roles swapped", "both swapped", "told and act missing", "subject elsewhere", "object elsewhere", "act beside", "kind missing",
    ), -1,
)  # fmt: skip
"""Which way each feature may count."""
WRONG = 0.5
"""What a wrong answer costs, where a right one, or a right refusal, gains 1 and a wrong refusal nothing."""
UNANSWERABLE = 2.0
"""How many answerable questions one unanswerable question weighs: a confident wrong answer is worse than none."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """What one search for one question brought up."""

    features: Array
    """One row an event."""
    right: npt.NDArray[np.bool_]
    answerable: bool
    weight: float = 1.0
    """What it counts for. A timeline counts for the square root of its questions, so that none decides alone."""


def judged(engine: Engine, questions: Sequence[gold.Gold]) -> Iterator[Judged]:
    """Every search that answering the questions takes, judged against the events that are right."""
    for question in questions:
        previous = None
        for earlier in question.context:
            previous = engine.ask(earlier, previous)
        for found in engine.searches(question.question, previous):
            if found:
                yield Judged(_matrix(found), np.array([e.event.id in question.events for e in found]), question.answerable)


def _matrix(found: Sequence[Evidence]) -> Array:
    return np.array([e.features for e in found], np.float64)


def fit(samples: Sequence[Judged], rounds: int = 5) -> tuple[Array, float]:
    """The weights and the threshold. Which wrong events are the likeliest is seen anew in each round."""
    weights = np.zeros(len(FEATURES))
    weights[FEATURES.index("coverage")] = weights[FEATURES.index("cosine")] = 1.0
    for _ in range(rounds):
        rows, labels, counts = _training(samples, weights)
        weights = _newton(rows, labels, counts, weights)
    return weights, _threshold(samples, weights)


def _training(samples: Sequence[Judged], weights: Array) -> tuple[Array, Array, Array]:
    rows, labels, counts = [], [], []
    for sample in samples:
        if sample.answerable and not sample.right.any():
            continue  # the search did not bring it up: nothing to learn about judging
        scores = sample.features @ weights
        wrong = np.flatnonzero(~sample.right)
        wrong = wrong[np.argsort(-scores[wrong])][:_WRONG]
        right = np.flatnonzero(sample.right)
        right = right[np.argsort(-scores[right])][:1]
        share = 0.5 if sample.answerable else UNANSWERABLE
        for chosen, label in ((right, 1.0), (wrong, 0.0)):
            rows += [sample.features[i] for i in chosen]
            labels += [label] * len(chosen)
            counts += [sample.weight * share / max(len(chosen), 1)] * len(chosen)
    return np.array(rows), np.array(labels), np.array(counts)


def _newton(rows: Array, labels: Array, counts: Array, weights: Array) -> Array:
    """Newton's method, projected onto what the features mean: more evidence never lowers the probability. A weight of the wrong sign
    is held at zero for a step."""
    penalty = np.full(len(weights), PENALTY * counts.sum())
    penalty[FEATURES.index("bias")] = 1e-6
    sign = np.array([SIGNS.get(name, 0) for name in FEATURES])
    weights = np.where(weights * sign < 0, 0.0, weights)
    for _ in range(100):
        p = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (counts * (p - labels)) + penalty * weights
        held = (weights == 0) & (gradient * sign > 0) & (sign != 0)
        free = np.flatnonzero(~held)
        hessian = (rows[:, free] * (counts * p * (1 - p))[:, None]).T @ rows[:, free] + np.diag(penalty[free])
        step = np.zeros(len(weights))
        step[free] = np.linalg.solve(hessian, gradient[free])
        loss, length = _loss(rows, labels, counts, weights, penalty), 1.0
        while True:  # halved until the loss does not grow: the projection can make a whole step too long
            moved = weights - length * step
            moved = np.where(moved * sign < 0, 0.0, moved)
            if length < 1e-6 or _loss(rows, labels, counts, moved, penalty) <= loss + 1e-12:
                break
            length /= 2
        done = np.abs(moved - weights).max() < 1e-8
        weights = moved
        if done:
            break
    return weights


def _loss(rows: Array, labels: Array, counts: Array, weights: Array, penalty: Array) -> float:
    z = np.clip(rows @ weights, -30, 30)
    return float(counts @ (np.log1p(np.exp(z)) - labels * z) + 0.5 * penalty @ weights**2)


def _threshold(samples: Sequence[Judged], weights: Array) -> float:
    """Where most questions are right and few answers wrong, on a grid of a hundredth; in the middle of all that are nearly the best, since
    so few questions cannot tell them apart."""
    scores = [s.features @ weights for s in samples]
    best = np.array([1 / (1 + np.exp(-np.clip(score.max(), -30, 30))) for score in scores])
    right = np.array([bool(s.right[score.argmax()]) for s, score in zip(samples, scores, strict=True)])
    answerable = np.array([s.answerable for s in samples])
    counts = np.array([s.weight for s in samples])
    grid = np.arange(0.05, 0.96, 0.01)
    worth = []
    for threshold in grid:
        answered = best >= threshold
        gained = np.where(answerable, answered & right, ~answered)
        worth.append(float(np.average(gained - WRONG * (answered & ~right), weights=counts)))
    highest = np.flatnonzero(np.array(worth) >= max(worth) - 0.005)
    return round(float(grid[highest[len(highest) // 2]]), 2)


def main(pairs: Sequence[str]) -> int:
    by_timeline: dict[str, list[Judged]] = {}
    for pair in pairs:
        folder, _, questions = pair.partition("=")
        engine = Engine(open_index(folder))
        found = list(judged(engine, gold.read([Path(questions)], lambda id, index=engine.index: index.event(id) is not None)))  # type: ignore[misc]
        by_timeline.setdefault(folder, []).extend(found)
        print(f"{pair}: {len(found)} searches, {sum(not s.answerable for s in found)} of unanswerable questions")
    samples = [replace(s, weight=1 / math.sqrt(len(found))) for found in by_timeline.values() for s in found]
    weights, threshold = fit(samples)
    content = {"weights": {name: round(float(w), 4) for name, w in zip(FEATURES, weights, strict=True)}, "threshold": threshold}
    (Path(__file__).parent / "judge.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(content, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

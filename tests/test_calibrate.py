"""The judgement is fitted on questions whose right events are known: it separates them, and no weight counts the wrong way."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.calibrate import SIGNS, Judged, fit, judged
from bot.engine import Engine
from bot.evidence import FEATURES
from bot.gold import read
from index.search import Index


def row(**features: float) -> list[float]:
    """The features of an event, 0 where they are not given; "names_missing" is "names missing"."""
    given = {name.replace("_", " "): value for name, value in features.items()}
    assert given.keys() <= set(FEATURES)
    return [1.0 if name == "bias" else given.get(name, 0.0) for name in FEATURES]


def search(*events: tuple[list[float], bool], answerable: bool = True) -> Judged:
    return Judged(np.array([features for features, _ in events]), np.array([right for _, right in events]), answerable)


def made_up(n: int = 60) -> list[Judged]:
    """Right events cover nearly all of a question; the likeliest wrong ones cover half and miss a name."""
    random = np.random.default_rng(7)

    def covering(share: float, missing: float) -> list[float]:
        coverage = float(np.clip(share + random.normal(0, 0.08), 0, 1))
        return row(coverage=coverage, sentence=coverage, cosine=float(random.normal(0.3, 0.1)), names_missing=missing)

    answerable = [search((covering(0.95, 0), True), (covering(0.5, 1), False), (covering(0.3, 1), False)) for _ in range(n)]
    return [*answerable, *(search((covering(0.5, 1), False), (covering(0.4, 1), False), answerable=False) for _ in range(n // 2))]


def probability(weights: np.ndarray, features: Sequence[float]) -> float:
    return float(1 / (1 + np.exp(-np.dot(weights, features))))


def test_fitting_separates_what_is_right_from_what_is_wrong() -> None:
    samples = made_up()
    weights, threshold = fit(samples)
    for sample in samples:
        above = [probability(weights, features) >= threshold for features in sample.features]
        assert above == sample.right.tolist()


def test_a_weight_never_counts_the_wrong_way() -> None:
    """Even where the samples say so: here the right events miss names more often, by chance."""
    random = np.random.default_rng(7)

    def event(share: float, missing: float) -> list[float]:
        return row(coverage=float(np.clip(share + random.normal(0, 0.15), 0, 1)), names_missing=float(random.random() < missing))

    samples = [search((event(0.8, 0.8), True), (event(0.5, 0.3), False), answerable=True) for _ in range(80)]
    samples += [search((event(0.5, 0.3), False), answerable=False) for _ in range(40)]
    weights, threshold = fit(samples)
    assert weights[FEATURES.index("names missing")] == 0
    assert weights[FEATURES.index("coverage")] > 0
    assert all(weight * SIGNS.get(name, 0) >= 0 for name, weight in zip(FEATURES, weights, strict=True))
    assert 0 < threshold < 1


def test_a_search_that_did_not_bring_up_the_right_event_teaches_nothing() -> None:
    lost = search((row(coverage=0.9), False), (row(coverage=0.8), False))
    weights, _ = fit(made_up())
    with_lost, _ = fit([*made_up(), lost])
    assert with_lost == pytest.approx(weights, abs=1e-6)


def test_every_feature_that_has_a_sign_is_one() -> None:
    assert set(SIGNS) <= set(FEATURES)
    assert set(SIGNS.values()) == {1, -1}
    assert "bias" not in SIGNS


def test_questions_are_judged_against_the_events_that_are_right(river: Index, tmp_path: Path) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text(
        """
- {id: q1, kind: when, question: when did the League capture Brook, answerable: true, answers: [3 May], events: [brook]}
- {id: q2, kind: order, question: did the League capture Brook before it captured Calder, answerable: true, answers: ["yes"], events: [brook, calder]}
- {id: q3, kind: follow-up, context: [who captured Brook], question: and Calder, answerable: true, answers: [League], events: [calder]}
- {id: q4, kind: unanswerable-near, question: what car did Otto Brandt drive, answerable: false}
""",
        encoding="utf-8",
    )
    gold = read([questions], lambda id: river.event(id) is not None)
    found = list(judged(Engine(river), gold))
    assert [sample.answerable for sample in found] == [True, True, True, True, False], "a comparison takes two searches"
    assert all(sample.right.sum() >= 1 for sample in found if sample.answerable)
    assert not found[-1].right.any()
    assert all(sample.features.shape == (len(sample.right), len(FEATURES)) for sample in found)

"""The contract of `VectorStore`, compared with brute force."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.embed import unit
from index.passages import arrange
from index.store import FaissStore
from index.types import When


def timeline(n: int, seed: int) -> list[When | None]:
    generator = np.random.default_rng(seed)
    starts = generator.integers(0, 10_000, n)
    widths = generator.choice([1, 60, 60, 60, 4000], n)
    whens: list[When | None] = [When(int(s), int(s + w)) for s, w in zip(starts, widths, strict=True)]
    whens[:: max(n // 5, 1)] = [None] * len(whens[:: max(n // 5, 1)])
    rows, _ = arrange(whens)
    return [whens[row] for row in rows]


@pytest.mark.parametrize("n", [1, 7, 300])
@pytest.mark.parametrize("within", [None, When(100, 101), When(3000, 3500), When(0, 20_000), When(-9, -5), When(9_990, 99_999)])
def test_a_search_is_what_brute_force_finds(n: int, within: When | None) -> None:
    whens = timeline(n, n)
    vectors = unit(np.random.default_rng(1).normal(size=(n, 16)).astype(np.float32))
    query = unit(np.random.default_rng(2).normal(size=(1, 16)).astype(np.float32))[0]
    store = FaissStore()
    store.sync(whens, vectors)
    for k in (1, 5, n, n + 10):
        rows = [i for i, when in enumerate(whens) if within is None or (when is not None and when.overlaps(within))]
        expected = sorted(((row, float(vectors[row] @ query)) for row in rows), key=lambda pair: (-pair[1], pair[0]))[:k]
        found = store.search(query, k, within)
        assert [row for row, _ in found] == [row for row, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)


def test_equal_cosines_are_ordered_by_row() -> None:
    store = FaissStore()
    store.sync([When(n, n + 1) for n in range(6)], np.tile(np.array([[1, 0]], np.float32), (6, 1)))
    found = store.search(np.array([1, 0], np.float32), 6, None)
    assert found == [(row, 1.0) for row in range(6)]


def test_no_padding_when_few_rows_are_in_the_window() -> None:
    store = FaissStore()
    store.sync([When(0, 1), When(5, 6), None], np.eye(3, dtype=np.float32))
    assert store.search(np.array([0, 1, 0], np.float32), 10, When(5, 9)) == [(1, 1.0)]
    assert store.search(np.array([0, 1, 0], np.float32), 10, When(50, 90)) == []
    assert store.search(np.array([0, 1, 0], np.float32), 0, None) == []


def test_rows_out_of_the_order_of_time_are_refused() -> None:
    store = FaissStore()
    with pytest.raises(ValueError, match="order of time"):
        store.sync([When(5, 6), When(0, 1)], np.eye(2, dtype=np.float32))
    with pytest.raises(ValueError, match="2 rows but 3 vectors"):
        store.sync([When(0, 1), When(5, 6)], np.eye(3, dtype=np.float32))


def test_syncing_again_holds_exactly_the_new_rows(tmp_path: Path) -> None:
    store = FaissStore()
    store.sync([When(0, 1), When(5, 6)], np.eye(2, dtype=np.float32))
    store.sync([When(7, 8)], np.array([[0, 1]], np.float32))
    assert len(store) == 1
    store.save(tmp_path / "vectors.faiss")
    again = FaissStore.load(tmp_path / "vectors.faiss", arrange([When(7, 8)])[1])
    assert again.search(np.array([0, 1], np.float32), 3, None) == [(0, 1.0)]
    assert again.vectors([0]).tolist() == [[0, 1]]
    assert again.vectors([]).shape == (0, 2)

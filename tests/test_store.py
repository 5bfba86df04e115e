"""The contract of `VectorStore`, compared with brute force on every store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.embed import Vectors, unit
from index.passages import arrange
from index.store import FaissStore, VectorStore
from index.types import When

STORES: dict[str, Callable[[], VectorStore]] = {
    "faiss, flat": FaissStore,
    "faiss, by codes": lambda: FaissStore(exact_up_to=100),
}

pytestmark = pytest.mark.parametrize("kind", STORES)

WINDOWS = [None, When(100, 101), When(3000, 3500), When(0, 20_000), When(150, 9_800), When(-9, -5), When(9_990, 99_999)]


def timeline(n: int, seed: int) -> list[When | None]:
    generator = np.random.default_rng(seed)
    starts = generator.integers(0, 10_000, n)
    widths = generator.choice([1, 60, 60, 60, 4000], n)
    whens: list[When | None] = [When(int(s), int(s + w)) for s, w in zip(starts, widths, strict=True)]
    whens[:: max(n // 5, 1)] = [None] * len(whens[:: max(n // 5, 1)])
    rows, _ = arrange(whens)
    return [whens[row] for row in rows]


def clustered(n: int, dimensions: int, seed: int) -> Vectors:
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(20, dimensions))
    return unit((centres[generator.integers(0, 20, n)] + generator.normal(size=(n, dimensions))).astype(np.float32))


def inside(whens: list[When | None], within: When | None) -> list[int]:
    return [row for row, when in enumerate(whens) if within is None or (when is not None and when.overlaps(within))]


def brute_force(vectors: Vectors, rows: list[int], query: Vectors, k: int) -> list[tuple[int, float]]:
    scored = zip(rows, (vectors[rows] @ query).tolist(), strict=True)
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:k]


@pytest.mark.parametrize("n", [1, 7, 300])
@pytest.mark.parametrize("within", WINDOWS)
def test_a_search_is_what_brute_force_finds(kind: str, n: int, within: When | None) -> None:
    whens, vectors = timeline(n, n), clustered(n, 16, 1)
    query = clustered(1, 16, 2)[0]
    store = STORES[kind]()
    store.sync(whens, vectors)
    for k in (1, 5, n, n + 10):
        expected = brute_force(vectors, inside(whens, within), query, k)
        found = store.search(query, k, within)
        assert [row for row, _ in found] == [row for row, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)


@pytest.mark.parametrize("dimensions", [15, 64])
def test_among_many_rows_nearly_all_of_the_ten_best_are_found_in_any_window(kind: str, dimensions: int) -> None:
    whens, vectors = timeline(9_000, 3), clustered(9_000, dimensions, 3)
    store = STORES[kind]()
    store.sync(whens, vectors)
    for within in WINDOWS:
        rows = inside(whens, within)
        kept = wanted = 0
        for query in clustered(20, dimensions, 4):
            expected = dict(brute_force(vectors, rows, query, 10))
            found = store.search(query, 10, within)
            cosines = vectors[[row for row, _ in found]] @ query
            assert [score for _, score in found] == pytest.approx(cosines.tolist(), abs=1e-5), "no cosine is approximate"
            assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
            assert len(found) == len(expected)
            assert set(dict(found)) <= set(rows)
            kept, wanted = kept + len(expected.keys() & dict(found).keys()), wanted + len(expected)
        assert kept >= 0.95 * wanted


@given(st.integers(-100, 14_500), st.integers(1, 15_000), st.integers(1, 1500))
@settings(max_examples=60, deadline=None)
def test_no_row_outside_the_window_and_none_twice(kind: str, start: int, width: int, k: int) -> None:
    whens, store = many(kind)
    within = When(start, start + width)
    rows = [row for row, _ in store.search(clustered(1, 16, start % 7)[0], k, within)]
    assert len(rows) == len(set(rows)) == min(k, len(inside(whens, within)))
    assert set(rows) <= set(inside(whens, within))


_MANY: dict[str, tuple[list[When | None], VectorStore]] = {}


def many(kind: str) -> tuple[list[When | None], VectorStore]:
    """A store of 5,000 rows, made once."""
    if kind not in _MANY:
        whens, store = timeline(5_000, 5), STORES[kind]()
        store.sync(whens, clustered(5_000, 16, 5))
        _MANY[kind] = whens, store
    return _MANY[kind]


def test_equal_cosines_are_ordered_by_row(kind: str) -> None:
    store = STORES[kind]()
    store.sync([When(n, n + 1) for n in range(6)], np.tile(np.array([[1, 0]], np.float32), (6, 1)))
    found = store.search(np.array([1, 0], np.float32), 6, None)
    assert found == [(row, 1.0) for row in range(6)]


def test_no_padding_when_few_rows_are_in_the_window(kind: str) -> None:
    store = STORES[kind]()
    store.sync([When(0, 1), When(5, 6), None], np.eye(3, dtype=np.float32))
    assert store.search(np.array([0, 1, 0], np.float32), 10, When(5, 9)) == [(1, 1.0)]
    assert store.search(np.array([0, 1, 0], np.float32), 10, When(50, 90)) == []
    assert store.search(np.array([0, 1, 0], np.float32), 0, None) == []


def test_rows_out_of_the_order_of_time_are_refused(kind: str) -> None:
    store = STORES[kind]()
    with pytest.raises(ValueError, match="order of time"):
        store.sync([When(5, 6), When(0, 1)], np.eye(2, dtype=np.float32))
    with pytest.raises(ValueError, match="2 rows but 3 vectors"):
        store.sync([When(0, 1), When(5, 6)], np.eye(3, dtype=np.float32))


def test_syncing_again_holds_exactly_the_new_rows(kind: str) -> None:
    store = STORES[kind]()
    store.sync([When(0, 1), When(5, 6)], np.eye(2, dtype=np.float32))
    store.sync([When(7, 8)], np.array([[0, 1]], np.float32))
    assert store.search(np.array([0, 1], np.float32), 3, None) == [(0, 1.0)]
    assert store.vectors([0]).tolist() == [[0, 1]]
    assert store.vectors([]).shape == (0, 2)


def on_disk(kind: str) -> FaissStore:
    store = STORES[kind]()
    if not isinstance(store, FaissStore):
        pytest.skip("keeps its rows elsewhere")
    return store


@pytest.mark.parametrize("n", [1, 3_000])
def test_what_was_saved_is_found_again(kind: str, n: int, tmp_path: Path) -> None:
    store = on_disk(kind)
    whens, vectors = timeline(n, 6), clustered(n, 16, 6)
    store.sync(whens, vectors)
    store.save(tmp_path)
    again = FaissStore.load(tmp_path, arrange(whens)[1], exact_up_to=store.exact_up_to)
    assert len(again) == n
    for within in WINDOWS:
        for query in clustered(3, 16, 7):
            assert again.search(query, 5, within) == store.search(query, 5, within)
    assert np.array_equal(again.vectors([n - 1, 0]), vectors[[n - 1, 0]])


def test_the_same_vectors_are_saved_as_the_same_files(kind: str, tmp_path: Path) -> None:
    files = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        store = on_disk(kind)
        store.sync(timeline(3_000, 8), clustered(3_000, 16, 8))
        store.save(folder)
        files.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert files[0] == files[1]
    assert set(files[0]) == ({"vectors.faiss", "codes.faiss"} if store.exact_up_to < 3_000 else {"vectors.faiss"})

"""The contract of `VectorStore`, compared with brute force on every store."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rows import brute_force, clustered, inside, timeline

from index.milvus import Milvus, collection_of, new_alias
from index.passages import arrange
from index.store import FaissStore, VectorStore
from index.types import MINUTE_MAX, MINUTE_MIN, When

FAISS: dict[str, Callable[[], FaissStore]] = {
    "faiss, flat": FaissStore,
    "faiss, by codes": lambda: FaissStore(exact_up_to=100),
}
on_every_store = pytest.mark.parametrize("kind", [*FAISS, "milvus"], scope="module")
on_faiss = pytest.mark.parametrize("kind", FAISS, scope="module")


@pytest.fixture(scope="module")
def fresh(kind: str, lite: Milvus) -> Callable[[], VectorStore]:
    """Makes an empty store of the kind."""
    return FAISS[kind] if kind in FAISS else lambda: lite.store(collection_of(new_alias(), "000001-00000000"))


WINDOWS = [None, When(100, 101), When(3000, 3500), When(0, 20_000), When(150, 9_800), When(-9, -5), When(9_990, 99_999)]


@on_every_store
@pytest.mark.parametrize("n", [1, 7, 300])
@pytest.mark.parametrize("within", WINDOWS)
def test_a_search_is_what_brute_force_finds(fresh: Callable[[], VectorStore], n: int, within: When | None) -> None:
    whens, vectors = timeline(n, n), clustered(n, 16, 1)
    query = clustered(1, 16, 2)[0]
    store = fresh()
    store.sync(whens, vectors)
    for k in (1, 5, n, n + 10):
        expected = brute_force(vectors, inside(whens, within), query, k)
        found = store.search(query, k, within)
        assert [row for row, _ in found] == [row for row, _ in expected]
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], abs=1e-5)


@on_every_store
@pytest.mark.parametrize("dimensions", [15, 64])
def test_among_many_rows_nearly_all_of_the_ten_best_are_found_in_any_window(fresh: Callable[[], VectorStore], dimensions: int) -> None:
    whens, vectors = timeline(9_000, 3), clustered(9_000, dimensions, 3)
    store = fresh()
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


@pytest.fixture(scope="module")
def many(fresh: Callable[[], VectorStore]) -> tuple[list[When | None], VectorStore]:
    """A store of 5,000 rows."""
    whens, store = timeline(5_000, 5), fresh()
    store.sync(whens, clustered(5_000, 16, 5))
    return whens, store


@on_every_store
@given(st.integers(-100, 14_500), st.integers(1, 15_000), st.integers(1, 1500))
@settings(max_examples=60, deadline=None)
def test_no_row_outside_the_window_and_none_twice(many: tuple[list[When | None], VectorStore], start: int, width: int, k: int) -> None:
    whens, store = many
    within = When(start, start + width)
    rows = [row for row, _ in store.search(clustered(1, 16, start % 7)[0], k, within)]
    assert len(rows) == len(set(rows)) == min(k, len(inside(whens, within)))
    assert set(rows) <= set(inside(whens, within))


@on_every_store
def test_equal_cosines_are_ordered_by_row(fresh: Callable[[], VectorStore]) -> None:
    store = fresh()
    store.sync([When(n, n + 1) for n in range(6)], np.tile(np.array([[1, 0]], np.float32), (6, 1)))
    found = store.search(np.array([1, 0], np.float32), 6, None)
    assert found == [(row, 1.0) for row in range(6)]


@on_every_store
def test_equal_cosines_are_ordered_by_row_also_where_k_cuts_through_them(fresh: Callable[[], VectorStore]) -> None:
    store = fresh()
    store.sync([When(n, n + 1) for n in range(100)], np.tile(np.eye(16, dtype=np.float32)[:1], (100, 1)))
    east = np.eye(16, dtype=np.float32)[0]
    assert store.search(east, 3, None) == [(0, 1.0), (1, 1.0), (2, 1.0)]
    assert [row for row, _ in store.search(east, 3, When(50, 90))] == [50, 51, 52]


@on_every_store
def test_a_window_reaches_to_the_ends_of_time_and_no_further(fresh: Callable[[], VectorStore]) -> None:
    ends = [When(MINUTE_MIN, MINUTE_MIN + 1), When(MINUTE_MAX - 1, MINUTE_MAX), When(MINUTE_MIN, MINUTE_MAX), None]
    whens = [ends[row] for row in arrange(ends)[0]]
    vectors = clustered(4, 16, 9)
    store = fresh()
    store.sync(whens, vectors)
    for within in (When(MINUTE_MIN, MINUTE_MAX), ends[0], ends[1], When(MINUTE_MIN + 1, MINUTE_MAX - 1), When(0, 1)):
        assert [row for row, _ in store.search(vectors[0], 9, within)] == [
            row for row, _ in brute_force(vectors, inside(whens, within), vectors[0], 9)
        ]


@on_every_store
def test_vectors_come_in_the_order_asked_for(fresh: Callable[[], VectorStore]) -> None:
    store, vectors = fresh(), clustered(7, 16, 10)
    store.sync(timeline(7, 10), vectors)
    assert np.array_equal(store.vectors([1, 0, 1]), vectors[[1, 0, 1]])
    assert store.vectors([]).shape == (0, 16)


@on_every_store
def test_no_padding_when_few_rows_are_in_the_window(fresh: Callable[[], VectorStore]) -> None:
    store = fresh()
    store.sync([When(0, 1), When(5, 6), None], np.eye(3, dtype=np.float32))
    assert store.search(np.array([0, 1, 0], np.float32), 10, When(5, 9)) == [(1, 1.0)]
    assert store.search(np.array([0, 1, 0], np.float32), 10, When(50, 90)) == []
    assert store.search(np.array([0, 1, 0], np.float32), 0, None) == []


@on_every_store
def test_rows_out_of_the_order_of_time_are_refused(fresh: Callable[[], VectorStore]) -> None:
    store = fresh()
    with pytest.raises(ValueError, match="order of time"):
        store.sync([When(5, 6), When(0, 1)], np.eye(2, dtype=np.float32))
    with pytest.raises(ValueError, match="2 rows but 3 vectors"):
        store.sync([When(0, 1), When(5, 6)], np.eye(3, dtype=np.float32))


@on_every_store
def test_syncing_again_holds_exactly_the_new_rows(fresh: Callable[[], VectorStore]) -> None:
    store = fresh()
    store.sync([When(0, 1), When(5, 6)], np.eye(2, dtype=np.float32))
    store.sync([When(7, 8)], np.array([[0, 1]], np.float32))
    assert store.search(np.array([0, 1], np.float32), 3, None) == [(0, 1.0)]
    assert store.vectors([0]).tolist() == [[0, 1]]
    assert store.vectors([]).shape == (0, 2)


@on_faiss
@pytest.mark.parametrize("n", [1, 3_000])
def test_what_was_saved_is_found_again(kind: str, n: int, tmp_path: Path) -> None:
    store = FAISS[kind]()
    whens, vectors = timeline(n, 6), clustered(n, 16, 6)
    store.sync(whens, vectors)
    store.save(tmp_path)
    again = FaissStore.load(tmp_path, arrange(whens)[1], exact_up_to=store.exact_up_to)
    assert len(again) == n
    for within in WINDOWS:
        for query in clustered(3, 16, 7):
            assert again.search(query, 5, within) == store.search(query, 5, within)
    assert np.array_equal(again.vectors([n - 1, 0]), vectors[[n - 1, 0]])


@on_faiss
def test_the_same_vectors_are_saved_as_the_same_files(kind: str, tmp_path: Path) -> None:
    files = []
    for folder in (tmp_path / "one", tmp_path / "other"):
        folder.mkdir()
        store = FAISS[kind]()
        store.sync(timeline(3_000, 8), clustered(3_000, 16, 8))
        store.save(folder)
        files.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert files[0] == files[1]
    assert set(files[0]) == ({"vectors.faiss", "codes.faiss"} if store.exact_up_to < 3_000 else {"vectors.faiss"})

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import K1, B, Lexical, compile_postings, idf
from index.passages import Order, Window

# Three documents over the terms 0, 1, 2: "0 0 1", "1 2", "1"
TERMS, LENGTHS = [0, 0, 1, 1, 2, 1], [3, 2, 1]


def small() -> Lexical:
    return compile_postings(np.array(TERMS, np.int32), np.array(LENGTHS, np.int64), 3)


def weight(tf: int, df: int, length: int) -> float:
    return math.log(1 + (3 - df + 0.5) / (df + 0.5)) * tf / (tf + K1 * (1 - B + B * length / 2))


def everything(lexical: Lexical) -> Window:
    return Order.everything(lexical.size)


def test_scores_are_lucenes_bm25() -> None:
    found = dict(small().search({0: 1.0, 1: 1.0}, 10, everything(small())))
    assert found == pytest.approx({0: weight(2, 1, 3) + weight(1, 3, 3), 1: weight(1, 3, 2), 2: weight(1, 3, 1)})
    assert [small().df(term) for term in range(3)] == [1, 3, 1]
    assert idf(3, 1) == pytest.approx(math.log(1 + 2.5 / 1.5))


def test_rows_without_a_term_of_the_question_are_not_found() -> None:
    assert [row for row, _ in small().search({2: 1.0}, 10, everything(small()))] == [1]
    assert small().search({}, 10, everything(small())) == []


def test_inside_a_window_it_is_the_same_as_filtering_everything() -> None:
    generator = np.random.default_rng(5)
    lengths = generator.integers(0, 30, 400)
    lexical = compile_postings(generator.zipf(1.5, lengths.sum()).clip(0, 60).astype(np.int32), lengths.astype(np.int64), 61)
    query = {1: 1.0, 3: 1.0, 17: 1.0, 60: 2.0}
    everywhere = lexical.search(query, 400, Order.everything(400))
    for window in (Window(50, 90, np.array([3, 300, 399])), Window(0, 0, np.array([10])), Window(399, 400, np.empty(0, np.int64))):
        inside = {*range(window.start, window.stop), *window.others.tolist()}
        for k in (1, 5, 400):
            assert lexical.search(query, k, window) == [pair for pair in everywhere if pair[0] in inside][:k]


DOCUMENTS = st.lists(st.lists(st.integers(0, 5), max_size=6), min_size=1, max_size=60)


@given(DOCUMENTS, st.lists(st.integers(0, 5), max_size=4, unique=True), st.integers(1, 70), st.data())
@settings(max_examples=300, deadline=None)
def test_a_search_is_every_score_in_the_window_sorted(documents: list[list[int]], asked: list[int], k: int, data: st.DataObject) -> None:
    terms = np.array([term for document in documents for term in document], np.int32)
    lexical = compile_postings(terms, np.array([len(document) for document in documents], np.int64), 6)
    query = {term: 1.0 + term % 2 for term in asked}
    start = data.draw(st.integers(0, len(documents)))
    stop = data.draw(st.integers(start, len(documents)))
    others = sorted(data.draw(st.sets(st.sampled_from([*range(start), *range(stop, len(documents))] or [-1]))) - {-1})
    rows = np.array([*range(start, stop), *others], np.int64)
    scored = zip(rows.tolist(), lexical.scores(query, rows).tolist(), strict=True)
    expected = sorted((pair for pair in scored if pair[1] > 0), key=lambda pair: (-pair[1], pair[0]))[:k]
    assert lexical.search(query, k, Window(start, stop, np.array(others, np.int64))) == expected


def test_equal_scores_are_ordered_by_row_also_at_the_cut() -> None:
    lexical = compile_postings(np.zeros(50, np.int32), np.ones(50, np.int64), 1)
    assert [row for row, _ in lexical.search({0: 1.0}, 4, Order.everything(50))] == [0, 1, 2, 3]


def test_the_scores_of_given_rows_are_those_of_the_search() -> None:
    found = dict(small().search({0: 1.0, 1: 1.0}, 10, everything(small())))
    assert small().scores({0: 1.0, 1: 1.0}, np.array([2, 0])).tolist() == pytest.approx([found[2], found[0]])


def test_an_empty_collection_finds_nothing(tmp_path: Path) -> None:
    lexical = compile_postings(np.empty(0, np.int32), np.zeros(2, np.int64), 0)
    lexical.save(tmp_path)
    assert Lexical.load(tmp_path, 2).search({}, 3, Order.everything(2)) == []

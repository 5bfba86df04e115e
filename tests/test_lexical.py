from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

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

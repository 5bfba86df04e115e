from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.passages import arrange, by_time, cut, document
from index.types import EVER, MINUTE_MIN, Event, When

WIDTHS = st.sampled_from([1, 5, 30, 400])
WHENS = st.lists(st.none() | st.builds(lambda start, width: When(start, start + width), st.integers(-500, 500), WIDTHS), max_size=40)


def test_a_short_text_is_one_passage() -> None:
    event = Event("a", "One sentence.")
    (passage,) = cut(event, len)
    assert (passage.id, passage.text) == ("a#0", "One sentence.")


def test_a_long_text_is_cut_between_sentences_so_that_each_part_is_read_whole() -> None:
    text = " ".join(f"Sentence number {n} has a few words in it and then some more to be long." for n in range(20))
    passages = cut(Event("a", text), lambda part: min(len(part), 200))
    assert len(passages) > 5
    assert all(len(p.text) <= 200 and p.text.endswith("long.") for p in passages)
    assert " ".join(p.text for p in passages) == text


@given(st.text(alphabet="ab .!?\n", max_size=600), st.integers(97, 150))
@settings(max_examples=200, deadline=None)
def test_no_word_of_any_text_is_left_unread(text: str, limit: int) -> None:
    event = Event("a", text)
    passages = cut(event, lambda part: min(len(part), limit))
    assert "".join("".join(p.text for p in passages).split()) == "".join(text.split())
    assert all(len(p.text.rstrip()) <= limit for p in passages)


def test_a_word_longer_than_the_encoder_reads_is_cut_and_not_looped_over() -> None:
    passages = cut(Event("a", "x" * 1000), lambda part: min(len(part), 300))
    assert [len(p.text) for p in passages] == [300, 300, 300, 100]


def test_the_lexical_document_holds_title_date_weekday_and_names() -> None:
    event = Event("a", "It began.", When(0, 1440), "Epoch", actors=("Unix",), places=("Murray Hill",))
    (passage,) = cut(event, len)
    folds = {word.fold for word, _ in document(passage)}
    assert {"began", "epoch", "january", "1970", "thursday", "unix", "murray", "hill"} <= folds


def test_capitals_count_only_inside_sentences() -> None:
    (passage,) = cut(Event("a", "Troops took Homs. Homs fell.", title="Homs"), len)
    assert [(word.text, inside) for word, inside in document(passage)] == [
        ("Troops", False), ("took", True), ("Homs", True), ("Homs", False), ("fell", True), ("Homs", False),
    ]  # fmt: skip


@given(WHENS, st.integers(-600, 600), st.integers(1, 300))
@settings(max_examples=300, deadline=None)
def test_the_rows_of_a_window_are_exactly_those_that_overlap(whens: list[When | None], start: int, width: int) -> None:
    rows, order = arrange(whens)
    arranged = [whens[row] for row in rows]
    assert sorted(rows.tolist()) == list(range(len(whens)))
    within = When(start, start + width)
    window = order.rows(within)
    found = [*range(window.start, window.stop), *window.others.tolist()]
    assert sorted(found) == [i for i, when in enumerate(arranged) if when is not None and when.overlaps(within)]
    assert len(window) == len(found)
    every = np.arange(len(whens))
    assert np.flatnonzero(order.overlap(every, within)).tolist() == sorted(found)
    assert np.array_equal(arrange(arranged)[0], np.arange(len(whens))), "arranging twice changes nothing"


def test_the_widest_interval_there_is_can_be_stored_and_asked_for() -> None:
    _, order = arrange([EVER, When(0, 5), When(MINUTE_MIN, MINUTE_MIN + 1)])
    for within, expected in ((EVER, 3), (When(3, 4), 2), (When(MINUTE_MIN, MINUTE_MIN + 1), 2)):
        assert len(order.rows(within)) == expected
    assert len(arrange([EVER])[1].rows(EVER)) == 1


def test_wide_spans_stand_in_a_group_of_their_own() -> None:
    whens = [When(n * 10, n * 10 + 10) for n in range(1000)] + [When(0, 10_000)]
    _, order = arrange(whens)
    assert (order.narrow, order.widest) == (1000, 10)
    window = order.rows(When(5000, 5010))
    assert (window.stop - window.start, window.others.tolist()) == (1, [1000])


def test_of_the_same_time_the_tenth_comes_after_the_second() -> None:
    lines = [Event(f"d1:{n}", "A line.", When(0, 1)) for n in (10, 2, 1)]
    assert [event.id for event in sorted(lines, key=by_time)] == ["d1:1", "d1:2", "d1:10"]

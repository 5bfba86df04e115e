from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import EVER, MINUTE_MAX, MINUTE_MIN, Event, Hit, Passage, When

MINUTES = st.integers(-1000, 1000)
WHENS = st.builds(lambda start, width: When(start, start + width), MINUTES, st.integers(1, 500))


@pytest.mark.parametrize(("start", "end"), [(1, 1), (2, 1), (MINUTE_MIN - 1, 0), (0, MINUTE_MAX + 1)])
def test_what_is_no_interval_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not an interval"):
        When(start, end)


@given(WHENS, WHENS)
def test_intervals_are_sets_of_minutes(a: When, b: When) -> None:
    one, other = set(range(a.start, a.end)), set(range(b.start, b.end))
    assert a.width == len(one)
    assert a.overlaps(b) == bool(one & other)
    assert a.contains(b) == (one >= other)
    meet = a.meet(b)
    assert (set(range(meet.start, meet.end)) if meet else set()) == one & other
    hull = a.hull(b)
    assert (hull.start, hull.end) == (min(one | other), max(one | other) + 1)
    assert EVER.contains(hull)


def test_intervals_that_touch_do_not_overlap() -> None:
    assert not When(0, 5).overlaps(When(5, 9))
    assert When(0, 5) < When(0, 6) < When(1, 2)


def test_a_passage_is_a_slice_of_its_event() -> None:
    event = Event("a", "It rained. It stopped.", When(0, 1))
    passage = Passage(event, 11, 22)
    assert (passage.id, passage.text, passage.when) == ("a#11", "It stopped.", When(0, 1))
    assert Hit(passage, 1.0, 0.5, 2.0).passage is passage


def test_nothing_can_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Event("a", "x").text = "y"  # type: ignore[misc]

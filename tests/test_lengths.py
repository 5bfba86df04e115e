"""Lengths of time in words: between two events, and of one."""

from __future__ import annotations

import pytest

from bot.lengths import apart, in_units, length
from index.dates import parse_iso


@pytest.mark.parametrize(
    ("first", "second", "unit", "expected"),
    [
        ("1969-07-16", "1969-07-20", "", "4 days"),
        ("1969-07-16", "1969-07-17", "days", "1 day"),
        ("1969-07-16", "1969-07-30", "weeks", "2 weeks (14 days)"),
        ("1969-07-16", "1981-01-08", "years", "11 years (4,194 days)"),
        ("1969-07-16T09:00", "1969-07-16T10:30", "", "90 minutes"),
        ("1969-07-16", "1969-07-16", "days", "0 days"),
        ("1969-07-16", "1970", "days", "between 168 days and 533 days"),
    ],
)
def test_between_days_the_distance_is_their_difference_and_else_from_the_least_to_the_most(first: str, second: str, unit: str, expected: str) -> None:
    assert apart(parse_iso(first), parse_iso(second), unit) == expected


@pytest.mark.parametrize(
    ("days", "unit", "expected"),
    [
        (204, "", "204 days"),
        (1, "days", "1 day"),
        (7, "weeks", "1 week (7 days)"),
        (20, "weeks", "2 weeks (20 days)"),
        (6, "weeks", "6 days"),
        (1200, "days", "1,200 days"),
    ],
)
def test_whole_units_are_told_with_the_days_behind_them(days: int, unit: str, expected: str) -> None:
    assert in_units(days, unit) == expected


def test_an_event_lasts_whole_days_or_a_part_of_one() -> None:
    assert length(parse_iso("1984-05-02").hull(parse_iso("1984-05-06")), "") == "5 days"
    assert length(parse_iso("1984-05-02").hull(parse_iso("1984-05-08")), "weeks") == "1 week (7 days)"
    assert length(parse_iso("1984-05-02T06:00").hull(parse_iso("1984-05-02T07:59")), "") == "2 hours"

from __future__ import annotations

import datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.dates import (
    DAY,
    Context,
    civil_from_days,
    day,
    days_from_civil,
    describe,
    distance,
    find_dates,
    hull,
    iso_parts,
    isoformat,
    month,
    month_length,
    moved_by,
    ordinal,
    parse_iso,
    part_of,
    part_of_day,
    shift,
    week_of,
    weekday,
    year,
)
from index.types import EVER, MINUTE_MAX, MINUTE_MIN, When

TIMELINE = month(2024, 11).hull(month(2024, 12))
PLAIN = Context(period=TIMELINE, today=day(2024, 12, 20))
AFTER_THE_FIFTH = Context(period=TIMELINE, near=day(2024, 12, 5), today=day(2024, 12, 20))

# --- the calendar -----------------------------------------------------------------------------------------------------


@given(st.dates())
def test_the_calendar_agrees_with_the_standard_library(date: datetime.date) -> None:
    days = date.toordinal() - datetime.date(1970, 1, 1).toordinal()
    assert days_from_civil(date.year, date.month, date.day) == days
    assert civil_from_days(days) == (date.year, date.month, date.day)
    assert weekday(days * DAY) == date.weekday()


@given(st.integers(-(10**12), 10**12), st.integers(1, 12), st.integers(1, 28))
def test_any_year_goes_there_and_back(y: int, m: int, d: int) -> None:
    assert civil_from_days(days_from_civil(y, m, d)) == (y, m, d)


def test_months_have_their_lengths() -> None:
    assert [month_length(2023, m) for m in range(1, 13)] == [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    assert [month_length(y, 2) for y in (1900, 2000, 2024, 0, -4)] == [28, 29, 29, 29, 29]


@pytest.mark.parametrize(("parts", "message"), [((2023, 2, 29), "February 2023 has no day 29"), ((2023, 13, 1), "no month 13")])
def test_days_that_do_not_exist_are_refused(parts: tuple[int, int, int], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        day(*parts)


# --- ISO ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("2024", "2024"),
        ("2024-12", "December 2024"),
        ("2024-12-07", "7 December 2024"),
        ("2024-12-07T18:00", "18:00 on 7 December 2024"),
        ("2024-12-07 18:00:59", "18:00 on 7 December 2024"),
        ("-0043", "44 BC"),
        ("0000-03", "March 1 BC"),
        ("-13800000000", "13.8 billion years ago"),
        ("+12024-01-02", "2 January 12024"),
    ],
)
def test_iso_dates_are_read_and_printed(text: str, printed: str) -> None:
    assert describe(parse_iso(text)) == printed


@pytest.mark.parametrize("text", ["", "soon", "2024-13", "2024-02-30", "24:00", "2024-12-07T25:00", "2024-12-07T10:61", "7 December 2024", "1" * 13])
def test_what_is_no_iso_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_iso(text)


def test_an_offset_is_moved_to_the_zone() -> None:
    assert describe(parse_iso("2024-12-07T22:30Z", "Asia/Damascus")) == "01:30 on 8 December 2024"
    assert describe(parse_iso("2024-12-07T22:30+05:30", "UTC")) == "17:00 on 7 December 2024"
    assert describe(parse_iso("2024-12-07T22:30Z")) == "22:30 on 7 December 2024"


@given(st.integers(-(10**10), 10**10), st.integers(1, 10**7))
def test_the_iso_parts_of_an_interval_read_back_as_it(start: int, width: int) -> None:
    when = When(start, start + width)
    first, last = iso_parts(when)
    assert parse_iso(first).hull(parse_iso(last)) == when
    assert parse_iso(isoformat(start)) == When(start, start + 1)


def test_iso_parts_are_as_short_as_they_can_be() -> None:
    assert iso_parts(year(2024)) == ("2024", "2024")
    assert iso_parts(month(2024, 12)) == ("2024-12", "2024-12")
    assert iso_parts(TIMELINE) == ("2024-11", "2024-12")
    assert iso_parts(day(2024, 12, 7).hull(day(2024, 12, 8))) == ("2024-12-07", "2024-12-08")


# --- printing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("when", "printed"),
    [
        (day(2024, 12, 7), "7 December 2024"),
        (part_of_day(day(2024, 12, 7), "evening"), "evening of 7 December 2024"),
        (part_of_day(day(2024, 12, 7).hull(day(2024, 12, 8)), "night"), "night of 7–8 December 2024"),
        (day(2024, 11, 27).hull(day(2024, 11, 30)), "27–30 November 2024"),
        (day(2024, 11, 27).hull(day(2024, 12, 8)), "27 November–8 December 2024"),
        (day(2024, 12, 30).hull(day(2025, 1, 2)), "30 December 2024–2 January 2025"),
        (TIMELINE, "November–December 2024"),
        (year(1990).hull(year(1999)), "1990s"),
        (year(1914).hull(year(1918)), "1914–1918"),
        (When(day(2024, 12, 7).start + 60, day(2024, 12, 7).start + 90), "01:00 to 01:30 on 7 December 2024"),
        (When(day(2024, 12, 7).start + 60, day(2024, 12, 9).end), "01:00 on 7 December 2024 to 10 December 2024"),
    ],
)
def test_a_date_is_printed_as_precisely_as_it_is_known(when: When, printed: str) -> None:
    assert describe(when) == printed


@given(st.integers(MINUTE_MIN, MINUTE_MAX - 1), st.integers(1, 10**12))
def test_anything_can_be_printed(start: int, width: int) -> None:
    assert describe(When(start, min(start + width, MINUTE_MAX)))


def test_a_distance_is_said_in_the_largest_unit_that_loses_nothing() -> None:
    assert [distance(n) for n in (1, 119, 120, 300, DAY, -3 * DAY)] == ["1 minute", "119 minutes", "2 hours", "5 hours", "1 day", "3 days"]


# --- dates in text ------------------------------------------------------------------------------------------------------

ALONE = """
on 6 December                            | 6 December                   | 6 December 2024
Friday 6 December                        | Friday 6 December            | 6 December 2024
Sat 7 Dec                                | Sat 7 Dec                    | 7 December 2024
Saturday, December 7, 2024               | Saturday, December 7, 2024   | 7 December 2024
Dec. 7, 2024                             | Dec. 7, 2024                 | 7 December 2024
July 4th, 1776                           | July 4th, 1776               | 4 July 1776
the Fourth of July                       | the Fourth of July           | 4 July 2024
the last day of November                 | the last day of November     | 30 November 2024
2024-12-07                               | 2024-12-07                   | 7 December 2024
at 2024-12-07T18:00                      | 2024-12-07T18:00             | 18:00 on 7 December 2024
7/12/2024                                | 7/12/2024                    | 7 December 2024
11/30/2024                               | 11/30/2024                   | 30 November 2024
on the evening of 7 December             | the evening of 7 December    | evening of 7 December 2024
7 December, in the evening               | 7 December, in the evening   | evening of 7 December 2024
at dawn on 8 December                    | dawn on 8 December           | dawn of 8 December 2024
early on 8 December                      | early on 8 December          | 00:00 to 09:00 on 8 December 2024
late on 7 December                       | late on 7 December           | evening of 7 December 2024
the early hours of 8 December            | the early hours of 8 December | night of 8 December 2024
the night of 7-8 December                | the night of 7-8 December    | night of 7–8 December 2024
at 2:15 am on 8 December                 | at 2:15 am on 8 December     | 02:15 on 8 December 2024
8 December at 02:15                      | 8 December at 02:15          | 02:15 on 8 December 2024
5 Dec 2024 at 6.30pm                     | 5 Dec 2024 at 6.30pm         | 18:30 on 5 December 2024
27-30 November                           | 27-30 November               | 27–30 November 2024
between 5 and 7 December                 | 5 and 7 December             | 5–7 December 2024
on the 5th or 6th of December            | 5th or 6th of December       | 5–6 December 2024
in November and December 2024            | November and December 2024   | November–December 2024
in the night from 7 to 8 December        | the night from 7 to 8 December | night of 7–8 December 2024
between 6 and 9 pm on 7 December         | 6 and 9 pm on 7 December     | 18:00 to 21:01 on 7 December 2024
7 December between 6 pm and midnight     | 7 December between 6 pm and midnight | evening of 7 December 2024
between 22:00 and 2:00 on 7 December     | 22:00 and 2:00 on 7 December | 22:00 on 7 December 2024 to 02:01 on 8 December 2024
on 7 December after 7 p.m.               | 7 December after 7 p.m.      | 19:00 to 00:00 on 7 December 2024
on 7 December until noon                 | 7 December until noon        | 00:00 to 12:00 on 7 December 2024
on 8/12                                  | 8/12                         | 8 December 2024
27 November to 8 December 2024           | 27 November to 8 December 2024 | 27 November–8 December 2024
in May 1968                              | May 1968                     | May 1968
in March                                 | March                        | March 2024
late December 2024                       | late December 2024           | 21–31 December 2024
mid-December                             | mid-December                 | 11–20 December 2024
the first week of December               | the first week of December   | 1–7 December 2024
the week of 2 December                   | the week of 2 December       | 2–8 December 2024
the weekend of 7 December                | the weekend of 7 December    | 7–8 December 2024
the first Sunday of December             | the first Sunday of December | 1 December 2024
the last Friday in November              | the last Friday in November  | 29 November 2024
the last days of November                | the last days of November    | 26–30 November 2024
the first three days of December         | the first three days of December | 1–3 December 2024
Q1 2025                                  | Q1 2025                      | January–March 2025
in Jan '25                               | Jan '25                      | January 2025
the second half of December              | the second half of December  | 16–31 December 2024
from March 2011 to June 2012             | March 2011 to June 2012      | March 2011–June 2012
November-December 2024                   | November-December 2024       | November–December 2024
the first half of 2024                   | the first half of 2024       | January–June 2024
early 2024                               | early 2024                   | January–April 2024
the summer of 1968                       | the summer of 1968           | June–August 1968
winter 2023                              | winter 2023                  | December 2023–February 2024
since 2011                               | 2011                         | 2011
the war of 1914-18                       | 1914-18                      | 1914–1918
from 1914 to 1918                        | 1914 to 1918                 | 1914–1918
between 1914 and 1918                    | between 1914 and 1918        | 1914–1918
the 1960s                                | the 1960s                    | 1960s
the early 1990s                          | the early 1990s              | 1990–1993
the 19th century                         | the 19th century             | 1801–1900
44 BC                                    | 44 BC                        | 44 BC
1200 BC                                  | 1200 BC                      | 1,200 BC
10,000 BC                                | 10,000 BC                    | 10,000 BC
AD 79                                    | AD 79                        | 79
65.5 million years ago                   | 65.5 million years ago       | 65,547,977 BC–65,447,977 BC
yesterday                                | yesterday                    | 19 December 2024
the day before yesterday                 | the day before yesterday     | 18 December 2024
last Friday                              | last Friday                  | 13 December 2024
three weeks ago                          | three weeks ago              | 29 November 2024
"""

LEANING = """
that evening                             | that evening                 | evening of 5 December 2024
in the evening                           | in the evening               | evening of 5 December 2024
the next day                             | the next day                 | 6 December 2024
the following morning                    | the following morning        | morning of 6 December 2024
the previous night                       | the previous night           | night of 4–5 December 2024
by midnight                              | by midnight                  | 23:30 on 5 December 2024 to 00:30 on 6 December 2024
two days later                           | two days later               | 7 December 2024
a day earlier                            | a day earlier                | 4 December 2024
an hour later                            | an hour later                | 5 December 2024
on Monday                                | Monday                       | 2 December 2024
the 7th                                  | the 7th                      | 7 December 2024
at 10pm                                  | at 10pm                      | 22:00 on 5 December 2024
on 3 January                             | 3 January                    | 3 January 2025
"""


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.strip().splitlines()]


@pytest.mark.parametrize(("text", "phrase", "printed"), rows(ALONE))
def test_a_date_phrase_is_found_and_read(text: str, phrase: str, printed: str) -> None:
    (mention,) = find_dates(text, PLAIN)
    assert (text[mention.start : mention.end], describe(mention.when)) == (phrase, printed)


@pytest.mark.parametrize(("text", "phrase", "printed"), rows(LEANING))
def test_a_phrase_that_leans_on_what_was_said_before(text: str, phrase: str, printed: str) -> None:
    (mention,) = find_dates(text, AFTER_THE_FIFTH)
    assert (text[mention.start : mention.end], describe(mention.when)) == (phrase, printed)
    assert not mention.complete


@pytest.mark.parametrize(
    "text",
    [
        "he may go",
        "they march to Homs",
        "March 20 kilometres further",
        "10 marines died, and 5 marching bands played",
        "6 decades",
        "between 6 and 9 people",
        "24 hours",
        "2017 soldiers",
        "2,017 people",
        "implement Resolution 2254",
        "room 2020",
        "Second Army",
        "a second later",
        "the 5th brigade",
        "that evening",
        "the next day",
        "",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert find_dates(text, PLAIN) == []


def test_a_date_is_complete_when_its_year_is_said() -> None:
    assert [mention.complete for mention in find_dates("on 5 December 2024, 6 December, in 2017, 79 AD", PLAIN)] == [True, False, True, True]


def test_the_mentions_of_a_text_come_in_order_and_do_not_overlap() -> None:
    text = "On 5 December HTS took Hama; on the evening of 7 December others entered Damascus, as in 2011."
    found = find_dates(text, PLAIN)
    assert [text[m.start : m.end] for m in found] == ["5 December", "the evening of 7 December", "2011"]


def test_a_full_stop_belongs_to_a_date_only_where_it_shortens_a_word() -> None:
    text = "It closed on 7 March. It opened on 8 Mar. 2020, and so on 9 Dec."
    assert [text[m.start : m.end] for m in find_dates(text, PLAIN)] == ["7 March", "8 Mar. 2020", "9 Dec."]


def test_the_fullest_of_several_readings_wins() -> None:
    crowded = Context(period=year(2023).hull(year(2024)), weight=lambda when: float(when == day(2024, 12, 5)))
    assert find_dates("5 December", crowded)[0].when == day(2024, 12, 5)
    assert find_dates("5 December", Context(period=year(2023).hull(year(2024))))[0].when == day(2023, 12, 5)


def test_without_a_context_only_whole_dates_are_found() -> None:
    assert [m.when for m in find_dates("5 December, 6 December 2024, yesterday, Monday", Context())] == [day(2024, 12, 6)]


PIECES = st.sampled_from(
    "5 6th 31 2024 24 may March Dec. monday Sat the of on to and - – / . : , T at 10pm 10:30 evening night last first week day later ago ad bc century "
    "million years early late half 1990s 2024-12 between from 0 99999 tomorrow winter".split()
)


@given(st.lists(PIECES).map(" ".join) | st.text(), st.sampled_from([Context(), PLAIN, AFTER_THE_FIFTH]))
def test_no_text_is_too_strange(text: str, context: Context) -> None:
    found = find_dates(text, context)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= m.start < m.end <= len(text) for m in found)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("piece", ["2024-12-01 ", "on 5 December ", "5 ", "5 to ", "may ", "9,999", "1.1.", "in the early "])
def test_a_long_text_is_read_in_bounded_time(piece: str) -> None:
    find_dates(piece * (60_000 // len(piece)), AFTER_THE_FIFTH)


# --- parts and steps ----------------------------------------------------------------------------------------------------


def test_the_parts_of_a_day() -> None:
    seventh = day(2024, 12, 7)
    assert describe(part_of(seventh, "night")) == "night of 7–8 December 2024", "as people say it, it runs into the next morning"
    assert describe(part_of_day(seventh, "night")) == "night of 7 December 2024", "as a field, it is the hours before dawn"
    assert describe(part_of(seventh, "late afternoon")) == "15:00 to 18:00 on 7 December 2024"
    assert describe(part_of(seventh, "early morning")) == "00:00 to 12:00 on 7 December 2024"
    assert part_of(seventh, "midnight") == When(seventh.end - 30, seventh.end + 30)
    assert part_of(seventh, "midday") == part_of_day(seventh, "noon")
    with pytest.raises(ValueError, match="part_of_day is one of dawn, morning"):
        part_of_day(seventh, "teatime")
    with pytest.raises(ValueError, match="date to the day"):
        part_of_day(When(0, 7), "noon")


def test_steps_go_by_the_calendar() -> None:
    assert shift(day(2024, 12, 31), 1, "month") == month(2025, 1)
    assert shift(day(2024, 12, 31), -1, "centuries") == year(1924)
    assert shift(day(2024, 2, 29), 1, "weeks") == day(2024, 3, 7)
    assert shift(When(0, 1), 2, "hours") == When(120, 121)
    assert moved_by(day(2024, 1, 31).start + 60, 1, "month") == day(2024, 2, 29).start + 60
    assert moved_by(day(2024, 2, 29).start, -1, "year") == day(2023, 2, 28).start
    assert week_of(day(2024, 12, 8).end - 1) == day(2024, 12, 2).hull(day(2024, 12, 8))


def test_small_helpers() -> None:
    assert (ordinal("third"), ordinal("22nd")) == (3, 22)
    assert hull([]) is None
    assert hull([day(2024, 12, 5), day(2024, 12, 1)]) == day(2024, 12, 1).hull(day(2024, 12, 5))


@pytest.mark.parametrize(
    "near", [EVER, When(parse_iso("2024-12-06").start, MINUTE_MAX), When(MINUTE_MIN, parse_iso("2024-12-06").start), When(-(10**14), 0)]
)
def test_an_open_time_that_was_spoken_of_is_not_walked_through(near: When) -> None:
    """It took for ever: a day was looked for in each of all years."""
    for context in (Context(near=near), Context(period=near, near=near)):
        assert len(find_dates("and on 7 December?", context)) <= 1
        assert len(find_dates("and on Friday?", context)) <= 1

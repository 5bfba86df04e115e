"""Which window a question speaks of, which events it measures from, and in which order."""

from __future__ import annotations

import pytest

from bot.grammar import (
    Constraint,
    anchor_of,
    between_named,
    clause,
    constraints,
    in_order,
    meet,
    order_of,
    place,
    since_until,
    window_of,
    with_feasts,
)
from bot.question import Anchor, Order, Relation
from index.dates import DAY, Context, parse_iso
from index.types import EVER, MINUTE_MAX, MINUTE_MIN, When

CONTEXT = Context(period=parse_iso("2024-11-27").hull(parse_iso("2024-12-08")))
SIXTH, SEVENTH = parse_iso("2024-12-06"), parse_iso("2024-12-07")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who spoke between the truce and 7 December", "who spoke since the truce until 7 December"),
        ("who spoke between 6 December and the truce", "who spoke since 6 December until the truce"),
        ("who spoke from the truce to 7 December", "who spoke since the truce until 7 December"),
        ("who spoke between 6 December and 7 December", "who spoke between 6 December and 7 December"),
        ("who spoke between 6 and 7 December", "who spoke between 6 and 7 December"),
        ("who spoke between the truce and the flood", "who spoke between the truce and the flood"),
    ],
)
def test_time_between_an_event_and_a_date_is_since_the_one_until_the_other(text: str, expected: str) -> None:
    assert since_until(text, CONTEXT) == expected


def test_a_date_inside_what_is_named_tells_which_one_is_meant_and_is_no_window() -> None:
    assert between_named("who spoke between the truce of May 2020 and the raid", CONTEXT) == 10
    assert between_named("who spoke between 6 December and 7 December", CONTEXT) is None
    assert between_named("who spoke between the truce and the raid", CONTEXT) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who spoke after New Year", "who spoke after 1 January"),
        ("who spoke between Christmas and New Year", "who spoke between 25 December and 1 January"),
        ("who spoke by Christmas 2024", "who spoke by 25 December 2024"),
        ("who spoke at Christmas", "who spoke at 24–26 December"),
        ("who spoke over the New Year", "who spoke over 1 January"),
        ("who lit a fire on New Year's Eve", "who lit a fire on 31 December"),
        ("who came to the Christmas market", "who came to the Christmas market"),
        ("who felled the tree before the Christmas market", "who felled the tree before the Christmas market"),
    ],
)
def test_a_feast_stands_for_its_day(text: str, expected: str) -> None:
    assert with_feasts(text) == expected


# --- stated windows -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "relation", "when", "stated"),
    [
        ("what happened on 6 December 2024", "in", SIXTH, "on 6 December 2024"),
        ("what happened on 6 December", "in", SIXTH, "on 6 December"),
        ("who spoke in December 2024", "in", parse_iso("2024-12"), "in December 2024"),
        ("who spoke before 6 December", "before", When(MINUTE_MIN, SIXTH.start), "before 6 December"),
        ("who spoke prior to 6 December", "before", When(MINUTE_MIN, SIXTH.start), "prior to 6 December"),
        ("who spoke after 6 December", "after", When(SIXTH.end, MINUTE_MAX), "after 6 December"),
        ("who spoke since 6 December", "since", When(SIXTH.start, MINUTE_MAX), "since 6 December"),
        ("who spoke from 6 December onwards", "since", When(SIXTH.start, MINUTE_MAX), "from 6 December onwards"),
        ("who spoke until 6 December", "until", When(MINUTE_MIN, SIXTH.end), "until 6 December"),
        ("who spoke between 6 and 7 December", "in", SIXTH.hull(SEVENTH), "between 6 and 7 December"),
        ("who spoke the day after 6 December", "in", SEVENTH, "the day after 6 December"),
        ("who spoke in the week before 6 December", "in", When(SIXTH.start - 7 * DAY, SIXTH.start), "in the week before 6 December"),
        ("who spoke within two days of 6 December", "in", When(SIXTH.start, SEVENTH.end + DAY), "within two days of 6 December"),
        ("who spoke days after 6 December", "after", When(SIXTH.end, MINUTE_MAX), "after 6 December"),
        ("who spoke up to and including 6 December", "until", When(MINUTE_MIN, SIXTH.end), "up to and including 6 December"),
        ("who spoke by 6 December", "until", When(MINUTE_MIN, SIXTH.end), "by 6 December"),
        ("who spoke around 6 December", "around", When(SIXTH.start - DAY, SIXTH.end + DAY), "around 6 December"),
        ("who spoke between 6 December and 7 December", "in", SIXTH.hull(SEVENTH), "between 6 December and 7 December"),
        ("who spoke from 6 December to 7 December", "in", SIXTH.hull(SEVENTH), "from 6 December to 7 December"),
    ],
)
def test_a_date_meets_the_word_before_it(text: str, relation: Relation, when: When, stated: str) -> None:
    (found,) = constraints(text, CONTEXT)
    assert (found.relation, found.when) == (relation, when)
    assert text[found.start : found.end] == stated


@pytest.mark.parametrize("text", ["who signed the 1974 agreement", "what does Resolution 2254 say", "who spoke first", "we may meet again"])
def test_a_year_in_a_name_and_a_word_that_is_none_state_no_window(text: str) -> None:
    assert constraints(text, CONTEXT) == []


def test_two_windows_are_both_found_in_order() -> None:
    assert [(c.relation, c.when) for c in constraints("who spoke after 5 December and before 7 December", CONTEXT)] == [
        ("after", When(SIXTH.start, MINUTE_MAX)),
        ("before", When(MINUTE_MIN, SEVENTH.start)),
    ]


def test_windows_narrow_each_other_and_the_last_one_stands_where_they_share_nothing() -> None:
    since, before = Constraint("since", When(10, MINUTE_MAX), 0, 1), Constraint("before", When(MINUTE_MIN, 20), 2, 3)
    assert meet([]) is None
    assert meet([since]) == since.when
    assert meet([since, before]) == When(10, 20)
    assert meet([Constraint("in", When(0, 5), 0, 1), Constraint("in", When(7, 9), 2, 3)]) == When(7, 9)


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("in", When(1000, 1060)),
        ("before", When(MINUTE_MIN, 1000)),
        ("until", When(MINUTE_MIN, 1060)),
        ("after", When(1060, MINUTE_MAX)),
        ("since", When(1000, MINUTE_MAX)),
        ("around", When(1000 - 60, 1060 + 60)),
    ],
)
def test_before_and_after_leave_the_time_itself_out(relation: Relation, expected: When) -> None:
    assert window_of(relation, When(1000, 1060)) == expected


def test_around_is_half_the_width_more_on_each_side_and_a_day_at_least() -> None:
    assert window_of("around", SIXTH) == When(SIXTH.start - DAY, SIXTH.end + DAY)
    year = parse_iso("1969")
    assert window_of("around", year) == When(year.start - year.width // 2, year.end + year.width // 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("after Hama fell, who spoke", "who spoke after Hama fell"),
        ("On 6 December, what did he say", "what did he say on 6 December"),
        ("Two days before that, where was he", "where was he two days before that"),
        ("when Damascus fell, was Assad there", "was Assad there when Damascus fell"),
        ("the day after Hama fell: who spoke", "who spoke the day after Hama fell"),
        ("the truce: who broke it", "who broke the truce"),
        ("the minister, what did he say", "what did the minister say"),
        ("in the end, what did he say", "what did he say in the end"),
        ("Hama, Homs: which of the two fell first", "which of the two Hama, Homs fell first"),
        ("The morning of 8 December: who spoke", "who spoke the morning of 8 December"),
        ("which came first: the truce or the raid", "which came first: the truce or the raid"),
        ("who spoke after Hama fell", "who spoke after Hama fell"),
        ("after Hama fell", "after Hama fell"),
    ],
)
def test_what_opens_a_question_moves_behind_it(text: str, expected: str) -> None:
    assert in_order(text) == expected


# --- anchors ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "anchor", "before"),
    [
        ("who spoke after Hama fell", Anchor("Hama fell", "after"), "who spoke "),
        ("who spoke right after Hama fell", Anchor("Hama fell", "after"), "who spoke "),
        ("who spoke before the fall of Hama?", Anchor("the fall of Hama", "before"), "who spoke "),
        ("who spoke since Hama fell", Anchor("Hama fell", "since"), "who spoke "),
        ("who ruled until Hama fell", Anchor("Hama fell", "until"), "who ruled "),
        ("who ruled by the time Hama fell", Anchor("Hama fell", "until"), "who ruled "),
        ("who ruled when Hama fell", Anchor("Hama fell", "in"), "who ruled "),
        ("who spoke during the retreat", Anchor("the retreat", "in"), "who spoke "),
        ("who spoke between the fall of Hama and the fall of Homs", Anchor("the fall of Hama", "between", "the fall of Homs"), "who spoke "),
        ("who spoke two days after Hama fell", Anchor("Hama fell", "after", amount=2, unit="day"), "who spoke "),
        ("who spoke 3 hours before Hama fell", Anchor("Hama fell", "before", amount=3, unit="hour"), "who spoke "),
        ("who spoke the day after Hama fell", Anchor("Hama fell", "after", amount=1, unit="day"), "who spoke "),
        ("who spoke the following day after Hama fell", Anchor("Hama fell", "after", amount=1, unit="day"), "who spoke "),
        ("who spoke the day hama fell", Anchor("hama fell", "in", amount=0, unit="day"), "who spoke "),
        ("who spoke on the day that Hama fell", Anchor("Hama fell", "in", amount=0, unit="day"), "who spoke "),
        ("who spoke within two days of the fall", Anchor("the fall", "since", amount=2, unit="day"), "who spoke "),
        ("who spoke in the two days after Hama fell", Anchor("Hama fell", "after", amount=2, unit="day", through=True), "who spoke "),
        ("who spoke the week before Hama fell", Anchor("Hama fell", "before", amount=1, unit="week", through=True), "who spoke "),
        ("who spoke less than a day before Hama fell", Anchor("Hama fell", "before", amount=1, unit="day", through=True), "who spoke "),
        ("who spoke in the days after Hama fell", Anchor("Hama fell", "after"), "who spoke "),
        ("who spoke hours after Hama fell", Anchor("Hama fell", "after"), "who spoke "),
        ("who spoke on the third day of the siege", Anchor("the start of the siege", "in", amount=3, unit="day"), "who spoke "),
        ("who spoke in the first two days of the siege", Anchor("the start of the siege", "in", amount=2, unit="day", through=True), "who spoke "),
        ("who spoke three days into the siege", Anchor("the start of the siege", "after", amount=3, unit="day"), "who spoke "),
        ("who spoke the morning Hama fell", Anchor("Hama fell", "in", amount=0, unit="morning"), "who spoke "),
        ("who spoke around the time Hama fell", Anchor("Hama fell", "around"), "who spoke "),
        ("who spoke not long after Hama fell", Anchor("Hama fell", "after"), "who spoke "),
        ("who spoke after Hama fell but before Homs did", Anchor("Hama fell", "between", "Homs did"), "who spoke "),
        ("who spoke from the fall of Hama until that of Homs", Anchor("the fall of Hama", "between", "that of Homs"), "who spoke "),
    ],
)
def test_what_is_not_a_date_becomes_an_anchor(text: str, anchor: Anchor, before: str) -> None:
    found = anchor_of(text)
    assert found is not None
    assert found[0] == anchor
    assert text[: found[1]] == before


@pytest.mark.parametrize(
    "text", ["who spoke", "after Hama fell", "when did Hama fall", "who did they go after Hama", "who led the night raid that killed ten"]
)
def test_an_anchor_leaves_a_question_before_it(text: str) -> None:
    """What stands at the very beginning is the question itself, and "go after" is an act."""
    assert anchor_of(text) is None


def placed(
    relation: Relation, when: When, *, amount: int | None = None, unit: str = "", through: bool = False, other: When | None = None
) -> When | None:
    return place(Anchor("x", relation, "y" if other is not None else "", amount, unit, through), when, other)


def test_an_anchor_opens_a_window_once_its_time_is_known() -> None:
    noon = When(SIXTH.start + 720, SIXTH.start + 721)
    assert placed("before", SIXTH) == When(MINUTE_MIN, SIXTH.start)
    assert placed("after", SIXTH) == When(SIXTH.end, MINUTE_MAX)
    assert placed("in", SIXTH) == SIXTH
    assert placed("in", noon) == SIXTH, "what happened when Damascus fell is not asked of one minute"
    assert placed("between", SIXTH) is None
    assert placed("between", SIXTH, other=SEVENTH) == When(SIXTH.start, SEVENTH.end) == placed("between", SEVENTH, other=SIXTH)


@pytest.mark.parametrize(
    ("relation", "amount", "unit", "expected"),
    [
        ("after", 1, "day", SEVENTH),
        ("before", 2, "day", parse_iso("2024-12-04")),
        ("in", 0, "day", SIXTH),
        ("after", 1, "week", parse_iso("2024-12-13")),
        ("since", 2, "day", When(SIXTH.start, parse_iso("2024-12-08").end)),
        ("in", 0, "evening", When(SIXTH.start + 18 * 60, SIXTH.end)),
        ("after", 1, "evening", When(SEVENTH.start + 18 * 60, SEVENTH.end)),
        ("after", 3, "hour", When(SIXTH.end, SIXTH.end + 181)),
        ("before", 30, "minute", When(SIXTH.start - 31, SIXTH.start)),
    ],
)
def test_an_amount_is_counted_from_the_anchor(relation: Relation, amount: int, unit: str, expected: When) -> None:
    assert placed(relation, SIXTH, amount=amount, unit=unit) == expected


@pytest.mark.parametrize(
    ("relation", "amount", "unit", "expected"),
    [
        ("after", 2, "day", When(SEVENTH.start, parse_iso("2024-12-08").end)),
        ("before", 1, "week", When(parse_iso("2024-11-29").start, SIXTH.start)),
        ("before", 1, "month", When(parse_iso("2024-11-06").start, SIXTH.start)),
        ("after", 24, "hour", SEVENTH),
        ("in", 2, "day", SIXTH.hull(SEVENTH)),
    ],
)
def test_all_the_time_up_to_there_begins_or_ends_with_the_anchor(relation: Relation, amount: int, unit: str, expected: When) -> None:
    assert placed(relation, SIXTH, amount=amount, unit=unit, through=True) == expected


def test_the_week_in_which_it_happened_begins_on_monday() -> None:
    assert placed("in", SIXTH, amount=0, unit="week") == parse_iso("2024-12-02").hull(parse_iso("2024-12-08"))
    assert placed("in", SIXTH, amount=0, unit="weekend") == parse_iso("2024-12-07").hull(parse_iso("2024-12-08"))
    assert placed("in", SIXTH, amount=3, unit="day") == parse_iso("2024-12-08")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("HTS got into Hama", True), ("Hama was captured", True), ("Barrow A.F.C.", False), ("the war", False), ("men and women", False), ("", False)],
)
def test_a_clause_tells_what_happened_and_a_name_does_not(text: str, expected: bool) -> None:
    assert clause(text) is expected


# --- order --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "order", "said"),
    [
        ("who entered Damascus first and when", "first", "first"),
        ("who was the first to enter", "first", "the first"),
        ("who came first of all", "first", "first of all"),
        ("what was the earliest attack", "first", "the earliest"),
        ("who entered last", "last", "last"),
        ("what was the most recent attack", "last", "the most recent"),
        ("who finally left", "last", "finally"),
        ("what was the second city to fall", "second", "the second"),
        ("who came third", "third", "third"),
        ("who was first and who was last", "first", "first"),
    ],
)
def test_a_word_of_order_is_found_where_it_stands(text: str, order: Order, said: str) -> None:
    found = order_of(text)
    assert found is not None
    assert found[0] == order
    assert text[found[1] : found[2]] == said


@pytest.mark.parametrize("text", ["who entered Damascus", "what happened in the first two days", "how did the first week go"])
def test_the_first_days_are_a_time_and_no_order(text: str) -> None:
    assert order_of(text) is None


def test_ever_is_the_window_of_no_constraint() -> None:
    assert meet([Constraint("in", EVER, 0, 0)]) == EVER

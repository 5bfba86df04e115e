from __future__ import annotations

import pytest

from index.dates import day, parse_iso
from index.lint import lint
from index.types import Account, Entity, Event, Reading, Source, Timeline, When

LOG = (Source("log", "Log"),)
UNION = (Entity("Dockers' union", "group", ("the union",)), Entity("Porto", "place"))


def hints(*events: Event, entities: tuple[Entity, ...] = ()) -> list[tuple[str, str, str]]:
    return [(finding.kind, finding.event, finding.message) for finding in lint(Reading(Timeline(), events, entities))]


def test_a_good_timeline_gives_no_hint() -> None:
    gate = Event("gate", "The union closed the gate on 5 March.", day(2020, 3, 5), actors=("the union",), places=("Porto",), sources=LOG)
    assert hints(gate, Event("mill", "The mill burned.", day(2020, 3, 5), sources=LOG), entities=UNION) == []


def test_what_is_missing_is_named() -> None:
    assert hints(Event("a", "It came.", confidence="contested")) == [
        ("undated", "a", "has no date"),
        ("unsourced", "a", "has no source"),
        ("contested", "a", "is contested, and no other account is given"),
    ]
    assert hints(Event("a", "It came.", day(2020, 3, 5), sources=LOG, confidence="contested", accounts=(Account("x", "y"),))) == []


def test_an_unknown_name_comes_once_with_the_nearest_known() -> None:
    events = tuple(Event(f"e{n}", f"Number {n} came.", day(2020, 3, n + 1), actors=("Docker's unions", "analysts"), sources=LOG) for n in range(2))
    assert hints(*events, entities=UNION) == [("unknown-name", "e0", 'no entity is called "Docker\'s unions"; did you mean "Dockers\' union"?')]
    assert hints(*events) == [], "without entities there is nothing to compare with"


@pytest.mark.parametrize(("when", "count"), [(day(2020, 3, 5), 1), (parse_iso("2020"), 1), (None, 1), (day(2020, 3, 6), 0)])
def test_the_same_told_twice_of_one_time_is_named(when: When | None, count: int) -> None:
    first = Event("a", "The dockers' union closed the eastern gate of the harbour.", day(2020, 3, 5), sources=LOG)
    second = Event("b", "The dockers' union has closed the eastern gate of the harbour.", when, sources=LOG)
    assert [hint for hint in hints(first, second) if hint[0] == "near-duplicate"] == [("near-duplicate", "b", "tells nearly the same as a")] * count


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("The gate closed on 7 March.", "its text says '7 March', its date is 5 March 2020"),
        ("The gate closed on Friday 5 March.", "its text says 'Friday 5 March', but that is a Thursday"),
        ("The gate closed on Thursday 5 March, for a week.", None),
        ("The gate closed until 9 March.", None),
        ("The council decided to hold a vote on 9 March.", None),
        ("The gate closed. On 7 March it opened.", None),
    ],
)
def test_a_date_in_the_text_that_is_not_the_events_is_named(text: str, said: str | None) -> None:
    expected = [] if said is None else [("order", "a", said)]
    assert hints(Event("a", text, day(2020, 3, 5), sources=LOG)) == expected


def test_an_order_that_cannot_be_is_named() -> None:
    fire = Event("fire", "It burned.", day(2020, 3, 9), "Fire destroys the old mill", sources=LOG)
    after = Event("after", "After fire had destroyed the old mill, the owners left.", day(2020, 3, 5), sources=LOG)
    before = Event("before", "Before the fire destroyed the old mill, it was sold.", day(2020, 3, 12), sources=LOG)
    fine = Event("fine", "After fire had destroyed the old mill, rain fell.", day(2020, 3, 10), sources=LOG)
    assert hints(fire, after, before, fine) == [
        ("order", "after", "is told to be after fire, which is of 9 March 2020"),
        ("order", "before", "is told to be before fire, which is of 9 March 2020"),
    ]


def test_a_text_that_the_encoder_cannot_read_whole_is_named() -> None:
    long = Event("a", "It rained again. " * 30, day(2020, 3, 5), sources=LOG)
    (finding,) = lint(Reading(Timeline(), (long,)), reads=lambda text: min(len(text), 200))
    assert str(finding) == "a: is longer than the encoder reads, and becomes 3 passages"
    assert hints(long) == []


def test_many_events_take_time_in_proportion() -> None:
    events = tuple(
        Event(f"e{n}", f"Ship number {n} of the line came to the harbour with coal.", day(2020, 3, n % 28 + 1), sources=LOG) for n in range(3000)
    )
    assert {finding.kind for finding in lint(Reading(Timeline(), events))} <= {"near-duplicate"}

"""States, their people, and the seats that news names for their governments."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.parse import Parser
from bot.states import STATES, called, governments, members
from index.search import Index
from index.words import stem


def first(seat: str, names: Sequence[str]) -> str | None:
    """A timeline that knows every state by its first name."""
    return names[0].title()


def test_a_line_is_a_state_with_its_people_and_its_seats() -> None:
    lines = [line for line in STATES.read_text(encoding="utf-8").splitlines() if line and line[0] not in "#["]
    for line in lines:
        left, colon, right = line.partition(":")
        assert colon, line
        assert left.split(), line
        assert line == line.lower(), line
        assert len({*left.split(), *right.split()}) == len([*left.split(), *right.split()]), line
    names = [line.split()[0] for line in lines]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("one", "other"), [("netherlands", "dutch"), ("French", "France"), ("Danes", "denmark"), ("Thai", "Thailand"), ("Myanmar", "Burmese")]
)
def test_a_state_is_known_by_the_people_called_after_it(one: str, other: str) -> None:
    assert stem(other.lower()) in called(stem(one.lower()))
    assert stem(one.lower()) in called(stem(other.lower()))


def test_a_continent_has_its_states_and_their_people() -> None:
    assert {stem("germany"), stem("swede")} <= members(stem("european")) == members(stem("europe"))
    assert stem("china") in members(stem("asia")) - members(stem("africa"))
    assert not called(stem("paris"))
    assert not members(stem("germany"))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("when did Moscow warn Warsaw", "when did Russia warn Poland"),
        ("what did Moscow tell Warsaw", "what did Russia tell Poland"),
        ("who was accused by Tokyo", "who was accused by Japan"),
        ("why did Beijing's planes turn round", "why did China's planes turn round"),
        ("what was agreed in the talks between Paris, London and Rome", "what was agreed in the talks between France, Britain and Italy"),
        ("Paris and London had already signed", "France and Britain had already signed"),
        ("what did the White House announce", "what did the United States announce"),
        ("did Buenos Aires offer talks", "did Argentina offer talks"),
        ("Paris was told nothing", "France was told nothing"),
        ("which minister in Paris resigned", "which minister in France resigned"),
        ("when was Poland's foreign minister in Paris", "when was Poland's foreign minister in Paris"),
        ("when was the Polish minister in Paris", "when was the Polish minister in Paris"),
        ("when was Moscow's entry into the war", "when was Russia's entry into the war"),
        # a place
        ("when was Moscow declared free", "when was Moscow declared free"),
        ("the day Moscow was declared free", "the day Moscow was declared free"),
        ("who entered Moscow", "who entered Moscow"),
        ("when did Moscow fall", "when did Moscow fall"),
        ("when did Paris and London burn", "when did Paris and London burn"),
        ("what did the man in Moscow say", "what did the man in Moscow say"),
        ("Moscow's streets were empty", "Moscow's streets were empty"),
        ("a train between Paris and London", "a train between Paris and London"),
        ("the airport of Moscow announced it", "the airport of Moscow announced it"),
    ],
)
def test_a_seat_is_its_government_where_it_does_or_is_told_what_governments_are(said: str, read: str) -> None:
    assert governments(said, first) == read


def test_a_seat_stays_where_the_timeline_does_not_know_the_state(river: Index) -> None:
    assert governments("did Moscow warn Warsaw", lambda seat, names: None) == "did Moscow warn Warsaw"
    assert Parser(river)("did Moscow warn the Northern League").topic == "did Moscow warn the Northern League"

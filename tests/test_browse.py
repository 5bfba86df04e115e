from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import browse
from index.build import build_events
from index.dates import day, parse_iso
from index.embed import WordHashEmbedder
from index.passages import by_time
from index.search import Index, open_index
from index.types import Event, Reading, Timeline, When


@pytest.fixture(scope="session")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Index:
    """Many events with equal starts, long ones across them, far apart ages, and one without a date."""
    whens = [When(at // 7 * 1440, at // 7 * 1440 + 60 * (1 + at % 3)) for at in range(140)]
    whens += [When(0, 10**6), When(-(10**9), -(10**9) + 5), When(5 * 10**8, 5 * 10**8 + 1), When(-(10**9), 5 * 10**8 + 1)]
    events = [Event(f"e{n}", f"Something number {n} happened.", when) for n, when in enumerate(whens)]
    folder = tmp_path_factory.mktemp("crowd") / "index"
    build_events(Reading(Timeline(), (*events, Event("undated", "It was never dated."))), folder, embedder=WordHashEmbedder())
    return open_index(folder)


def test_walking_meets_every_dated_event_once_in_order(crowd: Index) -> None:
    dated = sorted((event for event in crowd.events() if event.when), key=by_time)
    for step, order in ((1, dated), (-1, dated[::-1])):
        walked = [order[0]]
        while (beside := browse.neighbour(crowd, walked[-1], step)) is not None:
            walked.append(beside)
        assert [event.id for event in walked] == [event.id for event in order]


def test_an_event_without_a_date_has_no_neighbours(crowd: Index) -> None:
    undated = crowd.event("undated")
    assert undated is not None
    assert browse.neighbour(crowd, undated, 1) is None


def test_the_fullest_days_come_first(crowd: Index, moon: Index) -> None:
    found = browse.busiest_days(crowd, 3)
    assert [count for _, count in found] == sorted((count for _, count in found), reverse=True)
    assert all(crowd.count(when) == count for when, count in found)
    assert day(1969, 7, 20) in [when for when, _ in browse.busiest_days(moon, 30)]


@pytest.mark.parametrize(
    ("text", "title", "ids"),
    [
        ("20 July", "20 July 1969", ["programme", "landing"]),
        ("July 1969", "July 1969", ["programme", "launch", "landing", "return"]),
        ("from 16 July to 20 July 1969", "16–20 July 1969", ["programme", "launch", "landing"]),
        ("the astronauts", "Apollo crew", ["launch", "landing"]),
        ("Luna", "Moon", ["landing"]),
        ("astronauts, 16 July 1969", "Apollo crew · 16 July 1969", ["launch"]),
        ("cheese", "cheese", ["rumour"]),
        ("of the rockets?", "rockets", ["programme", "launch"]),
        ("Atlantis", "Atlantis", []),
    ],
)
def test_a_day_a_name_or_any_words_choose_events(moon: Index, text: str, title: str, ids: list[str]) -> None:
    chosen = browse.read(moon, text)
    assert (chosen.title, [event.id for event in chosen.events]) == (title, ids)


def test_nothing_said_is_everything(moon: Index) -> None:
    chosen = browse.read(moon, "")
    assert chosen.title == "To the Moon"
    assert len(chosen.events) == len(moon)
    assert browse.choose(moon, within=parse_iso("1969")).title == "1969"


@given(st.text(max_size=40))
def test_no_text_is_too_strange(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    browse.read(open_small(tmp_path_factory), text)


_SMALL: list[Index] = []


def open_small(factory: pytest.TempPathFactory) -> Index:
    if not _SMALL:
        folder: Path = factory.mktemp("small") / "index"
        build_events(Reading(Timeline(), (Event("a", "It began.", parse_iso("1969")),)), folder, embedder=WordHashEmbedder())
        _SMALL.append(open_index(folder))
    return _SMALL[0]

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.dates import day, parse_iso, part_of_day
from index.errors import BadData
from index.export import FORMATS, preview, write
from index.sources import read
from index.types import Account, Event, Reading, Source, Timeline, When

LOG = Source("log", "Harbour <log>", "Port", "https://example.org/log?a=1&b=2")
EVENTS = (
    Event("bang", "It began.", parse_iso("-13800000000"), "The beginning"),
    Event(
        "gate",
        "The union, it seems, closed the <b>gate</b> & went.",
        part_of_day(day(2020, 3, 5), "evening"),
        "The gate; closed",
        actors=("Union",),
        places=("Porto", "Gaia"),
        sources=(LOG, Source("paper", "A paper")),
        confidence="contested",
        accounts=(Account("Later", "the owners", day(2020, 3, 6)),),
        tags=("strike", "town"),
    ),
    Event("mills", "Many mills ran.", parse_iso("1900").hull(parse_iso("1950")), "The age of mills", span="during", tags=("era",)),
    Event("night", "=1+1 was written on a wall: é🎉 " + "x" * 200, part_of_day(day(2020, 3, 5).hull(day(2020, 3, 6)), "night"), dated="inferred"),
    Event("rumour", "Somebody said so.", dated="undated"),
)
TIMELINE = Timeline("A, strike", "Of <2020>", "Europe/Lisbon")


def exported(format: str, events: tuple[Event, ...] = EVENTS) -> tuple[str, tuple[str, ...]]:
    out = io.StringIO()
    left = write(TIMELINE, events, format, out)
    return out.getvalue(), left


def back(folder: Path, format: str, events: tuple[Event, ...] = EVENTS) -> Reading:
    path = folder / f"x.{'json' if format == 'timelinejs' else format}"
    path.write_text(exported(format, events)[0], newline="")
    return read([path])


def test_json_lines_hold_everything(tmp_path: Path) -> None:
    reading = back(tmp_path, "jsonl")
    assert reading.events == EVENTS
    assert reading.timeline.title == "A, strike"
    assert exported("jsonl")[1] == ()


@pytest.mark.parametrize("format", ["timelinejs", "csv"])
def test_ids_dates_and_words_survive(tmp_path: Path, format: str) -> None:
    reading = back(tmp_path, format)
    found = {event.id: event for event in reading.events}
    expected = {event.id: event for event in EVENTS if event.when is not None}
    assert found.keys() == expected.keys()
    for id, event in expected.items():
        again = found[id]
        assert (again.when, again.title, again.text, again.span) == (event.when, event.title, event.text, event.span)
    assert [(source.title, source.url) for source in found["gate"].sources] == [(LOG.title, LOG.url)]
    assert (reading.timeline.title, reading.timeline.description) == (TIMELINE.title, TIMELINE.description)
    assert exported(format)[1] == (f"rumour: it has no date, which {format} has no place for",)


def test_timelinejs_gets_markup_that_is_safe_and_a_scale(tmp_path: Path) -> None:
    content = json.loads(exported("timelinejs")[0])
    gate = next(slide for slide in content["events"] if slide["unique_id"] == "gate")
    assert gate["text"]["text"] == (
        "The union, it seems, closed the &lt;b&gt;gate&lt;/b&gt; &amp; went."
        '<p class="sources"><a href="https://example.org/log?a=1&amp;b=2">Harbour &lt;log&gt;</a></p>'
    )
    assert (gate["start_date"], gate["end_date"]) == (
        {"year": 2020, "month": 3, "day": 5, "hour": 18, "minute": 0},
        {"year": 2020, "month": 3, "day": 5, "hour": 23, "minute": 59},
    )
    assert (gate["display_date"], gate["group"], gate["span"]) == ("evening of 5 March 2020", "strike", "within")
    assert ([era["unique_id"] for era in content["eras"]], content["scale"]) == (["mills"], "cosmological")
    assert json.loads(exported("timelinejs", EVENTS[1:])[0])["scale"] == "human"


def test_no_cell_of_the_spreadsheet_is_a_formula() -> None:
    event = Event("=evil", "+1", parse_iso("-0044"), "@SUM", tags=("-x",))
    row = exported("csv", (event,))[0].splitlines()[-1]
    assert row.startswith("-44,")
    assert {cell for cell in row.split(",") if cell[:1] == "'"} == {"'=evil", "'+1", "'@SUM", "'-x"}


def test_a_calendar_is_as_the_standard_asks(tmp_path: Path) -> None:
    content, left = exported("ics")
    lines = content.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = content.replace("\r\n ", "")
    assert "UID:gate\r\nDTSTAMP:19700101T000000Z\r\nDTSTART:20200305T180000Z\r\nDTEND:20200306T000000Z\r\nSUMMARY:The gate\\; closed" in whole
    assert (
        "DESCRIPTION:The union\\, it seems\\, closed the <b>gate</b> & went.\\nPort: Harbour <log> <https://example.org/log?a=1&b=2>\\nA paper"
        in whole
    )
    assert "LOCATION:Porto\\, Gaia\r\nCATEGORIES:strike,town\r\nSTATUS:TENTATIVE" in whole
    assert "DTSTART;VALUE=DATE:19000101\r\nDTEND;VALUE=DATE:19510101" in whole
    assert [line.split(":")[0] for line in left] == ["bang", "rumour"]


def test_a_time_of_summer_is_an_hour_earlier_in_utc() -> None:
    content, _ = exported("ics", (Event("a", "x", parse_iso("2020-07-01T00:30")),))
    assert "DTSTART:20200630T233000Z\r\nDTEND:20200630T233100Z" in content


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(BadData, match="no format 'pdf'; there are jsonl, timelinejs, csv, ics"):
        write(TIMELINE, EVENTS, "pdf", io.StringIO())


def test_the_preview_shows_how_each_event_is_dated() -> None:
    assert [(id, date, how) for id, date, how, _ in preview(Reading(TIMELINE, EVENTS))][-2:] == [
        ("night", "night of 5–6 March 2020", "inferred"),
        ("rumour", "no date", "undated"),
    ]


WORDS = st.text(min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(lambda text: text.isprintable() and text.strip() != "")


@settings(max_examples=80, deadline=None)
@given(WORDS, WORDS, st.just("") | WORDS, st.integers(-(10**9), 10**9), st.integers(1, 10**6), st.sampled_from(["jsonl", "timelinejs", "csv"]))
def test_any_event_goes_there_and_back(
    tmp_path_factory: pytest.TempPathFactory, id: str, text: str, title: str, start: int, width: int, format: str
) -> None:
    event = Event(id, text, When(start, start + width), title)
    (again,) = back(tmp_path_factory.mktemp("back"), format, (event,)).events
    assert (again.id, again.text, again.title or title, again.when) == (id, text, title, event.when)


@settings(max_examples=40, deadline=None)
@given(WORDS, WORDS, st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_every_format_takes_any_event(id: str, text: str, start: int, width: int) -> None:
    for format in FORMATS:
        exported(format, (Event(id, text, When(start, start + width)),))

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.dates import describe
from index.errors import BadData
from index.markup import plain
from index.sources import read
from index.sources.timelinejs import date
from index.types import Event, Reading

V3: dict[str, Any] = {
    "title": {"text": {"headline": "A <i>river</i>", "text": "<p>From the spring&hellip;</p>"}},
    "events": [
        {
            "start_date": {"year": "1963", "month": "8", "day": "9"},
            "text": {
                "headline": "Flood",
                "text": "<p>The river rose,<br/>said <a href='https://example.org/a?b=1&amp;c=2'>the mayor</a>.</p><p>Twice.</p>",
            },
            "group": "Water",
            "location": {"name": "Porto"},
            "media": {"url": "https://example.org/picture.JPG", "credit": "<b>Ana</b>"},
        },
        {
            "start_date": {"year": 1970},
            "end_date": {"year": 1972, "month": 6},
            "text": {"text": "It was dry."},
            "media": {"url": "//example.org/film"},
        },
        {"start_date": {"year": "-44", "month": 3}, "text": {"headline": "A bridge"}, "unique_id": "bridge"},
        {"start_date": {"year": -13800000000}, "text": {"headline": "The beginning"}, "display_date": "long ago"},
        {
            "start_date": {"year": "2001", "month": "1", "day": "2", "hour": "6", "minute": "45", "second": "56", "format": ""},
            "text": {"headline": "A bell"},
        },
        {"start_date": {"year": "2001", "month": "", "day": "", "hour": ""}, "text": {"headline": "A bell"}},
        {"display_date": "5 March 2020", "text": {"headline": "Only shown"}},
        {"start_date": {"year": 2000}, "media": {"caption": "A picture of it"}},
        {"start_date": {"year": 2000}, "text": {"headline": " ", "text": "<img src=x onerror=alert(1)>"}},
    ],
    "eras": [{"start_date": {"year": 1900}, "end_date": {"year": 1950}, "text": {"headline": "The age of mills"}}],
}


def written(folder: Path, content: object, name: str = "river.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


@pytest.fixture
def river(tmp_path: Path) -> Reading:
    return read([written(tmp_path, V3)])


def named(reading: Reading, title: str) -> Event:
    (event,) = [event for event in reading.events if title in (event.title, event.text)]
    return event


def test_an_entry_becomes_an_event_in_plain_text(river: Reading) -> None:
    flood = named(river, "Flood")
    assert (flood.text, flood.tags, flood.places) == ("The river rose, said the mayor. Twice.", ("Water",), ("Porto",))
    (source,) = flood.sources
    assert (source.title, source.publisher, source.url) == ("the mayor", "example.org", "https://example.org/a?b=1&c=2")
    assert (river.timeline.title, river.timeline.description) == ("A river", "From the spring…")


def test_missing_parts_of_a_date_are_precision(river: Reading) -> None:
    printed = [describe(event.when) if event.when else "" for event in river.events]
    assert printed == [
        "9 August 1963",
        "January 1970–June 1972",
        "March 45 BC",
        "13.8 billion years ago",
        "06:45 on 2 January 2001",
        "2001",
        "5 March 2020",
        "2000",
        "1900–1950",
    ]


def test_an_entry_with_an_end_lasted_and_an_era_is_one(river: Reading) -> None:
    assert {event.text: event.tags for event in river.events if event.span == "during"} == {"It was dry.": (), "The age of mills": ("era",)}


def test_what_has_no_headline_or_text_takes_what_there_is(river: Reading) -> None:
    assert (named(river, "It was dry.").title, named(river, "A bridge").text, named(river, "A picture of it").title) == ("", "A bridge", "")
    assert [line.split("river.json: ")[1] for line in river.skipped] == ["event 9: neither a headline nor a text"]


def test_ids_are_given_or_made_of_headline_and_date(tmp_path: Path, river: Reading) -> None:
    ids = [event.id for event in river.events]
    assert ids[:3] == ["flood-1963-08-09", "it-was-dry-1970", "bridge"]
    assert len(set(ids)) == len(ids)
    other = json.loads(json.dumps(V3))
    other["events"][0]["text"]["text"] = "Another text."
    other["events"].insert(0, {"start_date": {"year": 1}, "text": {"headline": "New"}})
    assert set(ids) < {event.id for event in read([written(tmp_path, other)]).events}


def test_doubles_are_kept_apart(tmp_path: Path) -> None:
    entries = [{"start_date": {"year": 1}, "text": {"headline": "A", "text": text}} for text in ("x", "y", "y")]
    ids = [event.id for event in read([written(tmp_path, {"events": entries})]).events]
    assert (len(set(ids)), ids[0], ids[2]) == (3, "a-0001", f"{ids[1]}-2")
    with pytest.raises(BadData, match=r"event 2: the unique_id 'u' is already used"):
        read([written(tmp_path, {"events": [entry | {"unique_id": "u"} for entry in entries]})])


def test_pages_and_films_are_sources_and_pictures_are_none(river: Reading) -> None:
    assert [(source.url, source.title) for source in named(river, "It was dry.").sources] == [("https://example.org/film", "example.org")]
    assert [source.title for source in named(river, "A bridge").sources] == ["A river"], "else the file itself"


V1 = {
    "timeline": {
        "headline": "A <i>river</i>",
        "text": "Of old",
        "startDate": "1963",
        "date": [
            {
                "startDate": "1963,8,9",
                "endDate": "1963,8,9",
                "headline": "Flood",
                "text": "<p>It rose.</p>",
                "tag": "Water",
                "asset": {"media": "//e.org/f"},
            },
            {"startDate": "12/10/2011 07:02", "endDate": "", "headline": "Bell", "text": ""},
            {"startDate": "2012,1,26,18,30", "endDate": "2012,1,27", "headline": "Night", "text": "Long."},
        ],
        "era": [{"startDate": "1900", "endDate": "1950", "headline": "Mills", "tag": "x"}],
    }
}


@pytest.mark.parametrize("wrap", ["{}", "storyjs_jsonp_data = {};", "var x={}", "callback({});\n"])
def test_version_1_is_read_also_as_javascript(tmp_path: Path, wrap: str) -> None:
    reading = read([written(tmp_path, wrap.replace("{}", json.dumps(V1)))])
    assert [(event.title, describe(event.when), event.span) for event in reading.events if event.when] == [
        ("Flood", "9 August 1963", "within"),
        ("Bell", "07:02 on 10 December 2011", "within"),
        ("Night", "18:30 on 26 January 2012 to 28 January 2012", "during"),
        ("Mills", "1900–1950", "during"),
    ]
    assert reading.timeline.title == "A river"
    assert reading.events[0].tags == ("Water",)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"year": 2024, "month": 13}, "no month 13"),
        ({"year": 2023, "month": 2, "day": 29}, "February 2023 has no day 29"),
        ({"year": 2023, "day": 5}, "`d` has no month, though day is given"),
        ({"month": 5}, "`d` has no year, though month is given"),
        ({"year": "soon"}, "`d.year` is a whole number, not 'soon'"),
        ({"year": 10**12}, "at most 12 digits"),
        ({"year": 2024, "month": 1, "day": 1, "hour": 24}, "the time 24:00"),
        ("soon", "`d` is a date such as 2011,12,10, not 'soon'"),
        ([2024], "`d` is an object with year, month, day, not a list"),
        (True, "not yes/no"),
    ],
)
def test_a_date_that_is_none_is_refused(value: object, said: str) -> None:
    with pytest.raises(ValueError, match=said.replace("(", r"\(")):
        date(value, "d")


@pytest.mark.parametrize(
    ("value", "printed"), [({"year": 2024.0, "month": "Sept"}, "September 2024"), ({"year": "1.0"}, "1"), (1999, "1999"), ("-44,3", "March 45 BC")]
)
def test_a_date_may_be_written_in_many_ways(value: object, printed: str) -> None:
    when = date(value, "d")
    assert when is not None
    assert describe(when) == printed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", r"river\.json:1: is no TimelineJS file: that is one object with `events`, not a list"),
        ("{}", "has a list `events`"),
        ('{"events": {}}', "no events in it"),
        ('{"events": "x"}', "`events` is a list, not a text"),
        ('{"events": [}', r"river\.json:1: is not JSON: .*column 13"),
        ('{"events": [5]}', "event 1: `an event` is an object, not a number"),
        ('{"events": [{"start_date": {"year": 2}, "end_date": {"year": 1}, "text": {"headline": "x"}}]}', "event 1: `end_date` is before"),
        ('{"events": [{"end_date": {"year": 1}, "text": {"headline": "x"}}]}', "event 1: `end_date` is given without"),
        ('{"events": [{"text": {"headline": ["x"]}}]}', "event 1: `headline` is a text, not a list"),
        ('{"events": [{"text": {"headline": "a\\u0007"}}]}', "event 1: `headline` holds the control character U\\+0007"),
    ],
)
def test_what_cannot_be_read_is_refused_by_entry(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(BadData, match=said):
        read([written(tmp_path, content)])


SETS = Path(__file__).parents[2] / "shared" / "dev-sets" / "timelinejs"


def test_real_files_are_read_as_expected() -> None:
    """Only where they lie beside this checkout: they are not ours to hand on."""
    expected = json.loads((SETS / "expected.json").read_text()) if (SETS / "expected.json").is_file() else {}
    for name, about in expected.items():
        reading = read([SETS / name])
        events = [event for event in reading.events if "era" not in event.tags]
        assert len(events) + len(reading.skipped) == about["events"]
        assert sum(event.span == "during" for event in events) == about["with_end"]
        assert len(reading.events) - len(events) == about.get("eras", 0)
        assert not any("<" in event.text or "<" in event.title for event in events)
        if "year_only" in about:
            dated = [event.when for event in events if event.when is not None]
            assert sum(describe(when).lstrip("-").isdigit() for when in dated) == about["year_only"]
            assert sum(event.title == "" for event in events) == about["without_headline"]
        if about["title"]:
            assert reading.timeline.title == plain(about["title"]).text

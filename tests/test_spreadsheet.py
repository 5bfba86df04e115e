from __future__ import annotations

from pathlib import Path

import pytest

from index.dates import describe
from index.errors import BadData
from index.sources import read

HEAD = "Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,Media Credit,Media Caption,Type,Group"
ROWS = """,,,,,,,,,A river,"From the spring, down",,,,title,
1963,8,9,,,,,,,Flood,"<p>The river
rose.</p>",https://e.org/film,Ana,,,Water
1970,,,,1972,6,,,,Dry,It was dry.,,,,,
2001,January,2,6:45 PM,,,,,,Bell,,,,,,
-44,,,,-43,,,,,Age,Of bridges,,,,era,
2020-03-05,,,18:30:15,,,,,,Stamp,It came.,,,,,
,,,,,,,,,,,,,,,
,,,,,,,,5 March 2021,Shown,,,,,,
1980,,,,,,,,,,,,,'=1+1,,
"""


def sheet(folder: Path, content: str, name: str = "river.csv") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


@pytest.mark.parametrize(("delimiter", "name"), [(",", "river.csv"), (";", "river.csv"), ("\t", "river.tsv")])
def test_a_row_becomes_an_event(tmp_path: Path, delimiter: str, name: str) -> None:
    content = f"{HEAD}\n{ROWS}".replace("spring, down", "spring down").replace(",", delimiter)
    reading = read([sheet(tmp_path, content, name)])
    assert (reading.timeline.title, reading.timeline.description) == ("A river", "From the spring down")
    assert [(event.title, event.text, describe(event.when), event.span) for event in reading.events if event.when] == [
        ("Flood", "The river rose.", "9 August 1963", "within"),
        ("Dry", "It was dry.", "January 1970–June 1972", "during"),
        ("Bell", "Bell", "18:45 on 2 January 2001", "within"),
        ("Stamp", "It came.", "18:30 on 5 March 2020", "within"),
        ("Shown", "Shown", "5 March 2021", "within"),
        ("", "=1+1", "1980", "within"),
        ("Age", "Of bridges", "45 BC–44 BC", "during"),
    ]
    assert reading.events[0].tags == ("Water",)
    assert reading.events[0].sources[0].url == "https://e.org/film"


def test_columns_may_come_in_any_order_and_case(tmp_path: Path) -> None:
    (event,) = read([sheet(tmp_path, "TEXT, year ,Unknown\nIt came.,1999,x\n")]).events
    assert (event.text, describe(event.when) if event.when else "") == ("It came.", "1999")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", r"river\.csv:1: the first line names the columns, and there is no 'year'"),
        ("a,b\n1,2\n", "there is no 'year'"),
        ("Year,Day\n1,2\n", "there is no 'text'"),
        ("Year,Text,Text\n1,2,3\n", "the column 'text' is there twice"),
        (f"{HEAD}\n2001,,,,,,,,,A,,,,,,\n2001,1,1,noon,,,,,,B,,,,,,\n", r"river\.csv:3: 'Time' is a time such as 18:30, not 'noon'"),
        (f"{HEAD}\nsoon,,,,,,,,,A,,,,,,\n", r"line 2: `start_date\.year` is a whole number, not 'soon'"),
        (f"{HEAD}\n", "no events in it"),
        ('Year,Text\n1,"' + "x" * 200_000, "is not CSV"),
    ],
)
def test_what_cannot_be_read_is_refused_by_line(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(BadData, match=said):
        read([sheet(tmp_path, content)])

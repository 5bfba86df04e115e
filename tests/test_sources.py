"""Several sources in one reading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.dates import describe
from index.errors import BadData
from index.sources import read
from index.types import Entity


def mixed(folder: Path) -> Path:
    (folder / "a.jsonl").write_text('{"id": "a", "text": "One."}\n')
    (folder / "b.JSON").write_text('{"events": [{"text": {"headline": "Two"}, "unique_id": "b"}]}')
    (folder / "c.csv").write_text("Year,Headline\n2020,Three\n")
    (folder / "d.md").write_text("# T\n\nIn 2020 four came.\n")
    (folder / "e.pdf").write_text("")
    (folder / ".hidden").write_text("")
    (folder / "inner").mkdir()
    (folder / "native" / "events").mkdir(parents=True)
    (folder / "native" / "events" / "f.yaml").write_text("- id: f\n  text: Five.\n")
    return folder


def test_a_folder_of_many_formats_is_read_by_suffix(tmp_path: Path) -> None:
    reading = read([mixed(tmp_path)])
    assert [event.text for event in reading.events] == ["One.", "Two", "Three", "In 2020 four came.", "Five."]
    assert [line.removeprefix(str(tmp_path)) for line in reading.skipped] == [
        "/e.pdf: no reader for .pdf",
        "/inner: a folder inside a folder; name it as a source of its own",
        "/d.md:1: a heading, no event: T",
    ]


def test_ids_that_clash_are_refused(tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    first.write_text('{"id": "a", "text": "One."}\n')
    second.write_text('{"id": "a", "text": "Two."}\n')
    with pytest.raises(BadData, match=r"second\.jsonl: the id 'a' is already used in .*first\.jsonl; ids are unique over all sources"):
        read([first, second])
    with pytest.raises(BadData, match="already used"):
        read([first, first])


def test_the_first_source_names_the_timeline_and_names_are_merged(tmp_path: Path) -> None:
    for name, zone in (("one", "UTC"), ("two", "Asia/Tokyo")):
        home = tmp_path / name
        (home / "events").mkdir(parents=True)
        (home / "events" / "a.yaml").write_text(f"- id: {name}\n  text: x\n")
        (home / "timeline.yaml").write_text(f"title: {name}\nzone: {zone}\n")
        (home / "entities.yaml").write_text(f"- name: A\n  aliases: [{name}]\n" + ("  kind: person\n" if name == "two" else ""))
    reading = read([tmp_path / "one", tmp_path / "two"])
    assert (reading.timeline.title, reading.timeline.zone) == ("one", "UTC")
    assert reading.entities == (Entity("A", "person", ("one", "two")),)
    assert reading.skipped == (f"{tmp_path / 'two'}: its time zone Asia/Tokyo: the first source has UTC",)


def test_what_cannot_be_read_says_what_can(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_text("")
    (tmp_path / "README").write_text("")
    with pytest.raises(BadData, match=r"no reader for \.pdf; a native folder, or a file that ends in one of \.jsonl, .*\.md"):
        read([tmp_path / "x.pdf"])
    with pytest.raises(BadData, match="no reader for a file without suffix"):
        read([tmp_path / "README"])
    with pytest.raises(BadData, match="there is nothing to read here"):
        read([tmp_path])
    with pytest.raises(BadData, match="no such file or folder"):
        read([tmp_path / "nowhere.jsonl"])
    with pytest.raises(BadData, match="no source given"):
        read([])


DOCUMENT = Path(__file__).parent.parent / "docs" / "timelines.md"
EXAMPLES = re.findall(r"^```\w+ (\S+)\n(.*?)^```$", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def test_the_examples_of_the_document_are_read(tmp_path: Path) -> None:
    (tmp_path / "native" / "events").mkdir(parents=True)
    for name, content in EXAMPLES:
        (tmp_path / ("native" if name.endswith(".yaml") else "") / name).write_text(content, encoding="utf-8")
    read_of = {path.name: read([path]) for path in tmp_path.iterdir()}
    assert {name: len(reading.events) for name, reading in read_of.items()} == {
        "native": 2,
        "events.jsonl": 3,
        "timeline.json": 2,
        "timeline.csv": 1,
        "article.txt": 4,
    }
    assert [describe(event.when) for event in read_of["article.txt"].events if event.when] == [
        "5 March 2020",
        "5 March 2020",
        "evening of 6 March 2020",
        "22:30 on 6 March 2020",
    ]

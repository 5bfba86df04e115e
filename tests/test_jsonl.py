from __future__ import annotations

from pathlib import Path

import pytest

from index.dates import describe
from index.errors import BadData
from index.sources import jsonl
from index.types import Reading, Source


def lines(folder: Path, *content: str | bytes) -> Path:
    path = folder / "harbour.jsonl"
    path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in content))
    return path


def test_all_but_the_text_is_optional(tmp_path: Path) -> None:
    reading = jsonl.read(
        lines(
            tmp_path,
            '{"id": "a", "date": "2020-03-05", "text": "The gate  closed.", "source": "Harbour log", "timeline": "Strike"}',
            "",
            '{"date": {"start": "2020-03", "end": "2020-04"}, "text": "It lasted.", "source": "https://example.org/x y"}',
            '{"start": "2020", "text": "It began.", "sources": [{"title": "A paper", "url": "https://example.org/p"}, "https://example.org/q"]}',
            '{"text": "Somebody said so."}',
        )
    )
    assert [(event.text, describe(event.when) if event.when else None) for event in reading.events] == [
        ("The gate closed.", "5 March 2020"),
        ("It lasted.", "March–April 2020"),
        ("It began.", "2020"),
        ("Somebody said so.", None),
    ]
    assert reading.timeline.title == "Strike"
    assert [event.sources for event in reading.events] == [
        (Source("harbour-log", "Harbour log"),),
        (Source("https-example-org-x-y", "https://example.org/x y"),),
        (
            Source("a-paper", "A paper", "", "https://example.org/p"),
            Source("https-example-org-q", "https://example.org/q", "", "https://example.org/q"),
        ),
        (),
    ]


def test_an_id_that_is_missing_is_made_of_text_and_date(tmp_path: Path) -> None:
    def ids(reading: Reading) -> list[str]:
        return [event.id for event in reading.events]

    first = ids(jsonl.read(lines(tmp_path, '{"text": "x", "date": "2020"}', '{"text": "x"}')))
    assert first == list(reversed(ids(jsonl.read(lines(tmp_path, '{"text": "x"}', '{"text": "x", "date": "2020"}')))))
    assert len(set(first)) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", r"harbour\.jsonl:1: this file is empty"),
        ("{", r"harbour\.jsonl:1: is not JSON: .* \(column 2\)"),
        ('{"text": "a"}\n\n[1]', r"harbour\.jsonl:3: an event is a mapping of fields, not a list"),
        ('{"text": "a"}\n{"text": "a"}', r"harbour\.jsonl:2: the id 'e-\w+' is already used in line 1"),
        ('{"id": 5.5, "text": "a"}', "`id` is a short text, not a number"),
        ('{"id": "' + "x" * 201 + '", "text": "a"}', "`id` has 1 to 200 printable characters"),
        ('{"id": " ", "text": "a"}', "`id` has 1 to 200 printable characters"),
        ('{"text": "a", "date": 20.5}', "`date` is an ISO date such as 2024-12-07, not a number"),
        ('{"text": "a", "source": {"title": "x", "url": "ftp://e.org"}}', "`url` of a source begins with http"),
        ('{"text": "a", "source": 5}', "a source is a key, a title or a mapping"),
        ('{"text": "a", "actors": ["b", 5]}', "`actors` is a list of names, and 5 is not one"),
        ('{"text": "a\\ud800"}', r"control character U\+D800"),
        ('{"text": ' + "9" * 5000 + "}", "is not JSON"),
    ],
)
def test_a_fault_is_named_by_line(tmp_path: Path, content: str, said: str) -> None:
    with pytest.raises(BadData, match=said):
        jsonl.read(lines(tmp_path, content))


def test_bytes_that_are_no_text_are_named_by_line(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"harbour\.jsonl:2: is not UTF-8 \(byte 10 of the line\)"):
        jsonl.read(lines(tmp_path, '{"text": "a"}', b'{"text": "\xff"}'))

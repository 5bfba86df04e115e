"""Sources are data from strangers: whatever stands in a file, a reader gives a `Reading` or raises `BadData`, soon and in little memory.

Each property is a fuzz target as well: `test.hypothesis.fuzz_one_input(bytes)` runs it on the choice of a coverage-guided fuzzer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.errors import BadData
from index.sources import read
from index.types import Reading

ROOT = Path(__file__).parent.parent
JSONL = '{"id": "a", "date": "2024-12-07", "text": "One came.", "source": "Log"}\n{"start": "2024", "end": "2025-03", "text": "Two came.", "tags": ["x"]}\n'
V3 = """{"title": {"text": {"headline": "T"}}, "events": [{"start_date": {"year": "1963", "month": 8, "day": "9", "hour": 5}, "end_date": {"year": 1964},
"text": {"headline": "<b>H</b>", "text": "<p>One &amp; <a href='https://e.org/x'>two</a></p>"}, "group": "g", "media": {"url": "//e.org/p"}, "unique_id": "u"}],
"eras": [{"start_date": {"year": -500}, "end_date": {"year": -400}, "text": {"headline": "Era"}}]}"""
V1 = """storyjs_jsonp_data = {"timeline": {"headline": "H", "date": [{"startDate": "2011,12,10,7", "endDate": "12/11/2011", "headline": "A", "text": "b",
"asset": {"media": "https://e.org", "credit": "c"}}], "era": {"startDate": "2010", "headline": "Era"}}};"""
CSV = 'Year,Month,Day,Time,End Year,Headline,Text,Type,Group\n2024,12,7,18:30,,One,Two,,g\n-44,,,,-43,Three,"a, b",era,\n'
ARTICLE = (
    'News\nOn Friday 6 December 2024, "one" came, and the second army left. It was late.\n\nIn 2017 there was peace.\n- 14:53: a man said: “Yes.”\n'
)
MARKDOWN = "---\ntitle: A\ndate: 2024-12-08\n---\n# H\n\n## 5 December\n* *One* came [there](https://e.org).\n| a | b |\n|---|---|\n| 1 | 2 |\n```\nx\n```\n> q\n"
YAML = "- id: a\n  date: 2024-12-07\n  text: One came.\n  actors: [A, B]\n  accounts:\n  - {what: x, whose: y}\n"
SAMPLES = {"jsonl": [JSONL], "json": [V3, V1], "csv": [CSV, CSV.replace(",", "\t")], "txt": [ARTICLE], "md": [MARKDOWN, ARTICLE], "yaml": [YAML]}


def attempt(content: bytes, suffix: str) -> Reading | None:
    """What a file with this content is read as; None when it is refused."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"source.{suffix}"
        if suffix == "yaml":
            path = Path(folder) / "events" / "source.yaml"
            path.parent.mkdir()
        path.write_bytes(content)
        try:
            reading = read([folder if suffix == "yaml" else path])
        except BadData as error:
            said = str(error)
        else:
            for event in reading.events:
                assert event.id.strip()
                assert event.text == " ".join(event.text.split()) != ""
                assert (event.when is None) == (event.dated == "undated")
            assert reading.events
            return reading
    assert "\n" not in said
    return None


NOISE = st.binary(max_size=12) | st.sampled_from(
    [
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b'"',
        b"{",
        b"[",
        b"}",
        b"]",
        b",",
        b":",
        b"\n",
        b"\n\n",
        b"- ",
        b"#",
        b"|",
        b"&a",
        b"*a",
        b"!!",
        b"<",
        b">",
        b"&#1;",
        b"1e999",
        b"null",
        b"true",
        b"-0044",
        b"99999999999999",
        b"\\ud800",
        b"2024-13-45",
        b"31 December",
        b"\xe2\x80\xa8",
        b"\xf0\x9f\x8e\x89",
        b"'",
    ]
)


@st.composite
def damaged(draw: st.DrawFn, samples: list[str]) -> bytes:
    """One of the samples with pieces cut out, doubled and put in."""
    content = draw(st.sampled_from(samples)).encode()
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(content)))
        end = draw(st.integers(start, min(start + 30, len(content))))
        middle = draw(NOISE | st.just(content[start:end] * 2))
        content = content[:start] + middle + content[end:]
    return content


def fuzz(suffix: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
        return quick(given(content=st.binary(max_size=200) | damaged(SAMPLES[suffix]))(test))

    return decorate


@fuzz("jsonl")
def test_any_bytes_as_json_lines(content: bytes) -> None:
    attempt(content, "jsonl")


@fuzz("json")
def test_any_bytes_as_timelinejs(content: bytes) -> None:
    attempt(content, "json")


@fuzz("csv")
def test_any_bytes_as_a_spreadsheet(content: bytes) -> None:
    attempt(content, "csv")


@fuzz("txt")
def test_any_bytes_as_an_article(content: bytes) -> None:
    attempt(content, "txt")


@fuzz("md")
def test_any_bytes_as_markdown(content: bytes) -> None:
    attempt(content, "md")


@fuzz("yaml")
def test_any_bytes_as_yaml(content: bytes) -> None:
    attempt(content, "yaml")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2024", "2024,1,2", "x\x00", "-44", "<p>"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["year", "month", "day", "text", "url", "title", "headline"]), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    "id text title date start end part_of_day span sources source accounts tags translations confidence dated actors timeline events eras start_date end_date "
    "unique_id media group location headline startDate endDate asset era display_date".split()
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(FIELDS, VALUES, max_size=6))
@example({"events": [{"text": {"headline": "x"}, "start_date": {"year": 10**13}}]})
def test_any_values_in_any_field(record: dict[str, Any]) -> None:
    text = record if "text" in record else record | {"text": "It came."}
    attempt(json.dumps(text).encode(), "jsonl")
    attempt(json.dumps(record).encode(), "json")
    attempt(json.dumps({"events": [text, record]}).encode(), "json")
    attempt(json.dumps({"timeline": {"date": [record], "era": record}}).encode(), "json")
    attempt(json.dumps([text]).encode(), "yaml")


@pytest.mark.parametrize("suffix", SAMPLES)
def test_the_samples_themselves_are_read(suffix: str) -> None:
    for sample in SAMPLES[suffix]:
        assert attempt(sample.encode(), suffix) is not None
        assert attempt(b"\xef\xbb\xbf" + sample.encode(), suffix) is not None, "a byte order mark does no harm"


# --- time and memory ----------------------------------------------------------------------------------------------------

BOUNDED = """
import sys, time
from pathlib import Path
from index.errors import BadData
from index.sources import read
began = time.process_time()
try:
    print(len(read([sys.argv[1]]).events), "events")
except BadData as error:
    print(error)
status = Path("/proc/self/status").read_text()
print(time.process_time() - began, status.split("VmHWM:")[1].split()[0])
"""
"""The peak is read there: getrusage counts in what the parent held when it started this process."""


def bounded(path: Path, *, seconds: float, megabytes: int) -> str:
    """What reading it in a process of its own says; it may take so much processor time and memory."""
    ended = subprocess.run([sys.executable, "-c", BOUNDED, str(path)], cwd=ROOT, check=True, capture_output=True, text=True)
    said, used = ended.stdout.rsplit("\n", 2)[0], ended.stdout.split()[-2:]
    assert float(used[0]) < seconds
    assert int(used[1]) < megabytes * 1024
    return said


def many(folder: Path, name: str, head: str, piece: str, size: int, tail: str = "") -> Path:
    """A file of a piece again and again, up to a size in bytes."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as file:
        file.write(head)
        for _ in range(size // (len(piece) * 1000)):
            file.write(piece * 1000)
        file.write(tail)
    return path


MB = 2**20


@pytest.mark.parametrize(
    ("name", "head", "piece", "size", "said"),
    [
        ("long.jsonl", '{"text": "', "one line ", 200 * MB, "line is longer than 1 MB"),
        ("long.json", '{"events": ["', "one line ", 200 * MB, "larger than 128 MB"),
        ("long.csv", 'Year,Text\n1,"', "one cell ", 200 * MB, "larger than 128 MB"),
        ("cell.csv", 'Year,Text\n1,"', "one cell ", 3 * MB, "field larger than field limit"),
        ("long.txt", "", "one word ", 200 * MB, "larger than 8 MB"),
        ("events/long.yaml", "- text: ", "one line ", 200 * MB, "larger than 32 MB"),
        ("deep.jsonl", "", '{"a":', MB // 2, "nested too deeply"),
        ("deep.json", "", "[", 2 * MB, "nested too deeply"),
        ("wide.json", '{"events": [', "[],", 30 * MB, "more than 3,000,000 values"),
        ("events/deep.yaml", "", "- ", 2 * MB, "nested deeper than 20 levels"),
        ("events/flow.yaml", "", "[", 2 * MB, "nest"),
        ("events/wide.yaml", "", "- a\n", 30 * MB, "more than 500,000 values"),
    ],
)
def test_what_is_huge_or_deep_is_refused_soon(tmp_path: Path, name: str, head: str, piece: str, size: int, said: str) -> None:
    path = many(tmp_path, name, head, piece, size)
    assert said in bounded(tmp_path if "/" in name else path, seconds=20, megabytes=900)


@pytest.mark.parametrize(
    ("name", "piece", "size"),
    [
        ("words.txt", "one word ", MB),
        ("dates.txt", "On 5 December 2024 he came. ", MB // 4),
        ("quotes.txt", '"', MB // 2),
        ("commas.txt", "and the men, ", MB // 2),
        ("letters.txt", "x", MB),
        ("stars.md", "*", MB),
        ("brackets.md", "[", MB),
        ("tags.md", "<a ", MB),
        ("cells.md", "|", MB),
        ("short.txt", "a. ", MB // 2),
    ],
)
def test_a_strange_article_takes_time_in_proportion(tmp_path: Path, name: str, piece: str, size: int) -> None:
    bounded(many(tmp_path, name, "In 2024 it began. ", piece, size), seconds=30, megabytes=600)


def test_a_million_names_are_refused(tmp_path: Path) -> None:
    names = json.dumps(["name"] * 80_000)
    path = tmp_path / "names.jsonl"
    path.write_text(json.dumps({"text": "x", "actors": json.loads(names)}) + "\n")
    with pytest.raises(BadData, match=r"names\.jsonl:1: `actors` has 80,000 items; at most 1,000"):
        read([path])
    many(tmp_path, "native/entities.yaml", "- name: A\n  aliases: [", "b,", 2 * MB, "b]\n")
    (tmp_path / "native" / "events").mkdir()
    assert "more than 500,000 values" in bounded(tmp_path / "native", seconds=20, megabytes=900)


# --- tricks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("yaml", "said"),
    [
        ("- &a [*a]\n", "anchors"),
        ("a: &a [x, x]\nb: &b [*a, *a]\n", "anchors"),
        ("- !!python/object/apply:os.system [echo]\n", "tags"),
        ("- id: !!timestamp x\n  text: y\n", "tags"),
        ("- id: !!binary x\n", "tags"),
        ("- {text: x, text: y}\n", "'text' is given twice"),
        ("- ? [a]\n  : b\n", "a key is a plain word"),
        ("- <<: {text: x}\n", "unknown field '<<'"),
        ("%YAML 3.0\n---\n- a\n", "is not YAML"),
        ("- id: a\n--- \n- id: b\n", "is not YAML"),
    ],
)
def test_yaml_is_plain_data(tmp_path: Path, yaml: str, said: str) -> None:
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "x.yaml").write_text(yaml)
    with pytest.raises(BadData, match=said) as refused:
        read([tmp_path])
    assert "x.yaml:" in str(refused.value)


def test_a_pipe_or_device_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "events").mkdir()
    os.mkfifo(tmp_path / "events" / "pipe.yaml")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    for path in (tmp_path / "pipe.jsonl", tmp_path / "zero.txt", tmp_path):
        with pytest.raises(BadData, match="is not a plain file"):
            read([path])


def test_links_do_not_lead_out_of_a_folder(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("- id: a\n  text: secret\n")
    native, mixed = tmp_path / "native", tmp_path / "mixed"
    (native / "events").mkdir(parents=True)
    (native / "events" / "x.yaml").symlink_to(secret)
    with pytest.raises(BadData, match="link that leads out"):
        read([native])
    mixed.mkdir()
    (mixed / "a.jsonl").write_text('{"text": "x"}\n')
    (mixed / "b.jsonl").symlink_to(mixed / "a.jsonl")
    assert [line for line in read([mixed]).skipped if "b.jsonl: a link" in line]


@pytest.mark.parametrize("name", ["a\x00b.jsonl", "x" * 300 + ".jsonl", "", "../nowhere/../etc/passwd"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(BadData):
        read([name])


def test_time_of_many_small_files(tmp_path: Path) -> None:
    """Reading is linear in the number of sources, too."""
    for n in range(300):
        (tmp_path / f"{n}.jsonl").write_text(f'{{"id": "e{n}", "text": "x"}}\n')
    began = time.process_time()
    assert len(read([tmp_path]).events) == 300
    assert time.process_time() - began < 5

"""The native timeline: read, refused by file and line, and written."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import native_writer
from index.dates import describe, parse_iso, part_of_day
from index.errors import BadData
from index.sources import native, read
from index.sources.record import date_fields, event_from, when_from
from index.types import Account, Entity, Event, Reading, Source, Timeline, When

EVENTS = """\
- id: gate-closed
  title: The gate closes
  text: The  union closed
    the gate.
  date: 2020-03-05
  part_of_day: evening
  actors: [Union]
  affected: [Owners]
  places: [Porto]
  sources: [log]
  confidence: contested
  accounts:
  - what: It was closed a day later
    whose: the owners
    date: 2020-03-06
    sources: [log]
  tags: [strike]
  translations:
    pt: {title: O portão, text: O portão fechou.}
- id: 007
  text: no
  start: 2020-03
  end: 2020-04
  span: during
- id: old
  text: A bridge was built.
  date: -0044
"""
SOURCES = "log: {title: Harbour log, publisher: Port, url: https://example.org/log}\n"
ENTITIES = "- name: Union\n  kind: group\n  aliases: [the dockers, NO]\n  part_of: [Workers]\n  names: [اتحاد]\n"
TIMELINE = "title: The strike\ndescription: Of 2020\nzone: Europe/Lisbon\nlanguages: [en, pt]\ncredits: us\n"


def folder_of(home: Path, events: str = EVENTS, **others: str) -> Path:
    (home / "events").mkdir(parents=True, exist_ok=True)
    (home / "events" / "a.yaml").write_text(events)
    for name, content in ({"timeline": TIMELINE, "sources": SOURCES, "entities": ENTITIES} | others).items():
        (home / f"{name}.yaml").write_text(content)
    return home


def test_everything_is_read(tmp_path: Path) -> None:
    reading = native.read(folder_of(tmp_path))
    assert reading.timeline == Timeline("The strike", "Of 2020", "Europe/Lisbon", ("en", "pt"), "us")
    assert reading.entities == (Entity("Union", "group", ("the dockers", "NO", "اتحاد"), ("Workers",)),)
    log = Source("log", "Harbour log", "Port", "https://example.org/log")
    fifth = parse_iso("2020-03-05")
    assert reading.events == (
        Event(
            "gate-closed",
            "The union closed the gate.",
            part_of_day(fifth, "evening"),
            "The gate closes",
            actors=("Union",),
            affected=("Owners",),
            places=("Porto",),
            sources=(log,),
            confidence="contested",
            accounts=(Account("It was closed a day later", "the owners", parse_iso("2020-03-06"), (log,)),),
            tags=("strike",),
            translations={"pt": ("O portão", "O portão fechou.")},
        ),
        Event("007", "no", parse_iso("2020-03").hull(parse_iso("2020-04")), span="during"),
        Event("old", "A bridge was built.", parse_iso("-0044")),
    )


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ("", "a.yaml:1: this file is empty"),
        ("a: b\n", "a.yaml:1: this file is a list of records"),
        ("- id: a\n  text: x\n- text: y\n", "a.yaml:3: `id` is missing"),
        ("- id: a\n  text: x\n- id: a\n  text: y\n", "a.yaml:3: the id 'a' is already used at a.yaml:1"),
        ("- id: a\n  text: x\n  sources: [nowhere]\n", "a.yaml:1: source 'nowhere' is not in sources.yaml"),
        ("- id: a\n", "a.yaml:1: `text` is missing"),
        ("- id: a\n  text: x\n  colour: red\n", "a.yaml:1: unknown field 'colour'"),
        ("- id: a\n  text: x\n  date: 5 March\n", "a.yaml:1: '5 March' is not an ISO date"),
        ("- id: a\n  text: x\n  date: 2020-02-30\n", "a.yaml:1: February 2020 has no day 30"),
        ("- id: a\n  text: x\n  date: 2020\n  start: 2020\n", "give `date`, or `start` and `end`, not both"),
        ("- id: a\n  text: x\n  end: 2020\n", "`end` is given without `start`"),
        ("- id: a\n  text: x\n  start: 2020\n  end: 2019\n", "`end` 2019 is before `start` 2020"),
        ("- id: a\n  text: x\n  part_of_day: noon\n", "`part_of_day` is given without `date`"),
        ("- id: a\n  text: x\n  date: 2020-01-01\n  part_of_day: tea\n", "part_of_day is one of dawn"),
        ("- id: a\n  text: x\n  span: long\n", "`span` is one of within, during, not 'long'"),
        ("- id: a\n  text: x\n  actors: Union\n", "`actors` is a list, not a text"),
        ("- id: a\n  text: x\n  accounts: [{what: y}]\n", "an account needs `what`"),
        ("- id: a\n  text: [x]\n", "`text` is a text, not a list"),
        ("- id: a\n  text: 'x\\\n", "a.yaml:3: is not YAML"),
        ("- 5\n", "a.yaml:1: an event is a mapping of fields, not a text"),
        ("- id: a\n  text: " + "x" * 20_001 + "\n", "an event has at most 20,000"),
        ('- id: a\n  text: "x\\u202ay\\u0007"\n', "holds the control character U\\+0007"),
    ],
)
def test_a_fault_is_named_by_file_and_line(tmp_path: Path, events: str, said: str) -> None:
    with pytest.raises(BadData, match=said.replace("a.yaml", r"a\.yaml")):
        native.read(folder_of(tmp_path, events))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("timeline", "- a\n", "timeline.yaml:1: this file is a mapping"),
        ("timeline", "colour: red\n", "unknown field 'colour'"),
        ("timeline", "zone: Mars/Olympus\n", "'Mars/Olympus' is not a time zone"),
        ("timeline", "zone: ../../etc/passwd\n", "is not a time zone"),
        ("timeline", "languages: en\n", "`languages` is a list"),
        ("sources", "- a\n", "sources.yaml:1: this file is a mapping"),
        ("sources", "a: {title: A}\nb: {url: x}\n", "sources.yaml:2: source 'b' needs at least a `title`"),
        ("sources", "b: {title: B, url: 'javascript:alert(1)'}\n", "begins with http"),
        ("entities", "- kind: x\n", "entities.yaml:1: an entity is a mapping with `name`"),
        ("entities", "- name: A\n- name: A\n", "entities.yaml:2: the entity 'A' is given twice"),
        ("entities", "- name: A\n  aliases: [[b]]\n", "`aliases`, `names` and `part_of` of 'A' are lists of names"),
        ("entities", "- name: A\n  aliases: bcd\n", "`aliases`, `names` and `part_of` of 'A' are lists of names"),
        ("entities", "- name: A\n  alias: [b]\n", "entities.yaml:1: unknown field 'alias'; known are name, kind, aliases"),
        ("sources", "a: {title: A, link: x}\n", "sources.yaml:1: unknown field 'link'"),
    ],
)
def test_the_other_files_are_checked_too(tmp_path: Path, name: str, content: str, said: str) -> None:
    with pytest.raises(BadData, match=said.replace(".yaml", r"\.yaml")):
        native.read(folder_of(tmp_path, "- id: a\n  text: x\n", **{name: content}))


def test_an_end_may_be_known_less_or_more_precisely_than_the_start(tmp_path: Path) -> None:
    pairs = [("2020-03-05", "2020-03"), ("2020", "2020-03"), ("2020-03-05", "2020-03-05")]
    events = "".join(f"- {{id: e{n}, text: x, start: {start}, end: {end}}}\n" for n, (start, end) in enumerate(pairs))
    printed = [describe(event.when) for event in native.read(folder_of(tmp_path, events)).events if event.when]
    assert printed == ["5–31 March 2020", "January–March 2020", "5 March 2020"]


def test_the_other_files_may_be_missing(tmp_path: Path) -> None:
    home = tmp_path / "strike"
    (home / "events").mkdir(parents=True)
    with pytest.raises(BadData, match=r"there is no events/\*\.yaml here"):
        native.read(home)
    (home / "events" / "a.yml").write_text("- id: a\n  text: x\n")
    assert native.read(home) == Reading(Timeline("strike"), (Event("a", "x", dated="undated"),))


# --- writing ----------------------------------------------------------------------------------------------------------------


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    reading = native.read(folder_of(tmp_path / "first"))
    paths = native_writer.write(reading, tmp_path / "second")
    assert sorted(path.name for path in paths) == ["-0044.yaml", "2020.yaml", "entities.yaml", "sources.yaml", "timeline.yaml"]
    back = read([tmp_path / "second"])
    assert back == dataclasses.replace(reading, events=(reading.events[2], *sorted(reading.events[:2], key=lambda e: e.when.start if e.when else 0)))
    assert "date: 2020-03-05\n  part_of_day: evening" in (tmp_path / "second" / "events" / "2020.yaml").read_text(), "for people to read"


def test_nothing_is_written_over(tmp_path: Path) -> None:
    reading = native.read(folder_of(tmp_path))
    with pytest.raises(BadData, match="something here already"):
        native_writer.write(reading, tmp_path)
    with pytest.raises(BadData, match="something here already"):
        native_writer.write(reading, tmp_path / "timeline.yaml")
    with pytest.raises(BadData, match="cannot be written"):
        native_writer.write(reading, tmp_path / "timeline.yaml" / "below")


def test_many_events_are_divided_over_files(tmp_path: Path) -> None:
    events = (*tuple(Event(f"e{n}", f"Text {n}.", parse_iso(f"2020-{n % 3 + 1:02}-05")) for n in range(99)), Event("u", "Some day.", dated="undated"))
    paths = native_writer.write(Reading(Timeline("Many"), events), tmp_path / "many")
    assert sorted(path.stem for path in paths) == ["2020-01", "2020-02", "2020-03", "timeline", "undated"]
    assert len(read([tmp_path / "many"]).events) == 100


def test_sources_that_share_a_key_are_told_apart(tmp_path: Path) -> None:
    events = (Event("a", "x", sources=(Source("s", "One"), Source("", ""))), Event("b", "y", sources=(Source("s", "Two"),)))
    native_writer.write(Reading(Timeline("T"), events), tmp_path / "t")
    assert [[source.title for source in event.sources] for event in read([tmp_path / "t"]).events] == [["One", "source"], ["Two"]]


WORDS = (
    st.text(st.sampled_from("ab- :#'\"[]{}!&*|>%@`,?0é\U0001f389ب~"), min_size=1, max_size=12).map(lambda text: " ".join(text.split())).filter(bool)
)
NAMES = st.lists(WORDS, max_size=3, unique=True).map(tuple)
WHENS = st.none() | st.builds(lambda start, width: When(start, start + width), st.integers(-(10**9), 10**9), st.integers(1, 10**6))


@st.composite
def events(draw: st.DrawFn) -> Event:
    when = draw(WHENS)
    return Event(
        id=draw(WORDS),
        text=draw(WORDS),
        when=when,
        title=draw(st.just("") | WORDS),
        span=draw(st.sampled_from(["within", "during"])),
        actors=draw(NAMES),
        affected=draw(NAMES),
        places=draw(NAMES),
        sources=(Source(draw(WORDS), draw(WORDS), draw(st.just("") | WORDS), draw(st.sampled_from([None, "https://e.org/a'b?c=1&d"]))),),
        confidence=draw(st.sampled_from(["high", "medium", "contested"])),
        accounts=(Account(draw(WORDS), draw(WORDS), draw(WHENS)),),
        tags=draw(NAMES),
        dated="undated" if when is None else draw(st.sampled_from(["stated", "inferred"])),
        translations=draw(st.dictionaries(WORDS, st.tuples(WORDS, WORDS), max_size=2)),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(events(), min_size=1, max_size=4, unique_by=(lambda event: event.id, lambda event: event.sources[0].key)), WORDS)
def test_any_event_goes_to_the_native_form_and_back(tmp_path_factory: pytest.TempPathFactory, given: list[Event], title: str) -> None:
    home = tmp_path_factory.mktemp("written") / "timeline"
    reading = Reading(Timeline(title), tuple(given), (Entity(title, "person", (title, "b"), ("c",)), Entity("c" + title)))
    native_writer.write(reading, home)
    back = native.read(home)
    assert sorted(back.events, key=lambda event: event.id) == sorted(given, key=lambda event: event.id)
    assert (back.timeline, back.entities) == (reading.timeline, reading.entities)


@given(WHENS)
def test_date_fields_read_back_as_the_interval(when: When | None) -> None:
    assert when_from(date_fields(when)) == when


@pytest.mark.parametrize(
    ("when", "fields"),
    [
        (parse_iso("2020"), {"date": "2020"}),
        (parse_iso("2020-03-05T14:53"), {"date": "2020-03-05T14:53"}),
        (part_of_day(parse_iso("2020-03-05"), "dawn"), {"date": "2020-03-05", "part_of_day": "dawn"}),
        (
            part_of_day(parse_iso("2020-03-05").hull(parse_iso("2020-03-06")), "night"),
            {"start": "2020-03-05", "end": "2020-03-06", "part_of_day": "night"},
        ),
        (parse_iso("2020-03-05").hull(parse_iso("2020-03-08")), {"start": "2020-03-05", "end": "2020-03-08"}),
    ],
)
def test_date_fields_are_those_that_people_write(when: When, fields: dict[str, str]) -> None:
    assert date_fields(when) == fields


def test_a_time_with_an_offset_is_moved_to_the_zone() -> None:
    event = event_from({"text": "x", "date": "2020-07-01T23:30Z"}, lambda key: Source(key, key), "Europe/Lisbon")
    assert event.when is not None
    assert describe(event.when) == "00:30 on 2 July 2020"

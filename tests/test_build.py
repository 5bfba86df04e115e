from __future__ import annotations

import dataclasses
import json
import random
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index import generation
from index.build import BuildReport, build_events
from index.dates import parse_iso
from index.embed import CANARIES, Vectors, WordHashEmbedder
from index.errors import BadData
from index.search import open_index, verify
from index.types import Entity, Event, Reading, Source, Timeline


class Counting(WordHashEmbedder):
    """Remembers which passages it embedded, canaries apart."""

    def __init__(self, dimensions: int = 64) -> None:
        super().__init__(dimensions)
        self.seen: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.seen += [text for text in texts if text not in CANARIES]
        return super().passages(texts)


class Changed(Counting):
    """The same by name and digest, but its library has begun to give other vectors."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.roll(super().passages(texts), 1, axis=1)


def build(reading: Reading, folder: Path, embedder: Counting | None = None) -> tuple[BuildReport, list[str]]:
    embedder = embedder or Counting()
    return build_events(reading, folder, embedder=embedder), embedder.seen


def changed(reading: Reading, id: str, **fields: object) -> Reading:
    events = tuple(dataclasses.replace(event, **fields) if event.id == id else event for event in reading.events)  # type: ignore[arg-type]
    return dataclasses.replace(reading, events=events)


def test_the_report_says_what_was_done(reading: Reading, tmp_path: Path) -> None:
    report, _ = build(reading, tmp_path)
    assert (report.events, report.passages, report.embedded, report.reused, report.why_all) == (6, 6, 6, 0, None)
    assert report.skipped == ("moon.jsonl:9: no text",)
    assert report.generation == open_index(tmp_path).generation


def test_nothing_changed_makes_no_new_generation(reading: Reading, tmp_path: Path) -> None:
    first, _ = build(reading, tmp_path)
    shuffled = dataclasses.replace(reading, events=tuple(reversed(reading.events)))
    again, seen = build(shuffled, tmp_path)
    assert (again.generation, again.embedded, again.reused, seen) == (first.generation, 0, 6, [])


@pytest.mark.parametrize("change", [{"when": parse_iso("1959-01-02")}, {"sources": (Source("x", "Other"),)}, {"title": "Anew"}, {"when": None}])
def test_a_changed_date_or_source_alone_embeds_nothing(reading: Reading, tmp_path: Path, change: dict[str, object]) -> None:
    build(reading, tmp_path)
    report, seen = build(changed(reading, "landing", **change), tmp_path)
    assert (seen, report.embedded, report.reused) == ([], 0, 6)
    index = open_index(tmp_path)
    event = index.event("landing")
    assert event is not None
    assert all(getattr(event, name) == value for name, value in change.items())
    hit = next(hit for hit in index.search("Two men of the crew landed on the Moon.") if hit.passage.event.id == "landing")
    assert hit.cosine == pytest.approx(1), "its vector has moved along with it"


def test_only_a_new_text_is_embedded_and_a_removed_event_is_gone(reading: Reading, tmp_path: Path) -> None:
    build(reading, tmp_path)
    smaller = dataclasses.replace(reading, events=tuple(event for event in reading.events if event.id != "rumour"))
    report, seen = build(changed(smaller, "return", text="They came home."), tmp_path)
    assert (seen, report.embedded, report.reused) == (["They came home."], 1, 4)
    index = open_index(tmp_path)
    assert index.event("rumour") is None
    assert all("cheese" not in hit.passage.text for hit in index.search("cheese"))


def test_equal_texts_are_embedded_once_and_both_found(reading: Reading, tmp_path: Path) -> None:
    twins = dataclasses.replace(reading, events=(Event("a", "It rained all day."), Event("b", "It rained all day.")))
    report, seen = build(twins, tmp_path)
    assert (seen, report.embedded) == (["It rained all day."], 1)
    hits = open_index(tmp_path).search("It rained all day.")
    assert [(hit.passage.event.id, round(hit.cosine, 4)) for hit in hits] == [("a", 1), ("b", 1)]


def test_an_incremental_build_equals_a_fresh_one(reading: Reading, tmp_path: Path) -> None:
    chance = random.Random(3)
    names = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]

    def some(n: int) -> Reading:
        texts = [" ".join(chance.choices(names, k=5)) for _ in range(n)]
        events = (Event(f"e{i}", text, parse_iso(f"19{chance.randint(10, 99)}")) for i, text in enumerate(texts))
        return dataclasses.replace(reading, events=tuple(events))

    for _ in range(4):
        build(now := some(40), tmp_path / "grown")
    build(now, tmp_path / "fresh")
    grown, fresh = open_index(tmp_path / "grown"), open_index(tmp_path / "fresh")
    assert grown.events() == fresh.events()
    assert grown.background == fresh.background
    for query in names:
        found, expected = grown.search(query), fresh.search(query)
        assert [hit.passage for hit in found] == [hit.passage for hit in expected]
        for name in ("score", "cosine", "lexical"):
            assert [getattr(hit, name) for hit in found] == pytest.approx([getattr(hit, name) for hit in expected], abs=1e-5)


def test_another_model_embeds_everything_and_says_so(reading: Reading, tmp_path: Path) -> None:
    build(reading, tmp_path)
    report, seen = build(reading, tmp_path, Counting(32))
    assert len(seen) == report.embedded == 6
    assert report.why_all == "the model was word-hash-64, it is word-hash-32 now"
    assert open_index(tmp_path).manifest.dimensions == 32
    assert verify(tmp_path) == []


def test_a_model_that_gives_other_vectors_embeds_everything_and_says_so(reading: Reading, tmp_path: Path) -> None:
    build(reading, tmp_path)
    report, seen = build(changed(reading, "return", text="They came home."), tmp_path, Changed())
    assert len(seen) == report.embedded == 6
    assert report.why_all == "word-hash-64 gives other vectors than it did"


def test_events_of_one_id_are_refused(reading: Reading, tmp_path: Path) -> None:
    with pytest.raises(BadData, match="the id 'launch' is used by more than one event"):
        build(dataclasses.replace(reading, events=reading.events + reading.events[:1]), tmp_path)
    with pytest.raises(BadData, match="no events"):
        build(dataclasses.replace(reading, events=()), tmp_path)


def test_names_and_dates_of_any_kind_come_through(tmp_path: Path) -> None:
    deep = Event("deep", 'The universe \u2014 began; "quoted" بداية\n\tend 🎉', parse_iso("-13800000000"), tags=("a b",))
    build(Reading(Timeline(), (deep,), (Entity("Ибн Сина", "person", ("Avicenna",)),)), tmp_path)
    index = open_index(tmp_path)
    assert index.event("deep") == deep
    assert index.entities.canonical("avicenna") == "Ибн Сина"
    assert index.search("universe")[0].passage.event == deep


class Stop(Exception):
    pass


def steps(reading: Reading, folder: Path) -> int:
    """How often a build says how far it is."""
    calls: list[str] = []
    build_events(reading, folder, embedder=WordHashEmbedder(), progress=lambda stage, done, total: calls.append(stage))
    return len(calls)


def test_a_build_that_fails_at_any_step_changes_nothing(reading: Reading, tmp_path: Path) -> None:
    build(reading, tmp_path / "index")
    before = open_index(tmp_path / "index").generation
    other = changed(reading, "return", text="They came home.")
    for fatal in range(steps(other, tmp_path / "trial")):
        calls = iter(range(fatal + 1))

        def progress(stage: str, done: int, total: int, calls: object = calls) -> None:
            if next(calls, None) is None:  # type: ignore[call-overload]
                raise Stop

        next(calls)
        with pytest.raises(Stop):
            build_events(other, tmp_path / "index", embedder=WordHashEmbedder(), progress=progress)
        index = open_index(tmp_path / "index")
        assert (index.generation, index.warnings) == (before, ())
        assert not list((tmp_path / "index").rglob("tmp-*"))


KILLED = """
import os, signal, sys
from index.build import build_events
from index.embed import WordHashEmbedder
from index.sources import read

left = int(sys.argv[3])
def progress(stage, done, total):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), signal.SIGKILL)

build_events(read([sys.argv[1]]), sys.argv[2], embedder=WordHashEmbedder(), progress=progress)
"""


@pytest.mark.timeout(120)
def test_a_build_that_is_killed_at_any_step_changes_nothing_and_the_next_one_works(tmp_path: Path) -> None:
    source, folder = tmp_path / "events.jsonl", tmp_path / "index"
    events = [{"id": f"e{n}", "date": f"2020-01-{n + 1:02}", "text": f"Number {n} came."} for n in range(9)]
    source.write_text("".join(json.dumps(event) + "\n" for event in events[:8]))
    root = Path(__file__).parent.parent

    def run(fatal: int) -> int:
        return subprocess.run([sys.executable, "-c", KILLED, str(source), str(folder), str(fatal)], cwd=root, check=False).returncode

    assert run(1000) == 0
    before = generation.current(folder)
    source.write_text("".join(json.dumps(event) + "\n" for event in events))
    fatal = 0
    while (status := run(fatal)) != 0:
        assert status == -signal.SIGKILL
        assert (generation.current(folder), verify(folder), len(open_index(folder))) == (before, [], 8)
        fatal += 1
    assert fatal > 8
    assert (verify(folder), len(open_index(folder))) == ([], 9)
    assert not list(folder.rglob("tmp-*"))


FULL = """
import resource, sys
from index.build import build_events
from index.embed import WordHashEmbedder
from index.errors import BadData
from index.sources import read

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    build_events(read([sys.argv[1]]), sys.argv[2], embedder=WordHashEmbedder())
except BadData as error:
    print(error)
"""


@pytest.mark.parametrize("size", [100, 3_000, 20_000, 60_000])
def test_a_full_disk_gives_one_line_and_changes_nothing(tmp_path: Path, size: int) -> None:
    """A limit on the size of files stands for it: writes beyond it fail in the same places."""
    source, folder = tmp_path / "events.jsonl", tmp_path / "index"
    line = {"date": "2020", "text": "One of many."}
    source.write_text(json.dumps(line | {"id": "first"}) + "\n")
    build_events(Reading(Timeline(), (Event("old", "Before."),)), folder, embedder=WordHashEmbedder())
    source.write_text("".join(json.dumps(line | {"id": f"e{n}"}) + "\n" for n in range(500)))
    command = [sys.executable, "-c", FULL, str(source), str(folder), str(size)]
    ended = subprocess.run(command, cwd=Path(__file__).parent.parent, check=False, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("\n") == 1
    assert "cannot be written" in ended.stdout
    assert (verify(folder), len(open_index(folder))) == ([], 1)
    assert not list(folder.rglob("tmp-*"))

"""What befalls an index on disk: what the user sees, and that nothing is lost. The table is in docs/timelines.md."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import generation
from index.build import build_events
from index.embed import WordHashEmbedder
from index.errors import StaleIndex
from index.generation import FORMAT
from index.search import Index, open_index, verify
from index.types import Event, Reading

ROOT = Path(__file__).parent.parent
PAGE = 4096


def more(reading: Reading) -> Reading:
    return dataclasses.replace(reading, events=(*reading.events, Event("watching", "Everybody watched the Moon.")))


@pytest.fixture
def two(moon_folder: Path, reading: Reading, tmp_path: Path) -> Path:
    """Two generations; the second has one event more."""
    folder = Path(shutil.copytree(moon_folder, tmp_path / "index"))
    build_events(more(reading), folder, embedder=WordHashEmbedder())
    return folder


def newest(folder: Path) -> Path:
    return folder / "generations" / generation.names(folder)[0]


def answers(index: Index) -> list[object]:
    """What an index says: its events, and what it finds for some questions."""
    found = [[(hit.passage.id, round(hit.score, 6)) for hit in index.search(query)] for query in ("Moon", "who landed", "rocket dawn")]
    return [index.events(), found]


@pytest.fixture(scope="module")
def right(moon: Index, reading: Reading, tmp_path_factory: pytest.TempPathFactory) -> list[list[object]]:
    """What the first and the second generation say when nothing is damaged."""
    fresh = tmp_path_factory.mktemp("fresh")
    build_events(more(reading), fresh, embedder=WordHashEmbedder())
    return [answers(moon), answers(open_index(fresh))]


def zero_a_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // PAGE // 2 * PAGE
    content[middle : middle + PAGE] = bytes(PAGE)
    path.write_bytes(bytes(content))


def lose_a_page(path: Path) -> None:
    content = path.read_bytes()
    middle = len(content) // PAGE // 2 * PAGE
    path.write_bytes(content[:middle] + content[middle + PAGE :])


def become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("harm", [zero_a_page, lose_a_page, become_a_folder])
def test_a_page_of_the_database_is_missing(two: Path, reading: Reading, right: list[list[object]], harm: Callable[[Path], None]) -> None:
    harm(newest(two) / "events.sqlite")
    assert "events.sqlite" in verify(two)[0]
    index = open_index(two)
    assert answers(index) == right[0]
    assert "events.sqlite" in index.warnings[0]
    assert build_events(more(reading), two, embedder=WordHashEmbedder()).embedded == 1
    assert (answers(open_index(two)), verify(two)) == (right[1], [])


@pytest.fixture(scope="module")
def damaged(moon_folder: Path, reading: Reading, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Path(shutil.copytree(moon_folder, tmp_path_factory.mktemp("damaged") / "index"))
    build_events(more(reading), folder, embedder=WordHashEmbedder())
    return folder


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(file=st.integers(0, 100), at=st.integers(0, 10**6), bit=st.integers(0, 7), cut=st.booleans())
def test_no_flipped_bit_or_lost_end_gives_a_wrong_answer(damaged: Path, right: list[list[object]], file: int, at: int, bit: int, cut: bool) -> None:
    paths = sorted(path for path in newest(damaged).iterdir())
    path = paths[file % len(paths)]
    whole = path.read_bytes()
    at %= len(whole)
    path.write_bytes(whole[:at] if cut else whole[:at] + bytes([whole[at] ^ 1 << bit]) + whole[at + 1 :])
    try:
        index = open_index(damaged)
        assert (answers(index), len(index.warnings)) == (right[0], 1)
        assert path.name in index.warnings[0]
    finally:
        path.write_bytes(whole)
    assert answers(open_index(damaged)) == right[1]


@pytest.mark.parametrize(
    "name",
    ["events.sqlite", "vectors.faiss", "events.npy", "passages.npy", "words.npy", "bounds.npy", "postings.npy", "weights.npy", "manifest.json"],
)
def test_a_file_of_another_generation_is_not_used(two: Path, right: list[list[object]], name: str) -> None:
    older = two / "generations" / generation.names(two)[1]
    if (older / name).read_bytes() != (newest(two) / name).read_bytes():
        shutil.copyfile(older / name, newest(two) / name)
        assert name in open_index(two).warnings[0]
        assert answers(open_index(two)) == right[0]


def test_generations_that_changed_places_are_not_used(two: Path) -> None:
    first, second = (two / "generations" / name for name in generation.names(two))
    first.rename(two / "aside")
    second.rename(first)
    (two / "aside").rename(second)
    with pytest.raises(StaleIndex, match=r"belongs to generation \d{6}-.*; run timeline-bot build"):
        open_index(two)


def test_a_manifest_from_the_future_lets_the_earlier_generation_serve(two: Path, right: list[list[object]]) -> None:
    manifest = newest(two) / "manifest.json"
    manifest.write_text(manifest.read_text().replace(f'"format": {FORMAT}', f'"format": {FORMAT + 1}', 1))
    index = open_index(two)
    assert answers(index) == right[0]
    assert f"the index has format {FORMAT + 1}, this version reads {FORMAT}" in index.warnings[0]


def test_the_encoder_of_another_model_is_not_used(two: Path, reading: Reading, tmp_path: Path) -> None:
    """A vector of another model would be compared with these as if nothing were wrong."""
    build_events(reading, tmp_path / "other", embedder=WordHashEmbedder(32))
    (theirs,), (ours,) = (list((folder / "encoders").iterdir()) for folder in (tmp_path / "other", two))
    shutil.rmtree(ours)
    shutil.copytree(theirs, ours)
    assert "encoder.json: damaged" in verify(two)[0]
    with pytest.raises(StaleIndex, match=r"encoder\.json: damaged"):
        open_index(two)
    report = build_events(more(reading), two, embedder=WordHashEmbedder())
    assert (report.why_all, verify(two)) == ("no earlier generation verifies", [])


def test_nothing_verifies(two: Path, reading: Reading, right: list[list[object]]) -> None:
    for name in generation.names(two):
        zero_a_page(two / "generations" / name / "events.sqlite")
    with pytest.raises(StaleIndex, match=r"events\.sqlite: damaged.*timeline-bot build"):
        open_index(two)
    report = build_events(more(reading), two, embedder=WordHashEmbedder())
    assert (report.embedded, report.why_all) == (7, "no earlier generation verifies")
    assert answers(open_index(two)) == right[1]


def test_the_current_generation_was_deleted(two: Path, reading: Reading, right: list[list[object]]) -> None:
    shutil.rmtree(newest(two))
    index = open_index(two)
    assert (answers(index), len(index.warnings)) == (right[0], 1)
    build_events(more(reading), two, embedder=WordHashEmbedder())
    assert answers(open_index(two)) == right[1]


def test_what_does_not_belong_there_does_no_harm(two: Path, right: list[list[object]]) -> None:
    for path in (two / "notes.txt", newest(two) / "notes.txt", two / "generations" / "notes.txt", two / "generations" / "tmp-x"):
        path.write_text("mine")
    assert (answers(open_index(two)), verify(two)) == (right[1], [])


# --- permissions --------------------------------------------------------------------------------------------------------------

READ_ONLY = """
import ctypes, os, struct, sys
from pathlib import Path
from index.build import build_events
from index.embed import WordHashEmbedder
from index.errors import BadData
from index.search import open_index
from index.types import Event, Reading, Timeline

if os.geteuid() == 0:  # gives up what lets root write everywhere: capset(2) with no capability
    assert ctypes.CDLL(None).capset(struct.pack("<Ii", 0x20080522, 0), bytes(24)) == 0
folder = Path(sys.argv[1])
print(open_index(folder).search("Moon")[0].passage.event.id)
try:
    build_events(Reading(Timeline(), (Event("x", "x"),)), folder, embedder=WordHashEmbedder())
except BadData as error:
    print(error)
"""


def test_a_folder_without_write_permission_can_be_read_and_not_built(moon_folder: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(moon_folder, tmp_path / "index"))
    paths = [folder, *folder.rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    ended = subprocess.run([sys.executable, "-c", READ_ONLY, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True)
    for path in paths:
        path.chmod(0o755)
    found, refused = ended.stdout.splitlines()
    assert found in {event.id for event in open_index(folder).events()}
    assert refused.endswith("the index cannot be written here (Permission denied); an earlier index is unchanged")

"""Damage, and what the user then sees: never half an index, never a wrong one."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from index import embed, generation
from index.build import build_events
from index.embed import Vectors, WordHashEmbedder
from index.errors import BadData, StaleIndex
from index.generation import generations, rollback
from index.search import open_index, verify
from index.types import Event, Reading


@pytest.fixture
def folder(moon_folder: Path, tmp_path: Path) -> Path:
    """A copy with one generation, free to be damaged."""
    return Path(shutil.copytree(moon_folder, tmp_path / "index"))


@pytest.fixture
def two(folder: Path, reading: Reading) -> Path:
    """Two generations; the second has one event more."""
    build(folder, more(reading))
    return folder


def more(reading: Reading, text: str = "Everybody watched it.") -> Reading:
    return dataclasses.replace(reading, events=(*reading.events, Event("watching", text)))


def build(folder: Path, reading: Reading, **options: int) -> str:
    return build_events(reading, folder, embedder=WordHashEmbedder(), **options).generation  # type: ignore[arg-type]


def newest(folder: Path) -> Path:
    return folder / "generations" / generation.names(folder)[0]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def empty(path: Path) -> None:
    path.write_bytes(b"")


ARRAYS = ("events.npy", "passages.npy", "words.npy", "bounds.npy", "postings.npy", "weights.npy")
FILES = ("events.sqlite", "vectors.faiss", *ARRAYS, "manifest.json")


def test_a_good_index_verifies(folder: Path) -> None:
    assert verify(folder) == []
    assert {path.name for path in newest(folder).iterdir()} == set(FILES)


@pytest.mark.parametrize("harm", [flip, truncate, empty, Path.unlink])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named_and_refused(folder: Path, name: str, harm: Callable[[Path], object]) -> None:
    harm(newest(folder) / name)
    with pytest.raises(StaleIndex, match=rf"{name}: (damaged|missing).*timeline-bot build") as refused:
        open_index(folder)
    assert "\n" not in str(refused.value)
    assert name in verify(folder)[0]


@pytest.mark.parametrize("harm", [flip, truncate, empty, Path.unlink])
@pytest.mark.parametrize("name", FILES)
def test_the_earlier_generation_serves_with_a_warning(two: Path, name: str, harm: Callable[[Path], object]) -> None:
    harm(newest(two) / name)
    index = open_index(two)
    assert (index.generation[:6], len(index)) == ("000001", 6)
    assert index.search("Moon")
    (warning,) = index.warnings
    assert name in warning
    assert "does not verify" in warning
    assert name in verify(two)[0]


def test_building_again_repairs(two: Path, reading: Reading) -> None:
    flip(newest(two) / "vectors.faiss")
    report = build_events(more(reading), two, embedder=WordHashEmbedder())
    assert report.generation.startswith("000003")
    assert (report.embedded, report.reused) == (1, 6), "the good generation's vectors are used again"
    assert verify(two) == []
    assert open_index(two).warnings == ()


def test_a_damaged_encoder_is_named_and_repaired(folder: Path, reading: Reading) -> None:
    (encoder,) = (folder / "encoders").iterdir()
    flip(encoder / "encoder.json")
    with pytest.raises(StaleIndex, match=r"encoder\.json: damaged"):
        open_index(folder)
    report = build_events(reading, folder, embedder=WordHashEmbedder())
    assert report.why_all == "no earlier generation verifies"
    assert verify(folder) == []


@pytest.mark.parametrize("name", ["events.sqlite", "vectors.faiss", "manifest.json"])
def test_a_file_of_another_generation_is_refused(two: Path, name: str) -> None:
    older = two / "generations" / generation.names(two)[1]
    shutil.copyfile(older / name, newest(two) / name)
    assert name in verify(two)[0]
    assert name in open_index(two).warnings[0]


def test_an_index_of_a_later_version_is_not_read(folder: Path) -> None:
    path = newest(folder) / "manifest.json"
    path.write_text(json.dumps({"format": 99, "something": "new"}))
    with pytest.raises(StaleIndex, match="has format 99, this version reads"):
        open_index(folder)


@pytest.mark.parametrize("content", [b"", b"nonsense\n", b"\xff\xfe", b"../../elsewhere", b"000009-00000000\n"])
def test_a_damaged_current_falls_back_to_what_verifies(two: Path, content: bytes) -> None:
    (two / "CURRENT").write_bytes(content)
    index = open_index(two)
    assert index.generation == generation.names(two)[0]
    assert len(index.warnings) == 1
    assert verify(two) != []


def test_where_there_is_no_index_the_remedy_is_said(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(StaleIndex, match=r"there is no index in .*; run timeline-bot build"):
            open_index(folder)
        assert "there is no index" in verify(folder)[0]
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(StaleIndex, match="is not a folder"):
        open_index(file)
    with pytest.raises(BadData, match="cannot be written"), generation.lock(file):
        pass


def test_a_second_build_at_the_same_time_is_refused(folder: Path, reading: Reading) -> None:
    with generation.lock(folder), pytest.raises(BadData, match="another build is writing this index"):
        build(folder, more(reading))
    assert build(folder, more(reading)).startswith("000002")


def test_generations_are_kept_up_to_a_number_and_encoders_while_used(folder: Path, reading: Reading) -> None:
    for n in range(5):
        build(folder, more(reading, f"Text number {n}."), keep=2)
    assert [g.name[:6] for g in generations(folder)] == ["000006", "000005"]
    assert [g.current for g in generations(folder)] == [True, False]
    assert len(list((folder / "encoders").iterdir())) == 1
    build_events(reading, folder, embedder=WordHashEmbedder(32), keep=1)
    assert len(list((folder / "generations").iterdir())) == len(list((folder / "encoders").iterdir())) == 1


def test_rolling_back_makes_the_earlier_generation_current(two: Path) -> None:
    index = open_index(two)
    first, second = reversed(generation.names(two))
    assert not index.stale()
    assert rollback(two) == first
    assert index.stale()
    assert open_index(two).generation == first
    with pytest.raises(StaleIndex, match="no earlier generation"):
        rollback(two)
    assert rollback(two, second) == second
    with pytest.raises(StaleIndex, match="there is no generation 000009-00000000"):
        rollback(two, "000009-00000000")


def test_a_damaged_generation_is_not_rolled_back_to(two: Path) -> None:
    first = generation.names(two)[1]
    flip(two / "generations" / first / "events.npy")
    with pytest.raises(StaleIndex, match=r"events\.npy: damaged"):
        rollback(two, first)
    with pytest.raises(StaleIndex, match="no earlier generation"):
        rollback(two)
    assert open_index(two).warnings == ()


def test_an_open_index_outlives_its_generation(folder: Path, reading: Reading) -> None:
    index = open_index(folder)
    build(folder, more(reading), keep=1)
    assert not (folder / "generations" / index.generation).exists()
    assert index.event("speech") is not None
    assert index.search("landed on the Moon")[0].passage.event.id == "landing"
    assert index.stale()


def test_a_generation_that_is_swapped_while_it_is_opened_is_opened_again(folder: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    damage = generation.damage

    def slow(*arguments: object) -> list[str]:
        monkeypatch.setattr(generation, "damage", damage)
        build(folder, more(reading), keep=1)
        return damage(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(generation, "damage", slow)
    index = open_index(folder)
    assert (len(index), index.warnings) == (7, ())


def test_an_encoder_that_gives_other_vectors_than_at_build_time_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Other(WordHashEmbedder):
        def queries(self, texts: Sequence[str]) -> Vectors:
            return np.roll(super().queries(texts), 1, axis=1)

    monkeypatch.setattr(embed, "load", lambda path: Other())
    (fault,) = verify(folder)
    assert "the query encoder gives other vectors than at build time" in fault

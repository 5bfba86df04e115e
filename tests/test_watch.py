from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.watch import stamp, watch


class Clock:
    """Changes files while `watch` sleeps; each entry is one sleep."""

    def __init__(self, steps: Sequence[Callable[[], object]], monkeypatch: pytest.MonkeyPatch) -> None:
        self._steps = list(steps)
        monkeypatch.setattr("index.watch.time.sleep", self.sleep)

    def sleep(self, seconds: float) -> None:
        assert seconds == 0.5
        self._steps.pop(0)()

    def over(self) -> bool:
        return not self._steps


def nothing() -> None:
    """A sleep in which nobody writes."""


def test_it_builds_at_once_and_after_a_change_that_has_settled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "a.jsonl"
    source.write_text("1")
    builds: list[str] = []
    steps = [nothing, nothing, lambda: source.write_text("12"), lambda: source.write_text("123"), nothing, nothing, source.unlink, nothing]
    clock = Clock(steps, monkeypatch)
    watch([tmp_path], lambda: builds.append(source.read_text() if source.exists() else ""), interval=0.5, until=clock.over)
    assert builds == ["1", "123", ""], "not while it is still being written"


def test_what_a_builder_raises_ends_it(tmp_path: Path) -> None:
    def fail() -> None:
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        watch([tmp_path], fail)


def test_the_stamp_sees_content_names_and_folders(tmp_path: Path) -> None:
    inner = tmp_path / "events"
    inner.mkdir()
    stamps = [stamp([tmp_path, tmp_path / "nowhere"])]
    for change in (
        lambda: (inner / "a.yaml").write_text("1"),
        lambda: os.utime(inner / "a.yaml", ns=(0, 1)),
        lambda: (inner / "a.yaml").rename(inner / "b.yaml"),
    ):
        change()
        stamps.append(stamp([tmp_path, tmp_path / "nowhere"]))
    assert len(set(stamps)) == len(stamps)
    assert stamp([tmp_path, tmp_path / "nowhere"]) == stamps[-1]

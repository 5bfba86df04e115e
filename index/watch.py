"""Calling something again whenever a source changes: for `build --watch`. Polls, since sources may lie on any file system."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

Stamp = tuple[tuple[str, int, int, int], ...]
"""Path, size, time of change and inode of every file, in order."""


def watch(paths: Sequence[Path | str], rebuild: Callable[[], None], *, interval: float = 1.0, until: Callable[[], bool] = lambda: False) -> None:
    """Call `rebuild` at once, and then each time something changed and has been still for `interval` seconds, until `until()`.

    What `rebuild` raises ends it: a builder that is to go on after bad input catches that itself.
    """
    built = seen = stamp(paths)
    rebuild()
    while not until():
        time.sleep(interval)
        now = stamp(paths)
        if now != built and now == seen:
            built = now
            rebuild()
        seen = now


def stamp(paths: Sequence[Path | str]) -> Stamp:
    """Changes whenever a file in these files and folders does. What cannot be read counts as not there."""
    return tuple(sorted(entry for path in paths for entry in _entries(Path(path))))


def _entries(path: Path) -> Iterator[tuple[str, int, int, int]]:
    for file in path.rglob("*") if path.is_dir() else (path,):
        with contextlib.suppress(OSError):
            status = file.stat()
            yield str(file), status.st_size, status.st_mtime_ns, status.st_ino

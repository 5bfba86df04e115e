"""Readers: one file a format, each giving the same events. `read` picks them by what a path is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.errors import BadData
from index.sources import jsonl, native
from index.types import Event, Reading


def read(paths: Sequence[Path | str], *, year: int | None = None) -> Reading:
    """Every source as one reading, in the order given. Ids that clash between sources are refused.

    `year` completes dates without one in plain articles.
    """
    if not paths:
        raise BadData("no source given")
    readings = [_read_one(Path(path), year) for path in paths]
    seen: dict[str, str] = {}
    events: list[Event] = []
    for path, reading in zip(paths, readings, strict=True):
        for event in reading.events:
            if event.id in seen:
                raise BadData(f"the id {event.id!r} is already used in {seen[event.id]}; ids are unique over all sources", path)
            seen[event.id] = str(path)
            events.append(event)
    entities = {entity.name: entity for reading in readings for entity in reading.entities}
    skipped = tuple(line for reading in readings for line in reading.skipped)
    return Reading(readings[0].timeline, tuple(events), tuple(entities.values()), skipped)


def _read_one(path: Path, year: int | None) -> Reading:
    if not path.exists():
        raise BadData("there is no such file or folder", path)
    if path.is_dir():
        return native.read(path)
    if path.suffix in (".jsonl", ".ndjson"):
        return jsonl.read(path)
    raise BadData(f"no reader for {path.suffix or 'a file without suffix'}; a native folder or .jsonl", path)

"""Events from any source -> a native timeline: a folder to read, edit and diff."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any, ClassVar

import yaml

from index.dates import isoformat
from index.errors import BadData
from index.passages import by_time
from index.sources.record import record_of
from index.types import Entity, Event, Reading, Source, Timeline

_MANY, _PER_FILE = 60, 1000
"""Events of a year that are divided by month, and of one file at most."""

_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]  # of two classes, whichever is there
    """Quotes only what the native reader would not take as text."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in _Base.yaml_implicit_resolvers.items()
    }


def write(reading: Reading, folder: Path) -> list[Path]:
    """The files written. The native reader reads them back as the same events. Raises BadData; a folder with files in it is refused."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise BadData("there is something here already; name a new folder", folder)
        (folder / "events").mkdir(parents=True)
        keys = _Keys()
        written = []
        for name, events in _files(sorted(reading.events, key=by_time)).items():
            records = [record_of(event, keys.of) for event in events]
            written.append(_write(folder / "events" / f"{name}.yaml", records))
        written.append(_write(folder / "timeline.yaml", _about(reading.timeline)))
        if keys.sources:
            written.append(_write(folder / "sources.yaml", {key: _source(key, source) for key, source in sorted(keys.sources.items())}))
        if reading.entities:
            written.append(_write(folder / "entities.yaml", [_entity(entity) for entity in reading.entities]))
    except OSError as error:
        raise BadData(f"cannot be written: {error.strerror}", folder) from None
    return written


class _Keys:
    """Each source under one key."""

    def __init__(self) -> None:
        self.sources: dict[str, Source] = {}
        self._known: dict[Source, str] = {}

    def of(self, source: Source) -> str:
        if source not in self._known:
            key, number = source.key or "source", 1
            while key in self.sources:
                number += 1
                key = f"{source.key or 'source'}-{number}"
            self._known[source] = key
            self.sources[key] = source
        return self._known[source]


def _files(events: list[Event]) -> dict[str, list[Event]]:
    """By year; by month where a year has many."""
    years = _grouped(events, 4)
    files = {}
    for year, of_year in years.items():
        for name, group in _grouped(of_year, 7).items() if len(of_year) > _MANY else [(year, of_year)]:
            for at in range(0, len(group), _PER_FILE):
                files[name if len(group) <= _PER_FILE else f"{name}-{at // _PER_FILE + 1:03d}"] = group[at : at + _PER_FILE]
    return files


def _grouped(events: list[Event], length: int) -> dict[str, list[Event]]:
    """By the first so many characters of their start, not counting those of years beyond 9999."""
    groups: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        groups["undated" if event.when is None else isoformat(event.when.start)[: length - 16].lstrip("+")].append(event)
    return groups


def _about(timeline: Timeline) -> dict[str, Any]:
    about = {"title": timeline.title, "description": timeline.description, "zone": timeline.zone, "languages": list(timeline.languages)}
    return {field: value for field, value in (about | {"credits": timeline.credits}).items() if value}


def _entity(entity: Entity) -> dict[str, Any]:
    named = {"name": entity.name, "kind": entity.kind, "aliases": list(entity.aliases), "part_of": list(entity.part_of)}
    return {field: value for field, value in named.items() if value}


def _source(key: str, source: Source) -> dict[str, str]:
    named = {"title": source.title or source.publisher or source.url or key, "publisher": source.publisher, "url": source.url or ""}
    return {field: value for field, value in named.items() if value}


def _write(path: Path, content: Any) -> Path:
    path.write_text(yaml.dump(content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=140), encoding="utf-8")
    return path

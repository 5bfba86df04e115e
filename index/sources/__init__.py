"""Readers: one file a format, each giving the same events. `read` picks them by what a path is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from index.errors import BadData
from index.sources import article, jsonl, native, spreadsheet, timelinejs
from index.types import Entity, Event, Reading

FORMATS: dict[str, Callable[[Path], Reading]] = {
    ".jsonl": jsonl.read,
    ".ndjson": jsonl.read,
    ".json": timelinejs.read,
    ".csv": spreadsheet.read,
    ".tsv": spreadsheet.read,
}
"""Readers by suffix, beside `ARTICLES`."""
ARTICLES = (".txt", ".text", *article.MARKDOWN)


def read(paths: Sequence[Path | str], *, year: int | None = None) -> Reading:
    """Every source as one reading, in the order given. Ids that clash between sources are refused.

    A folder is a native timeline where it has timeline.yaml or events/; in any other each file is read by its suffix. The first
    source names the timeline. `year` completes dates without one in articles. Raises BadData naming file and line.
    """
    if not paths:
        raise BadData("no source given")
    readings: list[tuple[Path, Reading]] = []
    skipped: list[str] = []
    for given in paths:
        for path in _files(Path(given), skipped):
            readings.append((path, _read_one(path, year)))
    if not readings:
        raise BadData(f"there is nothing to read here; a native timeline, or files that end in {', '.join((*FORMATS, *ARTICLES))}", paths[0])
    seen: dict[str, Path] = {}
    events: list[Event] = []
    timeline = readings[0][1].timeline
    for path, reading in readings:
        for event in reading.events:
            if event.id in seen:
                raise BadData(f"the id {event.id!r} is already used in {seen[event.id]}; ids are unique over all sources", path)
            seen[event.id] = path
            events.append(event)
        skipped += reading.skipped
        if reading.timeline.zone not in ("UTC", timeline.zone):
            skipped.append(f"{path}: its time zone {reading.timeline.zone}: the first source has {timeline.zone}")
    return Reading(timeline, tuple(events), _merged(entity for _, reading in readings for entity in reading.entities), tuple(skipped))


def _files(path: Path, skipped: list[str]) -> Iterator[Path]:
    """What a source consists of; what is passed over goes to `skipped`."""
    if not _exists(path):
        raise BadData("there is no such file or folder", path)
    if not path.is_dir() or native.here(path):
        yield path
        return
    for inner in sorted(path.iterdir()):
        if inner.name.startswith("."):
            continue
        if inner.is_symlink():
            skipped.append(f"{inner}: a link; name what it leads to as a source of its own")
        elif inner.is_dir():
            if native.here(inner):
                yield inner
            else:
                skipped.append(f"{inner}: a folder inside a folder; name it as a source of its own")
        elif inner.suffix.lower() in FORMATS or inner.suffix.lower() in ARTICLES:
            yield inner
        else:
            skipped.append(f"{inner}: no reader for {inner.suffix or 'a file without suffix'}")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _read_one(path: Path, year: int | None) -> Reading:
    if path.is_dir():
        return native.read(path)
    suffix = path.suffix.lower()
    if suffix in ARTICLES:
        return article.read(path, year)
    if suffix in FORMATS:
        return FORMATS[suffix](path)
    known = ", ".join((*FORMATS, *ARTICLES))
    raise BadData(f"no reader for {path.suffix or 'a file without suffix'}; a native folder, or a file that ends in one of {known}", path)


def _merged(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Those of one name become one, with the aliases of all."""
    found: dict[str, Entity] = {}
    for entity in entities:
        known = found.get(entity.name)
        if known is not None:
            kind = entity.kind if known.kind == "other" else known.kind
            aliases, part_of = dict.fromkeys(known.aliases + entity.aliases), dict.fromkeys(known.part_of + entity.part_of)
            entity = Entity(known.name, kind, tuple(aliases), tuple(part_of))
        found[entity.name] = entity
    return tuple(found.values())

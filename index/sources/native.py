"""The native timeline: a folder with `timeline.yaml`, `events/*.yaml`, `entities.yaml` and `sources.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import yaml

from index.errors import BadData
from index.markup import address
from index.sources import files
from index.sources.record import clean, event_from
from index.types import Entity, Event, Reading, Source, Timeline

MAX_FILE = 32 * 2**20
"""Bytes of one YAML file: far above what a person edits."""
MAX_NODES = 500_000
"""Values of one YAML file: each takes about a kilobyte of memory."""
MAX_DEPTH = 20

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # of two classes, whichever is there
    """Every plain word is a text, except null: YAML would read "no" as false, 007 as 7 and 2024-13-01 as an error without a line."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in _Base.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "a key is a plain word", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key.value[:60]!r} is given twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def here(folder: Path) -> bool:
    """Whether a folder is a native timeline."""
    return (folder / "timeline.yaml").is_file() or (folder / "events").is_dir()


def read(folder: Path) -> Reading:
    """Raises BadData naming file and line for anything that cannot be used."""
    timeline = _timeline(folder / "timeline.yaml")
    sources = _sources(folder / "sources.yaml")
    entities = _entities(folder / "entities.yaml")
    found = sorted(path for suffix in ("*.yaml", "*.yml") for path in (folder / "events").glob(suffix))
    if not found:
        raise BadData("there is no events/*.yaml here; a native timeline keeps its events there", folder)
    events: list[Event] = []
    seen: dict[str, str] = {}
    for path in found:
        _inside(path, folder)
        for record, line in _records(path):

            def resolve(key: str, path: Path = path) -> Source:
                if key not in sources:
                    raise ValueError(f"source {key!r} is not in sources.yaml")
                return sources[key]

            try:
                event = event_from(record, resolve, timeline.zone)
                if isinstance(record, Mapping) and not record.get("id"):
                    raise ValueError("`id` is missing; a short stable slug such as dec05-hama-captured")
            except ValueError as error:
                raise BadData(str(error), path, line) from None
            if event.id in seen:
                raise BadData(f"the id {event.id!r} is already used at {seen[event.id]}", path, line)
            seen[event.id] = f"{path.name}:{line}"
            events.append(event)
    return Reading(timeline, tuple(events), entities)


def _inside(path: Path, folder: Path) -> None:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise BadData("is a link that leads out of this folder; copy the file", path)


def _timeline(path: Path) -> Timeline:
    if not path.is_file():
        return Timeline(title=path.parent.name)
    node, _ = load_yaml(path)
    if not isinstance(node, Mapping):
        raise BadData("this file is a mapping with title, description, zone, languages, credits", path, 1)
    _known(node, ("title", "description", "zone", "languages", "credits"), path, 1)
    zone = str(node.get("zone") or "UTC")
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise BadData(f"zone {zone!r} is not a time zone such as Asia/Damascus or UTC", path, 1) from None
    languages = node.get("languages") or ["en"]
    if not isinstance(languages, list):
        raise BadData("`languages` is a list such as [en]", path, 1)
    try:
        texts = [clean(str(node.get(field) or ""), field) for field in ("title", "description", "credits")]
    except ValueError as error:
        raise BadData(str(error), path, 1) from None
    return Timeline(texts[0] or path.parent.name, texts[1], zone, tuple(map(str, languages)), texts[2])


def _known(record: Mapping[Any, Any], fields: tuple[str, ...], path: Path, line: int) -> None:
    unknown = [str(field) for field in record if field not in fields]
    if unknown:
        raise BadData(f"unknown field {unknown[0]!r}; known are {', '.join(fields)}", path, line)


def _sources(path: Path) -> dict[str, Source]:
    if not path.is_file():
        return {}
    node, lines = load_yaml(path)
    if node is None:
        return {}
    if not isinstance(node, Mapping):
        raise BadData("this file is a mapping from a key to title, publisher, url", path, 1)
    found = {}
    for key, value in node.items():
        line = lines.get(("key", str(key)), 1)
        if not isinstance(value, Mapping) or not value.get("title"):
            raise BadData(f"source {key!r} needs at least a `title`", path, line)
        _known(value, ("title", "publisher", "url"), path, line)
        url = value.get("url")
        if url is not None and not address(str(url)):
            raise BadData(f"the url of {key!r} begins with http:// or https:// and has no blanks", path, line)
        found[str(key)] = Source(str(key), str(value["title"]), str(value.get("publisher") or ""), None if url is None else str(url))
    return found


def _entities(path: Path) -> tuple[Entity, ...]:
    if not path.is_file():
        return ()
    entities, names = [], set()
    for record, line in _records(path):
        if not isinstance(record, Mapping) or not isinstance(record.get("name"), str):
            raise BadData("an entity is a mapping with `name`, `kind`, `aliases`, `names`, `part_of`", path, line)
        _known(record, ("name", "kind", "aliases", "names", "part_of"), path, line)
        lists = [record.get(field) or [] for field in ("aliases", "names", "part_of")]
        if not all(isinstance(given, list) and all(isinstance(name, str) for name in given) for given in lists):
            raise BadData(f"`aliases`, `names` and `part_of` of {record['name']!r} are lists of names", path, line)
        aliases, names_too, parts = lists
        if record["name"] in names:
            raise BadData(f"the entity {record['name']!r} is given twice", path, line)
        names.add(record["name"])
        entities.append(Entity(record["name"], str(record.get("kind") or "other"), (*aliases, *names_too), tuple(parts)))
    return tuple(entities)


def _records(path: Path) -> list[tuple[Any, int]]:
    """The items of a file that is one YAML list, with the line each begins at."""
    node, lines = load_yaml(path)
    if node is None:
        raise BadData("this file is empty; it holds a list of records", path, 1)
    if not isinstance(node, list):
        raise BadData("this file is a list of records, each beginning with `- id:` or `- name:`", path, 1)
    return [(item, lines[("item", str(i))]) for i, item in enumerate(node)]


def load_yaml(path: Path) -> tuple[Any, dict[tuple[str, str], int]]:
    """The plain value of a YAML file, and the lines of its top-level items and keys. Safe loading only.

    Anchors and aliases are refused: a small file of them can expand without bound or contain itself.
    """
    text = files.text(path, MAX_FILE)
    try:
        depth = 0
        for number, event in enumerate(yaml.parse(text, Loader=_Loader)):
            line = None if event.start_mark is None else event.start_mark.line + 1
            if number > MAX_NODES:
                raise BadData(f"this file has more than {MAX_NODES:,} values; split it", path, line)
            if getattr(event, "tag", None) not in (None, "!"):
                raise BadData("YAML tags (!name) are not used here; write the plain value", path, line)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise BadData("YAML anchors (&name, *name) are not used here; write the value out", path, line)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise BadData(f"nested deeper than {MAX_DEPTH} levels", path, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
            value = None if root is None else loader.construct_document(root)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise BadData(f"is not YAML: {error.problem or error.context}", path, None if mark is None else mark.line + 1) from None
    except (yaml.YAMLError, ValueError) as error:
        raise BadData(f"is not YAML: {' '.join(str(error).split())[:120]}", path) from None
    lines: dict[tuple[str, str], int] = {}
    if isinstance(root, yaml.SequenceNode):
        lines = {("item", str(i)): item.start_mark.line + 1 for i, item in enumerate(root.value)}
    elif isinstance(root, yaml.MappingNode):
        lines = {("key", str(key.value)): key.start_mark.line + 1 for key, _ in root.value}
    return value, lines

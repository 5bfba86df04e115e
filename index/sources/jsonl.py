"""JSON Lines: one event a line, `id`, `date` or `start`/`end`, `text`, `source`; all but `text` optional."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from index.errors import BadData
from index.markup import address
from index.sources import files
from index.sources.record import event_from, slug
from index.types import Event, Reading, Source, Timeline

MAX_LINE = 2**20
"""Bytes of one line."""


def read(path: Path) -> Reading:
    """Raises BadData naming file and line for anything that cannot be used."""
    events: list[Event] = []
    seen: dict[str, int] = {}
    names: list[str] = []
    for record, line in lines(path):
        try:
            event = event_from(record, _source)
        except ValueError as error:
            raise BadData(str(error), path, line) from None
        if event.id in seen:
            raise BadData(f"the id {event.id!r} is already used in line {seen[event.id]}", path, line)
        seen[event.id] = line
        events.append(event)
        if isinstance(record, Mapping) and isinstance(record.get("timeline"), str) and record["timeline"] not in names:
            names.append(record["timeline"])
    if not events:
        raise BadData("this file is empty; it holds one JSON object a line, each with at least a `text`", path, 1)
    return Reading(Timeline(title=names[0] if len(names) == 1 else path.stem), tuple(events))


def lines(path: Path) -> Iterator[tuple[Any, int]]:
    """The JSON value of every line that is not blank, with its number from 1."""
    files.regular(path)
    try:
        with path.open("rb") as file:
            number = 0
            while raw := file.readline(MAX_LINE + 1):
                number += 1
                if len(raw) > MAX_LINE:
                    raise BadData(f"this line is longer than {MAX_LINE // 2**20} MB; one event a line", path, number)
                try:
                    text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
                except UnicodeDecodeError as error:
                    raise BadData(f"is not UTF-8 (byte {error.start} of the line); save it as UTF-8", path, number) from None
                if text:
                    yield loads(text, path, number), number
    except OSError as error:
        raise BadData(f"cannot be read: {error.strerror}", path) from None


def loads(text: str, path: Path, line: int) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadData(f"is not JSON: {error.msg} (column {error.colno})", path, line) from None
    except (RecursionError, ValueError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:80]
        raise BadData(f"is not JSON: {what}", path, line) from None


def _source(text: str) -> Source:
    return Source(slug(text) or "source", text, "", address(text) or None)

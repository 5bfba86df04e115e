"""Events -> JSON Lines, TimelineJS, its spreadsheet, and calendars; and the table that is looked at before a build.

Ids survive: as `id`, as `unique_id`, in a column `Id` that TimelineJS passes over, and as UID.
"""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from index.dates import DAY, civil_from_days, describe, iso_parts, year_of
from index.errors import BadData
from index.sources.record import record_of
from index.sources.spreadsheet import COLUMNS
from index.types import Event, Reading, Source, Timeline, When

COSMOLOGICAL = 200_000
"""TimelineJS counts years beyond this on another scale: a date of JavaScript ends at 271,821."""


def write(timeline: Timeline, events: Sequence[Event], format: str, out: TextIO) -> tuple[str, ...]:
    """What the format cannot hold, one line an event. Raises BadData for an unknown format."""
    if format not in FORMATS:
        raise BadData(f"there is no format {format!r}; there are {', '.join(FORMATS)}")
    kept, left = [], []
    for event in events:
        reason = _unfit(event, format)
        if reason:
            left.append(f"{event.id}: {reason}, which {format} has no place for")
        else:
            kept.append(event)
    for piece in FORMATS[format](timeline, kept):
        out.write(piece)
    return tuple(left)


def _unfit(event: Event, format: str) -> str:
    if format != "jsonl" and event.when is None:
        return "it has no date"
    if format == "ics" and event.when is not None and not (year_of(event.when.start) >= 1 and year_of(event.when.end) < 9999):
        return f"it is of {describe(event.when)}"
    return ""


def preview(reading: Reading) -> Iterator[tuple[str, str, str, str]]:
    """(id, date, how it is dated, text) of each event in order of the source."""
    for event in reading.events:
        date = describe(event.when) if event.when is not None else "no date"
        yield event.id, date, event.dated, f"{event.title}: {event.text}" if event.title else event.text


# --- JSON Lines ---------------------------------------------------------------------------------------------------------


def _jsonl(timeline: Timeline, events: Iterable[Event]) -> Iterator[str]:
    """Everything that an event holds."""
    for event in events:
        record = record_of(event, _source) | ({"timeline": timeline.title} if timeline.title else {})
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _source(source: Source) -> dict[str, str]:
    named = {"key": source.key, "title": source.title, "publisher": source.publisher, "url": source.url or ""}
    return {field: value for field, value in named.items() if value}


# --- TimelineJS ---------------------------------------------------------------------------------------------------------


def _timelinejs(timeline: Timeline, events: Sequence[Event]) -> Iterator[str]:
    cosmological = any(abs(year_of(edge)) > COSMOLOGICAL for event in events if event.when for edge in (event.when.start, event.when.end))
    about = {"text": {"headline": html.escape(timeline.title, quote=False), "text": html.escape(timeline.description, quote=False)}}
    head = json.dumps({"scale": "cosmological" if cosmological else "human", "title": about}, ensure_ascii=False)
    yield head.removesuffix("}")
    for name, group in (("events", [e for e in events if "era" not in e.tags]), ("eras", [e for e in events if "era" in e.tags])):
        yield f',\n"{name}": ['
        for number, event in enumerate(group):
            yield (",\n" if number else "\n") + json.dumps(_slide(event), ensure_ascii=False)
        yield "\n]"
    yield "\n}\n"


def _slide(event: Event) -> dict[str, Any]:
    if event.when is None:
        raise ValueError(f"{event.id} has no date")
    first, last = iso_parts(event.when)
    slide: dict[str, Any] = {"unique_id": event.id, "start_date": _numbers(first), "display_date": describe(event.when)}
    if first != last:
        slide |= {"end_date": _numbers(last), "span": event.span}
    slide["text"] = {"headline": html.escape(event.title, quote=False), "text": _markup(event)}
    group = next((tag for tag in event.tags if tag != "era"), None)
    return slide | ({"group": group} if group else {})


_ISO = re.compile(r"([+-]?\d+)(?:-(\d\d))?(?:-(\d\d))?(?:T(\d\d):(\d\d))?")


def _numbers(iso: str) -> dict[str, Any]:
    match = _ISO.fullmatch(iso)
    given = zip(("year", "month", "day", "hour", "minute"), match.groups() if match else (), strict=False)
    return {name: int(value) for name, value in given if value is not None}


def _markup(event: Event) -> str:
    """The text, and the sources in a paragraph of their own that the reader takes for what it is."""
    text = "" if event.text == event.title else html.escape(event.text, quote=False)
    links = [f'<a href="{html.escape(source.url)}">{html.escape(source.title, quote=False)}</a>' for source in event.sources if source.url]
    return f'{text}<p class="sources">{"; ".join(links)}</p>' if links else text


# --- its spreadsheet ------------------------------------------------------------------------------------------------------


def _csv(timeline: Timeline, events: Iterable[Event]) -> Iterator[str]:
    rows: list[str] = []
    writer = csv.writer(_Lines(rows))
    writer.writerow(COLUMNS)
    writer.writerow([{"Headline": timeline.title, "Text": timeline.description, "Type": "title"}.get(name, "") for name in COLUMNS])
    for event in events:
        slide = _slide(event)
        cells = {"Headline": slide["text"]["headline"], "Text": slide["text"]["text"], "Group": slide.get("group", ""), "Id": event.id}
        cells |= _cells("", slide["start_date"]) | _cells("End ", slide.get("end_date", {}))
        cells |= {"Display Date": slide["display_date"], "Type": "era" if "era" in event.tags else "", "Span": slide.get("span", "")}
        writer.writerow([_harmless(str(cells.get(name, ""))) for name in COLUMNS])
        yield "".join(rows)
        rows.clear()
    yield "".join(rows)


class _Lines:
    """What a CSV writer writes to."""

    def __init__(self, rows: list[str]) -> None:
        self.write = rows.append


def _cells(prefix: str, date: dict[str, Any]) -> dict[str, str]:
    cells = {prefix + name.title(): str(date[name]) for name in ("year", "month", "day") if name in date}
    return cells | ({f"{prefix}Time": f"{date['hour']:02d}:{date['minute']:02d}"} if "hour" in date else {})


def _harmless(cell: str) -> str:
    """A spreadsheet runs a cell that begins with "=" as a formula; an apostrophe makes it text, and the reader takes it off again."""
    return f"'{cell}" if re.match(r"'?[=+@-]", cell) and not re.fullmatch(r"-\d+", cell) else cell


# --- calendars ------------------------------------------------------------------------------------------------------------


def _ics(timeline: Timeline, events: Iterable[Event]) -> Iterator[str]:
    """RFC 5545; whole days as dates, all else in UTC."""
    zone = ZoneInfo(timeline.zone)
    yield from map(_folded, ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//timeline-bot//export//EN", f"X-WR-CALNAME:{_escaped(timeline.title)}"))
    for event in events:
        yield from map(_folded, _entry(event, zone))
    yield _folded("END:VCALENDAR")


def _entry(event: Event, zone: ZoneInfo) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_escaped(event.id)}"
    yield "DTSTAMP:19700101T000000Z"
    yield from _times(event.when, zone) if event.when is not None else ()
    yield f"SUMMARY:{_escaped(event.title or (event.text if len(event.text) <= 80 else event.text[:79] + '…'))}"
    named = [": ".join(filter(None, (source.publisher, source.title))) + (f" <{source.url}>" if source.url else "") for source in event.sources]
    yield f"DESCRIPTION:{_escaped(chr(10).join((event.text, *named)))}"
    if event.places:
        yield f"LOCATION:{_escaped(', '.join(event.places))}"
    if event.tags:
        yield f"CATEGORIES:{','.join(map(_escaped, event.tags))}"
    if event.confidence == "contested":
        yield "STATUS:TENTATIVE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _times(when: When, zone: ZoneInfo) -> Iterator[str]:
    for name, minute in (("DTSTART", when.start), ("DTEND", when.end)):
        y, m, d = civil_from_days(minute // DAY)
        if when.start % DAY == 0 and when.end % DAY == 0:
            yield f"{name};VALUE=DATE:{y:04d}{m:02d}{d:02d}"
        else:
            local = datetime(y, m, d, minute % DAY // 60, minute % 60, tzinfo=zone)
            moment = local.replace(tzinfo=None) - (local.utcoffset() or timedelta())
            yield f"{name}:{moment.year:04d}{moment:%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, the following ones begun with a blank."""
    parts = [""]
    for character in line:
        if len((parts[-1] + character).encode()) > 75:
            parts.append(" ")
        parts[-1] += character
    return "\r\n".join(parts) + "\r\n"


FORMATS: dict[str, Callable[[Timeline, Sequence[Event]], Iterator[str]]] = {"jsonl": _jsonl, "timelinejs": _timelinejs, "csv": _csv, "ics": _ics}

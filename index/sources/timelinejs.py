"""TimelineJS: version 3 JSON (`events`, `eras`, `title`) and the older version 1 form (`timeline` with `date` and `era`).

Times are those of the file's own clock. An entry with an end lasted until it; an era is an event that lasted, tagged "era".
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from index import dates
from index.errors import BadData
from index.markup import address, plain
from index.sources import files
from index.sources.record import clean, digest, kind, slug
from index.types import Event, Reading, Source, Timeline, When

MAX_VALUES = 3_000_000
"""JSON values of one file: each takes some hundred bytes of memory."""

_ASSIGNMENT = re.compile(r"\s*(?:var\s+)?[\w.$]{1,80}\s*(?:=|\()\s*(?=\{)")
"""Version 1 files often are JavaScript: "storyjs_jsonp_data = {...}"."""
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|bmp|tiff?)$", re.IGNORECASE)
_DATE = re.compile(
    r"(-?\d{1,13})(?:[,-]\s*(\d{1,2}))?(?:[,-]\s*(\d{1,2}))?(?:[,T ]\s*(\d{1,2})(?:[,:]\s*(\d{1,2}))?(?:[,:]\s*[\d.]{1,12}){0,3})?[,\s]*"
)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(-?\d{3,13})(?:\s+(\d{1,2}):(\d{2})(?::\d{2})?)?\s*")

Slide = Mapping[str, Any]
"""An entry as version 3 has it."""


def read(path: Path) -> Reading:
    """Raises BadData naming file and entry for anything that cannot be used."""
    content = _load(path)
    old = content.get("timeline")
    if isinstance(old, Mapping):
        content = _modern(old)
    for name in ("events", "eras"):
        if not isinstance(content.get(name) or [], list):
            raise BadData(f"`{name}` is a list, not {kind(content[name])}", path)
    if "events" not in content:
        raise BadData("is no TimelineJS file: version 3 has a list `events`, version 1 an object `timeline`; one event a line goes in .jsonl", path)
    slides = [(f"event {i}", slide) for i, slide in enumerate(content["events"] or [], 1)]
    eras = [(f"era {i}", slide) for i, slide in enumerate(content.get("eras") or [], 1)]
    return reading(path, slides, eras, content.get("title"))


def _load(path: Path) -> Mapping[str, Any]:
    text = files.text(path)
    if sum(map(text.count, ",[{")) > MAX_VALUES:
        raise BadData(f"this file has more than {MAX_VALUES:,} values; give large timelines as .jsonl", path)
    wrapped = _ASSIGNMENT.match(text)
    if wrapped:
        text = text[wrapped.end() :].rstrip("); \t\r\n")
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadData(f"is not JSON: {error.msg} (column {error.colno})", path, error.lineno) from None
    except (RecursionError, ValueError) as error:
        what = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:80]
        raise BadData(f"is not JSON: {what}", path) from None
    if not isinstance(content, Mapping):
        raise BadData(f"is no TimelineJS file: that is one object with `events`, not {kind(content)}", path, 1)
    return content


def reading(path: Path, slides: Iterable[tuple[str, object]], eras: Iterable[tuple[str, object]], title: object) -> Reading:
    """Entries, each with where it stands, as one reading. Raises BadData."""
    try:
        about = _mapping(title, "title")
        name, description = _texts(about)
    except ValueError as error:
        raise BadData(f"title: {error}", path) from None
    itself = Source(slug(path.stem) or "timeline", name or path.stem)
    events: dict[str, Event] = {}
    skipped = []
    for tag, group in (("", slides), ("era", eras)):
        for where, slide in group:
            try:
                event = _event(slide, tag, itself)
                if event is None:
                    skipped.append(f"{path}: {where}: neither a headline nor a text")
                    continue
                if event.id in events and isinstance(slide, Mapping) and slide.get("unique_id"):
                    raise ValueError(f"the unique_id {event.id!r} is already used")
            except ValueError as error:
                raise BadData(f"{where}: {error}", path) from None
            event = _with_own_id(event, events)
            events[event.id] = event
    if not events:
        raise BadData("there are no events in it; each has a start_date and a text with a headline", path)
    return Reading(Timeline(name or path.stem, description), tuple(events.values()), (), tuple(skipped))


def _with_own_id(event: Event, taken: Mapping[str, Event]) -> Event:
    """The same, with more in its id where that is taken already: of its text, and of true doubles a number."""
    if event.id not in taken:
        return event
    longer = f"{event.id}-{digest(event.text, 6)}"
    number = 1
    while (id := longer if number == 1 else f"{longer}-{number}") in taken:
        number += 1
    return dataclasses.replace(event, id=id)


# --- one entry ----------------------------------------------------------------------------------------------------------


def _event(entry: object, tag: str, itself: Source) -> Event | None:
    """None when it has no words at all. Raises ValueError."""
    slide = _mapping(entry, "an event")
    headline, text = _texts(slide)
    media = _mapping(slide.get("media"), "media")
    text = text or headline or clean(plain(_string(media, "caption")).text, "caption")
    if not text:
        return None
    when, lasted = _when(slide)
    group = clean(plain(_string(slide, "group")).text, "group")
    place = clean(plain(_string(_mapping(slide.get("location"), "location"), "name")).text, "location")
    return Event(
        id=clean(_string(slide, "unique_id"), "unique_id")[:200] or _id(headline or text, date(slide.get("start_date"), "start_date"), tag),
        text=text,
        when=when,
        title=headline,
        span="during" if (lasted and slide.get("span") != "within") or tag else "within",
        places=(place,) if place else (),
        sources=_sources(slide, media) or (itself,),
        tags=tuple(filter(None, (group, tag))),
        dated="undated" if when is None else "stated",
    )


def _id(words: str, start: When | None, tag: str) -> str:
    """Stable while headline and start are: of those alone."""
    begins = "" if start is None else dates.iso_parts(start)[0].lstrip("+").replace(":", "")
    return "-".join(filter(None, (tag, slug(words, 48) or digest(words), begins)))


def _texts(slide: Slide) -> tuple[str, str]:
    """Headline and text without markup."""
    text = slide.get("text")
    both = text if isinstance(text, Mapping) else {"text": text}
    headline, body = (plain(_string(both, name)).text for name in ("headline", "text"))
    return clean(headline, "headline"), clean(body, "text")


def _sources(slide: Slide, media: Slide) -> tuple[Source, ...]:
    """What the text links to, and the page or film that is shown with it; pictures are none."""
    text = slide.get("text")
    words = plain(_string(text, "text") if isinstance(text, Mapping) else "")
    found = dict((*words.sources, *words.links))
    url = address(_string(media, "url").split("<", 1)[0])
    if url and not words.sources and not _PICTURE.search(urlsplit(url).path):
        found.setdefault(url, plain(_string(media, "credit")).text or plain(_string(media, "caption")).text or _host(url))
    return tuple(Source(slug(f"{_host(url)} {said}"), clean(said, "link")[:300], _host(url), url) for url, said in found.items())


def _host(url: str) -> str:
    return url.split("/")[2].split("@")[-1].removeprefix("www.")


def _when(slide: Slide) -> tuple[When | None, bool]:
    """The interval, and whether the entry has an end of its own."""
    first, last = date(slide.get("start_date"), "start_date"), date(slide.get("end_date"), "end_date")
    if first is None:
        if last is not None:
            raise ValueError("`end_date` is given without `start_date`")
        shown = dates.find_dates(plain(_string(slide, "display_date")).text[:200], dates.Context())
        return (shown[0].when if shown else None), False
    if last is None or last == first:
        return first, False
    if last.end <= first.start:  # one may be given more precisely than the other
        raise ValueError("`end_date` is before `start_date`")
    return When(first.start, last.end), True


def date(value: object, field: str) -> When | None:
    """A date of version 3 (an object) or 1 (a text such as "2011,12,10" or "12/10/2011"); missing parts are precision.

    None when it is empty. Raises ValueError.
    """
    if value in (None, "") or (isinstance(value, str) and not value.strip()):
        return None
    parts: list[object]
    if isinstance(value, Mapping):
        parts = [value.get(name) for name in ("year", "month", "day", "hour", "minute")]
    elif isinstance(value, str | int) and not isinstance(value, bool):
        american, usual = _AMERICAN.fullmatch(str(value)[:60]), _DATE.fullmatch(str(value)[:60])
        if american:
            parts = [american[i] for i in (3, 1, 2, 4, 5)]
        elif usual:
            parts = list(usual.groups())
        else:
            raise ValueError(f"`{field}` is a date such as 2011,12,10, not {str(value)[:40]!r}")
    else:
        raise ValueError(f"`{field}` is an object with year, month, day, not {kind(value)}")
    numbers = [_number(part, f"{field}.{name}") for part, name in zip(parts, ("year", "month", "day", "hour", "minute"), strict=True)]
    return _interval(numbers, field)


def _interval(numbers: list[int | None], field: str) -> When | None:
    y, month, day, hour, minute = numbers
    given = [number is not None for number in numbers]
    if not any(given):
        return None
    if given != sorted(given, reverse=True) or y is None:
        names = ("year", "month", "day", "hour", "minute")
        raise ValueError(f"`{field}` has no {names[given.index(False)]}, though {names[len(given) - 1 - given[::-1].index(True)]} is given")
    if abs(y) >= 10**12:
        raise ValueError(f"`{field}` has the year {y}; years have at most 12 digits")
    if month is None:
        return dates.year(y)
    if day is None:
        return dates.month(y, month)
    whole = dates.day(y, month, day)
    if hour is None:
        return whole
    if not 0 <= hour * 60 + (minute or 0) < dates.DAY or not 0 <= (minute or 0) < 60:
        raise ValueError(f"`{field}` has the time {hour}:{minute or 0:02d}")
    start = whole.start + hour * 60 + (minute or 0)
    return When(start, start + (60 if minute is None else 1))


def _number(value: object, field: str) -> int | None:
    """A whole number, also as a text or the name of a month; None when it is empty."""
    if value in (None, "") or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        text = value.strip().replace("−", "-")
        if field.endswith("month") and (named := [i for i, name in enumerate(dates.MONTHS, 1) if name[:3].lower() == text[:3].lower()]):
            return named[0]
        if re.fullmatch(r"[+-]?\d{1,15}(?:\.0{1,3})?", text):
            return int(text.split(".")[0])
    elif isinstance(value, int) and not isinstance(value, bool):
        return value
    elif isinstance(value, float) and value.is_integer():
        return int(value)
    raise ValueError(f"`{field}` is a whole number, not {str(value)[:40]!r}")


# --- version 1 ----------------------------------------------------------------------------------------------------------


def _modern(old: Slide) -> dict[str, Any]:
    """The content of a version 1 file as version 3 would have it."""
    entries, eras = old.get("date") or [], old.get("era") or []
    return {
        "title": {"text": {"headline": old.get("headline"), "text": old.get("text")}},
        "events": [_modern_slide(entry) for entry in entries] if isinstance(entries, list) else entries,
        "eras": [_modern_slide(entry) for entry in eras] if isinstance(eras, list) else [_modern_slide(eras)],
    }


def _modern_slide(entry: object) -> object:
    if not isinstance(entry, Mapping):
        return entry
    asset: object = entry.get("asset")
    asset = asset if isinstance(asset, Mapping) else {}
    return {
        "start_date": entry.get("startDate"),
        "end_date": entry.get("endDate"),
        "text": {"headline": entry.get("headline"), "text": entry.get("text")},
        "group": entry.get("tag"),
        "unique_id": entry.get("unique_id"),
        "media": {"url": asset.get("media"), "credit": asset.get("credit"), "caption": asset.get("caption")},
    }


def _mapping(value: object, field: str) -> Slide:
    if value in (None, "", []):
        return {}
    if not isinstance(value, Mapping):
        raise ValueError(f"`{field}` is an object, not {kind(value)}")
    return value


def _string(record: Slide, field: str) -> str:
    value = record.get(field)
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, int | float):
        return str(value)
    raise ValueError(f"`{field}` is a text, not {kind(value)}")

"""The spreadsheet that users of TimelineJS fill, saved as CSV: Year, Month, Day, Time, End Year, ..., Headline, Text, Media, Type, Group.

Also `Id` and `Span`, which the export writes: TimelineJS passes over columns that it does not know.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from index.errors import BadData
from index.sources import files, timelinejs
from index.types import Reading

COLUMNS = (
    *("Year", "Month", "Day", "Time", "End Year", "End Month", "End Day", "End Time", "Display Date", "Headline", "Text"),
    *("Media", "Media Credit", "Media Caption", "Type", "Group", "Id", "Span"),
)
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.]\d{2}(?:\.\d+)?)?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE)
_ISO = re.compile(r"(-?\d{1,12})-(\d{1,2})(?:-(\d{1,2}))?")
_FORMULA = re.compile(r"'(?=[=+@-])")


def read(path: Path) -> Reading:
    """Raises BadData naming file and line for anything that cannot be used."""
    text = files.text(path)
    slides: list[tuple[str, object]] = []
    eras: list[tuple[str, object]] = []
    title: object = None
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    try:
        names = [" ".join(name.split()).lower() for name in next(rows, [])]
        _check(names, path)
        line = rows.line_num + 1
        for row in rows:
            cells = {
                name: _FORMULA.sub("", cell.strip(), count=1) if cell.startswith("'") else cell.strip()
                for name, cell in zip(names, row, strict=False)
            }
            if any(cells.values()):
                slide = _slide(cells)
                what = cells.get("type", "").lower()
                if what == "title":
                    title = slide
                else:
                    (eras if what == "era" else slides).append((f"line {line}", slide))
            line = rows.line_num + 1
    except csv.Error as error:
        raise BadData(f"is not CSV: {error}", path, line) from None
    except ValueError as error:
        raise BadData(str(error), path, line) from None
    return timelinejs.reading(path, slides, eras, title)


def _delimiter(text: str) -> str:
    """Of comma, semicolon and tab the one that the first line has most of."""
    head = text.split("\n", 1)[0][:10_000]
    return max(",;\t", key=head.count)


def _check(names: list[str], path: Path) -> None:
    missing = {"year", "headline", "text"} - set(names)
    if "year" in missing or len(missing & {"headline", "text"}) == 2:
        raise BadData(f"the first line names the columns, and there is no {sorted(missing)[-1]!r}; they are {', '.join(COLUMNS)}", path, 1)
    twice = [name for name in names if name and names.count(name) > 1] if len(names) < 1000 else ["(more than 1000)"]
    if twice:
        raise BadData(f"the column {twice[0]!r} is there twice", path, 1)


def _slide(cells: Mapping[str, str]) -> dict[str, Any]:
    return {
        "start_date": _date(cells, ""),
        "end_date": _date(cells, "end "),
        "display_date": cells.get("display date", ""),
        "text": {"headline": cells.get("headline", ""), "text": cells.get("text", "")},
        "media": {"url": cells.get("media", ""), "credit": cells.get("media credit", ""), "caption": cells.get("media caption", "")},
        "group": cells.get("group") or cells.get("tag", ""),
        "unique_id": cells.get("id", ""),
        "span": cells.get("span", ""),
    }


def _date(cells: Mapping[str, str], prefix: str) -> dict[str, Any] | None:
    """Raises ValueError for a time that is none."""
    year, month, day, time = (cells.get(prefix + name, "") for name in ("year", "month", "day", "time"))
    whole = _ISO.fullmatch(year)
    if whole and not month and not day:
        year, month, day = whole[1], whole[2], whole[3] or ""
    date: dict[str, Any] = {"year": year, "month": month, "day": day}
    if time:
        clock = _CLOCK.fullmatch(time)
        if not clock:
            raise ValueError(f"{(prefix + 'time').title()!r} is a time such as 18:30, not {time[:40]!r}")
        hour = int(clock[1])
        half = (clock[3] or "").lower()
        date |= {"hour": hour % 12 + (12 if half == "p" else 0) if half else hour, "minute": clock[2]}
    return date

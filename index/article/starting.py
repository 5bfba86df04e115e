"""What the first date of an article without a year is completed from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.article.blocks import EVERY, Document, mentions
from index.dates import DAY, Context, civil_from_days, day, day_of, describe, find_dates, weekday, year, year_of
from index.errors import BadData
from index.types import When

_WEEKDAY_DATE = re.compile(
    r"\b(?P<w>mon|tues|wednes|thurs|fri|satur|sun)day(?:\s*,)?\s+(?:the\s+)?"
    r"(?:(?P<d>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>[a-z]{3,9})|(?P<m2>[a-z]{3,9})\s+(?P<d2>\d{1,2}))",
    re.IGNORECASE,
)
DATELINE = re.compile(
    r"[A-Z][A-Z .,'/-]{2,40}?,?\s+([A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8})(?:,?\s+\d{4})?\s*(?:\([^()]{1,40}\)\s*)?[-–—]+\s"
)
"""How reports of agencies begin: "LONDON, March 12 (Wire) - "."""
_DAYS = ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")


@dataclass(frozen=True)
class Start:
    period: When | None = None
    """The first date without a year lies in it."""
    today: When | None = None
    """When it was written: "yesterday" and "on Tuesday" are counted from there."""
    near: When | None = None
    """Or the first date is the nearest to this."""
    note: str = ""
    """Where the year is a guess: from what."""


def starting_point(document: Document, path: Path, given: int | None) -> Start:
    """From the most to the least certain: what the user says, the document's own date, a whole date in the text, the file's
    name, a year in a heading, a weekday that fits only some years, a year in the text.

    Raises BadData where days are without a year and nothing says which.
    """
    written = find_dates(document.about.get("date", "")[:40], Context())
    today = day_of(written[0].when.start) if written else None
    if today is not None and given is None:
        return Start(year(year_of(today.start)), today, today)
    start = Start(year(given), today) if given is not None else _guessed(document, path)
    line = next((DATELINE.match(block.text) for block in document.blocks if not block.heading), None)
    told = find_dates(line[1], Context(period=start.period)) if line and start.today is None else []
    written_on = told[0].when if told and told[0].when.width == DAY else None
    return start if written_on is None else replace(start, today=written_on, near=None if given is not None else written_on)


def _guessed(document: Document, path: Path) -> Start:
    complete = [(m.when, block.heading) for block in document.blocks for m in mentions(block.text, Context()) if m.complete]
    exact = [when for when, _ in complete if when.width <= 31 * DAY]
    if exact:
        return Start(year(year_of(exact[0].start)))
    named = re.search(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)", path.stem)
    if named:
        return Start(year(int(named[1])), note=f"Dates without a year are of {named[1]}, from the name of the file.")
    years = [(when, heading) for when, heading in complete if when.width <= 366 * DAY]
    headed = [when for when, heading in years if heading]
    if headed:
        return Start(headed[0])
    guess = _by_weekday(document, path, max((year_of(when.end - 1) for when, _ in years), default=1))
    if guess is not None:
        return guess
    days = (
        block.line for block in document.blocks for m in mentions(block.text, Context(period=EVERY)) if m.when.width <= 2 * DAY and not m.complete
    )
    line = next(days, None)
    if years:
        last = max((when for when, _ in years), key=lambda when: when.start)
        return Start(last, note="" if line is None else f"Dates without a year are of {describe(last)}, the last year it names.")
    if line is not None:
        raise BadData("a date here has no year, and nothing in the text says which; give it (--year 2024)", path, line)
    return Start()


def _by_weekday(document: Document, path: Path, earliest: int) -> Start | None:
    """The last year, from `earliest` to that of the file, in which every weekday goes with its date: no file is older than what it tells."""
    wanted = []
    for block in document.blocks:
        for match in _WEEKDAY_DATE.finditer(block.text):
            found = find_dates(f"{match['d'] or match['d2']} {match['m'] or match['m2']}", Context(period=EVERY))
            if found and found[0].when.width == DAY:
                _, m, d = civil_from_days(found[0].when.start // DAY)
                wanted.append((_DAYS.index(match["w"].lower()), m, d, match.group()))
    if not wanted:
        return None
    newest = datetime.fromtimestamp(path.stat().st_mtime, UTC).year
    for y in range(newest, max(earliest, newest - 400) - 1, -1):
        if all(weekday(day(y, m, d).start) == w for w, m, d, _ in wanted if (m, d) != (2, 29)):
            return Start(year(y), note=f"Dates without a year are of {y}, from “{wanted[0][3]}”.")
    return None

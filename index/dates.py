"""Dates as people write them <-> `When`.

Three parts: the calendar (proleptic Gregorian, any year, minutes from 1970-01-01T00:00), ISO dates and how a `When` is
printed, and a small closed grammar that finds dates in English text. A new date phrase is one row in `_RULES`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from index.types import MINUTE_MAX, MINUTE_MIN, When

DAY = 24 * 60
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

PARTS_OF_DAY = {
    "dawn": (4 * 60, 7 * 60),
    "morning": (6 * 60, 12 * 60),
    "noon": (11 * 60, 13 * 60),
    "afternoon": (12 * 60, 18 * 60),
    "evening": (18 * 60, DAY),
    "night": (0, 6 * 60),
}
"""Minutes of the day, half-open. `night` is the hours between midnight and dawn of its date."""

# --- the calendar ---------------------------------------------------------------------------------------------------


def days_from_civil(year: int, month: int, day: int) -> int:
    """Days from 1970-01-01 (H. Hinnant, "chrono-compatible low-level date algorithms"); any year, 0 is 1 BC."""
    year -= month <= 2
    era = year // 400
    year_of_era = year - era * 400
    day_of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146097 + year_of_era * 365 + year_of_era // 4 - year_of_era // 100 + day_of_year - 719468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """(year, month, day) of a count of days from 1970-01-01; the inverse of `days_from_civil`."""
    days += 719468
    era = days // 146097
    day_of_era = days - era * 146097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, day_of_year - (153 * shifted + 2) // 5 + 1


def month_length(year: int, month: int) -> int:
    return days_from_civil(year + month // 12, month % 12 + 1, 1) - days_from_civil(year, month, 1)


def year(year: int) -> When:
    return When(days_from_civil(year, 1, 1) * DAY, days_from_civil(year + 1, 1, 1) * DAY)


def month(year: int, month: int) -> When:
    """Raises ValueError when there is no such month."""
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    return When(days_from_civil(year, month, 1) * DAY, days_from_civil(year + month // 12, month % 12 + 1, 1) * DAY)


def day(year: int, month: int, day: int) -> When:
    """Raises ValueError when there is no such day."""
    if not 1 <= month <= 12:
        raise ValueError(f"there is no month {month}")
    if not 1 <= day <= month_length(year, month):
        raise ValueError(f"{MONTHS[month - 1]} {year} has no day {day}")
    start = days_from_civil(year, month, day) * DAY
    return When(start, start + DAY)


def part_of_day(when: When, part: str) -> When:
    """That part of a day; of two days or more, `night` is the night between the first and the last.

    Raises ValueError for an unknown part, or a part of something that is not whole days.
    """
    if part not in PARTS_OF_DAY:
        raise ValueError(f"part_of_day is one of {', '.join(PARTS_OF_DAY)}, not {part!r}")
    if when.start % DAY or when.end % DAY:
        raise ValueError("part_of_day goes with a date to the day")
    start, end = PARTS_OF_DAY[part]
    if when.width == DAY:
        return When(when.start + start, when.start + end)
    if part == "night":
        return When(when.start + 18 * 60, when.end - DAY + 6 * 60)
    return When(when.start + start, when.end - DAY + end)


def day_of(minute: int) -> When:
    """The day that holds a minute."""
    start = minute // DAY * DAY
    return When(max(start, MINUTE_MIN), min(start + DAY, MINUTE_MAX))


def weekday(minute: int) -> int:
    """0 is Monday."""
    return (minute // DAY + 3) % 7


def week_of(minute: int) -> When:
    """The week that holds a minute, from Monday."""
    monday = day_of(minute).start - weekday(minute) * DAY
    return When(monday, monday + 7 * DAY)


def year_of(minute: int) -> int:
    return civil_from_days(minute // DAY)[0]


# --- ISO ------------------------------------------------------------------------------------------------------------

_ISO = re.compile(
    r"(?P<y>[+-]?\d{1,12})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2})(?:[T ](?P<h>\d{1,2}):(?P<min>\d{2})(?::\d{2}(?:\.\d+)?)?(?P<z>Z|[+-]\d{2}:?\d{2})?)?)?)?"
)


def parse_iso(text: str, zone: str | None = None) -> When:
    """ "2024", "2024-12", "2024-12-07" or "2024-12-07T18:00" as the interval it leaves open.

    Years before 1 are astronomical ("-0043" is 44 BC). A time with an offset is moved to `zone`. Raises ValueError.
    """
    match = _ISO.fullmatch(text.strip())
    if not match:
        raise ValueError(f"{text.strip()[:40]!r} is not an ISO date such as 2024-12-07, 2024-12 or 2024-12-07T18:00")
    y = int(match["y"])
    if match["m"] is None:
        return year(y)
    if match["d"] is None:
        return month(y, int(match["m"]))
    whole = day(y, int(match["m"]), int(match["d"]))
    if match["h"] is None:
        return whole
    hours, minutes = int(match["h"]), int(match["min"])
    if minutes > 59 or hours * 60 + minutes > DAY:
        raise ValueError(f"there is no time {match['h']}:{match['min']}")
    start = whole.start + hours * 60 + minutes
    if match["z"] is not None and zone is not None and 1 < y < 9999:
        start += _offset_to(zone, start, match["z"])
    return When(start, start + 1)


def _offset_to(zone: str, start: int, offset: str) -> int:
    """Minutes to add so that a clock reading at `offset` from UTC becomes the reading in `zone`."""
    ahead = 0 if offset == "Z" else int(offset[:3]) * 60 + int(offset[0] + offset[-2:])
    utc = datetime.fromtimestamp((start - ahead) * 60, tz=UTC)
    there = utc.astimezone(ZoneInfo(zone)).utcoffset()
    return (round(there.total_seconds() / 60) if there else 0) - ahead


def isoformat(minute: int) -> str:
    """ "2024-12-07T18:00"; years outside 0 to 9999 carry a sign, as ISO 8601 asks for."""
    y, m, d = civil_from_days(minute // DAY)
    sign = "" if 0 <= y <= 9999 else "-" if y < 0 else "+"
    return f"{sign}{abs(y):04d}-{m:02d}-{d:02d}T{minute % DAY // 60:02d}:{minute % 60:02d}"


def iso_parts(when: When) -> tuple[str, str]:
    """The shortest ISO dates that read back as this interval, (first, last), last inclusive and equal to first for one date."""
    for width in (4, 7, 10):
        first, last = isoformat(when.start), isoformat(when.end - 1)
        cut = len(first) - 16 + width, len(last) - 16 + width
        if parse_iso(first[: cut[0]]).start == when.start and parse_iso(last[: cut[1]]).end == when.end:
            return first[: cut[0]], last[: cut[1]]
    return isoformat(when.start), isoformat(when.end - 1)


# --- printing -------------------------------------------------------------------------------------------------------


def describe(when: When, *, weekday_too: bool = False) -> str:
    """As precisely as it is known and no more: "7 December 2024", "evening of 7 December 2024", "27-30 November 2024"."""
    if when.start <= MINUTE_MIN or when.end >= MINUTE_MAX:
        return _open(when)
    first, last = day_of(when.start), day_of(when.end - 1)
    if when.start == first.start and when.end == last.end:
        return _whole_days(when, weekday_too)
    if first == last:
        hours = when.start - first.start, when.end - first.start
        for part, bounds in PARTS_OF_DAY.items():
            if bounds == hours:
                return f"{part} of {_whole_days(first, weekday_too)}"
        if when.width == 1:
            return f"{_clock(when.start)} on {_whole_days(first, weekday_too)}"
        return f"{_clock(when.start)} to {_clock(when.end)} on {_whole_days(first, weekday_too)}"
    if when.start - first.start == 18 * 60 and when.end - last.start == 6 * 60:
        return f"night of {_whole_days(When(first.start, last.end), False)}"
    for part, (start, end) in PARTS_OF_DAY.items():
        if (when.start - first.start, when.end - last.start) == (start, end):
            return f"{part} of {_whole_days(When(first.start, last.end), False)}"
    return f"{_edge(when.start)} to {_edge(when.end)}"


def _open(when: When) -> str:
    """An interval without a first or last moment: "before 5 December 2024", "from 5 December 2024 on"."""
    if when.start > MINUTE_MIN:
        return f"from {_edge(when.start)} on"
    return "any time" if when.end >= MINUTE_MAX else f"before {_edge(when.end)}"


def _edge(minute: int) -> str:
    days = _whole_days(day_of(minute), False)
    return days if minute % DAY == 0 else f"{_clock(minute)} on {days}"


def _clock(minute: int) -> str:
    return f"{minute % DAY // 60:02d}:{minute % 60:02d}"


def _year_text(y: int) -> str:
    for power, name in ((9, "billion"), (6, "million")):
        if -y >= 10**power and y % 10 ** (power - 3) == 0:
            return f"{-y / 10**power:.7g} {name} years ago"
    return str(y) if y > 0 else f"{1 - y:,} BC"


def _whole_days(when: When, weekday_too: bool) -> str:
    y1, m1, d1 = civil_from_days(when.start // DAY)
    y2, m2, d2 = civil_from_days(when.end // DAY - 1)
    if when.width == DAY:
        name = f"{WEEKDAYS[weekday(when.start)]} " if weekday_too else ""
        return f"{name}{d1} {MONTHS[m1 - 1]} {_year_text(y1)}"
    if d1 == 1 and d2 == month_length(y2, m2):
        if m1 == 1 and m2 == 12:
            if y1 == y2:
                return _year_text(y1)
            if y1 > 0 and y1 % 10 == 0 and y2 == y1 + 9:
                return f"{y1}s"
            return f"{_year_text(y1)}–{_year_text(y2)}"
        if (y1, m1) == (y2, m2):
            return f"{MONTHS[m1 - 1]} {_year_text(y1)}"
        left = MONTHS[m1 - 1] if y1 == y2 else f"{MONTHS[m1 - 1]} {_year_text(y1)}"
        return f"{left}–{MONTHS[m2 - 1]} {_year_text(y2)}"
    if (y1, m1) == (y2, m2):
        return f"{d1}–{d2} {MONTHS[m1 - 1]} {_year_text(y1)}"
    left = f"{d1} {MONTHS[m1 - 1]}" if y1 == y2 else f"{d1} {MONTHS[m1 - 1]} {_year_text(y1)}"
    return f"{left}–{d2} {MONTHS[m2 - 1]} {_year_text(y2)}"


def distance(minutes: int) -> str:
    """A length of time in words: "3 days", "7 hours", "48 years"; the largest unit that loses nothing worth saying."""
    minutes = abs(minutes)
    if minutes < 2 * 60:
        return _count(minutes, "minute")
    if minutes < DAY:
        return _count(round(minutes / 60), "hour")
    return _count(round(minutes / DAY), "day")


def _count(n: int, unit: str) -> str:
    return f"{n:,} {unit}" + ("" if n == 1 else "s")


# --- dates in text --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Context:
    """What a date that is not complete is completed from."""

    period: When | None = None
    """The time the text is about: years and weekdays are looked for inside."""
    near: When | None = None
    """What was spoken of last: wins over everything, and "that evening" or "the next day" need it."""
    weight: Callable[[When], float] | None = None
    """How much there is in an interval: of several readings the fullest wins."""
    today: When | None = None
    """The day "yesterday" and "ten years ago" are counted from."""

    def __post_init__(self) -> None:
        """Of a time that is open ("since 6 December"), the day at its edge: nobody looks through all years for a Friday."""
        for name in ("period", "near"):
            object.__setattr__(self, name, _bounded(getattr(self, name)))

    def choose(self, readings: Sequence[When]) -> When | None:
        if not readings:
            return None
        if self.near is not None:
            near = self.near
            return min(readings, key=lambda w: (max(w.start - near.end + 1, near.start - w.end + 1, 0), w.start))
        if self.weight is not None and len(readings) > 1:
            weight = self.weight
            around = 30 * DAY  # of equally full days, the one in the fuller month
            return max(readings, key=lambda w: (weight(w), weight(When(w.start - around, w.end + around)), -w.start))
        return readings[0]

    def years(self) -> range:
        """The years an unfinished date may lie in."""
        if self.near is not None:
            first, last = year_of(self.near.start) - 1, year_of(self.near.end - 1) + 1
            return range(max(first, last - 2000), last + 1)
        if self.period is not None:
            first, last = year_of(self.period.start), year_of(self.period.end - 1)
            return range(max(first, last - 2000), last + 1)
        if self.today is not None:
            return range(year_of(self.today.start), year_of(self.today.start) + 1)
        return range(0)


def _bounded(when: When | None) -> When | None:
    if when is None or (when.start > MINUTE_MIN and when.end < MINUTE_MAX):
        return when
    if when.start > MINUTE_MIN:
        return day_of(when.start)
    return day_of(when.end - 1) if when.end < MINUTE_MAX else None


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date that stands in a text, text[start:end]."""

    start: int
    end: int
    when: When
    complete: bool
    """Said in full; False when year, month or day came from the context."""


_MONTH_NUMBER = {name.lower(): i for i, name in enumerate(MONTHS, 1)} | {name[:3].lower(): i for i, name in enumerate(MONTHS, 1)} | {"sept": 9}
_WEEKDAY_NUMBER = {name.lower(): i for i, name in enumerate(WEEKDAYS)}
_SMALL = {
    word: i
    for i, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"a": 1, "an": 1, "thirty": 30, "forty": 40, "fifty": 50, "a few": 3, "few": 3, "several": 4, "a couple of": 2}
_ORDINAL = {word: i for i, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), 1)}

_M = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|(?:sept|jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)\.?)"
    r"(?![^\W\d_])"
)
_D = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)"
_TH = r"(?:st|nd|rd|th)"
_Y = r"(?:[12]\d{3}(?!\d)(?:\s+bce?\b)?|(?<=[a-z. ])['’]\d\d(?!\d)|(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,10})\s+(?:bce?|ad|ce)\b|ad\s+\d{1,4}\b)"
_W = r"(?:(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)\.?)(?:\s*,)?\s+(?:the\s+)?)?"
_PART = r"(?:early\s+|late\s+)?(?:dawn|morning|midday|noon|afternoon|evening|night|midnight)"
_TO = r"\s*(?:-|–|—|to|till|until|through|and|or)\s*(?:the\s+)?"
_N = r"(?:\d{1,5}|" + "|".join(sorted((w for w in _SMALL if w != "zero"), key=len, reverse=True)) + r")"
_OF = r"(?:\s+of)?\s*,?\s+"
_COUNTED = r"(?:people|persons?|civilians|soldiers|troops|fighters|men|women|children|dead|times|km|kilomet\w+|miles?|met(?:er|re)s?|dollars|euros|percent|per\s+cent|%|tons?|tonnes|minutes?|hours?|days?|weeks?|months|years)"
"""What a number that is no year and no day may count."""
_FULL = (
    rf"{_W}(?:(?P<d>{_D}){_TH}?{_OF}(?P<m>{_M})|(?P<m2>{_M})\s+(?:the\s+)?(?P<d2>{_D}){_TH}?(?!\d|\s*{_COUNTED}))(?:\s*,?\s*(?:of\s+)?(?P<y>{_Y}))?"
)
_CLOCK = r"(?:(?P<h>[01]?\d|2[0-4])[:.](?P<mi>[0-5]\d)(?:\s*(?P<ap>a\.?m\.?|p\.?m\.?))?|(?P<h2>1[0-2]|0?[1-9])\s*(?P<ap2>a\.?m\b\.?|p\.?m\b\.?))"
_HOUR = r"(?:(?:[01]?\d|2[0-4])[:.][0-5]\d(?:\s*[ap]\.?m\b\.?)?|(?:1[0-2]|[1-9])(?:\s*[ap]\.?m\b\.?)?(?![:.]?\d|st|nd|rd|th)|noon|midday|midnight)"
_UNIT = r"(?:minute|hour|day|week|month|year|decade|centurie|century)s?"


def _year_number(text: str | None) -> int | None:
    if text is None:
        return None
    number = int("".join(re.findall(r"\d+", text)))
    if text[0] in "'’":  # "Jan '25"
        return number + (2000 if number < 50 else 1900)
    return 1 - number if re.search(r"\bbce?\b", text, re.IGNORECASE) else number


def _month_number(text: str) -> int:
    return _MONTH_NUMBER[text.rstrip(".").lower()]


def number(text: str) -> int:
    """ "24" or "two" as a number. Raises KeyError for anything else."""
    return int(text) if text.isdigit() else _SMALL[" ".join(text.lower().split())]


def ordinal(text: str) -> int:
    """ "second" or "3rd" as a number. Raises KeyError for anything else."""
    digits = re.match(r"\d+", text)
    return int(digits.group()) if digits else _ORDINAL[text.lower()]


def _a_day(y: int | None, m: int, d: int, context: Context) -> When | None:
    if y is not None:
        return _valid_day(y, m, d)
    return context.choose([w for year_ in context.years() if (w := _valid_day(year_, m, d)) is not None and _inside(w, context)])


def _inside(when: When, context: Context) -> bool:
    """A reading outside the period is allowed only where none is inside: the caller falls back through `near`."""
    return context.period is None or context.near is not None or when.overlaps(_padded(context.period))


def _padded(period: When) -> When:
    """The whole years of a period: "20 November" asked of a timeline that starts on the 27th is still its November."""
    return When(year(year_of(period.start)).start, year(year_of(period.end - 1)).end)


def _valid_day(y: int, m: int, d: int) -> When | None:
    try:
        return day(y, m, d)
    except ValueError:
        return None


def _full(match: re.Match[str], context: Context) -> When | None:
    d, m = match["d"] or match["d2"], match["m"] or match["m2"]
    return _a_day(_year_number(match["y"]), _month_number(m), int(d), context)


def _full_range(match: re.Match[str], context: Context) -> When | None:
    y, m = _year_number(match["y"]), _month_number(match["m"])
    last = _a_day(y, m, int(match["b"]), context)
    first = None if last is None else _valid_day(year_of(last.start), m, int(match["a"]))
    return first.hull(last) if first and last and first.start <= last.start else None


def _month_year(match: re.Match[str], context: Context) -> When | None:
    y, m = _year_number(match["y"]), _month_number(match["m"])
    whole = month(y, m) if y is not None else context.choose([w for yy in context.years() if _inside(w := month(yy, m), context)])
    return _portion(whole, match["portion"])


def _portion(whole: When | None, portion: str | None) -> When | None:
    """Early is the first third, and so on: of a month ten days, of a year four months, of decades whole years, rounded up."""
    if whole is None or portion is None:
        return whole
    first, _, _ = portion.lower().replace("-", " ").partition(" ")
    third = {"early": 0, "start": 0, "beginning": 0, "mid": 1, "middle": 1}.get(first, 2)
    y = year_of(whole.start)
    if whole == year(y):
        return month(y, 4 * third + 1).hull(month(y, 4 * third + 4))
    if whole.width > 366 * DAY:
        n = year_of(whole.end) - y
        return When(year(y + n * third // 3).start, year(y - (-n * (third + 1) // 3)).start)
    step = 10 if whole.width < 32 * DAY else whole.width // DAY // 3
    return When(whole.start + third * step * DAY, whole.end if third == 2 else whole.start + (third + 1) * step * DAY)


def _week_of_month(match: re.Match[str], context: Context) -> When | None:
    y, m = _year_number(match["y"]), _month_number(match["m"])
    whole = month(y, m) if y is not None else context.choose([w for yy in context.years() if _inside(w := month(yy, m), context)])
    if whole is None:
        return None
    if match["n"].lower() == "last":
        return When(whole.end - 7 * DAY, whole.end)
    start = whole.start + (ordinal(match["n"]) - 1) * 7 * DAY
    return When(start, min(start + 7 * DAY, whole.end)) if start < whole.end else None


_NUMBERED = re.compile(
    r"(?:[#$€£+:=/-]|\b(?:resolution|article|section|chapter|page|room|flight|route|highway|unit|brigade|division|regiment|number|no\.?|nos\.?|call|dial|"
    r"version|about|over|nearly|almost|least|than|some|only))\s*$",
    re.IGNORECASE,
)
"""What makes the number after it a name or a count: "Resolution 2254"."""


def _year_alone(match: re.Match[str], context: Context) -> When | None:
    y = _year_number(match["y"])
    if y is None or (match["y"].isdigit() and (y > 2200 or _NUMBERED.search(match.string, max(0, match.start() - 15), match.start()))):
        return None
    return _portion(year(y), match["portion"])


def _years(match: re.Match[str], context: Context) -> When | None:
    """ "1914-18", "from 2011 to 2017"."""
    first, last = _year_number(match["a"]), _year_number(match["b"])
    if first is None or last is None:
        return None
    if last < 100 <= first and len(match["b"]) == 2:
        last += first // 100 * 100
    return When(year(first).start, year(last).end) if first < last else None


def _months(match: re.Match[str], context: Context) -> When | None:
    """ "November-December 2024", "from March 2011 to June 2012"."""
    last = _resolve(match["b"], context)
    first = _resolve(match["a"], Context(context.period, last, None, context.today)) if last is not None else None
    if first is None or last is None:
        return None
    if first.start > last.start and not re.search(r"\d", match["a"]):
        y, m, _ = civil_from_days(first.start // DAY)
        first = month(y - 1, m)
    return first.hull(last) if first.start < last.start else None


def _share(match: re.Match[str], context: Context) -> When | None:
    """ "the first half of 2024", "the third quarter of 2023", "Q3 2023": whole months; of one month, days."""
    whole = _resolve(match["date"], context)
    if whole is None or whole.width < 28 * DAY:
        return None
    of = {"half": 2, "third": 3, "quarter": 4, "q": 4}[match["share"].lower()]
    n = of if match["n"].lower() == "last" else ordinal(match["n"])
    if n > of:
        return None
    y = year_of(whole.start)
    if whole == year(y):
        step = 12 // of
        return month(y, step * (n - 1) + 1).hull(month(y, step * n))
    days = whole.width // DAY
    return When(whole.start + days * (n - 1) // of * DAY, whole.start + days * n // of * DAY)


def _nth_day(match: re.Match[str], context: Context) -> When | None:
    """ "the first day of December", "the last day of 1999", "the Fourth of July"."""
    whole = _resolve(match["date"], context)
    if whole is None or whole.width < 28 * DAY:
        return None
    if match["n"].lower() == "last":
        return day_of(whole.end - 1)
    chosen = day_of(whole.start + (ordinal(match["n"]) - 1) * DAY)
    return chosen if whole.contains(chosen) else None


def _few_days(match: re.Match[str], context: Context) -> When | None:
    """ "the last three days of November"; where no number is said, five."""
    whole = _resolve(match["date"], context)
    if whole is None or whole.width < 28 * DAY:
        return None
    width = min((number(match["days"]) if match["days"] else 5) * DAY, whole.width)
    return When(whole.start, whole.start + width) if match["n"].lower() == "first" else When(whole.end - width, whole.end)


def _nth_weekday(match: re.Match[str], context: Context) -> When | None:
    """ "the first Sunday of December"."""
    whole = _resolve(match["date"], context)
    if whole is None or whole.width > 31 * DAY:
        return None
    first = whole.start + (_WEEKDAY_NUMBER[match["w"].lower()] - weekday(whole.start)) % 7 * DAY
    days = [day_of(minute) for minute in range(first, whole.end, 7 * DAY)]
    n = len(days) if match["n"].lower() == "last" else ordinal(match["n"])
    return days[n - 1] if n <= len(days) else None


def _week_around(match: re.Match[str], context: Context) -> When | None:
    """ "the week of 2 December", "the weekend of the 7th"."""
    base = _resolve(match["date"], context)
    if base is None or base.width != DAY:
        return None
    week = week_of(base.start)
    return week if match["u"].lower() == "week" else When(week.end - 2 * DAY, week.end)


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
"""The month each begins with, on the northern half of the Earth."""


def season(y: int, name: str) -> When:
    """Three months; the winter of a year begins in its December."""
    first = _SEASONS[name.lower()]
    return month(y, first).hull(month(y + (first + 1) // 12, (first + 1) % 12 + 1))


def _season(match: re.Match[str], context: Context) -> When | None:
    y = _year_number(match["y"])
    return None if y is None else _portion(season(y, match["s"]), match["portion"])


def _deep(match: re.Match[str], context: Context) -> When | None:
    """ "66 million years ago", as wide as its last digit says."""
    power = {"thousand": 3, "million": 6, "billion": 9}[match["unit"].lower()]
    whole, _, part = match["n"].partition(".")
    last_digit = 10 ** max(power - len(part), 0)
    y = (2000 if context.today is None else year_of(context.today.start)) - int(whole + part) * 10 ** (power - len(part))
    return When(year(y - last_digit // 2).start, year(y + last_digit // 2).end)


def _decade(match: re.Match[str], context: Context) -> When | None:
    y = int(match["y"])
    return _portion(When(year(y).start, year(y + (99 if y % 100 == 0 and not match["portion"] and y < 1900 else 9)).end), match["portion"])


def _century(match: re.Match[str], context: Context) -> When | None:
    n = ordinal(match["n"])
    if match["bc"]:
        return When(year(1 - 100 * n).start, year(100 - 100 * n).end)
    return When(year(100 * (n - 1) + 1).start, year(100 * n).end)


def _iso(match: re.Match[str], context: Context) -> When | None:
    try:
        return parse_iso(match.group())
    except ValueError:
        return None


def _slashes(match: re.Match[str], context: Context) -> When | None:
    a, b = int(match["a"]), int(match["b"])
    years = context.years() if not match["y"] else [int(match["y"]) + (0 if len(match["y"]) > 2 else 2000)]
    readings = [w for y in years for m, d in ((b, a), (a, b)) if (w := _valid_day(y, m, d)) is not None]
    inside = [w for w in readings if context.period is None or w.overlaps(context.period)]
    return context.choose(inside or readings)


def _the_nth(match: re.Match[str], context: Context) -> When | None:
    d = int(match["d"])
    readings = []
    for y in context.years():
        for m in range(1, 13):
            w = _valid_day(y, m, d)
            if w is not None and _near_enough(w, context):
                readings.append(w)
    return context.choose(readings)


def _near_enough(w: When, context: Context) -> bool:
    if context.near is not None:
        return abs(w.start - context.near.start) <= 31 * DAY
    return context.period is None or w.overlaps(context.period)


def _weekday(match: re.Match[str], context: Context) -> When | None:
    wanted = _WEEKDAY_NUMBER[match["w"].lower()]
    if context.near is not None:
        offset = (wanted - weekday(context.near.start)) % 7
        after = day_of(context.near.start + offset * DAY)
        return after if offset <= 3 else When(after.start - 7 * DAY, after.end - 7 * DAY)
    if context.period is None:
        return None
    start = context.period.start + ((wanted - weekday(context.period.start)) % 7) * DAY
    count = min((context.period.end - start) // DAY // 7 + 1, 4000)
    readings = [day_of(start + i * 7 * DAY) for i in range(count) if start + i * 7 * DAY < context.period.end]
    return context.choose(readings)


def _that_day(match: re.Match[str], context: Context) -> When | None:
    return None if context.near is None or context.near.width > 2 * DAY else day_of(context.near.start)


def _that_part(match: re.Match[str], context: Context) -> When | None:
    base = _that_day(match, context)
    return None if base is None else part_of(base, match["part"])


def part_of(when: When, part: str) -> When:
    """A part of a day as people say it: "the night of 7 December" runs into the morning of the 8th."""
    words = part.lower().split()
    name = {"midday": "noon", "midnight": "midnight"}.get(words[-1], words[-1])
    base = day_of(when.start)
    if when.width > DAY:
        return part_of_day(When(base.start, day_of(when.end - 1).end), "night" if name == "midnight" else name)
    if name == "midnight":
        return When(base.end - 30, base.end + 30)
    if name == "night":
        return When(base.start + 18 * 60, base.end + 6 * 60)
    whole = part_of_day(base, name)
    if words[0] == "early":
        return When(base.start, whole.end) if name == "morning" else When(whole.start, (whole.start + whole.end) // 2)
    if words[0] == "late":
        return When((whole.start + whole.end) // 2, whole.end)
    return whole


def _next_day(match: re.Match[str], context: Context) -> When | None:
    if context.near is None:
        return None
    base = day_of(context.near.end - 1)
    return When(base.end, base.end + DAY)


def _previous_day(match: re.Match[str], context: Context) -> When | None:
    if context.near is None:
        return None
    base = day_of(context.near.start)
    return When(base.start - DAY, base.start)


def _next_part(match: re.Match[str], context: Context) -> When | None:
    base = (_previous_day if match["r"].lower() == "previous" else _next_day)(match, context)
    return None if base is None or context.near is None or context.near.width > 2 * DAY else part_of(base, match["part"])


def _units_later(match: re.Match[str], context: Context) -> When | None:
    if context.near is None:
        return None
    sign = -1 if match["dir"].lower() in ("earlier", "before") else 1
    if match["u"].lower()[:2] in ("mi", "ho"):
        base = context.near
        if base.width >= DAY:
            return base  # known to the day: hours say nothing more
    else:
        base = day_of(context.near.start)
    return shift(base, sign * number(match["n"]), match["u"])


def shift(base: When, n: int, unit: str) -> When:
    """The interval moved by n units; months and years go by the calendar and keep the precision of their unit."""
    name = unit.lower().rstrip("s")
    if name in ("minute", "hour", "day", "week"):
        step = {"minute": 1, "hour": 60, "day": DAY, "week": 7 * DAY}[name] * n
        return When(base.start + step, base.end + step)
    y, m, _ = civil_from_days(base.start // DAY)
    if name == "month":
        index = y * 12 + m - 1 + n
        return month(index // 12, index % 12 + 1)
    years = {"year": 1, "decade": 10, "century": 100, "centurie": 100}[name]
    return year(y + n * years)


def moved_by(minute: int, n: int, unit: str) -> int:
    """A minute moved by n units; months and years go by the calendar, at most to the last day of a month."""
    if unit not in ("month", "year"):
        return shift(When(minute, minute + 1), n, unit).start
    y, m, d = civil_from_days(minute // DAY)
    index = y * 12 + m - 1 + n * (12 if unit == "year" else 1)
    y, m = index // 12, index % 12 + 1
    return days_from_civil(y, m, min(d, month_length(y, m))) * DAY + minute % DAY


def _ago(match: re.Match[str], context: Context) -> When | None:
    base = context.today
    return None if base is None else shift(base, -number(match["n"]), match["u"])


def _today(match: re.Match[str], context: Context) -> When | None:
    if context.today is None:
        return None
    offset = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}[match["r"].lower()]
    offset *= 2 if match["day"] else 1
    moved = shift(day_of(context.today.start), offset, "day")
    return part_of(moved, "night") if match["r"].lower() == "tonight" else moved


def _last_unit(match: re.Match[str], context: Context) -> When | None:
    """ "last week", "next month", "this year", "last Friday": calendar units around today."""
    if context.today is None:
        return None
    base = day_of(context.today.start)
    direction = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "this": 0}[match["r"].lower()]
    unit = match["u"].lower()
    if unit in _WEEKDAY_NUMBER:
        offset = (_WEEKDAY_NUMBER[unit] - weekday(base.start)) % 7
        if direction < 0:
            offset -= 7
        elif offset == 0 and direction > 0:
            offset = 7
        return When(base.start + offset * DAY, base.end + offset * DAY)
    if unit == "night":
        moved = shift(base, direction, "day")
        return part_of(moved, "night")
    if unit == "weekend":
        monday = base.start - weekday(base.start) * DAY + 7 * DAY * direction
        if direction < 0 and weekday(base.start) >= 5:
            monday = base.start - weekday(base.start) * DAY - 7 * DAY
        return When(monday + 5 * DAY, monday + 7 * DAY)
    if unit == "week":
        return shift(week_of(base.start), direction, "week")
    if unit in _SEASONS:
        return season(year_of(base.start) + direction, unit)
    return shift(base, direction, unit)


def _with_part(match: re.Match[str], context: Context) -> When | None:
    base = _resolve(match["date"], context)
    return None if base is None or base.width > 2 * DAY else part_of(base, match["part"])


def _edge_of_day(match: re.Match[str], context: Context) -> When | None:
    """ "early on 8 December" is its first nine hours, "late on 7 December" its last six, "the early hours" its first six."""
    base = _resolve(match["date"], context)
    if base is None or base.width != DAY:
        return None
    if match["edge"].lower() == "late":
        return When(base.end - 6 * 60, base.end)
    return When(base.start, base.start + (9 if match["edge"].lower() == "early" else 6) * 60)


def _with_clock(match: re.Match[str], context: Context) -> When | None:
    base = _resolve(match["date"], context) if match["date"] else _that_day(match, context)
    if base is None or base.width > DAY:
        return None
    hour = int(match["h"] or match["h2"])
    half = (match["ap"] or match["ap2"] or "").lower()[:1]
    hour = hour % 12 + 12 if half == "p" else hour % 12 if half == "a" else hour
    start = base.start + hour * 60 + int(match["mi"] or 0)
    return When(start, start + 1)


def _hours(match: re.Match[str], context: Context) -> When | None:
    """ "between 6 and 9 pm on 7 December", "on 7 December after 18:00": that part of the day, or of the night into the next one."""
    base = _resolve(match["date"], context)
    a, b = match["a"].lower(), match["b"].lower()
    if base is None or base.width != DAY or not any(re.search(r"[:.]|m|noon", hour) for hour in (a, b)):
        return None  # "between 6 and 9 December"
    half = re.search(r"[ap]\.?m\b", b)
    first, last = _minute(a, half.group()[0] if half else "", start=True), _minute(b, "") if b else 0
    if not b:
        before = match["side"].lower() in ("before", "until")
        return When(base.start, base.start + first) if before and first else When(base.start + first, base.end) if first < DAY else None
    return When(base.start + first, base.start + (last if last > first else last + DAY) + 1)


def _minute(hour: str, half: str, *, start: bool = False) -> int:
    """Of the day; `half` is "a" or "p" where the hour does not say its own. Midnight is the start of a time, or its end."""
    if hour in ("noon", "midday"):
        return DAY // 2
    if hour == "midnight":
        return 0 if start else DAY - 1
    told = re.search(r"[ap](?=\.?m)", hour)
    h, _, minutes = re.sub(r"[^\d:]", "", hour.replace(".", ":", 1)).partition(":")
    half = told.group() if told else "" if minutes else half
    return (int(h) % 12 + (12 if half == "p" else 0) if half else int(h)) * 60 + int(minutes.strip(":") or 0)


_HOLIDAYS = {
    "new years day": (1, 1),
    "new years eve": (12, 31),
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "christmas eve": (12, 24),
    "boxing day": (12, 26),
}


def _holiday(match: re.Match[str], context: Context) -> When | None:
    name = " ".join(re.sub(r"['’]", "", match["name"].lower()).split()).replace("year day", "years day").replace("year eve", "years eve")
    return _a_day(_year_number(match["y"]), *_HOLIDAYS[name], context)


def _span_of_two(match: re.Match[str], context: Context) -> When | None:
    b = _resolve(match["b"], context)
    if b is None:
        return None
    a = _resolve(match["a"], Context(context.period, b, None, context.today))
    return a.hull(b) if a is not None and a.start < b.end else None


_DATE = rf"(?:{_FULL.replace('?P<d>', '').replace('?P<m>', '').replace('?P<m2>', '').replace('?P<d2>', '').replace('?P<y>', '')}|\d{{4}}-\d\d-\d\d|the\s+{_D}{_TH}|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_MONTH_OF = rf"{_M}(?:\s*,?\s*(?:of\s+)?{_Y})?"
_NTH = rf"(?:{'|'.join(_ORDINAL)}|last|[1-3]?\d{_TH})"
_BETWEEN = r"\s*(?:-|–|—|to|till|until|through)\s*"

# fmt: off
_RULES: list[tuple[str, Callable[[re.Match[str], Context], When | None], bool]] = [
    # (pattern, reading, complete when a year stands in it)
    (rf"(?:the\s+)?night\s+(?:of|between|from)\s+(?P<date>{_W}{_D}{_TO}{_D}\s+{_M}(?:,?\s+{_Y})?)(?P<part>)", lambda m, c: _night_of_two(m, c), True),
    (rf"(?P<a>{_HOUR}){_TO}(?P<b>{_HOUR})\s*,?\s*(?:on\s+|of\s+)?(?P<date>{_DATE})", _hours, True),
    (rf"(?P<date>{_DATE})\s*,?\s+(?:between|from)\s+(?P<a>{_HOUR}){_TO}(?P<b>{_HOUR})", _hours, True),
    (rf"(?P<date>{_DATE})\s*,?\s+(?P<side>before|after|until|since|from)\s+(?P<a>{_HOUR})(?P<b>)(?!\s+{_DATE})", _hours, True),
    (rf"(?:(?:in\s+)?the\s+)?(?P<part>{_PART})(?:\s+hours)?\s+(?:of|on)\s+(?P<date>{_DATE})", _with_part, True),
    (rf"(?P<date>{_DATE})\s*,?\s+(?:in\s+the\s+|at\s+)?(?P<part>{_PART})\b(?!\s+of)", _with_part, True),
    (rf"(?:(?:in\s+)?the\s+)?(?P<edge>early|late|(?:early|small)\s+hours)\s+(?:on\s+|of\s+)?(?P<date>{_DATE})", _edge_of_day, True),
    (rf"(?:at\s+)?{_CLOCK}(?:\s*,?\s*(?:on\s+|of\s+)?(?P<date>{_DATE}))", _with_clock, True),
    (rf"(?P<date>{_DATE})\s*,?\s+(?:at\s+)?{_CLOCK}", _with_clock, True),
    (r"(?P<n>\d{1,3}(?:\.\d{1,3})?)\s+(?P<unit>thousand|million|billion)\s+years\s+ago", _deep, True),
    (r"(?P<y>\d{4})-\d\d-\d\d[T ]\d\d:\d\d", _iso, True),
    (r"\d{4}-\d\d-\d\d", _iso, True),
    (r"\d{4}-\d\d(?!\d|-\d)", _iso, True),
    (r"(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<y>\d{4}|\d{2})", _slashes, True),
    (r"(?:(?<=\bon\s)|(?<=\buntil\s)|(?<=\bsince\s)|(?<=\bbefore\s)|(?<=\bafter\s))(?P<a>\d{1,2})[/.](?P<b>\d{1,2})(?P<y>)(?!\.?\d|\s*(?:%|[ap]\.?m\b))", _slashes, False),
    (rf"{_W}(?P<a>{_D}){_TH}?{_TO}{_W}(?P<b>{_D}){_TH}?{_OF}(?P<m>{_M})(?:\s*,?\s*(?P<y>{_Y}))?", _full_range, True),
    (rf"(?P<m>{_M})\s+(?P<a>{_D}){_TH}?{_TO}(?P<b>{_D}){_TH}?(?!\d)(?:\s*,?\s*(?P<y>{_Y}))?", _full_range, True),
    (rf"(?P<name>new\s+year['’]?s?\s+(?:day|eve)|christmas\s+(?:day|eve)|(?:(?<=\bat\s)|(?<=\bon\s)|(?<=\bby\s)|(?<=\bbefore\s)|(?<=\bafter\s)|(?<=\buntil\s)|(?<=\bsince\s)|(?<=\bover\s))christmas(?!\s+[a-z])|boxing\s+day)(?:\s*,?\s*(?:of\s+|in\s+)?(?P<y>{_Y}))?", _holiday, True),
    (rf"(?P<a>{_DATE})\s*(?:-|–|—|to|through|until|till)\s*(?P<b>{_DATE})", _span_of_two, True),
    (rf"(?:the\s+)?(?P<u>week|weekend)\s+(?:of|around|beginning|starting)\s+(?:on\s+)?(?P<date>{_DATE})", _week_around, True),
    (_FULL, _full, True),
    (rf"(?:the\s+)?(?P<n>first|second|third|fourth|last|[1-4]{_TH})\s+(?P<share>half|third|quarter)\s+of\s+(?P<date>{_MONTH_OF}|{_Y})", _share, True),
    (rf"(?P<share>q)(?P<n>[1-4])\s+(?:of\s+)?(?P<date>{_Y})", _share, True),
    (rf"(?:the\s+)?(?P<n>first|last)\s+(?:(?P<days>{_N})\s+)?days\s+(?:of|in)\s+(?P<date>{_MONTH_OF}|{_Y})", _few_days, True),
    (rf"(?:the\s+)?(?P<n>{_NTH})\s+(?P<w>(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s+(?:of|in)\s+(?P<date>{_MONTH_OF})", _nth_weekday, True),
    (rf"(?:the\s+)?(?P<n>{_NTH})\s+day\s+of\s+(?P<date>{_MONTH_OF}|{_Y})", _nth_day, True),
    (rf"(?:the\s+)?(?P<n>{'|'.join(_ORDINAL)})\s+of\s+(?P<date>{_MONTH_OF})", _nth_day, True),
    (rf"(?P<a>{_MONTH_OF}){_TO}(?P<b>{_MONTH_OF})", _months, True),
    (rf"(?:the\s+)?(?P<n>first|second|third|fourth|last|[1-5]{_TH})\s+(?:full\s+)?week\s+(?:of|in)\s+(?P<m>{_M})(?:\s*,?\s*(?:of\s+)?(?P<y>{_Y}))?", _week_of_month, True),
    (rf"(?:(?:the\s+)?(?P<portion>early|mid|middle|late|start|beginning|end)(?:\s+of|\s+in)?[\s-]+)?(?P<m>{_M})(?:\s*,?\s*(?:of\s+)?(?P<y>{_Y}))?", _month_year, True),
    (r"(?:the\s+)?(?P<portion>early\s+|late\s+|mid-?)?(?P<y>[12]\d{2}0)s", _decade, True),
    (rf"(?:the\s+)?(?P<n>\d{{1,2}}{_TH}|{'|'.join(_ORDINAL)})\s+century(?P<bc>\s+bce?)?", _century, True),
    (rf"(?P<a>{_Y}){_BETWEEN}(?P<b>{_Y}|\d\d)(?![\d.,:-]*\d|s\b|\s*{_COUNTED}\b)", _years, True),
    (rf"between\s+(?P<a>{_Y})\s+and\s+(?P<b>{_Y})", _years, True),
    (rf"(?:the\s+)?(?:(?P<portion>early|mid|late)[\s-]+)?(?P<s>spring|summer|autumn|fall|winter)(?:\s+of|,)?\s+(?P<y>{_Y})", _season, True),
    (rf"(?:(?:the\s+)?(?P<portion>early|mid|middle|late|start|beginning|end)(?:\s+of|\s+in)?[\s-]+)?(?P<y>{_Y})(?![\d.,]*\d|s\b|\s*{_COUNTED}\b)", _year_alone, True),
    (r"(?:on\s+)?(?:that|the\s+same)\s+(?:day)", _that_day, False),
    (rf"(?:on\s+|in\s+)?(?:that|the\s+same)\s+(?P<part>{_PART})", _that_part, False),
    (rf"(?:in\s+the|at)\s+(?P<part>{_PART})\b(?!\s+of|\s+on)", _that_part, False),
    (r"(?:by|around|about|towards?)\s+(?P<part>dawn|noon|midday|midnight)\b(?!\s+of|\s+on)", _that_part, False),
    (rf"(?:on\s+)?the\s+(?P<r>next|following|previous)\s+(?P<part>{_PART})\b(?!\s+of|\s+on)", _next_part, False),
    (r"(?:on\s+)?the\s+(?:(?:next|following)\s+day|day\s+after|morning\s+after)(?!\s+\w)", _next_day, False),
    (r"(?:on\s+)?the\s+(?:(?:previous|preceding)\s+day|day\s+before)(?!\s+\w)", _previous_day, False),
    (rf"(?P<n>{_N})\s+(?P<u>{_UNIT})\s+(?P<dir>later|earlier|afterwards?)", _units_later, False),
    (rf"(?P<n>{_N})\s+(?P<u>{_UNIT})\s+ago", _ago, False),
    (r"(?:the\s+(?P<day>day\s+(?:before|after))\s+)?(?P<r>today|tonight|yesterday|tomorrow)", _today, False),
    (r"(?P<r>last|past|previous|next|coming|this)\s+(?P<u>week|weekend|month|year|night|summer|winter|spring|autumn|fall|(?:mon|tues|wednes|thurs|fri|satur|sun)day)", _last_unit, False),
    (rf"(?:on\s+)?the\s+(?P<d>{_D}){_TH}(?!\s+(?:of|century|day|week|anniversary|brigade|division|regiment|time|person|man))", _the_nth, False),
    (r"(?P<w>(?:mon|tues|wednes|thurs|fri|satur|sun)day)", _weekday, False),
    (rf"(?:at|by|around|about)\s+{_CLOCK}(?P<date>)", _with_clock, False),
]
# fmt: on


def _night_of_two(match: re.Match[str], context: Context) -> When | None:
    base = _resolve(match["date"].replace(" and ", " to "), context)
    return None if base is None else part_of(base, "night")


_COMPILED = [(re.compile(rf"\b(?:{pattern})", re.IGNORECASE), reading, full) for pattern, reading, full in _RULES]
_HINT = re.compile(
    rf"\d|\b(?:{'|'.join(n[:3] for n in MONTHS)}|spring|summer|autumn|winter|fall|(?:mon|tues|wednes|thurs|fri|satur|sun)day|day|morning|afternoon|noon|midday|midnight|evening|night|dawn|century|ago|later|earlier|week|month|year|today|yesterday|tomorrow|tonight|last|next|this|christmas)",
    re.IGNORECASE,
)


def find_dates(text: str, context: Context) -> list[DateMention]:
    """The dates in a text, in order, none overlapping: where phrases overlap, the earlier rule wins. What the context cannot complete is left out."""
    if not _HINT.search(text):
        return []
    found: list[DateMention] = []
    taken: list[tuple[int, int]] = []
    for pattern, reading, full in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span()
            at = bisect_left(taken, (start, end))
            if (at and taken[at - 1][1] > start) or (at < len(taken) and taken[at][0] < end) or _is_word_may(match.group(), text, start):
                continue
            when = reading(match, context)
            if when is not None:
                taken.insert(at, (start, end))
                found.append(DateMention(start, end, when, full and _has_year(match.group())))
    return sorted(found, key=lambda mention: mention.start)


@lru_cache(maxsize=4096)
def _has_year(text: str) -> bool:
    return re.search(r"\d{4}|\bbce?\b|\bad\b|\bce\b|century|years ago", text, re.IGNORECASE) is not None


_LAST_WORD = re.compile(r"(\w+)\s+\Z")
_BEFORE_MONTHS = frozenset("in of since until till by during early late mid before after last this next and to from".split())


def _is_word_may(matched: str, text: str, start: int) -> bool:
    """ "may" and "march" are months only where they are written or used as one."""
    word = matched.strip().rstrip(".").lower()
    if word not in ("may", "march", "mar", "jan", "dec", "sep", "second"):
        return False
    if word in ("may", "march", "mar") and (matched.strip()[:1].isupper() and start > 0 and text[start - 2 : start - 1] not in ".!?"):
        return False
    before = _LAST_WORD.search(text, max(0, start - 12), start)
    return before is None or before[1].lower() not in _BEFORE_MONTHS or (word == "march" and before[1].lower() in ("to", "and"))


def _resolve(text: str, context: Context) -> When | None:
    """The one date that a whole phrase is."""
    found = find_dates(text, context)
    return max(found, key=lambda m: m.end - m.start).when if found else None


def hull(whens: Sequence[When]) -> When | None:
    """The smallest interval that holds all of them."""
    if not whens:
        return None
    return When(min(w.start for w in whens), max(w.end for w in whens))

"""Lengths of time in words: between two events, and of one."""

from __future__ import annotations

from index.dates import DAY, day_of, distance
from index.types import When


def apart(first: When, second: When, unit: str) -> str:
    """The time from one event to a later one: between their days where both are known to the day, else from the least to the most."""
    if first.width <= DAY and second.width <= DAY and unit not in ("hours", "minutes"):
        days = (day_of(second.start).start - day_of(first.start).start) // DAY
        if days or unit:
            return in_units(days, unit)
    if first.width == second.width == 1:
        return distance(second.start - first.start)
    least, most = max(second.start - first.end + 1, 0), second.end - 1 - first.start
    if least >= DAY and unit not in ("hours", "minutes"):
        return f"between {in_units(least // DAY, unit)} and {in_units(most // DAY, unit)}"
    low, high = distance(least), distance(most)
    return low if low == high else f"between {low} and {high}"


def in_units(days: int, unit: str) -> str:
    """ "204 days", or the whole units that were asked for, if there is one, with the days behind them: "11 years (4,194 days)"."""
    told = f"{days:,} day{'' if days == 1 else 's'}"
    size = {"weeks": 7, "months": 365.25 / 12, "years": 365.25}.get(unit)
    if size is None:
        return told
    whole = int(days / size + 1e-9)
    if not whole:
        return told
    return f"{whole:,} {unit if whole != 1 else unit[:-1]} ({told})"


def to_date(days: int, unit: str) -> str:
    """ "182 days", in the unit that was asked for, or "about six months (182 days)" where none was and it is long."""
    months = round(days * 12 / 365.25)
    if unit or not 2 <= months <= len(_NUMBERS) or days < 60:
        return in_units(days, unit)
    return f"about {_NUMBERS[months - 1]} months ({in_units(days, '')})"


_NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()


def length(when: When, unit: str) -> str:
    """How long an event lasted."""
    if unit == "hours" and when.width % 60 == 0:
        return f"{when.width // 60:,} hour{'' if when.width == 60 else 's'}"
    if when.width % DAY or unit == "minutes":
        return distance(when.width)
    return in_units(when.width // DAY, unit)

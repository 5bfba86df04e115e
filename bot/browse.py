"""Looking around in a timeline without a question: neighbours of an event, full days, everything about a name or a day."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.dates import Context, day_of, describe, find_dates, month, year, year_of
from index.entities import fold_name
from index.passages import by_time
from index.search import Index
from index.types import Event, When
from index.words import stems

DAY = 24 * 60
_REACHES = (DAY, 10 * DAY, 100 * DAY, 1000 * DAY)


@dataclass(frozen=True, slots=True)
class Selection:
    """Some events in order of time, and what they have in common."""

    title: str
    events: tuple[Event, ...]
    window: When | None = None
    about: tuple[str, ...] = ()
    """Canonical names."""


def neighbour(index: Index, event: Event, step: int) -> Event | None:
    """The event before (step -1) or after (step 1) this one, by start, then end, then id; None at the ends and for undated events."""
    if event.when is None:
        return None
    here = by_time(event)
    if step > 0:
        n = 8
        while True:
            following = index.after(event.when.start, n)
            later = [other for other in following if by_time(other) > here]
            if later or len(following) < n:
                return later[0] if later else None
            n *= 8
    for reach in _REACHES:
        window = When(event.when.start - reach, event.when.start + 1)
        earlier = [other for other in index.events(window) if by_time(other) < here and _start(other) >= window.start]
        if earlier:
            return earlier[-1]
    if index.span is None or index.span.start == event.when.start:
        rest = index.events(When(event.when.start, event.when.start + 1))
    else:
        rest = index.events(When(index.span.start, event.when.start + 1))
    return next((other for other in reversed(rest) if by_time(other) < here), None)


def _start(event: Event) -> int:
    return 0 if event.when is None else event.when.start


def busiest_days(index: Index, most: int = 8) -> list[tuple[When, int]]:
    """The days with most events, fullest first, with how many overlap each. Looks into full years, then full months only."""
    if index.span is None:
        return []
    years = _fullest(index, _years(index.span), 6)
    months = _fullest(index, (month(year_of(y.start), m) for y, _ in years for m in range(1, 13)), 12)
    return _fullest(index, (When(start, start + DAY) for m, _ in months for start in range(m.start, m.end, DAY)), most)


def _years(span: When) -> Iterator[When]:
    first, last = year_of(span.start), year_of(span.end - 1)
    for y in range(max(first, last - 5000), last + 1):
        yield year(y)


def _fullest(index: Index, windows: Iterator[When], most: int) -> list[tuple[When, int]]:
    counted = ((window, index.count(window)) for window in windows)
    return heapq.nsmallest(most, (pair for pair in counted if pair[1]), key=lambda pair: (-pair[1], pair[0].start))


def read(index: Index, text: str) -> Selection:
    """What /timeline was asked for: "6 December", "Homs", "Homs 6 December". No events where nothing fits."""
    context = Context(period=index.span, weight=index.count)
    dates = find_dates(text, context)
    window = dates[0].when if dates else None
    for other in dates[1:2]:
        window = other.when if window is None else window.hull(other.when)
    rest = text
    for mention in reversed(dates):
        rest = f"{rest[: mention.start]} {rest[mention.end :]}"
    return choose(index, about=rest, within=window)


_SMALL_WORDS = frozenset("a an the of on in at to from between and about for until till by is was what happened timeline".split())


def choose(index: Index, about: str = "", within: When | None = None, most: int = 2000) -> Selection:
    """Events inside a window and about a name, or about any words when they name nobody."""
    about = " ".join(word for word in about.split() if word.lower().strip("?,.!") not in _SMALL_WORDS).strip(" ?,.!-–")
    names = tuple(dict.fromkeys(mention.entity.name for mention in index.entities.find(about))) if about else ()
    if not about:
        events = index.events(within, most)
    else:
        pool = index.events(within, 20_000)
        wanted = [{fold_name(name) for name in index.entities.names(entity)} for entity in names] or [{fold_name(about)}]
        events = [event for event in pool if all(_speaks_of(event, forms, index.entities.canonical) for forms in wanted)]
        if not events:
            events = _by_words(pool, about)
    title = " · ".join(part for part in (", ".join(names) or about, "" if within is None else describe(within)) if part)
    return Selection(title or index.timeline.title or "Timeline", tuple(events[:most]), within, names)


def _speaks_of(event: Event, forms: set[str], canonical: Callable[[str], str]) -> bool:
    names = (*event.actors, *event.affected, *event.places)
    return any(fold_name(name) in forms or fold_name(canonical(name)) in forms for name in names)


def _by_words(pool: list[Event], text: str) -> list[Event]:
    """Events whose words hold all of these words."""
    wanted = set(stems(text))
    return [event for event in pool if wanted and wanted <= set(stems(" ".join((event.title, event.text, *event.actors, *event.places))))]


def day_selection(index: Index, minute: int) -> Selection:
    return choose(index, within=day_of(minute))

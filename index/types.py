"""The words of the project as frozen dataclasses. No I/O, no third-party imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MINUTE_MIN, MINUTE_MAX = -(2**62), 2**62
"""Bounds of the timeline's clock in minutes from 1970-01-01T00:00: some 8.7 * 10**12 years either way."""

Span = Literal["within", "during"]
Confidence = Literal["high", "medium", "contested"]
Dated = Literal["stated", "inferred", "undated"]


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A half-open interval [start, end) of whole minutes on the timeline's own clock.

    Minutes count from 1970-01-01T00:00 of that clock in the proleptic Gregorian calendar. Precision is the width:
    "1969" is the minutes of a whole year, "04:30" is one minute wide.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not MINUTE_MIN <= self.start < self.end <= MINUTE_MAX:
            raise ValueError(f"not an interval: {self.start} to {self.end}")

    @property
    def width(self) -> int:
        return self.end - self.start

    def overlaps(self, other: When) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: When) -> bool:
        return self.start <= other.start and other.end <= self.end

    def meet(self, other: When) -> When | None:
        """What both intervals share, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return When(start, end) if start < end else None

    def hull(self, other: When) -> When:
        """The smallest interval that holds both."""
        return When(min(self.start, other.start), max(self.end, other.end))


EVER = When(MINUTE_MIN, MINUTE_MAX)


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    title: str
    publisher: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody else says of the same event."""

    what: str
    whose: str
    when: When | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timeline. `text` is what is embedded, searched and quoted; the rest judges and explains it."""

    id: str
    text: str
    when: When | None = None
    """None: the source gives no date at all."""
    title: str = ""
    span: Span = "within"
    """`during`: it lasted all of `when`; `within`: it happened at some unknown moment inside."""
    actors: tuple[str, ...] = ()
    """Names in order of agency: who did it first."""
    affected: tuple[str, ...] = ()
    """Names of those it was done to, said to, or met with."""
    places: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    confidence: Confidence = "high"
    accounts: tuple[Account, ...] = ()
    tags: tuple[str, ...] = ()
    dated: Dated = "stated"
    """`inferred`: the reader took the date from the neighbourhood, not from the event's own words."""
    translations: Mapping[str, tuple[str, str]] = field(default_factory=dict, hash=False)
    """language -> (title, text)"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of an event's text, short enough for the encoder to read whole."""

    event: Event
    start: int
    end: int

    @property
    def id(self) -> str:
        """Stable while the event's text does not change: `<event id>#<offset>`."""
        return f"{self.event.id}#{self.start}"

    @property
    def text(self) -> str:
        return self.event.text[self.start : self.end]

    @property
    def when(self) -> When | None:
        return self.event.when


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage, and why it came up."""

    passage: Passage
    score: float
    """Of words and vectors together: higher is nearer. Orders hits, judges nothing."""
    cosine: float
    """Between question and passage, -1 to 1."""
    lexical: float
    """BM25, 0 and up."""


@dataclass(frozen=True, slots=True)
class Entity:
    name: str
    kind: str = "other"
    """person, group, organisation, place, or other."""
    aliases: tuple[str, ...] = ()
    """Other spellings, abbreviations, noms de guerre, and names in other scripts."""
    part_of: tuple[str, ...] = ()
    """Names of what it belongs to and may be called by: the army of a state, a faction of an alliance."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What a source says of itself, beside its events."""

    title: str = ""
    description: str = ""
    zone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    credits: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of one source: everything that was read, and everything that was not, with the reason."""

    timeline: Timeline
    events: tuple[Event, ...]
    entities: tuple[Entity, ...] = ()
    skipped: tuple[str, ...] = ()
    """One line each: where, and why it was left out."""

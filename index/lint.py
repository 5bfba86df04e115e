"""What a curator may want to look at: hints about a timeline, none of which keeps it from being built."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from index.article.acts import dates_the_act
from index.dates import DAY, WEEKDAYS, Context, day_of, describe, find_dates, weekday, year, year_of
from index.entities import Entities
from index.lexical import FUNCTION_WORDS
from index.passages import cut
from index.types import Event, Reading
from index.words import sentences, stem, words

Kind = Literal["undated", "unsourced", "unknown-name", "near-duplicate", "order", "contested", "long"]

SAME = 0.75
"""Two texts with this share of their words in common (Jaccard) tell of the same."""
_ROUGHLY = 1000
"""Characters that an encoder of 256 tokens reads of English, where no encoder is asked."""
_RARE, _SHARED = 4, 40
"""So many of an event's rarest words are compared with others, and a word is rare in so many events."""

_RELATIVE = re.compile(r"\b(after|following|since|before|until)\b", re.IGNORECASE)
_ANOTHER = re.compile(r"\b(?:for|until|till|since|after|before)\s+(?:the\s+)?\Z", re.IGNORECASE)
"""A date after these is not the event's."""
_DIGIT = re.compile(r"\d")
_WEEKDAY = re.compile(rf"\b({'|'.join(WEEKDAYS)}),?\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    kind: Kind
    event: str
    """Its id."""
    message: str

    def __str__(self) -> str:
        return f"{self.event}: {self.message}"


def lint(reading: Reading, reads: Callable[[str], int] | None = None) -> list[Finding]:
    """Hints in the order of the events. `reads` says how many characters of a text the encoder reads."""
    known = Entities(reading.entities)
    content = [frozenset(word.stem for word in words(event.text) if word.stem not in FUNCTION_WORDS) for event in reading.events]
    twins = _twins(reading.events, content)
    told = _Told(reading.events)
    names = _unknown_names(reading, known)
    limit = reads or (lambda text: min(len(text), _ROUGHLY))
    found = []
    for number, event in enumerate(reading.events):
        lines = [*_missing(event), *names.get(event.id, ()), *_dates(event), *told.contradictions(event), *_length(event, limit)]
        lines += [("near-duplicate", f"tells nearly the same as {reading.events[other].id}") for other in twins.get(number, ())]
        found += [Finding(kind, event.id, message) for kind, message in lines]
    return found


Line = tuple[Kind, str]


def _missing(event: Event) -> Iterator[Line]:
    if event.when is None:
        yield "undated", "has no date"
    if not event.sources:
        yield "unsourced", "has no source"
    if event.confidence == "contested" and not event.accounts:
        yield "contested", "is contested, and no other account is given"


def _unknown_names(reading: Reading, known: Entities) -> dict[str, list[Line]]:
    """By event: each name once, where it is used first. Names in small letters ("analysts") are no names."""
    if not reading.entities:
        return {}
    uses = Counter(name for event in reading.events for name in (*event.actors, *event.affected, *event.places))
    every = [name for entity in reading.entities for name in (entity.name, *entity.aliases)]
    lines: dict[str, list[Line]] = defaultdict(list)
    for event in reading.events:
        for name in (*event.actors, *event.affected, *event.places):
            if uses.pop(name, 0) and not name[0].islower() and known.get(name) is None:
                nearest = process.extractOne(name, every, scorer=fuzz.WRatio, score_cutoff=80)
                hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
                lines[event.id].append(("unknown-name", f"no entity is called {name!r}{hint}"))
    return lines


def _dates(event: Event) -> Iterator[Line]:
    """Where the text gives a day that is not the event's, or a weekday that is not the day's."""
    if event.when is None:
        return
    context = Context(period=year(year_of(event.when.start)))
    for start, end in sentences(event.text):
        text = event.text[start:end]
        own = [mention for mention in find_dates(text, context) if mention.when.width <= 2 * DAY and _DIGIT.search(text, mention.start, mention.end)]
        dating = [mention for mention in own if dates_the_act(text, mention, True) and not _ANOTHER.search(text[: mention.start])]
        if start == 0 and dating and event.when.width <= 2 * DAY and not any(day_of(m.when.start).overlaps(event.when) for m in dating):
            yield "order", f"its text says {text[dating[0].start : dating[0].end]!r}, its date is {describe(event.when)}"
        for mention in own:
            named = _WEEKDAY.match(text, mention.start)
            if named and mention.when.width <= DAY and WEEKDAYS[weekday(mention.when.start)].lower() != named[1].lower():
                yield "order", f"its text says {text[mention.start : mention.end]!r}, but that is a {WEEKDAYS[weekday(mention.when.start)]}"


def _length(event: Event, reads: Callable[[str], int]) -> Iterator[Line]:
    parts = len(cut(event, reads))
    if parts > 1:
        yield "long", f"is longer than the encoder reads, and becomes {parts} passages"


class _Told:
    """Finds "after X" and "before X" where X is the title of an event that was not before or not after."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._titles: dict[str, list[tuple[frozenset[str], Event]]] = defaultdict(list)
        for event in events:
            title = frozenset(word.stem for word in words(event.title) if word.stem not in FUNCTION_WORDS)
            if len(title) >= 3 and event.when is not None:
                self._titles[min(title)].append((title, event))

    def contradictions(self, event: Event) -> Iterator[Line]:
        if event.when is None:
            return
        for match in _RELATIVE.finditer(event.text):
            said = {word.stem for word in words(event.text[match.end() : match.end() + 120])[:14]}
            for other in [other for key in said for title, other in self._titles.get(key, ()) if title <= said]:
                if other.id == event.id or other.when is None:
                    continue
                later = stem(match[1].lower()) in (stem("before"), stem("until"))
                if (other.when.end <= event.when.start) if later else (event.when.end <= other.when.start):
                    yield "order", f"is told to be {match[1].lower()} {other.id}, which is of {describe(other.when)}"


def _twins(events: Sequence[Event], content: Sequence[frozenset[str]]) -> dict[int, list[int]]:
    """By event: the earlier ones in the list that tell nearly the same of the same time."""
    frequency = Counter(word for kept in content for word in kept)
    holders: dict[str, list[int]] = defaultdict(list)
    twins: dict[int, list[int]] = {}
    for number, kept in enumerate(content):
        rarest = [word for word in sorted(kept, key=lambda word: (frequency[word], word))[:_RARE] if len(holders[word]) < _SHARED]
        others = sorted({other for word in rarest for other in holders[word]})
        same = [other for other in others if _alike(kept, content[other]) and _together(events[number], events[other])]
        if same:
            twins[number] = same
        for word in rarest:
            holders[word].append(number)
    return twins


def _alike(a: frozenset[str], b: frozenset[str]) -> bool:
    return len(a & b) >= SAME * len(a | b)


def _together(a: Event, b: Event) -> bool:
    return a.when is None or b.when is None or a.when.overlaps(b.when)

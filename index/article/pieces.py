"""A document in pieces of one act each, with the dates that their own words give."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.article.acts import dates_the_act, when_of
from index.article.blocks import EVERY, Block, Document, mentions
from index.article.clauses import clauses, outside
from index.article.starting import DATELINE, Start
from index.dates import DAY, WEEKDAYS, Context, DateMention, civil_from_days, day, day_of, hull, weekday
from index.types import When
from index.words import sentences

_LONGEST = 1_000
"""Characters of the longest sentence; what is longer is no sentence, and is cut."""
_CHUNK = 20_000
"""So many characters are cut into sentences at a time."""
_GROUP = 500
"""Characters of a sentence and the next one that leans on it."""

_LEANING = re.compile(
    r"(?:he|she|it|they|this|these|those|both|such|his|her|their|its|neither|nobody|the\s+(?:two|three|pair|move|statement|decision|attack|news))\b",
    re.IGNORECASE,
)
"""A sentence that begins like this is about the one before it."""
_OPENING = re.compile(r"[^,]{0,40},\s+")
_WEEKDAY = re.compile("|".join(WEEKDAYS), re.IGNORECASE)
_LEADING_CLOCK = re.compile(r"(?:at\s+)?([01]?\d|2[0-3])[:.]([0-5]\d)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A passage in the making: block.text[start:end]."""

    block: Block
    start: int
    end: int
    when: When | None = None
    stated: bool = False
    section: When | None = None
    """The date of the heading it stands under."""
    sentence: int = 0
    """The number of its sentence; clauses of one sentence share it."""
    clause: bool = False
    joined: bool = False
    """It has two sentences."""

    @property
    def text(self) -> str:
        return self.block.text[self.start : self.end]


class Dater:
    """Goes through a document in order of reading, and remembers which date was spoken of last."""

    def __init__(self, document: Document, start: Start) -> None:
        self._document, self._start = document, start
        self._near = start.near
        self._section: When | None = None
        self._number = 0
        widths = [m.when.width for block in document.blocks for m in mentions(block.text, Context(period=start.period or EVERY))]
        self.by_day = 2 * sum(width <= 2 * DAY for width in widths) >= len(widths) > 0
        """Whether it tells of days, so that a year alone is mostly background."""

    def read(self) -> list[Piece]:
        pieces: list[Piece] = []
        for block in self._document.blocks:
            if block.heading:
                self._enter(block)
            else:
                pieces += self._paragraph(block)
        return pieces

    def _enter(self, block: Block) -> None:
        found = self._mentions(block.text)
        self._section = hull([m.when for m in found]) if found else self._section if self._section and self._section.width <= 2 * DAY else None
        if found and self._section is not None and carries(self._near, self._section, self.by_day):
            self._near = self._section

    def _mentions(self, text: str) -> list[DateMention]:
        context = Context(None if self._near else self._start.period, self._near, None, self._start.today)
        dateline = DATELINE.match(text)
        begin = dateline.end() if dateline else 0
        found = [mended for m in mentions(text, context) if m.start >= begin and (mended := self._mended(m, text)) is not None]
        clock = _LEADING_CLOCK.match(text)
        if clock and self._near is not None and self._near.width <= DAY and not any(m.start <= clock.end() for m in found):
            start = day_of(self._near.start).start + int(clock[1]) * 60 + int(clock[2])
            found.insert(0, DateMention(clock.start(), clock.end(), When(start, start + 1), False))
        return found

    def _mended(self, mention: DateMention, text: str) -> DateMention | None:
        """A report says "Tuesday" for the last one before it was written, a story for the next one it comes to (None: it has come
        to no day yet); and "March" is the March behind it, not the one ahead."""
        if _WEEKDAY.fullmatch(text, mention.start, mention.end):
            wanted = weekday(mention.when.start)
            if self._start.today is not None:
                today = self._start.today.start
                return dataclasses.replace(mention, when=day_of(today - (weekday(today) - wanted) % 7 * DAY))
            if self._near is None:
                return None
            return dataclasses.replace(mention, when=day_of(self._near.start + (wanted - weekday(self._near.start)) % 7 * DAY))
        if mention.complete or self._near is None or mention.when.start - self._near.end < 62 * DAY or mention.when.width > 31 * DAY:
            return mention
        y, m, d = civil_from_days(mention.when.start // DAY)
        back = day(y - 1, m, min(d, 28)).start - day_of(mention.when.start).start
        return dataclasses.replace(mention, when=When(mention.when.start + back, mention.when.end + back))

    def _paragraph(self, block: Block) -> Iterator[Piece]:
        last: Piece | None = None
        for start, end in split(block.text):
            self._number += 1
            text = block.text[start:end]
            for piece in self._sentence(block, start, text):
                joined = _joined(last, piece) if last is not None else None
                if joined is not None:
                    last = joined
                else:
                    if last is not None:
                        yield last
                    last = piece
                if piece.when is not None and carries(self._near, piece.when, self.by_day):
                    self._near = piece.when
        if last is not None:
            yield last

    def _sentence(self, block: Block, offset: int, text: str) -> Iterator[Piece]:
        spans = clauses(text)
        dating = [m for m in self._mentions(text) if self._dates(text, spans, m)]
        if len(spans) == 1 and len({m.when for m in dating}) > 1:
            spans = clauses(text, forced=True)
        for start, end in spans:
            when = when_of(text, [m for m in dating if start <= m.start < end])
            yield Piece(block, offset + start, offset + end, when, when is not None, self._section, self._number, len(spans) > 1)

    def _dates(self, text: str, spans: Sequence[tuple[int, int]], mention: DateMention) -> bool:
        start, end = next((span for span in spans if span[0] <= mention.start < span[1]), (0, 0))
        relative = dataclasses.replace(mention, start=mention.start - start, end=mention.end - start)
        return start < end and dates_the_act(text[start:end], relative, self.by_day)


def carries(last: When | None, when: When, by_day: bool) -> bool:
    """Whether what follows may be counted from a date: in a text that tells of days, a year is background unless the story has moved on to it."""
    return not by_day or when.width <= 31 * DAY or (last is not None and when.start >= last.end)


def _joined(last: Piece, piece: Piece) -> Piece | None:
    """One passage of a sentence and the next, where that leans on it and their dates agree."""
    if last.clause or piece.clause or last.sentence + 1 != piece.sentence or last.joined or piece.end - last.start > _GROUP:
        return None
    if last.when is not None and piece.when not in (None, last.when):
        return None
    opening = _OPENING.match(piece.text) if piece.stated else None
    if not _LEANING.match(piece.text, opening.end() if opening else 0):
        return None
    return dataclasses.replace(piece, start=last.start, when=piece.when or last.when, stated=piece.stated or last.stated, joined=True)


def split(text: str) -> Iterator[tuple[int, int]]:
    """Sentences as half-open spans; those of one quotation stay together, and what is too long for a sentence is cut between words."""
    begin = end = 0
    for start, stop in _cut(text):
        if end and (outside(text[begin:end])[-1] or stop - begin > _LONGEST):
            yield begin, end
            begin = start
        begin = begin if end else start
        end = stop
    if end:
        yield begin, end


def _cut(text: str) -> Iterator[tuple[int, int]]:
    for at in range(0, len(text), _CHUNK):
        for start, end in sentences(text[at : at + _CHUNK]):
            start, end = start + at, end + at
            while end - start > _LONGEST:
                blank = text.rfind(" ", start, start + _LONGEST)
                yield start, blank if blank > start else start + _LONGEST
                start = blank + 1 if blank > start else start + _LONGEST
            yield start, end

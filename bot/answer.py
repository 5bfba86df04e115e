"""The result of a question: text with citations, or a reason why there is none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.question import Question
from index.dates import describe, isoformat
from index.types import Event

Reason = Literal["no-match", "not-stated", "outside-timeline", "ambiguous", "empty-question"]

MARK = re.compile(r" ?\[(\d+)\]")
"""A citation mark in the lines of an answer, with the blank before it."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A slice of an event's text, numbered in the order of first use."""

    n: int
    event: Event
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.event.text[self.start : self.end]

    def as_dict(self) -> dict[str, Any]:
        event = self.event
        source = next((source for source in event.sources if source.url), event.sources[0] if event.sources else None)
        return {
            "n": self.n,
            "event_id": event.id,
            "title": event.title,
            "start": None if event.when is None else isoformat(event.when.start),
            "end": None if event.when is None else isoformat(event.when.end),
            "date_text": "" if event.when is None else describe(event.when),
            "text": event.text,
            "quote": self.quote,
            "quote_start": self.start,
            "quote_end": self.end,
            "source": None if source is None else {"title": source.title, "publisher": source.publisher, "url": source.url},
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """Text and citations, or a reason; never both, never neither."""

    question: Question
    lines: tuple[str, ...]
    """Sentences, or the lines of a list, each with its [n] marks; when not answered, what the user is told."""
    short: str = ""
    """Of the kind that was asked for; empty where the timeline states no such thing by itself."""
    citations: tuple[Citation, ...] = ()
    reason: Reason | None = None
    related: tuple[Event, ...] = ()
    """The nearest events when there is no answer, never support."""
    listing: bool = False
    """The lines are a list and stand one below the other."""
    confidence: float = 0.0
    """0 to 1: how sure the judgement of evidence is that the timeline states this; near 0 when there is no answer."""
    generation: str = ""
    """Of the index that answered."""
    timings: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds by stage, and in `total`."""

    def __post_init__(self) -> None:
        if (self.reason is None) != bool(self.citations):
            raise ValueError("an answer has citations or a reason, never both, never neither")

    @property
    def answered(self) -> bool:
        return self.reason is None

    @property
    def text(self) -> str:
        return ("\n" if self.listing else " ").join(self.lines)

    def as_dict(self, id: str | None = None) -> dict[str, Any]:
        """The JSON form that DESIGN section 3 promises."""
        return {
            "id": id,
            "question": self.question.text,
            "answered": self.answered,
            "reason": self.reason,
            "short_answer": self.short or None,
            "answer": self.text,
            "citations": [citation.as_dict() for citation in self.citations],
            "related": [event.id for event in self.related],
            "understood": self.question.as_dict(),
            "timings_ms": {stage: round(ms, 3) for stage, ms in self.timings.items()},
        }

"""What was understood of a question, as data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from index.dates import describe, isoformat
from index.types import When

Asks = Literal["who", "whom", "what", "which", "when", "where", "why", "how", "how-many", "how-long", "how-far", "yes-no"]
Order = Literal["first", "last", "next", "previous"]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the engine searches for it. `ask --explain` prints it."""

    text: str
    """As it was asked."""
    topic: str = ""
    """What is looked for: the question without its words of asking, order and time."""
    asks: tuple[Asks, ...] = ()
    entities: tuple[str, ...] = ()
    """Canonical names it speaks of, in order."""
    window: When | None = None
    """Event time the answer has to overlap."""
    order: Order | None = None
    anchor: str | None = None
    """The event that the window was taken from, in the question's words."""
    follow_up: bool = False
    """Completed from the question before."""
    language: str = "en"
    corrections: tuple[tuple[str, str], ...] = field(default=())
    """(as written, as read) for misspelt names."""

    def as_dict(self) -> dict[str, Any]:
        """`understood` in the JSON form of an answer."""
        window = None
        if self.window is not None:
            window = {"start": isoformat(self.window.start), "end": isoformat(self.window.end), "text": describe(self.window)}
        return {
            "language": self.language,
            "asks": list(self.asks),
            "entities": list(self.entities),
            "window": window,
            "order": self.order,
            "anchor": self.anchor,
            "follow_up": self.follow_up,
        }

"""What was understood of a question, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from index.dates import describe, isoformat
from index.types import MINUTE_MAX, MINUTE_MIN, Event, When

Asks = Literal["who", "whom", "what", "which", "when", "where", "why", "how", "how-many", "how-long", "how-far", "yes-no"]
Order = Literal["first", "last", "next", "previous", "second", "third"]
Form = Literal["fact", "list", "count", "neighbours", "choice", "precedence", "distance", "duration"]
"""What kind of answer is put together:

fact         what one event states (or the first, last, ... of several)
list         events in order of time
count        a number that a text states, or how many events there are
neighbours   the entries before or after an anchor
choice       which of several options came first or last
precedence   yes or no: did one thing come before another
distance     the time between two events
duration     how long something lasted
"""
Relation = Literal["in", "before", "after", "since", "until", "around", "between"]


@dataclass(frozen=True, slots=True)
class Anchor:
    """An event, in the question's words, that a window is measured from."""

    text: str
    relation: Relation
    other: str = ""
    """The second event of "between"."""
    amount: int | None = None
    """"two days after" is 2 and "day"; "the day of" is 0."""
    unit: str = ""
    through: bool = False
    """All the time up to there and not that day alone: "in the two days after"."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Who is said to have acted and on whom, as canonical names; empty where the question does not say."""

    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    act: str = ""
    """The stem of the verb between them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as the engine searches for it. `ask --explain` prints it."""

    text: str
    """As it was asked."""
    full: str = ""
    """Without misspellings, and completed from the question before when it is a follow-up."""
    form: Form = "fact"
    topic: str = ""
    """What is looked for: the question without its words of asking, order and time."""
    aside: str = ""
    """Words that only go with it: "as the rebels came closer", "according to the UN". They help to find, and need not be stated."""
    asks: tuple[Asks, ...] = ()
    noun: str = ""
    """The thing asked for: "bridge" of "which bridge", "prisoners" of "how many prisoners"."""
    entities: tuple[str, ...] = ()
    """Canonical names it speaks of, in order."""
    roles: Roles = Roles()
    agent: tuple[str, ...] = ()
    """What the words before the verb speak of, names and stems: an event has to speak of it too."""
    window: When | None = None
    """Event time the answer has to overlap."""
    relation: Relation = "in"
    """How the window was said; "before" and "after" answer with what is nearest to its edge."""
    order: Order | None = None
    anchor: Anchor | None = None
    measured: tuple[Event, ...] = ()
    """The events that the window was taken from."""
    state: bool = False
    """It asks how things stood then ("who held Brook on 7 May"): what last brought that about tells it."""
    pivot: When | None = None
    """Of "before" and "after" a thing that is only named: what is asked for begins before, or after, this begins, and is the nearest."""
    options: tuple[str, ...] = ()
    """The statements to choose from, or to measure between; with a topic, the names that complete it."""
    unit: str = ""
    """Of a distance: "days" of "how many days"."""
    about: tuple[str, ...] = ()
    """Ids of events that a follow-up speaks of; they come first."""
    told: bool = False
    """The topic is a whole statement of an event, not a question about one."""
    bare: bool = False
    """It asks something of these events and names nothing itself: "why?"."""
    closed: bool = False
    """Only these events may answer it: it takes what it speaks of as known."""
    after: str = ""
    """The question in full that a bare one came after."""
    follow_up: bool = False
    language: str = "en"
    corrections: tuple[tuple[str, str], ...] = ()
    """(as written, as read) for misspelt words."""

    @property
    def spoken(self) -> str:
        """The question in full that a follow-up goes on from."""
        return self.after or self.full

    def as_dict(self) -> dict[str, Any]:
        """`understood` in the JSON form of an answer."""
        window = None
        if self.window is not None:
            start = None if self.window.start <= MINUTE_MIN else isoformat(self.window.start)
            end = None if self.window.end >= MINUTE_MAX else isoformat(self.window.end)
            window = {"start": start, "end": end, "text": describe(self.window)}
        return {
            "language": self.language,
            "asks": list(self.asks),
            "entities": list(self.entities),
            "window": window,
            "order": self.order,
            "anchor": None if self.anchor is None else self.anchor.text,
            "follow_up": self.follow_up,
        }

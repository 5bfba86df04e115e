"""Follow-ups: an elliptical question completed from the answer before it, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answer import Answer
from index.entities import Entities
from index.types import When


@dataclass(frozen=True, slots=True)
class Completed:
    """A question that stands alone."""

    text: str
    about: tuple[str, ...] = ()
    """Events that it speaks of."""
    near: When | None = None
    """The time that was spoken of."""


def complete(text: str, previous: Answer, entities: Entities) -> Completed | None:
    return None

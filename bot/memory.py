"""The last answers, bounded: what a follow-up refers to. Lost at a restart; `bot.state` then knows the questions to ask again."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.answer import Answer

K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Place:
    """Whose turn follows whose: a user (0 in channels) in a topic (0 without topics) of a chat."""

    chat: int
    topic: int = 0
    user: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer, and the questions before it that it follows up, oldest first."""

    answer: Answer
    earlier: tuple[str, ...] = ()


class Bounded(OrderedDict[K, V], Generic[K, V]):
    """Keeps the `size` entries that were set last."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self.move_to_end(key)
        while len(self) > self.size:
            self.popitem(last=False)


class Memory:
    """Used from the event loop only."""

    def __init__(self, size: int = 2000, minutes: float = 60, clock: Callable[[], float] = time.monotonic) -> None:
        """`minutes`: after so long a question is not a follow-up of the one before, unless it replies to its answer."""
        self.seconds, self.clock = minutes * 60, clock
        self._last: Bounded[Place, tuple[float, Turn]] = Bounded(size)
        self._by_message: Bounded[tuple[int, int], Turn] = Bounded(2 * size)
        self._answers_to: Bounded[tuple[int, int], tuple[int, ...]] = Bounded(size)

    def remember(self, place: Place, turn: Turn, question_id: int | None, message_ids: tuple[int, ...]) -> None:
        """`question_id` is the message that asked, `message_ids` are the ones that answer it."""
        self._last[place] = self.clock(), turn
        for message_id in message_ids:
            self._by_message[place.chat, message_id] = turn
        if question_id is not None:
            self._answers_to[place.chat, question_id] = message_ids

    def last(self, place: Place) -> Turn | None:
        found = self._last.get(place)
        return found[1] if found is not None and self.clock() - found[0] <= self.seconds else None

    def turn_in(self, chat: int, message_id: int) -> Turn | None:
        """What a message of ours answers."""
        return self._by_message.get((chat, message_id))

    def answers_to(self, chat: int, question_id: int) -> tuple[int, ...]:
        """Our messages that answer a question."""
        return self._answers_to.get((chat, question_id), ())

    def edited(self, chat: int, question_id: int) -> None:
        """The answer to this question has been edited: it is not edited again."""
        self._answers_to.pop((chat, question_id), None)

    def forget(self, user: int) -> None:
        """Everything that this user asked, in every chat."""
        gone = {id(turn) for place, (_, turn) in self._last.items() if place.user == user}
        for place in [place for place in self._last if place.user == user]:
            del self._last[place]
        for key in [key for key, turn in self._by_message.items() if id(turn) in gone or key[0] == user]:
            del self._by_message[key]

    def move(self, old: int, new: int) -> None:
        """A group became a supergroup. Message ids begin anew there, so only the last answers move."""
        for place in [place for place in self._last if place.chat == old]:
            self._last[Place(new, place.topic, place.user)] = self._last.pop(place)

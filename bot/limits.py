"""How much one user and one chat may ask: one polite notice, then silence until there is room again."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Hashable
from enum import Enum

from bot.memory import Bounded


class Verdict(Enum):
    GO = "go"
    NOTICE = "notice"
    """Too much, and nobody has said so yet."""
    SILENCE = "silence"


class Window:
    """At most `limit` events of one key in any `seconds`. Keys that were quiet longest are forgotten first."""

    def __init__(self, limit: int, seconds: float = 60, keys: int = 10_000) -> None:
        self.limit, self.seconds = limit, seconds
        self._times: Bounded[Hashable, deque[float]] = Bounded(keys)
        self._told: Bounded[Hashable, float] = Bounded(keys)

    def full(self, key: Hashable, now: float) -> bool:
        times = self._times.get(key, deque())
        while times and times[0] <= now - self.seconds:
            times.popleft()
        return len(times) >= self.limit

    def add(self, key: Hashable, now: float) -> None:
        times = self._times.get(key, deque())
        times.append(now)
        self._times[key] = times

    def first_time(self, key: Hashable, now: float) -> bool:
        """Whether nothing was said to this key for a window's length."""
        told = self._told.get(key)
        if told is not None and now - told < self.seconds:
            return False
        self._told[key] = now
        return True


class Limits:
    """Per minute. What is refused does not count."""

    def __init__(self, per_user: int, per_chat: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.user, self.chat, self.clock = Window(per_user), Window(per_chat), clock

    def ask(self, user: int, chat: int) -> Verdict:
        now = self.clock()
        for window, key in ((self.user, user), (self.chat, chat)):
            if window.full(key, now):
                return Verdict.NOTICE if window.first_time((user, chat) if window is self.user else chat, now) else Verdict.SILENCE
        self.user.add(user, now)
        self.chat.add(chat, now)
        return Verdict.GO

"""The whole bot under load: `timeline-bot run` as a process of its own, over HTTP against the Bot API of the tests."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks import builtin
from benchmarks.measure import Aim, Cell, Result, Table, Timing, resident
from bot import places

sys.path.insert(0, str(builtin.ROOT / "tests"))

from bot_api import TOKEN, BotApi, Updates

USERS = (1, 10, 50, 100, 200)


def run(full: bool) -> Result:
    builtin.opened()
    api, phases = BotApi(), []
    memory: list[tuple[int, float]] = []
    with api.serve() as base, _bot(base) as process:
        crowd = Crowd(api, builtin.questions())
        crowd.ask(users=1, questions=1, seconds=60)
        crowd.ask(users=20, questions=400)  # what is loaded on demand is there
        answered = 0
        memory.append((0, resident(process.pid)))
        for users in USERS:
            phases.append((users, crowd.ask(users, questions=1000 if full else {1: 100}.get(users, 400))))
            answered += len(phases[-1][1].calls)
            memory.append((answered, resident(process.pid)))
        while answered < (10_000 if full else 4_000):
            answered += len(crowd.ask(users=50, questions=500).calls)
            memory.append((answered, resident(process.pid)))
    half = next(point for point in memory if point[0] >= memory[-1][0] / 2)
    growth = (memory[-1][1] - half[1]) / max(memory[-1][0] - half[0], 1) * 1000
    rows: list[tuple[Cell, ...]] = [(users, timing.rate, timing.median, timing.percentile(0.95), timing.percentile(0.99)) for users, timing in phases]
    table = Table(
        "The bot over HTTP",
        ("users at once", "answers a second", "p50, ms", "p95, ms", "p99, ms"),
        tuple(rows),
        "Each user asks, waits for the answer and asks again at once. The bot, Telegram's side and the users share this machine."
        " Times are from the update to the message that answers it; questions come again, so some answers are from memory.",
    )
    held = growth < 1
    note = f"{memory[-1][0]:,} questions; in the second half of them {growth:+.2f} MB for each thousand."
    grown = Table("Memory of the bot", ("questions answered", "MB"), tuple(_some(memory)), note)
    return Result(
        "load",
        "The bot under load",
        (table, grown),
        {"phases": {str(users): timing.as_dict() | {"rate": timing.rate} for users, timing in phases}, "memory": memory},
        (
            Aim(
                f"memory over {memory[-1][0]:,} questions",
                "no growth",
                f"{growth:+.2f} MB for each thousand",
                held,
                "" if held else "what it keeps is bounded (1,024 answers, 2,000 conversations), and still fills up at first: --full asks 10,000",
            ),
        ),
    )


def _some(memory: list[tuple[int, float]]) -> Iterator[tuple[Cell, ...]]:
    for at in sorted({round(share * (len(memory) - 1) / 8) for share in range(9)}):
        yield memory[at][0], memory[at][1]


class Load(Timing):
    """Milliseconds from question to answer, and how many came in a second."""

    def __init__(self, calls: tuple[float, ...], seconds: float) -> None:
        super().__init__(calls)
        object.__setattr__(self, "rate", len(calls) / seconds)

    rate: float


class Crowd:
    """Users that ask one question after the other, each as soon as the one before is answered."""

    def __init__(self, api: BotApi, questions: list[str]) -> None:
        self._api, self._updates = api, Updates()
        self._questions = itertools.cycle(questions)
        self._asked: dict[int, float] = {}
        self._taken: list[float] = []
        self._left = 0
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._first = 1000
        """Chats of this phase begin here: everybody is new, and nothing is a follow-up of an earlier phase."""
        api.rule = self._called

    def ask(self, users: int, questions: int, seconds: float = 300) -> Load:
        """Raises TimeoutError when the answers do not come."""
        with self._lock:
            self._first += 1000
            self._taken, self._left = [], questions
            self._done.clear()
            begun = time.perf_counter()
            updates = [self._next(self._first + user) for user in range(min(users, questions))]
        self._api.deliver(*updates)
        if not self._done.wait(seconds):
            raise TimeoutError(f"{self._left} of {questions} questions of {users} users had no answer after {seconds} s")
        spent = time.perf_counter() - begun
        self._api.calls.clear()
        return Load(tuple(self._taken), spent)

    def _next(self, user: int) -> dict[str, Any]:
        self._left -= 1
        self._asked[user] = time.perf_counter()
        update: dict[str, Any] = self._updates.private(next(self._questions), user=user)
        return update

    def _called(self, method: str, data: dict[str, Any]) -> None:
        """Called for each call of the bot; a message to a user answers what that user has asked."""
        if method != "sendMessage":
            return
        user = int(data["chat_id"])
        with self._lock:
            begun = self._asked.pop(user, None)
            if begun is None:
                return  # a further part of a long answer
            self._taken.append(1000 * (time.perf_counter() - begun))
            update = self._next(user) if self._left > 0 else None
            if update is None and not self._asked:
                self._done.set()
        if update is not None:
            self._api.deliver(update)


@contextmanager
def _bot(base: str) -> Iterator[subprocess.Popen[bytes]]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "TIMELINE_"))}
    with tempfile.TemporaryDirectory(prefix="load-") as scratch:
        given = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_BASE_URL": base,
            "TIMELINE_INDEX": str(places.index_folder()),
            "TIMELINE_STATE": f"{scratch}/state.sqlite",
            "TIMELINE_USER_PER_MINUTE": "1000000",
            "TIMELINE_CHAT_PER_MINUTE": "1000000",
            "TIMELINE_LOG_LEVEL": "WARNING",
        }
        process = subprocess.Popen([sys.executable, "-m", "bot.cli", "run"], env=bare | given)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

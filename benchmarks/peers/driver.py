"""Starts the processes that are measured, and asks them in turns."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.measure import Timing

ROOT = Path(__file__).parent.parent.parent
QUIET = {
    "HF_HUB_OFFLINE": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "LANGSMITH_TRACING": "false",
    "DO_NOT_TRACK": "1",
    "PYTHONPATH": str(ROOT),
}
"""No peer reports its use, or looks for a newer model, while it is measured."""
REST = 0.02
"""Seconds between two turns, in which threads that wait busily for more work go to sleep and leave the next one both cores."""


@dataclass(frozen=True)
class Contestant:
    name: str
    """As the tables show it."""
    command: tuple[str, ...]
    """Starts a process in the common form (worker.py)."""
    index: str
    """Contestants with the same one share what was built."""


class Worker:
    """A running process. Raises RuntimeError with the end of what it printed when it does not answer."""

    def __init__(self, contestant: Contestant, log: Path) -> None:
        self.contestant, self._log = contestant, log
        with log.open("w") as errors:
            self._process = subprocess.Popen(
                contestant.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, text=True, env=os.environ | QUIET, cwd=log.parent
            )

    def tell(self, do: str, **what: str | int) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            print(json.dumps({"do": do} | what), file=self._process.stdin, flush=True)
            answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        except (OSError, ValueError):
            last = self._log.read_text(errors="replace").strip().splitlines()[-5:]
            raise RuntimeError(f"{self.contestant.name} does not {do}:\n" + "\n".join(last)) from None
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.communicate()  # closes its input, at which it ends


@dataclass(frozen=True)
class Built:
    seconds: float
    """To build and save, embedding not counted."""
    memory: float
    """MB that the process holds after it."""


def build(contestant: Contestant, corpus: Path, index: Path, log: Path) -> Built:
    index.mkdir(parents=True)
    with Worker(contestant, log) as worker:
        built = worker.tell("build", corpus=str(corpus))
        saved = worker.tell("save", folder=str(index))
    return Built(built["seconds"] + saved["seconds"], built["memory"])


def start(contestant: Contestant, index: Path, question: str, k: int, log: Path) -> tuple[Worker, float]:
    """A process with the index open, and the seconds from nothing to its first answer."""
    begun = time.perf_counter()
    worker = Worker(contestant, log)
    worker.tell("open", folder=str(index))
    worker.tell("ask", question=question, k=k)
    return worker, time.perf_counter() - begun


def take_turns(
    workers: Sequence[Worker], questions: Sequence[str], rounds: int, k: int, *, warm: int = 3, rest: float = REST
) -> Mapping[str, Timing]:
    """A round asks everybody the same question, each time beginning with another; the time is what the process itself took."""
    spent: dict[str, list[float]] = {worker.contestant.name: [] for worker in workers}
    for at in range(-warm, rounds):
        first = at % len(workers)
        for worker in [*workers[first:], *workers[:first]]:
            time.sleep(rest)
            seconds = worker.tell("ask", question=questions[at % len(questions)], k=k)["seconds"]
            if at >= 0:
                spent[worker.contestant.name].append(seconds * 1000)
    return {name: Timing(tuple(calls)) for name, calls in spent.items()}

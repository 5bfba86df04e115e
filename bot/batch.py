"""Questions as they come in from outside: one by one, or as JSON Lines."""

from __future__ import annotations

import contextlib
import json
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.terminal import visible
from index.errors import BadData, TimelineError

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.engine import Engine

LONGEST_LINE = 2**20
"""Bytes."""
AT_ONCE = 4
"""So many questions are asked side by side: two in the encoder, two before or behind it."""


def readable(text: str) -> str:
    """A question that a person can have meant. Raises BadData for one that is empty or no text; `Engine.ask` does for one too long."""
    if not text.strip():
        raise BadData("the question is empty")
    if visible("".join(text.split())) != "".join(text.split()):
        raise BadData("the question holds control characters; give plain text in UTF-8")
    return text


def answer_last(engine: Engine, questions: Sequence[str]) -> Answer:
    """The answer to the last question, each of the others having been asked just before the next."""
    previous = None
    for question in questions:
        previous = engine.ask(question, previous)
    assert previous is not None
    return previous


def answer_batch(lines: BinaryIO, name: str, engine: Engine) -> None:
    """One JSON object a line, in the order of the questions, and each as soon as it and those before it are answered: none waits for
    a line that is still to come. Blank lines are passed over."""
    shown = InOrder(lambda result: print(json.dumps(result, ensure_ascii=False), flush=True), ahead=8 * AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE, "question") as pool:
        for raw, number in _numbered(lines):
            shown.submit(pool, answer_line, raw, name, number, engine)
    shown.end()


def _numbered(lines: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Lines that are not blank, with their numbers from 1; of one that is too long the beginning, longer than LONGEST_LINE."""
    number = 0
    while raw := lines.readline(LONGEST_LINE + 1):
        number += 1
        rest = raw
        while len(raw) > LONGEST_LINE and rest and not rest.endswith(b"\n"):
            rest = lines.readline(LONGEST_LINE)
        if raw.strip():
            yield raw, number


class InOrder:
    """Shows what is worked out side by side in the order in which it was submitted."""

    def __init__(self, show: Callable[[Any], None], ahead: int) -> None:
        """`show` is called in the threads of the pool, once at a time; `submit` waits while `ahead` results are not shown."""
        self._show = show
        self._room = threading.Semaphore(ahead)
        self._lock = threading.Lock()
        self._open: deque[Future[Any]] = deque()
        self._failed: Exception | None = None

    def submit(self, pool: ThreadPoolExecutor, work: Callable[..., Any], *arguments: object) -> None:
        """Raises what working out or showing an earlier result has raised."""
        self._room.acquire()
        self.end()
        future = pool.submit(work, *arguments)
        with self._lock:
            self._open.append(future)
        future.add_done_callback(self._done)

    def end(self) -> None:
        """Raise what has been raised, if anything."""
        if self._failed is not None:
            raise self._failed

    def _done(self, _: Future[Any]) -> None:
        with self._lock:
            while self._open and self._open[0].done():
                future = self._open.popleft()
                try:
                    if self._failed is None:
                        self._show(future.result())
                except Exception as error:  # of any kind: the thread that submits raises it
                    self._failed = error
                self._room.release()


def answer_line(raw: bytes, name: str, number: int, engine: Engine) -> dict[str, Any]:
    """The answer to a line of a batch, or its id and what is wrong with it."""
    id = None
    try:
        if len(raw) > LONGEST_LINE:
            raise BadData(f"this line is longer than {LONGEST_LINE // 2**20} MB")
        record = _record(raw)
        id = record.get("id")
        context, question = record.get("context") or [], record.get("question")
        if not isinstance(question, str):
            raise BadData("`question` is missing; a text")
        if not isinstance(context, list) or not all(isinstance(text, str) for text in context):
            raise BadData("`context` is a list of the questions asked before, oldest first")
        return answer_last(engine, [*context, question]).as_dict() | {"id": id}
    except TimelineError as error:
        return {"id": id, "error": f"{name}:{number}: {error}"}


def _record(raw: bytes) -> dict[str, Any]:
    try:
        record = json.loads(raw.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise BadData(f"is not JSON: {error.msg} (column {error.colno})") from None
    except UnicodeDecodeError as error:
        raise BadData(f"is not UTF-8 (byte {error.start} of the line)") from None
    except (ValueError, RecursionError) as error:
        raise BadData(f"is not JSON that can be read ({type(error).__name__})") from None
    if not isinstance(record, dict):
        raise BadData('a line is an object such as {"id": "q1", "question": "..."}')
    return record


def opened(batch: str) -> contextlib.AbstractContextManager[BinaryIO]:
    """A file of questions; "-" is standard input."""
    if batch == "-":
        return contextlib.nullcontext(sys.stdin.buffer)
    try:
        return Path(batch).open("rb")
    except OSError as error:
        raise BadData(f"cannot be read: {error.strerror}", batch) from None

"""The engine beside the event loop: questions are answered in a few threads, and a new index is taken up between them."""

from __future__ import annotations

import asyncio
import gc
import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from bot.answer import Answer
from bot.browse import Selection
from bot.engine import Engine
from bot.memory import Turn
from bot.picture import draw, layout
from bot.state import Asked
from index.errors import TimelineError
from index.search import Index

P = ParamSpec("P")
T = TypeVar("T")

EARLIER = 4
"""So many questions before the last one are kept with it."""

_log = logging.getLogger(__name__)


class Threads:
    """A named pool whose work is awaited."""

    def __init__(self, name: str, threads: int = 1) -> None:
        self._pool = ThreadPoolExecutor(threads, name)

    async def __call__(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: function(*args, **kwargs))

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)


def settle() -> None:
    """Take what is loaded by now out of the garbage collector's sight: a full collection over it stops every thread for some 70 ms."""
    gc.collect()
    gc.freeze()


class Desk:
    """A few threads, so that questions share passes of the encoder; more would leave the event loop too little of the interpreter."""

    def __init__(self, engine: Engine, threads: int = 4) -> None:
        self.engine = engine
        self.run = Threads("engine", threads)
        self._draw = Threads("picture")
        self._drawn = False
        self._refreshing = threading.Lock()

    @property
    def index(self) -> Index:
        return self.engine.index

    async def ask(self, text: str, previous: Turn | None = None) -> Turn:
        """Raises BadData for a text that is too long."""
        return await self.run(self._ask, text, previous)

    async def again(self, asked: Asked) -> Turn:
        """Ask a question of before a restart once more, with those it followed."""
        return await self.run(self._again, asked)

    async def picture(self, selection: Selection) -> bytes:
        """A PNG. One at a time: it is the work of a whole core."""
        return await self._draw(self._picture, selection)

    def close(self) -> None:
        self.run.close()
        self._draw.close()

    def _picture(self, selection: Selection) -> bytes:
        png = draw(layout(selection))
        if not self._drawn:  # the drawing library is loaded with the first picture
            self._drawn = True
            gc.freeze()
        return png

    def _again(self, asked: Asked) -> Turn:
        previous: Turn | None = None
        for question in (*asked.context, asked.question):
            previous = self._ask(question, previous)
        if previous is None:
            raise ValueError("there was no question")
        return previous

    def _ask(self, text: str, previous: Turn | None) -> Turn:
        self.refresh()
        answer: Answer = self.engine.ask(text, None if previous is None else previous.answer)
        followed = previous is not None and answer.question.follow_up
        return Turn(answer, (*previous.earlier, previous.answer.question.text)[-EARLIER:] if previous is not None and followed else ())

    def refresh(self) -> None:
        """Take up a newer generation if there is one. Whoever comes meanwhile is answered from the old one."""
        if not self._refreshing.acquire(blocking=False):
            return
        try:
            if self.engine.refresh():
                _log.info("Answering from generation %s, %d events", self.index.generation, len(self.index))
        except (TimelineError, OSError, sqlite3.Error) as error:
            _log.warning("The new index cannot be used, the old one stays: %s", error)
        finally:
            self._refreshing.release()

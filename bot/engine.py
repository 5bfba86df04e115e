"""The one path from text to Answer."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot import forms
from bot.answer import Answer
from bot.evidence import Evidence
from bot.question import Question
from bot.reader import Reader
from index.errors import BadData
from index.search import Index, open_index

LONGEST = 2000
"""Characters of a question."""


KEPT = 1024
"""Answers that are kept for when they are asked for again."""


class Engine:
    """Answers questions from one index. Safe to use from several threads."""

    def __init__(self, index: Index, *, today: Callable[[], date] = date.today, keep: int = KEPT) -> None:
        """`today` is what "yesterday" and "ten years ago" are counted from; `keep` how many answers are kept for equal questions."""
        self.today, self._keep = today, keep
        self._serving = Reader(index, today), Kept(keep)

    @property
    def _reader(self) -> Reader:
        return self._serving[0]

    @property
    def index(self) -> Index:
        return self._reader.index

    def ask(self, text: str, previous: Answer | None = None) -> Answer:
        """The answer to a question; `previous` is the answer that a follow-up refers to.

        Raises BadData for a text of more than LONGEST characters, never for any other; StoreDown when the vectors are in Milvus
        and it cannot be reached.
        """
        if len(text) > LONGEST:
            raise BadData(f"a question has at most {LONGEST:,} characters, this one has {len(text):,}; ask for one thing at a time")
        reader, kept = self._serving
        began, reader.searching.seconds = time.perf_counter(), 0.0
        today = self.today()
        known = kept.find(text, previous, today)
        if known is not None:
            spent = 1e3 * (time.perf_counter() - began)
            return replace(known, timings={"understand": 0.0, "search": 0.0, "compose": 0.0, "total": spent})
        question = reader.understand(text, previous)
        understood = time.perf_counter()
        answer = forms.answer(reader, question)
        ended = time.perf_counter()
        search = reader.searching.seconds
        seconds = {"understand": understood - began, "search": search, "compose": ended - understood - search, "total": ended - began}
        answer = replace(answer, generation=reader.index.generation, timings={stage: 1e3 * spent for stage, spent in seconds.items()})
        kept.add(text, previous, today, answer)
        return answer

    def searches(self, text: str, previous: Answer | None = None) -> list[list[Evidence]]:
        """The evidence of every search that answering takes, as judged: what `bot.calibrate` learns from."""
        return self._reader.searches(text, previous)

    def refresh(self) -> bool:
        """Open a newer generation if there is one; whether there was. Questions in hand keep the old one."""
        if not self.index.stale():
            return False
        self._serving = Reader(open_index(self.index.folder, milvus=self.index.milvus), self.today), Kept(self._keep)
        return True


class Kept:
    """The latest answers of one generation, by question, what it followed, and day. Safe to use from several threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[str, int, date], tuple[Question | None, Answer]] = OrderedDict()
        """A question that was followed is known by its identity: it stays while the answer is kept, so that no other can have it."""

    def find(self, text: str, previous: Answer | None, today: date) -> Answer | None:
        key = (text, 0 if previous is None else id(previous.question), today)
        with self._lock:
            if key not in self._answers:
                return None
            self._answers.move_to_end(key)
            return self._answers[key][1]

    def add(self, text: str, previous: Answer | None, today: date, answer: Answer) -> None:
        followed = None if previous is None else previous.question
        with self._lock:
            self._answers[text, 0 if followed is None else id(followed), today] = followed, answer
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)

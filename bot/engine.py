"""The one path from text to Answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from bot import forms
from bot.answer import Answer
from bot.evidence import Evidence
from bot.reader import Reader
from index.errors import BadData
from index.search import Index, open_index

LONGEST = 2000
"""Characters of a question."""


class Engine:
    """Answers questions from one index. Safe to use from several threads."""

    def __init__(self, index: Index, *, today: Callable[[], date] = date.today) -> None:
        """`today` is what "yesterday" and "ten years ago" are counted from."""
        self.today = today
        self._reader = Reader(index, today)

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
        reader = self._reader
        began, reader.searching.seconds = time.perf_counter(), 0.0
        question = reader.understand(text, previous)
        understood = time.perf_counter()
        answer = forms.answer(reader, question)
        ended = time.perf_counter()
        search = reader.searching.seconds
        seconds = {"understand": understood - began, "search": search, "compose": ended - understood - search, "total": ended - began}
        return replace(answer, generation=reader.index.generation, timings={stage: 1e3 * spent for stage, spent in seconds.items()})

    def searches(self, text: str, previous: Answer | None = None) -> list[list[Evidence]]:
        """The evidence of every search that answering takes, as judged: what `bot.calibrate` learns from."""
        return self._reader.searches(text, previous)

    def refresh(self) -> bool:
        """Open a newer generation if there is one; whether there was. Questions in hand keep the old one."""
        if not self.index.stale():
            return False
        self._reader = Reader(open_index(self.index.folder, milvus=self.index.milvus), self.today)
        return True

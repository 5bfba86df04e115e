"""The one path from text to Answer."""

from __future__ import annotations

from bot.answer import Answer
from index.search import Index


class Engine:
    """Answers questions from one index. Safe to use from several threads."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def ask(self, text: str, previous: Answer | None = None) -> Answer:
        """Never raises for any text; `previous` is the answer that a follow-up refers to. Raises BadData for a text over LONGEST characters."""
        raise NotImplementedError

    def refresh(self) -> bool:
        """Open a newer generation if there is one; whether there was. Questions in hand keep the old one."""
        raise NotImplementedError

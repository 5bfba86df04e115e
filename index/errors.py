"""Everything this project raises on purpose.

TimelineError
├── BadData       a source, question file or setting that cannot be used: says file, line and remedy
├── StaleIndex    an index that is missing, damaged, or made by another version
└── StoreDown     a vector store beyond this process does not answer, or does not hold what it should
"""

from __future__ import annotations


class TimelineError(Exception):
    """Base of the errors that are shown to a person as one line, never as a traceback."""


class BadData(TimelineError):
    """Input that cannot be used. `path` and `line` (from 1) say where; the message says what would be right."""

    def __init__(self, message: str, path: object = None, line: int | None = None) -> None:
        self.message, self.path, self.line = message, path, line
        where = "" if path is None else f"{path}:{line}: " if line is not None else f"{path}: "
        super().__init__(where + message)


class StaleIndex(TimelineError):
    """No index that can be used; `timeline-bot build` makes one."""


class StoreDown(TimelineError):
    """The vector store cannot be reached within its deadline, or refuses; the next question may find it again."""

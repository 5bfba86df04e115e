"""The conversation: a question becomes a cited answer, shown somewhere.

Names are imported when they are first used, so that `import bot` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.answer import Answer, Citation
    from bot.engine import Engine
    from bot.question import Question

__all__ = ["Answer", "Citation", "Engine", "Question"]

_HOMES = {"Answer": "answer", "Citation": "answer", "Engine": "engine", "Question": "question"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(f"bot.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module 'bot' has no attribute {name!r}")

"""Questions as they come in from outside: one by one, or as JSON Lines."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from bot.terminal import visible
from index.errors import BadData, TimelineError

if TYPE_CHECKING:
    from bot.answer import Answer
    from bot.engine import Engine

LONGEST_LINE = 2**20
"""Bytes."""


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
    """One JSON object a line, in the order of the questions and as soon as each is answered. Blank lines are passed over."""
    number = 0
    while raw := lines.readline(LONGEST_LINE + 1):
        number += 1
        if not raw.strip():
            continue
        if len(raw) > LONGEST_LINE:
            while raw and not raw.endswith(b"\n"):
                raw = lines.readline(LONGEST_LINE)
            result: dict[str, Any] = {"id": None, "error": f"{name}:{number}: this line is longer than {LONGEST_LINE // 2**20} MB"}
        else:
            result = answer_line(raw, name, number, engine)
        print(json.dumps(result, ensure_ascii=False), flush=True)


def answer_line(raw: bytes, name: str, number: int, engine: Engine) -> dict[str, Any]:
    """The answer to a line of a batch, or its id and what is wrong with it."""
    id = None
    try:
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

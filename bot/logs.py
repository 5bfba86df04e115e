"""Logs on stderr that never show a secret, as lines or as JSON.

The bot's token stands in every URL that is requested: in the log of httpx, in its exceptions and in the library's own
messages. So what is written is cleaned last of all, tracebacks included.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote

HIDDEN = "[hidden]"
_TOKEN = re.compile(r"(?<![A-Za-z0-9_-])\d{5,20}(?::|%3[Aa])[A-Za-z0-9_-]{20,}")
"""What a bot's token looks like, whoever's it is."""
_CHATTY = ("httpx", "httpcore", "telegram", "telegram.ext", "asyncio", "matplotlib", "uvicorn", "PIL")
_TALKS_OF_QUESTIONS = ("telegram", "httpx", "httpcore")


class Redacting(logging.Formatter):
    """Formats a record, then hides the secrets in all of it."""

    def __init__(self, secrets: Iterable[str] = (), *, as_json: bool = False) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self.as_json = as_json
        known = {form for secret in secrets if secret for form in (secret, quote(secret, safe=""), quote(secret))}
        self._secrets = sorted(known, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        return self.redact(self._json(record) if self.as_json else super().format(record))

    def redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return _TOKEN.sub(HIDDEN, text)

    def _json(self, record: logging.LogRecord) -> str:
        entry = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03d}",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        if record.stack_info:
            entry["stack"] = record.stack_info
        hidden = {name: self.redact(str(value)) for name, value in entry.items()}  # before quotes in a secret become \\"
        return json.dumps(hidden, ensure_ascii=False)


def set_up(secrets: Iterable[str], *, level: str = "INFO", as_json: bool = False, questions: bool = False, stream: TextIO | None = None) -> Redacting:
    """One handler on stderr; every handler there is already gets the same formatter, and so does what nobody caught.

    `questions`: whether what people ask may stand in the log. The libraries write whole updates and requests at DEBUG,
    so without it they stay at INFO whatever the level.
    """
    formatter = Redacting(secrets, as_json=as_json)
    root = logging.getLogger()
    root.handlers[:] = [logging.StreamHandler(stream or sys.stderr)]
    root.setLevel(level.upper())
    debug = root.level <= logging.DEBUG
    for name in _CHATTY:
        logging.getLogger(name).setLevel(logging.NOTSET if debug else logging.WARNING)
    if debug and not questions:
        for name in _TALKS_OF_QUESTIONS:
            logging.getLogger(name).setLevel(logging.INFO)
    # It writes whole bodies with a traceback when a proxy answers in HTML; the call's own error says as much in a line.
    logging.getLogger("telegram.request.BaseRequest").setLevel(logging.NOTSET if debug and questions else logging.CRITICAL)
    logging.captureWarnings(True)
    if logging.lastResort is not None:
        logging.lastResort.setFormatter(formatter)
    loggers = [root, *(logger for logger in root.manager.loggerDict.values() if isinstance(logger, logging.Logger))]
    for handler in {handler for logger in loggers for handler in logger.handlers}:
        handler.setFormatter(formatter)

    def uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        root.critical("Unexpected error", exc_info=(kind, error, traceback))

    sys.excepthook = uncaught
    threading.excepthook = lambda args: uncaught(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)
    return formatter

from __future__ import annotations

import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from io import StringIO
from urllib.parse import quote

import httpx
import pytest
from telegram.error import InvalidToken, NetworkError
from telegram.ext import ApplicationBuilder
from telegram.request import HTTPXRequest

from bot import logs

TOKEN = "123456789:AAtest-token_that-must-not-be-seen-0"
SECRET = 'secret "with" quotes and ümlauts'


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Logging is the whole process's: leave it as it was found."""
    root = logging.getLogger()
    handlers, level, hook, thread_hook = list(root.handlers), root.level, sys.excepthook, threading.excepthook
    formatters = [(handler, handler.formatter) for handler in handlers]
    last = logging.lastResort.formatter if logging.lastResort else None
    levels = {name: logging.getLogger(name).level for name in (*logs._CHATTY, "telegram.request.BaseRequest")}
    yield
    root.handlers[:], sys.excepthook, threading.excepthook = handlers, hook, thread_hook
    root.setLevel(level)
    for handler, formatter in formatters:
        handler.setFormatter(formatter)
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)
    if logging.lastResort:
        logging.lastResort.setFormatter(last)
    logging.captureWarnings(False)


def set_up(**more: object) -> StringIO:
    stream = StringIO()
    logs.set_up([TOKEN, SECRET, ""], stream=stream, **more)  # type: ignore[arg-type]
    return stream


@pytest.mark.parametrize("as_json", [False, True])
def test_a_secret_is_hidden_in_messages_arguments_and_tracebacks(as_json: bool) -> None:
    stream = set_up(as_json=as_json)
    log = logging.getLogger("anything")
    log.error("at https://api.telegram.org/bot%s/getMe and %s", TOKEN, quote(TOKEN))
    log.error("b'/bot%s/getMe' %r", TOKEN, {"secret": SECRET})
    try:
        raise ValueError(f"inner {TOKEN}") from KeyError(SECRET)
    except ValueError:
        log.exception("it broke", stack_info=True)
    said = stream.getvalue()
    assert TOKEN.split(":")[1] not in said
    assert "ümlauts" not in said
    assert "ValueError: inner [hidden]" in said


def test_anything_that_looks_like_a_token_is_hidden() -> None:
    stream = set_up()
    logging.getLogger("x").warning("another 987654321:BBsome-other-token_of-somebody-else and 12:30, 2024-12-07T18:00")
    assert "another [hidden] and 12:30, 2024-12-07T18:00" in stream.getvalue()


def test_json_logs_are_one_object_a_line() -> None:
    stream = set_up(as_json=True)
    logging.getLogger("a.b").info("two\nlines %d", 5)
    entry = json.loads(stream.getvalue())
    assert (entry["level"], entry["logger"], entry["message"]) == ("INFO", "a.b", "two\nlines 5")


def test_a_handler_that_was_there_before_gets_the_same_formatter() -> None:
    other = StringIO()
    log = logging.getLogger("somebody.else")
    handler = logging.StreamHandler(other)
    log.addHandler(handler)
    try:
        set_up()
        log.error("token %s", TOKEN)
    finally:
        log.removeHandler(handler)
    assert "[hidden]" in other.getvalue()
    assert TOKEN not in other.getvalue()


def test_what_nobody_caught_and_warnings_are_hidden_too() -> None:
    stream = set_up()
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError as error:
        sys.excepthook(type(error), error, error.__traceback__)
        threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, None)))
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"old {TOKEN}", UserWarning, stacklevel=1)
    said = stream.getvalue()
    assert said.count("RuntimeError: [hidden]") == 2
    assert "old [hidden]" in said
    assert TOKEN not in said


async def test_the_libraries_at_debug_with_forced_network_errors_show_no_token() -> None:
    stream = set_up(level="DEBUG", questions=True)
    request = HTTPXRequest(connect_timeout=0.5)
    application = ApplicationBuilder().token(TOKEN).base_url("http://127.0.0.1:9/bot").request(request).updater(None).build()
    with pytest.raises(NetworkError):
        await application.initialize()
    await application.bot.shutdown()
    try:
        raise InvalidToken(f"The token `{TOKEN}` was rejected by the server.")
    except InvalidToken:
        logging.getLogger("telegram.ext").exception("refused")
    try:
        await httpx.AsyncClient().get(f"http://127.0.0.1:9/bot{TOKEN}/getMe")
    except httpx.HTTPError:
        logging.getLogger("x").exception("at http://127.0.0.1:9/bot%s/getMe", TOKEN)
    said = stream.getvalue()
    assert "[hidden]" in said
    assert TOKEN not in said
    assert TOKEN.split(":")[1] not in said


def test_without_leave_the_libraries_do_not_write_questions_at_debug() -> None:
    set_up(level="DEBUG")
    assert not logging.getLogger("telegram.ext.Application").isEnabledFor(logging.DEBUG)
    assert logging.getLogger("bot.app").isEnabledFor(logging.DEBUG)
    set_up(level="INFO")
    assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)

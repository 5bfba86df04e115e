"""The bot as a real process, over real HTTP, against a small Bot API on loopback."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from bot_api import ME, TOKEN, BotApi, Updates, error, from_bot

ROOT = Path(__file__).parent.parent
SECRET = "a-secret-of-more-than-thirty-two-characters"
QUESTION = "who landed on the Moon?"
ANSWER = "Two men of the crew landed on the Moon."
BOT = ME["username"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Bot:
    """A running process."""

    def __init__(self, log: Path, environ: dict[str, str]) -> None:
        self.log = log
        bare = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "TIMELINE_"))}
        with log.open("ab") as file:
            command = [sys.executable, "-m", "bot.cli", "run"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=bare | environ, stdout=file, stderr=subprocess.STDOUT)

    def end(self, number: int = signal.SIGTERM, seconds: float = 20) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(seconds)

    @property
    def said(self) -> str:
        return self.log.read_text()


Start = Callable[..., Bot]


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def start(api: BotApi, moon_folder: Path, tmp_path: Path) -> Iterator[Start]:
    """Start a bot that knows nothing but its token, the API, an index and its state; it is never to print its token."""
    running: list[Bot] = []
    with api.serve() as base:

        def start_one(**environ: str) -> Bot:
            given = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": base, "TIMELINE_INDEX": str(moon_folder)}
            given |= {"TIMELINE_STATE": str(tmp_path / "state.sqlite")} | environ
            running.append(Bot(tmp_path / f"log-{len(running)}", given))
            return running[-1]

        yield start_one
        for bot in running:
            if bot.process.poll() is None:
                bot.process.kill()
                bot.end()
            assert TOKEN not in bot.said
            assert TOKEN.split(":")[1] not in bot.said


def read(url: str) -> tuple[int, str]:
    try:
        with urlopen(url, timeout=5) as response:
            return response.status, response.read().decode()
    except HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def test_it_answers_everywhere_it_is_asked_and_nowhere_else(api: BotApi, start: Start) -> None:
    port = free_port()
    bot = start(TIMELINE_HEALTH_PORT=str(port))
    updates = Updates()
    asked = [
        updates.private(QUESTION),
        updates.group(f"/ask@{BOT} {QUESTION}"),
        updates.group(f"@{BOT} {QUESTION}", chat=-101),
        updates.group(QUESTION, chat=-102, reply_to_message=from_bot(api, 5, -102)),
        updates.channel(f"/ask {QUESTION}"),
    ]
    api.deliver(updates.group("good morning", chat=-103), *asked, asked[0], updates.channel("news", chat=-203))
    api.wait(lambda: len(api.sent()) == 5, 20)
    assert {call.chat for call in api.sent()} == {42, -100, -101, -102, -200}
    assert all(ANSWER in call.text and "[1]" in call.text for call in api.sent())
    api.deliver(updates.private("and when was that?"))
    api.wait(lambda: len(api.sent(42)) == 2)
    assert "20 July 1969" in api.sent(42)[1].text
    until(lambda: read(f"http://127.0.0.1:{port}/readyz")[0] == 200)
    metrics = read(f"http://127.0.0.1:{port}/metrics")[1]
    assert 'timeline_questions_total{chat="channel",outcome="answered"} 1.0' in metrics
    maps = Path(f"/proc/{bot.process.pid}/maps")
    if maps.exists():
        assert "libtorch" not in maps.read_text()
        peak = int(re.findall(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{bot.process.pid}/status").read_text())[0])
        assert peak < 350 * 1024
    assert bot.end() == 0
    assert len(api.sent()) == 6, "the duplicate and what was not addressed got silence"


def test_a_restart_repeats_nothing_and_drops_nothing(api: BotApi, start: Start) -> None:
    updates = Updates()
    first = updates.private(QUESTION)
    bot = start()
    api.deliver(first)
    api.wait(lambda: len(api.sent()) == 1, 20)
    assert bot.end() == 0
    api.deliver(first, updates.private(QUESTION, user=43))
    bot = start()
    api.wait(lambda: api.sent(43), 20)
    time.sleep(0.3)
    assert len(api.sent(42)) == 1
    assert bot.end() == 0


def test_sigterm_in_the_middle_of_an_answer_lets_it_finish(api: BotApi, start: Start) -> None:
    api.delay = lambda method, data: 1.5 if method == "sendMessage" else 0.0
    updates = Updates()
    question = updates.private(QUESTION)
    bot = start()
    api.deliver(question)
    api.wait(lambda: api.sent(), 20)
    began = time.monotonic()
    assert bot.end() == 0
    assert time.monotonic() - began > 1, "it waited for Telegram to confirm"
    api.deliver(question, updates.private(QUESTION, user=43))
    bot = start()
    api.wait(lambda: api.sent(43), 20)
    assert len(api.sent(42)) == 1
    assert bot.end() == 0


def test_a_killed_process_answers_after_the_restart_what_it_had_not_begun_to_send(api: BotApi, start: Start) -> None:
    api.script["sendMessage"].append(error(429, "Too Many Requests", retry_after=60))
    updates = Updates()
    question = updates.private(QUESTION)
    bot = start()
    api.deliver(question)
    api.wait(lambda: api.sent(), 20)
    api.wait(lambda: not api.pending, 5)
    time.sleep(0.3)
    bot.end(signal.SIGKILL)
    bot = start()
    api.wait(lambda: len(api.sent()) == 2, 20)
    assert bot.end() == 0


def test_flood_control_holds_one_chat_only_and_is_obeyed(api: BotApi, start: Start) -> None:
    busy = 0

    def rule(method: str, data: dict[str, Any]) -> Any:
        nonlocal busy
        if method == "sendMessage" and int(data["chat_id"]) == 42 and busy < 2:
            busy += 1
            return error(429, "Too Many Requests: retry after 1", retry_after=1)
        return None

    api.rule = rule
    updates = Updates()
    start()
    api.deliver(updates.private(QUESTION), updates.private(QUESTION, user=43))
    api.wait(lambda: len(api.sent(42)) == 3, 20)
    times = [call.at for call in api.sent(42)]
    assert all(later - earlier >= 1 for earlier, later in pairwise(times))
    assert api.sent(43)[0].at < times[1]


def test_flood_control_without_end_is_retried_three_times(api: BotApi, start: Start) -> None:
    api.rule = lambda method, data: error(429, "Too Many Requests", retry_after=1) if method == "sendMessage" and data["chat_id"] == 42 else None
    updates = Updates()
    bot = start()
    api.deliver(updates.private(QUESTION))
    api.wait(lambda: len(api.sent(42)) == 4, 20)
    time.sleep(1.5)
    assert len(api.sent(42)) == 4
    assert "Traceback" not in bot.said


def test_network_errors_are_survived_and_a_send_is_never_repeated_blindly(api: BotApi, start: Start) -> None:
    api.script["getMe"].append(error(502, "Bad Gateway"))
    api.script["getUpdates"] += [error(502, "Bad Gateway"), error(500, "Internal Server Error"), error(502, "Bad Gateway")]
    api.script["sendMessage"].append(error(502, "Bad Gateway"))
    updates = Updates()
    bot = start(TIMELINE_LOG_LEVEL="DEBUG", TIMELINE_LOG_QUESTIONS="1", TIMELINE_LOG_JSON="1")
    api.deliver(updates.private(QUESTION), updates.private(QUESTION, user=43))
    api.wait(lambda: api.sent(43) and api.sent(42), 20)
    time.sleep(0.3)
    assert len(api.sent()) == 2
    assert bot.end() == 0
    entries = [json.loads(line) for line in bot.said.splitlines()]
    assert any("not known whether a message arrived" in entry["message"].lower() for entry in entries)
    assert any("[hidden]" in entry["message"] for entry in entries), "the libraries write the token at DEBUG"
    assert any(QUESTION in entry["message"] for entry in entries)


def test_questions_stay_out_of_the_log_even_at_debug(api: BotApi, start: Start) -> None:
    bot = start(TIMELINE_LOG_LEVEL="DEBUG")
    api.deliver(Updates().private(QUESTION))
    api.wait(lambda: api.sent(), 20)
    assert bot.end() == 0
    assert "landed" not in bot.said


@pytest.mark.parametrize("refusal", [error(401, "Unauthorized"), error(404, "Not Found")])
def test_a_refused_token_is_one_line(api: BotApi, start: Start, refusal: Any) -> None:
    api.script["getMe"].append(refusal)
    bot = start()
    assert bot.process.wait(20) == 1
    [line] = bot.said.splitlines()
    assert "refuses the token in TELEGRAM_BOT_TOKEN" in line


def test_a_second_poller_is_one_line(api: BotApi, start: Start) -> None:
    conflict = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    api.rule = lambda method, data: error(409, conflict) if method == "getUpdates" else None
    bot = start(TIMELINE_LOG_LEVEL="WARNING")
    assert bot.process.wait(20) == 1
    [line] = bot.said.splitlines()
    assert "Another process is polling" in line


def test_a_single_conflict_is_left_over_from_a_restart(api: BotApi, start: Start) -> None:
    api.script["getUpdates"].append(error(409, "Conflict: terminated by other getUpdates request"))
    bot = start()
    api.deliver(Updates().private(QUESTION))
    api.wait(lambda: api.sent(), 20)
    assert bot.end() == 0


@pytest.mark.parametrize(
    ("environ", "names"),
    [
        ({"TELEGRAM_BOT_TOKEN": ""}, "TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_WEBHOOK_URL": "https://example.org/hook"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"TELEGRAM_WEBHOOK_URL": "https://example.org/hook", "TELEGRAM_WEBHOOK_SECRET": "x" * 31}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"TELEGRAM_WEBHOOK_URL": "example.org", "TELEGRAM_WEBHOOK_SECRET": "x" * 32}, "TELEGRAM_WEBHOOK_URL"),
        ({"TIMELINE_STATE": "/dev/null/state"}, "TIMELINE_STATE"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(start: Start, environ: dict[str, str], names: str) -> None:
    bot = start(**environ)
    assert bot.process.wait(20) == 2
    [line] = bot.said.splitlines()
    assert names in line


def post(url: str, body: bytes, secret: str | None) -> int:
    headers = {"Content-Type": "application/json"} | ({"X-Telegram-Bot-Api-Secret-Token": secret} if secret is not None else {})
    try:
        with urlopen(Request(url, body, headers), timeout=5) as response:
            return int(response.status)
    except HTTPError as refusal:
        return refusal.code


def announce(port: int, path: str, length: int) -> int:
    """The answer to a body that is only announced: it is not waited for."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", str(length))
    connection.putheader("X-Telegram-Bot-Api-Secret-Token", SECRET)
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def test_webhook_mode(api: BotApi, start: Start) -> None:
    port = free_port()
    hook = f"http://127.0.0.1:{port}/hook/path"
    bot = start(TELEGRAM_WEBHOOK_URL="https://bot.example.org/hook/path", TELEGRAM_WEBHOOK_PORT=str(port), TELEGRAM_WEBHOOK_SECRET=SECRET)
    api.wait(lambda: [call for call in api.calls if call.method == "setWebhook"], 20)
    [registered] = [call.data for call in api.calls if call.method == "setWebhook"]
    assert registered["url"] == "https://bot.example.org/hook/path"
    assert registered["secret_token"] == SECRET
    assert registered.get("drop_pending_updates", False) is False
    assert {"message", "channel_post", "callback_query", "inline_query"} <= set(registered["allowed_updates"])
    updates = Updates()
    question = json.dumps(updates.private(QUESTION)).encode()
    assert [post(hook, question, secret) for secret in (None, "", "x", SECRET[:-1], SECRET + "x", SECRET[:-1] + "é")] == [403] * 6
    assert post(hook, b"not json", "wrong") == 403, "refused before it is parsed"
    assert [post(hook, body, SECRET) for body in (b"not json", b"[]", b"{}", b'{"update_id": "1"}', b"[" * 100_000)] == [400] * 5
    assert announce(port, "/hook/path", 2_000_000) == 413
    assert [post(hook, question, SECRET), post(hook, question, SECRET)] == [200, 200]
    api.wait(lambda: api.sent(), 10)
    time.sleep(0.3)
    assert len(api.sent()) == 1, "delivered twice, answered once"
    assert read(f"http://127.0.0.1:{port}/healthz") == (200, "ok\n")
    until(lambda: read(f"http://127.0.0.1:{port}/readyz")[0] == 200)
    assert "timeline_answer_seconds_bucket" in read(f"http://127.0.0.1:{port}/metrics")[1]
    assert not [call for call in api.calls if call.method in ("getUpdates", "deleteWebhook")]
    api.delay = lambda method, data: 1.0 if method == "sendMessage" else 0.0
    assert post(hook, json.dumps(updates.private(QUESTION, user=43)).encode(), SECRET) == 200
    api.wait(lambda: api.sent(43))
    assert bot.end() == 0
    assert SECRET not in bot.said


def test_a_port_that_is_taken_is_one_line(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bot = start(TIMELINE_HEALTH_PORT=str(taken.getsockname()[1]))
        assert bot.process.wait(20) == 2
        [line] = bot.said.splitlines()
        assert "TIMELINE_HEALTH_PORT" in line


def test_updates_that_cannot_be_read_hold_up_nobody(api: BotApi, start: Start) -> None:
    updates = Updates(first=10)
    start()
    broken = {"update_id": 1, "message": {"message_id": 1, "chat": {"id": "x"}, "date": "yesterday"}}
    api.deliver(broken, {"update_id": 2, "something_new": {}}, updates.private(QUESTION))
    api.wait(lambda: api.sent(), 20)


def test_without_an_index_one_is_built_by_another_process(api: BotApi, start: Start, moon_folder: Path, tmp_path: Path) -> None:
    """Building needs torch, so it does not happen in the bot's own process; here it is a script that copies an index."""
    empty = tmp_path / "no-index-yet"
    (empty / "generations" / "tmp-000001-0000000a").mkdir(parents=True)  # of a build that was interrupted
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import os, shutil, sys\n"
        "arguments = sys.orig_argv\n"
        "if 'build' in arguments:\n"
        f"    shutil.copytree({str(moon_folder)!r}, arguments[arguments.index('--index') + 1], dirs_exist_ok=True)\n"
        "    os._exit(0)\n"
    )
    bot = start(TIMELINE_INDEX=str(empty), PYTHONPATH=str(site))
    api.deliver(Updates().private(QUESTION))
    api.wait(lambda: api.sent(), 20)
    assert ANSWER in api.sent()[0].text
    assert (empty / "CURRENT").exists()
    assert bot.end() == 0


def test_a_damaged_index_is_one_line(start: Start, moon_folder: Path, tmp_path: Path) -> None:
    damaged = tmp_path / "damaged"
    shutil.copytree(moon_folder, damaged)
    for manifest in damaged.glob("generations/*/manifest.json"):
        manifest.write_text("{")
    bot = start(TIMELINE_INDEX=str(damaged))
    assert bot.process.wait(20) == 3
    [line] = bot.said.splitlines()
    assert "timeline-bot build" in line

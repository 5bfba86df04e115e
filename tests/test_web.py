from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from bot import web
from bot.web import Metrics, application

SECRET = "s" * web.SECRET_LENGTH
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}


class Hook:
    def __init__(self) -> None:
        self.taken: list[Any] = []
        self.broken: Exception | None = None
        self.metrics = Metrics()
        self.reason: str | None = "starting"
        self.client = TestClient(application(self.metrics, lambda: self.reason, self.accept, "/hook", SECRET))

    async def accept(self, update: Any) -> None:
        if self.broken is not None:
            raise self.broken
        self.taken.append(update)


@pytest.fixture
def hook() -> Hook:
    return Hook()


def test_an_update_with_the_secret_is_taken(hook: Hook) -> None:
    assert hook.client.post("/hook", json={"update_id": 1}, headers=HEADERS).status_code == 200
    assert hook.taken == [{"update_id": 1}]


@pytest.mark.parametrize("secret", [None, "", "s", SECRET[:-1], SECRET + "s", SECRET[:-1] + "ß"])
def test_without_the_secret_nothing_is_parsed(hook: Hook, secret: str | None) -> None:
    headers = {} if secret is None else {b"X-Telegram-Bot-Api-Secret-Token": secret.encode()}
    assert hook.client.post("/hook", content=b"{", headers=headers).status_code == 403
    assert hook.taken == []


def test_what_is_no_json_is_refused(hook: Hook) -> None:
    for body in (b"", b"{", b"\xff\xfe", b"[" * 200_000):
        assert hook.client.post("/hook", content=body, headers=HEADERS).status_code == 400


def test_a_body_that_is_too_long_is_not_read_whole(hook: Hook) -> None:
    read = 0

    def endless() -> Any:
        nonlocal read
        for _ in range(100):
            read += 1
            yield b" " * 100_000

    assert hook.client.post("/hook", content=endless(), headers=HEADERS).status_code == 413
    assert hook.client.post("/hook", content=b" " * (web.BODY_LIMIT + 1), headers=HEADERS).status_code == 413
    assert hook.client.post("/hook", content=b'{"a": "' + b" " * (web.BODY_LIMIT - 9) + b'"}', headers=HEADERS).status_code == 200


def test_what_cannot_be_kept_is_delivered_again(hook: Hook) -> None:
    hook.broken = OSError("disk full")
    assert hook.client.post("/hook", json={}, headers=HEADERS).status_code == 503
    hook.broken = ValueError("no update")
    assert hook.client.post("/hook", json={}, headers=HEADERS).status_code == 400


def test_other_methods_and_paths_lead_nowhere(hook: Hook) -> None:
    assert hook.client.get("/hook", headers=HEADERS).status_code == 405
    assert hook.client.post("/", headers=HEADERS).status_code == 404


def test_without_a_webhook_only_the_endpoints_are_there() -> None:
    client = TestClient(application(Metrics(), lambda: None))
    assert client.post("/hook", headers=HEADERS).status_code == 404
    assert client.get("/healthz").text == "ok\n"


def test_a_short_secret_is_no_secret() -> None:
    async def accept(update: Any) -> None:
        raise AssertionError(update)

    with pytest.raises(ValueError, match="at least 32"):
        application(Metrics(), lambda: None, accept, "/hook", "s" * 31)


def test_ready_means_ready(hook: Hook) -> None:
    assert (hook.client.get("/readyz").status_code, hook.client.get("/readyz").text) == (503, "not ready: starting\n")
    hook.reason = None
    assert hook.client.get("/readyz").status_code == 200


def test_metrics_tell_questions_times_generation_and_refusals(hook: Hook) -> None:
    hook.metrics.question("private", "answered", 0.004)
    hook.metrics.question("channel", "no-match", 0.2)
    hook.metrics.generation("000001-0000000a", 221)
    hook.metrics.generation("000002-0000000b", 222)
    hook.metrics.refused("forbidden")
    text = hook.client.get("/metrics").text
    for line in (
        'timeline_questions_total{chat="private",outcome="answered"} 1.0',
        'timeline_answer_seconds_bucket{le="0.005"} 1.0',
        "timeline_answer_seconds_count 2.0",
        'timeline_index_events{generation="000002-0000000b"} 222.0',
        'timeline_refused_sends_total{reason="forbidden"} 1.0',
    ):
        assert line in text
    assert "000001-" not in text

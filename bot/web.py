"""The one web application: Telegram's webhook, /healthz, /readyz and /metrics. Knows nothing of Telegram but a secret and JSON."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

SECRET_HEADER = "x-telegram-bot-api-secret-token"
SECRET_LENGTH = 32
BODY_LIMIT = 1024 * 1024
"""Bytes of an update. Telegram's are some kilobytes."""

_log = logging.getLogger(__name__)


class Metrics:
    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._questions = Counter("timeline_questions", "Questions by kind of chat and outcome", ["chat", "outcome"], registry=self.registry)
        self._seconds = Histogram(
            "timeline_answer_seconds",
            "From a question to its answer, before it is sent",
            buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )
        self._generation = Gauge("timeline_index_events", "Events of the generation that answers", ["generation"], registry=self.registry)
        self._refused = Counter("timeline_refused_sends", "Calls that Telegram refused or that failed, by reason", ["reason"], registry=self.registry)
        self._current = ""

    def question(self, chat: str, outcome: str, seconds: float | None = None) -> None:
        self._questions.labels(chat, outcome).inc()
        if seconds is not None:
            self._seconds.observe(seconds)

    def generation(self, name: str, events: int) -> None:
        if name and name != self._current:
            self._generation.clear()
            self._generation.labels(name).set(events)
            self._current = name

    def refused(self, reason: str) -> None:
        self._refused.labels(reason).inc()

    def text(self) -> bytes:
        return generate_latest(self.registry)


Accept = Callable[[Any], Awaitable[None]]
"""Takes an update as parsed JSON. Raises ValueError for what is none; any other error makes Telegram deliver it again."""


def application(
    metrics: Metrics,
    not_ready: Callable[[], str | None],
    accept: Accept | None = None,
    path: str = "/",
    secret: str = "",
) -> Starlette:
    """`not_ready` says why, or None. With `accept` it serves the webhook at `path`, for whoever knows the secret."""
    if accept is not None and len(secret) < SECRET_LENGTH:
        raise ValueError(f"the webhook's secret has at least {SECRET_LENGTH} characters")

    async def healthz(request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(request: Request) -> Response:
        reason = not_ready()
        return PlainTextResponse("ready\n") if reason is None else PlainTextResponse(f"not ready: {reason}\n", 503)

    async def show_metrics(request: Request) -> Response:
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    async def webhook(request: Request) -> Response:
        given = request.headers.get(SECRET_HEADER, "").encode("latin-1", "replace")
        if accept is None or not hmac.compare_digest(given, secret.encode()):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        try:
            await accept(json.loads(body))
        except (ValueError, RecursionError) as error:
            _log.warning("What came to the webhook is no update: %s", type(error).__name__)
            return Response(status_code=400)
        except Exception:
            _log.exception("An update could not be kept; Telegram will deliver it again")
            return Response(status_code=503)
        return Response(status_code=200)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", show_metrics)]
    if accept is not None:
        routes.insert(0, Route(path or "/", webhook, methods=["POST"]))
    return Starlette(routes=routes)


async def _body(request: Request) -> bytes | None:
    """None when it is longer than BODY_LIMIT, of which no more is read."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > BODY_LIMIT:
        return None
    body = bytearray()
    with contextlib.suppress(ClientDisconnect):
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                return None
    return bytes(body)


class Server(uvicorn.Server):
    """Leaves signals to whoever runs the loop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Site:
    """The application behind a socket, in the running loop."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        """Raises OSError when the port cannot be had."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        try:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((host, port))
        except OSError:
            self._socket.close()
            raise
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none", server_header=False, timeout_graceful_shutdown=3)
        self._server = Server(config)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._task = asyncio.create_task(self._server.serve(sockets=[self._socket]))
        while not self._server.started and not self._task.done():  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        self._socket.close()

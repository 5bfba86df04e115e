"""How updates come in and calls go out: nothing twice, nothing lost that can be helped, chats side by side.

An update is written to the state before Telegram hears that we have it. It is handled once; when the process ends before
the first word of the answer left, it is handled again after the restart; from then on, never.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Coroutine, Hashable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.util import find_spec
from typing import Any

import httpx
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter, BaseUpdateProcessor

from bot.desk import Threads
from bot.memory import Bounded
from bot.state import State

ALLOWED = ["message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "callback_query", "guest_message"]
"""The kinds of updates we ask Telegram for."""
RETRIES = 3
CONFLICTS = 3
"""After so many refusals in a row somebody else is polling with our token: one refusal may be left over from a restart."""
LANE = 200
"""Updates of one chat that may wait; more are dropped."""
IN_HAND = 2000
"""Updates that may wait altogether before no more are fetched."""
POLL_SECONDS = 25
_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

os.environ.setdefault("PTB_TIMEDELTA", "1")  # else the library warns of its own attribute whenever Telegram asks to wait
if find_spec("sniffio") is None:
    # httpcore tries this import some ten times a call and does without; each time Python would look through its whole path.
    sys.modules["sniffio"] = None  # type: ignore[assignment]

_log = logging.getLogger(__name__)


# --- in -------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class InHand:
    """The update that the running task handles."""

    update_id: int
    sending: bool = False
    delivered: bool = False
    """A call that people see went out, or may have."""


_current: ContextVar[InHand | None] = ContextVar("update in hand", default=None)


class Inbox:
    """Takes updates once each, from polling or from the webhook, and passes them on to the application's queue."""

    def __init__(self, state: State, queue: asyncio.Queue[object], store: Threads) -> None:
        self.state, self.queue, self.store = state, queue, store
        self.waiting = 0
        self.room = asyncio.Event()
        """Set while fewer than IN_HAND updates wait."""
        self.room.set()

    async def put(self, updates: Sequence[Mapping[str, Any]], bot: Bot) -> int:
        """How many were new. Returns when they are safe on disk. Raises ValueError for what is no update, sqlite3.Error when the disk refuses."""
        for update in updates:
            if not isinstance(update, Mapping) or type(update.get("update_id")) is not int:
                raise ValueError("an update has an integer update_id")
        new = await self.store(self.state.receive, updates)
        for raw in new:
            await self._pass_on(raw, bot)
        return len(new)

    async def resume(self, bot: Bot) -> None:
        """Hand on what was in hand when the last process ended."""
        updates, lost = await self.store(self.state.resume)
        if updates:
            _log.info("Taking up %d updates from before the restart", len(updates))
        if lost:
            _log.warning("%d answers were on their way when the last process ended; they are not repeated", lost)
        for raw in updates:
            await self._pass_on(raw, bot)

    async def _pass_on(self, raw: Mapping[str, Any], bot: Bot) -> None:
        try:
            update = Update.de_json(dict(raw), bot)
        except Exception:
            _log.exception("Update %d cannot be read and is passed over", raw["update_id"])
            await self.store(self.state.done, raw["update_id"])
            return
        self._count(1)
        await self.queue.put(update)

    async def done(self, update_id: int) -> None:
        self._count(-1)
        await self.store(self.state.done, update_id)

    def _count(self, more: int) -> None:
        self.waiting = max(0, self.waiting + more)
        if self.waiting < IN_HAND:
            self.room.set()
        else:
            self.room.clear()


def lane_of(update: object) -> Hashable:
    """Updates of one lane are handled in order: those of a chat, and the presses of one user. Inline queries race."""
    if isinstance(update, Update):
        if update.inline_query is not None:
            return "inline", update.update_id
        if update.callback_query is not None:
            return "callback", update.callback_query.from_user.id
        if update.effective_chat is not None:
            return update.effective_chat.id
    return None


@dataclass(slots=True)
class _Lane:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class Lanes(BaseUpdateProcessor):
    """Chats side by side, one chat's updates in order."""

    def __init__(self, inbox: Inbox) -> None:
        super().__init__(max_concurrent_updates=100_000)  # a chat that has to wait must not use up the places of others
        self.inbox = inbox
        self.closing = False
        """What has not begun stays in the state for the next start."""
        self._lanes: dict[Hashable, _Lane] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        key = lane_of(update)
        lane = self._lanes.setdefault(key, _Lane())
        task = asyncio.current_task()
        lane.users += 1
        if task is not None:
            self._tasks.add(task)
        try:
            if lane.users > LANE:
                _log.warning("A chat has more than %d updates waiting; one is dropped", LANE)
                await self._done(update)
                return
            async with lane.lock:
                if not self.closing:
                    _current.set(InHand(update.update_id) if isinstance(update, Update) else None)
                    await coroutine
                    await self._done(update)
        finally:
            if isinstance(coroutine, Coroutine):
                coroutine.close()  # of one that never began
            lane.users -= 1
            if not lane.users:
                del self._lanes[key]
            if task is not None:
                self._tasks.discard(task)

    async def _done(self, update: object) -> None:
        if isinstance(update, Update):
            await self.inbox.done(update.update_id)

    def cancel(self) -> None:
        """Give up what is still running."""
        for task in self._tasks:
            task.cancel()

    async def initialize(self) -> None:
        """There is nothing to prepare."""

    async def shutdown(self) -> None:
        """There is nothing to release."""


async def poll(bot: Bot, inbox: Inbox, alive: Callable[[], None]) -> None:
    """Fetch updates until cancelled. Raises InvalidToken, and Conflict when another process keeps polling with the token.

    `alive` is called after each answer from Telegram. Network errors are survived with growing pauses.
    """
    offset: int | None = None
    pause, conflicts = 0.0, 0
    while True:
        try:
            # Not `get_updates`: that throws a whole batch away, again and again, when one update in it cannot be read.
            updates = await bot._post(
                "getUpdates",
                {"offset": offset, "timeout": POLL_SECONDS, "allowed_updates": ALLOWED},
                read_timeout=POLL_SECONDS + 10,
            )
            alive()
            if not isinstance(updates, list):
                raise TelegramError("getUpdates did not return a list")
            new = await inbox.put(updates, bot)
            if updates:
                offset = updates[-1]["update_id"] + 1
            pause, conflicts = (0.5 if updates and not new else 0.0), 0  # a server that repeats itself is not asked at once
            await inbox.room.wait()
        except InvalidToken:
            raise
        except Conflict:
            conflicts += 1
            if conflicts >= CONFLICTS:
                raise
            pause = 1.0
        except RetryAfter as error:
            pause = seconds_of(error)
        except Exception as error:
            pause = min(30.0, max(0.5, 2 * pause))
            _log.warning("No updates (%s); trying again in %.1f s", error, pause)
        if pause:
            await asyncio.sleep(pause)


# --- out ------------------------------------------------------------------------------------------------------------


def seconds_of(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


_SHOWN = ("send", "edit", "answer", "delete", "forward", "copy")


class Patience(BaseRateLimiter[None]):
    """When Telegram asks to wait in one chat, calls to that chat wait, and are tried at most RETRIES times more.

    Nothing is sent again unless it certainly was not sent: after a refusal, or when no connection came about.
    """

    def __init__(self, inbox: Inbox, refused: Callable[[str], None]) -> None:
        self.inbox, self.refused = inbox, refused
        self._until: Bounded[Hashable, float] = Bounded(10_000)

    async def initialize(self) -> None:
        """There is nothing to prepare."""

    async def shutdown(self) -> None:
        """There is nothing to release."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, bool | dict[str, Any] | list[dict[str, Any]]]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> bool | dict[str, Any] | list[dict[str, Any]]:
        chat = data.get("chat_id")
        in_hand = _current.get() if endpoint.startswith(_SHOWN) and endpoint != "sendChatAction" else None
        attempt = 0
        while True:
            if chat is not None:
                await self._wait(chat)
            try:
                if in_hand is not None and not in_hand.sending:
                    await self.inbox.store(self.inbox.state.sending, in_hand.update_id)
                    in_hand.sending = True
                result = await callback(*args, **kwargs)
            except RetryAfter as error:
                self.refused("retry-after")
                await self._unsent(in_hand)
                pause = seconds_of(error)
                if attempt >= RETRIES or endpoint == "sendChatAction":
                    raise
                if chat is not None:
                    self._until[chat] = asyncio.get_running_loop().time() + pause
                else:
                    await asyncio.sleep(pause)
            except NetworkError as error:
                if not isinstance(error.__cause__, _NEVER_SENT) or attempt >= RETRIES:
                    raise
                await self._unsent(in_hand)
                await asyncio.sleep(0.5 * 2**attempt)
            else:
                if in_hand is not None:
                    in_hand.delivered = True
                return result
            attempt += 1

    async def _wait(self, chat: Hashable) -> None:
        pause = self._until.get(chat, 0.0) - asyncio.get_running_loop().time()
        if pause > 0:
            await asyncio.sleep(pause)
            await self._wait(chat)

    async def _unsent(self, in_hand: InHand | None) -> None:
        """Should the process end while we wait, the question is answered after the restart."""
        if in_hand is not None and in_hand.sending and not in_hand.delivered:
            await self.inbox.store(self.inbox.state.unsent, in_hand.update_id)
            in_hand.sending = False

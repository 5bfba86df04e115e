"""The Telegram bot as a process: wiring, start, and an orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from telegram import Bot, BotCommand, BotCommandScopeAllChatAdministrators, BotCommandScopeAllGroupChats, BotCommandScopeDefault
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, InlineQueryHandler, MessageHandler, filters

from bot import logs, web
from bot.address import ADMIN_COMMANDS, COMMANDS
from bot.config import Settings
from bot.desk import Desk, Threads, settle
from bot.dispatch import ALLOWED, Inbox, Lanes, Patience, poll, seconds_of
from bot.engine import Engine
from bot.handlers import Handlers, Parts
from bot.limits import Limits
from bot.memory import Memory
from bot.state import State
from bot.web import Metrics, Site
from index.errors import BadData, StaleIndex, StoreDown, TimelineError
from index.generation import generations
from index.search import open_index

App = Application[Any, Any, Any, Any, Any, Any]

BEGIN_SECONDS = 9
"""After the signal to end, waiting updates may still begin to be answered so long; later ones are left for the next start."""
FINISH_SECONDS = 6
"""So long after that an answer may take; then it is given up."""
READ_SECONDS = 30
"""How long Telegram may take to confirm a message before we call its fate unknown."""
SILENT_SECONDS = 120
"""Polling is not ready any more when Telegram has not answered for so long."""
EVERY_SECONDS = 3600
"""Between two looks at what is too old to keep."""

OK, FAILED, USAGE, NO_INDEX = 0, 1, 2, 3

_log = logging.getLogger(__name__)


class Refused(Exception):
    """The bot cannot run; the message is one clear line."""


def run(settings: Settings) -> int:
    """Until SIGTERM or SIGINT. 0: ended in order; 1: Telegram refuses us; 2: a setting is wrong; 3: no usable index."""
    token = settings.telegram_bot_token.get_secret_value() if settings.telegram_bot_token else ""
    secret = settings.telegram_webhook_secret.get_secret_value() if settings.telegram_webhook_secret else ""
    milvus = settings.milvus_token.get_secret_value() if settings.milvus_token else ""
    logs.set_up([token, secret, milvus], level=settings.log_level, as_json=settings.log_json, questions=settings.log_questions)
    try:
        _check(settings, token, secret)
        return asyncio.run(_Process(settings, token, secret).run())
    except Refused as error:
        _log.error("%s", error)
        return FAILED
    except (StaleIndex, StoreDown) as error:
        _log.error("%s", error)
        return NO_INDEX
    except TimelineError as error:
        _log.error("%s", error)
        return USAGE


def _check(settings: Settings, token: str, secret: str) -> None:
    if not token:
        raise BadData("TELEGRAM_BOT_TOKEN is not set; @BotFather gives one")
    if settings.telegram_webhook_url is None:
        return
    parts = urlsplit(settings.telegram_webhook_url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise BadData("TELEGRAM_WEBHOOK_URL: a full URL is needed, such as https://bot.example.org/telegram")
    if len(secret) < web.SECRET_LENGTH:
        raise BadData(f"TELEGRAM_WEBHOOK_SECRET: webhook mode needs a secret of at least {web.SECRET_LENGTH} characters (letters, digits, _ and -)")
    if not all(c.isascii() and (c.isalnum() or c in "_-") for c in secret) or len(secret) > 256:
        raise BadData("TELEGRAM_WEBHOOK_SECRET: Telegram allows at most 256 letters, digits, _ and -")


def build(
    settings: Settings, token: str, inbox: Inbox, metrics: Metrics, builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any] | None = None
) -> App:
    """The application without handlers, which need an index. `builder` may bring its own request objects."""
    builder = builder or ApplicationBuilder()
    builder = builder.token(token).updater(None).job_queue(None).update_queue(inbox.queue)
    builder = builder.rate_limiter(Patience(inbox, metrics.refused)).concurrent_updates(Lanes(inbox))
    if settings.telegram_api_base_url:
        builder = builder.base_url(settings.telegram_api_base_url)
    if settings.telegram_api_base_file_url:
        builder = builder.base_file_url(settings.telegram_api_base_file_url)
    return builder.build()


def timeouts(builder: ApplicationBuilder[Any, Any, Any, Any, Any, Any]) -> ApplicationBuilder[Any, Any, Any, Any, Any, Any]:
    return builder.read_timeout(READ_SECONDS).connect_timeout(10).pool_timeout(30).write_timeout(20)


def register(application: App, handlers: Handlers) -> None:
    """Each handler names the updates it sees: a filter like TEXT alone sees edits and channel posts as well."""
    kind = filters.UpdateType
    new = kind.MESSAGE | kind.CHANNEL_POST
    edited = kind.EDITED_MESSAGE | kind.EDITED_CHANNEL_POST
    other = kind.MESSAGE & filters.ChatType.PRIVATE & ~filters.TEXT & ~filters.StatusUpdate.ALL
    application.add_handlers(
        [
            MessageHandler(new & filters.TEXT, handlers.on_message),
            MessageHandler(edited & filters.TEXT, handlers.on_edited),
            MessageHandler(kind.GUEST_MESSAGE & filters.TEXT, handlers.on_guest),
            MessageHandler(kind.MESSAGE & filters.StatusUpdate.MIGRATE, handlers.on_migrated),
            MessageHandler(other, handlers.on_other),
            CallbackQueryHandler(handlers.on_button),
            InlineQueryHandler(handlers.on_inline),
        ]
    )
    application.add_error_handler(handlers.on_error)


class _Process:
    def __init__(self, settings: Settings, token: str, secret: str) -> None:
        self.settings, self.secret = settings, secret
        self.started = time.time()
        self.metrics = Metrics()
        self.state = State(settings.state, token, settings.retention_days)
        self.token = token
        self.store = Threads("state")
        self.why_not_ready: str | None = "starting"
        self.last_poll = time.monotonic()

    async def run(self) -> int:
        self.stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop.set)
        self.inbox = Inbox(self.state, asyncio.Queue(), self.store)
        try:
            application = build(self.settings, self.token, self.inbox, self.metrics, timeouts(ApplicationBuilder()))
        except InvalidToken:
            raise Refused(_TOKEN_REFUSED) from None
        site: Site | None = None
        desk: Desk | None = None
        try:
            site = await self._health_site()
            if not await self._unless_stopped(self._initialize(application)):
                return OK
            if not await self._unless_stopped(self._ensure_index()):
                return OK
            desk = Desk(Engine(await self.store(partial(open_index, self.settings.index, milvus=self.settings.milvus))))
            for warning in desk.index.warnings:
                _log.warning("%s", warning)
            self._greet(application.bot, desk)
            register(application, Handlers(self._parts(desk)))
            return await self._serve(application, desk)
        finally:
            if site is not None:
                await site.stop()
            with contextlib.suppress(TelegramError, RuntimeError):
                await application.shutdown()
                await application.bot.shutdown()  # also when the application never was complete
            if desk is not None:
                desk.close()
            self.store.close()
            self.state.close()

    def _parts(self, desk: Desk) -> Parts:
        settings = self.settings
        return Parts(
            desk,
            self.state,
            self.store,
            Memory(minutes=settings.follow_up_minutes),
            Limits(settings.user_per_minute, settings.chat_per_minute),
            self.metrics,
            settings,
            self.started,
        )

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> bool:
        """Whether the work was done before the signal to end came."""
        task, stop = asyncio.create_task(work), asyncio.create_task(self.stop.wait())
        await asyncio.wait((task, stop), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not task.done():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
            return False
        task.result()
        return True

    # --- start ------------------------------------------------------------------------------------------------------

    async def _health_site(self) -> Site | None:
        """In webhook mode the endpoints are on the webhook's own port."""
        if self.settings.telegram_webhook_url is not None or self.settings.health_port is None:
            return None
        app = web.application(self.metrics, self._not_ready)
        return await _open_site(partial(Site, app, self.settings.health_listen, self.settings.health_port), "TIMELINE_HEALTH_PORT")

    def _not_ready(self) -> str | None:
        if self.why_not_ready is None and self.settings.telegram_webhook_url is None and time.monotonic() - self.last_poll > SILENT_SECONDS:
            return "Telegram does not answer"
        return self.why_not_ready

    async def _initialize(self, application: App) -> None:
        try:
            await _persistently(application.initialize, "getMe")
        except InvalidToken:
            raise Refused(_TOKEN_REFUSED) from None

    async def _ensure_index(self) -> None:
        """Build the default index where there is none, in a process of its own: building needs torch, answering does not."""
        folder = Path(self.settings.index)
        if (folder / "CURRENT").exists() or generations(folder):  # a damaged one is for `check` and `build`; an interrupted build leaves neither
            return
        _log.info("There is no index in %s yet; building one", folder)
        self.why_not_ready = "building the index"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "build", "--index", str(folder), stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL
        )
        try:
            status = await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        if status != 0:
            raise StaleIndex(f"{folder}: the index could not be built; run timeline-bot build")

    def _greet(self, bot: Bot, desk: Desk) -> None:
        me = bot.bot
        _log.info(
            "Answering as @%s from %s: %d events, generation %s", me.username, desk.index.timeline.title, len(desk.index), desk.index.generation
        )
        self.metrics.generation(desk.index.generation, len(desk.index))
        if not me.can_read_all_group_messages:
            _log.info("Group privacy mode is on: mentions in groups do not reach the bot (see /status)")

    # --- work -------------------------------------------------------------------------------------------------------

    async def _serve(self, application: App, desk: Desk) -> int:
        settle()
        await application.start()
        background = [asyncio.create_task(_announce(application.bot)), asyncio.create_task(self._housekeeping(desk))]
        await self.inbox.resume(application.bot)
        hook: Site | None = None
        status = OK
        try:
            if self.settings.telegram_webhook_url is None:
                status = await self._poll(application.bot)
            else:
                hook = await self._hook(application.bot, self.settings.telegram_webhook_url)
                await self.stop.wait()
        finally:
            self.why_not_ready = "stopping"
            if hook is not None:
                await hook.stop()
            for task in background:
                task.cancel()
            await self._finish(application)
        return status

    async def _poll(self, bot: Bot) -> int:
        if not await self._unless_stopped(_persistently(bot.delete_webhook, "deleteWebhook", refusable=True)):
            return OK
        self.why_not_ready = None
        try:
            await self._unless_stopped(poll(bot, self.inbox, self._polled))
        except InvalidToken:
            _log.error(_TOKEN_REFUSED)
            return FAILED
        except Conflict:
            _log.error("Another process is polling with this bot's token; only one can (409 Conflict). This one ends")
            return FAILED
        return OK

    def _polled(self) -> None:
        self.last_poll = time.monotonic()

    async def _hook(self, bot: Bot, url: str) -> Site | None:
        async def accept(update: Any) -> None:
            if self.stop.is_set() or not self.inbox.room.is_set():
                raise RuntimeError("no room for further updates")
            if not isinstance(update, Mapping):
                raise ValueError("an update is an object")
            await self.inbox.put([update], bot)

        app = web.application(self.metrics, self._not_ready, accept, urlsplit(url).path, self.secret)
        make = partial(Site, app, self.settings.telegram_webhook_listen, self.settings.telegram_webhook_port)
        site = await _open_site(make, "TELEGRAM_WEBHOOK_PORT")
        setting = partial(bot.set_webhook, url, secret_token=self.secret, allowed_updates=ALLOWED, drop_pending_updates=False)
        try:
            if await self._unless_stopped(_persistently(setting, "setWebhook")):
                self.why_not_ready = None
                _log.info("Telegram delivers to %s:%d", self.settings.telegram_webhook_listen, self.settings.telegram_webhook_port)
        except TelegramError as error:
            await site.stop()
            raise Refused(_TOKEN_REFUSED if isinstance(error, InvalidToken) else f"Telegram refuses the webhook: {error}") from None
        return site

    async def _housekeeping(self, desk: Desk) -> None:
        while True:
            await self.store(self.state.expire)
            await desk.run(desk.refresh)
            await asyncio.sleep(EVERY_SECONDS)

    # --- end --------------------------------------------------------------------------------------------------------

    async def _finish(self, application: App) -> None:
        """Finish the answers in hand. What has not begun by then is in the state, for the next start."""
        lanes = application.update_processor
        stopping = asyncio.create_task(application.stop())
        await asyncio.wait((stopping,), timeout=BEGIN_SECONDS)
        if isinstance(lanes, Lanes) and not stopping.done():
            lanes.closing = True
            await asyncio.wait((stopping,), timeout=FINISH_SECONDS)
            if not stopping.done():
                _log.warning("Some answers could not be finished in time")
                lanes.cancel()
                await asyncio.wait((stopping,), timeout=1)
        if stopping.done():
            stopping.result()
        else:
            stopping.cancel()


_TOKEN_REFUSED = "Telegram refuses the token in TELEGRAM_BOT_TOKEN; @BotFather shows the right one"


async def _persistently(call: Callable[[], Awaitable[Any]], name: str, *, refusable: bool = False) -> None:
    """Until it succeeds, through network errors and flood control. Raises other refusals, unless they do not matter."""
    pause = 0.5
    while True:
        try:
            await call()
        except RetryAfter as error:
            pause = seconds_of(error)
        except TelegramError as error:
            if type(error) is not NetworkError and not isinstance(error, TimedOut):
                if not refusable:
                    raise
                _log.warning("%s was refused: %s", name, error)
                return
            _log.warning("Telegram cannot be reached (%s: %s); trying again in %.1f s", name, error, pause)
        else:
            return
        await asyncio.sleep(pause)
        pause = min(30.0, pause * 2)


async def _open_site(make: Callable[[], Site], variable: str) -> Site:
    try:
        site = make()
    except OSError as error:
        raise BadData(f"{variable}: the port cannot be used ({error})") from None
    await site.start()
    return site


async def _announce(bot: Bot) -> None:
    """The lists of commands that Telegram offers. Not worth a failure."""
    everybody = [BotCommand(name, text) for name, text in COMMANDS.items() if name != "start"]
    administrators = everybody + [BotCommand(name, text) for name, text in ADMIN_COMMANDS.items()]
    for commands, scope in (
        (everybody, BotCommandScopeDefault()),
        (everybody, BotCommandScopeAllGroupChats()),
        (administrators, BotCommandScopeAllChatAdministrators()),
    ):
        try:
            await bot.set_my_commands(commands, scope)
        except TelegramError as error:
            _log.warning("The list of commands could not be set: %s", error)

"""A whole bot without a network or a model: the real Application and handlers over a small timeline, an engine that does as it is told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from bot_api import TOKEN, BotApi, Called, Recorder, Updates
from telegram import Update
from telegram.ext import ApplicationBuilder

from bot.answer import Answer, Citation
from bot.app import App, build, register
from bot.config import Settings
from bot.desk import Desk, Threads
from bot.dispatch import Inbox
from bot.engine import Engine
from bot.handlers import Handlers, Parts
from bot.limits import Limits
from bot.memory import Memory
from bot.question import Question
from bot.state import State
from bot.web import Metrics
from index.errors import BadData
from index.search import Index
from index.types import Event


class Teller(Engine):
    """Answers with every event whose id stands in the question, else not at all. "and ..." is a follow-up."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self.asked: list[tuple[str, str | None]] = []
        """(question, the question before that it was given)"""
        self.slow: Callable[[str], float] = lambda text: 0.0
        """Seconds of thinking, in the engine's thread."""

    @property
    def index(self) -> Index:
        return self._index

    def refresh(self) -> bool:
        return False

    def ask(self, text: str, previous: Answer | None = None) -> Answer:
        self.asked.append((text, previous.question.text if previous else None))
        if self.slow(text):
            time.sleep(self.slow(text))
        if "crash" in text:
            raise RuntimeError("the engine broke")
        if len(text) > 2000:
            raise BadData("a question has at most 2,000 characters")
        question = Question(text, follow_up=text.startswith("and "))
        found = [event for event in self._index.events() if event.id in text.lower()]
        return told(question, found, self._index)


def told(question: Question, events: list[Event], index: Index) -> Answer:
    if not events:
        related = tuple(index.events()[:2])
        return Answer(question, ("The timeline holds no answer to this.",), reason="no-match", related=related, generation=index.generation)
    lines = tuple(f"{event.text} [{n}]" for n, event in enumerate(events, 1))
    citations = tuple(Citation(n, event, 0, len(event.text)) for n, event in enumerate(events, 1))
    return Answer(question, lines, f"Short: {events[0].id}", citations, generation=index.generation)


class World:
    def __init__(self, api: BotApi, application: App, handlers: Handlers, engine: Teller, inbox: Inbox, state: State) -> None:
        self.api, self.application, self.handlers, self.engine, self.inbox, self.state = api, application, handlers, engine, inbox, state
        self.updates = Updates()

    async def says(self, *updates: dict[str, Any]) -> list[Called]:
        """Handle updates one after the other; what was called meanwhile."""
        before = len(self.api.calls)
        for update in updates:
            await self.application.process_update(Update.de_json(update, self.application.bot))
        return self.api.calls[before:]

    async def arrive(self, *updates: dict[str, Any], seconds: float = 10) -> None:
        """Let updates come in as from Telegram, all at once, and wait until they are handled."""
        await self.inbox.put(updates, self.application.bot)
        await asyncio.wait_for(self.application.update_queue.join(), seconds)

    def messages(self, chat: int | None = None) -> list[str]:
        return [call.text for call in self.api.sent(chat)]


@asynccontextmanager
async def world(index: Index, state: State | None = None, engine: Teller | None = None, **settings: Any) -> AsyncIterator[World]:
    """A running bot; updates that `arrive` are handled side by side."""
    api, metrics, store = BotApi(), Metrics(), Threads("state")
    state = state or State(":memory:", TOKEN)
    engine = engine or Teller(index)
    chosen = Settings(**settings)
    inbox = Inbox(state, asyncio.Queue(), store)
    builder = ApplicationBuilder().request(Recorder(api)).get_updates_request(Recorder(api))
    application = build(chosen, TOKEN, inbox, metrics, builder)
    desk = Desk(engine)
    limits = Limits(chosen.user_per_minute, chosen.chat_per_minute)
    parts = Parts(desk, state, store, Memory(minutes=chosen.follow_up_minutes), limits, metrics, chosen, time.time())
    handlers = Handlers(parts)
    register(application, handlers)
    await application.initialize()
    await application.start()
    try:
        yield World(api, application, handlers, engine, inbox, state)
    finally:
        await application.stop()
        await application.shutdown()
        desk.close()
        store.close()

"""Inline mode and guest mode: an answer and events as articles that somebody posts in a chat we are not in."""

from __future__ import annotations

import asyncio
import hashlib
import logging

from telegram import Bot, InlineQuery, InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot import browse, render
from bot.answer import Answer
from bot.delivery import NO_PREVIEW, keyboard
from bot.desk import Desk
from bot.memory import Bounded, Turn
from bot.render import Message, Rows
from bot.state import State
from index.dates import describe
from index.errors import BadData, StoreDown
from index.types import Event

PATIENCE = 0.15
"""Seconds without a keystroke before a query is answered."""
DEADLINE = 0.75
"""Seconds an answer may take; then there is none, and the next keystroke asks again."""
MOST = 12
UNREACHABLE = "The search is not reachable at the moment. Please try again in a minute."

_log = logging.getLogger(__name__)


class Inline:
    def __init__(self, desk: Desk, state: State, cache_seconds: int) -> None:
        self.desk, self.state, self.cache_seconds = desk, state, cache_seconds
        self._latest: Bounded[int, str] = Bounded(10_000)
        self._days: tuple[str, list[InlineQueryResultArticle], list[InlineQueryResultArticle]] | None = None

    async def answer(self, query: InlineQuery, bot: Bot) -> str | None:
        """The outcome; None when a newer keystroke has taken this one's place, which is then not answered at all."""
        self._latest[query.from_user.id] = query.id
        text = query.query.strip()
        if text:
            await asyncio.sleep(PATIENCE)
        if self._latest.get(query.from_user.id) != query.id:
            return None
        outcome = "answered"
        try:
            marked, plain = await asyncio.wait_for(self._results(text), DEADLINE)
        except TimeoutError:
            marked, plain, outcome = [], [], "late"
        except BadData:
            marked, plain, outcome = [], [], "too-long"
        except StoreDown as error:
            _log.warning("An inline query could not be answered: %s", error)
            await bot.answer_inline_query(query.id, [], cache_time=1, button=InlineQueryResultsButton(UNREACHABLE, start_parameter="help"))
            return "unreachable"
        if self._latest.get(query.from_user.id) != query.id:
            return None
        cache = self.cache_seconds if marked else 1
        try:
            await bot.answer_inline_query(query.id, marked, cache_time=cache, is_personal=False)
        except BadRequest as error:
            if "query" in error.message.lower() and "old" in error.message.lower():
                return "late"
            await bot.answer_inline_query(query.id, plain, cache_time=cache, is_personal=False)
        return outcome

    async def _results(self, text: str) -> tuple[list[InlineQueryResultArticle], list[InlineQueryResultArticle]]:
        if not text:
            return await self.desk.run(self._busy_days)
        turn = await self.desk.ask(text)
        return await self.desk.run(self._found, turn, text)

    def _found(self, turn: Turn, text: str) -> tuple[list[InlineQueryResultArticle], list[InlineQueryResultArticle]]:
        """The answer, then the events it cites, then what else is near; each with markup and plain."""
        answer = turn.answer
        near = [hit.passage.event for hit in self.desk.index.search(text, k=MOST)]
        events = {event.id: event for event in (*(citation.event for citation in answer.citations), *answer.related, *near)}
        self.state.keep_refs(render.hashed_refs(events.values()))
        generation = answer.generation or self.desk.index.generation
        both = [[event_article(event, generation, marked) for event in list(events.values())[:MOST]] for marked in (True, False)]
        if answer.answered:
            for articles, marked in zip(both, (True, False), strict=True):
                articles.insert(0, answer_article(answer, marked=marked))
        return both[0], both[1]

    def _busy_days(self) -> tuple[list[InlineQueryResultArticle], list[InlineQueryResultArticle]]:
        index = self.desk.index
        if self._days is None or self._days[0] != index.generation:
            marked, plain = [], []
            for day, count in browse.busiest_days(index):
                events = index.events(day, 40)
                title, about = describe(day), f"{count} event{'s' if count != 1 else ''}: " + "; ".join(e.title or e.text for e in events[:3])
                message = render.messages(render.list_blocks(title, events[:18], count - len(events[:18])))[0]
                key = f"d_{day.start}"
                marked.append(_article(key, title, about, message, (), True))
                plain.append(_article(key, title, about, message, (), False))
            self._days = index.generation, marked, plain
        return self._days[1], self._days[2]


def answer_article(answer: Answer, *, marked: bool = True) -> InlineQueryResultArticle:
    """Its id is the same for the same question and generation. Also what a guest gets when there is no answer."""
    key = hashlib.sha256(f"{answer.generation}\0{answer.question.text}".encode("utf-8", "replace")).hexdigest()[:32]
    title = answer.short or answer.text
    message = render.messages(render.answer_blocks(answer))[0]
    events = [citation.event for citation in answer.citations][:1]
    rows = render.walk_buttons(events[0], answer.generation) if events else ()
    return _article(f"a_{key}", title, " ".join(answer.lines), message, rows, marked)


def event_article(event: Event, generation: str, marked: bool = True) -> InlineQueryResultArticle:
    message = render.messages(render.event_blocks(event))[0]
    rows = render.walk_buttons(event, generation)
    return _article(f"e_{render.ref(event.id)}", event.title or event.text, f"{render.date_text(event)} · {event.text}", message, rows, marked)


def _article(id: str, title: str, about: str, message: Message, rows: Rows, marked: bool) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        message.html if marked else message.plain, parse_mode=ParseMode.HTML if marked else None, link_preview_options=NO_PREVIEW
    )
    return InlineQueryResultArticle(
        id, render.shorten(title, 120) or "…", content, reply_markup=keyboard(rows), description=render.shorten(about, 200)
    )


async def tell_guest(bot: Bot, guest_query_id: str, text: str) -> None:
    """Raises TelegramError."""
    content = InputTextMessageContent(text, link_preview_options=NO_PREVIEW)
    await bot.answer_guest_query(guest_query_id, InlineQueryResultArticle("told", text, content))


async def answer_guest(bot: Bot, guest_query_id: str, answer: Answer) -> None:
    """Raises TelegramError."""
    try:
        await bot.answer_guest_query(guest_query_id, answer_article(answer))
    except BadRequest as error:
        _log.warning("Telegram refused the markup of a guest answer (%s); it is sent as plain text", error)
        await bot.answer_guest_query(guest_query_id, answer_article(answer, marked=False))

"""What we do with an update: a question is answered where it was asked, a command is carried out, everything else gets silence."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, CallbackQuery, Message, Update
from telegram.constants import ChatAction, ChatType
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError
from telegram.ext import CallbackContext, ExtBot

from bot import browse, delivery, render
from bot.address import ADMIN_COMMANDS, COMMANDS, Call, address, is_reply_to, place_of, topic_of
from bot.chatsettings import Administration
from bot.config import Settings
from bot.delivery import Target
from bot.desk import Desk, Threads
from bot.inline import UNREACHABLE, Inline, answer_guest, tell_guest
from bot.limits import Limits, Verdict
from bot.memory import Memory, Place, Turn
from bot.render import Block, Press, Rows, block, run
from bot.state import State
from bot.web import Metrics
from index.dates import describe, distance
from index.errors import BadData, StoreDown
from index.types import Event

Context = CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]

TYPING_AFTER = 0.7
"""Seconds of thinking before a chat is told that we are at it."""
LISTED = 30
"""Lines of a list; the picture and the count speak for the rest."""
ALERT = 200
"""Characters that fit the alert of a pressed button."""

PRIVACY = (
    "Group privacy mode is on: in groups I only see commands and replies to my messages, not mentions. To change that, open @BotFather,"
    " /mybots, choose me, Bot Settings, Group Privacy, Turn off; then remove me from the group and add me again."
    " Making me an administrator of the group has the same effect."
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Parts:
    """What the handlers work with."""

    desk: Desk
    state: State
    store: Threads
    """The thread that the state is written in."""
    memory: Memory
    limits: Limits
    metrics: Metrics
    settings: Settings
    started: float
    """Seconds since 1970."""


class Handlers:
    def __init__(self, parts: Parts) -> None:
        self.desk, self.state, self.store, self.memory = parts.desk, parts.state, parts.store, parts.memory
        self.limits, self.metrics, self.settings, self.started = parts.limits, parts.metrics, parts.settings, parts.started
        self.inline = Inline(parts.desk, parts.state, parts.settings.inline_cache_seconds)
        self.administration = Administration(parts.state, parts.store)
        self._commands: dict[str, Callable[[Message, Call, Bot], Coroutine[Any, Any, None]]] = {
            "start": self._start,
            "help": self._help,
            "timeline": self._timeline,
            "event": self._event,
            "status": self._status,
            "forget": self._forget,
            "settings": self._settings,
        }

    # --- messages ---------------------------------------------------------------------------------------------------

    async def on_message(self, update: Update, context: Context) -> None:
        """A new message or channel post with text."""
        message = update.effective_message
        if message is None:
            return
        call = address(message, context.bot.bot)
        if call is None or not await self._may_answer(message, call):
            return
        call = self._borrowed(message, call, context.bot)
        if await self._stale(message):
            return
        place = place_of(message)
        verdict = self.limits.ask(place.user or place.chat, place.chat)
        if verdict is Verdict.SILENCE:
            self.metrics.question(message.chat.type, "silenced")
        elif verdict is Verdict.NOTICE:
            self.metrics.question(message.chat.type, "limited")
            await self._say(message, context.bot, "That is more than I can answer at once. Please give me a minute.")
        else:
            await self._calmly(message, context.bot, self._carry_out(message, call, context.bot))

    async def _carry_out(self, message: Message, call: Call, bot: Bot) -> None:
        if call.asks and (call.text or message.chat.type == ChatType.PRIVATE):
            await self._answer(message, call.text, bot)
        elif call.asks:
            await self._say(message, bot, "Ask me with your question behind the command, as in: /ask what happened first?")
        else:
            await self._commands[call.command](message, call, bot)

    async def on_edited(self, update: Update, context: Context) -> None:
        """An edited question: its answer is edited, once, while both are fresh."""
        message = update.effective_message
        if message is None:
            return
        call = address(message, context.bot.bot)
        old = self.memory.answers_to(message.chat.id, message.message_id)
        age = (message.edit_date or datetime.now(UTC)) - message.date
        fresh = age.total_seconds() <= self.settings.follow_up_minutes * 60
        if call is None or not call.asks or not call.text or not old or not fresh or not await self._may_answer(message, call):
            return
        place = place_of(message)
        if self.limits.ask(place.user or place.chat, place.chat) is Verdict.GO:
            self.memory.edited(message.chat.id, message.message_id)
            await self._calmly(message, context.bot, self._answer(message, call.text, context.bot, old))

    async def on_other(self, update: Update, context: Context) -> None:
        """A sticker, a photo, a voice message: one friendly line in private. Groups and channels never get here."""
        message = update.effective_message
        if message is not None and message.via_bot is None:
            place = place_of(message)
            if self.limits.ask(place.user, place.chat) is Verdict.GO:
                await self._say(message, context.bot, "I only read text. Ask me a question about the timeline in words.")

    async def on_migrated(self, update: Update, context: Context) -> None:
        """A group has become a supergroup: its settings and answers go with it. Both chats are told, in any order."""
        message = update.effective_message
        if message is None:
            return
        old, new = message.chat.id, message.migrate_to_chat_id
        if message.migrate_from_chat_id is not None:
            old, new = message.migrate_from_chat_id, message.chat.id
        if new is not None:
            self.memory.move(old, new)
            await self.store(self.state.move_chat, old, new)

    async def on_guest(self, update: Update, context: Context) -> None:
        """A message that calls us in a chat we are not in."""
        message = update.guest_message
        if message is None or message.guest_query_id is None or not message.text:
            return
        call = address(message, context.bot.bot)
        place = place_of(message)
        if self.limits.ask(place.user or place.chat, place.chat) is not Verdict.GO:
            return
        previous = self.memory.last(place)
        try:
            turn = await self._ask(call.text if call else message.text, previous, "guest")
        except StoreDown as error:
            self._unreachable(error, "guest")
            await tell_guest(context.bot, message.guest_query_id, UNREACHABLE)
            return
        await self._keep(turn, "guest", place)
        await answer_guest(context.bot, message.guest_query_id, turn.answer)
        self.memory.remember(place, turn, None, ())

    async def on_inline(self, update: Update, context: Context) -> None:
        query = update.inline_query
        if query is not None:
            outcome = await self.inline.answer(query, context.bot)
            self.metrics.question("inline", outcome or "superseded")

    # --- a question -------------------------------------------------------------------------------------------------

    async def _answer(self, message: Message, text: str, bot: Bot, old: tuple[int, ...] = ()) -> None:
        """Send the answer, or edit the old messages into it."""
        place, target = place_of(message), self._target(message)
        previous = await self._previous(message, place, bot)
        typing = asyncio.create_task(self._typing(bot, target)) if message.chat.type != ChatType.CHANNEL else None
        try:
            turn = await self._ask(text, previous, message.chat.type)
            blocks = render.answer_blocks(turn.answer, self._late(message))
            messages = await self.desk.run(render.messages, blocks)
        except BadData as error:
            self.metrics.question(message.chat.type, "refused")
            await self._say(message, bot, f"{str(error)[:1].upper()}{str(error)[1:]}.")
            return
        finally:
            if typing is not None:
                typing.cancel()
        kept = await self._keep(turn, message.chat.type, place)
        rows = render.answer_buttons(turn.answer)
        if old:
            ids = await delivery.replace_all(bot, target, old, messages, rows)
        else:
            ids = await delivery.send(bot, target, messages, rows)
        self.memory.remember(place, turn, None if old else message.message_id, ids)
        await self.store(self.state.shown, kept, place.chat, ids)

    async def _ask(self, text: str, previous: Turn | None, kind: str) -> Turn:
        if self.settings.log_questions:
            _log.info("Question: %s", text)
        began = time.perf_counter()
        turn = await self.desk.ask(text, previous)
        self.metrics.question(kind, turn.answer.reason or "answered", time.perf_counter() - began)
        self.metrics.generation(turn.answer.generation, len(self.desk.index))
        return turn

    async def _keep(self, turn: Turn, kind: str, place: Place) -> int:
        answer = turn.answer
        events = [citation.event for citation in answer.citations]

        def write() -> int:
            self.state.keep_refs(render.hashed_refs([*events, *answer.related]))
            ids = list(dict.fromkeys(event.id for event in events))
            return self.state.asked(kind, place.user or None, answer.question.text, turn.earlier, answer.reason, ids, answer.generation)

        return await self.store(write)

    async def _previous(self, message: Message, place: Place, bot: Bot) -> Turn | None:
        """What a follow-up refers to: the answer that is replied to, else the last one in this place."""
        if isinstance(bot, ExtBot) and is_reply_to(message, bot.bot) and message.reply_to_message is not None:
            replied = message.reply_to_message.message_id
            turn = self.memory.turn_in(place.chat, replied)
            if turn is None:
                asked = await self.store(self.state.question_in, place.chat, replied)
                turn = await self.desk.again(asked) if asked is not None else None
            if turn is not None:
                return turn
        return self.memory.last(place)

    async def _typing(self, bot: Bot, target: Target) -> None:
        await asyncio.sleep(TYPING_AFTER)
        try:
            await bot.send_chat_action(target.chat, ChatAction.TYPING, message_thread_id=target.topic)
        except TelegramError as error:
            _log.info("No typing action: %s", error)

    def _borrowed(self, message: Message, call: Call, bot: Bot) -> Call:
        """/ask without words, in reply to somebody's message, asks what that message says."""
        replied = message.reply_to_message
        if call.asks and not call.text and replied is not None and isinstance(bot, ExtBot) and not is_reply_to(message, bot.bot):
            return Call(call.command, (replied.text or "").strip())
        return call

    async def _may_answer(self, message: Message, call: Call) -> bool:
        """As the group's administrators set it; /settings is always heard."""
        if message.chat.type in (ChatType.PRIVATE, ChatType.CHANNEL) or call.command == "settings":
            return True
        return await self.administration.open(message, call)

    async def _stale(self, message: Message) -> bool:
        """Whether it is passed over because it waited too long while we were away."""
        if self._late(message) and self.settings.stale == "skip":
            self.metrics.question(message.chat.type, "stale")
            return True
        return False

    def _late(self, message: Message) -> str:
        """What to say of a question that was asked long before this process began; empty for all others."""
        age = time.time() - message.date.timestamp()
        if message.edit_date is not None or message.date.timestamp() > self.started or age < self.settings.stale_minutes * 60:
            return ""
        return f"You asked this {distance(int(age // 60))} ago, while I was away."

    # --- commands ---------------------------------------------------------------------------------------------------

    async def _start(self, message: Message, call: Call, bot: Bot) -> None:
        if call.text.startswith("e_"):
            await self._show_event(message, call.text[2:], bot)
        else:
            await self._help(message, call, bot)

    async def _help(self, message: Message, call: Call, bot: Bot) -> None:
        index = self.desk.index
        about = index.timeline
        busy = await self.desk.run(browse.busiest_days, index, 1)
        group = message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP)
        commands = {name: text for name, text in COMMANDS.items() if name != "start"} | (ADMIN_COMMANDS if group else {})
        blocks = [
            block(run(about.title or "A timeline", "b"), *([run(about.description)] if about.description else []), joiner="\n"),
            block(
                run(
                    "Ask me who did what, when and where. I answer from the timeline only, with the passage and its source behind each claim,"
                    " and say so when it does not hold the answer. You may ask on: “and who led them?”, “what happened next?”"
                )
            ),
            *([block(run(f"Try: what happened on {describe(busy[0][0])}?", "i"))] if busy else []),
            block(*(run(f"/{name} – {text}") for name, text in commands.items()), joiner="\n"),
            *([block(run("In groups: /ask, a reply to one of my messages, or my name in a message."))] if group else []),
        ]
        await self._send(message, bot, blocks)

    async def _timeline(self, message: Message, call: Call, bot: Bot) -> None:
        index = self.desk.index
        if not call.text:
            busy = await self.desk.run(browse.busiest_days, index)
            lines = [run(f"• {describe(day)}: {count} events") for day, count in busy]
            hint = block(run("Name a day or a name: /timeline " + (describe(busy[0][0]) if busy else "Rome")))
            await self._send(message, bot, [block(run("The fullest days", "b")), block(*lines, joiner="\n"), hint])
            return
        selection = await self.desk.run(browse.read, index, call.text)
        events = selection.events
        if not events:
            await self._say(message, bot, f"The timeline holds nothing for “{render.shorten(call.text, 100)}”.")
            return
        await self._send(message, bot, render.list_blocks(selection.title, events[:LISTED], len(events) - LISTED if len(events) > LISTED else 0))
        if any(event.when for event in events):
            png = await self.desk.picture(selection)
            try:
                await delivery.photo(bot, self._target(message), png, render.shorten(selection.title, 200))
            except (BadRequest, Forbidden) as error:
                _log.info("No picture for a chat: %s", error)

    async def _event(self, message: Message, call: Call, bot: Bot) -> None:
        if call.text:
            await self._show_event(message, call.text.split()[0], bot)
        else:
            await self._say(message, bot, "Which one? /event takes the id of an event.")

    async def _show_event(self, message: Message, ref: str, bot: Bot) -> None:
        event = await self.store(self._event_of, ref)
        if event is None:
            await self._say(message, bot, "The timeline has no such event; it may have been part of an older one.")
        else:
            await self._send(message, bot, render.event_blocks(event), render.walk_buttons(event, self.desk.index.generation))

    def _event_of(self, ref: str) -> Event | None:
        index = self.desk.index
        event = index.event(ref)
        if event is None:
            id = self.state.event_of(ref)
            event = index.event(id) if id is not None else None
        return event

    async def _status(self, message: Message, call: Call, bot: Bot) -> None:
        index = self.desk.index
        span = f", {describe(index.span)}" if index.span else ""
        lines = [
            f"{index.timeline.title or 'Timeline'}{span}",
            f"{len(index):,} events, {index.manifest.passages:,} passages",
            f"Generation {index.generation}, built {index.manifest.created}",
            *index.warnings,
        ]
        blocks = [block(*(run(line) for line in lines), joiner="\n")]
        me = await bot.get_me()
        if not me.can_read_all_group_messages and message.chat.type != ChatType.CHANNEL and not await self._sees_everything(message, bot):
            blocks.append(block(run(PRIVACY)))
        elif message.chat.type in (ChatType.GROUP, ChatType.SUPERGROUP):
            blocks.append(block(run("I see every message of this group, and answer commands, mentions and replies only.")))
        await self._send(message, bot, blocks)

    async def _sees_everything(self, message: Message, bot: Bot) -> bool:
        """Administrators do, whatever the privacy mode."""
        if message.chat.type == ChatType.PRIVATE:
            return False
        try:
            return (await bot.get_chat_member(message.chat.id, bot.id)).status == "administrator"
        except TelegramError as error:
            _log.info("Not known whether the bot is an administrator: %s", error)
            return False

    async def _forget(self, message: Message, call: Call, bot: Bot) -> None:
        user = place_of(message).user
        if not user:
            await self._say(message, bot, "In a channel I know of nobody, so there is nothing to erase.")
            return
        self.memory.forget(user)
        count = await self.store(self.state.forget, user)
        await self._say(message, bot, f"Done. I have erased {count} question{'' if count == 1 else 's'} of yours, and your votes.")

    async def _settings(self, message: Message, call: Call, bot: Bot) -> None:
        reply = await self.administration.command(message, call, bot, self.desk.index.timeline.zone)
        if reply:
            await self._say(message, bot, reply)

    # --- buttons ----------------------------------------------------------------------------------------------------

    async def on_button(self, update: Update, context: Context) -> None:
        """Every press is answered, whatever becomes of it."""
        query = update.callback_query
        if query is None:
            return
        toast, alert, then = "", False, None
        try:
            press = render.pressed(query.data or "")
            if press is not None and self.limits.ask(query.from_user.id, query.from_user.id) is Verdict.GO:
                toast, alert, then = await self._press(query, press, context.bot)
        except Exception:
            _log.exception("A button could not be carried out")
            toast = "Something went wrong here. Please try again."
        try:
            await query.answer(toast or None, show_alert=alert or None)
        except BadRequest as error:  # pressed long ago
            _log.info("A press was answered too late: %s", error)
        if then is not None:
            await then

    async def _press(self, query: CallbackQuery, press: Press, bot: Bot) -> tuple[str, bool, Coroutine[Any, Any, None] | None]:
        """What to tell whoever pressed, whether as an alert, and what to do after."""
        chat = query.message.chat if query.message is not None else None
        if press.action in ("up", "down"):
            return await self._vote(query, press.action == "up"), False, None
        index = self.desk.index
        old = press.generation != render.tag(index.generation)
        toast = "The timeline has been updated since this answer; you see it as it is now." if old else ""
        event = await self.store(self._event_of, press.ref)
        if event is None:
            return "That answer is from an older timeline. Please ask again.", True, None
        if press.action == "sources":
            events = await self._cited(query, event)
            if chat is not None and chat.type == ChatType.CHANNEL:
                return _alert(" · ".join(f"[{n}] {_source_line(cited)}" for n, cited in enumerate(events, 1))), True, None
            return toast, False, self._more(query, bot, render.source_blocks(events), ())
        if press.action != "event":
            step = -1 if press.action in ("earlier", "back") else 1
            beside = await self.desk.run(browse.neighbour, index, event, step)
            if beside is None:
                return f"That is the {'first' if step < 0 else 'last'} event of this timeline.", False, None
            event = beside
        await self.store(self.state.keep_refs, render.hashed_refs([event]))
        blocks, rows = render.event_blocks(event), render.walk_buttons(event, index.generation)
        if press.action in ("back", "forth"):
            return toast, False, self._turn_over(query, bot, blocks, rows)
        if chat is not None and chat.type == ChatType.CHANNEL:  # readers must not make the bot post
            return _alert(f"{render.date_text(event)}: {event.title or event.text}"), True, None
        return toast, False, self._more(query, bot, blocks, rows)

    async def _vote(self, query: CallbackQuery, up: bool) -> str:
        if query.message is None:
            return "Thank you."
        asked = await self.store(self.state.question_in, query.message.chat.id, query.message.message_id)
        if asked is None:
            return "Thank you, but I no longer know what this answered."
        await self.store(self.state.vote, asked.id, query.from_user.id, up)
        return "Thank you, noted." if up else "Thank you. Noted, to be looked at."

    async def _cited(self, query: CallbackQuery, event: Event) -> list[Event]:
        """All events that the pressed answer cites, as far as they are still there."""
        if query.message is None:
            return [event]
        asked = await self.store(self.state.question_in, query.message.chat.id, query.message.message_id)
        found = [self.desk.index.event(id) for id in (asked.events if asked is not None else ())]
        return [cited for cited in found if cited is not None] or [event]

    async def _more(self, query: CallbackQuery, bot: Bot, blocks: Sequence[Block], rows: Rows) -> None:
        """A further message below the one with the button."""
        if query.message is not None:
            topic = topic_of(query.message) if isinstance(query.message, Message) else None
            quote = query.message.message_id if query.message.chat.type != ChatType.PRIVATE else None
            await delivery.send(bot, Target(query.message.chat.id, topic, quote), render.messages(blocks), rows)

    async def _turn_over(self, query: CallbackQuery, bot: Bot, blocks: Sequence[Block], rows: Rows) -> None:
        """Another event in the place of the one with the button."""
        message = render.messages(blocks)[0]
        if query.inline_message_id is not None:
            await delivery.edit_inline(bot, query.inline_message_id, message, rows)
        elif query.message is not None:
            await delivery.edit(bot, query.message.chat.id, query.message.message_id, message, rows)

    # --- speaking ---------------------------------------------------------------------------------------------------

    def _target(self, message: Message) -> Target:
        return Target(message.chat.id, topic_of(message), None if message.chat.type == ChatType.PRIVATE else message.message_id)

    async def _send(self, message: Message, bot: Bot, blocks: Sequence[Block], rows: Rows = ()) -> None:
        await delivery.send(bot, self._target(message), render.messages(blocks), rows)

    async def _say(self, message: Message, bot: Bot, text: str) -> None:
        await self._send(message, bot, [block(run(text))])

    async def _calmly(self, message: Message, bot: Bot, work: Coroutine[Any, Any, None]) -> None:
        """An error of ours goes to the log whole, and to the user as one calm line. A store that is away is nobody's error."""
        try:
            await work
        except TelegramError:
            raise
        except StoreDown as error:
            self._unreachable(error, message.chat.type)
            await self._say(message, bot, UNREACHABLE)
        except Exception:
            _log.exception("A message could not be answered")
            self.metrics.question(message.chat.type, "failed")
            await self._say(message, bot, "Something went wrong here, and it is not your question's fault. Please try again.")

    def _unreachable(self, error: StoreDown, kind: str) -> None:
        _log.warning("A question could not be answered: %s", error)
        self.metrics.question(kind, "unreachable")

    async def on_error(self, update: object, context: Context) -> None:
        """What Telegram refused: a line. Anything else: everything there is to know."""
        error = context.error
        if isinstance(error, Forbidden):
            self.metrics.refused("forbidden")
            _log.info("Not allowed to write to a chat (blocked or removed): %s", error)
        elif isinstance(error, ChatMigrated | BadRequest):
            self.metrics.refused("bad-request")
            _log.warning("Telegram refused a call: %s", error)
        elif isinstance(error, NetworkError):
            self.metrics.refused("network")
            _log.warning("Not known whether a message arrived (%s); it is not repeated", error)
        elif isinstance(error, TelegramError):
            self.metrics.refused("other")
            _log.warning("Telegram did not take a call: %s", error)
        else:
            _log.error("An update could not be handled", exc_info=error)


def _alert(text: str) -> str:
    return render.shorten(text, ALERT)


def _source_line(event: Event) -> str:
    source = event.sources[0] if event.sources else None
    return f"{render.date_text(event)}" + (f", {source.publisher or source.title}" if source else "")

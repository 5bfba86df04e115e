"""Messages out. Each has a plainer form that is sent when Telegram refuses the better one; a refusal is no delivery, so nothing is sent twice."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram import Message as Sent
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.render import Message, Rows

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_HOPELESS = (
    "chat not found",
    "not enough rights",
    "no rights",
    "write_forbidden",
    "send_plain_forbidden",
    "thread not found",
    "topic_closed",
    "topic_deleted",
    "topic closed",
    "chat_restricted",
    "deactivated",
    "peer_id_invalid",
)
"""Refusals that no other form of the message mends, as Telegram words them."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes. In groups and channels it quotes the one it answers."""

    chat: int
    topic: int | None = None
    quote: int | None = None
    """The id of the message that is answered."""


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup([[InlineKeyboardButton(button.label, callback_data=button.data) for button in row] for row in rows])


async def send(bot: Bot, target: Target, messages: Sequence[Message], rows: Rows = ()) -> tuple[int, ...]:
    """The ids of what was sent. Buttons stand below the last message, the quotation above the first. Raises TelegramError."""
    ids = []
    for at, message in enumerate(messages):
        last = at == len(messages) - 1
        sent = await _send(bot, target if at == 0 else replace(target, quote=None), message, keyboard(rows) if last else None)
        ids.append(sent.message_id)
    return tuple(ids)


async def _send(bot: Bot, target: Target, message: Message, markup: InlineKeyboardMarkup | None) -> Sent:
    marked = True
    while True:
        try:
            return await bot.send_message(
                target.chat,
                message.html if marked else message.plain,
                parse_mode=ParseMode.HTML if marked else None,
                message_thread_id=target.topic,
                reply_parameters=None if target.quote is None else ReplyParameters(target.quote, allow_sending_without_reply=True),
                reply_markup=markup,
                link_preview_options=NO_PREVIEW,
            )
        except ChatMigrated as error:
            if target.chat == error.new_chat_id:
                raise
            target = Target(error.new_chat_id)
        except BadRequest as error:
            reason = error.message.lower()
            if any(words in reason for words in _HOPELESS):
                raise
            if target.quote is not None and "repl" in reason:
                target = replace(target, quote=None)
            elif marked:
                _log.warning("Telegram refused the markup of a message (%s); it is sent as plain text", error)
                marked = False
            elif target.quote is not None:
                target = replace(target, quote=None)
            elif markup is not None:
                markup = None
            else:
                raise


async def edit(bot: Bot, chat: int, message_id: int, message: Message, rows: Rows = ()) -> None:
    await _edit(bot, message, rows, chat_id=chat, message_id=message_id)


async def edit_inline(bot: Bot, inline_message_id: str, message: Message, rows: Rows = ()) -> None:
    await _edit(bot, message, rows, inline_message_id=inline_message_id)


async def _edit(
    bot: Bot, message: Message, rows: Rows, chat_id: int | None = None, message_id: int | None = None, inline_message_id: str | None = None
) -> None:
    for text, mode in ((message.html, ParseMode.HTML), (message.plain, None)):
        try:
            await bot.edit_message_text(
                text,
                chat_id=chat_id,
                message_id=message_id,
                inline_message_id=inline_message_id,
                parse_mode=mode,
                reply_markup=keyboard(rows),
                link_preview_options=NO_PREVIEW,
            )
        except BadRequest as error:
            if "not modified" in error.message.lower():
                return
            if mode is None or "not found" in error.message.lower() or "can't be edited" in error.message.lower():
                raise
        else:
            return


async def replace_all(bot: Bot, target: Target, old: Sequence[int], messages: Sequence[Message], rows: Rows = ()) -> tuple[int, ...]:
    """Edit an answer of several messages into another, which may be longer or shorter; the ids of what stands there then."""
    for message_id in old[len(messages) :]:
        try:
            await bot.delete_message(target.chat, message_id)
        except TelegramError as error:
            _log.info("An old part of an answer stays: %s", error)
    kept = tuple(old[: len(messages)])
    for at, (message_id, message) in enumerate(zip(kept, messages, strict=False)):
        await edit(bot, target.chat, message_id, message, rows if at == len(messages) - 1 else ())
    more = await send(bot, replace(target, quote=None), messages[len(kept) :], rows) if len(messages) > len(kept) else ()
    return kept + more


async def photo(bot: Bot, target: Target, png: bytes, caption: str) -> None:
    """Raises TelegramError."""
    quote = None if target.quote is None else ReplyParameters(target.quote, allow_sending_without_reply=True)
    await bot.send_photo(target.chat, png, caption=caption, message_thread_id=target.topic, reply_parameters=quote, filename="timeline.png")

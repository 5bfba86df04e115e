"""Is a message for us, and which words of it? Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType

from bot.memory import Place

COMMANDS = {
    "ask": "ask a question about the timeline",
    "timeline": "events of a day or about a name, with a picture",
    "event": "one event in full",
    "status": "what I know and what I can see",
    "forget": "erase what you asked",
    "help": "how to ask",
    "start": "begin",
}
ADMIN_COMMANDS = {"settings": "where and when I answer in this group"}

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@(\w+))?(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Call:
    """What somebody wants of us."""

    command: str
    """Empty for a question without one."""
    text: str

    @property
    def asks(self) -> bool:
        return self.command in ("", "ask")


def address(message: Message, me: User) -> Call | None:
    """None for what is not addressed to us: it gets silence.

    Entities are not needed for commands and mentions: a command stands at the very beginning and our name is unmistakable.
    """
    text = message.text
    if not text or message.via_bot is not None:  # what we offered inline and somebody posted is no question
        return None
    sender = message.from_user
    if sender is not None and sender.is_bot and message.sender_chat is None:
        return None
    kind = message.chat.type
    command = _COMMAND.match(text)
    if command is not None:
        return _command(command, text, kind, me)
    if kind == ChatType.PRIVATE:
        return Call("", text.strip())
    if kind == ChatType.CHANNEL:
        return None
    rest = _without_mention(message, text, me)
    if rest is not None:
        return Call("", rest)
    return Call("", text.strip()) if not message.is_automatic_forward and is_reply_to(message, me) else None


def _command(match: re.Match[str], text: str, kind: str, me: User) -> Call | None:
    name, to = match[1].lower(), match[2]
    if to is not None and to.lower() != (me.username or "").lower():
        return None
    known = name in COMMANDS or name in ADMIN_COMMANDS
    if not known and kind != ChatType.PRIVATE:
        return None
    return Call(name if known else "help", text[match.end() :].strip())


def is_reply_to(message: Message, me: User) -> bool:
    """Whether it answers a message of ours. The first message of a topic does not count: everything in the topic "replies" to it."""
    to = message.reply_to_message
    return to is not None and to.from_user is not None and to.from_user.id == me.id and to.forum_topic_created is None


def _without_mention(message: Message, text: str, me: User) -> str | None:
    """The text without our name; None when our name is not in it."""
    for entity in message.entities:
        if entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and entity.user.id == me.id:
            units = text.encode("utf-16-le")  # positions count UTF-16 units
            return (units[: 2 * entity.offset] + units[2 * (entity.offset + entity.length) :]).decode("utf-16-le", "ignore").strip()
    if not me.username:
        return None
    without, found = re.subn(rf"(?<![\w@./])@{re.escape(me.username)}(?!\w)[,:]?", " ", text, flags=re.IGNORECASE)
    return " ".join(without.split()) if found else None


def topic_of(message: Message) -> int | None:
    """The forum topic, or None. Outside of forums a thread is only a chain of replies, which nothing can be sent to."""
    if message.message_thread_id is not None and (message.is_topic_message or message.chat.is_forum):
        return message.message_thread_id
    return None


def place_of(message: Message) -> Place:
    """Whoever writes for a channel or as an anonymous administrator is one user per such chat; in channels there is nobody."""
    who = message.sender_chat.id if message.sender_chat is not None else message.from_user.id if message.from_user is not None else 0
    return Place(message.chat.id, topic_of(message) or 0, 0 if message.chat.type == ChatType.CHANNEL else who)

"""Where and when the bot answers in a group: /settings, for its administrators."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from telegram import Bot, Message
from telegram.constants import ChatMemberStatus, ChatType

from bot.address import Call, topic_of
from bot.desk import Threads
from bot.state import ChatSettings, State

USAGE = (
    "/settings on or off – answer here, or not (in a forum: in this topic)\n"
    "/settings only – answer in this topic and in no other\n"
    "/settings commands – answer commands only\n"
    "/settings addressed – answer commands, mentions and replies\n"
    "/settings hours 08:00-22:00 Europe/Berlin – answer at these hours; /settings hours always\n"
    "/settings reset – as at first, in every topic"
)
_HOURS = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-–]\s*(\d{1,2})(?::(\d{2}))?(?:\s+(\S+))?")


class Administration:
    def __init__(self, state: State, store: Threads) -> None:
        self.state, self.store = state, store

    async def open(self, message: Message, call: Call) -> bool:
        """Whether a call in a group is answered."""
        settings = await self.store(self.state.settings, message.chat.id, topic_of(message) or 0)
        if not settings.on or (settings.when == "commands" and not call.command):
            return False
        now = datetime.now(ZoneInfo(settings.zone))
        return settings.open_at(now.hour * 60 + now.minute)

    async def command(self, message: Message, call: Call, bot: Bot, zone: str) -> str:
        """The reply; empty for those who may not ask. `zone` is of hours that are given without one."""
        if message.chat.type == ChatType.PRIVATE:
            return "Settings are for groups. Here I always answer."
        if message.chat.type == ChatType.CHANNEL:
            return "In channels I answer /ask posts, always. Whoever may post may ask."
        if not await _is_administrator(message, bot):
            return "Only administrators of this group can change that."
        chat, topic = message.chat.id, topic_of(message) or 0
        now = await self.store(self.state.settings, chat, topic)
        words = call.text.split(maxsplit=1)
        verb, rest = (words[0].lower(), words[1] if len(words) > 1 else "") if words else ("", "")
        if verb == "reset":
            await self.store(self.state.reset_settings, chat)
            return "Done. " + describe(ChatSettings(), False)
        if verb == "only":
            if not topic:
                return "This group has no topic here; /settings on and /settings off are for whole groups."
            await self.store(self.state.only, chat, topic)
            return "Done. I answer in this topic and in no other."
        try:
            new = changed(now, verb, rest, zone)
        except ValueError as error:
            return str(error)
        if new is None:
            return f"{describe(now, bool(topic))}\n\n{USAGE}"
        await self.store(self.state.set_settings, chat, topic, new)
        return "Done. " + describe(new, bool(topic))


def changed(now: ChatSettings, verb: str, rest: str, zone: str) -> ChatSettings | None:
    """None when `verb` changes nothing. Raises ValueError with what would be right."""
    if verb in ("on", "off"):
        return replace(now, on=verb == "on")
    if verb == "commands":
        return replace(now, when="commands")
    if verb == "addressed":
        return replace(now, when="addressed")
    if verb != "hours":
        return None
    if rest.lower() == "always":
        return replace(now, hours=None)
    match = _HOURS.fullmatch(rest.strip())
    wrong = "Hours are written like this: /settings hours 08:00-22:00 Europe/Berlin"
    if match is None:
        raise ValueError(wrong)
    start, end = int(match[1]) * 60 + int(match[2] or 0), int(match[3]) * 60 + int(match[4] or 0)
    if start >= 24 * 60 or end > 24 * 60 or start == end:
        raise ValueError(wrong)
    zone = match[5] or zone
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"I do not know the time zone {zone[:40]}. One I know: Europe/Berlin") from None
    return replace(now, hours=(start, end), zone=zone)


def describe(settings: ChatSettings, topic: bool) -> str:
    where = "in this topic" if topic else "in this group"
    if not settings.on:
        return f"I do not answer {where}."
    what = "commands, mentions and replies" if settings.when == "addressed" else "commands only"
    hours = ""
    if settings.hours is not None:
        (a, b), (c, d) = (divmod(minute, 60) for minute in settings.hours)
        hours = f" between {a:02d}:{b:02d} and {c:02d}:{d:02d} ({settings.zone})"
    return f"I answer {what} {where}{hours}."


async def _is_administrator(message: Message, bot: Bot) -> bool:
    if message.sender_chat is not None:  # an administrator who is anonymous writes as the group itself
        return message.sender_chat.id == message.chat.id
    if message.from_user is None:
        return False
    member = await bot.get_chat_member(message.chat.id, message.from_user.id)
    return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

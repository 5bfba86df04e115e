from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from bot_api import ME, Called, from_bot
from world import World, world

from index.search import Index

ROOM, CHANNEL, ADA = -100, -200, 42
BOT = ME["username"]


@pytest.fixture
async def here(moon: Index) -> AsyncIterator[World]:
    async with world(moon) as made:
        yield made


def texts(calls: list[Called]) -> list[str]:
    return [call.text for call in calls if call.method == "sendMessage"]


async def test_any_text_in_private_is_a_question(here: World) -> None:
    [sent] = await here.says(here.updates.private("tell me of the landing"))
    assert sent.method == "sendMessage"
    assert sent.text.startswith("<b>Short: landing</b>\n\nTwo men of the crew landed on the Moon. [1]")
    assert sent.data["parse_mode"] == "HTML"
    assert sent.data["link_preview_options"] == {"is_disabled": True}
    assert "reply_parameters" not in sent.data


@pytest.mark.parametrize(
    "text",
    [
        "/ask the landing",
        f"/ask@{BOT} the landing",
        f"/ASK@{BOT.upper()} the landing",
        f"@{BOT} the landing",
        f"the landing, @{BOT}",
        "/ask\nthe landing",
    ],
)
async def test_a_group_asks_with_the_command_or_the_name(here: World, text: str) -> None:
    update = here.updates.group(text)
    [sent] = await here.says(update)
    assert sent.chat == ROOM
    assert "Short: landing" in sent.text
    assert sent.data["reply_parameters"] == {"message_id": update["message"]["message_id"], "allow_sending_without_reply": True}
    assert here.engine.asked[-1][0].strip(" ,") == "the landing"


@pytest.mark.parametrize(
    "text",
    ["the landing", "/ask@another_bot the landing", "/unknown the landing", f"mail landing@{BOT} or x/@{BOT}", f"@{BOT}x landing", "landing /ask"],
)
async def test_what_is_not_addressed_to_it_gets_silence_in_a_group(here: World, text: str) -> None:
    assert await here.says(here.updates.group(text)) == []


async def test_a_text_mention_is_found_by_utf16_positions(here: World) -> None:
    text = "🚀🚀 Bot the landing"
    entity = {"type": "text_mention", "offset": 5, "length": 3, "user": ME}
    await here.says(here.updates.group(text, entities=[entity]))
    assert here.engine.asked[-1][0] == "🚀🚀  the landing"


async def test_a_reply_to_its_message_is_a_question(here: World) -> None:
    [sent] = await here.says(here.updates.group("the landing?", reply_to_message=from_bot(here.api, 7, ROOM)))
    assert "Short: landing" in sent.text


async def test_a_reply_to_others_and_the_root_of_a_topic_are_not(here: World) -> None:
    other = from_bot(here.api, 7, ROOM) | {"from": {"id": 5, "is_bot": False, "first_name": "B"}}
    root = from_bot(here.api, 8, ROOM, forum_topic_created={"name": "Space", "icon_color": 7322096})
    assert await here.says(here.updates.group("the landing?", reply_to_message=other)) == []
    assert await here.says(here.updates.group("the landing?", reply_to_message=root, is_topic_message=True, message_thread_id=8)) == []


async def test_a_channel_asks_with_posts_and_has_no_user(here: World) -> None:
    assert await here.says(here.updates.channel("the landing")) == []
    assert await here.says(here.updates.channel(f"@{BOT} the landing")) == []
    [sent] = await here.says(here.updates.channel("/ask the landing"))
    assert sent.chat == CHANNEL
    assert "Short: landing" in sent.text


async def test_the_answer_stays_in_its_topic(here: World) -> None:
    [sent] = await here.says(here.updates.group("/ask the landing", message_thread_id=77, is_topic_message=True))
    assert sent.data["message_thread_id"] == 77


async def test_a_chain_of_replies_outside_a_forum_is_no_topic(here: World) -> None:
    [sent] = await here.says(here.updates.group("/ask the landing", message_thread_id=77))
    assert "message_thread_id" not in sent.data


async def test_an_automatic_forward_is_no_question_unless_it_asks(here: World) -> None:
    forward: dict[str, Any] = {"is_automatic_forward": True, "sender_chat": {"id": CHANNEL, "type": "channel", "title": "C"}}
    reply: dict[str, Any] = {"reply_to_message": from_bot(here.api, 7, ROOM)}
    assert await here.says(here.updates.group("the landing", user=777000, **forward, **reply)) == []
    [sent] = await here.says(here.updates.group("/ask the landing", user=777000, **forward))
    assert "Short: landing" in sent.text


async def test_other_bots_and_its_own_inline_results_are_not_answered(here: World) -> None:
    bot: dict[str, Any] = {"id": 5, "is_bot": True, "first_name": "B"}
    assert await here.says(here.updates.private("the landing", via_bot=ME)) == []
    more: dict[str, Any] = {"from": bot}
    assert await here.says(here.updates.group("/ask the landing", **more)) == []


async def test_stickers_and_photos_get_one_friendly_line_in_private_only(here: World) -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]
    [line] = texts(await here.says(here.updates.private(None, photo=photo, caption="the landing")))
    assert "only read text" in line
    assert await here.says(here.updates.group(None, photo=photo, caption="the landing")) == []
    assert await here.says(here.updates.group(None, new_chat_members=[ME])) == []
    assert await here.says(here.updates.private(None, pinned_message=from_bot(here.api, 3, ADA, "private"))) == []


async def test_an_unknown_command_in_private_is_helped(here: World) -> None:
    [line] = texts(await here.says(here.updates.private("/nonsense")))
    assert "/timeline" in line


async def test_asking_without_a_question_asks_the_message_it_replies_to(here: World) -> None:
    other = from_bot(here.api, 7, ROOM) | {"from": {"id": 5, "is_bot": False, "first_name": "B"}, "text": "what of the landing"}
    await here.says(here.updates.group("/ask", reply_to_message=other))
    assert here.engine.asked == [("what of the landing", None)]
    [hint] = texts(await here.says(here.updates.group("/ask")))
    assert "/ask what happened" in hint

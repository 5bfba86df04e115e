from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from bot_api import error
from world import World, world

from bot import delivery
from bot.delivery import Target
from bot.render import Button, Message
from index.search import Index


@pytest.fixture
async def here(moon: Index) -> AsyncIterator[World]:
    async with world(moon) as made:
        yield made


async def test_refused_markup_is_sent_as_its_plain_twin(here: World) -> None:
    here.api.script["sendMessage"].append(error(400, "Bad Request: can't parse entities: unexpected end tag"))
    html, plain = await here.says(here.updates.private("the launch"))
    assert "parse_mode" not in plain.data
    assert plain.text.startswith("Short: launch\n\nThe rocket left the coast at dawn. [1]")
    assert "Port of Lisbon (https://example.org/log)" in plain.text
    assert html.data["reply_markup"] == plain.data["reply_markup"]


async def test_a_refused_quotation_is_left_out(here: World) -> None:
    here.api.script["sendMessage"].append(error(400, "Bad Request: message to be replied not found"))
    _, again = await here.says(here.updates.group("/ask the landing"))
    assert "reply_parameters" not in again.data
    assert again.data["parse_mode"] == "HTML"


async def test_what_no_other_form_mends_is_not_tried_again(here: World, caplog: pytest.LogCaptureFixture) -> None:
    for refusal in (error(403, "Forbidden: bot was blocked by the user"), error(400, "Bad Request: chat not found"), error(502, "Bad Gateway")):
        here.api.script["sendMessage"].append(refusal)
        assert len(await here.says(here.updates.private("the landing"))) == 1
    assert not any(record.exc_info for record in caplog.records)


async def test_a_group_that_migrated_meanwhile_is_answered_where_it_went(here: World) -> None:
    here.api.script["sendMessage"].append(error(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1009))
    first, second = await here.says(here.updates.group("/ask the landing", chat=-9))
    assert (first.chat, second.chat) == (-9, -1009)


@pytest.mark.parametrize("failing", [0, 1])
async def test_an_edit_that_is_refused_is_made_plain(here: World, failing: int) -> None:
    question = here.updates.private("the landing")
    await here.says(question)
    here.api.script["editMessageText"].append(error(400, ["Bad Request: can't parse entities", "Bad Request: message is not modified"][failing]))
    calls = await here.says(here.updates.edited(question, "the launch"))
    assert [call.method for call in calls] == ["editMessageText"] * (2 - failing)
    assert ("parse_mode" in calls[-1].data) is bool(failing)


async def test_the_buttons_stand_below_the_last_part_and_the_quotation_above_the_first(here: World) -> None:
    parts = [Message(f"<b>{n}</b>", str(n)) for n in range(3)]
    ids = await delivery.send(here.application.bot, Target(-5, quote=9), parts, ((Button("x", "d"),),))
    sent = here.api.sent(-5)
    assert [("reply_parameters" in call.data, "reply_markup" in call.data) for call in sent] == [(True, False), (False, False), (False, True)]
    assert ids == (1001, 1002, 1003)

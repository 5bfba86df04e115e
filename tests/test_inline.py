from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
from bot_api import ME, error, visible
from world import World, world

from index.search import Index

BOT = ME["username"]


@pytest.fixture
async def here(moon: Index) -> AsyncIterator[World]:
    async with world(moon) as made:
        yield made


async def test_a_guest_message_is_answered_by_the_same_function(here: World) -> None:
    [answered] = await here.says(here.updates.guest(f"@{BOT} the landing"))
    assert answered.method == "answerGuestQuery"
    content = answered.data["result"]["input_message_content"]
    assert "Short: landing" in content["message_text"]
    assert here.engine.asked == [("the landing", None)]


async def test_inline_offers_the_answer_and_events_with_stable_ids(here: World) -> None:
    [first] = await here.says(here.updates.inline("the landing"))
    [second] = await here.says(here.updates.inline("the landing"))
    results = first.data["results"]
    assert first.method == "answerInlineQuery"
    assert first.data["cache_time"] == 300
    assert [r["id"] for r in results] == [r["id"] for r in second.data["results"]]
    assert results[0]["title"] == "Short: landing"
    assert results[1]["id"] == "e_landing"
    assert len({r["id"] for r in results}) == len(results)
    assert all(visible(r["input_message_content"]["message_text"]) for r in results)


async def test_superseded_keystrokes_are_dropped(here: World) -> None:
    await here.arrive(*(here.updates.inline("the landing"[:n]) for n in range(3, 12)))
    [only] = [call for call in here.api.calls if call.method == "answerInlineQuery"]
    assert only.data["results"][0]["title"] == "Short: landing"


async def test_an_inline_answer_that_takes_too_long_is_none(here: World) -> None:
    here.engine.slow = lambda text: 1.5
    began = time.monotonic()
    [late] = await here.says(here.updates.inline("the landing"))
    assert time.monotonic() - began < 1.2
    assert (late.data["results"], late.data["cache_time"]) == ([], 1)


async def test_an_empty_inline_query_shows_the_fullest_days(here: World) -> None:
    [days] = await here.says(here.updates.inline(""))
    titles = [result["title"] for result in days.data["results"]]
    assert "20 July 1969" in titles


async def test_an_inline_markup_refusal_is_answered_plain(here: World) -> None:
    here.api.script["answerInlineQuery"].append(error(400, "Bad Request: can't parse entities"))
    _, plain = await here.says(here.updates.inline("the landing"))
    assert all("parse_mode" not in result["input_message_content"] for result in plain.data["results"])

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest
from bot_api import TOKEN, BotApi, Recorder, Updates, error
from telegram import Update
from telegram.error import Conflict, InvalidToken
from telegram.ext import ExtBot
from world import world

from bot import dispatch
from bot.desk import Threads
from bot.dispatch import Inbox, Lanes, lane_of, poll
from bot.state import State
from index.search import Index


@pytest.fixture
def api() -> BotApi:
    return BotApi()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox(State(":memory:", TOKEN), asyncio.Queue(), Threads("state"))


@pytest.fixture
def bot(api: BotApi) -> ExtBot[None]:
    return ExtBot(TOKEN, request=Recorder(api), get_updates_request=Recorder(api))


async def fetch(bot: ExtBot[None], inbox: Inbox, seconds: float = 0.3) -> None:
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(poll(bot, inbox, lambda: None), seconds)


def polls(api: BotApi, *batches: Any) -> None:
    """What getUpdates answers, then nothing new."""
    api.script["getUpdates"] += [batch if isinstance(batch, tuple) else (200, {"ok": True, "result": batch}) for batch in batches]
    api.rule = lambda method, data: (200, {"ok": True, "result": []}) if method == "getUpdates" else None


async def test_updates_are_confirmed_only_when_they_are_on_disk(
    api: BotApi, bot: ExtBot[None], inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates = Updates(first=9)
    batch = [updates.private("a"), updates.private("b")]
    polls(api, batch, batch)
    receive = inbox.state.receive
    failed: list[bool] = []

    def once(given: Any) -> Any:
        if not failed:
            failed.append(True)
            raise sqlite3.OperationalError("disk full")
        return receive(given)

    monkeypatch.setattr(inbox.state, "receive", once)
    await fetch(bot, inbox, 1.0)
    assert [call.data.get("offset") for call in api.calls][:3] == [None, None, 12]
    assert inbox.queue.qsize() == 2


async def test_the_same_update_is_passed_on_once(api: BotApi, bot: ExtBot[None], inbox: Inbox) -> None:
    update = Updates().private("a")
    assert await inbox.put([update, update], bot) == 1
    assert await inbox.put([update], bot) == 0
    assert inbox.queue.qsize() == 1


@pytest.mark.parametrize("wrong", [{}, {"update_id": "1"}, {"update_id": True}, [], "x"])
async def test_what_is_no_update_is_refused(bot: ExtBot[None], inbox: Inbox, wrong: Any) -> None:
    with pytest.raises(ValueError, match="update_id"):
        await inbox.put([wrong], bot)


async def test_errors_of_the_network_are_survived_and_others_end_polling(
    api: BotApi, bot: ExtBot[None], inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def nap(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    monkeypatch.setattr("bot.dispatch.asyncio.sleep", nap)
    api.script["getUpdates"] += [error(502, "Bad Gateway")] * 8 + [
        error(429, "wait", retry_after=7),
        error(409, "Conflict"),
        (200, {"ok": True, "result": [Updates().private("a")]}),
    ]
    api.script["getUpdates"] += [error(409, "Conflict")] * 3
    with pytest.raises(Conflict):
        await poll(bot, inbox, lambda: None)
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 7, 1, 1, 1]
    assert inbox.queue.qsize() == 1
    api.script["getUpdates"].append(error(401, "Unauthorized"))
    with pytest.raises(InvalidToken):
        await poll(bot, inbox, lambda: None)


async def test_when_too_much_waits_no_more_is_fetched(api: BotApi, bot: ExtBot[None], inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "IN_HAND", 2)
    updates = Updates()
    polls(api, [updates.private("a"), updates.private("b")])
    await fetch(bot, inbox)
    assert len(api.calls) == 1
    await inbox.done(updates.id)
    await fetch(bot, inbox, 0.1)
    assert len(api.calls) > 1


def test_lanes() -> None:
    updates = Updates()

    def lane(raw: dict[str, Any]) -> object:
        return lane_of(Update.de_json(raw))

    assert lane(updates.group("a")) == lane(updates.group("b", user=1)) == -100
    assert lane(updates.channel("a")) == -200
    assert lane(updates.guest("a")) == -300
    assert lane(updates.inline("a")) != lane(updates.inline("a"))
    assert lane(updates.press("x")) == ("callback", 42)


async def test_a_lane_that_is_full_drops_what_comes_on_top(moon: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "LANE", 3)
    async with world(moon) as here:
        here.engine.slow = lambda text: 0.05
        await here.arrive(*(here.updates.private("the landing") for _ in range(8)))
        assert len(here.api.sent()) == 3
        assert here.state.resume() == ([], 0)


async def test_what_has_not_begun_when_the_process_ends_is_left_for_the_next(moon: Index) -> None:
    async with world(moon) as here:
        here.engine.slow = lambda text: 0.2
        lanes = here.application.update_processor
        assert isinstance(lanes, Lanes)
        async with asyncio.TaskGroup() as group:
            group.create_task(here.arrive(*(here.updates.private("the landing") for _ in range(3))))
            await asyncio.sleep(0.1)
            lanes.closing = True
        assert len(here.api.sent()) == 1
        left, lost = here.state.resume()
        assert (len(left), lost) == (2, 0)
    async with world(moon, state=here.state) as later:
        await later.inbox.resume(later.application.bot)
        await asyncio.wait_for(later.application.update_queue.join(), 5)
        assert len(later.api.sent()) == 2


async def test_an_answer_that_waits_for_flood_control_survives_the_end_of_the_process(moon: Index) -> None:
    async with world(moon) as here:
        here.api.script["sendMessage"].append(error(429, "wait", retry_after=60))
        waiting = asyncio.create_task(here.arrive(here.updates.private("the landing")))
        await asyncio.sleep(0.3)
        lanes = here.application.update_processor
        assert isinstance(lanes, Lanes)
        lanes.cancel()
        await waiting
        left, lost = here.state.resume()
        assert (len(left), lost) == (1, 0)


async def test_an_answer_whose_fate_is_unknown_is_not_repeated(moon: Index) -> None:
    async with world(moon) as here:
        here.api.script["sendMessage"].append(error(502, "Bad Gateway"))
        await here.arrive(here.updates.private("the landing"))
        assert len(here.api.sent()) == 1
        assert here.state.resume() == ([], 0)

from __future__ import annotations

import asyncio
import gc
import threading

import pytest
from world import Teller

from bot import browse
from bot.desk import EARLIER, Desk
from bot.memory import Turn
from bot.state import Asked
from index.errors import StaleIndex
from index.search import Index


async def test_a_chain_of_follow_ups_is_kept_and_can_be_asked_again(moon: Index) -> None:
    desk = Desk(Teller(moon))
    turn: Turn | None = None
    for n in range(EARLIER + 2):
        turn = await desk.ask("the landing" if n == 0 else f"and {n}?", turn)
    assert turn is not None
    assert turn.earlier == ("and 1?", "and 2?", "and 3?", "and 4?")
    other = await desk.ask("the launch", turn)
    assert other.earlier == (), "a question that follows nothing up begins anew"
    again = await desk.again(Asked(1, "and when?", ("the landing",), ()))
    assert (again.answer.question.text, again.earlier) == ("and when?", ("the landing",))
    desk.close()


async def test_a_new_index_that_cannot_be_used_leaves_the_old_one(
    moon: Index, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    engine = Teller(moon)

    def broken() -> bool:
        raise StaleIndex("damaged")

    monkeypatch.setattr(engine, "refresh", broken)
    desk = Desk(engine)
    assert (await desk.ask("the landing")).answer.answered
    assert "the old one stays: damaged" in caplog.text
    desk.close()


async def test_while_one_takes_up_an_index_others_are_answered(moon: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    engine, begun, go = Teller(moon), threading.Event(), threading.Event()
    calls = 0

    def slow() -> bool:
        nonlocal calls
        calls += 1
        begun.set()
        return go.wait(5) and False

    monkeypatch.setattr(engine, "refresh", slow)
    desk = Desk(engine)
    refreshing = asyncio.ensure_future(desk.run(desk.refresh))
    assert await asyncio.to_thread(begun.wait, 5)
    assert (await desk.ask("the landing")).answer.answered
    go.set()
    await refreshing
    assert calls == 1
    desk.close()


async def test_what_is_loaded_is_not_searched_for_garbage_again_and_again(moon: Index) -> None:
    desk = Desk(Teller(moon))
    gc.unfreeze()
    try:
        for _ in range(2):
            assert (await desk.picture(browse.read(moon, "July 1969"))).startswith(b"\x89PNG")
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
        desk.close()

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from bot_api import ME, Called, error, from_bot, visible
from world import Teller, World, world

from bot import render
from index.search import Index

ROOM, CHANNEL, ADA = -100, -200, 42
BOT = ME["username"]


@pytest.fixture
async def here(moon: Index) -> AsyncIterator[World]:
    async with world(moon) as made:
        yield made


def texts(calls: list[Called]) -> list[str]:
    return [call.text for call in calls if call.method == "sendMessage"]


# --- edits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["private", "group", "channel"])
async def test_an_edited_question_has_its_answer_edited_once(here: World, kind: str) -> None:
    question: dict[str, Any] = getattr(here.updates, kind)("/ask the landing")
    [first] = await here.says(question)
    [edited] = await here.says(here.updates.edited(question, "/ask the launch"))
    assert edited.method == "editMessageText"
    assert (edited.chat, edited.data["message_id"]) == (first.chat, 1001)
    assert "Short: launch" in edited.text
    assert await here.says(here.updates.edited(question, "/ask the speech")) == []


async def test_edits_of_old_messages_and_of_what_was_not_asked_are_ignored(here: World) -> None:
    question = here.updates.private("the landing")
    await here.says(question)
    assert await here.says(here.updates.edited(question, "the launch", after=7200)) == []
    chat = here.updates.group("good morning")
    await here.says(chat)
    assert await here.says(here.updates.edited(chat, "/ask the landing")) == []


async def test_an_edit_to_a_shorter_answer_deletes_what_is_left_over(here: World) -> None:
    question = here.updates.private("landing launch return speech " + "x" * 1800)
    long = here.engine.ask
    here.engine.ask = lambda text, previous=None: _stretched(long(text, previous))  # type: ignore[method-assign]
    sent = await here.says(question)
    assert len(sent) > 1
    here.engine.ask = long  # type: ignore[method-assign]
    calls = await here.says(here.updates.edited(question, "the launch"))
    assert [call.method for call in calls] == ["deleteMessage"] * (len(sent) - 1) + ["editMessageText"]


def _stretched(answer: Any) -> Any:
    from dataclasses import replace

    return replace(answer, lines=tuple(line + " " + "and so on " * 250 for line in answer.lines))


# --- what it remembers -----------------------------------------------------------------------------------------------


async def test_a_follow_up_follows_the_last_answer_of_the_same_user_in_the_same_place(here: World) -> None:
    await here.says(here.updates.group("/ask the landing"))
    await here.says(here.updates.group("/ask the launch", user=43))
    await here.says(here.updates.group("/ask and when?"))
    await here.says(here.updates.private("and when?"))
    assert here.engine.asked[-2:] == [("and when?", "the landing"), ("and when?", None)]


async def test_a_reply_to_an_answer_follows_that_answer(here: World) -> None:
    await here.says(here.updates.group("/ask the landing"))
    await here.says(here.updates.group("/ask the launch"))
    await here.says(here.updates.group("and when?", user=99, reply_to_message=from_bot(here.api, 1001, ROOM)))
    assert here.engine.asked[-1] == ("and when?", "the landing")


async def test_after_a_restart_the_question_behind_an_answer_is_asked_again(moon: Index, here: World) -> None:
    await here.says(here.updates.group("/ask the landing"), here.updates.group("/ask and when?"))
    async with world(moon, state=here.state) as later:
        await later.says(later.updates.group("and where?", reply_to_message=from_bot(later.api, 1002, ROOM)))
        assert later.engine.asked == [("the landing", None), ("and when?", "the landing"), ("and where?", "and when?")]


async def test_topics_have_their_own_conversations(here: World) -> None:
    def topic(n: int) -> dict[str, Any]:
        return {"is_topic_message": True, "message_thread_id": n}

    await here.says(here.updates.group("/ask the landing", **topic(1)))
    await here.says(here.updates.group("/ask and when?", **topic(2)))
    assert here.engine.asked[-1] == ("and when?", None)


async def test_forget_erases_what_a_user_asked(here: World) -> None:
    await here.says(here.updates.private("the landing"), here.updates.private("unheard of"))
    [line] = texts(await here.says(here.updates.private("/forget")))
    assert "2 questions" in line
    assert list(here.state.export()) == []
    await here.says(here.updates.private("and when?"))
    assert here.engine.asked[-1] == ("and when?", None)


async def test_a_question_from_while_it_was_away_says_so(moon: Index) -> None:
    old = {"date": int(time.time()) - 3 * 3600}
    async with world(moon, stale_minutes=10) as here:
        [sent] = await here.says(here.updates.private("the landing", **old))
        assert sent.text.startswith("<i>You asked this 3 hours ago, while I was away.</i>")
    async with world(moon, stale_minutes=10, stale="skip") as here:
        assert await here.says(here.updates.private("the landing", **old)) == []
        assert await here.says(here.updates.private("the landing")) != []


# --- commands --------------------------------------------------------------------------------------------------------


async def test_a_timeline_is_a_list_and_a_picture(here: World) -> None:
    list_, picture = await here.says(here.updates.group("/timeline July 1969"))
    assert "<b>July 1969</b>" in list_.text
    assert list_.text.index("Launch") < list_.text.index("Landing") < list_.text.index("Return")
    assert picture.method == "sendPhoto"
    assert picture.data["photo"] > 5000
    assert (picture.chat, picture.data["caption"]) == (ROOM, "July 1969")


async def test_a_timeline_about_a_name(here: World) -> None:
    list_, picture = await here.says(here.updates.private("/timeline the astronauts"))
    assert "Launch" in list_.text
    assert "Landing" in list_.text
    assert "Speech" not in list_.text
    assert picture.method == "sendPhoto"


async def test_where_photos_are_not_allowed_the_list_is_there_all_the_same(here: World) -> None:
    here.api.script["sendPhoto"].append(error(400, "Bad Request: not enough rights to send photos to the chat"))
    list_, _ = await here.says(here.updates.group("/timeline July 1969"))
    assert "Launch" in list_.text


async def test_an_empty_timeline_says_so_and_a_bare_one_offers_days(here: World) -> None:
    [nothing] = texts(await here.says(here.updates.private("/timeline Atlantis <b>")))
    assert "nothing for “Atlantis &lt;b&gt;”" in nothing
    [days] = texts(await here.says(here.updates.private("/timeline")))
    assert "The fullest days" in days


async def test_deep_links_and_the_event_command_show_an_event(here: World) -> None:
    [deep] = await here.says(here.updates.private("/start e_speech"))
    [command] = await here.says(here.updates.private("/event speech"))
    assert deep.text == command.text
    assert "A president promised the Moon" in visible(deep.text)
    assert "a local paper: It was given a day later (13 September 1962)" in visible(deep.text)
    assert '<a href="https://example.org/log">Port of Lisbon</a>' in deep.text
    [unknown] = texts(await here.says(here.updates.private("/event nothing")))
    assert "no such event" in unknown
    [welcome] = texts(await here.says(here.updates.private("/start")))
    assert "To the Moon" in welcome


async def test_status_tells_what_it_knows_and_what_it_cannot_see(moon: Index, here: World) -> None:
    [status] = texts(await here.says(here.updates.group("/status")))
    assert "To the Moon" in status
    assert moon.generation in status
    assert "6 events" in status
    assert "Group Privacy, Turn off" in status
    here.api.members[ROOM, ME["id"]] = "administrator"
    [status] = texts(await here.says(here.updates.group("/status")))
    assert "Group Privacy" not in status
    here.api.me["can_read_all_group_messages"] = True
    [status] = texts(await here.says(here.updates.private("/status")))
    assert "Group Privacy" not in status


async def test_administrators_set_where_and_when_it_answers(here: World) -> None:
    def in_topic(n: int, text: str, user: int = 1) -> dict[str, Any]:
        return here.updates.group(text, user=user, is_topic_message=True, message_thread_id=n)

    here.api.members[ROOM, 1] = "creator"
    [refused] = texts(await here.says(in_topic(1, "/settings off", user=2)))
    assert "Only administrators" in refused
    [done] = texts(await here.says(in_topic(1, "/settings only")))
    assert "in this topic and in no other" in done
    assert await here.says(in_topic(2, "/ask the landing")) == []
    assert texts(await here.says(in_topic(1, "/ask the landing"))) != []
    await here.says(in_topic(1, "/settings commands"))
    assert await here.says(in_topic(1, f"@{BOT} the landing")) == []
    [shown] = texts(await here.says(in_topic(1, "/settings")))
    assert "commands only" in shown
    await here.says(in_topic(2, "/settings reset"))
    assert texts(await here.says(in_topic(2, "/ask the landing"))) != []


async def test_an_anonymous_administrator_writes_as_the_group(here: World) -> None:
    group = {"id": ROOM, "type": "supergroup", "title": "Room"}
    anonymous: dict[str, Any] = {"from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}, "sender_chat": group}
    [done] = texts(await here.says(here.updates.group("/settings off", **anonymous)))
    assert "I do not answer in this group." in done
    assert await here.says(here.updates.group("/ask the landing")) == []


async def test_a_migrated_group_keeps_its_settings(here: World) -> None:
    here.api.members[-5, 1] = "creator"
    await here.says(here.updates.group("/settings off", chat=-5, user=1))
    await here.says(here.updates.group(None, chat=-5, migrate_to_chat_id=-1005))
    await here.says(here.updates.group(None, chat=-1005, migrate_from_chat_id=-5))
    assert await here.says(here.updates.group("/ask the landing", chat=-1005)) == []


# --- buttons ---------------------------------------------------------------------------------------------------------


def buttons(call: Called) -> dict[str, str]:
    rows = call.data["reply_markup"]["inline_keyboard"]
    return {button["text"]: button["callback_data"] for row in rows for button in row}


async def test_earlier_and_later_walk_the_timeline_around_the_cited_event(here: World) -> None:
    [sent] = await here.says(here.updates.private("the landing"))
    below = from_bot(here.api, 1001, ADA, "private")
    answered, card = await here.says(here.updates.press(buttons(sent)["Later ▶"], below))
    assert answered.method == "answerCallbackQuery"
    assert card.method == "sendMessage"
    assert "came back and swam" in card.text
    again = from_bot(here.api, 1002, ADA, "private")
    _, turned = await here.says(here.updates.press(buttons(card)["◀ Earlier"], again))
    assert (turned.method, turned.data["message_id"]) == ("editMessageText", 1002)
    assert "landed on the Moon" in turned.text
    [end] = await here.says(here.updates.press(render.data("forth", here.engine.index.generation, "return"), again))
    assert "last event" in end.data["text"]


async def test_sources_are_told_in_full(here: World) -> None:
    [sent] = await here.says(here.updates.group("/ask the speech and the launch"))
    _, sources = await here.says(here.updates.press(buttons(sent)["Sources"], from_bot(here.api, 1001, ROOM)))
    assert "[1] Speech" in visible(sources.text)
    assert "[2] Launch" in visible(sources.text)
    assert sources.data["reply_parameters"]["message_id"] == 1001


async def test_a_press_in_a_channel_posts_nothing(here: World) -> None:
    [sent] = await here.says(here.updates.channel("/ask the landing"))
    post = from_bot(here.api, 1001, CHANNEL, "channel")
    for label in ("Later ▶", "Sources"):
        [alert] = await here.says(here.updates.press(buttons(sent)[label], post, user=5))
        assert alert.method == "answerCallbackQuery"
        assert alert.data["show_alert"] is True
        assert 0 < len(alert.data["text"]) <= 200


async def test_votes_are_kept_once_a_user(here: World) -> None:
    [sent] = await here.says(here.updates.group("/ask the landing"))
    below = from_bot(here.api, 1001, ROOM)
    for user, label in ((1, "👍"), (2, "👎"), (2, "👍")):
        [thanks] = await here.says(here.updates.press(buttons(sent)[label], below, user=user))
        assert "Thank you" in thanks.data["text"]
    [kept] = here.state.export()
    assert (kept["question"], kept["votes"], kept["score"]) == ("the landing", 2, 2)


async def test_a_button_of_an_older_timeline_says_so(here: World) -> None:
    below = from_bot(here.api, 1001, ADA, "private")
    [gone] = await here.says(here.updates.press(render.data("later", "000000-0000000a", "nothing"), below))
    assert "older timeline" in gone.data["text"]
    updated, card = await here.says(here.updates.press(render.data("later", "000000-0000000a", "landing"), below))
    assert "updated since" in updated.data["text"]
    assert "swam" in card.text


@pytest.mark.parametrize("data", ["", "x", "p:zz:1", "s:00000000:" + "a" * 50])
async def test_every_press_is_answered(here: World, data: str) -> None:
    [answered] = await here.says(here.updates.press(data, from_bot(here.api, 9, ADA, "private")))
    assert answered.method == "answerCallbackQuery"


async def test_a_press_that_fails_is_answered_too(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.browse.neighbour", lambda *_: 1 / 0)
    press = here.updates.press(render.data("later", here.engine.index.generation, "landing"), from_bot(here.api, 9, ADA, "private"))
    [answered] = await here.says(press)
    assert "went wrong" in answered.data["text"]


async def test_a_press_below_an_inline_message_turns_it_over(here: World) -> None:
    data = render.data("forth", here.engine.index.generation, "landing")
    _, edited = await here.says(here.updates.press(data, None, inline_message_id="inline-7"))
    assert (edited.method, edited.data["inline_message_id"]) == ("editMessageText", "inline-7")


# --- limits, time, order ---------------------------------------------------------------------------------------------


async def test_too_many_questions_get_one_notice_then_silence(moon: Index) -> None:
    async with world(moon, user_per_minute=3) as here:
        await here.says(*(here.updates.private("the landing") for _ in range(8)))
        lines = here.messages(ADA)
        assert [("Short" in line, "give me a minute" in line) for line in lines] == [(True, False)] * 3 + [(False, True)]
        await here.says(here.updates.private("the landing", user=43))
        assert "Short" in here.messages(43)[0]


async def test_a_typing_action_only_when_it_takes_long(here: World) -> None:
    here.engine.slow = lambda text: 0.9 if "slow" in text else 0.0
    assert [call.method for call in await here.says(here.updates.private("the landing"))] == ["sendMessage"]
    assert [call.method for call in await here.says(here.updates.private("the slow landing"))] == ["sendChatAction", "sendMessage"]


async def test_fifty_users_at_once_are_all_answered_and_the_loop_never_stalls(here: World) -> None:
    here.engine.slow = lambda text: 0.02
    stalls: list[float] = []

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            stalls.append(time.perf_counter() - before - 0.005)

    watching = asyncio.create_task(watch())
    await here.arrive(*(here.updates.private(f"the landing {n}", user=1000 + n) for n in range(50)))
    watching.cancel()
    assert {call.chat for call in here.api.sent()} == set(range(1000, 1050))
    assert sorted(stalls)[-2] < 0.05  # one stall may be the machine's own


async def test_one_chat_is_answered_in_order_while_others_go_ahead(here: World) -> None:
    here.engine.slow = lambda text: 0.3 if "slow" in text else 0.0
    await here.arrive(
        here.updates.group("/ask slow landing"),
        here.updates.group("/ask the launch", user=43),
        here.updates.private("the speech"),
    )
    order = [(call.chat, visible(call.text).split("\n")[0]) for call in here.api.sent()]
    assert order == [(ADA, "Short: speech"), (ROOM, "Short: landing"), (ROOM, "Short: launch")]


async def test_an_unexpected_error_is_one_calm_line_for_the_user_and_a_traceback_for_the_log(here: World, caplog: pytest.LogCaptureFixture) -> None:
    [line] = texts(await here.says(here.updates.private("crash")))
    assert "went wrong" in line
    assert "RuntimeError" not in line
    assert any(record.exc_info for record in caplog.records)


async def test_a_question_that_is_too_long_is_told_so(here: World) -> None:
    [line] = texts(await here.says(here.updates.private("landing " * 300)))
    assert line.startswith("A question has at most 2,000 characters")


async def test_every_question_is_kept_with_its_outcome_and_no_name(moon: Index, here: World) -> None:
    await here.says(here.updates.private("unheard of", user=4242), here.updates.private("the landing", user=4242))
    [kept] = here.state.export()
    assert (kept["question"], kept["reason"], kept["answerable"]) == ("unheard of", "no-match", False)
    assert "4242" not in str(kept)


def test_the_teller_is_an_engine(moon: Index) -> None:
    assert Teller(moon).ask("the landing").answered

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path

import pytest

from bot import gold
from bot.state import ChatSettings, State, exported
from index.errors import BadData

KEY = "1:token"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "below" / "state.sqlite"


@pytest.fixture
def state(path: Path) -> State:
    return State(path, KEY)


def update(id: int) -> dict[str, object]:
    return {"update_id": id, "message": {"text": f"secret {id}"}}


def test_an_update_is_taken_in_hand_once(state: State, path: Path) -> None:
    assert [u["update_id"] for u in state.receive([update(1), update(2), update(1)])] == [1, 2]
    assert state.receive([update(2), update(3)]) == [update(3)]
    state.close()
    assert State(path, KEY).receive([update(1), update(3)]) == []


def test_after_a_restart_what_was_not_answered_is_handed_out_again(state: State, path: Path) -> None:
    state.receive([update(n) for n in range(1, 6)])
    state.done(1)
    state.sending(2)
    state.sending(3)
    state.unsent(3)
    state.close()
    again = State(path, KEY)
    assert again.resume() == ([update(3), update(4), update(5)], 1)
    assert again.resume() == ([update(3), update(4), update(5)], 0)


def test_what_people_wrote_is_erased_when_it_is_done(state: State, path: Path) -> None:
    state.receive([update(7)])
    state.done(7)
    state.close()
    assert b"secret 7" not in path.read_bytes()


def test_only_hashes_of_users_and_chats_are_in_the_file(state: State, path: Path) -> None:
    state.asked("private", 987654321, "who?", [], "no-match", [], "g")
    state.shown(1, 987654321, [5])
    state.vote(1, 987654321, True)
    state.set_settings(-1009876, 0, ChatSettings(on=False))
    state.close()
    everything = path.read_bytes()
    assert b"987654321" not in everything
    assert b"1009876" not in everything
    assert KEY.encode() not in everything
    assert path.stat().st_mode & 0o077 == 0
    assert State(":memory:", KEY).hash(1) == State(":memory:", KEY).hash(1) != State(":memory:", "2:other").hash(1)


def test_a_topic_has_its_own_settings_else_the_chats(state: State) -> None:
    assert state.settings(-1, 5) == ChatSettings()
    state.set_settings(-1, 0, ChatSettings(when="commands", hours=(60, 120), zone="Asia/Tokyo"))
    assert state.settings(-1, 5) == ChatSettings(when="commands", hours=(60, 120), zone="Asia/Tokyo")
    state.only(-1, 5)
    assert [state.settings(-1, topic).on for topic in (0, 5, 6)] == [False, True, False]
    state.move_chat(-1, -100)
    assert state.settings(-100, 5).on
    assert state.settings(-1, 6) == ChatSettings()
    state.reset_settings(-100)
    assert state.settings(-100, 6) == ChatSettings()


@pytest.mark.parametrize(
    ("hours", "minute", "is_open"),
    [(None, 5, True), ((60, 120), 60, True), ((60, 120), 120, False), ((1320, 360), 1400, True), ((1320, 360), 400, False)],
)
def test_hours_may_pass_midnight(hours: tuple[int, int] | None, minute: int, is_open: bool) -> None:
    assert ChatSettings(hours=hours).open_at(minute) is is_open


def test_questions_lead_back_from_the_messages_that_answer_them(state: State) -> None:
    id = state.asked("supergroup", 1, "and when?", ["who?"], None, ["a", "b"], "g")
    state.shown(id, -1, [10, 11])
    found = state.question_in(-1, 11)
    assert found is not None
    assert (found.question, found.context, found.events) == ("and when?", ("who?",), ("a", "b"))
    assert state.question_in(-2, 11) is None


def test_unanswered_and_voted_questions_are_exported_as_evaluation_questions(state: State, path: Path, tmp_path: Path) -> None:
    state.asked("private", 1, "unknown?", ["before"], "no-match", [], "g")
    good = state.asked("private", 1, "good?", [], None, ["landing"], "g")
    bad = state.asked("channel", None, "bad?", [], None, ["launch"], "g")
    state.asked("private", 1, "fine?", [], None, ["launch"], "g")
    state.vote(good, 1, False)
    state.vote(good, 1, True)
    state.vote(bad, 2, False)
    records = list(exported(path))
    assert [(r["question"], r["kind"], r["answerable"]) for r in records] == [
        ("unknown?", "unanswered", False),
        ("good?", "voted-up", True),
        ("bad?", "voted-down", False),
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(record) + "\n" for record in records))
    read = gold.read([file], lambda id: True)
    assert [question.question for question in read] == ["unknown?", "good?", "bad?"]
    assert (read[0].context, read[1].events) == (("before",), ("landing",))


def test_forgetting_erases_questions_votes_and_their_messages(state: State) -> None:
    mine, other = (state.asked("private", user, "q?", [], "no-match", [], "g") for user in (1, 2))
    state.shown(mine, 1, [5])
    state.vote(mine, 2, True)
    state.vote(other, 1, True)
    assert state.forget(1) == 1
    assert state.question_in(1, 5) is None
    assert [(r["votes"], r["question"]) for r in state.export()] == [(0, "q?")]
    assert state.forget(1) == 0


def test_what_is_too_old_is_erased(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = State(path, KEY, retention_days=10)
    state.receive([update(1), update(2)])
    state.done(1)
    state.vote(state.asked("private", 1, "q?", [], "no-match", [], "g"), 1, True)
    state.expire()
    assert len(list(state.export())) == 1
    later = time.time() + 11 * 86400
    monkeypatch.setattr(time, "time", lambda: later)
    state.expire()
    assert list(state.export()) == []
    assert state.resume() == ([update(2)], 0), "what is still to be done is never too old"


def test_references_are_found_again(state: State) -> None:
    state.keep_refs({"h_1": "an id: with colons"})
    assert state.event_of("h_1") == "an id: with colons"
    assert state.event_of("h_2") is None


def test_a_file_that_cannot_be_used_is_refused_in_a_line(tmp_path: Path) -> None:
    text = tmp_path / "notes.sqlite"
    text.write_text("not a database, and long enough to be seen as none " * 3)
    with pytest.raises(BadData, match="cannot be opened"):
        State(text, KEY)
    newer = tmp_path / "newer.sqlite"
    database = sqlite3.connect(newer)
    database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(BadData, match="format 99"):
        State(newer, KEY)
    with pytest.raises(BadData, match="no such file"):
        list(exported(tmp_path / "none.sqlite"))

"""What the Telegram bot keeps, in one SQLite file: updates in hand, settings of chats, questions, votes.

Users and chats are known by a keyed hash only; the key is made from the bot's token and is not in the file. An update's
own text is kept while it is in hand and erased when it is done. Power loss may cost the last moments (WAL, synchronous =
NORMAL), a killed process costs nothing that was written.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from index.errors import BadData

FORMAT = 1
DAY = 24 * 3600.0
SEEN_DAYS = 3
"""Update ids are remembered so long. Telegram keeps undelivered updates for one day."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS updates (id INTEGER PRIMARY KEY, at REAL NOT NULL, state INTEGER NOT NULL, json TEXT);
CREATE TABLE IF NOT EXISTS settings (chat TEXT, topic INTEGER, json TEXT NOT NULL, PRIMARY KEY (chat, topic)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS questions (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, user TEXT, kind TEXT NOT NULL, question TEXT NOT NULL, context TEXT NOT NULL,
    reason TEXT, events TEXT NOT NULL, generation TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (chat TEXT, message INTEGER, question INTEGER NOT NULL, PRIMARY KEY (chat, message)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS votes (question INTEGER, user TEXT, vote INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (question, user)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refs (ref TEXT PRIMARY KEY, event TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS messages_of ON messages (question);
CREATE INDEX IF NOT EXISTS questions_of ON questions (user);
CREATE INDEX IF NOT EXISTS votes_of ON votes (user);
"""
_WAITING, _SENDING, _DONE = 0, 1, 2

When = Literal["addressed", "commands"]


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """Where and when the bot answers in a group, as its administrators set it."""

    on: bool = True
    when: When = "addressed"
    """`addressed`: commands, mentions and replies; `commands`: only commands."""
    hours: tuple[int, int] | None = None
    """Minutes of the day [start, end) in which it answers; past midnight when end <= start. None: always."""
    zone: str = "UTC"
    """Of the hours."""

    def open_at(self, minute: int) -> bool:
        """Whether it answers at this minute of the day."""
        if self.hours is None:
            return True
        start, end = self.hours
        return start <= minute < end if start < end else minute >= start or minute < end


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered, as it can be asked again."""

    id: int
    question: str
    context: tuple[str, ...]
    """Earlier questions of the same conversation, oldest first."""
    events: tuple[str, ...]
    """Ids of the cited events."""


class State:
    """Every method is one short transaction. Safe to use from several threads."""

    def __init__(self, path: Path | str, key: str, retention_days: float = 90) -> None:
        """Raises BadData when the file cannot be used."""
        self.path, self.retention = path, retention_days * DAY
        self._key = hashlib.sha256(b"timeline-bot state\0" + key.encode()).digest()
        self._lock = threading.RLock()
        try:
            if path != ":memory:":
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=5)
            self._database.execute("PRAGMA journal_mode = WAL")
            self._database.execute("PRAGMA synchronous = NORMAL")
            self._database.execute("PRAGMA secure_delete = ON")
            version = self._database.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, FORMAT):
                raise BadData(f"the bot's state has format {version}, this version reads {FORMAT}; move it away to begin anew", path)
            self._database.executescript(_SCHEMA)
            self._database.execute(f"PRAGMA user_version = {FORMAT}")
            if path != ":memory:":
                Path(path).chmod(0o600)
        except (OSError, sqlite3.Error) as error:
            raise BadData(f"the bot's state cannot be opened ({error}); TIMELINE_STATE names a file that can be written", path) from None

    def close(self) -> None:
        with self._lock:
            self._database.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")

    def _all(self, query: str, *values: object) -> list[Any]:
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def hash(self, id: int) -> str:
        """Of a user or chat: the same for the same bot, nothing to anybody without its token."""
        return hmac.new(self._key, str(id).encode(), hashlib.sha256).hexdigest()[:32]

    # --- updates ----------------------------------------------------------------------------------------------------

    def receive(self, updates: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Take updates in hand; those that are new, in order."""
        new = []
        with self._transaction() as database:
            for update in updates:
                row = (update["update_id"], time.time(), _WAITING, json.dumps(update))
                if database.execute("INSERT OR IGNORE INTO updates VALUES (?, ?, ?, ?)", row).rowcount:
                    new.append(update)
        return new

    def sending(self, update_id: int) -> None:
        """From now on the update is never handled again: its answer may be on its way."""
        with self._transaction() as database:
            database.execute("UPDATE updates SET state = ? WHERE id = ?", (_SENDING, update_id))

    def unsent(self, update_id: int) -> None:
        """Telegram has refused the answer, so nobody has seen it: the update may be handled again."""
        with self._transaction() as database:
            database.execute("UPDATE updates SET state = ? WHERE id = ?", (_WAITING, update_id))

    def done(self, update_id: int) -> None:
        with self._transaction() as database:
            database.execute("UPDATE updates SET state = ?, json = NULL WHERE id = ?", (_DONE, update_id))

    def resume(self) -> tuple[list[Mapping[str, Any]], int]:
        """After a restart: the updates to handle again, in order, and how many were being answered when the process ended.

        Nobody knows whether those answers arrived; they are not repeated.
        """
        with self._transaction() as database:
            lost = database.execute("UPDATE updates SET state = ?, json = NULL WHERE state = ?", (_DONE, _SENDING)).rowcount
        waiting = self._all("SELECT json FROM updates WHERE state = ? AND json IS NOT NULL ORDER BY id", _WAITING)
        return [json.loads(text) for (text,) in waiting], lost

    # --- settings of chats ------------------------------------------------------------------------------------------

    def settings(self, chat: int, topic: int = 0) -> ChatSettings:
        """Of the topic, else of the chat, else as they are at first."""
        rows = self._all("SELECT json FROM settings WHERE chat = ? AND topic IN (0, ?) ORDER BY topic DESC LIMIT 1", self.hash(chat), topic)
        if not rows:
            return ChatSettings()
        values = json.loads(rows[0][0])
        return ChatSettings(**values | {"hours": tuple(values["hours"]) if values["hours"] else None})

    def set_settings(self, chat: int, topic: int, settings: ChatSettings) -> None:
        with self._transaction() as database:
            database.execute("INSERT OR REPLACE INTO settings VALUES (?, ?, ?)", (self.hash(chat), topic, json.dumps(asdict(settings))))

    def only(self, chat: int, topic: int) -> None:
        """Answer in this topic and in no other."""
        here = replace(self.settings(chat, topic), on=True)
        elsewhere = replace(self.settings(chat), on=False)
        self.reset_settings(chat)
        self.set_settings(chat, 0, elsewhere)
        self.set_settings(chat, topic, here)

    def reset_settings(self, chat: int) -> None:
        """As at first, in every topic."""
        with self._transaction() as database:
            database.execute("DELETE FROM settings WHERE chat = ?", (self.hash(chat),))

    def move_chat(self, old: int, new: int) -> None:
        """A group became a supergroup. What is known of the new one already wins."""
        with self._transaction() as database:
            for table in ("settings", "messages"):
                database.execute(f"UPDATE OR IGNORE {table} SET chat = ? WHERE chat = ?", (self.hash(new), self.hash(old)))
                database.execute(f"DELETE FROM {table} WHERE chat = ?", (self.hash(old),))

    # --- questions and votes ----------------------------------------------------------------------------------------

    def asked(
        self,
        kind: str,
        user: int | None,
        question: str,
        context: Sequence[str],
        reason: str | None,
        events: Sequence[str],
        generation: str,
    ) -> int:
        """Keep a question with its outcome. `kind` is the kind of chat; `context` are earlier questions, oldest first."""
        row = (
            time.time(),
            self.hash(user) if user else None,
            kind,
            question,
            json.dumps(list(context)),
            reason,
            json.dumps(list(events)),
            generation,
        )
        with self._transaction() as database:
            made = database.execute(
                "INSERT INTO questions (at, user, kind, question, context, reason, events, generation) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row
            )
            return int(made.lastrowid or 0)

    def shown(self, question: int, chat: int, message_ids: Iterable[int]) -> None:
        """In these messages stands the answer."""
        with self._transaction() as database:
            database.executemany("INSERT OR REPLACE INTO messages VALUES (?, ?, ?)", [(self.hash(chat), id, question) for id in message_ids])

    def question_in(self, chat: int, message_id: int) -> Asked | None:
        """The question that a message of ours answers."""
        rows = self._all(
            "SELECT questions.id, questions.question, context, events FROM messages JOIN questions ON questions.id = messages.question"
            " WHERE chat = ? AND message = ?",
            self.hash(chat),
            message_id,
        )
        return Asked(rows[0][0], rows[0][1], tuple(json.loads(rows[0][2])), tuple(json.loads(rows[0][3]))) if rows else None

    def vote(self, question: int, user: int, up: bool) -> None:
        """The last vote of a user counts."""
        with self._transaction() as database:
            database.execute("INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?)", (question, self.hash(user), 1 if up else -1, time.time()))

    def forget(self, user: int) -> int:
        """Erase what this user asked and voted; how many questions that were."""
        who = self.hash(user)
        with self._transaction() as database:
            mine = "SELECT id FROM questions WHERE user = ?"
            database.execute(f"DELETE FROM messages WHERE question IN ({mine})", (who,))
            database.execute(f"DELETE FROM votes WHERE user = ? OR question IN ({mine})", (who, who))
            return database.execute("DELETE FROM questions WHERE user = ?", (who,)).rowcount

    def expire(self) -> None:
        """Erase what is older than it is kept."""
        now = time.time()
        with self._transaction() as database:
            database.execute("DELETE FROM updates WHERE state = ? AND at < ?", (_DONE, now - SEEN_DAYS * DAY))
            database.execute("DELETE FROM questions WHERE at < ?", (now - self.retention,))
            for table in ("messages", "votes"):
                database.execute(f"DELETE FROM {table} WHERE question NOT IN (SELECT id FROM questions)")

    def export(self) -> Iterator[dict[str, Any]]:
        """Questions that were not answered or were voted on, in the form of an evaluation file (JSONL), oldest first.

        What is right is for a person to fill in: an answer voted up offers the events it cited, any other question is
        offered as unanswerable. The vote and the reason are there to judge by.
        """
        rows = self._all(
            "SELECT questions.id, questions.question, context, reason, events, kind, generation, COALESCE(SUM(vote), 0), COUNT(vote) FROM questions"
            " LEFT JOIN votes ON votes.question = questions.id GROUP BY questions.id HAVING reason IS NOT NULL OR COUNT(vote) > 0"
            " ORDER BY questions.id"
        )
        for id, question, context, reason, events, kind, generation, score, votes in rows:
            good = reason is None and score > 0
            yield {
                "id": f"chat-{id}",
                "question": question,
                "context": json.loads(context),
                "kind": "voted-up" if good else "unanswered" if reason else "voted-down" if score < 0 else "disputed",
                "answerable": good,
                "answers": [],
                "evidence_ids": json.loads(events) if good else [],
                "reason": reason,
                "votes": votes,
                "score": score,
                "chat": kind,
                "generation": generation,
            }

    # --- references of events ---------------------------------------------------------------------------------------

    def keep_refs(self, refs: Mapping[str, str]) -> None:
        """Reference -> event id, for the references that are digests."""
        if refs:
            with self._transaction() as database:
                database.executemany("INSERT OR REPLACE INTO refs VALUES (?, ?)", list(refs.items()))

    def event_of(self, ref: str) -> str | None:
        rows = self._all("SELECT event FROM refs WHERE ref = ?", ref)
        return rows[0][0] if rows else None


def exported(path: Path) -> Iterator[dict[str, Any]]:
    """`State.export` of a bot's file. Raises BadData when there is none."""
    if not path.is_file():
        raise BadData("there is no such file; TIMELINE_STATE names the file that timeline-bot run writes", path)
    state = State(path, "")
    try:
        yield from state.export()
    finally:
        state.close()

from __future__ import annotations

import io
import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answer
from bot.batch import LONGEST_LINE, answer_batch, opened
from bot.question import Question
from index.errors import BadData


class Shy:
    """An engine that knows nothing, and remembers what it was asked after what."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []

    def ask(self, text: str, previous: Answer | None = None) -> Answer:
        if len(text) > 20:
            raise BadData("the question is too long")
        self.asked.append((text, None if previous is None else previous.question.text))
        return Answer(Question(text), ("I do not know.",), reason="no-match")


Captured = pytest.CaptureFixture[str]


def answers(lines: str | bytes, capsys: Captured, engine: Shy | None = None) -> list[dict[str, Any]]:
    raw = lines.encode() if isinstance(lines, str) else lines
    answer_batch(io.BytesIO(raw), "questions.jsonl", engine or Shy())  # type: ignore[arg-type]
    out, err = capsys.readouterr()
    assert err == ""
    return [json.loads(line) for line in out.splitlines()]


def test_questions_are_answered_line_by_line_in_their_order(capsys: Captured) -> None:
    lines = [{"id": f"q{n}", "question": f"question {n}"} for n in range(6)]
    found = answers("\n".join(map(json.dumps, lines)), capsys)
    assert [(answer["id"], answer["question"]) for answer in found] == [(line["id"], line["question"]) for line in lines]


def test_context_is_asked_first_the_oldest_before_the_others(capsys: Captured) -> None:
    engine = Shy()
    answers('{"id": 1, "question": "three", "context": ["one", "two"]}\n{"id": 2, "question": "four", "context": null}\n', capsys, engine)
    assert [asked for asked in engine.asked if asked[0] != "four"] == [("one", None), ("two", "one"), ("three", "two")]
    assert ("four", None) in engine.asked


@pytest.mark.parametrize(
    ("line", "id", "complaint"),
    [
        ("{nonsense", None, "is not JSON"),
        ("[" * 100_000, None, "is not JSON"),
        ('{"id": 1' + "0" * 10_000 + "}", None, "is not JSON"),
        (b'{"id": "q", "question": "\xff"}', None, "is not UTF-8"),
        ('"who"', None, "an object"),
        ('{"id": "q"}', "q", "`question` is missing"),
        ('{"id": "q", "question": 7}', "q", "`question` is missing"),
        ('{"id": 7, "question": "who", "context": "what"}', 7, "`context` is a list"),
        ('{"id": "q", "question": "who", "context": [1]}', "q", "`context` is a list"),
        ('{"id": "q", "question": "who was it then, after all"}', "q", "too long"),
        ('{"question": "' + "x" * LONGEST_LINE + '"}', None, "longer than 1 MB"),
    ],
)
def test_a_malformed_line_has_its_error_in_its_place(line: str | bytes, id: object, complaint: str, capsys: Captured) -> None:
    raw = line.encode() if isinstance(line, str) else line
    before, bad, after = answers(b'{"id": "a", "question": "when"}\n' + raw + b'\n{"id": "b", "question": "when"}\n', capsys)
    assert (before["id"], after["id"]) == ("a", "b")
    assert set(bad) == {"id", "error"}
    assert bad["id"] == id
    assert bad["error"].startswith("questions.jsonl:2: ")
    assert complaint in bad["error"]


def test_odd_text_is_a_question_like_any_other(capsys: Captured) -> None:
    found = answers('{"id": 1, "question": ""}\n{"id": 2, "question": "who\\u0000"}\n{"id": {"a": 3}, "question": "\U0001f389"}', capsys)
    assert [(answer["id"], answer["answered"]) for answer in found] == [(1, False), (2, False), ({"a": 3}, False)]


def test_unknown_fields_blank_lines_and_a_byte_order_mark_do_no_harm(capsys: Captured) -> None:
    found = answers('\ufeff{"question": "when", "kind": "date"}\n\n  \r\n{"id": "b", "question": "when"}\r\n', capsys)
    assert [answer["id"] for answer in found] == [None, "b"]


def test_no_answer_waits_for_the_next_line(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, line = io.StringIO(), b'{"question": "when"}\n'  # not capsys: it may lose what is written by a thread while it reads

    class Pipe(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            """The next line comes only once the one before is answered."""
            end = time.monotonic() + 10
            while (answered := shown.getvalue().count("\n")) < self.tell() // len(line):
                assert time.monotonic() < end, f"{answered} answers to {self.tell() // len(line)} lines"
                time.sleep(0.001)
            return super().readline(size)

    monkeypatch.setattr("sys.stdout", shown)
    answer_batch(Pipe(line * 3), "a pipe", Shy())  # type: ignore[arg-type]
    assert shown.getvalue().count("\n") == 3


def test_questions_are_asked_side_by_side_and_answered_in_their_order(capsys: Captured) -> None:
    together = threading.Barrier(2, timeout=10)

    class Meeting(Shy):
        def ask(self, text: str, previous: Answer | None = None) -> Answer:
            together.wait()
            if text == "slow":
                time.sleep(0.05)
            return super().ask(text, previous)

    found = answers('{"id": 1, "question": "slow"}\n{"id": 2, "question": "fast"}\n', capsys, Meeting())
    assert [answer["id"] for answer in found] == [1, 2]


def test_it_ends_when_nobody_reads_the_answers_any_more(monkeypatch: pytest.MonkeyPatch) -> None:
    class Closed(io.StringIO):
        def write(self, text: str, /) -> int:
            raise BrokenPipeError

    monkeypatch.setattr("sys.stdout", Closed())
    engine = Shy()
    with pytest.raises(BrokenPipeError):
        answer_batch(io.BytesIO(b'{"question": "when"}\n' * 1000), "questions.jsonl", engine)  # type: ignore[arg-type]
    assert len(engine.asked) < 1000


def test_a_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"here")))
    with opened("-") as lines:
        assert lines.read() == b"here"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadData, match=r"nowhere\.jsonl: cannot be read: No such file"):
        opened(str(tmp_path / "nowhere.jsonl"))

from __future__ import annotations

import io
import re

import pytest

from bot import terminal
from bot.answer import Answer, Citation
from bot.question import Question
from index.dates import parse_iso
from index.types import Event, Source

LOG = Source("log", "Harbour log", "Port of Lisbon", "https://example.org/log")
LETTER = Source("letter", "A letter")
LEFT = Event("left", "The fleet left at noon. Nobody waved.", parse_iso("1497-07-08"), "Departure", sources=(LOG, LETTER))
BACK = Event("back", "Two ships came back.", parse_iso("1499-07"))
ANSWER = Answer(
    Question("when did they leave"),
    ("The fleet left at noon. [1]", "Two of its ships returned. [2]"),
    short="8 July 1497",
    citations=(Citation(1, LEFT, 0, 23), Citation(2, BACK, 0, 20)),
)
REFUSAL = Answer(Question("what did it cost"), ("The timeline does not say.",), reason="not-stated", related=(LEFT, BACK))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def plain(answer: Answer) -> str:
    stream = io.StringIO()
    terminal.show(answer, stream)
    return stream.getvalue()


def in_terminal(answer: Answer, columns: int, monkeypatch: pytest.MonkeyPatch, raw: bool = False) -> str:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Terminal()
    terminal.show(answer, stream)
    return stream.getvalue() if raw else re.sub(r"\x1b\]8;.*?\x1b\\|\x1b\[[0-9;]*m", "", stream.getvalue())


def test_an_answer_is_the_short_one_then_the_sentences_then_the_sources() -> None:
    assert plain(ANSWER).splitlines() == [
        "8 July 1497",
        "",
        "The fleet left at noon. [1]",
        "Two of its ships returned. [2]",
        "",
        "[1] 8 July 1497 · Departure",
        "    Harbour log · Port of Lisbon",
        "    https://example.org/log",
        "    A letter",
        "[2] July 1499 · Two ships came back.",
        "    “Two ships came back.”",
    ]


def test_a_quote_is_shown_where_the_sentences_do_not_hold_it_already() -> None:
    assert plain(ANSWER).count("The fleet left at noon.") == 1


def test_a_refusal_names_what_is_near() -> None:
    assert plain(REFUSAL).splitlines() == [
        "The timeline does not say.",
        "",
        "Near it in the timeline:",
        "  8 July 1497 · Departure",
        "  July 1499 · Two ships came back.",
    ]


def test_a_list_stands_line_by_line() -> None:
    listed = Answer(Question("what happened"), ("One [1]", "Two [1]"), citations=(Citation(1, LEFT, 0, 23),), listing=True)
    assert plain(listed).startswith("One [1]\nTwo [1]\n\n[1]")


def test_a_terminal_shows_the_same_in_bold_and_with_links(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = in_terminal(ANSWER, 200, monkeypatch, raw=True)
    assert "\x1b[1m8 July 1497" in shown
    assert re.search(r"\x1b\]8;[^;]*;https://example\.org/log\x1b\\", shown)
    assert in_terminal(ANSWER, 200, monkeypatch) == plain(ANSWER)


def test_a_narrow_terminal_keeps_words_and_indents_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = [line.rstrip() for line in in_terminal(ANSWER, 30, monkeypatch).splitlines()]
    assert shown[2:4] == ["The fleet left at noon. [1]", "Two of its ships returned. [2]"]
    assert shown[5:9] == ["[1] 8 July 1497 · Departure", "    Harbour log · Port of", "    Lisbon", "    https://example.org/log"]


def test_markup_in_a_text_is_text(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = Event("odd", "[bold]Not a style[/bold] :smile:")
    answer = Answer(Question("?"), (odd.text + " [1]",), citations=(Citation(1, odd, 0, len(odd.text)),))
    assert "[bold]Not a style[/bold] :smile: [1]" in in_terminal(answer, 80, monkeypatch)


def test_a_table_is_aligned_in_a_terminal_and_has_tabs_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("a", "one\ttwo"), ("b", "[bold]")]
    pipe, screen = io.StringIO(), Terminal()
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "dumb")
    terminal.show_table(("id", "text"), rows, pipe)
    terminal.show_table(("id", "text"), rows, screen)
    assert pipe.getvalue() == "id\ttext\na\tone two\nb\t[bold]\n"
    assert [line.split() for line in screen.getvalue().splitlines()] == [["id", "text"], ["a", "one", "two"], ["b", "[bold]"]]


def test_a_line_on_stderr_is_one_line_and_commands_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.say("bad\nname \x1b[31mred\u202e")
    assert capsys.readouterr().err == "bad name \\x1b[31mred\\u202e\n"


def test_questions_end_with_quit_or_the_end_of_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("who\n\n  when \nQUIT\nnot read\n"))
    assert list(terminal.questions()) == ["who", "when"]
    monkeypatch.setattr("sys.stdin", io.StringIO("who"))
    assert list(terminal.questions()) == ["who"]


def test_progress_without_a_terminal_is_a_line_for_each_long_stage(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.progress("building") as tell:
        for stage, done, total in [("reading", 0, 9), ("embedding", 0, 9), ("embedding", 9, 9), ("writing", 0, 1)]:
            tell(stage, done, total)
    assert capsys.readouterr().err == "building ...\nembedding 9 passages ...\n"


def test_progress_in_a_terminal_is_a_bar_on_stderr(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    stream = Terminal()
    monkeypatch.setattr("sys.stderr", stream)
    with terminal.progress("building") as tell:
        tell("embedding", 3, 9)
    assert "building: embedding" in stream.getvalue()
    assert "3/9" in stream.getvalue()
    assert capsys.readouterr().out == ""

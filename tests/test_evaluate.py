from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.answer import Answer, Citation
from bot.evaluate import read_baseline, read_gate, run
from bot.question import Question
from index.dates import describe
from index.errors import BadData
from index.search import Index
from index.types import Event

ROOT = Path(__file__).parent.parent

QUESTIONS = """\
- {id: landing, question: when did two men land on the Moon?, kind: when, answerable: true, answers: [20 July 1969], events: [landing]}
- {id: coast, question: what left the coast at dawn?, kind: what, answerable: true, answers: [the rocket], facts: [1969-07-16], events: [launch]}
- {id: first, question: what did the Apollo crew do first?, kind: first, answerable: true, answers: [16 July 1969], events: [launch]}
- {id: last, question: what did the Apollo crew do last?, kind: last, answerable: true, answers: [20 July 1969], events: [landing]}
- {id: promise, question: when was that?, context: [who promised the Moon in Houston?], kind: follow-up, answerable: true, answers: [1962-09-12], events: [speech]}
- {id: chess, question: who won the chess tournament?, kind: unanswerable-far, answerable: false}
- {id: venus, question: when was Venus photographed?, kind: unanswerable-near, answerable: false}
"""

GATE = """\
right_and_cited: {minimum: 0.95}
refused: {minimum: 0.95}
false_refusals: {maximum: 0.05}
verbatim: {minimum: 1.0}
"""


class Small:
    """An engine that a reader can do by hand: the events that share enough words, the first or last of them when that is asked."""

    def __init__(self, index: Index, *, threshold: float = 0.5, backwards: bool = False, altering: bool = False, silent: bool = False) -> None:
        self.index, self.threshold, self.backwards, self.altering, self.silent = index, threshold, backwards, altering, silent

    def ask(self, text: str, previous: Answer | None = None) -> Answer | None:
        if self.silent:
            return None
        words = re.sub(r"\b(what|when|who|did|was|do|the|on|at|first|last|that)\b", "", text).strip(" ?")
        question = Question(text, topic=words or (previous.question.topic if previous else ""))
        hits = [hit for hit in self.index.search(question.topic, k=6) if hit.lexical >= self.threshold]
        events = [hit.passage.event for hit in hits if hit.passage.when]
        if not events:
            return Answer(question, ("The timeline does not say.",), reason="no-match")
        if "first" in text or "last" in text:
            events = sorted((e for e in events if "Apollo crew" in e.actors), key=lambda e: e.when.start if e.when else 0)
            if ("last" in text) != self.backwards:
                events.reverse()
        best = events[0]
        if self.altering:
            best = dataclasses.replace(best, text=best.text.upper())
        assert best.when is not None
        return Answer(
            question, (f"{best.text} [1]",), describe(best.when), (Citation(1, best, 0, len(best.text)),), confidence=min(1.0, hits[0].lexical / 10)
        )


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "questions.yaml").write_text(QUESTIONS)
    (tmp_path / "gate.yaml").write_text(GATE)
    return tmp_path


def evaluated(engine: Small, folder: Path, **options: Any) -> tuple[int, dict[str, Any]]:
    status = run([folder / "questions.yaml"], engine, report=folder / "out", **options)
    return status, json.loads((folder / "out" / "report.json").read_text())


def verdicts(report: Mapping[str, Any]) -> dict[str, str]:
    return {row["id"]: row["verdict"] for row in report["questions"]}


def value(report: Mapping[str, Any], metric: str, group: str = "all") -> Any:
    return report["metrics"][group][metric]["value"]


# --- the gate -------------------------------------------------------------------------------------------------------


def test_an_engine_that_is_right_passes_the_gate(moon: Index, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, report = evaluated(Small(moon), files, gate=files / "gate.yaml")
    assert set(verdicts(report).values()) == {"right"}
    assert (status, [limit["failure"] for limit in report["gate"]]) == (0, [None] * 4)
    seen = capsys.readouterr()
    assert "gate: 4 of 4 limits hold" in seen.out
    assert seen.err == ""


@pytest.mark.parametrize(
    ("broken", "lines"),
    [
        ({"backwards": True}, ["gate.yaml:1: right_and_cited is 0.6, below the minimum 0.95 (n = 5)"]),
        ({"threshold": -1.0}, ["gate.yaml:2: refused is 0, below the minimum 0.95 (n = 2)"]),
        ({"altering": True}, ["gate.yaml:4: verbatim is 0, below the minimum 1 (n = 5)"]),
        (
            {"threshold": 1000.0},
            [
                "gate.yaml:1: right_and_cited is 0, below the minimum 0.95 (n = 5)",
                "gate.yaml:3: false_refusals is 1, above the maximum 0.05 (n = 5)",
                "gate.yaml:4: verbatim cannot be measured: no question of the files says anything about it",
            ],
        ),
    ],
    ids=["sorted backwards", "answers everything", "alters quotes", "never answers"],
)
def test_a_broken_engine_turns_the_gate_red(
    moon: Index, files: Path, capsys: pytest.CaptureFixture[str], broken: dict[str, Any], lines: list[str]
) -> None:
    status, report = evaluated(Small(moon, **broken), files, gate=files / "gate.yaml")
    assert status == 1
    failures = [limit["failure"] for limit in report["gate"] if limit["failure"]]
    assert failures == [f"{files}/{line}" for line in lines]
    assert capsys.readouterr().err.splitlines() == failures


def test_a_gate_can_look_at_one_kind_and_does_not_hold_on_a_kind_that_was_not_asked(moon: Index, files: Path) -> None:
    gate = files / "gate.yaml"
    gate.write_text("right/last: {minimum: 1}\n")
    assert run([files / "questions.yaml"], Small(moon), gate=gate) == 0
    assert run([files / "questions.yaml"], Small(moon, backwards=True), gate=gate) == 1
    gate.write_text("right/quote: {minimum: 0}\n")
    assert run([files / "questions.yaml"], Small(moon), gate=gate) == 1


def test_the_projects_own_gate_can_be_read() -> None:
    limits = {limit.metric: limit for limit in read_gate(ROOT / "data" / "questions" / "gate.yaml") if not limit.kind}
    assert set(limits) >= {"right_and_cited", "refused", "false_refusals", "verbatim"}
    assert limits["verbatim"].minimum == 1


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "mapping"),
        ("[right]\n", 1, "mapping"),
        ("right: {minimum: 1}\nwrong: {minimum: 1}\n", 2, "unknown metric 'wrong'"),
        ("right: 0.9\n", 1, "`minimum`, a `maximum` or both"),
        ("right: {}\n", 1, "`minimum`, a `maximum` or both"),
        ("right: {least: 1}\n", 1, "`minimum`, a `maximum` or both"),
        ("right: {minimum: yes}\n", 1, "are numbers"),
        ("right: {minimum: one}\n", 1, "are numbers"),
        ("right: {minimum: .nan}\n", 1, "are numbers"),
        ("right: {minimum\n", 2, "not YAML"),
    ],
)
def test_a_bad_gate_is_refused_by_file_and_line_before_anything_is_asked(moon: Index, files: Path, text: str, line: int, message: str) -> None:
    path = files / "gate.yaml"
    path.write_text(text)
    with pytest.raises(BadData, match=message) as caught:
        run([files / "questions.yaml"], Small(moon), report=files / "out", gate=path)
    assert (caught.value.path, caught.value.line) == (path, line)
    assert not (files / "out").exists()


# --- asking ---------------------------------------------------------------------------------------------------------


def test_earlier_questions_are_asked_first_and_each_question_begins_anew(moon: Index, files: Path) -> None:
    asked: list[tuple[str, str | None]] = []

    class Listening(Small):
        def ask(self, text: str, previous: Answer | None = None) -> Answer | None:
            asked.append((text, previous.question.text if previous else None))
            return super().ask(text, previous)

    run([files / "questions.yaml"], Listening(moon))
    assert {
        ("what did the Apollo crew do last?", None),
        ("who promised the Moon in Houston?", None),
        ("when was that?", "who promised the Moon in Houston?"),
        ("who won the chess tournament?", None),
    } <= set(asked)


def test_missing_answers_are_wrong_whether_or_not_there_was_one_to_give(moon: Index, files: Path) -> None:
    status, report = evaluated(Small(moon, silent=True), files, gate=files / "gate.yaml")
    assert status == 1
    assert set(verdicts(report).values()) == {"missing"}
    assert (value(report, "right"), value(report, "refused"), value(report, "false_refusals")) == (0, 0, 1)


def test_a_bot_that_always_abstains_is_shown_apart_on_what_has_an_answer_and_what_has_none(moon: Index, files: Path) -> None:
    _, report = evaluated(Small(moon, threshold=1000), files)
    assert value(report, "right") == 2 / 7
    assert (value(report, "right", "answerable"), value(report, "right", "unanswerable")) == (0, 1)
    assert {row["verdict"] for row in report["questions"]} == {"refused", "right"}
    assert [(point["threshold"], point["coverage"], point["risk"]) for point in report["risk_coverage"]] == [(None, 1, 1)]


def test_a_question_that_the_engine_refuses_to_read_is_a_fault_of_its_line(moon: Index, files: Path) -> None:
    class Short(Small):
        def ask(self, text: str, previous: Answer | None = None) -> Answer | None:
            if text.startswith("what left"):
                raise BadData("a question has at most 10 characters")
            return super().ask(text, previous)

    with pytest.raises(BadData, match=r"questions\.yaml:2: a question has at most 10 characters"):
        run([files / "questions.yaml"], Short(moon))


def test_gold_events_that_the_index_does_not_hold_are_refused_by_file_and_line(moon: Index, files: Path) -> None:
    path = files / "questions.yaml"
    path.write_text(QUESTIONS.replace("events: [speech]", "events: [speach]"))
    with pytest.raises(BadData, match=r"questions\.yaml:5: the index holds no event 'speach'"):
        run([path], Small(moon))


def test_other_peoples_questions_run_with_the_same_command(moon: Index, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row: dict[str, Any] = {"timeline": "t", "question": "when did two men land on the Moon?", "answers": ["1969-07-20"], "evidence_ids": ["landing"]}
    path = files / "theirs.jsonl"
    path.write_text("".join(json.dumps(row | {"id": id, "kind": "when_any", "answerable": True}) + "\n" for id in "ab"))
    assert run([files / "questions.yaml", path], Small(moon)) == 0
    seen = capsys.readouterr().out
    assert "9 questions" in seen
    assert "when_any" in seen


# --- the reports ----------------------------------------------------------------------------------------------------


def test_the_report_holds_what_was_measured_on_what(moon: Index, files: Path) -> None:
    _, report = evaluated(Small(moon), files)
    assert (report["format"], report["timeline"]) == (1, "To the Moon")
    assert report["index"]["generation"] == moon.generation
    assert len(report["manifest"]) == len(report["files"][0]["sha256"]) == 64
    first = report["questions"][0]
    assert (first["id"], first["kind"], first["short_answer"], first["ranked"][0]) == ("landing", "when", "20 July 1969", "landing")
    assert first["citations"] == [{"n": 1, "event_id": "landing", "date_text": "20 July 1969", "text": "Two men of the crew landed on the Moon."}]
    assert first["metrics"]["mrr"] == 1
    assert report["metrics"]["kind when"]["n"] == 1
    assert report["metrics"]["all"]["right"] == {"value": 1, "low": 1, "high": 1, "n": 7}
    assert (report["gate"], report["changes"]) == (None, None)


def test_the_terminal_shows_every_metric_kind_and_fault(moon: Index, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, report = evaluated(Small(moon, backwards=True), files)
    seen = capsys.readouterr().out
    for name in set(report["metrics"]["all"]) - {"n"}:
        assert name in seen
    for kind in ("when", "follow-up", "unanswerable-far"):
        assert kind in seen
    assert "2 not right" in seen
    assert "what did the Apollo" in seen
    assert "\x1b" not in seen, "no colours where nobody looks"


class _Page(HTMLParser):
    """Collects what a page shows, and whatever it would fetch or run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.tags, self.links = "", set[str](), list[str]()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data") or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_needs_nothing_else_and_puts_wrong_answers_beside_right_ones(moon: Index, files: Path) -> None:
    evaluated(Small(moon, backwards=True), files, gate=files / "gate.yaml")
    page = _Page((files / "out" / "report.html").read_text())
    assert page.links == []
    assert not page.tags & {"script", "img", "link", "iframe"}
    assert {"svg", "table", "article"} <= page.tags
    assert "The gate fails" in page.text
    assert "2 not right" in page.text
    fault = page.text[page.text.index("what did the Apollo crew do last?") :]
    assert fault.index("20 July 1969") < fault.index("came back") < fault.index("The rocket left the coast at dawn.")


def test_whatever_comes_from_files_and_answers_is_escaped_on_the_page(moon: Index, files: Path) -> None:
    evil = "<script>alert('x')</script><img src=x onerror=y>"

    class Evil(Small):
        def ask(self, text: str, previous: Answer | None = None) -> Answer | None:
            event = Event("<i>id", evil)
            return Answer(Question(text), (f"{evil} [1]",), evil, (Citation(1, event, 0, len(evil)),))

    record = {"id": evil, "question": evil, "context": [evil], "kind": "who", "answerable": True, "answers": [evil + " no"], "facts": [evil + " not"]}
    (files / "questions.yaml").write_text(json.dumps([record]))
    (files / "theirs.jsonl").write_text(
        json.dumps({"id": "j", "question": evil, "kind": evil, "answerable": False, "answers": [], "evidence_ids": []})
    )
    run([files / "questions.yaml", files / "theirs.jsonl"], Evil(moon), report=files / "out")
    page = _Page((files / "out" / "report.html").read_text())
    assert page.links == []
    assert not page.tags & {"script", "img", "i"}
    assert page.text.count(evil) > 10
    assert "<i>id" in page.text


def test_a_report_that_cannot_be_written_is_one_clear_line(moon: Index, files: Path) -> None:
    with pytest.raises(BadData, match=r"questions\.yaml: the report cannot be written"):
        run([files / "questions.yaml"], Small(moon), report=files / "questions.yaml")


# --- against an earlier run -----------------------------------------------------------------------------------------


def test_a_baseline_lists_the_questions_that_changed(moon: Index, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluated(Small(moon, backwards=True), files)
    (files / "out" / "report.json").rename(files / "before.json")
    _, report = evaluated(Small(moon, threshold=-1), files, baseline=files / "before.json")
    assert [(change["id"], change["before"], change["now"], change["better"]) for change in report["changes"]] == [
        ("chess", "right", "wrong", False),
        ("venus", "right", "wrong", False),
        ("first", "wrong", "right", True),
        ("last", "wrong", "right", True),
    ]
    assert "2 better, 2 worse" in capsys.readouterr().out
    assert "Changed against the baseline" in (files / "out" / "report.html").read_text()


def test_the_same_run_again_changes_nothing_and_may_overwrite_its_baseline(moon: Index, files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    evaluated(Small(moon), files)
    _, report = evaluated(Small(moon), files, baseline=files / "out" / "report.json")
    assert report["changes"] == []
    assert "no question changed" in capsys.readouterr().out


def test_a_question_that_was_edited_is_not_compared(moon: Index, files: Path) -> None:
    evaluated(Small(moon), files)
    path = files / "questions.yaml"
    path.write_text(
        QUESTIONS.replace("answers: [20 July 1969], events: [landing]}\n- {id: coast", "answers: [21 July 1969], events: [landing]}\n- {id: coast")
    )
    _, report = evaluated(Small(moon), files, baseline=files / "out" / "report.json")
    assert verdicts(report)["landing"] == "wrong"
    assert report["changes"] == []


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "questions": [{"id": "a"}]}', '{"format": 9, "questions": []}', "\xff"]
)
def test_a_file_that_is_no_report_is_refused_as_a_baseline(tmp_path: Path, content: str) -> None:
    path = tmp_path / "report.json"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(BadData, match=re.escape(str(path))):
        read_baseline(path)
    with pytest.raises(BadData, match="cannot be read"):
        read_baseline(tmp_path / "none.json")

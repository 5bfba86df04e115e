from __future__ import annotations

from pathlib import Path

import pytest

from bot.gold import KINDS, REACH, Gold, read
from index import BUILTIN
from index.errors import BadData
from index.sources import native

HELD = {"landing", "launch"}
DATA = Path(__file__).parent.parent / "data" / "questions"

GOOD = """\
- id: who-landed
  question: who landed?
  kind: who
  answerable: true
  answers: [two men, 2, 1969-07-20]
  facts: ["20 July 1969|the twentieth", crew]
  events: [landing]

- id: mars
  question: who landed there?
  context: [what about Mars?]
  kind: follow-up
  answerable: false
"""

FOREIGN = """\
{"id": "q1", "timeline": "t", "question": "Who?", "answers": ["A"], "evidence_ids": ["landing"], "answerable": true, "kind": "l2_at_time", "trap_answer": "B"}

{"id": "q2", "question": "Which?", "answers": ["A"], "evidence_ids": [], "answerable": true, "kind": "which_first"}
"""


def gold(path: Path, text: str) -> list[Gold]:
    path.write_text(text, encoding="utf-8")
    return read([path], HELD.__contains__)


def test_a_yaml_file_is_read_with_the_line_of_each_question(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    first, second = gold(path, GOOD)
    assert first == Gold(
        "who-landed",
        "who landed?",
        "who",
        True,
        answers=("two men", "2", "1969-07-20"),
        facts=(("20 July 1969", "the twentieth"), ("crew",)),
        events=("landing",),
        path=path,
        line=1,
    )
    assert (second.context, second.answerable, second.line) == (("what about Mars?",), False, 9)


def test_other_peoples_jsonl_is_read_with_any_kind_and_their_own_fields_are_passed_over(tmp_path: Path) -> None:
    first, second = gold(tmp_path / "theirs.jsonl", FOREIGN)
    assert (first.kind, first.events, first.reach, first.line) == ("l2_at_time", ("landing",), REACH, 1)
    assert (second.reach, second.line) == (None, 3), "a choice has to be made in the first line"


def test_files_are_read_together_and_share_their_ids(tmp_path: Path) -> None:
    own, theirs = tmp_path / "own.yaml", tmp_path / "theirs.jsonl"
    own.write_text(GOOD)
    theirs.write_text(FOREIGN)
    assert [one.id for one in read([own, theirs], HELD.__contains__)] == ["who-landed", "mars", "q1", "q2"]
    again = tmp_path / "again.yaml"
    again.write_text(GOOD)
    with pytest.raises(BadData, match=r"again\.yaml:1: the id 'who-landed' is already used at .*own\.yaml:1"):
        read([own, again], HELD.__contains__)


ONE = "- {id: a, question: who?, kind: who, answerable: true, answers: [x]}\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "empty"),
        ("[]", 1, "empty"),
        ("# nothing but a remark\n", 1, "empty"),
        ("id: a\n", 1, "list of questions"),
        (ONE + "- just words\n", 2, "mapping"),
        (ONE + "- {id: b, question: who?\n", 3, "not YAML"),
        (ONE + "- &b {id: b}\n- *b\n", 2, "anchors"),
        (ONE + ONE, 2, "already used"),
        (ONE.replace("answers", "answer"), 1, "unknown field 'answer'"),
        (ONE.replace("kind: who", "kind: whoo"), 1, "unknown kind 'whoo'"),
        (ONE.replace("id: a, ", ""), 1, "`id` is missing"),
        (ONE.replace("question: who?, ", ""), 1, "`question` is missing"),
        (ONE.replace("question: who?", "question: ' '"), 1, "empty text"),
        (ONE.replace("question: who?", "question: [who]"), 1, "holds texts"),
        (ONE.replace("answerable: true, ", ""), 1, "true or false"),
        (ONE.replace("answerable: true", "answerable: maybe"), 1, "true or false"),
        (ONE.replace("[x]", "x"), 1, "`answers` is a list"),
        (ONE.replace("[x]", "[{x: y}]"), 1, "holds texts"),
        (ONE.replace("[x]", "[]"), 1, "says what is right"),
        (ONE.replace("true", "false"), 1, "unanswerable question has no"),
        (ONE.replace("answers: [x]", "facts: ['x|']"), 1, "empty wording"),
        (ONE.replace("answers: [x]", "events: [landing, lading]"), 1, "no event 'lading'"),
    ],
)
def test_bad_yaml_is_refused_by_file_and_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "bad.yaml"
    with pytest.raises(BadData, match=message) as caught:
        gold(path, text)
    assert (caught.value.path, caught.value.line) == (path, line)


LINE = '{"id": "a", "question": "Who?", "kind": "any", "answerable": true, "answers": ["x"], "evidence_ids": []}\n'


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("\n\n", 1, "empty"),
        (LINE + "{\n", 2, "not JSON"),
        (LINE + "\n[1]\n", 3, "mapping"),
        (LINE + LINE, 2, "already used"),
        (LINE.replace('"evidence_ids"', '"evidence"'), 1, "`evidence_ids` is missing"),
        (LINE.replace("[]", '["lading"]'), 1, "no event 'lading'"),
        (LINE.replace("[]", "null"), 1, "`evidence_ids` is a list"),
        (LINE.replace("true", "1"), 1, "true or false"),
        (LINE.replace('"x"', ""), 1, "says what is right"),
    ],
)
def test_bad_jsonl_is_refused_by_file_and_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "bad.jsonl"
    with pytest.raises(BadData, match=message) as caught:
        gold(path, text)
    assert (caught.value.path, caught.value.line) == (path, line)


def test_files_that_cannot_be_read_at_all_are_refused_by_name(tmp_path: Path) -> None:
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("- {id: ä}".encode("latin-1"))
    other = tmp_path / "questions.txt"
    other.write_text("who?")
    for path, message in (
        (latin, "not UTF-8"),
        (other, "ends in .yaml or .jsonl"),
        (tmp_path / "none.yaml", "cannot be read"),
        (tmp_path / "none.jsonl", "cannot be read"),
    ):
        with pytest.raises(BadData, match=message) as caught:
            read([path], HELD.__contains__)
        assert caught.value.path == path
    with pytest.raises(BadData, match="no question file"):
        read([], HELD.__contains__)


def test_the_projects_own_questions_fit_its_timeline_and_their_halves_are_apart() -> None:
    held = {event.id for event in native.read(BUILTIN).events}
    dev, test = (read([DATA / name], held.__contains__) for name in ("dev.yaml", "test.yaml"))
    assert len(dev) + len(test) >= 350
    assert {one.kind for one in dev} == {one.kind for one in test} <= KINDS
    assert not {one.id for one in dev} & {one.id for one in test}
    assert not {(one.question, one.context) for one in dev} & {(one.question, one.context) for one in test}

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

import index
from bot import places
from bot.answer import Answer, Citation
from bot.cli import main
from bot.config import Settings
from bot.question import Question
from bot.terminal import Progress
from index import BuildReport, Index, build_events, open_index
from index.embed import WordHashEmbedder
from index.errors import BadData
from index.sources import read
from index.types import Reading


class Parrot:
    """An engine whose answers can be foretold: the landing, or for the weather nothing."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.asked: list[tuple[str, str | None]] = []

    def ask(self, text: str, previous: Answer | None = None) -> Answer:
        self.asked.append((text, None if previous is None else previous.question.text))
        question = Question(text, topic=text, asks=("when",), follow_up=previous is not None)
        landing = self.index.event("landing")
        assert landing is not None
        if "long" in text:
            raise BadData("the question is too long")
        if "weather" in text:
            return Answer(question, ("The timeline does not say.",), reason="not-stated", related=(landing,), timings={"total": 1.0})
        citation = Citation(1, landing, 0, len(landing.text))
        return Answer(question, (f"{landing.text} [1]",), short="20 July 1969", citations=(citation,), timings={"total": 1.0})

    def refresh(self) -> bool:
        return self.asked[-1:] == [("when was it rebuilt", None)]


@pytest.fixture(autouse=True)
def parrot(monkeypatch: pytest.MonkeyPatch, moon_folder: Path) -> list[Parrot]:
    """Every engine of a test, the newest last. The default index is that of the small timeline."""
    engines: list[Parrot] = []

    def make(index: Index) -> Parrot:
        engines.append(Parrot(index))
        return engines[-1]

    monkeypatch.setattr("bot.engine.Engine", make)
    monkeypatch.setenv(places.INDEX, str(moon_folder))
    return engines


Captured = pytest.CaptureFixture[str]


# --- one question ---------------------------------------------------------------------------------------------------


def test_an_answer_is_all_that_stdout_holds(capsys: Captured) -> None:
    assert main(["ask", "when did they land"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[:3] == ["20 July 1969", "", "Two men of the crew landed on the Moon. [1]"]
    assert err == ""


def test_json_is_the_form_that_is_promised(capsys: Captured) -> None:
    assert main(["ask", "--json", "when did they land"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["id"], answer["answered"], answer["short_answer"]) == (None, True, "20 July 1969")
    assert answer["citations"][0]["event_id"] == "landing"


def test_an_honest_refusal_is_no_failure(capsys: Captured) -> None:
    assert main(["ask", "how was the weather"]) == 0
    assert "The timeline does not say." in capsys.readouterr().out


def test_an_explanation_goes_to_stderr(capsys: Captured) -> None:
    assert main(["ask", "--explain", "when did they land on the Moon"]) == 0
    out, err = capsys.readouterr()
    assert "asks  when" in err
    assert "To the Moon, generation 000001-" in err
    assert "nearest" not in out
    assert "20 July 1969 · Landing" in err


def test_earlier_questions_are_asked_first_the_oldest_before_the_others(parrot: list[Parrot]) -> None:
    assert main(["ask", "--previous", "one", "--previous", "two", "three"]) == 0
    assert parrot[0].asked == [("one", None), ("two", "one"), ("three", "two")]


@pytest.mark.parametrize(
    ("question", "complaint"),
    [
        ("", "is empty"),
        (" \t\n", "is empty"),
        ("who \x1b[2J", "control characters"),
        ("who \x00", "control characters"),
        ("who \udc80", "control characters"),
        ("long", "too long"),
    ],
)
def test_a_question_that_is_none_is_refused_in_one_line(question: str, complaint: str, capsys: Captured) -> None:
    assert main(["ask", question]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert complaint in err


@pytest.mark.parametrize("question", ["who\tand\nwhen", "من دخل دمشق أولا", "Кто вошёл первым? 🎉", "e\u0301te\u0301"])
def test_a_question_in_any_script_is_one(question: str) -> None:
    assert main(["ask", question]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["frob"],
        ["ask", "who", "--frob"],
        ["ask", "who", "where"],
        ["ask", "who", "--index"],
        ["build", "--keep", "0"],
        ["build", "--year", "soon"],
        ["ask", "who", "--batch", "-"],
        ["ask", "--batch", "-", "--previous", "who"],
        ["ask", "--batch", "nowhere.jsonl"],
        ["build", "nowhere.jsonl"],
    ],
)
def test_bad_usage_is_one_line_and_2(arguments: list[str], capsys: Captured) -> None:
    assert main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("timeline-bot: ")
    assert err.count("\n") == 1


def test_help_is_for_newcomers_and_goes_to_stdout(capsys: Captured) -> None:
    assert main([]) == 0
    overview = capsys.readouterr().out
    assert main(["--help"]) == 0
    assert capsys.readouterr().out == overview
    assert 'timeline-bot ask "who entered Damascus first and when"' in overview
    for command in ("build", "ask", "chat", "check"):
        assert command in overview
        assert main([command, "--help"]) == 0


def test_the_version_is_that_of_the_package(capsys: Captured) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out[0].isdigit()


def test_an_interrupt_is_silent(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupted(*_: object) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr(Parrot, "ask", interrupted)
    assert main(["ask", "who"]) == 130
    assert capsys.readouterr() == ("", "")


# --- an index -------------------------------------------------------------------------------------------------------


def test_an_index_that_was_asked_for_has_to_be_there(tmp_path: Path, capsys: Captured) -> None:
    for command in (["ask", "who"], ["chat"], ["check"], ["ask", "--batch", "/dev/null"]):
        assert main([*command, "--index", str(tmp_path / "none")]) == 3
        out, err = capsys.readouterr()
        assert out == ""
        assert err == f"timeline-bot: there is no index in {tmp_path / 'none'}; run timeline-bot build\n"


def test_the_default_index_is_built_when_there_is_none(monkeypatch: pytest.MonkeyPatch, reading: Reading, tmp_path: Path, capsys: Captured) -> None:
    built: list[Sequence[Path]] = []

    def build(sources: Sequence[Path], folder: Path, progress: Progress, **_: object) -> None:
        built.append(sources)
        build_events(reading, folder, embedder=WordHashEmbedder(), progress=progress)

    monkeypatch.setattr(index, "build", build)
    monkeypatch.setenv(places.INDEX, str(tmp_path / "cache" / "index"))
    assert main(["ask", "when did they land"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("20 July 1969\n")
    assert err == "building the index of the built-in timeline, once ...\nembedding 6 passages ...\n"
    assert main(["ask", "when did they land"]) == 0
    assert capsys.readouterr() == (out, "")
    assert built == [[index.BUILTIN]]


def damaged(folder: Path, moon_folder: Path) -> Path:
    """One byte of the vectors is another."""
    shutil.copytree(moon_folder, folder)
    path = next(folder.rglob("vectors.faiss"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return path


def test_a_damaged_index_is_refused_by_the_name_of_the_file(
    moon_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    path = damaged(tmp_path / "index", moon_folder)
    for status, command in ((1, ["check"]), (3, ["ask", "who"]), (3, ["chat"])):
        assert main([*command, "--index", str(tmp_path / "index")]) == status
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1
        assert str(path) in err
    monkeypatch.setenv(places.INDEX, str(tmp_path / "index"))
    assert main(["ask", "who"]) == 3, "the default index is not built anew behind the user's back"


def test_a_warning_of_the_index_goes_to_stderr(moon_folder: Path, reading: Reading, tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "index"
    shutil.copytree(moon_folder, folder)
    build_events(Reading(reading.timeline, reading.events[1:]), folder, embedder=WordHashEmbedder())
    next((folder / "generations").glob("000002-*/vectors.faiss")).write_bytes(b"")
    assert main(["ask", "when did they land", "--index", str(folder)]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("20 July 1969")
    assert err.startswith("warning: the current generation does not verify")


def test_a_good_index_checks(moon_folder: Path, capsys: Captured) -> None:
    assert main(["check"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(f"{moon_folder}: good; generation {open_index(moon_folder).generation}")
    assert out.endswith(", 6 events\n")
    assert err == ""


def two_generations(folder: Path, moon_folder: Path, reading: Reading) -> list[str]:
    shutil.copytree(moon_folder, folder)
    build_events(Reading(reading.timeline, reading.events[1:]), folder, embedder=WordHashEmbedder())
    return [generation.name for generation in index.generations(folder)]


def test_generations_are_listed_and_an_earlier_one_can_be_made_current(moon_folder: Path, reading: Reading, tmp_path: Path, capsys: Captured) -> None:
    folder = tmp_path / "index"
    newer, older = two_generations(folder, moon_folder, reading)
    assert main(["generations", "--index", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:17] for line in lines] == [f"* {newer}", f"  {older}"]
    assert main(["rollback", "--index", str(folder)]) == 0
    assert capsys.readouterr() == ("", f"{folder}: {older} is current now\n")
    assert open_index(folder).generation == older
    assert main(["rollback", "--index", str(folder)]) == 3
    assert "no earlier generation" in capsys.readouterr().err
    assert main(["rollback", newer, "--index", str(folder)]) == 0


def test_a_source_that_cannot_be_read_is_named_with_its_line(tmp_path: Path, capsys: Captured) -> None:
    source = tmp_path / "events.jsonl"
    source.write_text('{"text": "One."}\n{"text": "Two.", "date": "2024-13-01"}\n', encoding="utf-8")
    assert main(["build", str(source), "--index", str(tmp_path / "index")]) == 2
    err = capsys.readouterr().err.splitlines()
    assert err[-1].startswith(f"timeline-bot: {source}:2: ")
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_a_batch_is_json_lines_in_and_out(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"id": "a", "question": "when"}\nnonsense\n{"id": "b", "question": "how was the weather \\ud800"}\n', encoding="utf-8")
    assert main(["ask", "--batch", str(path)]) == 0
    out, err = capsys.readouterr()
    first, bad, last = map(json.loads, out.splitlines())
    assert (first["id"], first["answered"], last["id"], last["answered"]) == ("a", True, "b", False)
    assert bad["error"].startswith(f"{path}:2: ")
    assert last["question"] == "how was the weather \ud800", "half a character, which UTF-8 cannot hold, comes back as it was written"
    assert err == ""


def test_a_batch_comes_from_stdin_too(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b'{"id": "q", "question": "when"}\nnonsense\n')))
    assert main(["ask", "--batch", "-"]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["answered"]
    assert second["error"].startswith("standard input:2: ")


# --- conversation ---------------------------------------------------------------------------------------------------


def typed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def test_a_chat_hands_each_answer_to_the_next_question(monkeypatch: pytest.MonkeyPatch, capsys: Captured, parrot: list[Parrot]) -> None:
    typed("when did they land\nand who led them\nquit\nunheard\n", monkeypatch)
    assert main(["chat"]) == 0
    out, err = capsys.readouterr()
    assert parrot[0].asked == [("when did they land", None), ("and who led them", "when did they land")]
    assert out.count("20 July 1969\n\n") == 2
    assert "To the Moon" in err


def test_a_chat_goes_on_after_a_question_that_is_none(monkeypatch: pytest.MonkeyPatch, capsys: Captured, parrot: list[Parrot]) -> None:
    typed("when\nlong\nwho \x07\nand then\n", monkeypatch)
    assert main(["chat"]) == 0
    err = capsys.readouterr().err
    assert "the question is too long\n" in err
    assert "control characters" in err
    assert parrot[0].asked[-1] == ("and then", "when")


def test_a_chat_tells_when_the_timeline_has_changed(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    typed("when was it rebuilt\nwhen\n", monkeypatch)
    assert main(["chat"]) == 0
    assert capsys.readouterr().err.splitlines()[-1] == "(the timeline has been brought up to date)"


def test_an_interrupt_leaves_a_chat_politely(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def interrupted(*_: object) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr(Parrot, "ask", interrupted)
    typed("when\n", monkeypatch)
    assert main(["chat"]) == 0
    assert "Traceback" not in capsys.readouterr().err


# --- sources and exports --------------------------------------------------------------------------------------------


def test_a_preview_shows_what_is_read_and_builds_nothing(tmp_path: Path, capsys: Captured) -> None:
    source = tmp_path / "events.jsonl"
    source.write_text('{"id": "a", "text": "One\\tday.", "date": "2024-12-01"}\n{"id": "b", "text": "Never."}\n', encoding="utf-8")
    assert main(["build", str(source), "--preview", "--index", str(tmp_path / "index")]) == 0
    assert capsys.readouterr().out.splitlines() == ["id\tdate\tdated\ttext", "a\t1 December 2024\tstated\tOne day.", "b\tno date\tundated\tNever."]
    assert not (tmp_path / "index").exists()


def test_what_is_read_can_be_written_as_a_native_timeline(tmp_path: Path, capsys: Captured) -> None:
    source, folder = tmp_path / "events.jsonl", tmp_path / "native"
    source.write_text('{"id": "a", "text": "One day.", "date": "2024-12-01"}\n', encoding="utf-8")
    assert main(["build", str(source), "--to-native", str(folder)]) == 0
    assert (folder / "timeline.yaml").exists()
    assert str(folder / "timeline.yaml") in capsys.readouterr().err
    assert main(["build", str(folder), "--preview"]) == 0
    assert "a\t1 December 2024\tstated\tOne day." in capsys.readouterr().out
    assert main(["build", str(source), "--to-native", str(folder)]) == 2, "a folder with something in it is left alone"


def test_hints_for_curators_are_listed(tmp_path: Path, capsys: Captured) -> None:
    source = tmp_path / "events.jsonl"
    source.write_text('{"id": "a", "text": "One day."}\n', encoding="utf-8")
    assert main(["lint", str(source)]) == 0
    assert capsys.readouterr() == ("a: has no date\na: has no source\n", "1 event, 2 hints\n")
    source.write_text('{"id": "a", "text": "One day.", "date": "2024", "source": "Log"}\n', encoding="utf-8")
    assert main(["lint", str(source)]) == 0
    assert capsys.readouterr() == ("", "1 event, 0 hints\n")


def test_a_watched_source_is_built_again_and_again_even_after_a_mistake(
    tmp_path: Path, reading: Reading, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    texts = iter(['{"text": "One."}\n', "{nonsense\n", '{"text": "One."}\n{"text": "Two."}\n'])
    source, folder = tmp_path / "events.jsonl", tmp_path / "index"

    def three_times(paths: Sequence[Path], rebuild: Callable[[], None]) -> None:
        assert paths == [source]
        for text in texts:
            source.write_text(text, encoding="utf-8")
            rebuild()
        raise KeyboardInterrupt

    def build(sources: Sequence[Path], folder: Path, **_: object) -> BuildReport:
        return build_events(read(sources), folder, embedder=WordHashEmbedder())

    monkeypatch.setattr("index.watch.watch", three_times)
    monkeypatch.setattr(index, "build", build)
    assert main(["build", str(source), "--index", str(folder), "--watch"]) == 130
    assert len(open_index(folder)) == 2
    assert f"{source}:1: is not JSON" in capsys.readouterr().err


@pytest.mark.parametrize(("format", "beginning"), [("jsonl", "{"), ("timelinejs", "{"), ("csv", "Year,"), ("ics", "BEGIN:VCALENDAR")])
def test_events_are_exported_to_stdout(format: str, beginning: str, capsys: Captured) -> None:
    assert main(["export", "--format", format]) == 0
    out, err = capsys.readouterr()
    assert out.startswith(beginning)
    assert "Launch" in out
    assert ("left out: rumour" in err) == (format != "jsonl")


def test_an_unknown_format_is_refused(capsys: Captured) -> None:
    assert main(["export", "--format", "docx"]) == 2
    assert "there is no format 'docx'" in capsys.readouterr().err


# --- the Telegram bot -----------------------------------------------------------------------------------------------


def test_the_bot_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    assert main(["run"]) == 2
    assert "TELEGRAM_BOT_TOKEN is not set" in capfd.readouterr().err


def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("TELEGRAM_WEBHOOK_PORT", "many")
    assert main(["run"]) == 2
    assert capsys.readouterr().err.startswith("timeline-bot: TELEGRAM_WEBHOOK_PORT: ")


def test_the_bot_gets_its_settings(monkeypatch: pytest.MonkeyPatch, moon_folder: Path) -> None:
    started: list[Settings] = []

    def serve(settings: Settings) -> int:
        started.append(settings)
        return 7

    monkeypatch.setattr("bot.app.run", serve)
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:token")
    assert main(["run", "--log-json"]) == 7
    assert (started[0].index, started[0].log_json) == (moon_folder, True)


def test_questions_of_a_bot_that_never_ran_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured) -> None:
    monkeypatch.setenv("TIMELINE_STATE", str(tmp_path / "state.sqlite"))
    assert main(["export-questions"]) == 2
    assert "state.sqlite: there is no such file" in capsys.readouterr().err


# --- evaluation and pictures ----------------------------------------------------------------------------------------


def test_an_evaluation_ends_with_1_when_a_gate_fails(tmp_path: Path, capsys: Captured) -> None:
    questions, gate = tmp_path / "gold.yaml", tmp_path / "gate.yaml"
    questions.write_text(
        "- {id: q, kind: when, question: when did they land, answerable: true, answers: [20 July 1969], events: [landing]}\n", encoding="utf-8"
    )
    gate.write_text("right: {minimum: 1.0}\n", encoding="utf-8")
    assert main(["eval", str(questions), "--gate", str(gate), "--report", str(tmp_path / "report")]) == 0
    assert (tmp_path / "report" / "report.json").exists()
    gate.write_text("refused: {minimum: 1.0}\n", encoding="utf-8")
    assert main(["eval", str(questions), "--gate", str(gate)]) == 1
    assert "refused" in capsys.readouterr().err


def test_questions_that_cannot_be_read_are_named_with_their_line(tmp_path: Path, capsys: Captured) -> None:
    questions = tmp_path / "gold.yaml"
    questions.write_text("- {id: q, question: [}\n", encoding="utf-8")
    assert main(["eval", str(questions)]) == 2
    assert capsys.readouterr().err.startswith(f"timeline-bot: {questions}:1: ")


@pytest.mark.parametrize(
    "arguments",
    [[], ["--from", "1969-07"], ["--to", "1962"], ["--from", "16 July", "--to", "20 July"], ["--about", "Moon"]],
)
def test_a_picture_is_a_png(arguments: list[str], tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "moon.png"
    assert main(["picture", "-o", str(path), *arguments]) == 0
    assert path.read_bytes().startswith(b"\x89PNG")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--from", "soon"], "'soon' is not a date"),
        (["--from", "1970", "--to", "1969"], "--from 1970 is not before --to 1969"),
        (["--from", "1975"], "--from 1975 is not before --to the last event"),
        (["--about", "Oslo"], "no dated event"),
    ],
)
def test_a_picture_of_nothing_is_refused_in_one_line(arguments: list[str], complaint: str, tmp_path: Path, capsys: Captured) -> None:
    assert main(["picture", "-o", str(tmp_path / "moon.png"), *arguments]) == 2
    err = capsys.readouterr().err
    assert complaint in err
    assert err.count("\n") == 1


def test_a_picture_that_cannot_be_written_is_named(tmp_path: Path, capsys: Captured) -> None:
    assert main(["picture", "-o", str(tmp_path / "none" / "moon.png")]) == 2
    assert "moon.png: cannot be written: No such file" in capsys.readouterr().err

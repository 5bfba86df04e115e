"""One question: how long it takes beside the encoder alone, where the time goes, and what the encoder could be."""

from __future__ import annotations

import cProfile
import math
import os
import pstats
import shlex
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

import numpy as np

from benchmarks import builtin, encoders
from benchmarks.measure import Aim, Cell, Result, Table, Timing, interleaved, ratio
from bot import Engine, gold
from index import open_index
from index.embed import Embedder, OnnxEmbedder
from index.search import Index

R = TypeVar("R")

FIRST = "who entered Damascus first and when"
STAGES = {
    "understand": "understand: grammar, names, misspellings",
    "search": "search: vectors, BM25, fusion, reading passages",
    "evidence": "evidence: judging events, most of it while the question is encoded",
    "wait": "handing over to the encoder, and waiting for it",
    "compose": "compose, and what is between",
}


def run(full: bool) -> Result:
    index = builtin.opened()
    engine = Engine(index, keep=0)
    asked = builtin.questions()
    half = len(asked) // 2
    warm, asked = asked[:half], asked[half:]
    for question in warm:
        engine.ask(question)
    warmed, figures = len(warm), {}
    one, figures["question"], beside = _one(engine, asked)
    stages, figures["stages"] = _stages(engine, asked)
    profile = _profile(engine, asked)
    with tempfile.TemporaryDirectory(prefix="encoders-") as scratch:
        folder = Path(scratch) / "encoders"
        subprocess.run([sys.executable, "-m", "benchmarks.encoders", str(folder)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        variants, figures["encoders"] = _variants(folder, index, asked, rounds=600 if full else 200)
        limits, figures["limits"], floor = _limits(folder, index, asked)
    cold, figures["cold"] = _cold(runs=20 if full else 8)
    median, alone = beside["ask"].median, beside["encoder"].median
    times = ratio(beside["ask"], beside["encoder"])
    rest = figures["stages"]["rest to encode"]
    wall = figures["cold"]["ask"]["median"] / 1000
    bound = f"the encoder's products alone take {floor:.1f} ms at the rate this machine multiplies at (below)"
    return Result(
        "serving",
        "One question",
        (_described(one, f"{warmed} other questions were asked before; each of these once, with the memory for equal questions off."), *stages, variants, limits, profile, cold),
        figures,
        (
            Aim("first answer of a fresh process", "< 0.7 s", f"{wall:.2f} s", wall < 0.7, "" if wall < 0.7 else f"{wall - 0.7:.2f} s over; a process that only imports takes {figures['cold']['import']['median'] / 1000:.2f} s"),
            Aim("question to answer, warm", "p50 < 5 ms", f"{median:.1f} ms", median < 5, "" if median < 5 else f"{median - 5:.1f} ms over; {bound}"),
            Aim("question to answer beside the query encoder alone", "at most 1.5x", f"{times:.2f}x", times <= 1.5, "" if times <= 1.5 else f"{times - 1.5:.2f} over: {median - alone:.1f} ms are not the encoder"),
            Aim("everything but the encoder beside the encoder", "under 0.5x", f"{rest:.2f}x", rest < 0.5, "" if rest < 0.5 else f"{rest - 0.5:.2f} over, nearly all of it Python: judging events"),
        ),
    )  # fmt: skip


def _described(table: Table, note: str) -> Table:
    return Table(table.title, table.columns, table.rows, f"{table.note} {note}".strip())


# --- a question beside the encoder ----------------------------------------------------------------------------------


def _one(engine: Engine, asked: Sequence[str]) -> tuple[Table, dict[str, Any], dict[str, Timing]]:
    encoder = engine.index.encoder
    builtin.forget(engine.index)
    jobs = {"ask": lambda at: engine.ask(asked[at]), "encoder": lambda at: encoder.query(asked[at])}
    found = interleaved(jobs, len(asked), warm=0)
    rows = [_row("question to answer (`Engine.ask`)", found["ask"]), _row("the encoder alone, on the same questions", found["encoder"])]
    figures = {name: timing.as_dict() for name, timing in found.items()} | {"ratio": ratio(found["ask"], found["encoder"])}
    table = Table(
        "A question, warm",
        ("", "p50, ms", "middle half", "p95, ms"),
        tuple(rows),
        f"{len(asked)} questions, the two in turn; median of their ratios {figures['ratio']:.2f}.",
    )
    return table, figures, found


def _row(name: str, timing: Timing) -> tuple[Cell, ...]:
    return name, timing.median, timing.spread, timing.percentile(0.95)


# --- where the time goes --------------------------------------------------------------------------------------------


class Clock:
    """Splits the time of a call among the stages inside it, each without those that it calls in turn."""

    def __init__(self) -> None:
        self.spent: Counter[str] = Counter()
        self.calls: Counter[str] = Counter()
        self._within = threading.local()

    def timing(self, stage: str, function: Callable[..., R]) -> Callable[..., R]:
        def timed(*args: Any, **kwargs: Any) -> R:
            outer = getattr(self._within, "spent", 0.0)
            self._within.spent = 0.0
            begun = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.perf_counter() - begun
                self.spent[stage] += 1000 * (whole - self._within.spent)
                self.calls[stage] += 1
                self._within.spent = outer + whole

        return timed

    @contextmanager
    def watching(self, parts: Sequence[tuple[object, str, str]]) -> Iterator[None]:
        """Times what an object calls, given as (object, name, stage), meanwhile."""
        with ExitStack() as watched:
            for thing, name, stage in parts:
                watched.enter_context(mock.patch.object(thing, name, self.timing(stage, getattr(thing, name))))
            yield


def _stages(engine: Engine, asked: Sequence[str]) -> tuple[tuple[Table, ...], dict[str, Any]]:
    index, judge = engine.index, engine._reader.judge
    parts = [
        (engine, "ask", "compose"),
        (engine._reader, "understand", "understand"),
        (index, "search", "search"),
        (judge, "weighing", "evidence"),
        (judge, "weigh", "evidence"),
        (judge, "judge", "evidence"),
        (index.encoder, "_together", "encode"),
    ]
    clock = Clock()
    begin = clock.timing("wait", index.embed_soon)

    def awaited(text: str) -> Any:
        future = begin(text)
        if "result" not in vars(future):  # not one that was begun before
            future.result = clock.timing("wait", future.result)  # type: ignore[method-assign]
        return future

    index.embed_soon = awaited  # type: ignore[method-assign]
    each: list[dict[str, float]] = []
    wholes: list[float] = []
    passes: Counter[int] = Counter()
    builtin.forget(index)
    with clock.watching(parts):
        for question in asked:
            clock.spent.clear()
            clock.calls.clear()
            begun = time.perf_counter()
            engine.ask(question)
            wholes.append(1000 * (time.perf_counter() - begun))
            each.append(dict(clock.spent))
            passes[clock.calls["encode"]] += 1
    del index.embed_soon
    shares = {stage: sum(one.get(stage, 0.0) for one in each) / sum(wholes) for stage in STAGES}
    medians = {stage: statistics.median(one.get(stage, 0.0) for one in each) for stage in (*STAGES, "encode")}
    rest = statistics.median((whole - one["encode"]) / one["encode"] for one, whole in zip(each, wholes, strict=True) if one.get("encode"))
    table = Table(
        "Where the time of a question goes",
        ("stage", "median, ms", "share of all time"),
        tuple((said, medians[stage], f"{shares[stage]:.0%}") for stage, said in STAGES.items()),
        f"Its passes of the encoder run beside this, on another core: {medians['encode']:.1f} ms, median."
        f" What a question takes longer than they do is {rest:.2f} of their time.",
    )
    total = sum(passes.values())
    counts = Table(
        "Passes of the encoder that a question takes",
        ("passes", "questions"),
        tuple((n, f"{count} ({count / total:.0%})") for n, count in sorted(passes.items())),
        "More than one where it measures from another event or compares several, or holds words that the timeline does not, the first time they are met."
        " They are not put into one: padded to the longest, two take longer together than one after the other.",
    )
    return (table, counts), {"median": medians, "share": shares, "rest to encode": rest, "passes": dict(passes)}


def _profile(engine: Engine, asked: Sequence[str]) -> Table:
    builtin.forget(engine.index)
    profile = cProfile.Profile()
    profile.enable()
    for question in asked:
        engine.ask(question)
    profile.disable()
    calls: dict[tuple[str, int, str], tuple[int, int, float, float, Any]] = pstats.Stats(profile).stats  # type: ignore[attr-defined]
    whole = sum(entry[2] for entry in calls.values())
    ordered = sorted(calls.items(), key=lambda item: -item[1][2])[:12]
    rows = tuple((_name(*place), entry[1] / len(asked), f"{entry[2] / whole:.1%}") for place, entry in ordered)
    return Table("The functions that take longest, by themselves", ("function", "calls a question", "share"), rows, "Under a profiler, which makes small Python functions look larger than they are.")  # fmt: skip


def _name(file: str, line: int, function: str) -> str:
    path = Path(file)
    return f"`{function}`" if file == "~" else f"`{path.parent.name}/{path.name}` {function}"


# --- the encoder ----------------------------------------------------------------------------------------------------


def _variants(folder: Path, index: Index, asked: Sequence[str], rounds: int) -> tuple[Table, dict[str, Any]]:
    opened = {(name, threads): OnnxEmbedder(folder / name, threads) for name in encoders.VARIANTS for threads in (1, 2)}
    timings = interleaved({f"{name} {threads}": _asks(encoder, asked) for (name, threads), encoder in opened.items()}, rounds)
    texts = list(asked[:256])
    exact = opened["fp32", 1].queries(texts)
    sets = _sets(index)
    rows: list[tuple[Cell, ...]] = []
    figures: dict[str, Any] = {}
    for name, said in encoders.VARIANTS.items():
        encoder = opened[name, 1]
        alone = np.array([encoder.query(text) for text in texts])
        cosines = (alone * exact).sum(axis=1)
        beside = np.array(
            [encoder.queries([text, "a longer question of somebody else, who asks for a good deal more than one thing"])[0] for text in texts[:64]]
        )
        strangers = float((beside * alone[:64]).sum(axis=1).min())
        retrieval = {where: _ndcg(opened_index, golds, encoder) for where, (opened_index, golds) in sets.items()}
        ended = subprocess.run([sys.executable, "-c", encoders.MEMORY, str(folder / name)], check=True, capture_output=True, text=True)
        figures[name] = {
            "cosine": {"mean": float(cosines.mean()), "min": float(cosines.min())},
            "cosine beside a stranger": strangers,
            "ndcg@10": retrieval,
            "megabytes": sum(path.stat().st_size for path in (folder / name).iterdir()) / 2**20,
            "resident megabytes": float(ended.stdout),
            "milliseconds": {threads: timings[f"{name} {threads}"].as_dict() for threads in (1, 2)},
            "ratio to fp32": {threads: ratio(timings[f"{name} {threads}"], timings[f"fp32 {threads}"]) for threads in (1, 2)},
        }
        its = figures[name]
        own = retrieval["built-in"]
        mean = [statistics.fmean(each[half] for each in retrieval.values()) for half in ("hybrid", "dense")]
        rows.append(
            (
                said + (" (what `build` compiles)" if name == encoders.PRODUCT else ""),
                f"{its['cosine']['mean']:.4f} / {its['cosine']['min']:.4f}",
                f"{strangers:.4f}",
                f"{own['hybrid']:.3f} / {own['dense']:.3f}",
                f"{mean[0]:.3f} / {mean[1]:.3f}",
                f"{its['megabytes']:.0f}",
                f"{its['resident megabytes']:.0f}",
                *(f"{timings[f'{name} {threads}'].median:.1f} ({its['ratio to fp32'][threads]:.2f}x)" for threads in (1, 2)),
            )
        )
    others = len(sets) - 1
    note = (
        "Cosine with fp32, mean and least, on questions alone; then the least of a question beside a longer one with the same question alone: 1 means that"
        " nobody's answer depends on who else is asking. nDCG@10 of hybrid search and of its dense half, of events that the gold questions name"
        + (f", and their mean over it and {others} other timelines" if others else "; other timelines are measured too when SETS names them")
        + ". Times of one question, the variants in turn; no thread spins while it waits."
    )
    columns = ("encoder", "agreement", "beside others", "nDCG@10, built-in", "nDCG@10, all", "files, MB", "memory, MB", "one thread, ms", "two threads, ms")  # fmt: skip
    return Table("Ways to compile the query encoder", columns, tuple(rows), note), figures


def _asks(encoder: Embedder, asked: Sequence[str]) -> Callable[[int], object]:
    return lambda at: encoder.query(asked[at % len(asked)])


def _sets(index: Index) -> dict[str, tuple[Index, list[tuple[str, set[str]]]]]:
    """(questions, the events that are right) by timeline: the built-in one, and what SETS names as "INDEX=QUESTIONS ..."."""
    found = {"built-in": (index, [(one.question, set(one.events)) for one in builtin.golds() if one.events and not one.context])}
    for given in shlex.split(os.environ.get("SETS", "")):
        folder, _, questions = given.partition("=")
        other = open_index(folder)
        golds = gold.read([Path(questions)], lambda id: True)
        kept = [(one.question, set(one.events)) for one in golds if not one.context and any(other.event(id) for id in one.events)]
        if kept:
            found[Path(folder).name] = other, kept
    return found


def _ndcg(index: Index, golds: Sequence[tuple[str, set[str]]], encoder: Embedder) -> dict[str, float]:
    engine = Engine(index, keep=0)
    scores: dict[str, list[float]] = {"hybrid": [], "dense": []}
    for question, right in golds:
        topic = engine._reader.understand(question, None).topic or question
        vector = encoder.query(topic)
        hybrid = [hit.passage.event.id for hit in index.search(topic, k=50, vector=vector)]
        dense = [passage.event.id for passage in index._passages_at([row for row, _ in index._store.search(vector, 50, None)])]
        for name, ranked in (("hybrid", hybrid), ("dense", dense)):
            gains = [1 / math.log2(rank + 2) for rank, id in enumerate(list(dict.fromkeys(ranked))[:10]) if id in right]
            scores[name].append(sum(gains) / sum(1 / math.log2(rank + 2) for rank in range(min(len(right), 10))))
    return {name: round(statistics.fmean(each), 4) for name, each in scores.items()}


# --- what bounds it -------------------------------------------------------------------------------------------------


def _limits(folder: Path, index: Index, asked: Sequence[str]) -> tuple[Table, dict[str, Any], float]:
    """The table, its figures, and the milliseconds that the products of a question take in what `build` compiles."""
    encoder = OnnxEmbedder(folder / encoders.PRODUCT, 1)
    tokens = round(statistics.median(len(encoder._tokenizer.encode(question)) for question in asked))
    weights = sum(inputs * outputs for inputs, outputs in encoders.products(folder / "fp32"))
    work = 2 * weights * tokens / 1e9
    rates = {}
    for precision in ("fp32", "int8"):
        session = encoders.product(folder, 384, 1536, precision)
        for height in (tokens, 16 * tokens):
            values = {"x": np.random.default_rng(0).normal(size=(height, 384)).astype(np.float32)}
            best = interleaved({"": lambda _, session=session, values=values: session.run(None, values)}, 300)[""].percentile(0.1)  # type: ignore[misc]
            rates[precision, height] = 2 * 384 * 1536 * height / best / 1e6
    large = np.ones(2**25, np.float64)
    copied = interleaved({"": lambda _: large.copy()}, 8)[""].percentile(0.1)
    bandwidth = 2 * large.nbytes / copied / 1e6
    floors = {precision: work / rates[precision, tokens] * 1000 for precision in ("fp32", "int8")}
    rows: tuple[tuple[Cell, ...], ...] = (
        ("work of a question in matrix products", f"{work:.2f} GFLOP", f"{weights / 1e6:.1f} million weights x 2 x {tokens} tokens (median)"),
        ("products in fp32, one thread", f"{rates['fp32', tokens]:.0f} GFLOP/s", f"{rates['fp32', 16 * tokens]:.0f} GFLOP/s with 16 questions at once"),
        ("products in 8 bits, one thread", f"{rates['int8', tokens]:.0f} GFLOP/s", f"{rates['int8', 16 * tokens]:.0f} GFLOP/s with 16 questions at once"),
        ("least time of these products, one thread", f"{floors['fp32']:.1f} ms in fp32, {floors['int8']:.1f} ms in 8 bits", "work / rate"),
        ("weights that a pass reads", f"{weights * 4 / 2**20:.0f} MB in fp32, {weights * (1 + 4 / 64) / 2**20:.0f} MB in 8 bits", "with a scale for each 64"),
        ("reading and writing memory", f"{bandwidth:.0f} GB/s", f"{weights * 4 / bandwidth / 1e6:.1f} ms and {weights * (1 + 4 / 64) / bandwidth / 1e6:.1f} ms to read the weights once"),
    )  # fmt: skip
    figures = {
        "tokens": tokens,
        "weights": weights,
        "gflop": work,
        "gflop/s": {f"{precision} {height}": rate for (precision, height), rate in rates.items()},
        "gb/s": bandwidth,
        "least milliseconds": floors,
    }
    return Table("What bounds the encoder", ("", "", ""), rows, "Rates are of the best tenth of the calls: of products of the encoder's largest shape, 384 by 1536."), figures, floors["int8"]  # fmt: skip


# --- a fresh process ------------------------------------------------------------------------------------------------


def _cold(runs: int) -> tuple[Table, dict[str, Any]]:
    commands = {
        "ask": [sys.executable, "-m", "bot.cli", "ask", FIRST],
        "import": [sys.executable, "-c", "import bot.cli, bot.engine, index.search, index.embed as e; e.prepare()"],
        "python": [sys.executable, "-c", "pass"],
    }
    jobs = {name: _starts(command) for name, command in commands.items()}
    found = interleaved(jobs, runs, warm=1)
    said = {"ask": '`timeline-bot ask "..."`, to its end', "import": "importing all that it needs", "python": "Python itself"}
    rows: list[tuple[Cell, ...]] = [(said[name], timing.median / 1000, timing.percentile(0.95) / 1000) for name, timing in found.items()]
    ended = subprocess.run([sys.executable, "-X", "importtime", *commands["ask"][1:]], capture_output=True, text=True, check=True)
    heavy = _imports(ended.stderr)
    note = "The index is verified by its digests while the libraries load. Of the imports (milliseconds, each with what it imports first): "
    note += ", ".join(f"{name} {ms:.0f}" for name, ms in heavy) + "."
    figures: dict[str, Any] = {name: timing.as_dict() for name, timing in found.items()}
    return Table("A fresh process", ("", "median, s", "p95, s"), tuple(rows), note), figures | {"imports": dict(heavy)}


def _starts(command: Sequence[str]) -> Callable[[int], object]:
    return lambda _: subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _imports(log: str) -> list[tuple[str, float]]:
    """The packages that take longest to import, from `-X importtime`."""
    longest: dict[str, float] = {}
    for line in log.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if line.startswith("import time:") and len(parts) == 3 and parts[1].strip().isdigit():
            package = parts[2].strip().split(".")[0]
            longest[package] = max(longest.get(package, 0.0), int(parts[1]) / 1000)
    return sorted(((name, ms) for name, ms in longest.items() if name not in ("bot", "index", "site")), key=lambda pair: -pair[1])[:8]

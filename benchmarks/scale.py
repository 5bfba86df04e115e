"""A timeline of a hundred to a million passages: what building it takes, and a question inside windows of every width."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.corpus import DAY, DIMENSIONS, Asked, Corpus, Given
from benchmarks.measure import Aim, Result, Table, interleaved, ratio
from bot.engine import Engine
from index import generation
from index.build import build_events
from index.dates import MONTHS, civil_from_days
from index.embed import Vectors, WordHashEmbedder
from index.passages import Order, mapped
from index.search import DEPTH, Index, open_index
from index.store import FaissStore
from index.types import When

SIZES, MILLION = (100, 1_000, 10_000, 100_000), 1_000_000
WIDTHS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365, "5 years": 1826, "everything": 0}
"""Days; 0: no window."""
ROUNDS = 60
SPEED, RECALL = 50.0, 0.95
"""What we aim at: milliseconds at the median, and the share of the ten nearest that is found."""


def run(full: bool) -> Result:
    found = []
    for size in (*SIZES, MILLION) if full else SIZES:
        print(f"{size:,} passages", file=sys.stderr)
        with tempfile.TemporaryDirectory() as scratch:
            made = {step: _child(step, size, Path(scratch)) for step in STEPS}
        found.append({"size": size, **made["build"], **made["ask"]})
    largest = found[-1]
    return Result(
        "scale",
        "A million passages",
        (_building(found), _asking(found), _by_width(largest), _whole(found)),
        {"sizes": found},
        (_aim(largest),),
        ("performance-scale-size.png", "performance-scale-window.png"),
    )


def _child(step: str, size: int, home: Path) -> dict[str, Any]:
    """One step in a process of its own, so that its memory is nobody else's."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.scale", step, str(size), str(home)], stdout=subprocess.PIPE, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# --- what is measured -----------------------------------------------------------------------------------------------


def _make(size: int, home: Path) -> dict[str, Any]:
    Corpus(size).write_vectors(home / "vectors.npy")
    return {}


def _build(size: int, home: Path) -> dict[str, Any]:
    reading = Corpus(size).reading()
    embedder = Given((event.text for event in reading.events), np.load(home / "vectors.npy", mmap_mode="r"), WordHashEmbedder(DIMENSIONS))
    before = time.process_time()
    report = build_events(reading, home / "index", embedder=embedder)
    spent = time.process_time() - before
    files = [path for path in (home / "index").rglob("*") if path.is_file()]
    return {
        "build_s": round(report.seconds, 2),
        "build_cpu_s": round(spent, 2),
        "build_peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "disk_mb": round(sum(path.stat().st_size for path in files) / 2**20, 1),
    }


def _ask(size: int, home: Path) -> dict[str, Any]:
    begun = time.perf_counter()
    index = open_index(home / "index")
    opened = time.perf_counter() - begun
    memory = _memory()
    vectors = mapped(home / "vectors.npy")
    asked = Corpus(size).questions(ROUNDS, index.event, vectors)
    windows = {name: [_window(one.when, days, at) for at, one in enumerate(asked)] for name, days in WIDTHS.items()}
    widths = {name: _times(index, asked, its) for name, its in windows.items()}
    questions = _questions(index, asked)
    memory["asked_mb"] = _memory()["own_mb"]
    cosines = _cosines(index, vectors, asked)
    for name, its in windows.items():
        widths[name] |= _recall(index, asked, its, cosines)
    return {"open_s": round(opened, 3), **memory, "widths": widths, "questions": questions}


def _times(index: Index, asked: Sequence[Asked], windows: Sequence[When | None]) -> dict[str, Any]:
    size = index.manifest.passages
    exact = FaissStore.load(generation.generation_folder(index.folder, index.generation), index._order, exact_up_to=size)
    terms = [index._terms(one.text, ()) for one in asked]
    slices = [Order.everything(size) if within is None else index._order.rows(within) for within in windows]
    spent = interleaved(
        {
            "exact": lambda at: exact.search(asked[at].vector, DEPTH, windows[at]),
            "dense": lambda at: index._store.search(asked[at].vector, DEPTH, windows[at]),
            "bm25": lambda at: index._lexical.search(terms[at], DEPTH, slices[at]),
            "search": lambda at: index.search(asked[at].text, within=windows[at], vector=asked[at].vector),
        },
        ROUNDS,
    )
    times = {name: timing.as_dict() | {"spread": timing.spread} for name, timing in spent.items()}
    return {"rows": int(statistics.median(map(len, slices))), "exact_to_dense": round(ratio(spent["exact"], spent["dense"]), 2), **times}


def _cosines(index: Index, vectors: Vectors, asked: Sequence[Asked]) -> Vectors:
    """Of every row with every question, without the index: row by question."""
    home = generation.generation_folder(index.folder, index.generation)
    with closing(generation.connect(home / "events.sqlite")) as database:
        ids = database.execute("SELECT id FROM passages JOIN events ON events.row = passages.event ORDER BY passages.row").fetchall()
    events = np.array([int(id[1:]) for (id,) in ids])
    queries = np.stack([one.vector for one in asked])
    return np.concatenate([vectors[events[first : first + 65_536]] @ queries.T for first in range(0, len(events), 65_536)])


def _recall(index: Index, asked: Sequence[Asked], windows: Sequence[When | None], cosines: Vectors) -> dict[str, float]:
    """The share of the ten nearest that the dense half finds: on average, and for the worst question."""
    starts, ends = index._order.starts, index._order.ends
    recalls = []
    for at, (one, within) in enumerate(zip(asked, windows, strict=True)):
        inside = np.arange(len(cosines)) if within is None else np.flatnonzero((starts < within.end) & (ends > within.start))
        best = inside[np.argsort(-cosines[inside, at], kind="stable")[:10]]
        found = {row for row, _ in index._store.search(one.vector, 10, within)}
        recalls.append(len(found & set(best.tolist())) / len(best))
    return {"recall": round(statistics.mean(recalls), 4), "worst_recall": min(recalls)}


def _window(when: When, days: int, at: int) -> When | None:
    """A window of so many days that the event is in, at another place in it for each question."""
    if not days:
        return None
    start = (when.start // DAY - (at * 37) % days) * DAY
    return When(start, start + days * DAY)


def _questions(index: Index, asked: Sequence[Asked]) -> dict[str, Any]:
    """Whole questions through the engine, from words to answer."""
    engine = Engine(index, today=lambda: date(2024, 6, 1))
    texts = {"open": [f"When was {one.text}?" for one in asked], "in a month": [f"What was {one.text} in {_month(one.when)}?" for one in asked]}
    spent = interleaved({name: lambda at, texts=each: engine.ask(texts[at]) for name, each in texts.items()}, ROUNDS)  # type: ignore[misc]
    return {name: timing.as_dict() | {"spread": timing.spread} for name, timing in spent.items()}


def _month(when: When) -> str:
    year, month, _ = civil_from_days(when.start // DAY)
    return f"{MONTHS[month - 1]} {year}"


def _memory() -> dict[str, int]:
    """Megabytes of the process's own, and of files that are mapped into it: those are the system's to drop and read again."""
    lines = (line.split() for line in Path("/proc/self/status").read_text().splitlines())
    kept = {line[0]: int(line[1]) // 1024 for line in lines if line[0] in ("RssAnon:", "RssFile:")}
    return {"own_mb": kept["RssAnon:"], "mapped_mb": kept["RssFile:"]}


STEPS = {"make": _make, "build": _build, "ask": _ask}


# --- what a reader sees ---------------------------------------------------------------------------------------------


def _building(found: Sequence[dict[str, Any]]) -> Table:
    rows = [(one["size"], one["build_s"], one["build_cpu_s"], one["build_peak_mb"], one["disk_mb"]) for one in found]
    note = (
        "Passages of some twenty words over ten years, with vectors of 384 dimensions that are there already: the model is not measured here. "
        "Peak memory counts the events that are handed over and the mapped vectors."
    )
    return Table("Building", ("passages", "seconds", "of CPU", "peak memory, MB", "on disk, MB"), tuple(rows), note)


def _asking(found: Sequence[dict[str, Any]]) -> Table:
    rows = []
    for one in found:
        searches = [one["widths"][name]["search"]["median"] for name in ("month", "year", "everything")]
        rows.append((one["size"], one["open_s"], one["asked_mb"], *searches, min(width["recall"] for width in one["widths"].values())))
    columns = ("passages", "open, s", "memory, MB", "search in a month, ms", "in a year, ms", "in everything, ms", "least recall@10")
    note = (
        "Opening verifies the sha256 of every file. Memory is the process's own after all questions; vectors and postings are mapped files beside it. "
        "Recall is that of the dense half against brute force, the least of all widths of window."
    )
    return Table("Opening and searching", columns, tuple(rows), note)


def _by_width(one: dict[str, Any]) -> Table:
    columns = ("window", "passages in it", "exact, ms", "dense, ms", "BM25, ms", "search, ms", "middle half", "recall@10")
    rows = []
    for name, width in one["widths"].items():
        medians = [width[half]["median"] for half in ("exact", "dense", "bm25", "search")]
        rows.append((name, width["rows"], *medians, width["search"]["spread"], width["recall"]))
    note = (
        f"{ROUNDS} questions, each in a window that its event is in. Exact compares every vector in the window; dense is what is used, with codes where the window is wide. "
        "Search is both halves, fused, and the twenty passages read; the query's vector is there already."
    )
    return Table(f"By width of window, at {one['size']:,} passages", columns, tuple(rows), note)


def _whole(found: Sequence[dict[str, Any]]) -> Table:
    rows = [(one["size"], *(cell for kind in one["questions"].values() for cell in (kind["median"], kind["spread"]))) for one in found]
    note = "From the words to the answer, with an encoder that only hashes words; the built-in model adds its own time (see One question)."
    return Table("Whole questions", ("passages", "open, ms", "middle half", "in a month, ms", "middle half"), tuple(rows), note)


def _aim(one: dict[str, Any]) -> Aim:
    slowest = max(width["search"]["median"] for width in one["widths"].values())
    recall = min(width["recall"] for width in one["widths"].values())
    measured = f"{slowest:.1f} ms, {recall:.3f} in the worst width of window, {one['size']:,} passages"
    held = one["size"] == MILLION and slowest < SPEED and recall >= RECALL
    limit = "" if one["size"] == MILLION else "a million is measured with --full"
    what = "1,000,000 passages on one machine, with a time window"
    return Aim(what, f"p50 < {SPEED:.0f} ms, recall@10 >= {RECALL} against exact search", measured, held, limit)


def draw(result: Result, folder: Path) -> None:
    from matplotlib.figure import Figure

    found: list[dict[str, Any]] = result.figures["sizes"]
    sizes = [one["size"] for one in found]

    def of(name: str, half: str) -> list[float]:
        return [one["widths"][name][half]["median"] for one in found]

    figure = Figure(figsize=(7.2, 11.5), dpi=100, layout="constrained")
    times, builds, memory = figure.subplots(3, 1)
    lines = {"search, no window": of("everything", "search"), "a year": of("year", "search"), "a month": of("month", "search")}
    _lines(times, sizes, lines | {"every vector compared": of("everything", "exact")})
    _axes(times, "One search", "milliseconds")
    _lines(builds, sizes, {"build": [one["build_s"] for one in found], "open and verify": [one["open_s"] for one in found]})
    _axes(builds, "Building and opening", "seconds")
    kinds = {"building, at most": "build_peak_mb", "on disk": "disk_mb", "answering, beside mapped files": "asked_mb"}
    _lines(memory, sizes, {label: [one[key] for one in found] for label, key in kinds.items()})
    _axes(memory, "Memory", "megabytes")
    memory.set_xlabel("passages", fontsize=15)
    for axes in (times, builds, memory):
        axes.set_xscale("log")
        axes.xaxis.set_major_formatter(_plain)
    figure.savefig(folder / result.plots[0])

    widths: dict[str, Any] = found[-1]["widths"]
    places = list(range(len(widths)))
    figure = Figure(figsize=(7.2, 8.6), dpi=100, layout="constrained")
    times, recalls = figure.subplots(2, 1, sharex=True, height_ratios=(2, 1))
    halves = {"search": "search", "dense half": "dense", "BM25 half": "bm25", "every vector compared": "exact"}
    _lines(times, places, {label: [width[half]["median"] for width in widths.values()] for label, half in halves.items()})
    times.axhline(SPEED, color="0.6", lw=1)
    times.text(0, SPEED, f"aim: {SPEED:.0f} ms", fontsize=13, color="0.4", va="bottom", ha="center")
    _axes(times, f"One search among {found[-1]['size']:,} passages", "milliseconds")
    recalls.bar(places, [width["recall"] for width in widths.values()], color="tab:blue", width=0.6)
    recalls.axhline(RECALL, color="0.2", lw=1)
    recalls.set_ylim(0.8, 1.01)
    recalls.set_title(f"Recall of the ten nearest (aim: {RECALL})", fontsize=16, loc="left")
    recalls.tick_params(labelsize=14)
    recalls.set_xticks(places, [f"{name}\n{width['rows']:,}" for name, width in widths.items()], fontsize=12)
    recalls.set_xlabel("width of window, and passages in it", fontsize=15)
    figure.savefig(folder / result.plots[1])


def _lines(axes: Any, places: Sequence[int], lines: dict[str, list[float]]) -> None:
    for (label, values), style in zip(lines.items(), ("o-", "s-", "^-", "k:"), strict=False):
        axes.plot(places, values, style, label=label)


def _axes(axes: Any, title: str, unit: str) -> None:
    axes.set_title(title, fontsize=16, loc="left")
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(_plain)
    axes.set_ylabel(unit, fontsize=15)
    axes.tick_params(labelsize=14)
    axes.grid(alpha=0.3)
    axes.legend(fontsize=13, frameon=False)


def _plain(value: float, _: int | None = None) -> str:
    return f"{value:,.10g}"


if __name__ == "__main__":
    step, size, home = sys.argv[1:]
    print(json.dumps(STEPS[step](int(size), Path(home))))

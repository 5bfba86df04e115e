"""Timings that can be compared on a noisy machine: what is compared takes turns in one run, and is given as a ratio."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"

Cell = str | int | float


class Skipped(Exception):
    """What a benchmark needs is not to be had here; the text says what. Its earlier results stay, and the others are run."""


@dataclass(frozen=True)
class Table:
    """What a reader sees of a result."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""
    """What has to be known to read it."""


@dataclass(frozen=True)
class Aim:
    """One row of what we aim at."""

    what: str
    aim: str
    measured: str
    held: bool
    limit: str = ""
    """Where it is missed: by how much, and what the limit is."""


@dataclass(frozen=True)
class Result:
    """What one benchmark found. A module `benchmarks.NAME` has `run(full: bool) -> Result`, and `draw(result, folder)` where it has plots."""

    name: str
    title: str
    tables: tuple[Table, ...]
    figures: Mapping[str, Any] = field(default_factory=dict)
    """Everything measured, as plain JSON: what plots and later comparisons read."""
    aims: tuple[Aim, ...] = ()
    plots: tuple[str, ...] = ()
    """File names that `draw` writes, in the order in which they are shown."""

    def write(self, folder: Path = RESULTS) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        content = asdict(self) | {"machine": machine(), "created": time.strftime("%Y-%m-%d", time.gmtime())}
        (folder / f"{self.name}.json").write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@dataclass(frozen=True)
class Timing:
    """Milliseconds of single calls."""

    calls: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.calls)

    def percentile(self, share: float) -> float:
        """Nearest rank; `share` from 0 to 1."""
        ordered = sorted(self.calls)
        return ordered[min(int(share * len(ordered)), len(ordered) - 1)]

    @property
    def spread(self) -> str:
        """The middle half of the calls."""
        return f"{self.percentile(0.25):.2f} to {self.percentile(0.75):.2f}"

    def as_dict(self) -> dict[str, float]:
        quartiles = {f"p{share}": round(self.percentile(share / 100), 4) for share in (5, 25, 75, 95, 99)}
        return {"n": len(self.calls), "median": round(self.median, 4), **quartiles}


def interleaved(jobs: Mapping[str, Callable[[int], object]], rounds: int, *, warm: int = 3) -> dict[str, Timing]:
    """Each job once a round, called with the round's number, in turn: whatever disturbs the machine disturbs all of them."""
    for at in range(warm):
        for job in jobs.values():
            job(at)
    spent: dict[str, list[float]] = {name: [] for name in jobs}
    names = list(jobs)
    for at in range(rounds):
        for name in names[at % len(names) :] + names[: at % len(names)]:
            begun = time.perf_counter()
            jobs[name](at)
            spent[name].append((time.perf_counter() - begun) * 1000)
    return {name: Timing(tuple(calls)) for name, calls in spent.items()}


def ratio(one: Timing, other: Timing) -> float:
    """How many times longer one takes: the median of the ratios of each round, which both spent next to each other."""
    return statistics.median(a / b for a, b in zip(one.calls, other.calls, strict=True))


def resident(process: int | str = "self") -> float:
    """Megabytes of memory that a process, by default this one, holds now."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def machine() -> dict[str, Any]:
    """What a figure was measured on."""
    cpu = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), platform.processor())
    memory = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    packages = ("numpy", "faiss-cpu", "onnxruntime", "sentence-transformers", "torch")
    return {
        "cpu": cpu,
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 2**20, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in packages},
    }


def _lines(path: str) -> Sequence[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []

"""Many questions at once: how many are answered in a second, beside one at a time through `SentenceTransformer.encode`."""

from __future__ import annotations

import itertools
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import builtin
from benchmarks.measure import Aim, Result, Table
from bot import Engine
from bot.batch import AT_ONCE

SIZES = (1, 2, 4, 8, 16, 32, 64)
AIM = 32


def run(full: bool) -> Result:
    from index.embed import SentenceTransformerEmbedder

    index = builtin.opened()
    engine, asked = Engine(index, keep=0), builtin.questions()
    model = SentenceTransformerEmbedder()._model
    for question in asked:  # so that what is kept of events is there
        engine.ask(question)
    model.encode(asked[:16])
    texts = itertools.cycle(asked)
    alone: list[float] = []
    spent: dict[tuple[str, int], list[float]] = {}
    for _ in range(7 if full else 3):
        alone.append(_a_second(model.encode, _take(texts, 48), 1))
        for n in SIZES:
            for name, work, threads in (("encoder", index.encoder.query, n), ("engine", engine.ask, min(n, AT_ONCE))):
                builtin.forget(index)
                spent.setdefault((name, n), []).append(_a_second(work, _take(texts, 192), threads))
    beside = {key: statistics.median(ours / theirs for ours, theirs in zip(rates, alone, strict=True)) for key, rates in spent.items()}
    medians = {key: statistics.median(rates) for key, rates in spent.items()}
    rows = tuple((n, medians["encoder", n], f"{beside['encoder', n]:.1f}x", medians["engine", n], f"{beside['engine', n]:.1f}x") for n in SIZES)
    table = Table(
        "Questions a second",
        ("at once", "encoded", "", "answered", ""),
        rows,
        f"So many threads each have one question after the other encoded; answered they are in {AT_ONCE} threads at most, as the bot and"
        f" `ask --batch` do. One at a time through `SentenceTransformer.encode`: {statistics.median(alone):.0f} a second;"
        " the factors are of the same round. Questions differ, and the memory for equal ones is off.",
    )
    encoded, answered = beside["encoder", AIM], beside["engine", AIM]
    held = encoded >= 3
    figures: dict[str, Any] = {
        "sentence-transformers": alone,
        "rates": {f"{name} {n}": rates for (name, n), rates in spent.items()},
        "factors": {f"{name} {n}": factor for (name, n), factor in beside.items()},
    }
    return Result(
        "together",
        "Many at once",
        (table,),
        figures,
        (
            Aim(
                f"{AIM} questions at once beside one at a time through `SentenceTransformer.encode`",
                "at least 3x",
                f"{encoded:.1f}x encoded; answered, with all that an answer takes, {answered:.1f}x",
                held,
                "" if held else "both cores are busy: see what bounds the encoder",
            ),
        ),
        ("together.png",),
    )


def _take(texts: itertools.cycle[str], n: int) -> list[str]:
    return list(itertools.islice(texts, n))


def _a_second(work: Callable[[str], object], texts: Sequence[str], threads: int) -> float:
    """How many texts a second."""
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(len, texts[:threads]))  # the threads are there
        begun = time.perf_counter()
        list(pool.map(work, texts))
        return len(texts) / (time.perf_counter() - begun)


def draw(result: Result, folder: Path) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
    for name, said in (("encoder", "encoded"), ("engine", "answered")):
        axes.plot(SIZES, [statistics.median(result.figures["rates"][f"{name} {n}"]) for n in SIZES], marker="o", label=said)
    alone = statistics.median(result.figures["sentence-transformers"])
    axes.axhline(alone, color="gray", linestyle="--", label="SentenceTransformer.encode, one at a time")
    axes.set(xscale="log", xlabel="questions at once", ylabel="a second", ylim=(0, None))
    axes.set_xticks(SIZES, map(str, SIZES))
    axes.legend()
    figure.savefig(folder / result.plots[0], dpi=120)

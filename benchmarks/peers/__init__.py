"""Beside LangChain, LlamaIndex, Haystack and txtai: the same model, passages, vectors and questions, on the same machine, in turns.

The programs that run in the peers' own environments import this package too, where there is nothing of ours but the code.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.measure import Result


def run(full: bool) -> Result:
    from benchmarks.peers.contest import measure

    return measure(full)


def draw(result: Result, folder: Path) -> None:
    from benchmarks.peers.contest import plot

    plot(result, folder)

"""The common form of everything that is measured here: a process that is told what to do in lines of JSON, and answers each with one.

    {"do": "build", "corpus": FOLDER}        index its passages with the vectors that are given
    {"do": "save", "folder": FOLDER}         on disk
    {"do": "open", "folder": FOLDER}         what was saved
    {"do": "ask", "question": TEXT, "k": N}  -> {"ids": [...]}, of passages, best first

Each answer holds `seconds`, what the doing itself took, and `memory`, what the process holds afterwards in megabytes. Nothing is
imported here that is not in every environment: the language and numpy.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from benchmarks.measure import resident

Vectors = npt.NDArray[np.float32]

CANDIDATES = 10
"""So many passages each half of a peer's hybrid search offers to the fusion. More of them found less: LangChain's nDCG@10 / recall@5 on
the questions that our weights were chosen on is .888 / .941 with 10, .882 / .930 with 100, and the others' go the same way."""


@dataclass(frozen=True)
class Corpus:
    """The same for everybody: row by row an id, the words to find it by, and a vector of unit length."""

    ids: list[str]
    contents: list[str]
    vectors: Vectors

    @classmethod
    def read(cls, folder: Path) -> Corpus:
        rows = [json.loads(line) for line in (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines()]
        return cls([row["id"] for row in rows], [row["content"] for row in rows], np.load(folder / "vectors.npy"))


class Peer(Protocol):
    """Made from the folder of the model and the way to search, it has the model loaded."""

    def read(self, folder: Path) -> Any:
        """What `build` needs of a corpus; not counted as building."""
        ...

    def build(self, corpus: Any) -> None: ...

    def save(self, folder: Path) -> None: ...

    def open(self, folder: Path) -> None: ...

    def ask(self, question: str, k: int) -> list[str]: ...


def serve(make: Callable[[Path, str], Peer]) -> None:
    """Until standard input ends. What libraries print goes to standard error."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    peer = make(Path(sys.argv[1]), sys.argv[2])
    for line in sys.stdin:
        request = json.loads(line)
        corpus = peer.read(Path(request["corpus"])) if request["do"] == "build" else None
        answer: dict[str, Any] = {}
        begun = time.perf_counter()
        match request["do"]:
            case "build":
                peer.build(corpus)
            case "save":
                peer.save(Path(request["folder"]))
            case "open":
                peer.open(Path(request["folder"]))
            case "ask":
                answer["ids"] = peer.ask(request["question"], request["k"])
        answer["seconds"] = time.perf_counter() - begun
        del corpus
        print(json.dumps(answer | {"memory": resident()}), file=answers, flush=True)

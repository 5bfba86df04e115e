"""Ourselves in the same form: `search` is Index.search, question to passages; `answer` is Engine.ask, question to cited answer."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from benchmarks.corpus import Given
from benchmarks.peers.corpus import source
from benchmarks.peers.worker import serve
from bot import Engine
from index import build_events, embed, open_index
from index.passages import cut, dense_text
from index.sources import read
from index.types import Reading


class Ours:
    def __init__(self, model: Path, how: str) -> None:
        """`model` is the folder of a compiled encoder; asking loads the copy that is in the index."""
        self._model, self._answers = model, how == "answer"

    def read(self, folder: Path) -> tuple[Reading, Given]:
        encoder = embed.load(self._model)
        reading = read([source(folder)])
        texts = [dense_text(passage) for event in reading.events for passage in cut(event, encoder.reads)]
        return reading, Given(texts, np.load(folder / "vectors.npy"), encoder)

    def build(self, corpus: tuple[Reading, Given]) -> None:
        reading, embedder = corpus
        self._built = Path(tempfile.mkdtemp())
        build_events(reading, self._built, embedder=embedder)

    def save(self, folder: Path) -> None:
        """It is on disk already."""
        self._built.replace(folder)

    def open(self, folder: Path) -> None:
        self._engine = Engine(open_index(folder))

    def ask(self, question: str, k: int) -> list[str]:
        if self._answers:
            return [f"{citation.event.id}#{citation.start}" for citation in self._engine.ask(question).citations]
        return [hit.passage.id for hit in self._engine.index.search(question, k=k)]


if __name__ == "__main__":
    serve(Ours)

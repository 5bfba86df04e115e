"""Ourselves in the same form: `search` is Index.search, question to passages; `answer` is Engine.ask, question to cited answer."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.peers.corpus import source
from benchmarks.peers.worker import serve
from bot import Engine
from index import build_events, embed, open_index
from index.embed import Embedder, Vector, Vectors
from index.passages import cut, dense_text
from index.sources import read
from index.types import Reading


class Given:
    """An embedder that has the vectors of the passages already, and the compiled encoder for everything else."""

    def __init__(self, encoder: Embedder, known: dict[str, Vector]) -> None:
        self.name, self.digest, self.weights = encoder.name, encoder.digest, encoder.weights
        self.encoder, self.known = encoder, known

    def passages(self, texts: Sequence[str]) -> Vectors:
        if all(text in self.known for text in texts):
            return np.array([self.known[text] for text in texts], np.float32)
        return self.encoder.passages(texts)

    def query(self, text: str) -> Vector:
        return self.encoder.query(text)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self.encoder.queries(texts)

    def reads(self, text: str) -> int:
        return self.encoder.reads(text)

    def knows(self, word: str) -> bool:
        return self.encoder.knows(word)

    def vocabulary(self) -> list[str]:
        return self.encoder.vocabulary()

    def save(self, folder: Path) -> None:
        self.encoder.save(folder)


class Ours:
    def __init__(self, model: Path, how: str) -> None:
        """`model` is the folder of a compiled encoder; asking loads the copy that is in the index."""
        self._model, self._answers = model, how == "answer"

    def read(self, folder: Path) -> tuple[Reading, Given]:
        encoder = embed.load(self._model)
        reading = read([source(folder)])
        texts = [dense_text(passage) for event in reading.events for passage in cut(event, encoder.reads)]
        return reading, Given(encoder, dict(zip(texts, np.load(folder / "vectors.npy"), strict=True)))

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

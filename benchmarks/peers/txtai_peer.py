"""txtai: its embeddings database with content; hybrid as it has it built in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from txtai import Embeddings

from benchmarks.peers.worker import Corpus, Vectors, serve


class Txtai:
    read = staticmethod(Corpus.read)

    def __init__(self, model: Path, how: str) -> None:
        models: dict[str, Any] = {}
        self._embeddings = Embeddings({"path": str(model), "content": True, "hybrid": how == "hybrid", "gpu": False}, models)

    def build(self, corpus: Corpus) -> None:
        """It embeds in order, batch by batch: it is handed the vectors there are in place of what its model would make."""
        done = 0

        def given(batch: list[Any], category: str | None = None) -> Vectors:
            nonlocal done
            done += len(batch)
            return corpus.vectors[done - len(batch) : done]

        model = self._embeddings.model
        encode, model.encode = model.encode, given
        self._embeddings.index(zip(corpus.ids, corpus.contents, strict=True))
        model.encode = encode

    def save(self, folder: Path) -> None:
        self._embeddings.save(str(folder))

    def open(self, folder: Path) -> None:
        self._embeddings.load(str(folder))

    def ask(self, question: str, k: int) -> list[str]:
        return [found["id"] for found in self._embeddings.search(question, k)]


if __name__ == "__main__":
    serve(Txtai)

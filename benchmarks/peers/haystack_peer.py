"""Haystack: its FAISS store; hybrid with the BM25 of its in-memory store, joined by reciprocal rank."""

from __future__ import annotations

from pathlib import Path

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import SentenceTransformersTextEmbedder
from haystack_integrations.components.retrievers.faiss import FAISSEmbeddingRetriever
from haystack_integrations.document_stores.faiss import FAISSDocumentStore

from benchmarks.peers.worker import CANDIDATES, Corpus, serve


class Haystack:
    """The in-memory store could search vectors too, but makes an array of all of them for each question; FAISS is faster."""

    read = staticmethod(Corpus.read)

    def __init__(self, model: Path, how: str) -> None:
        self._hybrid = how == "hybrid"
        self._embedder = SentenceTransformersTextEmbedder(
            model=str(model), device=ComponentDevice.from_str("cpu"), normalize_embeddings=True, progress_bar=False
        )
        self._embedder.warm_up()

    def build(self, corpus: Corpus) -> None:
        self._dense = FAISSDocumentStore(embedding_dim=corpus.vectors.shape[1])
        rows = zip(corpus.ids, corpus.contents, corpus.vectors.tolist(), strict=True)
        self._dense.write_documents([Document(id=id, content=content, embedding=vector) for id, content, vector in rows])
        self._lexical = InMemoryDocumentStore(return_embedding=False)
        if self._hybrid:
            self._lexical.write_documents([Document(id=id, content=content) for id, content in zip(corpus.ids, corpus.contents, strict=True)])
        self._connect()

    def save(self, folder: Path) -> None:
        self._dense.save(str(folder / "dense"))
        self._lexical.save_to_disk(str(folder / "lexical.json"))

    def open(self, folder: Path) -> None:
        self._dense = FAISSDocumentStore(index_path=str(folder / "dense"))
        self._lexical = InMemoryDocumentStore.load_from_disk(str(folder / "lexical.json"))
        self._connect()

    def _connect(self) -> None:
        self._pipeline = Pipeline()
        self._pipeline.add_component("embedder", self._embedder)
        self._pipeline.add_component("dense", FAISSEmbeddingRetriever(document_store=self._dense))
        self._pipeline.connect("embedder.embedding", "dense.query_embedding")
        if self._hybrid:
            self._pipeline.add_component("lexical", InMemoryBM25Retriever(document_store=self._lexical, top_k=CANDIDATES))
            self._pipeline.add_component("joiner", DocumentJoiner(join_mode="reciprocal_rank_fusion"))
            self._pipeline.connect("dense", "joiner")
            self._pipeline.connect("lexical", "joiner")

    def ask(self, question: str, k: int) -> list[str]:
        asked = {"embedder": {"text": question}}
        if self._hybrid:
            found = self._pipeline.run(asked | {"dense": {"top_k": CANDIDATES}, "lexical": {"query": question}, "joiner": {"top_k": k}})["joiner"]
        else:
            found = self._pipeline.run(asked | {"dense": {"top_k": k}})["dense"]
        return [document.id for document in found["documents"]]


if __name__ == "__main__":
    serve(Haystack)

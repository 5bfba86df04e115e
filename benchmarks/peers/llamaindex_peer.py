"""LlamaIndex: its FAISS store by inner product; hybrid with BM25 (bm25s) by its QueryFusionRetriever."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import faiss
from llama_index.core import StorageContext, VectorStoreIndex, load_index_from_storage
from llama_index.core.llms import MockLLM
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.schema import TextNode
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.faiss import FaissVectorStore

from benchmarks.peers.worker import CANDIDATES, Corpus, serve


class LlamaIndex:
    read = staticmethod(Corpus.read)

    def __init__(self, model: Path, how: str) -> None:
        self._hybrid = how == "hybrid"
        self._embeddings = HuggingFaceEmbedding(model_name=str(model), device="cpu")  # it scales to unit length by itself

    def build(self, corpus: Corpus) -> None:
        store = FaissVectorStore(faiss_index=faiss.IndexFlatIP(corpus.vectors.shape[1]))
        rows = zip(corpus.ids, corpus.contents, corpus.vectors.tolist(), strict=True)
        nodes = [TextNode(id_=id, text=content, embedding=vector) for id, content, vector in rows]
        storage = StorageContext.from_defaults(vector_store=store)
        self._index = VectorStoreIndex(nodes, storage_context=storage, embed_model=self._embeddings)
        self._lexical = BM25Retriever.from_defaults(docstore=self._index.docstore, similarity_top_k=CANDIDATES) if self._hybrid else None

    def save(self, folder: Path) -> None:
        self._index.storage_context.persist(str(folder))
        if self._lexical is not None:
            self._lexical.persist(str(folder / "bm25"))

    def open(self, folder: Path) -> None:
        storage = StorageContext.from_defaults(vector_store=FaissVectorStore.from_persist_dir(str(folder)), persist_dir=str(folder))
        self._index = load_index_from_storage(storage, embed_model=self._embeddings)
        self._lexical = BM25Retriever.from_persist_dir(str(folder / "bm25")) if self._hybrid else None

    def ask(self, question: str, k: int) -> list[str]:
        if self._lexical is None:
            retriever: Any = self._index.as_retriever(similarity_top_k=k)
        else:
            retriever = QueryFusionRetriever(
                [self._index.as_retriever(similarity_top_k=CANDIDATES), self._lexical],
                llm=MockLLM(),  # it writes further questions, and none are asked for
                num_queries=1,
                mode="reciprocal_rerank",
                similarity_top_k=k,
                use_async=False,
            )
        return [found.node.node_id for found in retriever.retrieve(question)]


if __name__ == "__main__":
    serve(LlamaIndex)

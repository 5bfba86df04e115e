"""LangChain: FAISS by inner product; hybrid with BM25 by its EnsembleRetriever."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from langchain_classic.retrievers import EnsembleRetriever
from langchain_community.retrievers import BM25Retriever
from langchain_community.vectorstores import FAISS
from langchain_community.vectorstores.utils import DistanceStrategy
from langchain_huggingface import HuggingFaceEmbeddings

from benchmarks.peers.worker import CANDIDATES, Corpus, serve


def words(text: str) -> list[str]:
    """Its documentation advises to split into words; the default splits at blanks and keeps capitals."""
    return re.findall(r"\w+", text.lower())


class LangChain:
    read = staticmethod(Corpus.read)

    def __init__(self, model: Path, how: str) -> None:
        self._hybrid = how == "hybrid"
        self._embeddings = HuggingFaceEmbeddings(model_name=str(model), model_kwargs={"device": "cpu"}, encode_kwargs={"normalize_embeddings": True})

    def build(self, corpus: Corpus) -> None:
        self._store = FAISS.from_embeddings(
            zip(corpus.contents, corpus.vectors.tolist(), strict=True),
            self._embeddings,
            ids=corpus.ids,
            distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
        )
        self._retrieve()

    def save(self, folder: Path) -> None:
        self._store.save_local(str(folder))

    def open(self, folder: Path) -> None:
        """The BM25 half has no form on disk: it is made anew from the store's documents, as its documentation does."""
        self._store = FAISS.load_local(
            str(folder), self._embeddings, allow_dangerous_deserialization=True, distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT
        )
        self._retrieve()

    def _retrieve(self) -> None:
        self._retriever: Any = self._store.as_retriever(search_kwargs={"k": CANDIDATES})
        if self._hybrid:
            documents = [self._store.docstore.search(id) for id in self._store.index_to_docstore_id.values()]
            lexical = BM25Retriever.from_documents(documents, preprocess_func=words, k=CANDIDATES)
            self._retriever = EnsembleRetriever(retrievers=[lexical, self._retriever], weights=[0.5, 0.5])

    def ask(self, question: str, k: int) -> list[str]:
        if not self._hybrid:
            return [document.id for document in self._store.similarity_search(question, k=k)]
        return [document.id for document in self._retriever.invoke(question)][:k]


if __name__ == "__main__":
    serve(LangChain)

"""Where vectors are held and searched. FAISS has its only home here."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np

from index.embed import Vector, Vectors
from index.passages import Order, Window, arrange
from index.types import When


class VectorStore(Protocol):
    """Vectors of unit length by row; a row is a passage's place in the order of time (`passages.arrange`).

    The contract, tested on every store against brute force: `search` gives at most k pairs (row, cosine), higher is
    nearer, best first, ties by row; `within` means overlaps, and a row without a date is in no window; fewer than k
    rows in the window give fewer pairs, never padding.
    """

    def sync(self, whens: Sequence[When | None], vectors: Vectors) -> None:
        """Hold exactly these, row by row; `whens` must be in the order that `arrange` gives."""
        ...

    def search(self, vector: Vector, k: int, within: When | None) -> list[tuple[int, float]]: ...

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """The vectors of some rows, in the order given."""
        ...


class FaissStore:
    """Exact inner product in process. A window reads the vectors of its own rows and no others."""

    def __init__(self, index: Any = None, order: Order | None = None) -> None:
        self._index = index
        self._order = order if order is not None else arrange(())[1]

    def sync(self, whens: Sequence[When | None], vectors: Vectors) -> None:
        if len(whens) != len(vectors):
            raise ValueError(f"{len(whens)} rows but {len(vectors)} vectors")
        rows, order = arrange(whens)
        if not np.array_equal(rows, np.arange(len(whens))):
            raise ValueError("the rows are not in order of time")
        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors, np.float32))
        self._order = order

    def __len__(self) -> int:
        return 0 if self._index is None else int(self._index.ntotal)

    def search(self, vector: Vector, k: int, within: When | None) -> list[tuple[int, float]]:
        window = Order.everything(len(self)) if within is None else self._order.rows(within)
        return self.search_rows(vector, k, window)

    def search_rows(self, vector: Vector, k: int, window: Window) -> list[tuple[int, float]]:
        """The same for a window whose rows are known already."""
        if k < 1 or not len(window):
            return []
        found: list[tuple[int, float]] = []
        if window.stop > window.start:
            found += self._among(vector, min(k, window.stop - window.start), faiss.IDSelectorRange(window.start, window.stop))
        if len(window.others):
            found += self._among(vector, min(k, len(window.others)), faiss.IDSelectorArray(window.others))
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def _among(self, vector: Vector, k: int, rows: Any) -> list[tuple[int, float]]:
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        scores, ids = self._index.search(query, k, params=faiss.SearchParameters(sel=rows))  # type: ignore[call-arg]
        return [(int(row), float(score)) for row, score in zip(ids[0], scores[0], strict=True) if row >= 0]

    def vectors(self, rows: Sequence[int]) -> Vectors:
        if self._index is None:
            return np.empty((0, 0), np.float32)
        if not len(rows):
            return np.empty((0, self._index.d), np.float32)
        return np.asarray(self._index.reconstruct_batch(np.asarray(rows, np.int64)), np.float32)

    def save(self, path: Path) -> None:
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:  # how FAISS says that the disk is full
            raise OSError(errno.EIO, f"writing the vectors failed: {error}") from error

    @classmethod
    def load(cls, path: Path, order: Order) -> FaissStore:
        """Mapped into memory: what is not searched is not read."""
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC), order)

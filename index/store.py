"""Where vectors are held and searched. FAISS has its only home here."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np
import numpy.typing as npt

from index.embed import Vector, Vectors
from index.passages import Order, arrange
from index.types import When

EXACT_UP_TO = 30_000
"""Rows. A slice of more is searched by its codes first. Measured at 10**6 rows of 384 dimensions, one thread: exact costs 0.07 ms a thousand
rows, codes 0.5 ms and 0.005 ms a thousand; they meet at ten thousand rows, and exactness is worth 2 ms."""

CANDIDATES = 1000
"""So many rows at least are scored exactly among those whose codes are nearest, and ten for each that is wanted."""

_LIST = 4096
_TRAINING = 16_384
_BLOCK = 65_536


class VectorStore(Protocol):
    """Vectors of unit length by row; a row is a passage's place in the order of time (`passages.arrange`).

    The contract, tested on every store against brute force: `search` gives at most k pairs (row, cosine), higher is
    nearer, best first, ties by row; `within` means overlaps, and a row without a date is in no window; fewer than k
    rows in the window give fewer pairs, never padding. A store may miss a near row where there are many, but no cosine
    that it gives is approximate.
    """

    def sync(self, whens: Sequence[When | None], vectors: Vectors) -> None:
        """Hold exactly these, row by row; `whens` must be in the order that `arrange` gives."""
        ...

    def search(self, vector: Vector, k: int, within: When | None) -> list[tuple[int, float]]: ...

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """The vectors of some rows, in the order given."""
        ...


class FaissStore:
    """Inner product in process. A window reads the vectors of its own rows and no others.

    Up to `exact_up_to` rows are compared one by one. Where there are more, all of them are compared by a code of four
    bits for two dimensions each (André, Kermarrec and Le Scouarnec, "Cache locality is not enough", VLDB 2015), a
    sixteenth of the vector, and the nearest are scored exactly. As no row is passed over, what a window holds does not
    matter, unlike in an index that looks into some of its clusters only.
    """

    def __init__(self, exact_up_to: int = EXACT_UP_TO) -> None:
        self.exact_up_to = exact_up_to
        self._flat: Any = None
        self._codes: _Codes | None = None
        self._order = arrange(())[1]

    def sync(self, whens: Sequence[When | None], vectors: Vectors) -> None:
        if len(whens) != len(vectors):
            raise ValueError(f"{len(whens)} rows but {len(vectors)} vectors")
        rows, order = arrange(whens)
        if not np.array_equal(rows, np.arange(len(whens))):
            raise ValueError("the rows are not in order of time")
        self._flat = faiss.IndexFlatIP(vectors.shape[1])
        self._flat.add(np.ascontiguousarray(vectors, np.float32))
        self._codes = _Codes.of(vectors) if len(vectors) > self.exact_up_to else None
        self._order = order

    def __len__(self) -> int:
        return 0 if self._flat is None else int(self._flat.ntotal)

    def search(self, vector: Vector, k: int, within: When | None) -> list[tuple[int, float]]:
        window = Order.everything(len(self)) if within is None else self._order.rows(within)
        if k < 1 or not len(window):
            return []
        query = np.ascontiguousarray(vector, np.float32).reshape(1, -1)
        size, candidates = window.stop - window.start, max(CANDIDATES, 10 * k)
        found: list[tuple[int, float]] = []
        with _one_thread():
            if self._codes is not None and size > max(self.exact_up_to, candidates):
                near = self._codes.nearest(query, candidates, window.start, window.stop)
                found += self._exact(query, k, near)
            elif size:
                found += self._exact(query, k, range(window.start, window.stop))
            if len(window.others):
                found += self._exact(query, k, window.others)
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))[:k]

    def _exact(self, query: Vectors, k: int, rows: range | npt.NDArray[np.int64]) -> list[tuple[int, float]]:
        chosen = faiss.IDSelectorRange(rows.start, rows.stop) if isinstance(rows, range) else faiss.IDSelectorArray(rows)
        scores, ids = self._flat.search(query, min(k, len(rows)), params=faiss.SearchParameters(sel=chosen))  # type: ignore[call-arg]
        return [(row, score) for row, score in zip(ids[0].tolist(), scores[0].tolist(), strict=True) if row >= 0]

    def vectors(self, rows: Sequence[int]) -> Vectors:
        if self._flat is None:
            return np.empty((0, 0), np.float32)
        if not len(rows):
            return np.empty((0, self._flat.d), np.float32)
        return np.asarray(self._flat.reconstruct_batch(np.asarray(rows, np.int64)), np.float32)

    def save(self, folder: Path) -> None:
        """As vectors.faiss, and codes.faiss where there are codes."""
        try:
            faiss.write_index(self._flat, str(folder / "vectors.faiss"))
            if self._codes is not None:
                faiss.write_index(self._codes.index, str(folder / "codes.faiss"))
        except RuntimeError as error:  # how FAISS says that the disk is full
            raise OSError(errno.EIO, f"writing the vectors failed: {error}") from error

    @classmethod
    def load(cls, folder: Path, order: Order, exact_up_to: int = EXACT_UP_TO) -> FaissStore:
        """Vectors are mapped into memory: what is not searched is not read. Codes are read whole."""
        store = cls(exact_up_to)
        store._flat = faiss.read_index(str(folder / "vectors.faiss"), faiss.IO_FLAG_MMAP_IFC)
        codes = folder / "codes.faiss"
        store._codes = _Codes(faiss.read_index(str(codes))) if codes.exists() else None
        store._order = order
        return store


class _Codes:
    """An inverted file whose lists are stretches of time, `_LIST` rows each: FAISS scans a slice of it without looking at other rows."""

    def __init__(self, index: Any) -> None:
        self.index = index

    @classmethod
    def of(cls, vectors: Vectors) -> _Codes:
        """Deterministic: the same vectors give the same codes."""
        size, dimensions = vectors.shape
        lists = -(-size // _LIST)
        nobody = faiss.IndexFlatIP(dimensions)  # which list a row belongs to is known without it
        nobody.add(np.zeros((lists, dimensions), np.float32))
        parts = dimensions // 2 if dimensions % 2 == 0 else dimensions
        plain = faiss.IndexIVFPQ(nobody, dimensions, lists, parts, 4, faiss.METRIC_INNER_PRODUCT)
        plain.by_residual = False
        plain.pq.cp.niter = 10  # 25 take twice as long and bring the error down by 2%
        with _one_thread():
            plain.train(np.ascontiguousarray(vectors[:: -(-size // _TRAINING)], np.float32))
        for first in range(0, size, _BLOCK):
            block = np.ascontiguousarray(vectors[first : first + _BLOCK], np.float32)
            rows = np.arange(first, first + len(block), dtype=np.int64)
            home = rows // _LIST
            plain.add_core(len(block), faiss.swig_ptr(block), faiss.swig_ptr(rows), faiss.swig_ptr(home))
        return cls(faiss.IndexIVFPQFastScan(plain))

    def nearest(self, query: Vectors, k: int, start: int, stop: int) -> npt.NDArray[np.int64]:
        """The rows of [start, stop) whose codes are nearest, k of them at most, ascending."""
        lists = np.arange(start // _LIST, -(-stop // _LIST), dtype=np.int64)
        unused = np.zeros(len(lists), np.float32)
        scores, rows = np.empty(k, np.float32), np.empty(k, np.int64)
        chosen = faiss.SearchParametersIVF(sel=faiss.IDSelectorRange(start, stop), nprobe=len(lists))  # type: ignore[call-arg]
        arrays = [faiss.swig_ptr(array) for array in (query, lists, unused, scores, rows)]
        self.index.search_preassigned_c(1, arrays[0], k, *arrays[1:], False, chosen)
        return np.sort(rows[(rows >= start) & (rows < stop)])


@contextmanager
def _one_thread() -> Iterator[None]:
    """Several wait for each other after every small step. On a busy machine of two cores one took 15 ms to search ten thousand rows
    instead of 0.5, and 123 s to learn the codes instead of 4."""
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(threads)

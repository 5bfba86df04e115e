"""Vectors in Milvus, for timelines that one machine does not hold. pymilvus has its only home here, and is imported when it is needed."""

from __future__ import annotations

import contextlib
import logging
import os
import re
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from index.embed import Vector, Vectors
from index.errors import BadData, StoreDown
from index.passages import arrange
from index.types import MINUTE_MAX, MINUTE_MIN, When

ANSWER_SECONDS, BUILD_SECONDS = 3.0, 60.0
"""So long one call may take, all attempts included: somebody waits for an answer, nobody does for a batch of a build."""

EXACT = 100_000
"""Up to so many rows a search looks at every vector of the window; with more there is an HNSW graph, but not in Milvus Lite.

Milvus leaves the graph and looks at every vector when a window holds fewer than 7% of the rows (Knowhere, kHnswSearchKnnBFFilterThreshold).
Milvus Lite does not: of 10,000 rows it found 7% of the nearest ten of a week.
"""
GRAPH = {"M": 16, "efConstruction": 200}
_IN_PROCESS = 3600.0
"""Milvus Lite does everything within the call, and a file cannot be out of reach."""
_BATCH = 8_000_000
"""Bytes of vectors that an insert carries; a server takes 64 MB at most."""
_READ = 4000
_SHARD = 200_000_000
"""Rows; of shards there are as many as writing needs (docs/scale.md)."""
_SPARE, _MOST = 16, 16_384
"""Rows that are fetched beyond k, so that ties can be ordered; Milvus gives at most 16,384."""
_PAUSES = 0.05, 1.0
"""Seconds before the second attempt, and the longest: each pause is twice the one before."""
_ONE_ATTEMPT = 1.0
"""Seconds for a server that did not answer the last time: a queue of questions does not wait for it one by one."""
_POLL = 0.2

# Without these a channel that was refused is not tried again for up to two minutes, whoever asks.
_CHANNEL = {
    "grpc.use_local_subchannel_pool": 1,
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.min_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 1000,
}
_NO_PINGS = {"grpc.keepalive_time_ms": 2**31 - 1}
"""Milvus Lite hangs up on a client that asks whether it is there."""
_NO_COLLECTION, _NOT_LOADED = 100, 101

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Milvus:
    """A server, or Milvus Lite in this process; and what an index asks of it besides searching."""

    uri: str
    """`http://host:19530`, `https://...`, with the database as path if not the default one; or a file that ends in .db, for Milvus Lite."""
    token: str = field(default="", repr=False)
    """`user:password`, or an API key."""
    certificate: Path | None = None
    """PEM of who vouches for the server, if the system does not know them."""

    def __post_init__(self) -> None:
        """Raises BadData."""
        scheme = urlsplit(self.uri).scheme
        if scheme not in ("http", "https") and not self.uri.endswith(".db"):
            raise BadData("Milvus: an address such as http://localhost:19530 is needed, or a file that ends in .db")
        if self.certificate is not None and scheme != "https":
            raise BadData("Milvus: a certificate needs an address that begins with https://")
        if self.certificate is not None and not self.certificate.is_file():
            raise BadData("Milvus: there is no such certificate", self.certificate)

    @property
    def served(self) -> bool:
        """Whether there is a server: not for a file."""
        return bool(urlsplit(self.uri).netloc)

    @property
    def address(self) -> str:
        """Without what is secret in it."""
        return urlsplit(self.uri).netloc.rpartition("@")[2] if self.served else self.uri

    def prepare(self) -> None:
        """Import the client and connect, ahead of the first question. What fails is told to the first question."""
        with contextlib.suppress(StoreDown):
            _link(self).call("list_aliases", seconds=_ONE_ATTEMPT)

    def store(self, collection: str, dimensions: int = 0, tell: Progress | None = None) -> MilvusStore:
        return MilvusStore(self, collection, dimensions, tell)

    def fault(self, collection: str, rows: int) -> str | None:
        """What is wrong with a collection that should hold so many rows. Raises StoreDown."""
        if not _link(self).call("has_collection", collection):
            return f"Milvus at {self.address} has no collection {collection}"
        store = self.store(collection)
        store.load()  # only what is loaded can be counted
        held = len(store)
        return None if held == rows else f"the collection {collection} in Milvus at {self.address} holds {held:,} rows, not {rows:,}"

    def make_current(self, collection: str) -> None:
        """Have a collection in memory, and the index's alias stand for it. Raises StoreDown."""
        self.store(collection).load()
        link, alias = _link(self), alias_of(collection)
        known = alias in link.call("list_aliases")["aliases"]
        link.call("alter_alias" if known else "create_alias", collection, alias)

    def tidy(self, alias: str, keep: Collection[str], loaded: Collection[str]) -> None:
        """Of an index's collections drop all but those to keep, and of these have only some in memory. Raises StoreDown."""
        link = _link(self)
        for collection in link.call("list_collections"):
            if _is_of(collection, alias) and collection not in loaded:
                link.call("release_collection" if collection in keep else "drop_collection", collection, seconds=BUILD_SECONDS)


_NAME = re.compile(r"(timeline_[0-9a-f]{12})_\d{6}_[0-9a-f]{8}")


def new_alias() -> str:
    """Of an index that has none yet: other indexes may live in the same Milvus, and folders are often called alike."""
    return f"timeline_{secrets.token_hex(6)}"


def collection_of(alias: str, generation: str) -> str:
    return f"{alias}_{generation.replace('-', '_')}"


def alias_of(collection: str) -> str:
    found = _NAME.fullmatch(collection)
    if found is None:
        raise ValueError(f"{collection} is no collection of an index")
    return found[1]


def _is_of(collection: str, alias: str) -> bool:
    found = _NAME.fullmatch(collection)
    return found is not None and found[1] == alias


class MilvusStore:
    """`index.store.VectorStore` in a collection: a row is the primary key, its time two scalar fields.

    Exact up to `EXACT` rows, and in Milvus Lite. Ties are ordered by row as far as Milvus's own sums are equal, among at most 16,384 rows;
    more than so many are never given. Every method raises StoreDown.
    """

    def __init__(self, milvus: Milvus, collection: str, dimensions: int = 0, tell: Progress | None = None) -> None:
        """Connects when it is first used. `tell` hears how far `sync` is."""
        self.collection = collection
        self._link, self._dimensions = _link(milvus), dimensions
        self._tell = tell or (lambda stage, done, total: None)

    def sync(self, whens: Sequence[When | None], vectors: Vectors) -> None:
        """The collection is complete, indexed, in memory on every replica, and counted, when this returns."""
        if len(whens) != len(vectors):
            raise ValueError(f"{len(whens)} rows but {len(vectors)} vectors")
        if not np.array_equal(arrange(whens)[0], np.arange(len(whens))):
            raise ValueError("the rows are not in order of time")
        self._dimensions = int(vectors.shape[1])
        self._create(shards=1 + len(whens) // _SHARD)
        batch = max(_BATCH // (4 * self._dimensions), 1)
        for at in range(0, len(whens), batch):
            self._tell("storing", at, len(whens))
            part = slice(at, at + batch)
            self._build("insert", self.collection, list(_rows(at, whens[part], vectors[part])), again="upsert")
        self._build("flush", self.collection)
        self._index(len(whens))
        self.load()
        held = len(self)
        if held != len(whens):
            raise StoreDown(f"Milvus holds {held:,} of {len(whens):,} rows that were written to {self.collection}")

    def _create(self, shards: int) -> None:
        self._build("drop_collection", self.collection)
        pymilvus, _ = _library()
        schema = pymilvus.MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("row", pymilvus.DataType.INT64, is_primary=True)
        schema.add_field("start", pymilvus.DataType.INT64)
        schema.add_field("end", pymilvus.DataType.INT64)
        schema.add_field("vector", pymilvus.DataType.FLOAT_VECTOR, dim=self._dimensions)
        # Bounded: a search does not wait for the newest write. There is none after `sync` has counted, which it does with Strong.
        self._build("create_collection", self.collection, schema=schema, num_shards=shards, consistency_level="Bounded")

    def _index(self, rows: int) -> None:
        """May take hours, so each look at it is a call of its own."""
        indexes = _library()[0].MilvusClient.prepare_index_params()
        if rows <= EXACT or not self._link.milvus.served:
            indexes.add_index("vector", index_name="vector", metric_type="IP", index_type="FLAT")  # of unit vectors: their cosine
        else:
            indexes.add_index("vector", index_name="vector", metric_type="IP", index_type="HNSW", params=GRAPH)
        for name in ("start", "end"):
            indexes.add_index(name, index_name=name, index_type="INVERTED")
        self._build("create_index", self.collection, indexes, sync=False)
        for name in ("vector", "start", "end"):
            while (state := self._build("describe_index", self.collection, name))["state"] != "Finished":
                if state["state"] == "Failed":
                    raise StoreDown(f"Milvus could not index {self.collection}: {state.get('index_state_fail_reason', '')}")
                self._tell("indexing", int(state.get("indexed_rows", 0)), rows)
                time.sleep(_POLL)

    def load(self) -> None:
        """Into the memory of every replica."""
        self._build("load_collection", self.collection, _async=True)
        while (state := self._build("get_load_state", self.collection))["state"].name != "Loaded":
            self._tell("loading", int(state.get("progress", 0)), 100)
            time.sleep(_POLL)

    def _build(self, method: str, *args: Any, **kwargs: Any) -> Any:
        return self._link.call(method, *args, seconds=BUILD_SECONDS, **kwargs)

    def __len__(self) -> int:
        """Counted on what was written last, not on what some replica has seen of it."""
        found = self._link.call("query", self.collection, output_fields=["count(*)"], consistency_level="Strong", seconds=BUILD_SECONDS)
        return int(found[0]["count(*)"])

    def search(self, vector: Vector, k: int, within: When | None) -> list[tuple[int, float]]:
        if k < 1:
            return []
        limit = min(k + _SPARE, _MOST)
        while True:
            found = self._nearest(vector, limit, within)
            if len(found) < limit or limit == _MOST or found[k - 1][1] > found[-1][1]:
                return found[:k]
            limit = min(4 * limit, _MOST)  # the tie that k cuts through may go on

    def _nearest(self, vector: Vector, limit: int, within: When | None) -> list[tuple[int, float]]:
        """Best first, ties by row."""
        query = np.asarray(vector, np.float32).tolist()
        window = "" if within is None else f"start < {within.end} and end > {within.start}"
        how = {"metric_type": "IP", "params": {"ef": max(2 * limit, 128)}}
        [found] = self._link.call(
            "search", self.collection, data=[query], filter=window, limit=limit, search_params=how, output_fields=["row"], anns_field="vector"
        )
        return sorted(((int(hit["row"]), float(hit["distance"])) for hit in found), key=lambda pair: (-pair[1], pair[0]))

    def vectors(self, rows: Sequence[int]) -> Vectors:
        found: dict[int, Any] = {}
        wanted = sorted({int(row) for row in rows})
        for at in range(0, len(wanted), _READ):
            part = f"row in {wanted[at : at + _READ]}"
            found |= {int(hit["row"]): hit["vector"] for hit in self._link.call("query", self.collection, part, output_fields=["row", "vector"])}
        if len(found) < len(wanted):
            raise StoreDown(f"{len(wanted) - len(found):,} rows are missing in {self.collection}")
        return np.array([found[int(row)] for row in rows], np.float32).reshape(len(rows), self._dimensions or -1)


def _rows(first: int, whens: Iterable[When | None], vectors: Vectors) -> Iterable[dict[str, Any]]:
    """An undated row begins when all time is over and ends before it began, so that it overlaps no window."""
    for row, (when, vector) in enumerate(zip(whens, vectors, strict=True), first):
        start, end = (MINUTE_MAX, MINUTE_MIN) if when is None else (when.start, when.end)
        yield {"row": row, "start": start, "end": end, "vector": np.asarray(vector, np.float32)}


# --- the connection -------------------------------------------------------------------------------------------------


class _Link:
    """The connection to a server, made at the first call. Safe to use from several threads."""

    def __init__(self, milvus: Milvus) -> None:
        self.milvus = milvus
        self._client: Any = None
        self._lock = threading.Lock()
        self._well = True
        """Whether the last call was answered."""

    def call(self, method: str, *args: Any, seconds: float | None = None, again: str = "", **kwargs: Any) -> Any:
        """What a method of `pymilvus.MilvusClient` returns, within so many seconds, else ANSWER_SECONDS. Raises StoreDown.

        What may pass is tried again with growing pauses, by the method `again` where the first may have been carried out unheard;
        no attempt has more than half of the time. After a call that failed, the next one is tried only once.
        """
        failures = _library()[1]
        seconds = ANSWER_SECONDS if seconds is None else seconds
        if not self.milvus.served:
            seconds = _IN_PROCESS
        elif not self._well:
            seconds = min(seconds, _ONE_ATTEMPT)
        until, longest = time.monotonic() + seconds, seconds / 2 if self._well else seconds
        pause, longest_pause = _PAUSES
        while True:
            try:
                client = self._connected(until)
                result = getattr(client, method)(*args, timeout=min(_left(until), longest), **kwargs)
            except failures as error:
                if _code(error) == _NOT_LOADED and _left(until) > pause:
                    self.call("load_collection", args[0], seconds=_left(until))  # Milvus Lite forgets at a restart what it had loaded
                elif (final := _final(error)) or not self._well or _left(until) <= pause:
                    self._well = bool(final)
                    raise StoreDown(f"Milvus at {self.milvus.address} {final or f'does not answer ({_short(error)})'}") from error
                else:
                    time.sleep(pause)
                    pause, method = min(2 * pause, longest_pause), again or method
            else:
                self._well = True
                return result

    def _connected(self, until: float) -> Any:
        with self._lock:
            if self._client is None:
                self._client = _connect(self.milvus, _left(until))
            return self._client


@lru_cache
def _link(milvus: Milvus) -> _Link:
    return _Link(milvus)


def _left(until: float) -> float:
    """Seconds; never none at all, which pymilvus takes for no limit."""
    return max(until - time.monotonic(), _PAUSES[0])


@lru_cache
def _library() -> tuple[Any, tuple[type[Exception], ...]]:
    """`pymilvus`, and what it raises. Raises BadData when it is not installed."""
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # else it writes to stderr itself, past every logger
    try:
        import grpc
        import pymilvus
    except ModuleNotFoundError as error:
        raise BadData(f"vectors in Milvus need the package {error.name}: pip install 'timeline-bot[milvus]'") from None
    for name in ("pymilvus", "pymilvus.milvus_client", "milvus_lite", "grpc"):  # they log what they raise as well, with tracebacks
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return pymilvus, (pymilvus.MilvusException, grpc.RpcError, grpc.FutureTimeoutError)


def _connect(milvus: Milvus, seconds: float) -> Any:
    certificate = {"server_pem_path": str(milvus.certificate)} if milvus.certificate is not None else {}
    options = _CHANNEL | ({} if milvus.served else _NO_PINGS)
    return _library()[0].MilvusClient(milvus.uri, token=milvus.token, timeout=seconds, dedicated=True, grpc_options=options, **certificate)


def _final(error: Exception) -> str | None:
    """What to say of a failure that no further attempt would change; None for all others."""
    if _status(error) in ("UNAUTHENTICATED", "PERMISSION_DENIED"):
        return "refuses the token"
    if _code(error) == _NO_COLLECTION:
        return f"does not hold this index ({_short(error)}); run timeline-bot build"
    if type(error).__name__ == "ConnectionConfigException":
        return "cannot be opened: another process uses the file, its folder is missing, or it is no database of Milvus Lite"
    if getattr(error, "is_input_error", False) or type(error).__name__ == "ParamError":
        return f"refuses a call ({_short(error)})"
    return None


def _code(error: Exception) -> Any:
    return getattr(error, "code", None)


def _status(error: BaseException | None) -> str:
    """The name of the gRPC status behind an error, or nothing."""
    code = getattr(error, "code", None)
    if callable(code):
        return str(getattr(code(), "name", ""))
    cause = None if error is None else error.__cause__
    return "" if cause is None or cause is error else _status(cause)  # pymilvus raises errors from themselves


def _short(error: Exception) -> str:
    """The first words of what pymilvus or gRPC say."""
    details = getattr(error, "details", None)
    text = getattr(error, "message", "") or (details() if callable(details) else "") or type(error).__name__
    return " ".join(str(text).split())[:160]

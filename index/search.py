"""Reading one generation: events by time and id, and passages for a question."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from index import embed, generation
from index.dates import Context, find_dates
from index.embed import Embedder, Vector, Vectors
from index.entities import Entities
from index.errors import StaleIndex
from index.generation import Manifest
from index.lexical import FUNCTION_WORDS, Lexical, idf
from index.milvus import Milvus
from index.passages import Order, mapped
from index.store import FaissStore, VectorStore
from index.types import Entity, Event, Hit, Passage, Timeline, When
from index.words import stems

DENSE = 0.6
"""What a cosine of 1 counts beside all words of the query. A sum of scores says how much nearer one passage is than another, which ranks
do not (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", TOIS 2023).

Measured on the development questions, nDCG@10 / recall@5, by reciprocal ranks and by this sum: the built-in timeline .894 / .932, .911 / .944;
news .754 / .797, .769 / .790; careers .822 / .893, .822 / .925; conversations .670 / .737, .659 / .703. In full, with names
and dates, the built-in timeline has .923 / .949; .922 / .946 with 0.4, .921 / .947 with 0.8, .915 / .945 with 1.2.
"""
DATED = 0.1
"""What it counts that a passage is of a time that the query names: the built-in timeline .917 / .946 -> .923 / .949, careers .822 / .925 ->
.947 / .958; with 0.05 or 0.2, .922 / .948 on the former."""
DEPTH = 100
"""So many candidates each half offers."""

_EARLY = 0.3
"""What brings up at least so much of the most that the words bring up is likely among the best once the vector is there as well."""
_EVENTS_KEPT = 8192
_ASIDE = 8
"""So many questions are encoded beside the threads that ask them."""
_SOON_KEPT = 32
"""So many of the texts that were last encoded there are kept: a question takes a few."""
_WORDS_KEPT = 4096


def open_index(folder: Path | str, *, milvus: Milvus | None = None, verify: bool = True) -> Index:
    """The current generation, or the newest good one with a line in `warnings`. Raises StaleIndex.

    `milvus` is where vectors may be that are not in the folder; it is asked at the first question, not now.
    `verify=False` trusts the files: for measuring only.
    """
    folder = Path(folder)
    if generation.current_or_none(folder) is not None:
        background = ThreadPoolExecutor(2)
        background.submit(embed.prepare)  # imported while the files are hashed
        if milvus is not None:
            background.submit(milvus.prepare)
        background.shutdown(wait=False)
    while True:
        stamp = generation.stamp(folder)
        try:
            manifest, warnings = generation.choose(folder, verify)
            index = Index(folder, manifest, warnings, stamp, milvus)
        except (StaleIndex, OSError):
            if stamp is None or generation.stamp(folder) == stamp:
                raise
        else:
            if not warnings or generation.stamp(folder) == stamp:
                return index
        # a build has replaced, and perhaps removed, what was being opened: open the new one


def open_store(home: Path, manifest: Manifest, order: Order, milvus: Milvus | None) -> VectorStore:
    """The vectors of a generation in the folder `home`. Raises StaleIndex."""
    if not manifest.collection:
        return FaissStore.load(home, order)
    if milvus is None:
        raise StaleIndex(generation.ELSEWHERE)
    return milvus.store(manifest.collection, manifest.dimensions)


def verify(folder: Path | str, *, milvus: Milvus | None = None) -> list[str]:
    """What is wrong with the current generation, a line each; empty = good. Raises StoreDown.

    Besides the files it counts the vectors in Milvus, if they are there, and tries the query encoder on the manifest's canary sentences.
    """
    folder = Path(folder)
    try:
        name = generation.current(folder)
        manifest = generation.read_manifest(folder, name)
    except (StaleIndex, ValueError) as error:
        return [str(error)]
    faults = generation.damage(folder, manifest) or generation.vectors_missing(manifest, milvus)
    if faults:
        return faults
    index = Index(folder, manifest, (), milvus=milvus)
    expected = np.array(manifest.canary_queries, np.float32)
    agreement = (index.embed_many(manifest.canaries) * expected).sum(axis=1)
    worst = int(agreement.argmin())
    if agreement[worst] < embed.SAME:
        return [f"the query encoder gives other vectors than at build time: cosine {agreement[worst]:.4f} for {manifest.canaries[worst]!r}"]
    return []


class Index:
    """One generation, open for reading. Safe to use from several threads."""

    def __init__(
        self, folder: Path, manifest: Manifest, warnings: tuple[str, ...], stamp: tuple[int, int] | None = None, milvus: Milvus | None = None
    ) -> None:
        self.folder, self.manifest, self.warnings, self.milvus = folder, manifest, warnings, milvus
        self.generation = manifest.generation
        self.background = manifest.background
        home = generation.generation_folder(folder, manifest.generation)
        background = ThreadPoolExecutor(1)
        self._encoder = background.submit(embed.load, folder / "encoders" / manifest.encoder)
        background.shutdown(wait=False)
        self._database = generation.connect(home / "events.sqlite")
        self._aside = ThreadPoolExecutor(_ASIDE, "encoder")
        self._lock = threading.Lock()
        self._stamp = stamp
        about = dict(self._read("SELECT key, json FROM about"))
        timeline = json.loads(about["timeline"])
        self.timeline = Timeline(**timeline | {"languages": tuple(timeline["languages"])})
        self.entities = Entities(Entity(e["name"], e["kind"], tuple(e["aliases"]), tuple(e["part_of"])) for e in json.loads(about["entities"]))
        self._starts, self._ends, self._ends_sorted = mapped(home / "events.npy")
        self._passages = mapped(home / "passages.npy")
        dated = manifest.dated_passages
        self._order = Order(self._passages[0, :dated], self._passages[1, :dated], manifest.narrow, manifest.widest)
        self._store = open_store(home, manifest, self._order, milvus)
        self._lexical = Lexical.load(home, manifest.passages)
        self._words = mapped(home / "words.npy")
        self._soon: OrderedDict[str, Future[Vector]] = OrderedDict()
        self._unknown: OrderedDict[str, Vector] = OrderedDict()
        self._event_at = lru_cache(_EVENTS_KEPT)(self._load_event)
        self._stem = lru_cache(65536)(self._load_stem)

    # --- events -----------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """How many events there are."""
        return self.manifest.events

    @cached_property
    def span(self) -> When | None:
        """From the first start to the last end of the dated events."""
        return When(int(self._starts[0]), int(self._ends_sorted[-1])) if len(self._starts) else None

    def event(self, id: str) -> Event | None:
        found = self._read("SELECT row FROM events WHERE id = ?", id)
        return self._event_at(found[0][0]) if found else None

    def events(self, within: When | None = None, limit: int | None = None, *, last: bool = False) -> list[Event]:
        """In order of start, end and id. With a window: the dated events that overlap it; without: all, undated ones last.

        At most `limit`: the first ones, or the last ones.
        """
        if within is None:
            rows = np.arange(len(self))
        else:
            stop = int(self._starts.searchsorted(within.end))
            rows = np.flatnonzero(self._ends[:stop] > within.start)
        kept = slice(None) if limit is None else slice(max(len(rows) - limit, 0), None) if last else slice(limit)
        return self._events(rows[kept].tolist())

    def count(self, within: When) -> int:
        """How many dated events overlap the window: those that begin before its end, less those over by its start."""
        return int(self._starts.searchsorted(within.end) - self._ends_sorted.searchsorted(within.start, "right"))

    def after(self, minute: int, n: int = 1) -> list[Event]:
        """The first n dated events that begin at `minute` or later."""
        first = int(self._starts.searchsorted(minute))
        return self._events(range(first, min(first + n, len(self._starts))))

    def before(self, minute: int, n: int = 1) -> list[Event]:
        """The last n dated events that are over by `minute`, the latest (by start, then end) first."""
        stop = int(self._starts.searchsorted(minute))
        block = 256
        while True:
            first = max(0, stop - block)
            rows = first + np.flatnonzero(self._ends[first:stop] <= minute)
            if len(rows) >= n or first == 0:
                return self._events(rows[::-1][:n].tolist())
            block *= 8

    def beside(self, event_id: str, step: int) -> Event | None:
        """The event so many steps after this one in order, before it where `step` is negative; None beyond the ends."""
        found = self._read("SELECT row FROM events WHERE id = ?", event_id)
        row = found[0][0] + step if found else -1
        return self._event_at(row) if 0 <= row < len(self) else None

    def passages(self, event_id: str) -> list[Passage]:
        event = self.event(event_id)
        if event is None:
            return []
        pairs = self._read("SELECT start, stop FROM passages WHERE event = (SELECT row FROM events WHERE id = ?) ORDER BY start", event_id)
        return [Passage(event, start, stop) for start, stop in pairs]

    # --- the question -----------------------------------------------------------------------------------------------

    @property
    def encoder(self) -> Embedder:
        """The query encoder, which is loaded in the background from the moment of opening."""
        return self._encoder.result()

    def embed(self, text: str) -> Vector:
        return self.encoder.query(text)

    def embed_many(self, texts: Sequence[str]) -> Vectors:
        return self.encoder.queries(texts)

    def embed_soon(self, text: str) -> Future[Vector]:
        """The same in another thread; the same again for one of the last texts, so that it can be begun before it is asked for.

        The model runs when this returns: that thread would else wait for the interpreter longer than encoding takes.
        """
        begun = threading.Event()

        def encode() -> Vector:
            begun.set()
            return run()

        with self._lock:
            soon = self._soon.get(text)
            if soon is not None and not (soon.done() and soon.exception()):
                return soon
            run = self.encoder.tokenized(text) if self._encoder.done() else partial(self.embed, text)
            soon = self._soon[text] = self._aside.submit(encode)
            while len(self._soon) > _SOON_KEPT:
                self._soon.popitem(last=False)
        begun.wait()
        return soon

    def search(
        self,
        query: str,
        *,
        within: When | None = None,
        k: int = 20,
        vector: Vector | Future[Vector] | None = None,
        boost: Collection[str] = (),
        meanwhile: Callable[[Event], object] | None = None,
    ) -> list[Hit]:
        """At most k passages, best first, inside `within` when it is given. Raises StoreDown when the vectors are elsewhere and out of reach.

        A passage scores what it holds of the query's words, from 0 to 1, each as heavy as it is rare, and DENSE times its cosine;
        DATED more where it overlaps a date that the query names.

        `vector` is the query's, when it is there already or will be; `boost` are further words for the lexical half only.
        `meanwhile` is called with the events that this half brings up clearly, before the vector is waited for.
        """
        if k < 1 or not query.strip():
            return []
        window = Order.everything(self.manifest.passages) if within is None else self._order.rows(within)
        terms = self._terms(query, boost)
        depth = max(DEPTH, k)
        lexical = self._lexical.search(terms, depth, window)
        if meanwhile is not None:
            for passage in self._passages_at([row for row, score in lexical[:k] if score >= _EARLY * lexical[0][1]]):
                meanwhile(passage.event)
        most, mentioned = self._most(terms), find_dates(query, self._dates)
        vector = self.embed(query) if vector is None else vector.result() if isinstance(vector, Future) else vector
        dense = self._store.search(vector, depth, within)
        if not dense:
            return []  # nothing is in the window
        cosine = dict(dense)
        least = dense[-1][1]  # no other passage is nearer than the last that came up
        rows = np.array(sorted({*cosine, *(row for row, _ in lexical)}), np.int64)
        if len(lexical) < depth:  # no other row holds a term
            score = dict(lexical)
            bm25 = np.array([score.get(row, 0.0) for row in rows.tolist()])
        else:
            bm25 = self._lexical.scores(terms, rows)
        fused = bm25 / most + DENSE * np.array([cosine.get(row, least) for row in rows.tolist()])
        named = [self._order.overlap(rows, mention.when) for mention in mentioned]
        if named:
            fused += DATED * np.any(named, axis=0)
        best = np.argsort(-fused, kind="stable")[:k]
        kept = rows[best].tolist()
        missing = [row for row in kept if row not in cosine]
        if missing:
            cosine.update(zip(missing, (self._store.vectors(missing) @ vector).tolist(), strict=True))
        found = zip(kept, self._passages_at(kept), fused[best].tolist(), bm25[best].tolist(), strict=True)
        return [Hit(passage, score, cosine[row], lexical) for row, passage, score, lexical in found]

    def cosines(self, vector: Vector, passages: Sequence[Passage]) -> list[float]:
        """Of passages of this index with a vector of a query."""
        rows = []
        for passage in passages:
            found = self._read(
                "SELECT passages.row FROM passages JOIN events ON events.row = passages.event WHERE events.id = ? AND passages.start = ?",
                passage.event.id,
                passage.start,
            )
            if not found:
                raise KeyError(passage.id)
            rows.append(found[0][0])
        return [float(cosine) for cosine in self._store.vectors(rows) @ vector] if rows else []

    @cached_property
    def _dates(self) -> Context:
        """What completes a date that a query names."""
        return Context(period=self.span, weight=self.count)

    # --- words ------------------------------------------------------------------------------------------------------

    def df(self, stem: str) -> int:
        """In how many passages a stem stands, their titles, dates and names included."""
        found = self._stem(stem)
        return 0 if found is None else self._lexical.df(found[0])

    def idf(self, stem: str) -> float:
        return idf(self.manifest.passages, self.df(stem))

    def capitalised(self, stem: str) -> float:
        """The share of its places inside sentences where it begins with a capital letter; 0 when there are none."""
        found = self._stem(stem)
        return 0.0 if found is None or not found[1] else found[2] / found[1]

    def word_vectors(self, stems_with_surface: Sequence[tuple[str, str]]) -> Vectors:
        """Unit vectors of single words, given as (stem, surface form): made ahead for common stems, else encoded together."""
        vectors = np.empty((len(stems_with_surface), self.manifest.dimensions), np.float32)
        missing: dict[str, list[int]] = {}
        for at, (stem, surface) in enumerate(stems_with_surface):
            found = self._stem(stem)
            if found is not None and found[0] < len(self._words):
                vectors[at] = self._words[found[0]]
            else:
                missing.setdefault(surface, []).append(at)
        with self._lock:
            known = {surface: self._unknown[surface] for surface in missing if surface in self._unknown}
        new = [surface for surface in missing if surface not in known]
        if new:
            known |= dict(zip(new, self.embed_many(new), strict=True))
            with self._lock:
                self._unknown.update((surface, known[surface]) for surface in new)
                while len(self._unknown) > _WORDS_KEPT:
                    self._unknown.popitem(last=False)
        for surface, places in missing.items():
            vectors[places] = known[surface]
        return embed.unit(vectors)

    # --- the folder -------------------------------------------------------------------------------------------------

    def stale(self) -> bool:
        """Whether another generation has become current since this one was opened."""
        now = generation.stamp(self.folder)
        return now is not None and now != self._stamp

    def _read(self, query: str, *values: object) -> list[Any]:
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def _load_event(self, row: int) -> Event:
        return generation.event_from(self._read("SELECT json FROM events WHERE row = ?", row)[0][0])

    def _events(self, rows: Iterable[int]) -> list[Event]:
        return [self._event_at(row) for row in rows]

    def _passages_at(self, rows: Sequence[int]) -> list[Passage]:
        owners, starts, stops = self._passages[2:, rows].tolist()
        return [Passage(event, start, stop) for event, start, stop in zip(self._events(owners), starts, stops, strict=True)]

    def _load_stem(self, stem: str) -> tuple[int, int, int] | None:
        """(term, uses inside sentences, those with a capital letter)"""
        found = self._read("SELECT term, uses, capitals FROM stems WHERE stem = ?", stem)
        return (found[0][0], found[0][1], found[0][2]) if found else None

    def _terms(self, query: str, boost: Collection[str]) -> dict[int, float]:
        """The query's terms, each once, without function words unless there are no others; names also as the timeline writes them."""
        wanted = [stem for text in (query, self.entities.spelt(query), *boost) for stem in stems(text)]
        wanted = [stem for stem in wanted if stem not in FUNCTION_WORDS] or wanted
        found = (self._stem(stem) for stem in wanted)
        return {entry[0]: 1.0 for entry in found if entry is not None}

    def _most(self, terms: Mapping[int, float]) -> float:
        """What a passage's BM25 stays below, however often it holds the terms."""
        return sum(times * idf(self.manifest.passages, self._lexical.df(term)) for term, times in terms.items()) or 1.0

"""Sources -> a new generation of the index. Embeds what is new, assembles the rest, writes the manifest last."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import shutil
import sqlite3
import tempfile
import time
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index import embed, generation, lexical
from index.embed import Embedder, Precision, SentenceTransformerEmbedder, Vectors
from index.errors import BadData, StaleIndex, StoreDown
from index.generation import Manifest
from index.milvus import Milvus, MilvusStore, alias_of, collection_of, new_alias
from index.passages import Order, arrange, by_time, cut, dense_text, document, mapped, text_hash
from index.search import open_store
from index.store import FaissStore, VectorStore
from index.types import Event, Passage, Reading

Progress = Callable[[str, int, int], None]
"""Called with a stage, what is done of it and how much it is in all."""

RECIPE = "2"
"""Of how passages are cut and ordered, and what text is embedded. Change it and everything is embedded anew."""

WORDS = 20_000
"""So many of the commonest stems have their vector made ahead."""

_BLOCK = 512
_FEW = 2000
_FEW_EVENTS = 50


@dataclass(frozen=True)
class BuildReport:
    generation: str
    events: int
    passages: int
    embedded: int
    """Passages that went through the model."""
    reused: int
    """Passages whose vector was there already."""
    skipped: tuple[str, ...]
    """What the readers left out, and why."""
    seconds: float
    why_all: str | None
    """Why everything was embedded anew though there was an index, or None."""


def build(
    sources: Sequence[Path | str],
    folder: Path | str,
    *,
    model: str | None = None,
    progress: Progress | None = None,
    keep: int = 3,
    year: int | None = None,
    precision: Precision = "int8",
    milvus: Milvus | None = None,
) -> BuildReport:
    """Compile sources into a new generation of the index in `folder`, and make it current.

    `model` is a sentence-transformers name or folder. `keep` generations stay. With `milvus` the vectors go there, and not
    into the folder. Nothing is changed when this raises.
    """
    from index.sources import read

    reading = read(sources, year=year)
    return build_events(reading, folder, embedder=SentenceTransformerEmbedder(model, precision), progress=progress, keep=keep, milvus=milvus)


def build_events(
    reading: Reading,
    folder: Path | str,
    *,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
    keep: int = 3,
    milvus: Milvus | None = None,
) -> BuildReport:
    """The same from what was read already. Without an embedder: the default model."""
    began = time.perf_counter()
    folder = Path(folder)
    tell = progress or (lambda stage, done, total: None)
    encoder = embedder if embedder is not None else SentenceTransformerEmbedder()
    if not reading.events:
        raise BadData("there are no events in these sources")
    twice = [id for id, count in Counter(event.id for event in reading.events).items() if count > 1]
    if twice:
        raise BadData(f"the id {twice[0]!r} is used by more than one event; ids are unique")
    with generation.lock(folder):
        alias = _alias(folder)
        _sweep(folder, 1_000_000, alias, milvus, loaded=0)
        digest = _digest(reading)
        last, why_all = _last(folder, encoder, milvus)
        unmoved = last is not None and bool(last.collection) == (milvus is not None)
        if last is not None and last.sources == digest and why_all is None and unmoved and generation.current_or_none(folder) == last.generation:
            seconds = time.perf_counter() - began
            return BuildReport(last.generation, last.events, last.passages, 0, last.passages, reading.skipped, seconds, None)
        writer = encoder
        tell("reading", 0, len(reading.events))
        content = _Content.of(reading, digest, encoder)
        tell("reading", len(reading.events), len(reading.events))
        earlier = _Earlier.of(folder, last, milvus) if last is not None and why_all is None else None
        if earlier is not None and (fresh := len(set(content.hashes) - earlier.rows.keys())):
            chosen = earlier.encoder(encoder, fresh)
            if chosen is None:
                earlier, why_all = None, f"{encoder.name} gives other vectors than it did"
            else:
                writer = chosen
        name = generation.next_name(folder, digest)
        (folder / "generations").mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="tmp-", dir=folder / "generations", ignore_cleanup_errors=True) as scratch:
            target = Path(scratch) / name
            target.mkdir()
            store = FaissStore() if milvus is None else milvus.store(collection_of(alias, name), tell=tell)
            manifest, embedded = _assemble(content, folder, target, encoder=encoder, writer=writer, earlier=earlier, store=store, tell=tell)
            tell("finishing", 0, 1)
            (target / "manifest.json").write_text(manifest.text(), encoding="utf-8")
            generation.sync_tree(target)
            target.rename(generation.generation_folder(folder, name))
            generation.sync(folder / "generations")
            tell("finishing", 1, 1)
            generation.make_current(folder, name, milvus)
        with contextlib.suppress(StoreDown):  # what it left in Milvus, the next build drops
            _sweep(folder, keep, alias, milvus, loaded=2)
    seconds = time.perf_counter() - began
    return BuildReport(name, manifest.events, manifest.passages, embedded, manifest.passages - embedded, reading.skipped, seconds, why_all)


def _alias(folder: Path) -> str:
    """What the index is called in Milvus, from its newest generation that is there."""
    for name in generation.names(folder):
        with contextlib.suppress(StaleIndex):
            if collection := generation.read_manifest(folder, name).collection:
                return alias_of(collection)
    return new_alias()


def _sweep(folder: Path, keep: int, alias: str, milvus: Milvus | None, loaded: int) -> None:
    """Remove what interrupted builds left and generations beyond the newest `keep`, in Milvus too. Raises StoreDown.

    The current collection and the `loaded` newest ones stay in its memory: a bot may not have taken up the new one yet.
    """
    generation.sweep(folder, keep)
    if milvus is None:
        return
    kept = {}
    for name in generation.names(folder):
        with contextlib.suppress(StaleIndex):
            kept[name] = generation.read_manifest(folder, name).collection
    served = [generation.current_or_none(folder), *list(kept)[:loaded]]
    milvus.tidy(alias, kept.values(), [kept[name] for name in served if name in kept])


def _last(folder: Path, encoder: Embedder, milvus: Milvus | None) -> tuple[Manifest | None, str | None]:
    """The generation whose vectors can be used again, and why they cannot, if there is one at all. Raises StoreDown."""
    try:
        last, _ = generation.choose(folder, verify=True)
    except StaleIndex:
        return None, ("no earlier generation verifies" if generation.names(folder) else None)
    if missing := generation.vectors_missing(last, milvus):
        return last, missing[0]
    if last.recipe != RECIPE:
        return last, "this version prepares texts in another way"
    if last.model_digest != encoder.digest:
        same = last.model == encoder.name
        return last, f"the model {encoder.name} has changed" if same else f"the model was {last.model}, it is {encoder.name} now"
    if last.precision != getattr(encoder, "precision", "fp32"):
        return last, "the precision of the query encoder is another one"
    return last, None


def _digest(reading: Reading) -> str:
    """Of what was read, whatever the order of its events and names."""
    total = hashlib.sha256()
    for event in sorted(reading.events, key=lambda event: json.dumps(event.id, ensure_ascii=False)):  # as their lines would be sorted
        total.update(generation.event_json(event).encode(errors="surrogatepass") + b"\n")
    for line in sorted(json.dumps(dataclasses.asdict(entity), sort_keys=True) for entity in reading.entities):
        total.update(line.encode() + b"\n")
    total.update(json.dumps(dataclasses.asdict(reading.timeline), sort_keys=True).encode() + b"\n")
    return total.hexdigest()


@dataclass(frozen=True)
class _Content:
    """What goes into a generation, in order of time."""

    reading: Reading
    digest: str
    events: list[Event]
    passages: list[Passage]
    hashes: list[bytes]
    owners: list[int]
    """The row of each passage's event."""
    order: Order

    @classmethod
    def of(cls, reading: Reading, digest: str, encoder: Embedder) -> _Content:
        events = sorted(reading.events, key=by_time)
        cuts = [(row, passage) for row, event in enumerate(events) for passage in cut(event, encoder.reads)]
        rows, order = arrange([passage.when for _, passage in cuts])
        cuts = [cuts[row] for row in rows]
        passages = [passage for _, passage in cuts]
        hashes = [text_hash(dense_text(passage)) for passage in passages]
        return cls(reading, digest, events, passages, hashes, [row for row, _ in cuts], order)


@dataclass(frozen=True)
class _Earlier:
    """A good generation whose vectors are used again."""

    manifest: Manifest
    folder: Path
    """Of the whole index."""
    rows: dict[bytes, int]
    """Where the vector of a text is, by its hash."""
    store: VectorStore

    @classmethod
    def of(cls, folder: Path, manifest: Manifest, milvus: Milvus | None) -> _Earlier:
        home = generation.generation_folder(folder, manifest.generation)
        with closing(generation.connect(home / "events.sqlite")) as database:
            rows = dict(database.execute("SELECT hash, row FROM passages").fetchall())
        return cls(manifest, folder, rows, open_store(home, manifest, arrange(())[1], milvus))

    @property
    def home(self) -> Path:
        return generation.generation_folder(self.folder, self.manifest.generation)

    def encoder(self, encoder: Embedder, fresh: int) -> Embedder | None:
        """What embeds the fresh passages so that old and new vectors can be compared, or None when nothing does.

        For a few passages that is the compiled encoder, which spares loading the model.
        """
        if isinstance(encoder, SentenceTransformerEmbedder) and fresh <= _FEW:
            compiled = embed.load(self.folder / "encoders" / self.manifest.encoder)
            if self.agrees(compiled):
                return compiled
        return encoder if self.agrees(encoder) else None

    def agrees(self, encoder: Embedder) -> bool:
        then, now = np.array(self.manifest.canary_vectors, np.float32), encoder.passages(embed.CANARIES)
        return self.manifest.canaries == embed.CANARIES and then.shape == now.shape and float((then * now).sum(axis=1).min()) >= embed.SAME


def _assemble(
    content: _Content,
    folder: Path,
    target: Path,
    *,
    encoder: Embedder,
    writer: Embedder,
    earlier: _Earlier | None,
    store: FaissStore | MilvusStore,
    tell: Progress,
) -> tuple[Manifest, int]:
    """Every file of a generation but its manifest, which is returned with the number of passages embedded."""
    vectors, embedded = _vectors(content, writer, earlier, tell)
    canaries = np.array(earlier.manifest.canary_vectors, np.float32) if earlier is not None else encoder.passages(embed.CANARIES)
    dimensions, background = int(vectors.shape[1]), _background(content, vectors, canaries)
    store.sync([passage.when for passage in content.passages], vectors)
    if isinstance(store, FaissStore):
        store.save(target)
    collection = store.collection if isinstance(store, MilvusStore) else ""
    del store, vectors  # what follows needs the memory

    tell("encoder", 0, 1)
    encoder_name = earlier.manifest.encoder if earlier is not None else _compile(encoder, folder)
    encoder_home = folder / "encoders" / encoder_name
    queries = embed.load(encoder_home)
    tell("encoder", 1, 1)

    stems = _write_lexical(content, target, tell)
    _write_words(stems, target, queries, earlier, tell)
    tell("writing", 0, 1)
    _write_arrays(content, target)
    _write_events(content, stems, target / "events.sqlite")
    tell("writing", 1, 1)

    files = {f"generations/{target.name}/{path.name}": path for path in sorted(target.iterdir())}
    files |= {f"encoders/{encoder_name}/{path.name}": path for path in sorted(encoder_home.iterdir())}
    manifest = Manifest(
        format=generation.FORMAT,
        generation=target.name,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        sources=content.digest,
        recipe=RECIPE,
        events=len(content.events),
        passages=len(content.passages),
        dated_passages=len(content.order.starts),
        narrow=content.order.narrow,
        widest=content.order.widest,
        dimensions=dimensions,
        collection=collection,
        model=encoder.name,
        model_digest=encoder.digest,
        weights=encoder.weights,
        precision=getattr(encoder, "precision", "fp32"),
        encoder=encoder_name,
        background=background,
        canaries=embed.CANARIES,
        canary_vectors=_rounded(canaries),
        canary_queries=_rounded(queries.queries(embed.CANARIES)),
        files={name: generation.file_digest(path) for name, path in files.items()},
    )
    return manifest, embedded


def _rounded(vectors: Vectors) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(round(float(x), 6) for x in vector) for vector in vectors)


def _background(content: _Content, vectors: Vectors, canaries: Vectors) -> tuple[float, float]:
    """A timeline of a few events is too small a sample: the canaries then join it, each an event of its own."""
    if len(content.events) >= _FEW_EVENTS:
        return embed.cosine_background(vectors, content.owners)
    return embed.cosine_background(np.concatenate((vectors, canaries)), content.owners + [-1 - i for i in range(len(canaries))])


def _vectors(content: _Content, writer: Embedder, earlier: _Earlier | None, tell: Progress) -> tuple[Vectors, int]:
    """The vectors of all passages, and how many passages were embedded for it: each text once, short ones first."""
    known = earlier.rows if earlier is not None else {}
    first: dict[bytes, int] = {}
    for row, key in enumerate(content.hashes):
        if key not in known:
            first.setdefault(key, row)
    fresh = sorted(first.values(), key=lambda row: content.passages[row].end - content.passages[row].start)
    parts = [fresh[at : at + _BLOCK] for at in range(0, len(fresh), _BLOCK)]
    dimensions = earlier.manifest.dimensions if earlier is not None else writer.passages(embed.CANARIES[:1]).shape[1]
    vectors = np.empty((len(content.passages), dimensions), np.float32)
    if earlier is not None:
        kept = [row for row, key in enumerate(content.hashes) if key in known]
        for at in range(0, len(kept), 65536):
            block = kept[at : at + 65536]
            vectors[block] = earlier.store.vectors([known[content.hashes[row]] for row in block])
    tell("embedding", 0, len(fresh))
    done = 0
    for part in parts:
        vectors[part] = writer.passages([dense_text(content.passages[row]) for row in part])
        done += len(part)
        tell("embedding", done, len(fresh))
    twins = [row for row, key in enumerate(content.hashes) if key in first and first[key] != row]
    vectors[twins] = vectors[[first[content.hashes[row]] for row in twins]]
    return vectors, len(fresh)


def _compile(encoder: Embedder, folder: Path) -> str:
    """The query encoder in a folder named by its content."""
    home = folder / "encoders"
    home.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tmp-", dir=home, ignore_cleanup_errors=True) as scratch:
        fresh = Path(scratch) / "encoder"
        fresh.mkdir()
        encoder.save(fresh)
        name = _name_of(fresh)
        generation.sync_tree(fresh)
        if (home / name).exists() and _name_of(home / name) != name:
            shutil.rmtree(home / name)
        if not (home / name).exists():
            fresh.rename(home / name)
    generation.sync(home)
    return name


def _name_of(folder: Path) -> str:
    sums = "".join(generation.file_digest(path) for path in sorted(folder.iterdir()))
    return hashlib.sha256(sums.encode()).hexdigest()[:16]


@dataclass
class _Stem:
    surface: str
    """Its commonest form."""
    places: int = 0
    uses: int = 0
    """Inside sentences, where a capital letter says something."""
    capitals: int = 0


def _write_lexical(content: _Content, target: Path, tell: Progress) -> dict[str, _Stem]:
    """The BM25 files; returns the vocabulary in order of term, the commonest stem first."""
    forms: dict[str, int] = {}
    stem_of: list[str] = []
    found, inside, lengths = array("i"), array("b"), array("q")
    for row, passage in enumerate(content.passages):
        if row % 4096 == 0:
            tell("words", row, len(content.passages))
        marked = document(passage)
        lengths.append(len(marked))
        for word, within in marked:
            form = forms.setdefault(word.text, len(forms))
            if form == len(stem_of):
                stem_of.append(word.stem)
            found.append(form)
            inside.append(within)
    written = list(forms)
    flat = np.array(found, np.int32)
    common = np.bincount(flat, minlength=len(written))
    used = np.bincount(flat[np.array(inside, bool)], minlength=len(written))

    stems: dict[str, _Stem] = {}
    for form in sorted(range(len(written)), key=lambda form: (-int(common[form]), written[form])):
        its = stems.setdefault(stem_of[form], _Stem(written[form]))
        its.places += int(common[form])
        its.uses += int(used[form])
        its.capitals += int(used[form]) if written[form][0].isupper() else 0
    stems = dict(sorted(stems.items(), key=lambda item: (-item[1].places, item[0])))
    numbers = {stem: term for term, stem in enumerate(stems)}
    term_of = np.array([numbers[stem] for stem in stem_of], np.int32)
    lexical.compile_postings(term_of[flat], np.array(lengths, np.int64), len(stems)).save(target)
    return stems


def _write_words(stems: dict[str, _Stem], target: Path, queries: Embedder, earlier: _Earlier | None, tell: Progress) -> None:
    """The vectors of the commonest stems, by term."""
    surfaces = [stem.surface for stem in stems.values()][:WORDS]
    known: dict[str, int] = {}
    if earlier is not None:
        old = mapped(earlier.home / "words.npy")
        with closing(generation.connect(earlier.home / "events.sqlite")) as database:
            known = dict(database.execute("SELECT surface, term FROM stems WHERE term < ?", (len(old),)).fetchall())
    vectors = np.empty((len(surfaces), queries.query("").shape[0]), np.float16)
    kept = [row for row, surface in enumerate(surfaces) if surface in known]
    if kept:
        vectors[kept] = old[[known[surfaces[row]] for row in kept]]
    fresh = [row for row, surface in enumerate(surfaces) if surface not in known]
    for at in range(0, len(fresh), _BLOCK):
        tell("word vectors", at, len(fresh))
        part = fresh[at : at + _BLOCK]
        vectors[part] = queries.queries([surfaces[row] for row in part])
    tell("word vectors", len(fresh), len(fresh))
    np.save(target / "words.npy", vectors)


def _write_arrays(content: _Content, target: Path) -> None:
    whens = [event.when for event in content.events if event.when is not None]
    ends = np.array([when.end for when in whens], np.int64)
    np.save(target / "events.npy", np.stack((np.array([when.start for when in whens], np.int64), ends, np.sort(ends))))
    dated = len(content.order.starts)
    passages = np.zeros((5, len(content.passages)), np.int64)
    passages[0, :dated], passages[1, :dated] = content.order.starts, content.order.ends
    passages[2] = content.owners
    passages[3] = [passage.start for passage in content.passages]
    passages[4] = [passage.end for passage in content.passages]
    np.save(target / "passages.npy", passages)


def _write_events(content: _Content, stems: dict[str, _Stem], path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + generation.TABLES + "BEGIN;")
        events = ((row, event.id, generation.event_json(event)) for row, event in enumerate(content.events))
        database.executemany("INSERT INTO events VALUES (?, ?, ?)", events)
        database.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?)",
            ((row, content.owners[row], p.start, p.end, content.hashes[row]) for row, p in enumerate(content.passages)),
        )
        vocabulary = ((stem, term, its.surface, its.uses, its.capitals) for term, (stem, its) in enumerate(stems.items()))
        database.executemany("INSERT INTO stems VALUES (?, ?, ?, ?, ?)", vocabulary)
        names = [dataclasses.asdict(entity) for entity in content.reading.entities]
        about = {"timeline": dataclasses.asdict(content.reading.timeline), "entities": names}
        told = [(key, json.dumps(value, ensure_ascii=False)) for key, value in about.items()]
        database.executemany("INSERT INTO about VALUES (?, ?)", told)
        database.execute("COMMIT")

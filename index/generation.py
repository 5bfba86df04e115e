"""The index folder on disk.

    <index>/CURRENT                     the name of the generation in use; replaced by one atomic rename
    <index>/LOCK                        held by a running build
    <index>/generations/<name>/         immutable: manifest.json (written last) and the files it lists
    <index>/encoders/<digest>/          query encoders, shared by generations

A folder that is being written is called "tmp-..." until it is complete and synced.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import mmap
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from index.errors import BadData, StaleIndex
from index.milvus import Milvus
from index.types import Account, Event, Source, When

FORMAT = 3
"""Of the files in a generation. Another number is another version's index."""

_NAME = re.compile(r"\d{6}-[0-9a-f]{8}")
BUILD = "run timeline-bot build"
ELSEWHERE = "the vectors of this index are in Milvus; TIMELINE_STORE=milvus and TIMELINE_MILVUS_URI say where"


@dataclass(frozen=True)
class Manifest:
    """What a generation says of itself."""

    format: int
    generation: str
    created: str
    """UTC, ISO."""
    sources: str
    """Digest of what the sources say, whatever their order."""
    recipe: str
    """How text becomes vectors and stems; another recipe embeds everything anew."""
    events: int
    passages: int
    dated_passages: int
    narrow: int
    """How many passages are in the first group of `passages.Order`."""
    widest: int
    dimensions: int
    collection: str
    """Of Milvus, where the vectors are; empty: they are in vectors.faiss."""
    model: str
    model_digest: str
    weights: str
    """sha256 of the model's weights."""
    precision: str
    encoder: str
    """Folder under encoders/."""
    background: tuple[float, float]
    canaries: tuple[str, ...]
    canary_vectors: tuple[tuple[float, ...], ...]
    """Of the canaries as passages."""
    canary_queries: tuple[tuple[float, ...], ...]
    """Of the canaries as the compiled encoder sees them."""
    files: Mapping[str, str] = field(default_factory=dict)
    """sha256 by path below the index folder."""

    def text(self) -> str:
        """As JSON, with a digest of itself."""
        content = asdict(self)
        return json.dumps(content | {"sha256": _digest_of(content)}, indent=1)


def _digest_of(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def generation_folder(folder: Path, name: str) -> Path:
    return folder / "generations" / name


def read_manifest(folder: Path, name: str) -> Manifest:
    """Raises StaleIndex when it is missing, damaged, or another version's."""
    path = generation_folder(folder, name) / "manifest.json"
    try:
        content = json.loads(path.read_bytes())
        if not isinstance(content, dict):
            raise ValueError("not an object")
    except FileNotFoundError:
        raise StaleIndex(f"{path}: missing; {BUILD}") from None
    except (OSError, ValueError) as error:
        raise StaleIndex(f"{path}: damaged ({error}); {BUILD}") from None
    if content.get("format") != FORMAT:
        raise StaleIndex(f"{path}: the index has format {content.get('format')!r}, this version reads {FORMAT}; {BUILD}")
    if content.pop("sha256", None) != _digest_of(content) or set(content) != {f.name for f in fields(Manifest)}:
        raise StaleIndex(f"{path}: damaged (it does not match its own digest); {BUILD}")
    if content["generation"] != name:
        raise StaleIndex(f"{path}: belongs to generation {content['generation']}; {BUILD}")
    for name_, kind in (("background", tuple), ("canaries", tuple)):
        content[name_] = kind(content[name_])
    for name_ in ("canary_vectors", "canary_queries"):
        content[name_] = tuple(tuple(vector) for vector in content[name_])
    return Manifest(**content)


def file_digest(path: Path) -> str:
    """sha256; works on other threads meanwhile."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size == 0:
            return hashlib.sha256().hexdigest()
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            return hashlib.sha256(content).hexdigest()


def damage(folder: Path, manifest: Manifest) -> list[str]:
    """One line for each file that is not as the manifest says; empty = good."""

    def look(item: tuple[str, str]) -> str | None:
        path = folder / item[0]
        try:
            return None if file_digest(path) == item[1] else f"{path}: damaged (its content is not what the manifest says)"
        except FileNotFoundError:
            return f"{path}: missing"
        except OSError as error:
            return f"{path}: cannot be read ({error.strerror})"

    with ThreadPoolExecutor(2) as pool:
        return [line for line in pool.map(look, manifest.files.items()) if line]


def names(folder: Path) -> list[str]:
    """Every complete generation, newest first, verified or not."""
    home = folder / "generations"
    found = [path.name for path in home.iterdir() if _NAME.fullmatch(path.name)] if home.is_dir() else []
    return sorted(found, reverse=True)


def current(folder: Path) -> str:
    """The generation in use. Raises StaleIndex where there is none, ValueError when CURRENT is damaged."""
    try:
        name = (folder / "CURRENT").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise StaleIndex(f"there is no index in {folder}; {BUILD}") from None
    except NotADirectoryError:
        raise StaleIndex(f"{folder} is not a folder; {BUILD} with a folder of its own as --index") from None
    except OSError as error:
        raise StaleIndex(f"{folder / 'CURRENT'}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        name = ""
    if not _NAME.fullmatch(name):
        raise ValueError(f"{folder / 'CURRENT'}: damaged")
    return name


def stamp(folder: Path) -> tuple[int, int] | None:
    """Changes whenever CURRENT is replaced; None where there is none."""
    try:
        stat = (folder / "CURRENT").stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_ino


@dataclass(frozen=True)
class Generation:
    name: str
    created: str
    events: int
    current: bool
    fault: str | None
    """Why its manifest cannot be read."""


def generations(folder: Path | str) -> list[Generation]:
    """What is kept, newest first."""
    folder = Path(folder)
    now = current_or_none(folder)
    found = []
    for name in names(folder):
        try:
            manifest = read_manifest(folder, name)
            found.append(Generation(name, manifest.created, manifest.events, name == now, None))
        except StaleIndex as error:
            found.append(Generation(name, "", 0, name == now, str(error)))
    return found


def current_or_none(folder: Path) -> str | None:
    try:
        return current(folder)
    except (StaleIndex, ValueError):
        return None


def rollback(folder: Path | str, to: str | None = None, *, milvus: Milvus | None = None) -> str:
    """Make an earlier generation current again: the given one, or the newest good one before the current. Its name."""
    folder = Path(folder)
    with lock(folder):
        now = current_or_none(folder) or "9"
        if to is not None and to not in names(folder):
            raise StaleIndex(f"there is no generation {to} in {folder}; there are {', '.join(names(folder)) or 'none'}")
        for name in [to] if to is not None else [name for name in names(folder) if name < now]:
            faults = faults_of(folder, name) or vectors_missing(read_manifest(folder, name), milvus)
            if not faults:
                make_current(folder, name, milvus)
                return name
            if to is not None:
                raise StaleIndex(faults[0])
        raise StaleIndex(f"there is no earlier generation in {folder}")


def faults_of(folder: Path, name: str) -> list[str]:
    try:
        return damage(folder, read_manifest(folder, name))
    except StaleIndex as error:
        return [str(error)]


def vectors_missing(manifest: Manifest, milvus: Milvus | None) -> list[str]:
    """A line when the vectors should be in Milvus and are not. Raises StoreDown."""
    if not manifest.collection:
        return []
    fault = ELSEWHERE if milvus is None else milvus.fault(manifest.collection, manifest.passages)
    return [] if fault is None else [fault]


def choose(folder: Path, verify: bool) -> tuple[Manifest, tuple[str, ...]]:
    """The generation to read, and warnings: the current one, or where it is damaged the newest good one before it."""
    try:
        now = current(folder)
        manifest = read_manifest(folder, now)
        faults = damage(folder, manifest) if verify else []
    except ValueError as error:
        now, faults = "999999-ffffffff", [str(error)]
    except StaleIndex as error:
        if not (folder / "CURRENT").exists():
            raise
        now, faults = current(folder), [str(error)]
    if not faults:
        return manifest, ()
    for name in sorted(names(folder), key=lambda name: (name >= now, _descending(name))):
        if name != now and not faults_of(folder, name):
            line = f"the current generation does not verify ({_short(faults[0])}); the earlier one, {name}, is used; {BUILD}"
            return read_manifest(folder, name), (line,)
    raise StaleIndex(faults[0] if faults[0].endswith(BUILD) else f"{faults[0]}; {BUILD}")


def _descending(name: str) -> int:
    return -int(name[:6])


def _short(fault: str) -> str:
    return fault.removesuffix(f"; {BUILD}")


# --- writing --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Held while the folder is changed; a second one is refused."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "LOCK").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BadData("another build is writing this index; wait until it has ended", folder) from None
            yield
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadData(f"the index cannot be written here ({reason}); an earlier index is unchanged", folder) from error


def sync(path: Path) -> None:
    """Have a file or folder on the disk itself before going on."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def set_current(folder: Path, name: str) -> None:
    beside = folder / "tmp-CURRENT"
    beside.write_text(name + "\n", encoding="ascii")
    sync(beside)
    beside.replace(folder / "CURRENT")
    sync(folder)


def make_current(folder: Path, name: str, milvus: Milvus | None) -> None:
    """With its collection, which comes first: `CURRENT` decides what is read. Raises StoreDown, and then nothing has changed."""
    collection = read_manifest(folder, name).collection
    if collection and milvus is not None:
        milvus.make_current(collection)
    set_current(folder, name)


def next_name(folder: Path, sources: str) -> str:
    newest = names(folder)
    return f"{int(newest[0][:6]) + 1 if newest else 1:06d}-{sources[:8]}"


def sweep(folder: Path, keep: int) -> None:
    """Remove what interrupted builds left, generations beyond the newest `keep` (never the current one), and the encoders
    that no generation names."""
    homes = [folder / "generations", folder / "encoders"]
    for path in [left for home in (folder, *homes) for left in home.glob("tmp-*")]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    now = current_or_none(folder)
    kept = names(folder)[: max(keep, 1)]
    for name in names(folder):
        if name not in kept and name != now:
            shutil.rmtree(generation_folder(folder, name))
    used = set()
    for name in names(folder):
        with contextlib.suppress(StaleIndex):
            used.add(read_manifest(folder, name).encoder)
    for path in homes[1].glob("*"):
        if path.name not in used:
            shutil.rmtree(path)


# --- events in SQLite -----------------------------------------------------------------------------------------------

TABLES = """
CREATE TABLE events (row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, json TEXT NOT NULL);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, event INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, hash BLOB NOT NULL
);
CREATE INDEX passages_of ON passages (event, start);
CREATE TABLE stems (
    stem TEXT PRIMARY KEY, term INTEGER NOT NULL, surface TEXT NOT NULL, uses INTEGER NOT NULL, capitals INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE about (key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID;
"""
"""Rows are in order of time: of events by start, end and id, of passages as `passages.arrange` has them. `term` numbers the
stems from the commonest; `uses` and `capitals` count its places inside sentences."""


def connect(path: Path) -> sqlite3.Connection:
    """For reading, from any thread; the file never changes."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def event_json(event: Event) -> str:
    content = ((name, getattr(event, name)) for name in _FIELDS)
    return _LINE.encode({name: value for name, value in content if value not in ("", None, (), {})})


def _plain(value: Any) -> Any:
    if isinstance(value, When):
        return [value.start, value.end]
    if isinstance(value, Mapping):
        return dict(value)
    return asdict(value)


_FIELDS = tuple(f.name for f in fields(Event))
_LINE = json.JSONEncoder(ensure_ascii=False, default=_plain)


def event_from(text: str) -> Event:
    content = json.loads(text)
    for key in ("actors", "affected", "places", "tags"):
        content[key] = tuple(content.get(key, ()))
    content["when"] = _when(content.get("when"))
    content["sources"] = tuple(Source(**source) for source in content.get("sources", ()))
    content["accounts"] = tuple(
        Account(account["what"], account["whose"], _when(account["when"]), tuple(Source(**source) for source in account["sources"]))
        for account in content.get("accounts", ())
    )
    content["translations"] = {language: tuple(pair) for language, pair in content.get("translations", {}).items()}
    return Event(**content)


def _when(value: Any) -> When | None:
    if value is None:
        return None
    return When(value["start"], value["end"]) if isinstance(value, dict) else When(*value)

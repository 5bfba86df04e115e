"""Where the index, its vectors and the bot's state are, read without pydantic: `ask` pays for every import."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import BadData

if TYPE_CHECKING:
    from index.milvus import Milvus

PREFIX = "TIMELINE_"
INDEX = f"{PREFIX}INDEX"
FAISS, MILVUS = STORES = ("faiss", "milvus")


def index_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """TIMELINE_INDEX, or a folder in the user's cache: an index can be made again at any time."""
    given = environ.get(INDEX)
    return Path(given) if given else _home(environ, "XDG_CACHE_HOME", ".cache", "Library/Caches") / "timeline-bot" / "fall-of-damascus"


def state_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the Telegram bot keeps what must not be lost, unless TIMELINE_STATE says otherwise."""
    return _home(environ, "XDG_STATE_HOME", ".local/state", "Library/Application Support") / "timeline-bot" / "state.sqlite"


def milvus(environ: Mapping[str, str] = os.environ) -> Milvus | None:
    """Where the vectors are when TIMELINE_STORE says that they are not in the folder. Raises BadData."""
    store, uri, token, certificate = (environ.get(f"{PREFIX}{name}", "") for name in ("STORE", "MILVUS_URI", "MILVUS_TOKEN", "MILVUS_CERTIFICATE"))
    if store not in ("", *STORES):
        raise BadData(f"{PREFIX}STORE is {' or '.join(STORES)}")
    return milvus_at(uri, token, Path(certificate) if certificate else None) if store == MILVUS else None


def milvus_at(uri: str, token: str, certificate: Path | None) -> Milvus:
    """Raises BadData."""
    if not uri:
        raise BadData(f"{PREFIX}MILVUS_URI is not set; an address such as http://localhost:19530, or a file that ends in .db")
    from index.milvus import Milvus

    return Milvus(uri, token, certificate)


def _home(environ: Mapping[str, str], variable: str, elsewhere: str, on_mac: str) -> Path:
    given = environ.get(variable, "")
    if given.startswith("/"):  # the XDG specification has relative ones ignored
        return Path(given)
    return Path.home() / (on_mac if sys.platform == "darwin" else elsewhere)

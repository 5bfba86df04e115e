"""Where the index and the bot's state are, read without pydantic: `ask` pays for every import."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

PREFIX = "TIMELINE_"
INDEX = f"{PREFIX}INDEX"


def index_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """TIMELINE_INDEX, or a folder in the user's cache: an index can be made again at any time."""
    given = environ.get(INDEX)
    return Path(given) if given else _home(environ, "XDG_CACHE_HOME", ".cache", "Library/Caches") / "timeline-bot" / "fall-of-damascus"


def state_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the Telegram bot keeps what must not be lost, unless TIMELINE_STATE says otherwise."""
    return _home(environ, "XDG_STATE_HOME", ".local/state", "Library/Application Support") / "timeline-bot" / "state.sqlite"


def _home(environ: Mapping[str, str], variable: str, elsewhere: str, on_mac: str) -> Path:
    given = environ.get(variable, "")
    if given.startswith("/"):  # the XDG specification has relative ones ignored
        return Path(given)
    return Path.home() / (on_mac if sys.platform == "darwin" else elsewhere)

"""From what a user says of an index to an engine on it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot import places, terminal
from index.errors import StaleIndex

if TYPE_CHECKING:
    from bot.engine import Engine


def existing(index: Path | None) -> Path:
    """The folder of an index that has to be there."""
    from index import generations

    folder = index or places.index_folder()
    if not generations(folder) and not (folder / "CURRENT").exists():
        raise StaleIndex(f"there is no index in {folder}; run timeline-bot build")
    return folder


def open_engine(index: Path | None) -> Engine:
    """The engine on an index. The default index is built when there is none; one that was asked for has to be there."""
    from index import open_index

    folder = index or places.index_folder()
    if index is None:
        ensure(folder)
    opened = open_index(folder, milvus=places.milvus())  # the query encoder loads in the background while the rest is imported
    for warning in opened.warnings:
        terminal.say(f"warning: {warning}")
    from bot.engine import Engine

    return Engine(opened)


def ensure(folder: Path) -> None:
    """Build the built-in timeline's index where there is none at all. A damaged one is left for `check` and `build`."""
    if (folder / "CURRENT").exists():
        return
    from index import BUILTIN, generations
    from index import build as compile_index

    if not generations(folder):
        with terminal.progress("building the index of the built-in timeline, once") as tell:
            compile_index([BUILTIN], folder, progress=tell, milvus=places.milvus())

"""The built-in timeline and its questions, as the benchmarks of the serving path use them."""

from __future__ import annotations

import random
from pathlib import Path

from bot import gold, opening, places
from bot.gold import Gold
from index import words
from index.search import Index, open_index

ROOT = Path(__file__).parent.parent


def opened() -> Index:
    """The index that `timeline-bot ask` uses; built when there is none."""
    folder = places.index_folder()
    opening.ensure(folder)
    index = open_index(folder)
    index.encoder.query("")
    return index


def golds() -> list[Gold]:
    """The questions for development about the built-in timeline, each with what is right."""
    files = sorted((ROOT / "data" / "questions").glob("dev*.yaml"))
    return gold.read([file for file in files if file.name != "dev-article.yaml"], lambda id: True)


def questions() -> list[str]:
    """Those that stand alone, each once, in an order that mixes their kinds."""
    found = list(dict.fromkeys(one.question for one in golds() if not one.context))
    random.Random(0).shuffle(found)
    return found


def forget(index: Index) -> None:
    """Drop what is kept of the texts of questions, so that a question that was asked before is a new one."""
    words._cut_before.cache_clear()
    index.entities._found.cache_clear()
    index._soon.clear()
    index._unknown.clear()

"""The passages that everybody gets: the built-in timeline, and made-up ones of any number, the same in every run.

passages.jsonl   an id and what to find it by, a passage a line
vectors.npy      their vectors of unit length, in the same order
events.jsonl     made-up passages as events, for ourselves; the built-in timeline is read from its own files
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from index import BUILTIN
from index.embed import Embedder, Vectors, unit
from index.passages import cut, dense_text, document
from index.sources import read

SEED = 20241208
SENTENCE = 30
"""Words of a made-up passage: half of them from the built-in timeline, as often as they are there..."""
INVENTED = 50_000
"""...and half from so many words that nobody uses, by Zipf's law."""
FIRST, DAYS = date(2011, 1, 1), 5000
NOISE = 0.7
"""Length of what is added to the vector of a passage of the built-in timeline to make another: their cosine is then some .82."""


def source(folder: Path) -> Path:
    """What the timeline of a corpus is read from."""
    invented = folder / "events.jsonl"
    return invented if invented.exists() else BUILTIN


def builtin(folder: Path, encoder: Embedder) -> int:
    """Writes the built-in timeline; returns how many passages it has."""
    return _write(folder, encoder, None)


def invented(folder: Path, encoder: Embedder, size: int, base: Vectors) -> None:
    """Writes `size` made-up passages, around the given vectors of the built-in timeline."""
    generator = np.random.default_rng(SEED)
    counts = Counter(word for event in read([BUILTIN]).events for word in event.text.strip(".").split())
    known, often = list(counts), np.array(list(counts.values()), np.float64)
    rare = 1 / np.arange(10, INVENTED + 10)
    half = SENTENCE // 2
    from_known = generator.choice(len(known), (size, half), p=often / often.sum())
    from_rare = generator.choice(INVENTED, (size, SENTENCE - half), p=rare / rare.sum())
    with (folder / "events.jsonl").open("w", encoding="utf-8") as file:
        for row in range(size):
            words = [known[word] for word in from_known[row]] + [f"{_word(word)}" for word in from_rare[row]]
            text = " ".join(words[place] for place in generator.permutation(SENTENCE))
            day = FIRST + timedelta(days=row * DAYS // size)
            file.write(json.dumps({"id": f"made-{row:07}", "date": day.isoformat(), "text": f"Entry {row}: {text}."}, ensure_ascii=False) + "\n")
    noise = unit(generator.standard_normal((size, base.shape[1])).astype(np.float32))
    _write(folder, encoder, unit(base[np.arange(size) % len(base)] + NOISE * noise))


def _word(number: int) -> str:
    """A word of syllables that spell the number."""
    syllables = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]
    spelt = ""
    while number or len(spelt) < 4:
        number, rest = divmod(number, len(syllables))
        spelt += syllables[rest]
    return spelt


def _write(folder: Path, encoder: Embedder, vectors: Vectors | None) -> int:
    """A passage's content is what our own lexical half reads: its text, title, printed date and names."""
    passages = [passage for event in read([source(folder)]).events for passage in cut(event, encoder.reads)]
    with (folder / "passages.jsonl").open("w", encoding="utf-8") as file:
        for passage in passages:
            content = " ".join(word.text for word, _ in document(passage))
            file.write(json.dumps({"id": passage.id, "content": content}, ensure_ascii=False) + "\n")
    np.save(folder / "vectors.npy", encoder.passages([dense_text(passage) for passage in passages]) if vectors is None else vectors)
    return len(passages)

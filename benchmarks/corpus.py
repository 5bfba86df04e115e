"""A timeline of any size, made up from a seed and never kept: events whose words follow Zipf's law, over ten years, with clustered vectors.

Time and topic hang together, as they do in a real timeline: most events of a topic fall into a short part of the ten years. An approximate
index that looks only where a topic usually is would pay for that inside a window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.embed import Embedder, Vector, Vectors, unit
from index.types import Entity, Event, Reading, Timeline, When

DIMENSIONS = 384
HOUR, DAY = 60, 24 * 60
BEGIN, DAYS = 16_071 * DAY, 3_652
"""2014-01-01, and ten years."""
VOCABULARY, NAMES = 60_000, 400

_JOINING = "the of in and to a on at by for with from that was it his they who as an".split()
"""The commonest words: a question is searched without them."""
_BLOCK = 65_536


@dataclass(frozen=True)
class Asked:
    """A question for one event of the corpus: some of its words, a vector near its own, and when it was."""

    text: str
    vector: Vector
    when: When


class Corpus:
    """`size` events, each of one passage. Equal sizes give equal corpora."""

    def __init__(self, size: int) -> None:
        self.size = size
        generator = np.random.default_rng(size)
        topics = max(size // 500, 10)
        popularity = np.arange(1, topics + 1) ** -0.7
        self.topic = generator.choice(topics, size, p=popularity / popularity.sum())
        brief = generator.random(size) < 0.6
        places = np.where(brief, generator.random(topics)[self.topic] + 0.05 * generator.normal(size=size), generator.random(size))
        self.days = (places % 1.0 * DAYS).astype(np.int64)
        self.vocabulary = np.array([*_JOINING, *_words(VOCABULARY, np.random.default_rng(0))], object)
        self.names = [name.title() for name in _words(NAMES, np.random.default_rng(1))]

    def events(self) -> Iterator[Event]:
        generator = np.random.default_rng((self.size, 1))
        share = np.cumsum(1 / np.arange(2.0, len(self.vocabulary) + 2))
        for first in range(0, self.size, _BLOCK):
            rows = range(first, min(first + _BLOCK, self.size))
            lengths = generator.integers(12, 28, len(rows))
            drawn = self.vocabulary[np.searchsorted(share, generator.random(lengths.sum()) * share[-1])]
            bounds = np.concatenate(([0], np.cumsum(lengths)))
            named = generator.zipf(1.3, (len(rows), 2)) % NAMES
            kinds, hours, spans = generator.random(len(rows)), generator.integers(0, 24, len(rows)), generator.integers(30, 400, len(rows))
            for row, (left, right), (who, where), kind, hour, span in zip(rows, pairwise(bounds), named, kinds, hours, spans, strict=True):
                actor, place = self.names[who], self.names[where]
                start = BEGIN + int(self.days[row]) * DAY
                if kind < 0.15:
                    when = When(start + int(hour) * HOUR, start + int(hour + 1) * HOUR)
                else:
                    when = When(start, start + (DAY if kind < 0.95 else 31 * DAY if kind < 0.98 else int(span) * DAY))
                said = " ".join(drawn[left:right])
                yield Event(
                    f"e{row}", f"{actor} {said} near {place}.", when, title=" ".join(drawn[left : left + 4]), actors=(actor,), places=(place,)
                )

    def reading(self) -> Reading:
        kinds = ("group", "place")
        names = tuple(Entity(name, kinds[at % 2]) for at, name in enumerate(self.names))
        return Reading(Timeline(f"{self.size} events"), tuple(self.events()), names)

    def write_vectors(self, path: Path) -> None:
        """Of unit length, by event, as a .npy file: a topic's centre and as much noise, both stronger in some directions than in others."""
        generator = np.random.default_rng((self.size, 2))
        strengths = _strengths()
        turn = np.linalg.qr(np.random.default_rng(2).normal(size=(DIMENSIONS, DIMENSIONS)))[0].astype(np.float32)
        centres = unit(generator.standard_normal((int(self.topic.max()) + 1, DIMENSIONS), np.float32) * strengths)
        vectors = np.lib.format.open_memmap(path, "w+", np.float32, (self.size, DIMENSIONS))
        for first in range(0, self.size, _BLOCK):
            topic = self.topic[first : first + _BLOCK]
            noise = generator.standard_normal((len(topic), DIMENSIONS), np.float32) * strengths / np.float32(DIMENSIONS**0.5)
            vectors[first : first + _BLOCK] = unit(centres[topic] + noise) @ turn
        vectors.flush()

    def questions(self, number: int, event: Callable[[str], Event | None], vectors: Vectors) -> list[Asked]:
        """For events spread over the corpus, found by their id. Every other vector is as near to its passage as a paraphrase's, the rest farther away."""
        generator = np.random.default_rng((self.size, 3))
        asked = []
        for at, row in enumerate(generator.integers(0, self.size, number)):
            its = event(f"e{row}")
            assert its is not None
            assert its.when is not None
            words = [word for word in its.text.rstrip(".").split() if word not in _JOINING]
            chosen = generator.choice(len(words), min(6, len(words)), replace=False)
            noise = generator.standard_normal(DIMENSIONS, np.float32) / np.float32(DIMENSIONS**0.5)
            vector = unit(vectors[row] + noise * (0.5 + at % 2))
            asked.append(Asked(" ".join(words[i] for i in sorted(chosen)), vector, its.when))
        return asked


class Given:
    """An embedder that has the vectors of some texts already, so that a build is measured without the model, and another for all else."""

    def __init__(self, texts: Iterable[str], vectors: Vectors, other: Embedder) -> None:
        """`vectors` has a row for each text; it may be mapped from a file."""
        self._rows, self._vectors, self._other = {text: row for row, text in enumerate(texts)}, vectors, other
        self.name, self.digest, self.weights = other.name, other.digest, other.weights

    def passages(self, texts: Sequence[str]) -> Vectors:
        if any(text not in self._rows for text in texts):
            return self._other.passages(texts)
        return np.asarray(self._vectors[[self._rows[text] for text in texts]], np.float32)

    def query(self, text: str) -> Vector:
        return self._other.query(text)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._other.queries(texts)

    def tokenized(self, text: str) -> Callable[[], Vector]:
        return self._other.tokenized(text)

    def reads(self, text: str) -> int:
        return self._other.reads(text)

    def knows(self, word: str) -> bool:
        return self._other.knows(word)

    def vocabulary(self) -> list[str]:
        return self._other.vocabulary()

    def save(self, folder: Path) -> None:
        self._other.save(folder)


def _strengths() -> npt.NDArray[np.float32]:
    """Of the directions: real embeddings fill some far more than others."""
    found = 1 / np.sqrt(1 + np.arange(DIMENSIONS) / 20)
    return np.asarray(found / np.sqrt((found**2).mean()), np.float32)


def _words(number: int, generator: np.random.Generator) -> list[str]:
    """Different words that can be spoken, the short ones first, as common words are short."""
    syllables = [a + b for a in "b d f g k l m n p r s t v z".split() for b in "a e i o u ar en il on us".split()]
    found: dict[str, None] = {}
    while len(found) < number:
        parts: Any = generator.integers(0, len(syllables), 2 if len(found) < 4000 else 3)
        found.setdefault("".join(syllables[part] for part in parts))
    return list(found)

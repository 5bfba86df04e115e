"""Rows for any store of vectors: when they are, where they point, and what a search among them has to find."""

from __future__ import annotations

import numpy as np

from index.embed import Vectors, unit
from index.passages import arrange
from index.types import When


def timeline(n: int, seed: int) -> list[When | None]:
    """Narrow, wide and undated rows, in order of time."""
    generator = np.random.default_rng(seed)
    starts = generator.integers(0, 10_000, n)
    widths = generator.choice([1, 60, 60, 60, 4000], n)
    whens: list[When | None] = [When(int(s), int(s + w)) for s, w in zip(starts, widths, strict=True)]
    whens[:: max(n // 5, 1)] = [None] * len(whens[:: max(n // 5, 1)])
    rows, _ = arrange(whens)
    return [whens[row] for row in rows]


def clustered(n: int, dimensions: int, seed: int) -> Vectors:
    generator = np.random.default_rng(seed)
    centres = generator.normal(size=(20, dimensions))
    return unit((centres[generator.integers(0, 20, n)] + generator.normal(size=(n, dimensions))).astype(np.float32))


def inside(whens: list[When | None], within: When | None) -> list[int]:
    return [row for row, when in enumerate(whens) if within is None or (when is not None and when.overlaps(within))]


def brute_force(vectors: Vectors, rows: list[int], query: Vectors, k: int) -> list[tuple[int, float]]:
    scored = zip(rows, (vectors[rows] @ query).tolist(), strict=True)
    return sorted(scored, key=lambda pair: (-pair[1], pair[0]))[:k]

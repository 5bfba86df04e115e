"""What the benchmark of size measures with, at a size that takes no time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import scale
from benchmarks.corpus import Corpus, Given
from index.embed import WordHashEmbedder


def test_equal_sizes_give_equal_corpora(tmp_path: Path) -> None:
    one, other = Corpus(200), Corpus(200)
    assert list(one.events()) == list(other.events())
    one.write_vectors(tmp_path / "one.npy")
    other.write_vectors(tmp_path / "other.npy")
    assert (tmp_path / "one.npy").read_bytes() == (tmp_path / "other.npy").read_bytes()


def test_its_vectors_are_of_unit_length_and_belong_to_their_texts(tmp_path: Path) -> None:
    corpus = Corpus(50)
    corpus.write_vectors(tmp_path / "vectors.npy")
    vectors = np.load(tmp_path / "vectors.npy")
    events = list(corpus.events())
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert np.array_equal(
        Given((event.text for event in events), vectors, WordHashEmbedder(384)).passages([events[7].text, events[3].text]), vectors[[7, 3]]
    )


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    home = tmp_path_factory.mktemp("scale")
    found: dict[str, Any] = {"size": 300}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scale, "ROUNDS", 5)
        for step in scale.STEPS.values():
            found |= step(300, home)
        yield found


def test_all_of_the_ten_nearest_are_found_where_every_vector_is_compared(measured: dict[str, Any]) -> None:
    assert {name: width["recall"] for name, width in measured["widths"].items()} == dict.fromkeys(scale.WIDTHS, 1.0)
    rows = [width["rows"] for width in measured["widths"].values()]
    assert rows == sorted(rows)
    assert rows[-1] == 300


def test_the_aim_is_held_by_a_million_only(measured: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scale, "SIZES", (300,))
    monkeypatch.setattr(scale, "_child", lambda step, size, home: measured if step != "make" else {})
    result = scale.run(full=False)
    (aim,) = result.aims
    assert (aim.held, aim.limit) == (False, "a million is measured with --full")
    assert [len(table.rows) for table in result.tables] == [1, 1, len(scale.WIDTHS), 1]
    scale.draw(result, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(result.plots)

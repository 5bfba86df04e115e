from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import embed
from index.embed import CANARIES, OnnxEmbedder, SentenceTransformerEmbedder, WordHashEmbedder, cosine_background, unit
from index.errors import BadData, StaleIndex

QUESTIONS = (
    *CANARIES,
    "who entered Damascus first and when",
    "what happened between Hama and Homs?",
    "did Daraa fall before Homs?",
    "how far is Homs from Hama",
    "Who was Ahmad al-Oudeh?",
    "x",
    "",
    "Беженцы возвращаются домой из соседних стран 🎉",
    "a long question " * 200,
)


def test_the_cosine_of_word_hashes_is_that_of_the_word_counts() -> None:
    vectors = WordHashEmbedder(1 << 16).passages(["red red blue", "red green"])
    assert float(vectors[0] @ vectors[1]) == pytest.approx(2 / (5**0.5 * 2**0.5))
    assert np.linalg.norm(WordHashEmbedder().query("")) == pytest.approx(1)


def test_the_word_hash_encoder_is_loaded_as_it_was_saved(tmp_path: Path) -> None:
    WordHashEmbedder(32).save(tmp_path)
    assert (embed.load(tmp_path).query("red") == WordHashEmbedder(32).query("red")).all()


def test_an_encoder_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(StaleIndex, match=r"encoder\.json: the query encoder cannot be read"):
        embed.load(tmp_path)


def test_a_model_that_is_nowhere_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="no weights in safetensors here"):
        SentenceTransformerEmbedder(str(tmp_path))


def test_the_background_is_the_cosine_between_different_events() -> None:
    vectors = unit(np.array([[1, 0], [1, 0], [0, 1]], np.float32))
    assert cosine_background(vectors, [0, 0, 1])[0] == pytest.approx(0), "two passages of one event are no pair"
    assert cosine_background(vectors, [0, 0, 0]) == (0.0, 1.0)
    mean, deviation = cosine_background(unit(np.random.default_rng(0).normal(size=(500, 64)).astype(np.float32)), range(500))
    assert mean == pytest.approx(0, abs=0.02)
    assert deviation == pytest.approx(1 / 8, abs=0.02)


def test_word_hashes_know_no_words() -> None:
    assert WordHashEmbedder().vocabulary() == []


# --- with the real model --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(precision="fp32")


@pytest.fixture(scope="module")
def compiled(model: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    model.save(folder)
    return folder


@pytest.mark.slow
def test_the_compiled_encoder_agrees_with_sentence_transformers(model: SentenceTransformerEmbedder, compiled: Path) -> None:
    encoder = OnnxEmbedder(compiled)
    expected = model.queries(QUESTIONS)
    assert (encoder.queries(QUESTIONS) * expected).sum(axis=1).min() >= 0.999, "padded, together"
    for question, vector in zip(QUESTIONS, expected, strict=True):
        assert float(encoder.query(question) @ vector) >= 0.999, "alone"
    assert (encoder.passages(QUESTIONS) * model.passages(QUESTIONS)).sum(axis=1).min() >= 0.999


@pytest.mark.slow
def test_whoever_may_read_a_new_file_may_read_the_encoder(compiled: Path) -> None:
    """An image builds its index as root and serves it as somebody else."""
    assert len({path.stat().st_mode for path in compiled.iterdir()}) == 1


@pytest.fixture(scope="module")
def small(model: SentenceTransformerEmbedder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In 8 bits, as it is by default."""
    folder = tmp_path_factory.mktemp("small")
    embedder = SentenceTransformerEmbedder()
    embedder.__dict__["_model"] = model._model  # loaded once for all tests
    embedder.save(folder)
    return folder


@pytest.mark.slow
def test_eight_bits_cost_little(model: SentenceTransformerEmbedder, small: Path) -> None:
    encoder = OnnxEmbedder(small)
    assert encoder.card.precision == "int8"
    cosines = (encoder.queries(QUESTIONS) * model.queries(QUESTIONS)).sum(axis=1)
    assert cosines.mean() > 0.999
    assert cosines.min() > 0.99
    assert sum(path.stat().st_size for path in small.glob("encoder.*")) < 60_000_000


@pytest.mark.slow
def test_a_vector_does_not_depend_on_the_texts_beside_it(compiled: Path, small: Path) -> None:
    for folder in (compiled, small):
        encoder = OnnxEmbedder(folder)
        alone = np.array([encoder.query(question) for question in QUESTIONS])
        assert encoder.queries(QUESTIONS) == pytest.approx(alone, abs=1e-6)
        with ThreadPoolExecutor(8) as pool:
            assert np.array(list(pool.map(encoder.query, QUESTIONS))) == pytest.approx(alone, abs=1e-6)


@pytest.mark.slow
def test_the_encoder_reads_up_to_the_models_length(model: SentenceTransformerEmbedder, compiled: Path) -> None:
    text = "word " * 1000
    assert model.reads(text) == OnnxEmbedder(compiled).reads(text) == 254 * 5 - 1, "256 tokens, two of them marks"
    assert model.reads("word " * 100) == 500


@pytest.mark.slow
def test_a_model_with_other_pooling_and_no_scaling_is_compiled_as_it_defines(model: SentenceTransformerEmbedder, tmp_path: Path) -> None:
    folder = tmp_path / "other"
    shutil.copytree(model.folder, folder)
    modules = [module for module in json.loads((folder / "modules.json").read_text()) if not module["type"].endswith("Normalize")]
    (folder / "modules.json").write_text(json.dumps(modules))
    pooling = json.loads((folder / "1_Pooling" / "config.json").read_text())
    width = pooling["word_embedding_dimension"]
    pooling = {"word_embedding_dimension": width, "pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    other = SentenceTransformerEmbedder(str(folder), precision="fp32")
    (tmp_path / "encoder").mkdir()
    other.save(tmp_path / "encoder")
    found, expected = OnnxEmbedder(tmp_path / "encoder").queries(QUESTIONS), other.queries(QUESTIONS)
    assert (found * expected).sum(axis=1).min() >= 0.999
    assert (expected * model.queries(QUESTIONS)).sum(axis=1).max() < 0.99, "it is another pooling indeed"
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-5)
    assert other.digest != model.digest


@pytest.mark.slow
def test_changed_weights_of_the_bundled_model_are_refused(model: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embed, "DEFAULT_WEIGHTS", "0" * 64)
    with pytest.raises(BadData, match="the bundled model has the sha256 53aa5117"):
        SentenceTransformerEmbedder()


@pytest.mark.slow
def test_a_query_may_be_read_by_one_thread_and_encoded_by_another(compiled: Path) -> None:
    encoder = OnnxEmbedder(compiled)
    run = encoder.tokenized("who entered the capital first")
    with ThreadPoolExecutor(1) as pool:
        assert (pool.submit(run).result() == encoder.query("who entered the capital first")).all()


@pytest.mark.slow
def test_threads_share_one_encoder(compiled: Path) -> None:
    encoder = OnnxEmbedder(compiled)
    expected = [encoder.query(question) for question in QUESTIONS]
    start = threading.Barrier(4)

    def ask(_: int) -> bool:
        start.wait()
        return all(np.allclose(encoder.query(q), v, atol=1e-5) for q, v in zip(QUESTIONS, expected, strict=True))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(4)))


ANSWERING = """
import sys
from index import open_index
index = open_index(sys.argv[1])
assert index.search("who landed on the Moon")[0].passage.event.id == "landing"
print([name for name in ("torch", "sentence_transformers", "transformers", "telegram", "scipy") if name in sys.modules])
"""


@pytest.mark.slow
def test_answering_imports_no_torch_and_a_small_change_is_built_without_it(tmp_path: Path) -> None:
    root = Path(__file__).parent.parent
    source, folder = tmp_path / "moon.jsonl", tmp_path / "index"
    building = "import sys; from index import build; print(build([sys.argv[1]], sys.argv[2]).embedded, 'torch' in sys.modules)"

    def run(*command: object) -> str:
        words = [sys.executable, "-c", *map(str, command)]
        return subprocess.run(words, cwd=root, check=True, capture_output=True, text=True).stdout.strip()

    line = json.dumps({"id": "landing", "date": "1969-07-20", "text": "Two men landed on the Moon."})
    source.write_text(line + "\n")
    assert run(building, source, folder) == "1 True"
    assert run(ANSWERING, folder) == "[]"
    source.write_text(line + "\n" + json.dumps({"id": "return", "date": "1969-07-24", "text": "They came home."}) + "\n")
    assert run(building, source, folder) == "1 False"
    assert run(ANSWERING, folder) == "[]"


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, index; print([n for n in ('numpy', 'faiss', 'sqlite3', 'onnxruntime', 'torch') if n in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent.parent, check=True, capture_output=True, text=True)
    assert ended.stdout.strip() == "[]"


def test_index_build_is_the_function_whatever_is_imported_first() -> None:
    code = "import index.build, index; from index import build; assert callable(build) and index.build is build"
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parent.parent, check=True)


@pytest.mark.slow
def test_the_vocabulary_is_whole_words_the_most_frequent_first(model: SentenceTransformerEmbedder, compiled: Path) -> None:
    words = OnnxEmbedder(compiled).vocabulary()
    assert words == model.vocabulary()
    assert words.index("the") < words.index("people") < words.index("minister") < words.index("hideout")
    assert all(word.isalpha() and word.islower() for word in words)

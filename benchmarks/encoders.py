"""Ways to compile the query encoder, side by side. Run as a process of its own: `python -m benchmarks.encoders FOLDER`, which imports torch."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import Card, SentenceTransformerEmbedder

VARIANTS = {
    "fp32": "fp32, fused",
    "int8-dynamic": "int8, one scale a channel, `quantize_dynamic`",
    "int8": "weights in 8 bits by blocks of 64, integer products",
}
PRODUCT = "int8"
"""What `build` compiles."""


def main(folder: Path) -> int:
    """Write each variant as a folder that `OnnxEmbedder` reads."""
    exact = SentenceTransformerEmbedder(precision="fp32")
    small = SentenceTransformerEmbedder(precision="int8")
    small.__dict__["_model"] = exact._model  # loaded once
    for name, embedder in (("fp32", exact), ("int8", small)):
        (folder / name).mkdir(parents=True)
        embedder.save(folder / name)
        if Card.read(folder / name).precision != name:
            raise SystemExit(f"the model does not agree with itself in {name}")
    shutil.copytree(folder / "fp32", folder / "int8-dynamic")
    _quantize(folder / "fp32", folder / "int8-dynamic")
    return 0


def _quantize(exact: Path, target: Path) -> None:
    """onnxruntime's own way to int8: weights by channel, what goes into a product by the whole batch."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    whole, small = target / "whole.onnx", target / "small.onnx"
    onnx.save(onnx.load(exact / "encoder.onnx"), str(whole))
    # Shape inference does not see through fused operators; what they give is float (1 in ONNX).
    quantize_dynamic(str(whole), str(small), per_channel=True, weight_type=QuantType.QInt8, extra_options={"DefaultTensorType": 1})
    model = onnx.load(small)
    for path in (whole, small, target / "encoder.onnx", target / "encoder.data"):
        path.unlink()
    onnx.save_model(model, str(target / "encoder.onnx"), save_as_external_data=True, location="encoder.data")
    replace(Card.read(exact), precision="int8").write(target)


def products(folder: Path) -> list[tuple[int, int]]:
    """(inputs, outputs) of each matrix product with weights, of a variant in fp32."""
    import onnx

    graph = onnx.load(folder / "encoder.onnx", load_external_data=False).graph
    shapes = {tensor.name: tuple(tensor.dims) for tensor in graph.initializer}
    found = [shapes[node.input[1]] for node in graph.node if node.op_type == "MatMul" and node.input[1] in shapes]
    return [(int(inputs), int(outputs)) for inputs, outputs in found]


def product(folder: Path, inputs: int, outputs: int, precision: str) -> Any:
    """A session that multiplies (n, inputs) by random weights (inputs, outputs), in one thread."""
    import onnx
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    from index.embed import _in_eight_bits

    weights = np.random.default_rng(0).normal(size=(inputs, outputs)).astype(np.float32)
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])],
        "product",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", inputs])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", outputs])],
        [numpy_helper.from_array(weights, "w")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    if precision == "int8":
        _in_eight_bits(model)
    path = folder / f"product-{precision}.onnx"
    onnx.save(model, str(path))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


MEMORY = """
import sys
from pathlib import Path
from benchmarks.measure import resident
from index.embed import OnnxEmbedder, prepare
prepare()
before = resident()
encoder = OnnxEmbedder(Path(sys.argv[1]))
for n in range(1, 40):
    encoder.query("word " * n)
print(resident() - before)
"""
"""Megabytes that an encoder adds to a process that has its libraries."""


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

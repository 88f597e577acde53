"""Writes a BERT encoder as an ONNX graph, in fp32, int8 or 8-bit blocks.

The graphs take one text without padding (`input_ids`, `token_type_ids`, both (1, length) int64):
batches gain nothing on a CPU, and so no result depends on the texts beside it. Needs the onnx
library; running the graphs does not.

In int8 every matrix has a scale for each column, and what is multiplied with it a scale for each
token, found while running. A few channels of a BERT's states are many times as large as the others
and would leave these few steps; so each normalisation's output is divided by factors (`Scales`),
which the matrices after it take back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from assistant.base_model import Architecture

Array = NDArray[np.float32]
Weights = Mapping[str, Array]
Form = Literal["fp32", "int8", "blocks"]

Scales = Mapping[str, Array]  # by the name of a normalisation: what its channels are divided by

BLOCK = 64  # weights that share a scale in the form "blocks"
_MIDDLE = 128  # the byte that stands for zero
# After gelu nothing is below -0.17, so that most bytes can stand for what is above zero.
_GELU_LOWEST, _GELU_ZERO = 0.1701, 32
_CONTRIB = "com.microsoft"  # domain of onnxruntime's own operators


@dataclass
class _Graph:
    """Nodes and weights gathered while a graph is written."""

    form: Form
    scales: Scales = field(default_factory=dict)
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    weights: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def weight(self, name: str, values: NDArray[np.generic]) -> str:
        """A constant; one of the same name is there once."""
        if name not in self.weights:
            self.weights[name] = numpy_helper.from_array(np.asarray(values, order="C"), name)
        return name

    def node(self, kind: str, inputs: list[str], name: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def linear(self, x: str, matrix: Array, bias: Array | None, name: str, after_gelu: bool = False) -> str:
        """x · matrix + bias; x (tokens, inputs), matrix (inputs, outputs)."""
        if self.form == "blocks":
            return self._linear_blocks(x, matrix, bias, name)
        product = name if bias is None else f"{name}.product"
        if self.form == "int8":
            self._linear_int8(x, matrix, product, after_gelu)
        else:
            self.node("MatMul", [x, self.weight(f"{name}.w", matrix)], product)
        return product if bias is None else self.node("Add", [product, self.weight(f"{name}.b", bias)], name)

    def _linear_int8(self, x: str, matrix: Array, name: str, after_gelu: bool) -> None:
        scale = np.maximum(np.abs(matrix).max(axis=0), 1e-12) / 127
        rounded = np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8)
        steps = self._steps(x, name, after_gelu)
        zero = _GELU_ZERO if after_gelu else _MIDDLE
        flat = self.node("Reshape", [steps, self.ints("all", -1)], f"{name}.flat")
        quantized = self.node("QuantizeLinear", [x, flat, f"zeros.{zero}"], f"{name}.bytes", axis=0)
        matrices = [self.weight(f"{name}.q", rounded), self.floats("unit", 1.0)]
        columns = self.weight(f"{name}.s", scale.astype(np.float32))
        inputs = [quantized, *matrices, columns, self.weight(f"zero.{zero}", np.array(zero, np.uint8))]
        whole = self.node("MatMulIntegerToFloat", inputs, f"{name}.whole", _CONTRIB)
        self.node("Mul", [whole, steps], name)

    def _steps(self, x: str, name: str, after_gelu: bool) -> str:
        """What a step of a byte is worth in each row of x, (tokens, 1)."""
        if after_gelu:
            sizes, bytes_above, least = x, 255 - _GELU_ZERO, _GELU_LOWEST / _GELU_ZERO
        else:
            sizes, bytes_above, least = self.node("Abs", [x], f"{name}.abs"), 255 - _MIDDLE, 1e-12
        largest = self.node("ReduceMax", [sizes, self.ints("last", 1)], f"{name}.largest", keepdims=1)
        share = self.floats(f"share.{bytes_above}", 1 / bytes_above)
        step = self.node("Mul", [largest, share], f"{name}.step")
        return self.node("Max", [step, self.floats(f"least.{bytes_above}", least)], f"{name}.steps")

    def zeros(self, length: str) -> None:
        """The bytes that stand for zero, one a token, which every product in int8 shares."""
        for zero in (_MIDDLE, _GELU_ZERO):
            one = self.weight(f"one.{zero}", np.array([zero], np.uint8))
            self.node("Expand", [one, length], f"zeros.{zero}")

    def _linear_blocks(self, x: str, matrix: Array, bias: Array | None, name: str) -> str:
        inputs, outputs = matrix.shape
        size = min(BLOCK, inputs)
        blocks = matrix.T.reshape(outputs, inputs // size, size)
        scale = np.maximum(np.abs(blocks).max(axis=2, keepdims=True), 1e-12) / 127
        stored = (np.clip(np.rint(blocks / scale), -127, 127) + 128).astype(np.uint8)  # zero is 128
        weights = [
            self.weight(f"{name}.q", stored),
            self.weight(f"{name}.s", scale.astype(np.float32).ravel()),
        ]
        added = [] if bias is None else ["", "", self.weight(f"{name}.b", bias)]
        return self.node(
            "MatMulNBits",
            [x, *weights, *added],
            name,
            _CONTRIB,
            K=inputs,
            N=outputs,
            bits=8,
            block_size=size,
            accuracy_level=4,  # products in int8
        )

    def rows(self, table: Array, ids: str, name: str) -> str:
        """The rows of a table by number, stored in int8 with a scale for each row unless fp32."""
        if self.form == "fp32":
            return self.node("Gather", [self.weight(f"{name}.w", table), ids], name)
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-12) / 127
        rounded = np.rint(table / scale).astype(np.int8)
        row = self.node("Gather", [self.weight(f"{name}.q", rounded), ids], f"{name}.row")
        cast = self.node("Cast", [row], f"{name}.cast", to=TensorProto.FLOAT)
        factor = self.node("Gather", [self.weight(f"{name}.s", scale.astype(np.float32)), ids], f"{name}.f")
        return self.node("Mul", [cast, factor], name)

    def ints(self, name: str, *values: int) -> str:
        return self.weight(name, np.array(values, dtype=np.int64))

    def floats(self, name: str, value: float) -> str:
        return self.weight(name, np.array(value, dtype=np.float32))


def build_embedder(
    weights: Weights, architecture: Architecture, form: Form, scales: Scales | None = None
) -> bytes:
    """A model whose output `vector` (1, hidden) is the mean over all tokens, of length one."""
    graph = _Graph(form, scales or {})
    states = _encoder(graph, weights, architecture)
    mean = graph.node("ReduceMean", [states, graph.ints("axis", 1)], "mean", keepdims=0)
    graph.node("LpNormalization", [mean], "vector", axis=-1, p=2)
    return _model(graph, "vector", [1, architecture.hidden])


def build_selector(
    weights: Weights, head: Weights, architecture: Architecture, form: Form, scales: Scales | None = None
) -> bytes:
    """A model whose output `score` (1,) is the logit read from the first token by the head."""
    graph = _Graph(form, scales or {})
    states = _encoder(graph, weights, architecture)
    first = graph.node("Gather", [states, graph.weight("first", np.array(0, np.int64))], "cls", axis=1)
    # The head stays in fp32: it is small, and its errors would reach the score undamped.
    pooled = graph.node("Gemm", [first, *_dense(graph, head, "pooler.dense")], "pooled", transB=1)
    active = graph.node("Tanh", [pooled], "active")
    logit = graph.node("Gemm", [active, *_dense(graph, head, "classifier")], "logit", transB=1)
    graph.node("Squeeze", [logit, graph.ints("axis", 1)], "score")
    return _model(graph, "score", [1])


def build_states(weights: Weights, architecture: Architecture) -> bytes:
    """An fp32 model whose outputs are those of all normalisations but the last, (tokens, hidden) each.

    They are named as in `Scales`.
    """
    graph = _Graph("fp32")
    _encoder(graph, weights, architecture)
    names = [place for number in range(architecture.layers) for place in _places(number)]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names]
    return _write(graph, outputs)


def _dense(graph: _Graph, weights: Weights, name: str) -> list[str]:
    return [graph.weight(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias")]


def _encoder(graph: _Graph, weights: Weights, sizes: Architecture) -> str:
    """The embeddings and all layers; the name of the last states, (1, length, hidden)."""
    states = _embeddings(graph, weights, sizes)
    for number in range(sizes.layers):
        states = _layer(graph, weights, sizes, number, states)
    return graph.node("Unsqueeze", [states, graph.ints("first_axis", 0)], "states")


def _places(number: int) -> tuple[str, str]:
    """The two normalisations whose outputs a layer's matrices multiply."""
    return (
        "embedded" if number == 0 else f"encoder.layer.{number - 1}.out"
    ), f"encoder.layer.{number}.middle"


def _embeddings(graph: _Graph, weights: Weights, sizes: Architecture) -> str:
    prefix = "embeddings"
    ids, types = (
        graph.node("Reshape", [name, graph.ints("all", -1)], f"{name}.flat")
        for name in ("input_ids", "token_type_ids")
    )
    words = graph.rows(weights[f"{prefix}.word_embeddings.weight"], ids, "words")
    table = graph.weight("types.w", weights[f"{prefix}.token_type_embeddings.weight"])
    kinds = graph.node("Gather", [table, types], "types")
    length = graph.node("Shape", [ids], "length")
    if graph.form == "int8":
        graph.zeros(length)
    table = graph.weight("positions.w", weights[f"{prefix}.position_embeddings.weight"])
    places = graph.node("Slice", [table, graph.ints("start", 0), length, graph.ints("rows", 0)], "places")
    both = graph.node("Add", [kinds, places], "places_and_types")
    summed = graph.node("Add", [words, both], "summed")
    shift = weights["encoder.layer.0.attention.output.dense.bias"]
    return _norm(graph, weights, sizes, summed, f"{prefix}.LayerNorm", _places(0)[0], shift)


def _norm(
    graph: _Graph, weights: Weights, sizes: Architecture, x: str, prefix: str, name: str, shift: Array
) -> str:
    """The normalised x, plus `shift`, divided by the scales of this place."""
    scale = graph.scales.get(name, np.float32(1.0))
    factor = graph.weight(f"{name}.factor", weights[f"{prefix}.weight"] / scale)
    added = graph.weight(f"{name}.added", (weights[f"{prefix}.bias"] + shift) / scale)
    return graph.node("LayerNormalization", [x, factor, added], name, axis=-1, epsilon=sizes.epsilon)


def _layer(graph: _Graph, weights: Weights, sizes: Architecture, number: int, x: str) -> str:
    """A layer's states. Biases of what is added to x or `middle` are in these already.

    A normalisation's output goes two ways: into matrices, which take back its shift and scales by
    other weights, and past them into a sum, where the shift stands for the bias of the summand.
    """
    prefix = f"encoder.layer.{number}"

    def bias(name: str, layer: str = prefix) -> Array:
        return weights[f"{layer}.{name}.bias"]

    def matrix(name: str) -> Array:
        return weights[f"{prefix}.{name}.weight"].T

    def linear(x: str, matrix: Array, bias: Array, shift: Array, name: str) -> str:
        scale = graph.scales.get(x)
        scaled = matrix if scale is None else matrix * scale[:, None]
        return graph.linear(x, scaled, bias - shift @ matrix, f"{prefix}.{name}")

    def add(new: str, old: str, name: str) -> str:
        scale = graph.scales.get(old)
        if scale is not None:
            old = graph.node("Mul", [old, graph.weight(f"{old}.scale", scale)], f"{prefix}.{name}.old")
        return graph.node("Add", [new, old], f"{prefix}.{name}")

    mixed_bias, narrow_bias = bias("attention.output.dense"), bias("output.dense")
    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    joined = np.concatenate([matrix(part) for part in parts], axis=1)  # one product instead of three
    qkv = linear(x, joined, np.concatenate([bias(part) for part in parts]), mixed_bias, "qkv")
    attended = _attention(graph, sizes, qkv, prefix)
    mixed = graph.linear(attended, matrix("attention.output.dense"), None, f"{prefix}.mixed")
    summed = add(mixed, x, "with_mixed")
    name = _places(number)[1]
    middle = _norm(graph, weights, sizes, summed, f"{prefix}.attention.output.LayerNorm", name, narrow_bias)
    wide = linear(middle, matrix("intermediate.dense"), bias("intermediate.dense"), narrow_bias, "wide")
    active = graph.node("Gelu", [wide], f"{prefix}.gelu")
    narrow = graph.linear(active, matrix("output.dense"), None, f"{prefix}.narrow", after_gelu=True)
    summed = add(narrow, middle, "with_narrow")
    is_last = number == sizes.layers - 1
    following = f"encoder.layer.{number + 1}"
    shift = np.zeros_like(narrow_bias) if is_last else bias("attention.output.dense", following)
    return _norm(graph, weights, sizes, summed, f"{prefix}.output.LayerNorm", f"{prefix}.out", shift)


def _attention(graph: _Graph, sizes: Architecture, qkv: str, prefix: str) -> str:
    """Queries, keys and values beside each other, (tokens, 3 · hidden), become (tokens, hidden)."""
    first = graph.ints("first_axis", 0)
    batch = graph.node("Unsqueeze", [qkv, first], f"{prefix}.batch")
    names = [f"{prefix}.{letter}" for letter in "qkv"]
    graph.nodes.append(helper.make_node("Split", [batch], names, axis=2, num_outputs=3))
    attended = graph.node("MultiHeadAttention", names, f"{prefix}.attended", _CONTRIB, num_heads=sizes.heads)
    return graph.node("Squeeze", [attended, first], f"{prefix}.attended.flat")


def _model(graph: _Graph, output: str, shape: list[int]) -> bytes:
    return _write(graph, [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)])


def _write(graph: _Graph, outputs: list[onnx.ValueInfoProto]) -> bytes:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, [1, "length"])
        for name in ("input_ids", "token_type_ids")
    ]
    body = helper.make_graph(graph.nodes, "atlas", inputs, outputs, list(graph.weights.values()))
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(_CONTRIB, 1)]
    model = helper.make_model(body, opset_imports=opsets, ir_version=10, producer_name="tuning-atlas")
    return bytes(model.SerializeToString())

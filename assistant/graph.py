"""Writes a BERT encoder as an ONNX graph, in fp32, int8 or 8-bit blocks.

The graphs take texts of one length without padding (`input_ids`, `token_type_ids`, both
(batch, length) int64), which is faster than padding and keeps a result from depending on the
texts beside it. Needs the onnx library; running the graphs does not.
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

BLOCK = 64  # weights that share a scale in the form "blocks"
_CONTRIB = "com.microsoft"  # domain of onnxruntime's own operators


@dataclass
class _Graph:
    """Nodes and weights gathered while a graph is written."""

    form: Form
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    weights: list[onnx.TensorProto] = field(default_factory=list)

    def weight(self, name: str, values: NDArray[np.generic]) -> str:
        self.weights.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def node(self, kind: str, inputs: list[str], name: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, domain=domain, **attributes))
        return name

    def linear(self, x: str, matrix: Array, name: str) -> str:
        """x · matrix, matrix (inputs, outputs); biases are added by what follows."""
        if self.form == "int8":
            return self._linear_int8(x, matrix, name)
        if self.form == "blocks":
            return self._linear_blocks(x, matrix, name)
        return self.node("MatMul", [x, self.weight(f"{name}.w", matrix)], name)

    def _linear_int8(self, x: str, matrix: Array, name: str) -> str:
        scale = np.maximum(np.abs(matrix).max(axis=0), 1e-12) / 127
        rounded = np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8)
        inputs = [x, self.weight(f"{name}.q", rounded), self.weight(f"{name}.s", scale.astype(np.float32))]
        return self.node("DynamicQuantizeMatMul", inputs, name, _CONTRIB)

    def _linear_blocks(self, x: str, matrix: Array, name: str) -> str:
        inputs, outputs = matrix.shape
        size = min(BLOCK, inputs)
        blocks = matrix.T.reshape(outputs, inputs // size, size)
        scale = np.maximum(np.abs(blocks).max(axis=2, keepdims=True), 1e-12) / 127
        stored = (np.clip(np.rint(blocks / scale), -127, 127) + 128).astype(np.uint8)  # zero is 128
        return self.node(
            "MatMulNBits",
            [x, self.weight(f"{name}.q", stored), self.weight(f"{name}.s", scale.astype(np.float32).ravel())],
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


def build_embedder(weights: Weights, architecture: Architecture, form: Form) -> bytes:
    """A model whose output `vector` (batch, hidden) is the mean over all tokens, of length one."""
    graph = _Graph(form)
    states = _encoder(graph, weights, architecture)
    mean = graph.node("ReduceMean", [states, graph.ints("axis", 1)], "mean", keepdims=0)
    graph.node("LpNormalization", [mean], "vector", axis=-1, p=2)
    return _model(graph, "vector", ["batch", architecture.hidden])


def build_selector(weights: Weights, head: Weights, architecture: Architecture, form: Form) -> bytes:
    """A model whose output `scores` (sentences,) are logits, for one sequence at a time.

    Its further input `means` (1 + sentences, length) float32 takes the mean over the question's and
    each sentence's tokens. A sentence is judged by its mean, and by how near that is to the question's.
    """
    graph = _Graph(form)
    states = graph.node("Squeeze", [_encoder(graph, weights, architecture), graph.ints("batch", 0)], "states")
    # From here on all is fp32: it is small, and its errors would reach the scores undamped.
    means = graph.node("MatMul", ["means", states], "averages")
    units = graph.node("LpNormalization", [means], "units", axis=-1, p=2)
    one, end = graph.ints("one", 1), graph.ints("end", np.iinfo(np.int64).max)
    first = graph.ints("from_first", 0)
    question = graph.node("Slice", [units, first, one, first], "question")
    others = graph.node("Slice", [units, one, end, first], "sentence_units")
    sentences = graph.node("Slice", [means, one, end, first], "sentences")
    product = graph.node("Mul", [question, others], "product")
    cosine = graph.node("ReduceSum", [product, one], "cosine", keepdims=1)
    length = graph.weight("length_of_states", np.array(architecture.hidden**0.5, np.float32))
    both = graph.node("Concat", [sentences, graph.node("Mul", [product, length], "scaled")], "both", axis=1)
    hidden = graph.node("Gemm", [both, *_dense(graph, head, "head.hidden")], "hidden", transB=1)
    active = graph.node("Tanh", [hidden], "active")
    judged = graph.node("Gemm", [active, *_dense(graph, head, "head.output")], "judged", transB=1)
    near = graph.node("Mul", [cosine, graph.weight("head.slope", head["head.slope"])], "near")
    graph.node("Squeeze", [graph.node("Add", [judged, near], "logits"), one], "scores")
    more = helper.make_tensor_value_info("means", TensorProto.FLOAT, ["rows", "length"])
    return _model(graph, "scores", ["sentences"], more)


def _dense(graph: _Graph, weights: Weights, name: str) -> list[str]:
    return [graph.weight(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias")]


def _encoder(graph: _Graph, weights: Weights, sizes: Architecture) -> str:
    """The embeddings and all layers; the name of the last states, (batch, length, hidden)."""
    states = _embeddings(graph, weights, sizes)
    for number in range(sizes.layers):
        states = _layer(graph, weights, sizes, f"encoder.layer.{number}", states)
    return states


def _embeddings(graph: _Graph, weights: Weights, sizes: Architecture) -> str:
    prefix = "embeddings"
    words = graph.rows(weights[f"{prefix}.word_embeddings.weight"], "input_ids", "words")
    types = graph.node(
        "Gather",
        [graph.weight("types.w", weights[f"{prefix}.token_type_embeddings.weight"]), "token_type_ids"],
        "types",
    )
    length = graph.node("Shape", ["input_ids"], "length", start=1, end=2)
    table = graph.weight("positions.w", weights[f"{prefix}.position_embeddings.weight"])
    places = graph.node("Slice", [table, graph.ints("zero", 0), length, graph.ints("rows", 0)], "places")
    both = graph.node("Add", [types, places], "places_and_types")
    norm = [graph.weight(f"emb.{part}", weights[f"{prefix}.LayerNorm.{part}"]) for part in ("weight", "bias")]
    return graph.node(
        "SkipLayerNormalization", [words, both, *norm], "embedded", _CONTRIB, epsilon=sizes.epsilon
    )


def _layer(graph: _Graph, weights: Weights, sizes: Architecture, prefix: str, x: str) -> str:
    def bias(name: str) -> str:
        return graph.weight(f"{prefix}.{name}.bias", weights[f"{prefix}.{name}.bias"])

    def matrix(name: str) -> Array:
        return weights[f"{prefix}.{name}.weight"].T

    def add_norm(new: str, old: str, name: str) -> str:
        norm = [graph.weight(f"{prefix}.{name}.norm.{p}", weights[f"{prefix}.{name}.LayerNorm.{p}"]) for p in
                ("weight", "bias")]  # fmt: skip
        inputs = [old, new, *norm, bias(f"{name}.dense")]
        return graph.node(
            "SkipLayerNormalization", inputs, f"{prefix}.{name}.out", _CONTRIB, epsilon=sizes.epsilon
        )

    parts = [f"attention.self.{part}" for part in ("query", "key", "value")]
    joined = np.concatenate([matrix(part) for part in parts], axis=1)  # one product instead of three
    biases = np.concatenate([weights[f"{prefix}.{part}.bias"] for part in parts])
    all_three = graph.linear(x, joined, f"{prefix}.qkv")
    names = [f"{prefix}.{letter}" for letter in "qkv"]
    graph.nodes.append(helper.make_node("Split", [all_three], names, axis=2, num_outputs=3))
    attended = graph.node(
        "MultiHeadAttention",
        [*names, graph.weight(f"{prefix}.qkv.bias", biases)],
        f"{prefix}.attended",
        _CONTRIB,
        num_heads=sizes.heads,
    )
    mixed = graph.linear(attended, matrix("attention.output.dense"), f"{prefix}.mixed")
    middle = add_norm(mixed, x, "attention.output")
    wide = graph.linear(middle, matrix("intermediate.dense"), f"{prefix}.wide")
    active = graph.node("BiasGelu", [wide, bias("intermediate.dense")], f"{prefix}.gelu", _CONTRIB)
    narrow = graph.linear(active, matrix("output.dense"), f"{prefix}.narrow")
    return add_norm(narrow, middle, "output")


def _model(graph: _Graph, output: str, shape: list[str | int], *more: onnx.ValueInfoProto) -> bytes:
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"])
        for name in ("input_ids", "token_type_ids")
    ]
    outputs = [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)]
    body = helper.make_graph(graph.nodes, "atlas", [*inputs, *more], outputs, graph.weights)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid(_CONTRIB, 1)]
    model = helper.make_model(body, opset_imports=opsets, ir_version=10, producer_name="tuning-atlas")
    return bytes(model.SerializeToString())

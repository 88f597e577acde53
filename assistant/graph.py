"""Writes a BERT encoder as an ONNX graph, in fp32, int8 or 8-bit blocks.

The graphs take one text without padding (`input_ids`, `token_type_ids`, both (1, length) int64):
batches gain nothing on a CPU, and so no result depends on the texts beside it. Needs the onnx
library; running the graphs does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from onnx import TensorProto, helper

from assistant.base_model import Architecture
from assistant.graph_nodes import CONTRIB, Array, Form, Graph, Scales, Weights

_QKV = ("attention.self.query", "attention.self.key", "attention.self.value")
_END = np.iinfo(np.int64).max
_MIXED, _WIDE, _NARROW = "attention.output.dense", "intermediate.dense", "output.dense"


def build_embedder(
    weights: Weights, architecture: Architecture, form: Form, scales: Scales | None = None
) -> bytes:
    """A model whose output `vector` (1, hidden) is the mean over all tokens, of length one."""
    graph = Graph(form, scales or {})
    states = _encoder(graph, weights, architecture)
    mean = graph.node("ReduceMean", [states, graph.ints("axis", 0)], "mean", keepdims=1)
    graph.node("LpNormalization", [mean], "vector", axis=-1, p=2)
    return _model(graph, "vector", [1, architecture.hidden])


def build_selector(
    weights: Weights, head: Weights, architecture: Architecture, form: Form, scales: Scales | None = None
) -> bytes:
    """A model whose output `scores` (sentences,) are logits.

    Its further input `means` (1 + sentences, length) float32 takes the mean over the question's and
    each sentence's tokens. A sentence is judged by its mean, and by how near that is to the question's.
    """
    graph = Graph(form, scales or {})
    states = _encoder(graph, weights, architecture)
    # From here on all is fp32: it is small, and its errors would reach the scores undamped.
    means = graph.node("MatMul", ["means", states], "averages")
    units = graph.node("LpNormalization", [means], "units", axis=-1, p=2)
    first, one, end = graph.ints("start", 0), graph.ints("end", 1), graph.ints("last_row", _END)
    question = graph.node("Slice", [units, first, one, first], "question")
    others = graph.node("Slice", [units, one, end, first], "sentence_units")
    sentences = graph.node("Slice", [means, one, end, first], "sentences")
    product = graph.node("Mul", [question, others], "product")
    cosine = graph.node("ReduceSum", [product, one], "cosine", keepdims=1)
    scaled = graph.node(
        "Mul", [product, graph.floats("length_of_states", architecture.hidden**0.5)], "scaled"
    )
    both = graph.node("Concat", [sentences, scaled], "both", axis=1)
    hidden = graph.node("Gemm", [both, *_dense(graph, head, "head.hidden")], "hidden", transB=1)
    active = graph.node("Tanh", [hidden], "active")
    judged = graph.node("Gemm", [active, *_dense(graph, head, "head.output")], "judged", transB=1)
    near = graph.node("Mul", [cosine, graph.weight("head.slope", head["head.slope"])], "near")
    graph.node("Squeeze", [graph.node("Add", [judged, near], "logits"), one], "scores")
    output = helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["sentences"])
    more = helper.make_tensor_value_info("means", TensorProto.FLOAT, ["rows", "length"])
    return graph.write([output], more)


def build_states(weights: Weights, architecture: Architecture) -> bytes:
    """An fp32 model whose outputs are those of all normalisations but the last, (tokens, hidden) each.

    They are named as in `Scales`.
    """
    graph = Graph("fp32")
    _encoder(graph, weights, architecture)
    names = [place for number in range(architecture.layers) for place in _places(number)]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names]
    return graph.write(outputs)


def _dense(graph: Graph, weights: Weights, name: str) -> list[str]:
    return [graph.weight(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias")]


def _encoder(graph: Graph, weights: Weights, sizes: Architecture) -> str:
    """The embeddings and all layers; the name of the last states, (length, hidden)."""
    states = _embeddings(graph, weights, sizes)
    for number in range(sizes.layers):
        states = _Layer(graph, weights, sizes, number).states(states)
    return states


def _places(number: int) -> tuple[str, str]:
    """The two normalisations whose outputs a layer's matrices multiply."""
    return (
        "embedded" if number == 0 else f"encoder.layer.{number - 1}.out"
    ), f"encoder.layer.{number}.middle"


def _embeddings(graph: Graph, weights: Weights, sizes: Architecture) -> str:
    prefix = "embeddings"
    ids, types = (
        graph.node("Reshape", [name, graph.ints("flat", -1)], f"{name}.flat")
        for name in ("input_ids", "token_type_ids")
    )
    words = graph.rows(weights[f"{prefix}.word_embeddings.weight"], ids, "words")
    table = graph.weight("types.w", weights[f"{prefix}.token_type_embeddings.weight"])
    kinds = graph.node("Gather", [table, types], "types")
    length = graph.node("Shape", [ids], "length")
    if graph.form == "int8":
        graph.share_zeros(length)
    table = graph.weight("positions.w", weights[f"{prefix}.position_embeddings.weight"])
    places = graph.node("Slice", [table, graph.ints("start", 0), length, graph.ints("rows", 0)], "places")
    both = graph.node("Add", [kinds, places], "places_and_types")
    summed = graph.node("Add", [words, both], "summed")
    shift = weights["encoder.layer.0.attention.output.dense.bias"]
    return _norm(graph, weights, sizes, summed, f"{prefix}.LayerNorm", _places(0)[0], shift)


def _norm(
    graph: Graph, weights: Weights, sizes: Architecture, x: str, prefix: str, name: str, shift: Array
) -> str:
    """The normalised x, plus `shift`, divided by the scales of this place."""
    scale = graph.scales.get(name, np.float32(1.0))
    factor = graph.weight(f"{name}.factor", weights[f"{prefix}.weight"] / scale)
    added = graph.weight(f"{name}.added", (weights[f"{prefix}.bias"] + shift) / scale)
    return graph.node("LayerNormalization", [x, factor, added], name, axis=-1, epsilon=sizes.epsilon)


@dataclass(frozen=True)
class _Layer:
    """One layer of the encoder. Works on (tokens, hidden).

    A normalisation's output goes two ways: into matrices, which take back its shift and scales by
    other weights, and past them into a sum, where the shift stands for the bias of the summand.
    """

    graph: Graph
    weights: Weights
    sizes: Architecture
    number: int

    @property
    def prefix(self) -> str:
        return f"encoder.layer.{self.number}"

    def states(self, x: str) -> str:
        """What comes out for x."""
        at, middle_name = _places(self.number)
        mixed = self.graph.linear(self._attended(x), self._matrix(_MIXED), None, f"{self.prefix}.mixed")
        summed = self._sum(mixed, x, at, "with_mixed")
        middle = self._norm(summed, "attention.output.LayerNorm", middle_name, self._bias(_NARROW))
        wide = self._linear(middle, middle, [_WIDE], self._bias(_NARROW), "wide")
        active = self.graph.node("Gelu", [wide], f"{self.prefix}.gelu")
        narrow = self.graph.linear(
            active, self._matrix(_NARROW), None, f"{self.prefix}.narrow", after_gelu=True
        )
        summed = self._sum(narrow, middle, middle, "with_narrow")
        following = f"encoder.layer.{self.number + 1}.{_MIXED}.bias"
        shift = self.weights.get(following, np.zeros(self.sizes.hidden, np.float32))
        return self._norm(summed, "output.LayerNorm", f"{self.prefix}.out", shift)

    def _attended(self, x: str) -> str:
        graph, axis = self.graph, self.graph.ints("first_axis", 0)
        product = self._linear(x, x, [*_QKV], self._bias(_MIXED), "qkv")  # one product instead of three
        batch = graph.node("Unsqueeze", [product, axis], f"{self.prefix}.qkv.batch")
        parts = [f"{self.prefix}.{letter}" for letter in "qkv"]
        graph.nodes.append(helper.make_node("Split", [batch], parts, axis=2, num_outputs=3))
        name, heads = f"{self.prefix}.mixing", self.sizes.heads
        mixing = graph.node("MultiHeadAttention", parts, name, CONTRIB, num_heads=heads)
        return graph.node("Squeeze", [mixing, axis], f"{self.prefix}.attended")

    def _linear(self, x: str, at: str, parts: list[str], shift: Array, name: str) -> str:
        """x, shifted and scaled as the output of the normalisation `at`, times the matrices of `parts`."""
        matrix = np.concatenate([self._matrix(part) for part in parts], axis=1)
        bias = np.concatenate([self._bias(part) for part in parts]) - shift @ matrix
        scale = self.graph.scales.get(at)
        scaled = matrix if scale is None else matrix * scale[:, None]
        return self.graph.linear(x, scaled, bias, f"{self.prefix}.{name}")

    def _sum(self, new: str, old: str, at: str, name: str) -> str:
        graph, scale = self.graph, self.graph.scales.get(at)
        if scale is not None:
            old = graph.node("Mul", [old, graph.weight(f"{at}.scale", scale)], f"{self.prefix}.{name}.old")
        return graph.node("Add", [new, old], f"{self.prefix}.{name}")

    def _norm(self, x: str, part: str, name: str, shift: Array) -> str:
        return _norm(self.graph, self.weights, self.sizes, x, f"{self.prefix}.{part}", name, shift)

    def _bias(self, part: str) -> Array:
        return self.weights[f"{self.prefix}.{part}.bias"]

    def _matrix(self, part: str) -> Array:
        return self.weights[f"{self.prefix}.{part}.weight"].T


def _model(graph: Graph, output: str, shape: list[int]) -> bytes:
    return graph.write([helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)])

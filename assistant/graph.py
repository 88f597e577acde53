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
_MIXED, _WIDE, _NARROW = "attention.output.dense", "intermediate.dense", "output.dense"


def build_embedder(
    weights: Weights, architecture: Architecture, form: Form, scales: Scales | None = None
) -> bytes:
    """A model whose output `vector` (1, hidden) is the mean over all tokens, of length one."""
    graph = Graph(form, scales or {})
    states = _encoder(graph, weights, architecture)
    mean = graph.node("ReduceMean", [states, graph.ints("axis", 1)], "mean", keepdims=0)
    graph.node("LpNormalization", [mean], "vector", axis=-1, p=2)
    return _model(graph, "vector", [1, architecture.hidden])


def build_selector(
    weights: Weights, head: Weights, architecture: Architecture, form: Form, scales: Scales | None = None
) -> bytes:
    """A model whose output `score` (1,) is the logit read from the first token by the head."""
    graph = Graph(form, scales or {})
    states = _encoder(graph, weights, architecture, only_first=True)
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
    graph = Graph("fp32")
    _encoder(graph, weights, architecture)
    names = [place for number in range(architecture.layers) for place in _places(number)]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names]
    return graph.write(outputs)


def _dense(graph: Graph, weights: Weights, name: str) -> list[str]:
    return [graph.weight(f"{name}.{part}", weights[f"{name}.{part}"]) for part in ("weight", "bias")]


def _encoder(graph: Graph, weights: Weights, sizes: Architecture, *, only_first: bool = False) -> str:
    """The embeddings and all layers; the name of the last states, (1, length, hidden).

    With `only_first` the last layer is worked out for the first token alone: (1, 1, hidden).
    """
    states = _embeddings(graph, weights, sizes)
    for number in range(sizes.layers):
        is_last = number == sizes.layers - 1
        states = _Layer(graph, weights, sizes, number).states(states, only_first=only_first and is_last)
    return graph.node("Unsqueeze", [states, graph.ints("first_axis", 0)], "states")


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

    def states(self, x: str, *, only_first: bool = False) -> str:
        """What comes out for x; with `only_first` for the first token alone."""
        at, middle_name = _places(self.number)
        attended = self._attended(x, only_first)
        mixed = self.graph.linear(attended, self._matrix(_MIXED), None, f"{self.prefix}.mixed")
        kept = f"{self.prefix}.first" if only_first else x
        summed = self._sum(mixed, kept, at, "with_mixed")
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

    def _attended(self, x: str, only_first: bool) -> str:
        graph, shift = self.graph, self._bias(_MIXED)
        if not only_first:  # one product instead of three
            return self._attention([self._linear(x, x, [*_QKV], shift, "qkv")])
        rest = self._linear(x, x, [*_QKV[1:]], shift, "keys")
        bounds = [graph.ints("start", 0), graph.ints("end", 1), graph.ints("rows", 0)]
        first = graph.node("Slice", [x, *bounds], f"{self.prefix}.first")
        graph.zeros = "one"
        return self._attention([self._linear(first, x, [_QKV[0]], shift, "query"), rest])

    def _attention(self, products: list[str]) -> str:
        """Queries, keys and values in one product, or the queries apart, become (queries, hidden)."""
        graph, axis = self.graph, self.graph.ints("first_axis", 0)
        *queries, rest = [graph.node("Unsqueeze", [name, axis], f"{name}.batch") for name in products]
        parts = [f"{self.prefix}.{letter}" for letter in "qkv"][len(queries) :]
        graph.nodes.append(helper.make_node("Split", [rest], parts, axis=2, num_outputs=len(parts)))
        name, heads = f"{self.prefix}.mixing", self.sizes.heads
        mixing = graph.node("MultiHeadAttention", [*queries, *parts], name, CONTRIB, num_heads=heads)
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

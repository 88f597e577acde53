"""The nodes of an ONNX graph, and products of matrices in fp32, int8 or 8-bit blocks.

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

Array = NDArray[np.float32]
Weights = Mapping[str, Array]
Scales = Mapping[str, Array]  # by the name of a normalisation: what its channels are divided by
Form = Literal["fp32", "int8", "blocks"]

BLOCK = 64  # weights that share a scale in the form "blocks"
CONTRIB = "com.microsoft"  # domain of onnxruntime's own operators
_MIDDLE = 128  # the byte that stands for zero
# After gelu nothing is below -0.17, so that most bytes can stand for what is above zero.
_GELU_LOWEST, _GELU_ZERO = 0.1701, 32


@dataclass
class Graph:
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
        flat = self.node("Reshape", [steps, self.ints("flat", -1)], f"{name}.flat")
        quantized = self.node("QuantizeLinear", [x, flat, f"all.{zero}"], f"{name}.bytes", axis=0)
        matrices = [self.weight(f"{name}.q", rounded), self.floats("unit", 1.0)]
        columns = self.weight(f"{name}.s", scale.astype(np.float32))
        inputs = [quantized, *matrices, columns, self.weight(f"zero.{zero}", np.array(zero, np.uint8))]
        whole = self.node("MatMulIntegerToFloat", inputs, f"{name}.whole", CONTRIB)
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

    def share_zeros(self, length: str) -> None:
        """The bytes that stand for zero, one a token, which every product in int8 shares."""
        for zero in (_MIDDLE, _GELU_ZERO):
            one = self.weight(f"one.{zero}", np.array([zero], np.uint8))
            self.node("Expand", [one, length], f"all.{zero}")

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
            CONTRIB,
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

    def write(self, outputs: list[onnx.ValueInfoProto], *more: onnx.ValueInfoProto) -> bytes:
        """The whole as a model of the two inputs, and further ones."""
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, [1, "length"])
            for name in ("input_ids", "token_type_ids")
        ]
        body = helper.make_graph(self.nodes, "atlas", [*inputs, *more], outputs, list(self.weights.values()))
        opsets = [helper.make_opsetid("", 20), helper.make_opsetid(CONTRIB, 1)]
        model = helper.make_model(body, opset_imports=opsets, ir_version=10, producer_name="tuning-atlas")
        return bytes(model.SerializeToString())

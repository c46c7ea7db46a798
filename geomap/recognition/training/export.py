"""A trained network as an ONNX graph: int8 weights with a scale for each column, tables with a scale for each row."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from geomap.recognition.linear import LABELS
from geomap.recognition.training.network import EPSILON, HEADS, WIDTH, Network

OPSET: Final = 18
IR_VERSION: Final = 9
"""Old enough for every onnxruntime that the package allows."""
_MICROSOFT: Final = "com.microsoft"


class GraphWriter:
    """Collects nodes and initializers."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def constant(self, array: NDArray[np.generic]) -> str:
        """Add an initializer; returns its name."""
        name = f"w{len(self.initializers)}"
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, operator: str, inputs: list[str], *, outputs: int = 1, domain: str = "", **attributes: Any) -> str:
        """Add a node; returns the name of its (first) output, the others end in ".1", ".2" …"""
        name = f"n{len(self.nodes)}"
        names = [name, *(f"{name}.{number}" for number in range(1, outputs))]
        self.nodes.append(helper.make_node(operator, inputs, names, domain=domain, **attributes))
        return name

    def linear(self, value: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """Product with a quantized matrix; `weight` has a row an output, as torch keeps it."""
        matrix = weight.T
        scale = np.abs(matrix).max(axis=0) / 127.0
        quantized = np.round(matrix / scale).astype(np.int8)
        zero = np.zeros(matrix.shape[1], dtype=np.int8)
        inputs = [value, *(self.constant(part) for part in (quantized, scale.astype(np.float32), zero, bias))]
        return self.add("DynamicQuantizeMatMul", inputs, domain=_MICROSOFT)

    def row_table(self, table: NDArray[np.float32], rows: str) -> str:
        """Rows of a table kept as int8 with a scale each."""
        scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-8) / 127.0
        quantized = self.constant(np.round(table / scale).astype(np.int8))
        chosen = self.add("Cast", [self.add("Gather", [quantized, rows])], to=TensorProto.FLOAT)
        scales = self.add("Gather", [self.constant(scale.astype(np.float32)), rows])
        return self.add("Mul", [chosen, scales])

    def norm(self, value: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """Layer norm."""
        return self.add("LayerNormalization", [value, self.constant(weight), self.constant(bias)], epsilon=EPSILON)


def export(network: Network, path: Path) -> None:
    """Write the network."""
    weights = {name: value.detach().float().numpy() for name, value in network.state_dict().items()}
    graph = GraphWriter()
    states = graph.row_table(weights["words.weight"], "pieces")
    zero, one = graph.constant(np.array([0])), graph.constant(np.array([1]))
    length = graph.add("Shape", ["pieces"])
    table = graph.add("Cast", [graph.constant(weights["positions"].astype(np.float16))], to=TensorProto.FLOAT)
    states = graph.add("Add", [states, graph.add("Slice", [table, zero, length])])
    features = graph.add("Cast", [graph.constant(weights["features.weight"].astype(np.float16))], to=TensorProto.FLOAT)
    rows = graph.add("Gather", [features, "features"])
    states = graph.add("Add", [states, graph.add("ReduceSum", [rows, one], keepdims=0)])
    states = graph.add("Unsqueeze", [graph.norm(states, weights["norm.weight"], weights["norm.bias"]), zero])
    last = len(network.layers) - 1
    for number in range(last):
        states = _layer(graph, states, states, weights, f"layers.{number}.")
    # Of the last layer only the words that were asked about are needed.
    asked = graph.add("Gather", [states, "firsts"], axis=1)
    asked = _layer(graph, asked, states, weights, f"layers.{last}.")
    head = graph.add("MatMul", [graph.add("Squeeze", [asked, zero]), graph.constant(weights["head.weight"].T)])
    scores = graph.add("Add", [head, graph.constant(weights["head.bias"])])
    graph.nodes.append(helper.make_node("Softmax", [scores], ["probabilities"], axis=-1))
    _write(graph, path)


def _layer(graph: GraphWriter, states: str, context: str, weights: dict[str, NDArray[np.float32]], prefix: str) -> str:
    """One encoder layer for `states`, which attend to `context`."""

    def both(name: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        return weights[f"{prefix}{name}.weight"], weights[f"{prefix}{name}.bias"]

    weight, bias = both("qkv")
    query = graph.linear(states, weight[:WIDTH], bias[:WIDTH])
    joined = graph.linear(context, weight[WIDTH:], bias[WIDTH:])
    key = graph.add("Split", [joined], outputs=2, axis=-1, num_outputs=2)
    heads = graph.add("MultiHeadAttention", [query, key, f"{key}.1"], domain=_MICROSOFT, num_heads=HEADS)
    states = graph.norm(graph.add("Add", [states, graph.linear(heads, *both("out"))]), *both("norm1"))
    fed = graph.linear(graph.add("Gelu", [graph.linear(states, *both("up"))], domain=_MICROSOFT), *both("down"))
    return graph.norm(graph.add("Add", [states, fed]), *both("norm2"))


def _write(graph: GraphWriter, path: Path) -> None:
    inputs = [
        helper.make_tensor_value_info("pieces", TensorProto.INT64, ["length"]),
        helper.make_tensor_value_info("features", TensorProto.INT64, ["length", "columns"]),
        helper.make_tensor_value_info("firsts", TensorProto.INT64, ["words"]),
    ]
    outputs = [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["words", len(LABELS)])]
    model = helper.make_model(
        helper.make_graph(graph.nodes, "toponyms", inputs, outputs, graph.initializers),
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(_MICROSOFT, 1)],
        producer_name="geomap",
    )
    model.ir_version = IR_VERSION
    path.write_bytes(model.SerializeToString())

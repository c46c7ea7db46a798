"""LightGBM's trees as one ONNX TreeEnsembleRegressor: onnxruntime is wherever geomap runs, LightGBM is not."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

ONNX_ML_OPSET = 3
OPSET = 15


def save_trees(booster: Any, path: Path) -> None:
    """Write a LightGBM booster's raw scores as ONNX: input x (n × features), output (n × 1), float32."""
    from onnx import TensorProto, helper, save

    dump = booster.dump_model()
    nodes: dict[str, list[Any]] = {key: [] for key in NODE_KEYS}
    targets: dict[str, list[Any]] = {key: [] for key in TARGET_KEYS}
    for tree_id, tree in enumerate(dump["tree_info"]):
        _add(tree["tree_structure"], tree_id, nodes, targets)
    attributes: dict[str, Any] = {f"nodes_{key}": value for key, value in nodes.items()}
    attributes.update({f"target_{key}": value for key, value in targets.items()})
    node = helper.make_node(
        "TreeEnsembleRegressor",
        ["x"],
        ["y"],
        domain="ai.onnx.ml",
        n_targets=1,
        aggregate_function="SUM",
        post_transform="NONE",
        **attributes,
    )
    width = dump["max_feature_idx"] + 1
    graph = helper.make_graph(
        [node],
        "trees",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, width])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [None, 1])],
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid("ai.onnx.ml", ONNX_ML_OPSET)]
    )
    model.ir_version = 8
    save(model, str(path))


NODE_KEYS = (
    "treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids", "missing_value_tracks_true",
)  # fmt: skip
TARGET_KEYS = ("treeids", "nodeids", "ids", "weights")


def _add(root: Mapping[str, Any], tree_id: int, nodes: dict[str, list[Any]], targets: dict[str, list[Any]]) -> None:
    """Append one tree, nodes numbered in preorder."""
    counter = 0

    def visit(node: Mapping[str, Any]) -> int:
        nonlocal counter
        number, counter = counter, counter + 1
        is_leaf = "leaf_value" in node
        values = {
            "treeids": tree_id,
            "nodeids": number,
            "featureids": 0 if is_leaf else node["split_feature"],
            "values": 0.0 if is_leaf else float(node["threshold"]),
            "modes": "LEAF" if is_leaf else "BRANCH_LEQ",
            "truenodeids": 0,
            "falsenodeids": 0,
            "missing_value_tracks_true": 0,
        }
        at = len(nodes["nodeids"])
        for key, value in values.items():
            nodes[key].append(value)
        if is_leaf:
            for key, value in zip(TARGET_KEYS, (tree_id, number, 0, float(node["leaf_value"])), strict=True):
                targets[key].append(value)
        else:
            nodes["truenodeids"][at] = visit(node["left_child"])
            nodes["falsenodeids"][at] = visit(node["right_child"])
        return number

    visit(root)

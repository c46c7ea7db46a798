"""The trained linker: a hashed linear model whose answer is one feature of boosted trees; numpy alone evaluates it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geomap.errors import ModelMissingError

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkModel:
    """Weights of the linear model and the trees, padded to one shape: leaves point to themselves."""

    weights: Floats
    bias: float
    feature: Ints
    """[tree, node] feature tested there."""
    threshold: Floats
    left: Ints
    right: Ints
    value: Floats
    """[tree, node] what a leaf adds to the log-odds."""
    depth: int

    def linear(self, slots: Sequence[Sequence[int]]) -> Floats:
        """Probability of each pair by the linear model; every pair has at least one slot."""
        flat = np.fromiter((slot for own in slots for slot in own), dtype=np.int32)
        starts = np.cumsum([0, *(len(own) for own in slots[:-1])])
        scores = np.add.reduceat(self.weights[flat], starts) + self.bias
        result: Floats = (1.0 / (1.0 + np.exp(-scores))).astype(np.float32)
        return result

    def probabilities(self, rows: Floats) -> Floats:
        """Probability of each row, 0..1; shape [pairs, features] with the linear model's answer in the last column."""
        pairs, trees = rows.shape[0], self.feature.shape[0]
        node = np.zeros((pairs, trees), dtype=np.int32)
        tree = np.arange(trees)[None, :]
        pair = np.arange(pairs)[:, None]
        for _ in range(self.depth):
            goes_left = rows[pair, self.feature[tree, node]] <= self.threshold[tree, node]
            node = np.where(goes_left, self.left[tree, node], self.right[tree, node])
        log_odds = self.value[tree, node].sum(axis=1)
        result: Floats = (1.0 / (1.0 + np.exp(-log_odds))).astype(np.float32)
        return result

    def save(self, path: Path) -> None:
        """Writes the model as one compressed numpy file."""
        np.savez_compressed(
            path, weights=self.weights.astype(np.float16), bias=np.float32(self.bias), threshold=self.threshold,
            feature=self.feature.astype(np.int16), left=self.left.astype(np.int8), right=self.right.astype(np.int8),
            value=self.value, depth=np.int32(self.depth),
        )  # fmt: skip

    @staticmethod
    def load(path: Path) -> LinkModel:
        """Reads a model that `save` wrote; raises ModelMissingError when there is none."""
        if not path.is_file():
            raise ModelMissingError(
                f"{path}: no linker model; train one with `python -m geomap.events.train_linker --help`"
            )
        with np.load(path, allow_pickle=False) as data:
            return LinkModel(
                weights=data["weights"].astype(np.float32), bias=float(data["bias"]),
                feature=data["feature"].astype(np.int32),
                threshold=data["threshold"], left=data["left"].astype(np.int32), right=data["right"].astype(np.int32),
                value=data["value"], depth=int(data["depth"]),
            )  # fmt: skip


@cache
def shipped_model() -> LinkModel:
    """The model that geomap ships, read once a process."""
    with as_file(files("geomap.events") / "models" / "linker.npz") as path:
        return LinkModel.load(path)

"""The trained linker: a hashed linear model whose answer is one feature of boosted trees; numpy alone evaluates it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geomap.errors import ModelMissingError
from geomap.events.forest import Floats, Forest, Ints

Slots = NDArray[np.int64]


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
    forest: Forest = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        forest = Forest.of(self.feature, self.threshold, self.left, self.right, self.value)
        object.__setattr__(self, "forest", forest)

    def linear(self, slots: Slots, starts: Sequence[int]) -> Floats:
        """Probability of each pair by the linear model; a pair's slots begin at its entry of `starts`."""
        scores = np.add.reduceat(self.weights.take(slots), starts) + self.bias
        result: Floats = (1.0 / (1.0 + np.exp(-scores))).astype(np.float32)
        return result

    def probabilities(self, rows: Floats) -> Floats:
        """Probability of each row, 0..1; shape [pairs, features] with the linear model's answer in the last column."""
        result: Floats = (1.0 / (1.0 + np.exp(-self.forest.log_odds(rows)))).astype(np.float32)
        return result

    def save(self, path: Path) -> None:
        """Writes the model as one compressed numpy file."""
        np.savez_compressed(
            path, weights=self.weights.astype(np.float16), bias=np.float32(self.bias), threshold=self.threshold,
            feature=self.feature.astype(np.int16), left=self.left.astype(np.int8), right=self.right.astype(np.int8),
            value=self.value,
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
                value=data["value"],
            )  # fmt: skip


@cache
def shipped_model() -> LinkModel:
    """The model that geomap ships, read once a process."""
    with as_file(files("geomap.events") / "models" / "linker.npz") as path:
        return LinkModel.load(path)

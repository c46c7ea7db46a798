"""Boosted trees evaluated all at once: every test once for each row, then the leaf that no failed test rules out.

After QuickScorer (Lucchese et al., SIGIR 2015): the leaves of a tree are bits, a failed test clears those of its left
branch, and the lowest bit that stays is the leaf. The trees share few different tests, so this takes a fifth of the
time of walking them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Indexes = NDArray[np.intp]
Leaves = NDArray[np.uint16]

MAX_LEAVES = 16
"""Bits of a mask; narrow, because the time goes into moving the masks of all nodes."""
_ALL = np.uint16(0xFFFF)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """The trees' tests and masks as tables."""

    feature: Indexes
    """[test] the feature that it compares."""
    threshold: Floats
    """[test] up to it, the test holds."""
    test: Indexes
    """[node × tree] which test; the last one always holds and fills up small trees."""
    mask: Leaves
    """[node, tree] the leaves that stay when the test fails."""
    value: Floats
    """[tree × leaf] what the leaf adds to the log-odds."""
    trees: int

    @staticmethod
    def of(feature: Ints, threshold: Floats, left: Ints, right: Ints, value: Floats) -> Forest:
        """From nodes padded to one shape [tree, node], leaves pointing to themselves, the root first."""
        count = feature.shape[0]
        leaf_values = np.zeros((count, MAX_LEAVES), dtype=np.float32)
        tests: dict[tuple[int, float], int] = {}
        nodes: list[list[tuple[int, int]]] = []
        for tree in range(count):
            leaves: list[int] = []
            found: list[tuple[int, int]] = []
            _visit(0, left[tree].tolist(), right[tree].tolist(), leaves, found)
            leaf_values[tree, : len(leaves)] = value[tree, leaves]
            keys = [(int(feature[tree, node]), float(threshold[tree, node])) for node, _ in found]
            nodes.append([(tests.setdefault(k, len(tests)), f[1]) for k, f in zip(keys, found, strict=True)])
        return _tables(tests, nodes, leaf_values)

    def log_odds(self, rows: Floats) -> Floats:
        """The sum of the trees' answers for each row."""
        tested = rows.take(self.feature, axis=1)
        holds = np.empty((len(rows), len(self.feature) + 1), dtype=np.uint16)
        # A test that holds takes nothing away: all bits set. One that fails leaves the bits of its mask.
        np.multiply(tested <= self.threshold, _ALL, out=holds[:, :-1])
        holds[:, -1] = _ALL
        stays = holds.take(self.test, axis=1).reshape(len(rows), -1, self.trees)
        stays |= self.mask
        left = np.bitwise_and.reduce(stays, axis=1)
        leaf = _BIT_OF.take(left & -left)
        leaf += np.arange(0, self.trees * MAX_LEAVES, MAX_LEAVES)
        total: Floats = self.value.take(leaf).sum(axis=1)
        return total


def _visit(node: int, left: list[int], right: list[int], leaves: list[int], found: list[tuple[int, int]]) -> int:
    """The leaves below a node, as bits; lists leaves, and inner nodes with the bits that stay when they fail."""
    if left[node] == node:
        leaves.append(node)
        return 1 << (len(leaves) - 1)
    below = _visit(left[node], left, right, leaves, found)
    found.append((node, ~below & int(_ALL)))
    return below | _visit(right[node], left, right, leaves, found)


def _tables(tests: dict[tuple[int, float], int], nodes: list[list[tuple[int, int]]], leaf_values: Floats) -> Forest:
    width = max(len(found) for found in nodes)
    test = np.full((width, len(nodes)), len(tests), dtype=np.intp)
    mask = np.full((width, len(nodes)), _ALL, dtype=np.uint16)
    for tree, found in enumerate(nodes):
        for index, (number, stays) in enumerate(found):
            test[index, tree], mask[index, tree] = number, stays
    return Forest(
        feature=np.array([feature for feature, _ in tests], dtype=np.intp),
        threshold=np.array([threshold for _, threshold in tests], dtype=np.float32),
        test=test.ravel(), mask=mask, value=leaf_values.ravel(), trees=len(nodes),
    )  # fmt: skip


_BIT_OF: Indexes = np.zeros(1 << MAX_LEAVES, dtype=np.intp)
_BIT_OF[[1 << bit for bit in range(MAX_LEAVES)]] = range(MAX_LEAVES)
"""Which bit a lone bit is."""

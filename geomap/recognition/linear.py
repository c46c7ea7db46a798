"""A linear-chain CRF in numpy: weights, marginals and the best path for many sentences at once.

Every step is elementwise, so that a sentence's numbers never depend on which other sentences are in the batch.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geomap.errors import ModelMissingError
from geomap.recognition.encode import Encoder, Stream
from geomap.recognition.features import FEATURES, PADDING, TYPE_TEMPLATES
from geomap.recognition.words import Ints, WordKnowledge

Floats = NDArray[np.float32]

LABELS: Final = ("O", "B", "I", "D")
"""Outside, first token of a toponym, later token, demonym (or a token that nobody should be judged by)."""
OUTSIDE, BEGIN, INSIDE, DEMONYM = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearModel:
    """Weights of a trained CRF."""

    weights: Floats
    """One row a feature number, one column a label."""
    transitions: Floats
    """From label, to label."""
    words: WordKnowledge

    @classmethod
    def load(cls, path: Path) -> LinearModel:
        """Read a model file; raises ModelMissingError when there is none."""
        if not path.is_file():
            raise ModelMissingError(f"{path} is missing; make it with: python -m geomap.recognition.train crf")
        head, _, body = lzma.decompress(path.read_bytes()).partition(b"\n")
        meta = json.loads(head)
        count = meta["features"]
        numbers = np.cumsum(np.frombuffer(body, dtype="<u4", count=count))
        values = np.frombuffer(body, dtype="<f2", count=count * len(LABELS), offset=4 * count)
        weights = np.zeros((FEATURES, len(LABELS)), dtype=np.float32)
        weights[numbers] = values.reshape(count, len(LABELS))
        return cls(
            weights=weights,
            transitions=np.array(meta["transitions"], dtype=np.float32),
            words=WordKnowledge(
                common=frozenset(meta["common_words"].split()),
                clusters={word: number for number, line in enumerate(meta["clusters"], 1) for word in line.split()},
            ),
        )

    def save(self, path: Path, *, about: Mapping[str, object]) -> None:
        """Write a model file: a JSON line, feature numbers as differences, weights as half floats; xz."""
        numbers = np.flatnonzero(np.any(self.weights != 0, axis=1))
        meta = {
            "about": dict(about),
            "features": len(numbers),
            "transitions": self.transitions.astype(float).round(5).tolist(),
            "common_words": " ".join(sorted(self.words.common)),
            "clusters": [" ".join(words) for words in _groups(self.words.clusters)],
        }
        body = np.diff(numbers, prepend=0).astype("<u4").tobytes() + self.weights[numbers].astype("<f2").tobytes()
        head = json.dumps(meta, ensure_ascii=False).encode()
        path.write_bytes(lzma.compress(head + b"\n" + body, preset=9 | lzma.PRESET_EXTREME))


def _groups(clusters: Mapping[str, int]) -> list[list[str]]:
    groups: list[list[str]] = [[] for _ in range(max(clusters.values(), default=0))]
    for word, number in sorted(clusters.items()):
        groups[number - 1].append(word)
    return groups


class LinearTagger:
    """A model applied to streams; keeps the sums of each word type's own features."""

    def __init__(self, model: LinearModel, encoder: Encoder) -> None:
        self._model = model
        self._encoder = encoder
        self._offsets = sorted({offset for _, offset in TYPE_TEMPLATES})
        self._sums: Floats = np.zeros((0, len(self._offsets), len(LABELS)), dtype=np.float32)

    def emissions(self, stream: Stream) -> Floats:
        """Score of each label at each position."""
        self._extend_sums()
        size = len(stream.types)
        # `take` gathers rows several times faster than an index in brackets.
        sums = self._sums.take(np.pad(stream.types, PADDING), axis=0)
        scores = np.zeros((size, len(LABELS)), dtype=np.float32)
        for number, offset in enumerate(self._offsets):
            scores += sums[PADDING + offset : PADDING + offset + size, number]
        for features in self._encoder.context_features(stream):
            scores += self._model.weights.take(features, axis=0)
        return scores

    def _extend_sums(self) -> None:
        known = len(self._sums)
        if known > self._encoder.types.count:
            known = 0
        if known == self._encoder.types.count:
            return
        features = self._encoder.type_features(known)
        sums = np.zeros((len(features), len(self._offsets), len(LABELS)), dtype=np.float32)
        for number, (_, offset) in enumerate(TYPE_TEMPLATES):
            sums[:, self._offsets.index(offset)] += self._model.weights[features[:, number]]
        self._sums = np.concatenate([self._sums[:known], sums])

    def marginals(self, stream: Stream) -> Floats:
        """Probability of each label at each position (padding: outside)."""
        return chain_marginals(self.emissions(stream), self._model.transitions, stream.firsts, stream.lengths)


def chain_marginals(emissions: Floats, transitions: Floats, firsts: Ints, lengths: Ints) -> Floats:
    """Forward-backward over all sentences at once, longest first, in scaled probabilities."""
    result = np.zeros_like(emissions)
    result[:, OUTSIDE] = 1.0
    if not len(firsts):
        return result
    order = np.argsort(-lengths, kind="stable")
    firsts, lengths = firsts[order], lengths[order]
    active = np.searchsorted(-lengths, -np.arange(int(lengths[0])), side="left")
    # Token after token: the first ones of all sentences, the second ones of those that have one … labels are rows.
    ends = np.cumsum(active)
    begins = ends - active
    positions = firsts[np.arange(ends[-1]) - np.repeat(begins, active)] + np.repeat(np.arange(len(active)), active)
    potentials = np.exp(emissions - emissions.max(axis=1, keepdims=True)).take(positions, axis=0).T.copy()
    moves = np.exp(transitions)
    forward, backward = np.empty_like(potentials), np.ones_like(potentials)
    steps = list(zip(begins.tolist(), ends.tolist(), strict=True))
    forward[:, : steps[0][1]] = _in_shares(potentials[:, : steps[0][1]])
    for (before, _), (begin, end) in pairwise(steps):
        reached = _product(forward[:, before : before + end - begin], moves)
        forward[:, begin:end] = _in_shares(potentials[:, begin:end] * reached)
    for (before, _), (begin, end) in reversed(list(pairwise(steps))):
        reached = _product(potentials[:, begin:end] * backward[:, begin:end], moves.T)
        backward[:, before : before + end - begin] = _in_shares(reached)
    result[positions] = _in_shares(forward * backward).T
    return result


def _product(columns: Floats, matrix: Floats) -> Floats:
    # Written out instead of a matrix product: BLAS picks its kernel, and so its rounding, by the number of columns.
    parts = columns[:, np.newaxis] * matrix[:, :, np.newaxis]
    total: Floats = parts[0] + parts[1]
    for part in parts[2:]:
        total += part
    return total


def _in_shares(columns: Floats) -> Floats:
    """Each column by its sum; added one by one, as `sum` may not."""
    total = columns[0] + columns[1]
    for row in columns[2:]:
        total += row
    shares: Floats = columns / total
    return shares

"""The transformer, run with onnxruntime; the only file that knows onnxruntime."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from geomap.errors import ModelMissingError
from geomap.recognition.encode import Encoder, Stream
from geomap.recognition.linear import Floats
from geomap.recognition.pieces import PieceInput, PieceTable, feature_rows, groups_that_fit
from geomap.recognition.tokens import Tokens
from geomap.recognition.words import Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpts:
    """What the transformer reads: stretches of a stream, in order, and the positions that it is asked about."""

    firsts: Ints
    afters: Ints
    """The position after the last, of each stretch."""
    asked: NDArray[np.bool_]
    """Of every position of the stream."""


class NeuralTagger:
    """Label probabilities of words in excerpts of documents.

    The excerpts of a document are read together, as many as one input takes, and never with those of another document:
    activations are quantized by the largest value in the input, so that a document's numbers would depend on its
    neighbors in the batch. One thread: the processes of a batch are the parallelism.
    """

    def __init__(self, model: Path, vocabulary: Path) -> None:
        for path in (model, vocabulary):
            if not path.is_file():
                raise ModelMissingError(f"{path} is missing; make it with: python -m geomap.recognition.train neural")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # The further steps fuse addition and layer norm into an operator that is several times slower than the two.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        self._session = onnxruntime.InferenceSession(model.read_bytes(), options, providers=["CPUExecutionProvider"])
        self._pieces = PieceTable(vocabulary)

    def marginals(
        self, stream: Stream, encoder: Encoder, tokens: Sequence[Tokens], excerpts: Excerpts, marginals: Floats
    ) -> Floats:
        """A copy of `marginals` with the rows that were asked for from the transformer."""
        result = marginals.copy()
        if not len(excerpts.firsts):
            return result
        lengths = excerpts.afters - excerpts.firsts
        ends = np.cumsum(lengths)
        positions = np.arange(ends[-1]) + np.repeat(excerpts.firsts - (ends - lengths), lengths)
        rows = feature_rows(stream, encoder, positions)
        asked = excerpts.asked[positions]
        documents, numbers = stream.document[positions].tolist(), stream.token[positions].tolist()
        words = self._pieces.of_words(
            [tokens[document].words[number] for document, number in zip(documents, numbers, strict=True)]
        )
        sizes = np.add.reduceat(np.array([len(pieces) for pieces in words]), ends - lengths)
        owners = stream.document[excerpts.firsts]
        for first, after in _runs(owners, sizes):
            begin, end = int(ends[first] - lengths[first]), int(ends[after - 1])
            piece_input = self._pieces.input(words[begin:end], rows[begin:end])
            wanted = np.flatnonzero(asked[begin : begin + len(piece_input.firsts)])
            if len(wanted):
                result[positions[begin + wanted]] = self.probabilities(piece_input, wanted)
        return result

    def probabilities(self, piece_input: PieceInput, wanted: Ints) -> Floats:
        """One row for each of the wanted words, one column a label."""
        inputs = {
            "pieces": piece_input.pieces,
            "features": piece_input.features,
            "firsts": piece_input.firsts[wanted],
        }
        (result,) = self._session.run(None, inputs)
        return np.asarray(result, dtype=np.float32)


def _runs(owners: Ints, sizes: Ints) -> Iterator[tuple[int, int]]:
    """Excerpts that are read together: of one document, as many as fit."""
    borders = [0, *(np.flatnonzero(np.diff(owners)) + 1).tolist(), len(owners)]
    for begin, end in pairwise(borders):
        for first, after in groups_that_fit(sizes[begin:end].tolist()):
            yield begin + first, begin + after

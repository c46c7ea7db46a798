"""The transformer, run with onnxruntime; the only file that knows onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime

from geomap.errors import ModelMissingError
from geomap.recognition.encode import Encoder, Stream
from geomap.recognition.linear import Floats
from geomap.recognition.pieces import PieceInput, PieceTable, feature_rows
from geomap.recognition.tokens import Tokens


class NeuralTagger:
    """Label probabilities of single sentences.

    Every sentence is its own run, without padding: activations are quantized by the largest value in the run, so that
    a sentence's numbers would otherwise depend on its neighbors in the batch. One thread: the processes of a batch
    are the parallelism.
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
        self,
        stream: Stream,
        encoder: Encoder,
        tokens: Sequence[Tokens],
        stretches: Sequence[tuple[int, int]],
        marginals: Floats,
    ) -> Floats:
        """A copy of `marginals` with the rows of the given stretches of the stream from the transformer."""
        result = marginals.copy()
        rows = feature_rows(stream, encoder) if stretches else np.zeros((0, 0), dtype=np.int64)
        for first, after in stretches:
            begin = int(stream.token[first])
            words = tokens[int(stream.document[first])].words[begin : begin + after - first]
            sentence = self._pieces.sentence(words, rows[first:after])
            result[first : first + len(sentence.firsts)] = self.probabilities(sentence)
        return result

    def probabilities(self, sentence: PieceInput) -> Floats:
        """One row a word, one column a label."""
        inputs = {"pieces": sentence.pieces, "features": sentence.features, "firsts": sentence.firsts}
        (result,) = self._session.run(None, inputs)
        return np.asarray(result, dtype=np.float32)

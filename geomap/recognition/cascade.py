"""The default recognizer: the CRF decides what it is sure of, the transformer reads the sentences in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from geomap.protocols import Gazetteer
from geomap.recognition.crf import CrfRecognizer
from geomap.recognition.encode import Stream
from geomap.recognition.linear import BEGIN, INSIDE, Floats, LinearModel
from geomap.recognition.neural import NeuralTagger
from geomap.recognition.tokens import Tokens

DOUBT: Final = 0.02
"""A token is in doubt when its probability to belong to a toponym is between this and one minus it. On LGL, left out,
the transformer then reads about a fifth of the text and brings most of what it brings when it reads everything."""
CONTEXT_TOKENS: Final = 12
"""What the transformer reads of a sentence: from so many tokens before its first doubtful token to so many after its
last; 20 were no better on LGL, left out."""
NEURAL_WEIGHT: Final = 0.5
"""Share of the transformer in the mean of both models' probabilities."""


class CascadeRecognizer(CrfRecognizer):
    """CRF first; in sentences with a doubtful token the mean of CRF and transformer."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        model: LinearModel,
        neural: NeuralTagger,
        *,
        doubt: float = DOUBT,
        recognizer_id: str = "cascade",
    ) -> None:
        super().__init__(gazetteer, model)
        self.recognizer_id = recognizer_id
        self._neural = neural
        self._doubt = doubt

    def _second_look(self, stream: Stream, tokens: Sequence[Tokens], marginals: Floats) -> Floats:
        stretches = doubtful_stretches(stream, marginals, self._doubt)
        second = self._neural.marginals(stream, self._encoder, tokens, stretches, marginals)
        return marginals + np.float32(NEURAL_WEIGHT) * (second - marginals)


def doubtful_stretches(stream: Stream, marginals: Floats, doubt: float) -> list[tuple[int, int]]:
    """Where the transformer must read: first position and the one after the last, at most one a sentence.

    With no doubt allowed (0) that is every sentence.
    """
    if doubt <= 0.0:
        return list(zip(stream.firsts.tolist(), (stream.firsts + stream.lengths).tolist(), strict=True))
    place = marginals[:, BEGIN] + marginals[:, INSIDE]
    doubtful = np.flatnonzero((place > doubt) & (place < 1.0 - doubt))
    sentence = np.searchsorted(stream.firsts, doubtful, side="right") - 1
    numbers, begins, counts = np.unique(sentence, return_index=True, return_counts=True)
    earliest = np.maximum(doubtful[begins] - CONTEXT_TOKENS, stream.firsts[numbers])
    latest = np.minimum(doubtful[begins + counts - 1] + CONTEXT_TOKENS + 1, (stream.firsts + stream.lengths)[numbers])
    return list(zip(earliest.tolist(), latest.tolist(), strict=True))

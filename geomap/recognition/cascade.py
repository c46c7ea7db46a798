"""The default recognizer: the CRF decides what it is sure of, the transformer reads what is around its doubts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from geomap.protocols import Gazetteer
from geomap.recognition.crf import CrfRecognizer
from geomap.recognition.encode import Stream
from geomap.recognition.linear import BEGIN, INSIDE, Floats, LinearModel
from geomap.recognition.neural import Excerpts, NeuralTagger
from geomap.recognition.tokens import Tokens

LEAST_DOUBT: Final = 0.004
MOST_DOUBT: Final = 0.8
"""A token is in doubt when the CRF's probability that it belongs to a toponym is between these. On LGL, left out, the
mean of both models overrules the CRF in one name of ten between them, in one of a thousand below and in one of a
thousand above."""
CONTEXT_TOKENS: Final = 8
"""What the transformer reads on both sides of a doubtful token, within its sentence. With 0.004 and 8 it reads a fifth
of LGL, a sixth of the other corpora; F1, each corpus left out, is 0.871 0.936 0.871 0.980 (LGL, GeoVirus, TUD-Loc,
re3d). With 0.01, 0.75 and 8 it would read a fifth less for 0.868 0.936 0.870 0.978; with 0.003 and 10 a fifth more for
0.871 0.936 0.870 0.981."""
NEURAL_WEIGHT: Final = 0.45
"""Share of the transformer in the mean of both models' probabilities; 0.35 to 0.55 differ by 0.003 in F1 on LGL and on
GeoVirus, each left out."""


class CascadeRecognizer(CrfRecognizer):
    """CRF first; for doubtful tokens the mean of CRF and transformer."""

    recognizer_id = "cascade"

    def __init__(self, gazetteer: Gazetteer, model: LinearModel, neural: NeuralTagger) -> None:
        super().__init__(gazetteer, model)
        self._neural = neural

    def _second_look(self, stream: Stream, tokens: Sequence[Tokens], marginals: Floats) -> Floats:
        excerpts = self._excerpts(stream, marginals)
        second = self._neural.marginals(stream, self._encoder, tokens, excerpts, marginals)
        return marginals + np.float32(NEURAL_WEIGHT) * (second - marginals)

    def _excerpts(self, stream: Stream, marginals: Floats) -> Excerpts:
        return doubtful_excerpts(stream, marginals)


class NeuralRecognizer(CascadeRecognizer):
    """The mean of CRF and transformer everywhere."""

    recognizer_id = "neural"

    def _excerpts(self, stream: Stream, marginals: Floats) -> Excerpts:
        return Excerpts(firsts=stream.firsts, afters=stream.firsts + stream.lengths, asked=stream.token >= 0)


def doubtful_excerpts(stream: Stream, marginals: Floats) -> Excerpts:
    """The surroundings of doubtful tokens; what overlaps within a sentence is one excerpt."""
    place = marginals[:, BEGIN] + marginals[:, INSIDE]
    asked = (place > LEAST_DOUBT) & (place < MOST_DOUBT) & (stream.token >= 0)
    doubtful = np.flatnonzero(asked)
    sentence = np.searchsorted(stream.firsts, doubtful, side="right") - 1
    begins = np.maximum(doubtful - CONTEXT_TOKENS, stream.firsts[sentence])
    afters = np.minimum(doubtful + CONTEXT_TOKENS + 1, (stream.firsts + stream.lengths)[sentence])
    # A sentence ends before the next begins, with padding between: only what overlaps or touches is joined.
    is_new = np.ones(len(doubtful), dtype=bool)
    is_new[1:] = begins[1:] > afters[:-1]
    is_last = np.roll(is_new, -1)
    return Excerpts(firsts=begins[is_new], afters=afters[is_last], asked=asked)

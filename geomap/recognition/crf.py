"""The fast recognizer: the CRF alone."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.protocols import Gazetteer
from geomap.recognition.decode import decode, to_mentions
from geomap.recognition.encode import Encoder
from geomap.recognition.linear import LinearModel, LinearTagger
from geomap.recognition.lookup import Lookup
from geomap.recognition.tokens import tokenize
from geomap.records import Document, Mention


class CrfRecognizer:
    """Finds toponyms with a linear-chain CRF whose features include the gazetteer's knowledge of each name."""

    recognizer_id = "crf"

    def __init__(self, gazetteer: Gazetteer, model: LinearModel) -> None:
        self._encoder = Encoder(Lookup(gazetteer, model.common_words))
        self._tagger = LinearTagger(model, self._encoder)

    def recognize(self, documents: Sequence[Document]) -> list[list[Mention]]:
        """Mentions of each document, sorted by start, not overlapping."""
        tokens = [tokenize(document.text) for document in documents]
        self._encoder.types.start_anew_if_full()
        stream = self._encoder.encode([document.text for document in documents], tokens)
        spans = decode(stream, self._tagger.marginals(stream), tokens)
        return [
            to_mentions(document, toks, found, self.recognizer_id)
            for document, toks, found in zip(documents, tokens, spans, strict=True)
        ]

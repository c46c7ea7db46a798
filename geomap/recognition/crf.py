"""The fast recognizer: the CRF alone."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.protocols import Gazetteer
from geomap.recognition.arabic import arabic_mentions
from geomap.recognition.decode import decode, to_mentions
from geomap.recognition.encode import Encoder, Stream
from geomap.recognition.linear import Floats, LinearModel, LinearTagger
from geomap.recognition.tokens import Tokens, tokenize
from geomap.records import Document, Mention


class CrfRecognizer:
    """Finds toponyms with a linear-chain CRF whose features include the gazetteer's knowledge of each name."""

    recognizer_id: str = "crf"

    def __init__(self, gazetteer: Gazetteer, model: LinearModel) -> None:
        self._gazetteer = gazetteer
        self._encoder = Encoder(gazetteer, model.words)
        self._tagger = LinearTagger(model, self._encoder)

    def recognize(self, documents: Sequence[Document]) -> list[list[Mention]]:
        """Mentions of each document, sorted by start, not overlapping."""
        tokens = [tokenize(document.text) for document in documents]
        self._encoder.types.start_anew_if_full()
        stream = self._encoder.encode([document.text for document in documents], tokens)
        marginals = self._second_look(stream, tokens, self._tagger.marginals(stream))
        found = []
        for document, toks, spans in zip(documents, tokens, decode(stream, marginals, tokens), strict=True):
            mentions = to_mentions(document, toks, spans, self.recognizer_id)
            mentions += arabic_mentions(document, toks, self._gazetteer, self.recognizer_id)
            found.append(sorted(mentions, key=lambda mention: mention.start))
        return found

    def _second_look(self, stream: Stream, tokens: Sequence[Tokens], marginals: Floats) -> Floats:
        return marginals

"""Documents as the transformer reads them: some sentences whole, of some a part, some left out, several an input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geomap.protocols import Gazetteer
from geomap.recognition.encode import Encoder
from geomap.recognition.pieces import EDGES, MAX_PIECES, PieceTable, feature_rows, groups_that_fit
from geomap.recognition.tokens import tokenize
from geomap.recognition.training.corpora import GoldDocument, labels_of
from geomap.recognition.words import Ints, WordKnowledge

EXCERPTED_SHARE: Final = 0.5
"""Share of documents, each time anew, that are read in excerpts as the cascade does; the others are read whole."""
KEPT_SHARE: Final = 0.7
"""Of an excerpted document's sentences."""
CUT_SHARE: Final = 0.5
"""Of the kept sentences: those of which only a part is read."""
CONTEXT_TOKENS: Final = (4, 20)
"""Fewest and most tokens on both sides of the middle of such a part."""
SMALLEST_SHARE: Final = 0.4
"""Of the longest input: how small inputs are made, at random, so that every place in an input is met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Consecutive words with a row of features and a label each."""

    words: tuple[str, ...]
    features: Ints
    labels: Ints
    counts: Ints
    """Pieces of each word."""

    @property
    def size(self) -> int:
        return int(self.counts.sum())

    def part(self, first: int, after: int) -> Sentence:
        """Some of its words."""
        chosen = slice(first, after)
        return Sentence(
            words=self.words[chosen],
            features=self.features[chosen],
            labels=self.labels[chosen],
            counts=self.counts[chosen],
        )


def sentences_of(
    gold: Sequence[GoldDocument], gazetteer: Gazetteer, words: WordKnowledge, pieces: PieceTable
) -> list[list[Sentence]]:
    """The sentences of annotated documents, one list a document."""
    texts = [document.document.text for document in gold]
    tokens = [tokenize(text) for text in texts]
    encoder = Encoder(gazetteer, words)
    stream = encoder.encode(texts, tokens)
    labels = labels_of(stream, tokens, gold).astype(np.int64)
    rows = feature_rows(stream, encoder, np.arange(len(stream.types)))
    found: list[list[Sentence]] = [[] for _ in gold]
    for first, length in zip(stream.firsts.tolist(), stream.lengths.tolist(), strict=True):
        begin, document = int(stream.token[first]), int(stream.document[first])
        names = tuple(tokens[document].words[begin : begin + length])
        own = slice(first, first + length)
        counts = np.array([len(numbers) for numbers in pieces.of_words(names)])
        sentence = Sentence(words=names, features=rows[own], labels=labels[own], counts=counts)
        found[document].append(sentence)
    return found


def inputs_of(document: Sequence[Sentence], chance: np.random.Generator) -> Iterator[list[Sentence]]:
    """A document's sentences, cut at random into inputs."""
    chosen = list(document)
    if chance.random() < EXCERPTED_SHARE:
        chosen = [_cut(sentence, chance) for sentence in document if chance.random() < KEPT_SHARE]
    while chosen:
        limit = int(MAX_PIECES * chance.uniform(SMALLEST_SHARE, 1.0)) - EDGES
        _, after = groups_that_fit([sentence.size for sentence in chosen[:MAX_PIECES]], limit)[0]
        yield chosen[:after]
        del chosen[:after]


def _cut(sentence: Sentence, chance: np.random.Generator) -> Sentence:
    if chance.random() >= CUT_SHARE:
        return sentence
    middle, context = int(chance.integers(len(sentence.words))), int(chance.integers(*CONTEXT_TOKENS))
    return sentence.part(max(0, middle - context), middle + context + 1)

"""Excerpts of documents as word pieces and feature numbers: the neural recognizer's input.

The vocabulary knows no upper case, so that case, gazetteer value and the document's signs go in as features, the same
for every piece of a word. Training and use share this code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from geomap.recognition.encode import Encoder, Mode, Stream
from geomap.recognition.lexicon import Kind
from geomap.recognition.lookup import EXTRAS, VALUES
from geomap.recognition.words import CASE, KIND, Case, Ints

MAX_WORD_PIECES: Final = 6
"""Further pieces of a word are dropped: they say little of a long compound."""
MAX_PIECES: Final = 160
"""Longest input: about five sentences, or ten excerpts."""
DOCUMENT_SIGNS: Final = 256

FEATURE_SIZES: Final = (len(Case), len(Kind), VALUES, EXTRAS, len(Mode), DOCUMENT_SIGNS)
"""Distinct values of case, kind, gazetteer value, extra value, mode, document's signs."""
FEATURE_OFFSETS: Final = np.cumsum((0, *FEATURE_SIZES[:-1]))
FEATURE_COUNT: Final = sum(FEATURE_SIZES)
EDGES: Final = 2
"""Pieces that mark begin and end."""
_EDGE = np.array([Case.PADDING, 0, 0, 0, 0, 0]) + FEATURE_OFFSETS


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceInput:
    """One input: pieces with the two edge markers, a row of features each, where each word's first piece is."""

    pieces: Ints
    features: Ints
    firsts: Ints


class PieceTable:
    """Word pieces of words, remembered by the row of the word type."""

    def __init__(self, vocabulary: Path) -> None:
        pieces = WordPiece.read_file(str(vocabulary))
        self._tokenizer = Tokenizer(WordPiece(pieces, unk_token="[UNK]"))  # noqa: S106, not a password
        self._tokenizer.normalizer = BertNormalizer(lowercase=True)
        self._tokenizer.pre_tokenizer = BertPreTokenizer()
        self._unknown = pieces["[UNK]"]
        self._begin, self._end = pieces["[CLS]"], pieces["[SEP]"]
        self._known: dict[str, list[int]] = {}

    def of_word(self, word: str) -> list[int]:
        """Piece numbers of one word, at least one."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > 100_000:
                self._known.clear()
            numbers = self._tokenizer.encode(word, add_special_tokens=False).ids[:MAX_WORD_PIECES]
            known = self._known[word] = numbers or [self._unknown]
        return known

    def of_words(self, words: Sequence[str]) -> list[list[int]]:
        """Piece numbers of each word."""
        known = self._known
        return [known.get(word) or self.of_word(word) for word in words]

    def input(self, words: Sequence[list[int]], features: Ints) -> PieceInput:
        """The input of words, given by their pieces, that follow one another; `features` has a row a word.

        Words beyond the longest input are left out, so that `firsts` can be shorter than `words`.
        """
        counts = np.fromiter(map(len, words), dtype=np.int64, count=len(words))
        ends = np.cumsum(counts)
        kept = int(np.searchsorted(ends, MAX_PIECES - EDGES, side="right"))
        pieces = [self._begin, *chain.from_iterable(words[:kept]), self._end]
        rows = np.zeros(len(pieces), dtype=np.int64)
        rows[1:-1] = np.repeat(np.arange(1, kept + 1), counts[:kept])
        return PieceInput(
            pieces=np.array(pieces, dtype=np.int64),
            features=np.concatenate([_EDGE[None], features]).take(rows, axis=0),
            firsts=1 + (ends - counts)[:kept],
        )


def feature_rows(stream: Stream, encoder: Encoder, positions: Ints) -> Ints:
    """Feature numbers of positions of a stream, in the table of all features."""
    table = encoder.types.table.take(stream.types[positions], axis=0)
    columns = (table[:, CASE], table[:, KIND], *stream.columns[positions].T)
    rows: Ints = np.stack(columns, axis=1).astype(np.int64) + FEATURE_OFFSETS
    return rows


def groups_that_fit(counts: Sequence[int], limit: int = MAX_PIECES - EDGES) -> list[tuple[int, int]]:
    """Cut excerpts with so many pieces each into runs within the limit: first, and the one after the last.

    What is longer than the limit is a run by itself.
    """
    groups: list[tuple[int, int]] = []
    first = size = 0
    for number, count in enumerate(counts):
        if number > first and size + count > limit:
            groups.append((first, number))
            first, size = number, 0
        size += count
    if counts:
        groups.append((first, len(counts)))
    return groups

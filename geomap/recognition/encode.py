"""Documents to feature numbers, vectorized over a batch.

Sentences without a capital letter are left out. The rest stand in one long stream with two padding tokens before
each sentence and after the last, so that a neighbor's feature is the same array shifted. Training
and use share this code.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geomap.protocols import Gazetteer
from geomap.recognition.features import CONTEXT_TEMPLATES, PADDING, PRIME, TYPE_TEMPLATES, mix
from geomap.recognition.lexicon import Kind
from geomap.recognition.lookup import Level, Lookup
from geomap.recognition.tokens import Tokens
from geomap.recognition.words import (
    CASE,
    COMMON,
    KIND,
    LOWER,
    NAME_CASES,
    NAME_KINDS,
    TYPE_COLUMNS,
    WORD,
    Case,
    Ints,
    WordKnowledge,
    WordTypes,
    hash_of,
)

SHOUTED_SHARE: Final = 0.8
"""Share of words in capitals above which a sentence counts as shouted (headlines, datelines, agency slugs)."""


class Mode(IntEnum):
    """How a sentence is written."""

    NORMAL = 0
    SHOUTED = 1
    TITLED = 2
    """Most words begin with a capital, as in headlines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A batch of documents as one stream of tokens with padding.

    `types` are rows of the word type table (0 is padding), `columns` the context columns (GAZ EXTRA MODE DOC),
    `document` and `token` say where a position comes from (-1 on padding), `firsts` and `lengths` give the
    sentences.
    """

    types: Ints
    columns: NDArray[np.uint64]
    document: Ints
    token: Ints
    firsts: Ints
    lengths: Ints
    sentence_numbers: Ints
    """Number of each sentence within its document."""


class Encoder:
    """Tokens to streams and streams to feature numbers."""

    def __init__(self, gazetteer: Gazetteer, words: WordKnowledge) -> None:
        self.lookup = Lookup(gazetteer, words.common)
        self.types = WordTypes(words)

    def encode(self, texts: Sequence[str], tokens: Sequence[Tokens]) -> Stream:
        """The stream of a batch."""
        parts = [
            self._document(number, text, toks) for number, (text, toks) in enumerate(zip(texts, tokens, strict=True))
        ]
        padding = np.full((PADDING, 6), -1, dtype=np.int64)
        padding[:, :4] = 0
        rows: list[Ints] = [padding]
        firsts, lengths, numbers = [], [], []
        position = PADDING
        for sentences in parts:
            for number, sentence in sentences:
                firsts.append(position)
                lengths.append(len(sentence))
                numbers.append(number)
                rows += (sentence, padding)
                position += len(sentence) + PADDING
        stacked = np.concatenate(rows)
        columns = np.zeros((len(stacked), 4), dtype=np.uint64)
        columns[:, :3] = stacked[:, 1:4]
        stream = Stream(
            types=stacked[:, 0],
            columns=columns,
            document=stacked[:, 4],
            token=stacked[:, 5],
            firsts=np.array(firsts, dtype=np.int64),
            lengths=np.array(lengths, dtype=np.int64),
            sentence_numbers=np.array(numbers, dtype=np.int64),
        )
        columns[:, 3] = document_bits(stream, self.types.table)
        return stream

    def _document(self, number: int, text: str, tokens: Tokens) -> list[tuple[int, Ints]]:
        words = tokens.words
        if not words:
            return []
        rows = np.zeros((len(words), 6), dtype=np.int64)
        rows[:, 0] = self.types.numbers(words)
        rows[:, 4] = number
        rows[:, 5] = np.arange(len(words))
        cases = self.types.table[rows[:, 0], CASE].astype(np.int64)
        is_name = NAME_CASES[cases]
        worth_reading = self._worth_reading(tokens, rows[:, 0], is_name)
        modes = _modes(tokens, cases)
        heads = np.flatnonzero(is_name).tolist()
        capital = set(heads)
        sentences = []
        for sentence in worth_reading:
            begin, end = tokens.sentences[sentence], tokens.sentences[sentence + 1]
            if modes[sentence] is not Mode.NORMAL:
                rows[begin:end, 3] = modes[sentence]
            if modes[sentence] is Mode.SHOUTED:
                rows[begin:end, 0] = self.types.numbers(
                    ["\0" + word if word[0].isalpha() else word for word in words[begin:end]]
                )
            own = heads[bisect_left(heads, begin) : bisect_left(heads, end)]
            for head, count, value, extra in self.lookup.values(text, tokens, own, capital, end):
                rows[head : head + count, 1] = value + 1
                rows[head, 1] = value
                rows[head : head + count, 2] = extra
            sentences.append((sentence, rows[begin:end]))
        return sentences

    def _worth_reading(self, tokens: Tokens, types: Ints, is_name: NDArray[np.bool_]) -> list[int]:
        """Numbers of the sentences with a capitalized word that may be a name.

        Not function words and the like; not a plain word at the sentence's beginning, unless the gazetteer knows it.
        """
        begins = np.array(tokens.sentences[:-1], dtype=np.int64)
        table = self.types.table
        may_be = is_name & NAME_KINDS[table[types, KIND].astype(np.int64)]
        first_word = np.where(is_name[begins], begins, np.minimum(begins + 1, len(types) - 1))
        plain = first_word[may_be[first_word] & (table[types[first_word], COMMON] > 0)]
        may_be[[token for token in plain.tolist() if not self.lookup.knows(tokens.words[token])]] = False
        return np.flatnonzero(np.logical_or.reduceat(may_be, begins)).tolist()

    def type_features(self, first_type: int = 0) -> Ints:
        """Feature numbers of word types from a row on, one column a type template."""
        table = self.types.table[first_type : self.types.count]
        return np.stack([mix(number, table[:, column]) for number, (column, _) in enumerate(TYPE_TEMPLATES)], axis=1)

    def context_features(self, stream: Stream) -> list[Ints]:
        """Feature numbers of every position of a stream, one array a context template."""
        size = len(stream.types)
        needed = {pair for template in CONTEXT_TEMPLATES for pair in template}
        columns = np.zeros((TYPE_COLUMNS + stream.columns.shape[1], size + 2 * PADDING), dtype=np.uint64)
        columns[:TYPE_COLUMNS] = self.types.table.take(np.pad(stream.types, PADDING), axis=0).T
        columns[TYPE_COLUMNS:, PADDING:-PADDING] = stream.columns.T
        shifted = {
            (column, offset): columns[column, PADDING + offset : PADDING + offset + size] for column, offset in needed
        }
        return [
            mix(len(TYPE_TEMPLATES) + number, *(shifted[pair] for pair in template))
            for number, template in enumerate(CONTEXT_TEMPLATES)
        ]


_COUNTED = np.zeros((len(Case), 3), dtype=np.int64)
"""Case → whether it counts as upper, lower and title case."""
_COUNTED[[Case.UPPER, Case.DOTTED, Case.INITIAL], 0] = 1
_COUNTED[Case.LOWER, 1] = 1
_COUNTED[Case.TITLE, 2] = 1


def _modes(tokens: Tokens, cases: Ints) -> list[Mode]:
    """How each sentence is written."""
    counts = np.add.reduceat(_COUNTED.take(cases, axis=0), tokens.sentences[:-1], axis=0).tolist()
    bounds = pairwise(tokens.sentences)
    return [_mode(tokens.words, begin, end, *count) for (begin, end), count in zip(bounds, counts, strict=True)]


def _mode(words: list[str], begin: int, end: int, upper: int, lower: int, title: int) -> Mode:
    if upper + lower + title >= 3 and upper >= SHOUTED_SHARE * (upper + lower + title):
        return Mode.SHOUTED
    if title < 4 or title <= lower // 3:
        return Mode.NORMAL
    long_lower = sum(len(word) > 4 for word in words[begin:end] if word.islower())
    return Mode.TITLED if title > 3 * long_lower else Mode.NORMAL


def document_bits(stream: Stream, table: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """What the rest of the document says of a capitalized word, as bits.

    1 it stands in lower case, 2 after "in", "near", "to" …, 4 beside a person's title, first name or a verb of
    speaking, 8 beside a kind of place, 16 before a comma and a known name, 32 it stands more than once, 64 after and
    128 before another capitalized word of no known kind, as parts of a person's name do.
    """
    types, size = stream.types, len(stream.types)
    kind, case = table[types, KIND], table[types, CASE]
    before, after = np.roll(kind, 1), np.roll(kind, -1)
    gaz = stream.columns[:, 0]
    comma = table[types, WORD] == np.uint64(hash_of(","))
    place_kinds = (Kind.AREA, Kind.NATURE)
    name_part = (case == Case.TITLE) & np.isin(kind, (Kind.NONE, Kind.FIRST_NAME))
    signs = np.stack(
        [
            case == Case.LOWER,
            before == Kind.LOCATIVE,
            np.isin(before, (Kind.TITLE, Kind.FIRST_NAME)) | (after == Kind.SPEECH),
            np.isin(after, place_kinds) | (np.isin(np.roll(kind, 2), place_kinds) & (before == Kind.FUNCTION)),
            np.roll(comma, -1) & (np.roll(gaz, -2) > Level.NONE),
            np.ones(size, dtype=bool),
            np.roll(name_part, 1),
            np.roll(name_part, -1),
        ],
        axis=1,
    ).astype(np.int64)
    is_name = NAME_CASES[case.astype(np.int64)]
    wanted = np.flatnonzero(is_name | (case == Case.LOWER))
    if not len(wanted):
        return np.zeros(size, dtype=np.uint64)
    keys = table[types[wanted], LOWER] * PRIME + stream.document[wanted].astype(np.uint64)
    _, inverse = np.unique(keys, return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    begins = np.flatnonzero(np.diff(inverse[order], prepend=-1))
    own = signs.take(wanted, axis=0)
    totals = np.add.reduceat(own.take(order, axis=0), begins, axis=0).take(inverse, axis=0)
    elsewhere = (totals - own) > 0
    bits = np.zeros(size, dtype=np.uint64)
    bits[wanted] = (elsewhere * (1 << np.arange(8))).sum(axis=1).astype(np.uint64)
    bits[~is_name] = 0
    return bits

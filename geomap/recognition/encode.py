"""Documents to feature numbers, vectorized over a batch.

Sentences without a capital letter are left out. The rest stand in one long stream with two padding tokens before
each sentence and after the last, so that a neighbor's feature is the same array shifted. Every feature is a number
below `FEATURES`, the hash of a template and its values; training and use share this code.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geomap.recognition.lexicon import WORD_KINDS, Kind
from geomap.recognition.lookup import Level, Lookup
from geomap.recognition.tokens import Tokens

Ints = NDArray[np.int64]

FEATURE_BITS: Final = 20
FEATURES: Final = 1 << FEATURE_BITS
PADDING: Final = 3
"""Padding tokens between sentences: the widest window."""
SHOUTED_SHARE: Final = 0.8
"""Share of words in capitals above which a sentence counts as shouted (headlines, datelines, agency slugs)."""


class Case(IntEnum):
    """How a token is written."""

    OTHER = 0
    DIGIT = 1
    LOWER = 2
    TITLE = 3
    UPPER = 4
    INITIAL = 5
    MIXED = 6
    DOTTED = 7
    ALPHANUMERIC = 8
    UNCASED = 9
    """Letters of a script without case, such as Arabic."""
    SHOUTED = 10
    """Any word in a sentence that is all in capitals."""
    PADDING = 11


class Mode(IntEnum):
    """How a sentence is written."""

    NORMAL = 0
    SHOUTED = 1
    TITLED = 2
    """Most words begin with a capital, as in headlines."""


_NAME_CASES = np.zeros(len(Case), dtype=bool)
_NAME_CASES[[Case.TITLE, Case.UPPER, Case.INITIAL, Case.MIXED, Case.DOTTED, Case.SHOUTED, Case.ALPHANUMERIC]] = True

# Columns of the table of word types.
WORD, LOWER, SHAPE, PREFIX3, SUFFIX3, SUFFIX2, SUFFIX4, CASE, KIND = range(9)
TYPE_COLUMNS: Final = 9
# Columns that depend on the context.
GAZ, EXTRA, MODE, DOC = range(TYPE_COLUMNS, TYPE_COLUMNS + 4)

_NEAR, _CLOSE, _HERE = (-2, -1, 0, 1, 2), (-1, 0, 1), (0,)
TYPE_TEMPLATES: Final = tuple(
    (column, offset)
    for column, offsets in (
        (WORD, _HERE),
        (LOWER, (-3, *_NEAR, 3)),
        (SHAPE, _CLOSE),
        (PREFIX3, _CLOSE),
        (SUFFIX3, _CLOSE),
        (SUFFIX2, _HERE),
        (SUFFIX4, _HERE),
        (CASE, _NEAR),
        (KIND, (-3, *_NEAR, 3)),
    )
    for offset in offsets
)
"""Features that depend on one word type alone: summed once a type."""

CONTEXT_TEMPLATES: Final[tuple[tuple[tuple[int, int], ...], ...]] = (
    *(((GAZ, offset),) for offset in _NEAR),
    *(((EXTRA, offset),) for offset in _CLOSE),
    *(((DOC, offset),) for offset in _CLOSE),
    ((LOWER, -1), (LOWER, 0)),
    ((LOWER, 0), (LOWER, 1)),
    ((LOWER, -2), (LOWER, -1)),
    ((LOWER, 1), (LOWER, 2)),
    ((GAZ, -1), (GAZ, 0)),
    ((GAZ, 0), (GAZ, 1)),
    ((GAZ, 0), (GAZ, 2), (LOWER, 1)),
    ((GAZ, 0), (KIND, -1)),
    ((GAZ, 0), (KIND, 1)),
    ((GAZ, 0), (KIND, -1), (KIND, 1)),
    ((GAZ, 0), (KIND, 0), (MODE, 0)),
    ((GAZ, 0), (LOWER, -1)),
    ((GAZ, 0), (LOWER, 1)),
    ((GAZ, 0), (LOWER, 0)),
    ((GAZ, 0), (DOC, 0)),
    ((GAZ, 0), (EXTRA, 0), (CASE, 0)),
    ((GAZ, 0), (CASE, -1), (CASE, 1)),
    ((KIND, -1), (CASE, 0), (KIND, 1)),
    ((KIND, -2), (KIND, -1), (CASE, 0)),
    ((CASE, -1), (CASE, 0), (CASE, 1)),
    ((CASE, 0), (CASE, 1), (CASE, 2)),
    ((CASE, -2), (CASE, -1), (CASE, 0)),
    ((DOC, 0), (CASE, 0), (KIND, -1)),
    ((DOC, 0), (KIND, 1)),
)

_DIGITS = re.compile(r"\d")
_SHAPE_RUNS = re.compile(r"(.)\1{2,}")
_ACRONYMS = frozenset(
    ["US", "UK", "UN", "EU", "UAE", "USA", "NATO", "ISIS", "ISIL", "U.S.", "U.K.", "U.N.", "DC", "D.C.", "LA"]
)
_PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_DOWN = np.uint64(64 - FEATURE_BITS)


def mix(seed: int, *columns: NDArray[np.uint64]) -> Ints:
    """Hash of a template's number and the values of its columns, below `FEATURES`."""
    state = np.full(columns[0].shape, np.uint64((seed + 1) * 0x632BE59BD9B4E019 & 0xFFFFFFFFFFFFFFFF))
    for column in columns:
        state = (state ^ column) * _PRIME
        state ^= state >> _SHIFT
    return (state * _PRIME >> _DOWN).astype(np.int64)


def case_of(word: str) -> Case:
    """The case class of a token."""
    first = word[0]
    if not first.isalpha():
        return Case.DIGIT if first.isdigit() else Case.OTHER
    if not first.isupper():
        return Case.LOWER if first.islower() else Case.UNCASED
    if len(word) == 1:
        return Case.INITIAL
    if "." in word and word.count(".") > 1:
        return Case.DOTTED
    if any(map(str.isdigit, word)):
        return Case.ALPHANUMERIC
    if word.isupper():
        return Case.UPPER
    return Case.TITLE if word[1:].islower() else Case.MIXED


def _shape(word: str) -> str:
    letters = ("X" if c.isupper() else "x" if c.isalpha() else "0" if c.isdigit() else c for c in word)
    return _SHAPE_RUNS.sub(r"\1\1", "".join(letters))


def _hash(text: str) -> int:
    data = text.encode("utf-8", "surrogatepass")
    return zlib.crc32(data) << 31 ^ zlib.adler32(data)


class WordTypes:
    """Table of the word types seen so far: one row of column values each."""

    LIMIT: Final = 150_000
    """Types kept before the table starts anew; bounds the memory."""

    def __init__(self) -> None:
        self._rows: dict[str, int] = {}
        self.table: NDArray[np.uint64] = np.zeros((1024, TYPE_COLUMNS), dtype=np.uint64)
        self.table[0] = 7
        self.table[0, CASE] = Case.PADDING
        self.count = 1

    def numbers(self, words: Sequence[str]) -> list[int]:
        """The rows of words, new ones added; a word that begins with NUL is the shouted form."""
        rows = self._rows
        return [rows.get(word) or self._add(word) for word in words]

    def start_anew_if_full(self) -> bool:
        """Forget all types when there are too many; only between batches."""
        if self.count < self.LIMIT:
            return False
        self._rows.clear()
        self.count = 1
        return True

    def _add(self, word: str) -> int:
        row = self.count
        if row == len(self.table):
            self.table = np.concatenate([self.table, np.zeros_like(self.table)])
        self.table[row] = _type_columns(word)
        self._rows[word] = row
        self.count += 1
        return row


def _type_columns(word: str) -> list[int]:
    case = case_of(word)
    if word[0] == "\0":
        word = word[1:]
        case = Case.SHOUTED
        word = word if word in _ACRONYMS else word.capitalize()
    plain = _DIGITS.sub("0", word).replace("\u2019", "'")
    lower = plain.lower()
    return [
        _hash(plain),
        _hash(lower),
        _hash(_shape(plain)),
        _hash(lower[:3]),
        _hash(lower[-3:]),
        _hash(lower[-2:]),
        _hash(lower[-4:]),
        case,
        WORD_KINDS.get(lower, Kind.NONE),
    ]


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

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.types = WordTypes()

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
        types = np.array(self.types.numbers(words), dtype=np.int64)
        cases = self.types.table[types, CASE].astype(np.int64)
        is_name = _NAME_CASES[cases]
        bounds = np.array(tokens.sentences, dtype=np.int64)
        kept = np.flatnonzero(np.logical_or.reduceat(is_name, bounds[:-1]))
        sentences = []
        for sentence in kept.tolist():
            begin, end = tokens.sentences[sentence], tokens.sentences[sentence + 1]
            rows = np.zeros((end - begin, 6), dtype=np.int64)
            mode = _mode(words[begin:end], cases[begin:end])
            rows[:, 0] = types[begin:end]
            if mode is Mode.SHOUTED:
                rows[:, 0] = self.types.numbers(
                    ["\0" + word if word[0].isalpha() else word for word in words[begin:end]]
                )
            heads = (np.flatnonzero(is_name[begin:end]) + begin).tolist()
            for head, count, value, extra in self.lookup.values(text, words, tokens.starts, tokens.ends, heads, end):
                at = head - begin
                rows[at : at + count, 1] = value + 1
                rows[at, 1] = value
                rows[at : at + count, 2] = extra
            rows[:, 3] = mode
            rows[:, 4] = number
            rows[:, 5] = np.arange(begin, end)
            sentences.append((sentence, rows))
        return sentences

    def type_features(self, first_type: int = 0) -> Ints:
        """Feature numbers of word types from a row on, one column a type template."""
        table = self.types.table[first_type : self.types.count]
        return np.stack([mix(number, table[:, column]) for number, (column, _) in enumerate(TYPE_TEMPLATES)], axis=1)

    def context_features(self, stream: Stream) -> list[Ints]:
        """Feature numbers of every position of a stream, one array a context template."""
        size = len(stream.types)
        needed = {pair for template in CONTEXT_TEMPLATES for pair in template}
        padded = np.pad(stream.types, PADDING)
        context = np.pad(stream.columns, ((PADDING, PADDING), (0, 0)))
        shifted = {}
        for column, offset in needed:
            window = slice(PADDING + offset, PADDING + offset + size)
            if column < TYPE_COLUMNS:
                shifted[column, offset] = self.types.table[:, column][padded[window]]
            else:
                shifted[column, offset] = context[window, column - TYPE_COLUMNS]
        return [
            mix(len(TYPE_TEMPLATES) + number, *(shifted[pair] for pair in template))
            for number, template in enumerate(CONTEXT_TEMPLATES)
        ]


def _mode(words: list[str], cases: Ints) -> Mode:
    counts = np.bincount(cases, minlength=len(Case)).tolist()
    upper = counts[Case.UPPER] + counts[Case.DOTTED] + counts[Case.INITIAL]
    lower, title = counts[Case.LOWER], counts[Case.TITLE]
    if upper + lower + title >= 3 and upper >= SHOUTED_SHARE * (upper + lower + title):
        return Mode.SHOUTED
    if title < 4 or title <= lower // 3:
        return Mode.NORMAL
    long_lower = sum(len(word) > 4 for word in words if word.islower())
    return Mode.TITLED if title > 3 * long_lower else Mode.NORMAL


def document_bits(stream: Stream, table: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """What the rest of the document says of a capitalized word, as bits.

    1 it stands in lower case, 2 after "in", "near", "to" …, 4 beside a person's title, first name or a verb of
    speaking, 8 beside a kind of place, 16 before a comma and a known name, 32 it stands more than once.
    """
    types, size = stream.types, len(stream.types)
    kind, case = table[types, KIND], table[types, CASE]
    before, after = np.roll(kind, 1), np.roll(kind, -1)
    gaz = stream.columns[:, 0]
    comma = table[types, WORD] == np.uint64(_hash(","))
    place_kinds = (Kind.AREA, Kind.NATURE)
    signs = np.stack(
        [
            case == Case.LOWER,
            before == Kind.LOCATIVE,
            np.isin(before, (Kind.TITLE, Kind.FIRST_NAME)) | (after == Kind.SPEECH),
            np.isin(after, place_kinds) | (np.isin(np.roll(kind, 2), place_kinds) & (before == Kind.FUNCTION)),
            np.roll(comma, -1) & (np.roll(gaz, -2) > Level.NONE),
            np.ones(size, dtype=bool),
        ],
        axis=1,
    ).astype(np.int64)
    is_name = _NAME_CASES[case.astype(np.int64)]
    wanted = np.flatnonzero(is_name | (case == Case.LOWER))
    if not len(wanted):
        return np.zeros(size, dtype=np.uint64)
    keys = table[types[wanted], LOWER] * _PRIME + stream.document[wanted].astype(np.uint64)
    _, inverse = np.unique(keys, return_inverse=True)
    order = np.argsort(inverse, kind="stable")
    begins = np.flatnonzero(np.diff(inverse[order], prepend=-1))
    totals = np.add.reduceat(signs[wanted][order], begins, axis=0)[inverse]
    elsewhere = (totals - signs[wanted]) > 0
    bits = np.zeros(size, dtype=np.uint64)
    bits[wanted] = (elsewhere * (1 << np.arange(6))).sum(axis=1).astype(np.uint64)
    bits[~is_name] = 0
    return bits

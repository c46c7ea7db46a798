"""Words as such: how they are written, what is known of them, and the table of their feature values."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from geomap.recognition.lexicon import WORD_KINDS, Kind

Ints = NDArray[np.int64]


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


NAME_CASES = np.zeros(len(Case), dtype=bool)
NAME_CASES[[Case.TITLE, Case.UPPER, Case.INITIAL, Case.MIXED, Case.DOTTED, Case.SHOUTED, Case.ALPHANUMERIC]] = True

NAME_KINDS = np.ones(len(Kind), dtype=bool)
NAME_KINDS[[Kind.FUNCTION, Kind.LOCATIVE, Kind.CALENDAR, Kind.SPEECH, Kind.PERSON_NOUN]] = False

# Columns of the table of word types.
WORD, LOWER, SHAPE, PREFIX3, SUFFIX3, SUFFIX2, SUFFIX4, CASE, KIND, CLUSTER, COMMON = range(11)
TYPE_COLUMNS: Final = 11
_DIGITS = re.compile(r"\d")
_SHAPE_RUNS = re.compile(r"(.)\1{2,}")
_ACRONYMS = frozenset(
    ["US", "UK", "UN", "EU", "UAE", "USA", "NATO", "ISIS", "ISIL", "U.S.", "U.K.", "U.N.", "DC", "D.C.", "LA"]
)


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


def hash_of(text: str) -> int:
    data = text.encode("utf-8", "surrogatepass")
    return zlib.crc32(data) << 31 ^ zlib.adler32(data)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordKnowledge:
    """What is known of words apart from the gazetteer; part of a model."""

    common: frozenset[str]
    """Words that stood in lower case in the training texts."""
    clusters: Mapping[str, int]
    """Lower-case word to the number (from 1) of its cluster of similar words."""


class WordTypes:
    """Table of the word types seen so far: one row of column values each."""

    LIMIT: Final = 150_000
    """Types kept before the table starts anew; bounds the memory."""

    def __init__(self, words: WordKnowledge) -> None:
        self._words = words
        self._rows: dict[str, int] = {}
        self.table: NDArray[np.uint64] = np.zeros((1024, TYPE_COLUMNS), dtype=np.uint64)
        self.table[0] = 7
        self.table[0, CASE] = Case.PADDING
        self.count = 1

    def numbers(self, words: Sequence[str]) -> list[int]:
        """The rows of words, new ones added; a word that begins with NUL is the shouted form."""
        rows = self._rows
        known = list(map(rows.get, words))
        if None in known:
            return [rows.get(word) or self._add(word) for word in words]
        return cast("list[int]", known)

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
        self.table[row] = _type_columns(word, self._words)
        self._rows[word] = row
        self.count += 1
        return row


def _type_columns(word: str, words: WordKnowledge) -> list[int]:
    case = case_of(word)
    if word[0] == "\0":
        word = word[1:]
        case = Case.SHOUTED
        word = word if word in _ACRONYMS else word.capitalize()
    plain = _DIGITS.sub("0", word).replace("\u2019", "'")
    lower = plain.lower()
    return [
        hash_of(plain),
        hash_of(lower),
        hash_of(_shape(plain)),
        hash_of(lower[:3]),
        hash_of(lower[-3:]),
        hash_of(lower[-2:]),
        hash_of(lower[-4:]),
        case,
        WORD_KINDS.get(lower, Kind.NONE),
        words.clusters.get(lower, 0),
        lower in words.common,
    ]

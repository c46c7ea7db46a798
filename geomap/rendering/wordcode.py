"""Frequent words as control characters, before gzip: its window of 32 kB cannot know what the other texts say.

A word and the space after it become two or three bytes, the first of which JSON never holds as such. Texts of 300
characters pack by a quarter smaller. Nothing is assumed of the language: words are
what stands between spaces. All words of a text are looked up at once, by numpy, which leaves Python's lock meanwhile.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

LEADS = bytes(code for code in range(2, 32) if code != ord("\n"))
"""First bytes of a code of two; line breaks stand between the rows."""
LONG_LEAD = 1
"""First byte of a code of three."""
FOLLOWERS = bytes(range(32, 127))
CODES = [bytes(pair) for pair in product(LEADS, FOLLOWERS)] + [
    bytes((LONG_LEAD, *pair)) for pair in product(FOLLOWERS, FOLLOWERS)
]
"""2,755 codes of two bytes and 9,025 of three, best first; `assets/app/details.js` counts them alike."""
MOST_WORDS = 6_400
"""More words pack no smaller: each stands in the page, too."""
SAMPLE = 4_000
"""Texts whose words are counted; twice as many changed nothing in the second digit."""
LEAST_COUNT = 3
LONGEST = 16
"""Bytes of the longest word that has a code: two machine words, which compare at once."""
SLOT_BITS = 18
"""Slots of the look-up table, 2¹⁸: of 6,400 words one in eighty finds its slot taken, and goes without a code."""
_LOW_FACTOR, _HIGH_FACTOR = 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F
"""Odd factors that spread bits: 2⁶⁴ over the golden ratio, and the second prime of xxHash."""
_SPACE = ord(" ")
_AWKWARD = re.compile(r'["\\\x00-\x1f]')

Bytes = NDArray[np.uint8]
Keys = NDArray[np.uint64]
Offsets = NDArray[np.int64]

_KEPT = [(1 << 8 * size) - 1 for size in range(LONGEST + 1)] + [0]
_LOW_MASK = np.array([mask % 2**64 for mask in _KEPT], dtype=np.uint64)
_HIGH_MASK = np.array([mask >> 64 for mask in _KEPT], dtype=np.uint64)
"""By a word's size: the bytes of both machine words that are its own; none when it is too long."""
_CODE_SIZE = np.array([len(code) for code in CODES])
_FIRST, _SECOND, _THIRD = np.array([tuple(code.ljust(3)) for code in CODES], dtype=np.uint8).T


class Codes:
    """Which words have codes: `words` in the order of CODES."""

    def __init__(self, words: Sequence[str] = ()) -> None:
        """`words`: best first; those that are too long or find their slot taken are passed over."""
        packed = [word.encode("utf-8", "replace") for word in words]
        fitting = [k for k, word in enumerate(packed) if 0 < len(word) <= LONGEST]
        padded = b"".join(packed[k].ljust(LONGEST, b"\0") for k in fitting)
        low, high = np.frombuffer(padded, dtype="<u8").reshape(-1, 2).T
        slots = _slots(low, high)
        _, first = np.unique(slots, return_index=True)
        kept = np.sort(first)[: len(CODES)]
        self.words = [words[fitting[k]] for k in kept]
        # Slots without a word point behind the last one, at a key that no word has: UTF-8 holds no byte of ones alone.
        none = np.uint64(2**64 - 1)
        self._low, self._high = np.append(low[kept], none), np.append(high[kept], none)
        self._numbers = np.full(2**SLOT_BITS, len(kept), dtype=np.int16)
        self._numbers[slots[kept]] = np.arange(len(kept))

    def find(self, text: bytearray, starts: Offsets, sizes: Offsets) -> tuple[Offsets, Offsets]:
        """Which of the words at `starts` have a code, and its number. `text` goes on for LONGEST bytes after them."""
        windows: Keys = np.ndarray((len(text) - 7,), dtype="<u8", buffer=text, strides=(1,))
        size = np.minimum(sizes, LONGEST + 1)
        low, high = windows[starts] & _LOW_MASK[size], windows[starts + 8] & _HIGH_MASK[size]
        numbers = self._numbers[_slots(low, high)]
        found = np.flatnonzero((self._low[numbers] == low) & (self._high[numbers] == high))
        return found, numbers[found].astype(np.int64)


def _slots(low: Keys, high: Keys) -> Keys:
    mixed = (low ^ high * np.uint64(_HIGH_FACTOR)) * np.uint64(_LOW_FACTOR)
    return mixed >> np.uint64(64 - SLOT_BITS)


def vocabulary(texts: Iterable[str]) -> list[str]:
    """The words that save most, best first; words that JSON would write otherwise are left out."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(text.split(" "))
    gains = {word: count * (len(word) - 1) for word, count in counted.items() if count >= LEAST_COUNT and len(word) > 1}
    ordered = sorted(gains, key=lambda word: (-gains[word], word))
    return [word for word in ordered if not _AWKWARD.search(word)][:MOST_WORDS]


def coded(data: bytes, code: Codes) -> bytes:
    """JSON's UTF-8 with its frequent words coded."""
    text = bytearray(data) + bytes(LONGEST)
    letters: Bytes = np.frombuffer(text, dtype=np.uint8)
    ends = np.flatnonzero(letters == _SPACE)
    starts = np.concatenate((np.zeros(1, dtype=np.int64), ends + 1))[:-1]
    found, numbers = code.find(text, starts, ends - starts)
    starts = starts[found]
    letters[starts], letters[starts + 1] = _FIRST[numbers], _SECOND[numbers]
    sizes = _CODE_SIZE[numbers]
    is_long = sizes > 2
    letters[starts[is_long] + 2] = _THIRD[numbers[is_long]]
    # From the end of its code to the end of the word and its space, letters go.
    turns = np.zeros(len(text), dtype=np.int8)
    turns[starts + sizes] = 1
    turns[ends[found] + 1] -= 1
    kept: Bytes = letters[np.cumsum(turns, dtype=np.int8) == 0]
    return bytes(kept[:-LONGEST])

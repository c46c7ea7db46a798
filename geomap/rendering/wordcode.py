"""Frequent words as single characters, before gzip: its window of 32 kB cannot know what the other texts say.

A word and the space after it become one character of Unicode's private use area. Texts of 300 characters pack by a
fifth smaller, and in a third of the time. Nothing is assumed of the language: words are what stands between spaces.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

FIRST, LAST = 0xE000, 0xF8FF
"""The private use area of the basic plane: 6,400 characters, three bytes each in UTF-8."""
SAMPLE = 8_000
"""Texts that are counted; twice as many changed nothing in the second digit."""
LEAST_COUNT = 3
_PRIVATE = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]")
_AWKWARD = re.compile(r'["\\\x00-\x1f]')


def vocabulary(texts: Sequence[str]) -> list[str]:
    """The words that save most, best first; words that JSON would write otherwise are left out."""
    counted: Counter[str] = Counter()
    for text in texts[:: max(1, len(texts) // SAMPLE)]:
        counted.update(text.split(" "))
    gains = {word: count * (len(word) - 1) for word, count in counted.items() if count >= LEAST_COUNT and len(word) > 1}
    ordered = sorted(gains, key=lambda word: (-gains[word], word))
    return [word for word in ordered if not _AWKWARD.search(word)][: LAST - FIRST + 1]


def codes(words: Iterable[str]) -> dict[str, str]:
    """Character by word."""
    return {word: chr(FIRST + number) for number, word in enumerate(words)}


def coded(text: str, code: Mapping[str, str]) -> str | None:
    """The text with its frequent words coded; None when it holds private characters of its own."""
    if _PRIVATE.search(text):
        return None
    *words, last = text.split(" ")
    return "".join([code.get(word) or word + " " for word in words]) + last

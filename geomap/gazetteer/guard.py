"""Names that consist of common words: they are looked up letter for letter only."""

from __future__ import annotations

import lzma
from functools import cache, lru_cache
from importlib.resources import files

from geomap import names
from geomap.romanization import GENERIC_WORDS


@cache
def common_words() -> frozenset[str]:
    """Common English words, first and last names, in lower case; see assets/README.md."""
    packed = (files("geomap.gazetteer") / "assets" / "common_words.txt.xz").read_bytes()
    return frozenset(lzma.decompress(packed).decode("ascii").split())


@lru_cache(maxsize=4096)
def is_common(name: str) -> bool:
    """Whether every word of a name is a common one, and none is a first part of place names ("Tall Hassan")."""
    words = names.plain(name).split()
    if any(word in GENERIC_WORDS for word in words):
        return False
    known = common_words()
    return bool(words) and all(word in known or len(word) < _LEAST_LETTERS or word.isdecimal() for word in words)


_LEAST_LETTERS = 3
"""Letters of the shortest words in the list; shorter ones are common whatever they are."""

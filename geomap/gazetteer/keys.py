"""Keys and constants of the compiled layer, shared by the code that writes it and the code that reads it."""

from __future__ import annotations

import hashlib
import zlib

from geomap import names

MAIN, ALTERNATE, DEMONYM = 0, 1, 2
"""Kinds of name entries."""
FOLDS = 4
"""Bit of an entry's kind: its fold class counts as a FOLDED match."""
COORDINATE_STEPS = 1_000_000
"""Degrees are kept as integers of a millionth (0.1 m)."""
NO_PREFIX = 255
"""In place of an id's prefix: the id is kept as a whole."""
ARABIC_MARK = "~"
"""Starts the forms of names in Arabic script: they lack the short vowels and are compared in another way."""
NEIGHBOR_LEAST_LETTERS = 4
"""Letters of a fold class from which on one wrong consonant is forgiven."""


def name_key(text: str) -> int:
    """64-bit key of a `names.plain` name, a fold class or an id, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def fold_class(form: str) -> str:
    """Fold class of a form as the layer keeps it."""
    return names.skeleton(form.removeprefix(ARABIC_MARK))


def neighbor_keys(letters: str) -> list[int]:
    """32-bit keys of a fold class without one of its letters; none for classes so short that little would be left."""
    if len(letters) < NEIGHBOR_LEAST_LETTERS:
        return []
    return [rest_key(rest) for rest in sorted({letters[:i] + letters[i + 1 :] for i in range(len(letters))})]


def rest_key(rest: str) -> int:
    """32-bit key of what is left of a fold class."""
    return zlib.crc32(rest.encode())

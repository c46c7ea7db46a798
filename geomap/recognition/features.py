"""Feature numbers: hashes of templates and the values that they look at."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from geomap.recognition.words import (
    CASE,
    CLUSTER,
    COMMON,
    KIND,
    LOWER,
    PREFIX3,
    SHAPE,
    SUFFIX2,
    SUFFIX3,
    SUFFIX4,
    TYPE_COLUMNS,
    WORD,
    Ints,
)

FEATURE_BITS: Final = 20
FEATURES: Final = 1 << FEATURE_BITS
PADDING: Final = 3
"""Padding tokens between sentences: the widest window."""

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
        (CLUSTER, _NEAR),
        (COMMON, _CLOSE),
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
    ((COMMON, 0), (CASE, 0), (CASE, -1)),
    ((GAZ, 0), (CLUSTER, -1)),
    ((GAZ, 0), (CLUSTER, 1)),
    ((CLUSTER, -1), (CLUSTER, 0)),
    ((CLUSTER, 0), (CLUSTER, 1)),
    ((CLUSTER, -2), (CLUSTER, -1), (CASE, 0)),
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

PRIME = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)
_DOWN = np.uint64(64 - FEATURE_BITS)


def mix(seed: int, *columns: NDArray[np.uint64]) -> Ints:
    """Hash of a template's number and the values of its columns, below `FEATURES`."""
    start = np.uint64((seed + 1) * 0x632BE59BD9B4E019 & 0xFFFFFFFFFFFFFFFF)
    state = columns[0] ^ start
    shifted = np.empty_like(state)
    for number, column in enumerate(columns):
        if number:
            state ^= column
        state *= PRIME
        state ^= np.right_shift(state, _SHIFT, out=shifted)
    state *= PRIME
    state >>= _DOWN
    return state.view(np.int64)

"""Sites that the focus layer knows by a name of several words: squares, airports, bases, hospitals, roads.

The corpora that the models learned from mostly leave such names out, so that the models pass over them; a reader of
reports on the focus regions wants nothing more than the square or the base itself. The longer the name, the less it is
by chance: on texts about other regions the focus layer's site names stand in one document of a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from geomap.recognition.encode import Stream
from geomap.recognition.lookup import IN_FOCUS, Level, Sort, value_of
from geomap.recognition.tokens import Tokens

_FIRST: Final = value_of(Level.SPOT, Sort.LONG)
"""Gazetteer value of the first token of a site's name of several tokens."""

_OTHERS: Final = frozenset(
    ["brigade", "division", "regiment", "battalion", "corps", "embassy", "consulate", "university", "college"]
)
"""Names with these words mostly stand for the people there."""


def known_sites(stream: Stream, tokens: Sequence[Tokens]) -> Iterator[tuple[int, int, int]]:
    """Document, first and last token (inclusive) of each such name, in the stream's order."""
    values, extras = stream.columns[:, 0].astype(np.int64), stream.columns[:, 1].astype(np.int64)
    for position in np.flatnonzero((values == _FIRST) & (extras >= IN_FOCUS)).tolist():
        after = position + 1
        while values[after] == _FIRST + 1:
            after += 1
        document, first = int(stream.document[position]), int(stream.token[position])
        last = first + after - position - 1
        words = tokens[document].words[first : last + 1]
        if last > first and _OTHERS.isdisjoint(word.lower() for word in words):
            yield document, first, last

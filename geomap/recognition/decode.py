"""Label probabilities to mentions: spans, trimming, prominent names, propagation, modifiers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from geomap.recognition.encode import Stream
from geomap.recognition.linear import BEGIN, DEMONYM, INSIDE, Floats
from geomap.recognition.lookup import Level, Sort, level_of_value, sort_of_value
from geomap.recognition.tokens import Tokens
from geomap.records import Document, Label, Mention

PLACE_THRESHOLD: Final = 0.42
"""Least probability of a token to belong to a toponym; a little under one half because a missed name costs
more than half a false one in F1 (development corpora, leave-one-out)."""
PROMINENT_THRESHOLD: Final = 0.2
"""The same for the name of a country, state or city of over 500,000 people."""
PROPAGATED_THRESHOLD: Final = 0.08
"""The same for a name that the document uses as a place elsewhere, with at least `SURE`."""
SURE: Final = 0.7
DEMONYM_THRESHOLD: Final = 0.5

_PROMINENT = np.zeros(len(Level), dtype=bool)
_PROMINENT[[Level.LARGE, Level.STATE, Level.COUNTRY]] = True
_MODIFIED = re.compile(r"[-\u2010\u2011\u2013](?=[a-z]{3,})[a-z]+")
_MODIFYING = re.compile(r"(?:\b(?:anti|pro|non|ex|post|pre|all|mid|trans)[-\u2010\u2011])$", re.IGNORECASE)
_TRIMMED_HEADS = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Spotted:
    """A span of tokens with its probability."""

    first: int
    last: int
    """The last token, inclusive."""
    score: float
    label: Label = Label.TOPONYM


def decode(stream: Stream, marginals: Floats, tokens: Sequence[Tokens]) -> list[list[Spotted]]:
    """Spans of every document, sorted, not overlapping."""
    gaz = stream.columns[:, 0].astype(np.int64)
    place = marginals[:, BEGIN] + marginals[:, INSIDE]
    levels = np.array([level_of_value(value) for value in range(int(gaz.max(initial=0)) + 1)])[gaz]
    sorts = np.array([sort_of_value(value) for value in range(int(gaz.max(initial=0)) + 1)])[gaz]
    prominent = _PROMINENT[levels] & ((sorts == Sort.PLAIN) | (sorts == Sort.LONG))
    limit = np.where(prominent, PROMINENT_THRESHOLD, PLACE_THRESHOLD)
    found: list[list[Spotted]] = [[] for _ in tokens]
    _collect(stream, marginals, place, place >= limit, found, Label.TOPONYM)
    demonym = marginals[:, DEMONYM]
    is_demonym = (levels == Level.DEMONYM) & (demonym >= DEMONYM_THRESHOLD) & (place < limit)
    _collect(stream, marginals, demonym, is_demonym, found, Label.DEMONYM)
    _propagate(stream, place, tokens, found)
    return [sorted(spans, key=lambda span: span.first) for spans in found]


def _collect(
    stream: Stream, marginals: Floats, scores: Floats, inside: np.ndarray, found: list[list[Spotted]], label: Label
) -> None:
    inside = inside & (stream.token >= 0)
    previous = np.roll(inside, 1)
    begins = inside & (~previous | (marginals[:, BEGIN] > marginals[:, INSIDE]))
    if label is Label.DEMONYM:
        begins = inside & ~previous
    starts = np.flatnonzero(begins)
    stops = np.flatnonzero(inside & (~np.roll(inside, -1) | np.roll(begins, -1)))
    for start, stop in zip(starts.tolist(), stops.tolist(), strict=True):
        score = float(scores[start : stop + 1].max())
        found[int(stream.document[start])].append(
            Spotted(first=int(stream.token[start]), last=int(stream.token[stop]), score=min(1.0, score), label=label)
        )


def _propagate(stream: Stream, place: Floats, tokens: Sequence[Tokens], found: list[list[Spotted]]) -> None:
    """Take other occurrences of a document's sure names too, where they are not hopeless."""
    names: dict[tuple[int, str], list[tuple[str, ...]]] = {}
    covered: set[tuple[int, int]] = set()
    for document, spans in enumerate(found):
        words = tokens[document].words
        for span in spans:
            covered.update((document, token) for token in range(span.first, span.last + 1))
            if span.label is Label.TOPONYM and span.score >= SURE:
                known = names.setdefault((document, words[span.first]), [])
                name = tuple(words[span.first : span.last + 1])
                if name not in known:
                    known.append(name)
    hopeful = np.flatnonzero(place >= PROPAGATED_THRESHOLD)
    origins = (stream.document[hopeful], stream.token[hopeful], place[hopeful])
    for document, first, score in zip(*(origin.tolist() for origin in origins), strict=True):
        words = tokens[document].words
        for name in sorted(names.get((document, words[first]), ()), key=len, reverse=True):
            last = first + len(name) - 1
            own = {(document, token) for token in range(first, last + 1)}
            if tuple(words[first : last + 1]) == name and covered.isdisjoint(own):
                found[document].append(Spotted(first=first, last=last, score=score))
                covered |= own
                break


def to_mentions(document: Document, tokens: Tokens, spans: Sequence[Spotted], recognizer_id: str) -> list[Mention]:
    """Mentions with offsets, trimmed and labeled."""
    mentions = []
    for span in spans:
        first, last = _trimmed(tokens.words, span)
        if first > last:
            continue
        start, end = tokens.starts[first], tokens.ends[last]
        surface = document.text[start:end]
        label = span.label
        if label is Label.TOPONYM and _is_modifier(document.text, start, end):
            label = Label.MODIFIER
        mentions.append(
            Mention(
                doc_id=document.doc_id,
                start=start,
                end=end,
                surface=surface,
                label=label,
                recognizer_id=recognizer_id,
                score=round(span.score, 4),
            )
        )
    return mentions


def _trimmed(words: list[str], span: Spotted) -> tuple[int, int]:
    first, last = span.first, span.last
    while first <= last and (words[first].lower() in _TRIMMED_HEADS or not words[first][0].isalnum()):
        first += 1
    while last >= first and not words[last][0].isalnum():
        last -= 1
    return first, last


def _is_modifier(text: str, start: int, end: int) -> bool:
    return bool(_MODIFIED.match(text, end) or _MODIFYING.search(text[max(0, start - 8) : start]))

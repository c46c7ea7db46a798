"""Which of a sentence's places an event happened at."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

import numpy as np

from geomap.events.detection import Trigger
from geomap.events.grouping import Hanging
from geomap.events.linkfeatures import SentenceFeatures, as_table
from geomap.events.linkmodel import LinkModel
from geomap.events.linkstrings import SentenceStrings
from geomap.events.phrases import PlacePhrase
from geomap.events.text import Sentence, TokenizedText

BEST_AT_LEAST = 0.1
"""The most probable place of a sentence is taken from this probability on when the trigger was given; cross-validated
together with the next two on event-location-dev.jsonl for the best link F1."""
FURTHER_AT_LEAST = 0.7
"""A second place is taken from this probability on."""
LISTED_AT_LEAST = 0.25
"""A place in one list with a taken one ("in A, B and C") is taken from this probability on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequest:
    """A trigger with the places of its sentence."""

    trigger: Trigger
    sentence: Sentence
    phrases: Sequence[PlacePhrase]
    trigger_tokens: Sequence[int] = ()
    """First tokens of the sentence's triggers."""
    at_least: float = BEST_AT_LEAST
    """Below this probability no place is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A place where a trigger's event happened."""

    phrase: PlacePhrase
    probability: float
    container: PlacePhrase | None = None
    """The mention that the text says it lies in."""
    preposition: str = ""
    """The preposition that governs it or its list, "" when none does."""
    group: int = -1
    """Phrases that hang together share it."""
    inner: tuple[PlacePhrase, ...] = ()
    """The phrases that the text says lie in it."""


def link_all(tokens: TokenizedText, requests: Sequence[LinkRequest], model: LinkModel) -> list[list[Link]]:
    """The places of each request's event, the most probable first; one call of the model for all of them."""
    sentences: dict[int, tuple[SentenceFeatures, SentenceStrings]] = {}
    rows = array("f")
    slots: list[list[int]] = []
    for request in requests:
        if not request.phrases:
            continue
        features, words = _sentence(tokens, request, sentences)
        rows.extend(features.rows(request.trigger))
        slots.extend(words.slots(request.trigger))
    if not slots:
        return [[] for _ in requests]
    table = as_table(rows)
    starts = list(accumulate(map(len, slots[:-1]), initial=0))
    table[:, -1] = model.linear(np.array([*chain.from_iterable(slots)]), starts)
    probabilities = model.probabilities(table).tolist()
    links, position = [], 0
    for request in requests:
        own = probabilities[position : position + len(request.phrases)]
        position += len(request.phrases)
        links.append(_links(request, own, sentences[request.sentence.index][0].hangings) if own else [])
    return links


def _sentence(
    tokens: TokenizedText, request: LinkRequest, sentences: dict[int, tuple[SentenceFeatures, SentenceStrings]]
) -> tuple[SentenceFeatures, SentenceStrings]:
    """The features of a request's sentence, computed once for all its triggers."""
    known = sentences.get(request.sentence.index)
    if known is None:
        features = SentenceFeatures(tokens, request.sentence, request.phrases, request.trigger_tokens)
        strings = SentenceStrings(tokens, request.sentence, request.phrases, features.hangings)
        known = sentences[request.sentence.index] = (features, strings)
    return known


def _links(request: LinkRequest, probabilities: Sequence[float], hangings: Sequence[Hanging]) -> list[Link]:
    phrases = request.phrases
    return [
        Link(
            phrase=phrases[i],
            probability=probabilities[i],
            container=_container(i, phrases, hangings),
            preposition=hangings[i].preposition,
            group=hangings[i].group,
            inner=tuple(phrases[child] for child in hangings[i].children),
        )
        for i in choose(probabilities, hangings, at_least=request.at_least)
    ]


def choose(
    probabilities: Sequence[float], hangings: Sequence[Hanging], *, at_least: float = BEST_AT_LEAST
) -> list[int]:
    """Indexes of the phrases taken, the most probable first."""
    if not probabilities:
        return []
    best = max(probabilities)
    if best < at_least:
        return []
    taken = {probabilities.index(best)}
    if len(probabilities) > 1:
        taken.update([i for i, p in enumerate(probabilities) if p > FURTHER_AT_LEAST])
        lists = {(hangings[i].group, hangings[i].height) for i in taken if hangings[i].list_size > 1}
        taken.update(
            [
                i
                for i, hanging in enumerate(hangings)
                if lists
                and (hanging.group, hanging.height) in lists
                and hanging.list_size > 1
                and probabilities[i] > LISTED_AT_LEAST
            ]
        )
    return sorted(taken, key=lambda i: -probabilities[i])


def _container(index: int, phrases: Sequence[PlacePhrase], hangings: Sequence[Hanging]) -> PlacePhrase | None:
    """The nearest resolved phrase that contains the one of that index, over one or two steps."""
    inner = index
    for _ in range(2):
        outer = next((i for i, hanging in enumerate(hangings) if hanging.children and inner in hanging.children), None)
        if outer is None:
            return None
        resolution = phrases[outer].resolution
        if resolution is not None and resolution.chosen is not None:
            return phrases[outer]
        inner = outer
    return None

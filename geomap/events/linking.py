"""Which of a sentence's places an event happened at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geomap.events.detection import Trigger
from geomap.events.linkfeatures import SentenceFeatures
from geomap.events.linkmodel import LinkModel, hashed
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
    other_triggers: Sequence[int] = ()
    """First tokens of the sentence's other triggers."""
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
    """The preposition that governs it, "" when none does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """All pairs of one request, as rows for the model."""

    features: SentenceFeatures
    rows: list[list[float]]


def pair_rows(tokens: TokenizedText, request: LinkRequest, model: LinkModel) -> Pairs:
    """The rows of a request's pairs, the linear model's answer last."""
    features = SentenceFeatures(tokens, request.sentence, request.phrases, request.other_triggers)
    rows = []
    for index in range(len(request.phrases)):
        row = features.pair(request.trigger, index)
        row.append(model.linear(hashed(features.strings(request.trigger, index))))
        rows.append(row)
    return Pairs(features=features, rows=rows)


def link_all(tokens: TokenizedText, requests: Sequence[LinkRequest], model: LinkModel) -> list[list[Link]]:
    """The places of each request's event, the most probable first; one call of the model for all of them."""
    pairs = [pair_rows(tokens, request, model) for request in requests]
    rows = [row for found in pairs for row in found.rows]
    if not rows:
        return [[] for _ in requests]
    probabilities = model.probabilities(np.asarray(rows, dtype=np.float32)).tolist()
    links, position = [], 0
    for request, found in zip(requests, pairs, strict=True):
        own = probabilities[position : position + len(found.rows)]
        position += len(found.rows)
        chosen = choose(own, found.features, at_least=request.at_least)
        phrases = request.phrases
        links.append(
            [
                Link(
                    phrase=phrases[i],
                    probability=own[i],
                    container=_container(i, phrases, found.features),
                    preposition=found.features.hangings[i].own_preposition,
                )
                for i in chosen
            ]
        )
    return links


def choose(probabilities: Sequence[float], features: SentenceFeatures, *, at_least: float = BEST_AT_LEAST) -> list[int]:
    """Indexes of the phrases taken, the most probable first."""
    if not probabilities:
        return []
    best = max(range(len(probabilities)), key=probabilities.__getitem__)
    if probabilities[best] < at_least:
        return []
    taken = {best} | {i for i, p in enumerate(probabilities) if p > FURTHER_AT_LEAST}
    hangings = features.hangings
    lists = {(hangings[i].group, hangings[i].height) for i in taken if hangings[i].list_size > 1}
    for index, probability in enumerate(probabilities):
        hanging = hangings[index]
        if hanging.list_size > 1 and (hanging.group, hanging.height) in lists and probability > LISTED_AT_LEAST:
            taken.add(index)
    return sorted(taken, key=lambda i: -probabilities[i])


def _container(index: int, phrases: Sequence[PlacePhrase], features: SentenceFeatures) -> PlacePhrase | None:
    """The nearest resolved phrase that contains the one of that index, over one or two steps."""
    hangings = features.hangings
    inner = index
    for _ in range(2):
        outer = next((i for i, hanging in enumerate(hangings) if inner in hanging.children), None)
        if outer is None:
            return None
        resolution = phrases[outer].resolution
        if resolution is not None and resolution.chosen is not None:
            return phrases[outer]
        inner = outer
    return None

"""Where a visit or a meeting took place: the linker was trained on acts of violence, these follow the prepositions."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.events.detection import Trigger
from geomap.events.grouping import SKIPPED, Hanging, hang
from geomap.events.linkfeatures import SPEECH
from geomap.events.phrases import KIND_WORDS, PlacePhrase
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_set
from geomap.records import EventType

TALKING = frozenset({EventType.VISIT_OR_MEETING, EventType.STATEMENT_OR_AGREEMENT})
"""Types whose sentences name places as topics."""

TOPIC = word_set(
    "about regarding concerning over situation crisis conflict war discuss discussed discussing condemning "
    "focused focusing focuses support"
)
"""Between a trigger and a name: the name is what was talked about."""
SITE = frozenset({"in", "at"})
GOING = ("visit", "tour", "arriv", "travel", "trip", "came", "went", "flew")
MAX_REACH = 25
"""Tokens between a meeting and its place: participants and dates stand between."""


def visit_site(
    trigger: Trigger, tokens: TokenizedText, sentence: Sentence, phrases: Sequence[PlacePhrase]
) -> list[PlacePhrase]:
    """The places of a visit or a meeting by the sentence's prepositions; empty when they do not tell."""
    hangings = hang(tokens, sentence, phrases)
    going = tokens.words[trigger.first].startswith(GOING)
    best: int | None = None
    for index, phrase in enumerate(phrases):
        if phrase.first >= trigger.last and _is_site(trigger, tokens, phrase, hangings[index], going=going):
            best = index
            break
    if best is None and not going:
        before = [
            i for i, p in enumerate(phrases)
            if p.last <= trigger.first and hangings[i].own_preposition in SITE and p.resolution is not None
            and TOPIC.isdisjoint(tokens.words[max(sentence.first, p.first - 4) : p.first])
            and SPEECH.isdisjoint(tokens.words[p.last : trigger.first])  # "in X, said he met"
        ]  # fmt: skip
        best = before[-1] if before else None
    if best is None:
        return []
    chosen = hangings[best]
    return [
        phrase
        for phrase, hanging in zip(phrases, hangings, strict=True)
        if phrase is phrases[best]
        or (chosen.list_size > 1 and (hanging.group, hanging.height) == (chosen.group, chosen.height))
    ]


def _is_site(trigger: Trigger, tokens: TokenizedText, phrase: PlacePhrase, hanging: Hanging, *, going: bool) -> bool:
    between = tokens.words[trigger.last : phrase.first]
    if len(between) > MAX_REACH or not TOPIC.isdisjoint(between):
        return False
    if phrase.resolution is None and not (hanging.own_preposition and going):
        return False  # "visited President X", "met Y"
    if going:
        lead = [w for w in between if w not in SKIPPED and w not in KIND_WORDS and w != "of"]
        return lead in ([], ["to"], ["in"], ["at"], ["through"])
    return hanging.own_preposition in SITE and phrase.resolution is not None

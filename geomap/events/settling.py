"""Places of detected events set right where the rest of their sentence tells better than the linker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.events.drafts import Draft
from geomap.events.grouping import hang
from geomap.events.linkfeatures import CLAUSE_WORDS, LOCATIVE
from geomap.events.linking import Link
from geomap.events.locations import ADMIN1, place_precision
from geomap.events.phrases import KIND_WORDS, PlacePhrase
from geomap.events.standing import SITE
from geomap.events.text import TokenizedText
from geomap.records import EventType

TIED_TOKENS = 6
"""How far behind a noun its place may stand: "the attack on the mosque in X"."""
BESIDE_TOKENS = 2
"""How far behind a noun a place stands that is surely its own: "the bombing at X"."""
ELSEWHERE_CONFIDENCE = 0.7
"""Factor on the confidence of a place that is taken because the linker's belongs to another event."""
NEXT_PLACE_TOKENS = 8
"""How far behind a trigger a preposition may tie a place to it when the linker takes none."""
NEXT_CONFIDENCE = 0.25
"""Factor on the confidence of such a place."""
_GOVERNING = LOCATIVE | {"of", "from"}
_STOPS = CLAUSE_WORDS | {",", ";", ":", "."}
_REFERRED = frozenset(
    {EventType.AIRSTRIKE, EventType.BOMBING, EventType.SHELLING, EventType.CHEMICAL_ATTACK, EventType.KILLING,
     EventType.ARMED_CLASH, EventType.ABDUCTION, EventType.OTHER}
)  # fmt: skip
_THE = frozenset({"the", "this", "that", "these", "those", "both"})
_BORDERS = CLAUSE_WORDS | {",", ";", ":", ".", "and", "but", "or"}


def mark_references(drafts: Sequence[Draft], phrases: Sequence[PlacePhrase], tokens: TokenizedText) -> None:
    """Marks "the attack" in what another event of its sentence is about: "arrested in X over the attack"."""
    for index, draft in enumerate(drafts):
        first = draft.trigger.first
        is_noun = draft.trigger.part == "noun" and draft.event_type in _REFERRED and not draft.is_item
        definite = is_noun and not _THE.isdisjoint(tokens.words[max(draft.sentence.first, first - 2) : first])
        if not definite or index == 0 or _has_own_place(draft, phrases, tokens):
            continue
        draft.is_reference = True
        if draft.date is not None and not 0 <= draft.date.start - tokens.ends[draft.trigger.last - 1] <= DATE_GAP:
            draft.date = None


DATE_GAP = 5
"""Characters between a noun and a date that is its own: "the attack on Monday"."""


def _has_own_place(draft: Draft, phrases: Sequence[PlacePhrase], tokens: TokenizedText) -> bool:
    last = draft.trigger.last
    return any(
        last < phrase.first <= last + TIED_TOKENS and _BORDERS.isdisjoint(tokens.words[last : phrase.first])
        for phrase in phrases
    )


def settled(
    draft: Draft, links: list[Link], drafts: Sequence[Draft], phrases: Sequence[PlacePhrase], tokens: TokenizedText
) -> list[Link]:
    """The links of a detected event: none for a reference, another where the place is another event's own."""
    if draft.is_reference:
        return []
    if not links:
        links = _next_place(draft, drafts, phrases, tokens)
    elif any(_is_told_before(links[0], draft, other) for other in drafts):
        links = _next_place(draft, drafts, phrases, tokens) or links
    links = [_finest(link, phrases, tokens) for link in links]
    if links and len(drafts) > 1 and any(_belongs_to_another(links[0], draft, other, tokens) for other in drafts):
        before = _place_before(draft, phrases, tokens)
        if before is not None:
            return [Link(phrase=before, probability=ELSEWHERE_CONFIDENCE)]
    return links


INSIDE_TOKENS = 4
"""Most tokens between a place with its kind and the area it lies in."""
_AREAS = frozenset({"province", "governorate", "state", "county", "region", "district"})


def _is_told_before(link: Link, draft: Draft, other: Draft) -> bool:
    """Whether the place goes with an earlier event: "the liberation of X, broken the siege of Y"."""
    return other.trigger.last <= link.phrase.first < link.phrase.last <= draft.trigger.first


def _finest(link: Link, phrases: Sequence[PlacePhrase], tokens: TokenizedText) -> Link:
    """The place inside the linked one, where it is known more exactly: "the A air base in B province"."""
    within = [*link.inner, *_inside(link.phrase, phrases, tokens)]
    outer = link.phrase.resolution
    if not within or outer is None or outer.chosen is None or place_precision(outer.chosen.place) > ADMIN1:
        return link
    for phrase in within:
        inner = phrase.resolution
        is_area = tokens.words[link.phrase.last : link.phrase.last + 1] and tokens.words[link.phrase.last] in _AREAS
        if inner is not None and inner.chosen is not None and (is_area or _is_finer(phrase, link.phrase)):
            return replace(link, phrase=phrase, container=link.phrase)
    return link


def _inside(outer: PlacePhrase, phrases: Sequence[PlacePhrase], tokens: TokenizedText) -> list[PlacePhrase]:
    """The phrase before it whose kind of place is said to lie in it: "the A air base in B province"."""
    before = [phrase for phrase in phrases if phrase.last <= outer.first]
    between = tokens.words[before[-1].last : outer.first] if before else []
    kinds = not KIND_WORDS.isdisjoint(between) and all(word.isalpha() for word in between)
    return before[-1:] if kinds and len(between) <= INSIDE_TOKENS and between[-1] == "in" else []


def _is_finer(inner: PlacePhrase, outer: PlacePhrase) -> bool:
    a, b = inner.resolution, outer.resolution
    places = [resolution.chosen.place for resolution in (a, b) if resolution is not None and resolution.chosen]
    return len(places) == 2 and place_precision(places[0]) < place_precision(places[1])


def _belongs_to_another(link: Link, draft: Draft, other: Draft, tokens: TokenizedText) -> bool:
    """Whether the place stands right behind another event's noun: "a vigil for the victims of the bombing at X"."""
    between = other.trigger.first >= draft.trigger.last and other.trigger.part == "noun"
    gap = link.phrase.first - other.trigger.last
    return between and 0 < gap <= BESIDE_TOKENS and tokens.words[other.trigger.last] in LOCATIVE


def _place_before(draft: Draft, phrases: Sequence[PlacePhrase], tokens: TokenizedText) -> PlacePhrase | None:
    """The most exact place that a preposition puts before the trigger: "gathered in X for a vigil"."""
    hangings = hang(tokens, draft.sentence, phrases)
    for phrase, hanging in zip(phrases, hangings, strict=True):
        resolution = phrase.resolution
        known = resolution is not None and resolution.chosen is not None
        if known and phrase.last <= draft.trigger.first and hanging.own_preposition in LOCATIVE and not hanging.height:
            return phrase
    return None


def place_beside(draft: Draft, phrases: Sequence[PlacePhrase], tokens: TokenizedText) -> list[Link]:
    """The one mention that a preposition says the sentence plays at, when the linker's place is only a home."""
    hangings = hang(tokens, draft.sentence, phrases)
    sites = [
        (phrase, hanging.own_preposition)
        for phrase, hanging in zip(phrases, hangings, strict=True)
        if phrase.resolution is not None and hanging.own_preposition in _SITE and not hanging.height
    ]
    if len(sites) != 1:
        return []
    return [Link(phrase=sites[0][0], probability=BESIDE_CONFIDENCE, preposition=sites[0][1])]


BESIDE_CONFIDENCE = 0.5
"""Factor on the confidence of such a place."""
_SITE = SITE | {"off"}


def _next_place(
    draft: Draft, drafts: Sequence[Draft], phrases: Sequence[PlacePhrase], tokens: TokenizedText
) -> list[Link]:
    """The mention that a preposition ties to the trigger from behind when the linker takes none: "out of X"."""
    stop = min(
        [d.trigger.first for d in drafts if d.trigger.first > draft.trigger.first],
        default=draft.sentence.last,
    )
    for phrase in phrases:
        reached = draft.trigger.last <= phrase.first < min(stop, draft.trigger.last + NEXT_PLACE_TOKENS)
        if reached and phrase.resolution is not None:
            between = tokens.words[draft.trigger.last : phrase.first]
            preposition = tokens.words[phrase.first - 1]
            if preposition in _GOVERNING and _STOPS.isdisjoint(between):
                return [Link(phrase=phrase, probability=NEXT_CONFIDENCE, preposition=preposition)]
            return []
    return []

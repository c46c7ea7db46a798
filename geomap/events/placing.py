"""The places of drafts: those the linker takes, those they inherit, and what else their sentences name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from geomap.events.drafts import Draft
from geomap.events.linkfeatures import SPEECH
from geomap.events.linking import Link
from geomap.events.locations import container_place, event_place
from geomap.events.phrases import ORG_WORDS, PlacePhrase
from geomap.events.text import Sentence, TokenizedText
from geomap.events.visits import TOPIC, visit_site
from geomap.events.words import word_set
from geomap.records import EventPlace, EventType, Resolution, Role

MOVING = frozenset(
    {EventType.DISPLACEMENT, EventType.TROOP_MOVEMENT, EventType.VISIT_OR_MEETING, EventType.AID_DELIVERY}
)
"""Types that have an origin and a destination."""

INHERIT_SENTENCES = 3
"""How many sentences back an event without a place looks for one."""
INHERITED_CONFIDENCE = 0.6
"""Factor on the confidence of a place taken from an earlier sentence."""
DATELINE_CONFIDENCE = 0.5
"""Factor on the confidence of a place taken from the dateline: it says where the report was written."""

_DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z.'’ -]{2,40}|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3})(?:,\s*[A-Z][\w.]+(?: [A-Z][\w.]+)?)?"
    r"(?:,?\s*(?:\w{3,9}\.? \d{1,2}|\d{1,2} \w{3,9}))?\s*(?:\((?:[A-Z][\w /.-]{1,30})\)\s*)?(?:--|—|–|-)\s"
)
_REFERENCE = re.compile(
    r"\b(?:reference to|referring to|refers to|referred to|recalling|reminiscent of|similar to|modell?ed on"
    r"|like that of)\b",
    re.I,
)


def dateline_end(text: str) -> int:
    """Where a dateline ("KABUL, Afghanistan (AP) — ") at the head of a text ends; 0 when there is none."""
    match = _DATELINE.match(text)
    return match.end() if match else 0


def linked_places(
    draft: Draft, links: Sequence[Link], phrases: Sequence[PlacePhrase], tokens: TokenizedText
) -> list[EventPlace]:
    """The linker's places as happened, the sentence's other mentions with the role that their surroundings give."""
    sentence = draft.sentence
    sites = visit_site(draft.trigger, tokens, sentence, phrases) if _is_visit(draft) else []
    if sites:
        containers = {id(link.phrase): link.container for link in links}
        links = [Link(phrase=p, probability=VISIT_CONFIDENCE, container=containers.get(id(p))) for p in sites]
    else:
        links = [link for link in links if not _is_no_site(link, draft, tokens)]
        links = _without_dateline(links, draft, tokens)
    places = [
        _place(link.phrase, Role.HAPPENED, tokens, sentence, confidence=link.probability, container=link.container)
        for link in links
    ]
    taken = {id(link.phrase) for link in links}
    for phrase in phrases:
        if id(phrase) in taken or phrase.resolution is None:
            continue
        role = _other_role(draft, phrase, tokens)
        places.append(_place(phrase, role, tokens, sentence, confidence=1.0))
    return places


def _without_dateline(links: Sequence[Link], draft: Draft, tokens: TokenizedText) -> list[Link]:
    """The dateline of the first sentence is no place of it; the event may inherit it."""
    head = 0 if draft.is_given or draft.sentence.index else dateline_end(tokens.text)
    return [link for link in links if tokens.starts[link.phrase.first] >= head]


VISIT_CONFIDENCE = 0.9
"""Factor on the confidence of a place that a preposition ties to a visit."""


def _is_visit(draft: Draft) -> bool:
    return draft.event_type is EventType.VISIT_OR_MEETING and not draft.is_given


def _is_no_site(link: Link, draft: Draft, tokens: TokenizedText) -> bool:
    """Whether a linked place is an actor ("a US airstrike", "the Iraq government") or a topic ("talks on Syria")."""
    phrase = link.phrase
    if draft.is_given:
        return False
    if tokens.words[max(0, phrase.first - 2) : phrase.first] in (["government", "of"], ["republic", "of"]):
        return True
    if draft.event_type in TALKING and link.preposition in _PARTIES:
        return True
    if draft.event_type is EventType.VISIT_OR_MEETING and link.preposition not in _VISITED:
        return True
    if draft.event_type in TALKING and phrase.first >= draft.trigger.last:
        between = tokens.words[draft.trigger.last : phrase.first]
        if not TOPIC.isdisjoint(between):
            return True
    if phrase.last >= draft.sentence.last or not _is_country(phrase):
        return False
    following, surface = tokens.words[phrase.last], tokens.surfaces[phrase.first].replace(".", "")
    if following in ORG_WORDS or following in {
        "troops",
        "soldiers",
        "warplanes",
        "military",
        "special",
        "officials",
        "airstrikes",
    }:
        return True
    initials = surface.isupper() and 1 < len(surface) <= 3 and phrase.last - phrase.first == 1
    return initials and following.isalpha() and following.islower() and following not in _AFTER_PLACE


def _is_country(phrase: PlacePhrase) -> bool:
    resolution = phrase.resolution
    return (
        resolution is not None
        and resolution.chosen is not None
        and resolution.chosen.place.feature_code.startswith("PCL")
    )


_PARTIES = frozenset({"by", "between", "with"})
"""Before those who agreed or announced."""
_VISITED = frozenset({"in", "at", "to", "near", "of"})
TALKING = frozenset({EventType.VISIT_OR_MEETING, EventType.STATEMENT_OR_AGREEMENT})
"""Types whose sentences name places as topics."""
_AFTER_PLACE = word_set(
    "in on at by for from to with of and or but as if when while after before since during until where which who "
    "that is was are were has have had will would could may might must can"
)
"""After a name that stands for itself."""


def _place(
    phrase: PlacePhrase,
    role: Role,
    tokens: TokenizedText,
    sentence: Sentence,
    *,
    confidence: float,
    container: PlacePhrase | None = None,
) -> EventPlace:
    before = tokens.words[max(sentence.first, phrase.first - 4) : phrase.first]
    after = tokens.words[phrase.last : min(sentence.last, phrase.last + 3)]
    if phrase.resolution is not None:
        return event_place(phrase.resolution, role=role, words_before=before, words_after=after, confidence=confidence)
    start, end = tokens.starts[phrase.first], tokens.ends[phrase.last - 1]
    outer = container.resolution if container else None
    return container_place(tokens.text[start:end], start, end, role=role, container=outer, confidence=confidence)


def _other_role(draft: Draft, phrase: PlacePhrase, tokens: TokenizedText) -> Role:
    before = tokens.words[max(draft.sentence.first, phrase.first - 3) : phrase.first]
    after = tokens.words[phrase.last : min(draft.sentence.last, phrase.last + 4)]
    if draft.event_type in MOVING:
        if "from" in before:
            return Role.ORIGIN
        if not {"to", "into", "toward", "towards"}.isdisjoint(before):
            return Role.DESTINATION
    if not SPEECH.isdisjoint(before) or not SPEECH.isdisjoint(after):
        return Role.SPEAKER
    return Role.MENTIONED


_STYLED = re.compile(r"\b([A-Z][\w'’]+(?:[ -][A-Z][\w'’]+){0,2})[-‐‑](?:style|like|type)\b")


def referred_place(draft: Draft, resolutions: Sequence[Resolution], tokens: TokenizedText) -> EventPlace | None:
    """The place of "another Manchester-style attack - in reference to the suicide bombing…" for the bombing."""
    end = tokens.starts[draft.trigger.first]
    styled = _STYLED.search(tokens.text, draft.sentence.start, end)
    if styled is None or not _REFERENCE.search(tokens.text, styled.end(), end):
        return None
    for resolution in resolutions:
        mention = resolution.mention
        if mention.start < styled.end(1) and styled.start(1) < mention.end:
            return event_place(resolution, role=Role.HAPPENED, words_before=(), words_after=(), confidence=0.8)
    return container_place(
        styled[1], styled.start(1), styled.end(1), role=Role.HAPPENED, container=None, confidence=0.0
    )


_ANAPHOR = re.compile(
    r"\b(?:in|at|near|across|around|inside|outside|throughout|of|from|into|to|on) (?:the|this|that) "
    r"(?:(?:same|war-torn|besieged|northern|southern|eastern|western|central|capital|embattled) )?"
    r"(country|nation|city|town|village|capital|province|state|governorate|district|region|area|neighbou?rhood|camp|island|scene)\b"
    r"|\b(there)\b",
    re.IGNORECASE,
)
_ANAPHOR_KIND = {
    "country": "PCL", "nation": "PCL", "city": "P", "town": "P", "village": "P", "capital": "P", "province": "ADM1",
    "state": "ADM1", "governorate": "ADM1",
}  # fmt: skip
ANAPHOR_SENTENCES = 4
"""How far back "in the country" may point."""


def inherit(drafts: list[Draft], tokens: TokenizedText, phrases: Sequence[PlacePhrase]) -> None:
    """Gives drafts without a place the one that their sentence points back to, that of an event told shortly before,
    or the dateline's.
    """
    known = [phrase for phrase in phrases if phrase.resolution is not None]
    head = dateline_end(tokens.text)
    dateline = [p for p in known if tokens.ends[p.last - 1] <= head]
    for index, draft in enumerate(drafts):
        if draft.is_item:
            _place_under_heading(draft, known)
        if draft.happened or draft.is_given or draft.is_item:
            continue
        pointed = _pointed_at(draft, tokens, known)
        if pointed is not None:
            draft.places.insert(0, _from_phrase(pointed, tokens, INHERITED_CONFIDENCE))
            continue
        if any(place.role is Role.MENTIONED and (place.start or 0) >= head for place in draft.places):
            continue  # the sentence names places, and it happened at none of them
        source = _earlier(draft, drafts[:index])
        if source:
            draft.places.extend(as_inherited(place, INHERITED_CONFIDENCE) for place in source)
        elif dateline and draft.sentence.index <= INHERIT_SENTENCES:
            draft.places.append(_from_phrase(dateline[0], tokens, DATELINE_CONFIDENCE))


def _place_under_heading(draft: Draft, known: Sequence[PlacePhrase]) -> None:
    """An entry's unknown name lies in the place of its heading: "Strikes in Iraq"."""
    heading = draft.heading
    if heading is None or any(place.point for place in draft.happened):
        return
    container = next((p.resolution for p in known if heading.first <= p.first < heading.last), None)
    if container is None:
        return
    for index, place in enumerate(draft.places):
        if place.role is Role.HAPPENED and place.start is not None and place.end is not None:
            draft.places[index] = container_place(
                place.name,
                place.start,
                place.end,
                role=Role.HAPPENED,
                container=container,
                confidence=INHERITED_CONFIDENCE,
            )


def _earlier(draft: Draft, before: Sequence[Draft]) -> list[EventPlace]:
    """The places of the last event told within a few sentences."""
    for other in reversed(before):
        if draft.sentence.index - other.sentence.index > INHERIT_SENTENCES:
            break
        if other.happened:
            return other.happened
    return []


def _pointed_at(draft: Draft, tokens: TokenizedText, known: Sequence[PlacePhrase]) -> PlacePhrase | None:
    """The place that "in the country", "in the city", "there" stands for: the last one of that kind named before."""
    match = _ANAPHOR.search(tokens.text, draft.sentence.start, draft.sentence.end)
    if match is None:
        return None
    kind = _ANAPHOR_KIND.get((match[1] or "").lower(), "")
    for phrase in reversed(known):
        if phrase.first >= draft.sentence.first:
            continue
        sentence = tokens.sentence_at(tokens.starts[phrase.first])
        if sentence is None or draft.sentence.index - sentence.index > ANAPHOR_SENTENCES:
            return None
        if _is_of_kind(phrase, kind):
            return phrase
    return None


def _is_of_kind(phrase: PlacePhrase, kind: str) -> bool:
    resolution = phrase.resolution
    if resolution is None or resolution.chosen is None:
        return False
    place = resolution.chosen.place
    if kind == "P":
        return place.feature_class == "P"
    return place.feature_code.startswith(kind) if kind else not place.feature_code.startswith(("PCL", "CONT"))


def _from_phrase(phrase: PlacePhrase, tokens: TokenizedText, factor: float) -> EventPlace:
    assert phrase.resolution is not None
    return event_place(
        phrase.resolution, role=Role.HAPPENED, words_before=(), words_after=(), inherited=True, confidence=factor
    )


def as_inherited(place: EventPlace, factor: float) -> EventPlace:
    """The place as one that the event's own sentence does not name."""
    return replace(place, inherited=True, confidence=place.confidence * factor)

"""The places of drafts: those the linker takes, those they inherit, and what else their sentences name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from geomap.events.aims import AFTER_PLACE, AIM_CONFIDENCE, TIME_WORDS, aim, from_where
from geomap.events.drafts import Draft
from geomap.events.grouping import SKIPPED
from geomap.events.linkfeatures import SPEECH
from geomap.events.linking import Link
from geomap.events.locations import container_place, event_place
from geomap.events.phrases import KIND_WORDS, ORG_WORDS, PlacePhrase
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
    aimed = aim(draft, tokens, phrases)
    if draft.event_type is EventType.DISPLACEMENT and not draft.is_given:
        links = from_where(draft, links, phrases, tokens)
    if aimed:
        links = [link for link in links if link.phrase is aimed] or [Link(phrase=aimed, probability=AIM_CONFIDENCE)]
    elif sites:
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
        if role is Role.DESTINATION and not links and draft.event_type in _ARRIVING:
            role = Role.HAPPENED
        places.append(_place(phrase, role, tokens, sentence, confidence=1.0))
    return places


_ARRIVING = MOVING - {EventType.DISPLACEMENT}
"""Types that take place where they lead."""


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
    if tokens.words[max(0, phrase.first - 2) : phrase.first] in _PARTS_OF_NAMES:
        return True
    if _is_in_name(phrase, tokens) or _is_owner(link, draft, tokens):
        return True
    if draft.event_type in TALKING and link.preposition in _PARTIES:
        return True
    if draft.event_type is EventType.STATEMENT_OR_AGREEMENT and _is_content(phrase, draft, tokens):
        return True
    if draft.event_type is EventType.ARREST and link.preposition == "to":  # "arrested … and brought to X"
        return True
    if link.preposition == "from" and tokens.words[draft.trigger.first].startswith("extradit"):
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
    return initials and following.isalpha() and following.islower() and following not in AFTER_PLACE


_PARTS_OF_NAMES = (["government", "of"], ["republic", "of"], ["state", "of"], ["state", "in"])
"""Before a place that is part of an organization's name."""


def _is_in_name(phrase: PlacePhrase, tokens: TokenizedText) -> bool:
    """Whether an organization's name goes on: "Raqqa | Brigade", "US | Army"."""
    following = tokens.surfaces[phrase.last : phrase.last + 1]
    return following != [] and following[0][0].isupper() and following[0].lower() in _ORGANIZED


_ORGANIZED = ORG_WORDS - word_set(
    "state press post times police council department court commission committee office authority authorities "
    "university team club league bank institute"
)
"""Words of organizations that act elsewhere than in the place that they are named after; a town's police act there."""


_QUOTES = frozenset({'"', "“", "”"})
_CONTENT = frozenset({"that", "will", "would", "could", "should"})


def _is_content(phrase: PlacePhrase, draft: Draft, tokens: TokenizedText) -> bool:
    """Whether a place is in what was said: within its quotation, or behind "announced that"."""
    trigger = draft.trigger
    if phrase.first >= trigger.last:
        return not _CONTENT.isdisjoint(tokens.words[trigger.last : phrase.first])
    return sum(word in _QUOTES for word in tokens.words[phrase.last : trigger.first]) % 2 == 1


def _is_owner(link: Link, draft: Draft, tokens: TokenizedText) -> bool:
    """Whether a name behind a statement only owns what it is about: "comment on Derrer's selection"."""
    phrase = link.phrase
    owns = tokens.words[phrase.last : phrase.last + 1] == ["'s"]
    is_statement = draft.event_type is EventType.STATEMENT_OR_AGREEMENT
    return owns and is_statement and phrase.first >= draft.trigger.last and not _is_country(phrase)


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
    if draft.event_type in MOVING or tokens.words[draft.trigger.first].startswith("extradit"):
        for word in reversed(tokens.words[max(draft.sentence.first, phrase.first - 6) : phrase.first]):
            if word == "from":
                return Role.ORIGIN
            if word in {"to", "into", "toward", "towards"}:
                return Role.DESTINATION
            if word not in SKIPPED and word not in KIND_WORDS and word != "of":
                break
    before = tokens.words[max(draft.sentence.first, phrase.first - 3) : phrase.first]
    after = tokens.words[phrase.last : min(draft.sentence.last, phrase.last + 4)]
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
        named = [
            p for p in draft.places if p.role is Role.MENTIONED and (p.start or 0) >= head and not _acts(p, tokens)
        ]
        if named and not any(place.role is Role.DESTINATION for place in draft.places):
            continue  # the sentence names places, and it happened at none of them
        fled = any(place.role is Role.DESTINATION for place in draft.places)
        # Who flees to X does not start where the last event was, unless the same sentence tells it.
        before = [d for d in drafts[:index] if not fled or d.sentence is draft.sentence]
        source = [] if draft.is_reference else _earlier(draft, before)
        if source:
            draft.places.extend(as_inherited(place, INHERITED_CONFIDENCE) for place in source)
        elif dateline and draft.sentence.index <= INHERIT_SENTENCES:
            draft.places.append(_from_phrase(dateline[0], tokens, DATELINE_CONFIDENCE))


_NEXT_WORD = re.compile(r" ([^\W\d_]+)")


def _acts(place: EventPlace, tokens: TokenizedText) -> bool:
    """Whether a place's name stands for who acts: "US aircraft", "Raqqa Brigade"."""
    following = _NEXT_WORD.match(tokens.text, place.end or 0)
    if following is None:
        return False
    word = following[1]
    is_country = place.place is not None and place.place.feature_code.startswith("PCL")
    adjective = is_country and word.islower() and word not in AFTER_PLACE and word not in TIME_WORDS
    return adjective or (word[0].isupper() and word.lower() in _ORGANIZED)


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
        if other.happened and not (draft.event_type is EventType.TRIAL and all(map(_is_spot, other.happened))):
            return other.happened
    return []


def _is_spot(place: EventPlace) -> bool:
    """Whether it is a building or the like: a court sits in the town of the deed, not at its very spot."""
    return place.place is not None and place.place.feature_class == "S"


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

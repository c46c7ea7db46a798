"""The places of drafts: those the linker takes, and what else their sentences name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from geomap.events.aims import AFTER_PLACE, AIM_CONFIDENCE, TIME_WORDS, aim, from_where
from geomap.events.bearers import authority
from geomap.events.drafts import Draft
from geomap.events.grouping import SKIPPED
from geomap.events.heads import Head
from geomap.events.linkfeatures import LEAD, SPEECH
from geomap.events.linking import Link
from geomap.events.locations import container_place, event_place
from geomap.events.phrases import KIND_WORDS, ORG_WORDS, PlacePhrase
from geomap.events.text import Sentence, TokenizedText
from geomap.events.visits import SITE, TALKING, TOPIC, visit_site
from geomap.events.words import word_set
from geomap.records import EventPlace, EventType, MatchKind, Resolution, Role

MOVING = frozenset(
    {EventType.DISPLACEMENT, EventType.TROOP_MOVEMENT, EventType.VISIT_OR_MEETING, EventType.AID_DELIVERY}
)
"""Types that have an origin and a destination."""

_REFERENCE = re.compile(
    r"\b(?:reference to|referring to|refers to|referred to|recalling|reminiscent of|similar to|modell?ed on"
    r"|like that of)\b",
    re.I,
)


def linked_places(
    draft: Draft, links: Sequence[Link], phrases: Sequence[PlacePhrase], tokens: TokenizedText, head: Head
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
        links = _without_dateline(links, draft, tokens, head) or _opening(draft, phrases, tokens)
    places = [
        _place(link.phrase, Role.HAPPENED, tokens, sentence, confidence=link.probability, container=link.container)
        for link in links
    ]
    taken = {id(link.phrase) for link in links}
    for phrase in phrases:
        if id(phrase) in taken or phrase.resolution is None:
            continue
        role = _other_role(draft, phrase, tokens)
        is_topic = draft.event_type in TALKING and _is_talked_of(draft, phrase, tokens)
        if role is Role.DESTINATION and not links and draft.event_type in _ARRIVING and not is_topic:
            role = Role.HAPPENED
        places.append(_place(phrase, role, tokens, sentence, confidence=1.0))
    return places


_ARRIVING = MOVING - {EventType.DISPLACEMENT}
"""Types that take place where they lead."""


def _opening(draft: Draft, phrases: Sequence[PlacePhrase], tokens: TokenizedText) -> list[Link]:
    """The place that a sentence opens with when nothing else in it is one: "In X, gunmen were blamed for …"."""
    first = draft.sentence.first
    if draft.is_given or draft.is_reference or not phrases or tokens.words[first] not in _OPENING:
        return []
    phrase = phrases[0]
    is_opening = LEAD.issuperset(tokens.words[first + 1 : phrase.first]) and phrase.last <= draft.trigger.first
    if phrase.resolution is None or not is_opening:
        return []
    return [Link(phrase=phrase, probability=OPENING_CONFIDENCE, preposition=tokens.words[first])]


_OPENING = frozenset({"in", "at", "near", "outside"})
OPENING_CONFIDENCE = 0.6
"""Factor on the confidence of a place that opens the sentence."""


def _without_dateline(links: Sequence[Link], draft: Draft, tokens: TokenizedText, head: Head) -> list[Link]:
    """The dateline is no place of its sentence; the event may inherit it."""
    if draft.is_given or draft.sentence.start >= head.dateline_end:
        return list(links)
    return [link for link in links if not head.title_end <= tokens.starts[link.phrase.first] < head.dateline_end]


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
    if is_in_organization(phrase, tokens) or _is_owner(link, draft, tokens):
        return True
    if draft.event_type in TALKING and (link.preposition in _PARTIES or _is_talked_of(draft, phrase, tokens)):
        return True
    if _is_spoken_of(link, draft, tokens):
        return True
    if draft.event_type is EventType.STATEMENT_OR_AGREEMENT and _is_content(phrase, draft, tokens):
        return True
    if draft.event_type is EventType.ARREST and link.preposition == "to":  # "arrested … and brought to X"
        return True
    if link.preposition == "from" and tokens.words[draft.trigger.first].startswith("extradit"):
        return True
    if draft.event_type is EventType.VISIT_OR_MEETING and link.preposition not in _VISITED:
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


def is_in_organization(phrase: PlacePhrase, tokens: TokenizedText) -> bool:
    """Whether an organization's name goes on behind a place: "Raqqa | Brigade", "US | Army"."""
    following = tokens.surfaces[phrase.last : phrase.last + 1]
    if tokens.words[phrase.last : phrase.last + 2] == ["school", "district"]:
        return True
    if _is_wide(phrase) and following and following[0][0].isupper():
        run = tokens.words[phrase.last : phrase.last + AGENCY_TOKENS]
        if not _AGENCIES.isdisjoint(run):
            return True
    if not _GANGS.isdisjoint(tokens.words[phrase.last : phrase.last + 2]):
        return True  # "the X drug cartel"
    return following != [] and following[0][0].isupper() and following[0].lower() in _ORGANIZED


AGENCY_TOKENS = 3
"""Within so many words behind a country or a state its agency's name ends: "Massachusetts | Turnpike Authority"."""
_AGENCIES = word_set(
    "department authority bureau board commission agency senate legislature patrol ministry assembly council committee"
)


def _is_wide(phrase: PlacePhrase) -> bool:
    resolution = phrase.resolution
    if resolution is None or resolution.chosen is None:
        return False
    return resolution.chosen.place.feature_code.startswith(("PCL", "ADM1"))


_GANGS = word_set("cartel clan mafia syndicate")
_ORGANIZED = _GANGS | ORG_WORDS - word_set(
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


def _is_talked_of(draft: Draft, phrase: PlacePhrase, tokens: TokenizedText) -> bool:
    """Whether what is talked of stands between: "talks on the situation in X", "the visit focused on support to X"."""
    return not TOPIC.isdisjoint(tokens.words[draft.trigger.last : phrase.first])


def _is_spoken_of(link: Link, draft: Draft, tokens: TokenizedText) -> bool:
    """Whether a place is what a statement is about ("sanctions on X"), that of a deed that is tried, or stands in what
    somebody says of the event ("indicted in 2006, prosecutors said that … in X").
    """
    phrase, kind = link.phrase, draft.event_type
    if kind is EventType.STATEMENT_OR_AGREEMENT and _is_stated(link, draft, tokens):
        return True
    if kind is EventType.TRIAL and _is_deed(phrase, draft, tokens):
        return True
    if kind in _STANDING and link.preposition == "from":
        return True  # "protests against imports from X"
    if kind is EventType.ACCIDENT and _is_hospital(phrase, tokens):
        return True
    if phrase.first < draft.trigger.last:
        return not link.preposition and _says_that(tokens.words[phrase.last : draft.trigger.first], _CLAIMS)
    between = tokens.words[draft.trigger.last : phrase.first]
    return "about" in between or _says_that(between, SPEECH)  # "demonstrators angry about a film in X"


def _is_stated(link: Link, draft: Draft, tokens: TokenizedText) -> bool:
    """Whether a statement is about a place, or about what is there."""
    if link.preposition in _ABOUT:
        return True
    if tokens.words[draft.trigger.first].startswith("sanction") and link.preposition not in SITE:
        return True
    if link.phrase.first < draft.trigger.last:
        return False
    is_unknown = link.phrase.resolution is None and link.container is None  # "approved a plan for X"
    return is_unknown or _is_far_content(link.phrase, draft, tokens)


def _says_that(words: Sequence[str], sayings: frozenset[str]) -> bool:
    """Whether what follows is what somebody said: "X is refusing, insisting that the shooting happened at sea"."""
    return "that" in words and any(first in sayings and second == "that" for first, second in pairwise(words))


_CLAIMS = SPEECH | word_set("insists insisted insisting claims claimed claiming alleges alleged alleging believes")


HOSPITAL_TOKENS = 3
"""Within so many words behind a place the name of its hospital ends."""
_HOSPITALS = frozenset({"hospital", "medical", "infirmary"})


def _is_hospital(phrase: PlacePhrase, tokens: TokenizedText) -> bool:
    """Whether it is where those were brought who were hurt in an accident."""
    run = tokens.words[phrase.last : phrase.last + HOSPITAL_TOKENS]
    named = tokens.surfaces[phrase.last : phrase.last + 1]
    return named != [] and named[0][0].isupper() and not _HOSPITALS.isdisjoint(run)


CONTENT_WORDS = 3
"""So many plain words between a statement and a place put the place into what was stated."""
_PLAIN = SKIPPED | KIND_WORDS | TIME_WORDS | word_set("on at in of during after before agreement deal treaty accord")


_CONTENT_OPENS = frozenset({"for", "to", "against", "that"})
"""Behind a statement these begin what was stated: "voted for a road in X"."""


def _is_far_content(phrase: PlacePhrase, draft: Draft, tokens: TokenizedText) -> bool:
    """Whether a place stands in what was stated: "announced 25 cases of infected birds in X"."""
    between = range(draft.trigger.last, phrase.first)
    is_vote = tokens.words[draft.trigger.first].startswith(("vot", "approv"))
    if not _CONTENT_OPENS.isdisjoint(
        tokens.words[draft.trigger.last : phrase.first if is_vote else draft.trigger.last + 1]
    ):
        return True
    plain = sum(tokens.surfaces[i].islower() and tokens.words[i] not in _PLAIN for i in between)
    return plain >= CONTENT_WORDS


_DEEDS = word_set(
    "charge charges death deaths killing killings murder murders robbery robberies slaying slayings shooting theft "
    "fraud scam scheme accident crash assault rape burglary attack bombing stabbing"
)


def _is_deed(phrase: PlacePhrase, draft: Draft, tokens: TokenizedText) -> bool:
    """Whether a trial's place is the deed's: "pleaded not guilty to a charge in the death of … in X"."""
    if phrase.first < draft.trigger.last:
        return False
    between = tokens.words[draft.trigger.last : phrase.first]
    return not _DEEDS.isdisjoint(between) and authority(phrase, tokens, draft.sentence) != "court"


_ABOUT = frozenset({"against", "about", "over", "toward", "to", "into"})
"""Before what a statement or sanctions are about."""
_STANDING = frozenset({EventType.PROTEST, EventType.RIOT, EventType.STATEMENT_OR_AGREEMENT})
"""Types that nobody and nothing comes from a place for."""
_PARTIES = frozenset({"by", "between", "with"})
"""Before those who agreed or announced."""
_VISITED = frozenset({"in", "at", "to", "near", "of"})


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
    outer = container.resolution if container else None
    is_street = phrase.last < sentence.last and tokens.surfaces[phrase.last] in _STREETS
    if phrase.resolution is not None and not is_street and not _is_misplaced(phrase.resolution, outer):
        return event_place(phrase.resolution, role=role, words_before=before, words_after=after, confidence=confidence)
    start, end = tokens.starts[phrase.first], tokens.ends[phrase.last - 1]
    return container_place(tokens.text[start:end], start, end, role=role, container=outer, confidence=confidence)


_STREETS = frozenset({"Street", "Avenue", "Road", "Boulevard", "Lane", "Drive", "St", "Ave", "Rd"})
"""Behind a name: the gazetteer's place of that name is not meant."""


def _is_misplaced(resolution: Resolution, container: Resolution | None) -> bool:
    """Whether a name that only its neighbors placed lies in another country than the place that the text puts it in."""
    chosen, outer = resolution.chosen, container.chosen if container is not None else None
    if chosen is None or outer is None or chosen.match is not MatchKind.CONTAINER:
        return False
    return chosen.place.country_code != outer.place.country_code


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

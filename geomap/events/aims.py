"""Where a verb leads: the object of an attack is its place, the aim of a flight is not."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.events.dategrammar import MONTHS, WEEKDAYS
from geomap.events.drafts import Draft
from geomap.events.grouping import hang
from geomap.events.linkfeatures import LEAD, LOCATIVE, TAKES_PLACE
from geomap.events.linking import Link
from geomap.events.phrases import PlacePhrase
from geomap.events.text import TokenizedText
from geomap.events.words import word_set
from geomap.records import EventType

TIME_WORDS = frozenset({*WEEKDAYS, *MONTHS, "yesterday", "today", "early", "late", "earlier", "overnight"})
AFTER_PLACE = word_set(
    "in on at by for from to with of and or but as if when while after before since during until where which who "
    "that is was are were has have had will would could may might must can"
)
"""After a name that stands for itself."""

AIM_CONFIDENCE = 0.9
"""Factor on the confidence of a place that is the object of a verb of attack."""
AIM_TOKENS = 6
"""How far behind its verb such an object may stand: "seized the northern city of X"."""
_AIMED = frozenset({EventType.ARMED_CLASH, EventType.SHELLING, EventType.AIRSTRIKE, EventType.TROOP_MOVEMENT})


def aim(draft: Draft, tokens: TokenizedText, phrases: Sequence[PlacePhrase]) -> PlacePhrase | None:
    """The place that was attacked, captured or entered: the object of the verb, "seized X"; or whose state arrested."""
    return _subject(draft, tokens, phrases) or _object(draft, tokens, phrases)


def _object(draft: Draft, tokens: TokenizedText, phrases: Sequence[PlacePhrase]) -> PlacePhrase | None:
    """The place that a verb of attack has as its object."""
    trigger = draft.trigger
    is_capture = trigger.kind == "capture?"
    if draft.is_given or draft.is_item or trigger.part != "verb":
        return None
    if draft.event_type not in _AIMED and not is_capture:
        return None
    if not tokens.words[trigger.first].startswith(TAKES_PLACE):
        return None
    for phrase in phrases:
        if is_capture and _is_known(phrase) and _is_subject(phrase, draft, tokens):
            draft.event_type = EventType.ARMED_CLASH
            return phrase
        if trigger.last <= phrase.first <= trigger.last + AIM_TOKENS:
            between = tokens.words[trigger.last : phrase.first]
            is_object = all(word in LEAD for word in between) and _ends_phrase(phrase, tokens)
            unknown = phrase.resolution is None
            if not is_object or (unknown and not _may_be_aim(phrase, draft, tokens)):
                return None
            if is_capture:
                draft.event_type = EventType.ARMED_CLASH  # who is captured is arrested, what is captured was fought for
            return phrase if unknown or _is_known(phrase) else None
    return None


def _may_be_aim(phrase: PlacePhrase, draft: Draft, tokens: TokenizedText) -> bool:
    """Whether an unknown name may be a place: "captured X", not "captured the X award"."""
    is_one_word = phrase.last - phrase.first == 1
    return is_one_word and draft.event_type in _AIMED and tokens.words[phrase.first - 1] != "the"


_AT_HOME = frozenset({EventType.ARREST, EventType.TRIAL})
"""Types of what a country does at home."""


def _subject(draft: Draft, tokens: TokenizedText, phrases: Sequence[PlacePhrase]) -> PlacePhrase | None:
    """The country that did it."""
    trigger = draft.trigger
    is_plain = trigger.part == "verb" and tokens.surfaces[trigger.first].islower() and not draft.is_given
    if not is_plain or draft.event_type not in _AT_HOME or any(_is_said_where(p, draft, tokens) for p in phrases):
        return None
    return next((phrase for phrase in phrases if _is_country_subject(phrase, draft, tokens)), None)


SAID_WHERE_TOKENS = 8
"""How far behind the verb a preposition may say where: "X has arrested five men in Y"."""


def _is_said_where(phrase: PlacePhrase, draft: Draft, tokens: TokenizedText) -> bool:
    """Whether a preposition ties a place to the verb."""
    is_near = draft.trigger.last < phrase.first <= draft.trigger.last + SAID_WHERE_TOKENS
    return is_near and tokens.words[phrase.first - 1] in LOCATIVE


_HAS = frozenset({"has", "have", "had", "also", "recently"})


def _is_country_subject(phrase: PlacePhrase, draft: Draft, tokens: TokenizedText) -> bool:
    """Whether a country is who did it: "X has arrested"."""
    resolution = phrase.resolution
    if resolution is None or resolution.chosen is None or phrase.last > draft.trigger.first:
        return False
    is_country = resolution.chosen.place.feature_code.startswith("PCL")
    return is_country and all(word in _HAS for word in tokens.words[phrase.last : draft.trigger.first])


_PASSIVE = frozenset({"had", "has", "have", "was", "were", "been", "being", "is", "are", "also"})


def _is_subject(phrase: PlacePhrase, draft: Draft, tokens: TokenizedText) -> bool:
    """ "X had been captured": the place is the subject of a passive."""
    between = tokens.words[phrase.last : draft.trigger.first]
    return 0 < len(between) <= len(_PASSIVE) and all(word in _PASSIVE for word in between)


def _is_known(phrase: PlacePhrase) -> bool:
    return phrase.resolution is not None and phrase.resolution.chosen is not None


def _ends_phrase(phrase: PlacePhrase, tokens: TokenizedText) -> bool:
    """Whether the name stands for itself: no noun follows that it belongs to ("entered X's parliament")."""
    following = tokens.words[phrase.last] if phrase.last < len(tokens.words) else "."
    is_mark = not following[0].isalnum() and following != "'s"
    return is_mark or following in AFTER_PLACE or following in TIME_WORDS


def from_where(
    draft: Draft, links: Sequence[Link], phrases: Sequence[PlacePhrase], tokens: TokenizedText
) -> list[Link]:
    """Flight happens where it begins: "fled from X to Y" at X; Y, if it stands alone, is no place of it."""
    hangings = hang(tokens, draft.sentence, phrases)
    whither = {id(p) for p, h in zip(phrases, hangings, strict=True) if h.preposition in _WHITHER}
    return [link for link in links if id(link.phrase) not in whither]


_WHITHER = frozenset({"to", "into", "toward", "for"})

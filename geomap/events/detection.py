"""Triggers: the words that say that something happened, and what kind of thing it was."""

from __future__ import annotations

from dataclasses import dataclass

from geomap.events.lexicon import Lexicon, Pattern
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_set
from geomap.records import EventType

SPORT_WORDS = 2
"""So many different words of sport in a sentence without a casualty make its attacks and shots a game's."""

CONTESTED = frozenset(
    {"attack?", "strike?", "shoot?", "clash?", "capture?", "armed_clash", "killing", "troop_movement",
     "visit_or_meeting", "bomb?",
     "statement_or_agreement", "trial", "bombing", "protest", "other"}
)  # fmt: skip
"""Kinds that sports reports use as figures of speech."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A match of the lexicon, by tokens `first`..`last` (half-open) of the document."""

    first: int
    last: int
    kind: str
    part: str
    form: str


def find_triggers(tokens: TokenizedText, sentence: Sentence, lexicon: Lexicon) -> list[Trigger]:
    """The triggers of a sentence, left to right, not overlapping; whether they happened is not asked here."""
    ends = lexicon.ends
    span = tokens.words[sentence.first : sentence.last]
    found: list[Trigger] = []
    free = sentence.first
    for position in [index for index, word in enumerate(span, sentence.first) if word in ends]:
        word = tokens.words[position]
        if position < free or (ends[word] and ends[word].isdisjoint(span)):
            continue
        trigger = _first_match(tokens, sentence, position, lexicon.patterns[word])
        if trigger is not None:
            found.append(trigger)
            free = trigger.last
    return _without_sport(found, span, lexicon) if found else found


def _first_match(
    tokens: TokenizedText, sentence: Sentence, position: int, candidates: tuple[Pattern, ...]
) -> Trigger | None:
    words = tokens.words
    bounds = (sentence.first, sentence.last)
    if _is_name(tokens, sentence, position):
        return None
    following = words[position + 1] if position + 1 < sentence.last else ""
    for pattern in candidates:
        if pattern.second and pattern.second != following:
            continue
        last = pattern.match(words, position, sentence.last)
        if last is None:
            continue
        if pattern.needs and not any(need.holds(words, position, last, bounds) for need in pattern.needs):
            continue
        if pattern.unless and any(bar.holds(words, position, last, bounds) for bar in pattern.unless):
            continue
        gerund = pattern.form == "ing" and position > sentence.first and words[position - 1] not in _BEFORE_GERUND
        if gerund and any(p.part == "noun" and p.words == pattern.words for p in candidates):
            continue
        return Trigger(first=position, last=last, kind=pattern.kind, part=pattern.part, form=pattern.form)
    return None


_BEFORE_GERUND = word_set(
    "is are was were be been being by for of after before while when and without from in , ; ( - – — also now not "
    "still then began started continued kept as"
)
"""Before an -ing form that is a verb's; after other words it is a noun: "a public meeting", "the bombing"."""


_OPENERS = frozenset({'"', "“", "‘", "'", "``", ":", "(", "[", "-", "–", "—", "--", "|", "•", "*"})
"""Marks after which a sentence begins anew, with a capital letter."""
HEADLINE_SHARE = 0.6
"""Share of capitalized words from which a line is a headline, whose capitals say nothing."""
MIN_HEADLINE = 4
"""Fewer words are no headline."""


def _is_name(tokens: TokenizedText, sentence: Sentence, first: int) -> bool:
    """Whether a capitalized match is a piece of a name ("Battle Creek", "March") and not a headline's word."""
    surface = tokens.surfaces[first]
    if first == sentence.first or not surface[0].isupper() or (surface.isupper() and len(surface) > 1):
        return False
    if tokens.surfaces[first - 1] in _OPENERS:
        return False
    span = tokens.surfaces[sentence.first : sentence.last]
    letters = sum(s[0].isalpha() for s in span)
    return sum(s[0].isupper() for s in span) <= HEADLINE_SHARE * letters or letters < MIN_HEADLINE


def _without_sport(found: list[Trigger], words: list[str], lexicon: Lexicon) -> list[Trigger]:
    seen = set(words)
    if len(seen & lexicon.classes["sport"]) < SPORT_WORDS or seen & lexicon.classes["harm"]:
        return found
    return [trigger for trigger in found if trigger.kind not in CONTESTED]


def event_type(trigger: Trigger, tokens: TokenizedText, sentence: Sentence, lexicon: Lexicon) -> EventType:
    """The type that the trigger's kind and the sentence's cues give; see docs/taxonomy.md, "Which type"."""
    if not trigger.kind.endswith("?"):
        return _plain_type(trigger, tokens, sentence, lexicon)
    words = set(tokens.words[sentence.first : sentence.last])
    classes = lexicon.classes
    if trigger.kind == "bomb?":
        return EventType.AIRSTRIKE if words & classes["air"] else EventType.BOMBING
    if trigger.kind == "fire?":
        nature = {"forest", "brush", "bush", "grass", "wild"}
        return EventType.NATURAL_DISASTER if words & nature else EventType.ACCIDENT
    if trigger.kind == "shoot?":
        after = set(tokens.words[trigger.last : trigger.last + 2])
        return (
            EventType.ARMED_CLASH if "down" in after or tokens.words[trigger.last - 1] == "down" else EventType.KILLING
        )
    if trigger.kind == "clash?":
        crowd = words & (classes["crowd-strong"] - {"street", "workers", "residents"})
        return EventType.RIOT if crowd and not words & {"gunmen", "rebels", "insurgents"} else EventType.ARMED_CLASH
    if trigger.kind == "capture?":
        return _capture_type(trigger, tokens, sentence, lexicon)
    if trigger.kind == "strike?" and trigger.part == "noun":
        before = set(tokens.words[max(sentence.first, trigger.first - 2) : trigger.first])
        return EventType.SHELLING if before & (classes["artillery"] - {"missile"}) else EventType.AIRSTRIKE
    return _attack_type(words, lexicon)


_BURSTS = word_set(
    "oxygen gas boiler tank tanks cylinder cylinders pipeline refinery fuel tanker transformer fireworks volcano stove"
)
"""What explodes by accident."""
_BLAZE = frozenset({"fire", "blaze"})
_ILLNESS = word_set(
    "virus influenza flu ebola cholera sars mers measles epidemic pandemic polio malaria h1n1 h5n1 covid-19 "
    "coronavirus dengue meningitis tuberculosis plague disease diseases outbreak"
)


def _plain_type(trigger: Trigger, tokens: TokenizedText, sentence: Sentence, lexicon: Lexicon) -> EventType:
    """The type of a trigger that has one of its own, unless what acts makes it another."""
    stem = tokens.words[trigger.first]
    if trigger.kind == "bombing" and stem.startswith(("explo", "blast")):
        around = tokens.words[max(sentence.first, trigger.first - 4) : min(sentence.last, trigger.last + 4)]
        meant = lexicon.classes["bomb"] - {"explosion", "explosions", "blast", "blasts", "exploded"}
        if not _BURSTS.isdisjoint(around) and meant.isdisjoint(tokens.words[sentence.first : sentence.last]):
            return EventType.ACCIDENT
    if trigger.kind == "killing" and stem.startswith(("kill", "claim", "die")):
        words = set(tokens.words[sentence.first : sentence.last])
        if words & lexicon.classes["armed"] or words & lexicon.classes["gun"]:
            return EventType.KILLING
        if not _BLAZE.isdisjoint(tokens.words[sentence.first : trigger.first]):
            return EventType.ACCIDENT
        if words & _ILLNESS:
            return EventType.OTHER
    return EventType(trigger.kind)


_TARGET_KINDS = word_set(
    "city town village villages district area areas hill hills territory base airport border neighborhood "
    "neighbourhood region province crossing post checkpoint farms points positions site sites hilltop mountain "
    "highway road island outskirts suburbs unesco gates capital building buildings bridge camp headquarters "
    "control"
)
_CAPTIVE_KINDS = word_set(
    "soldier soldiers man men leader leaders suspect suspects militant militants terrorist terrorists he him she "
    "her them officer officers pilot pilots prisoners fighters commander were was been people civilians rebels "
    "members"
)


_CIVILIANS = word_set(
    "journalist journalists reporter reporters aid-worker workers tourist tourists engineer engineers doctor doctors "
    "pilgrims students schoolgirls girls children hostages missionary missionaries priest nuns"
)
"""Who is abducted rather than arrested when it is not told by whom."""


def _capture_type(trigger: Trigger, tokens: TokenizedText, sentence: Sentence, lexicon: Lexicon) -> EventType:
    """A place that was captured was fought for; a person who was captured was arrested."""
    if tokens.words[trigger.first].startswith("reach"):
        return EventType.TROOP_MOVEMENT
    after = tokens.words[trigger.last : min(sentence.last, trigger.last + 7)]
    before = tokens.words[max(sentence.first, trigger.first - 4) : trigger.first]
    passive = any(word in {"was", "were", "been", "being"} for word in before)
    if passive and not _CIVILIANS.isdisjoint(before):
        return EventType.ABDUCTION
    for word in after:
        if word in _TARGET_KINDS:
            return EventType.ARMED_CLASH
        if word in _CAPTIVE_KINDS or word in lexicon.classes["suspect"]:
            return EventType.ARREST
    subject = tokens.words[sentence.first : trigger.first]
    if passive and not any(word in _TARGET_KINDS for word in subject):
        return EventType.ARREST
    return EventType.ARMED_CLASH


_CIVILIAN = word_set(
    "innocent civilians civilian worshippers victims children women families shoppers tourists pilgrims terror "
    "terrorist people horrific massacre stabbed shot knife residents hotel restaurant mosque church school market"
)


def _attack_type(words: set[str], lexicon: Lexicon) -> EventType:
    classes = lexicon.classes
    if words & (classes["chemical"] - {"gas", "toxic", "mustard"}):
        return EventType.CHEMICAL_ATTACK
    if words & {
        "suicide",
        "bomb",
        "bombs",
        "bomber",
        "bombers",
        "explosives",
        "ied",
        "explosion",
        "grenade",
        "grenades",
    }:
        return EventType.BOMBING
    if words & classes["air"]:
        return EventType.AIRSTRIKE
    if words & classes["artillery"]:
        return EventType.SHELLING
    return _clash_or_killing(words, lexicon)


def _clash_or_killing(words: set[str], lexicon: Lexicon) -> EventType:
    if words & _CIVILIAN or words & lexicon.classes["gun"] - {"police", "officer", "officers"}:
        return EventType.KILLING
    if words & lexicon.classes["armed"]:
        return EventType.ARMED_CLASH
    return EventType.KILLING if words & lexicon.classes["harm"] else EventType.OTHER

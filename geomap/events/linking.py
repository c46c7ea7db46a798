"""Which of a sentence's places an event happened at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from geomap.events.detection import Trigger
from geomap.events.text import Sentence, TokenizedText
from geomap.records import Label, Resolution

LOCATIVE = frozenset("in at near on inside outside around across over throughout along into through within off between from".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePhrase:
    """A place in the text, at tokens `first`..`last`."""

    first: int
    last: int
    resolution: Resolution


def place_phrases(tokens: TokenizedText, resolutions: Sequence[Resolution]) -> list[PlacePhrase]:
    """The resolutions with their tokens, in the text's order; demonyms and modifiers place no event and are left out."""
    phrases = []
    for resolution in sorted(resolutions, key=lambda r: r.mention.start):
        mention = resolution.mention
        if mention.label is not Label.TOPONYM:
            continue
        first, last = tokens.tokens_within(mention.start, mention.end)
        if first < last:
            phrases.append(PlacePhrase(first=first, last=last, resolution=resolution))
    return phrases


def link(
    trigger: Trigger, tokens: TokenizedText, sentence: Sentence, phrases: Sequence[PlacePhrase]
) -> list[PlacePhrase]:
    """The phrases of the sentence where the trigger's event happened, the most probable first."""
    scored = sorted(((_cost(trigger, tokens, phrase), n, phrase) for n, phrase in enumerate(phrases)), key=lambda x: x[:2])
    if not scored:
        return []
    best = scored[0][2]
    return [best, *_coordinated(tokens, best, phrases)]


def _cost(trigger: Trigger, tokens: TokenizedText, phrase: PlacePhrase) -> float:
    before = tokens.words[max(0, phrase.first - 4) : phrase.first]
    distance = phrase.first - trigger.last if phrase.first >= trigger.last else trigger.first - phrase.last + 3
    locative = not LOCATIVE.isdisjoint(before)
    return distance + (0 if locative else 12)


def _coordinated(tokens: TokenizedText, best: PlacePhrase, phrases: Sequence[PlacePhrase]) -> list[PlacePhrase]:
    """Places joined with the best one by "and": "in Qamenas, Sarmin and Talamenes"."""
    index = phrases.index(best)
    chain: list[PlacePhrase] = []
    current = best
    for phrase in phrases[index + 1 :]:
        between = tokens.words[current.last : phrase.first]
        if between not in (["and"], [","], [",", "and"]):
            break
        chain.append(phrase)
        current = phrase
    last = chain[-1] if chain else None
    if last is None or "and" not in tokens.words[best.last : last.first]:
        return []
    return chain

"""Words that point back: to a place ("in the country", "in the city", "there"), or to another time."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from geomap.events.placing import is_in_organization
from geomap.events.standing import Standing, Standings
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_set
from geomap.records import Place

_POINTER = re.compile(
    r"\b(?:in|at|near|across|around|inside|outside|throughout|of|from|into|to|on) (?:the|this|that) "
    r"(?:(?:same|war-torn|besieged|northern|southern|eastern|western|central|capital|embattled) )?"
    r"(country|nation|city|town|village|capital|province|state|governorate|district|region|area|neighbou?rhood|camp|island|scene)\b"
    r"|(?<=[a-z] )(there)\b(?! (?:is|are|was|were|has|have|had|will|would|may|might|could|can|should|seems|remain))",
    re.IGNORECASE,
)
_KINDS = {
    "country": "PCL", "nation": "PCL", "city": "P", "town": "P", "village": "P", "capital": "P", "province": "ADM1",
    "state": "ADM1", "governorate": "ADM1", "region": "region",
}  # fmt: skip
_REGIONS = ("RGN", "AREA", "ISL", "CONT")
_REGION = frozenset({"in", "to", "across", "throughout"})
_POINTED = word_set(
    "country nation city town village capital province state governorate district region area neighborhood "
    "neighbourhood camp island scene there"
)
"""The words that point, in short."""
BACK_SENTENCES = 4
"""How far back "in the country" may point."""


def pointed_at(sentence: Sentence, tokens: TokenizedText, standings: Standings) -> Standing | None:
    """The place that a sentence points back to: the last one of that kind named before."""
    if _POINTED.isdisjoint(tokens.words[sentence.first : sentence.last]):
        return None
    match = _POINTER.search(tokens.text, sentence.start, sentence.end)
    if match is None:
        return None
    kind = _KINDS.get((match[1] or "").lower(), "")
    before = range(sentence.index - 1, max(-1, sentence.index - BACK_SENTENCES - 1), -1)
    found = [
        standing
        for index in before
        for standing in reversed(standings.of(index))
        if standing.place is not None and _is_of_kind(standing.place, kind)
        if not is_in_organization(standing.phrase, tokens)
    ]
    if kind != "PCL":
        return found[0] if found else None
    return max(found, key=standings.times_named, default=None)  # the last of those named most often


def names_region(sentence: Sentence, tokens: TokenizedText) -> bool:
    """Whether it happened somewhere "in the region": at none of the towns named before."""
    words = tokens.words[sentence.first : sentence.last]
    if "region" not in words:
        return False
    return any(
        a in _REGION and [b, c] == ["the", "region"] for a, b, c in zip(words, words[1:], words[2:], strict=False)
    )


_BEFORE_NOW = frozenset({"ago", "earlier", "before"})
_TIMES_PAST = frozenset({"decade", "decades", "previously", "convictions"})
_YEARS = frozenset({"year", "years"})
_SINCE = frozenset({"in", "since"})


def is_long_ago(sentence: Sentence, tokens: TokenizedText, published: date | None) -> bool:
    """Whether a sentence tells of another time: "ten years ago", "in the 1990s", "since 2003"."""
    words = tokens.words[sentence.first : sentence.last]
    if not _TIMES_PAST.isdisjoint(words):
        return True
    for first, second in pairwise(words):
        if second.endswith("0s") and _is_year(second[-5:-1]):
            return True
        if second in _YEARS and first == "last":
            return True
        if (first in _YEARS and second in _BEFORE_NOW) or (first == "past" and not second[0].isalnum()):
            return True
        if first in _SINCE and _is_year(second) and (published is None or int(second) < published.year):
            return True
    return False


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isdigit() and word[:2] in {"18", "19", "20"}


def _is_of_kind(place: Place, kind: str) -> bool:
    if kind == "P":
        return place.feature_class == "P"
    if kind == "region":
        return place.feature_code.startswith(_REGIONS)
    return place.feature_code.startswith(kind) if kind else not place.feature_code.startswith(("PCL", "CONT"))

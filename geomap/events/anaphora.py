"""Words that point back to a place: "in the country", "in the city", "there"."""

from __future__ import annotations

import re

from geomap.events.placing import is_in_organization
from geomap.events.standing import Standing, Standings
from geomap.events.text import Sentence, TokenizedText
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
_REGION = re.compile(r"\b(?:in|to|across|throughout) the region\b", re.IGNORECASE)
BACK_SENTENCES = 4
"""How far back "in the country" may point."""


def pointed_at(sentence: Sentence, tokens: TokenizedText, standings: Standings) -> Standing | None:
    """The place that a sentence points back to: the last one of that kind named before."""
    match = _POINTER.search(tokens.text, sentence.start, sentence.end)
    if match is None:
        return None
    kind = _KINDS.get((match[1] or "").lower(), "")
    for index in range(sentence.index - 1, max(-1, sentence.index - BACK_SENTENCES - 1), -1):
        for standing in reversed(standings.of(index)):
            is_kind = standing.place is not None and _is_of_kind(standing.place, kind)
            if is_kind and not is_in_organization(standing.phrase, tokens):
                return standing
    return None


def names_region(sentence: Sentence, tokens: TokenizedText) -> bool:
    """Whether it happened somewhere "in the region": at none of the towns named before."""
    return _REGION.search(tokens.text, sentence.start, sentence.end) is not None


def _is_of_kind(place: Place, kind: str) -> bool:
    if kind == "P":
        return place.feature_class == "P"
    if kind == "region":
        return place.feature_code.startswith(_REGIONS)
    return place.feature_code.startswith(kind) if kind else not place.feature_code.startswith(("PCL", "CONT"))

"""Names in Arabic script: a look-up in the gazetteer, since the models know English alone.

Arabic has no capitals and writes prepositions and "and" onto the name. A name is taken when it is long or its best
place well known, or when a word before it says that a place follows.
"""

from __future__ import annotations

import re
from typing import Final

from geomap.protocols import Gazetteer
from geomap.recognition.decode import Spotted
from geomap.recognition.lookup import Level, level_of
from geomap.recognition.tokens import Tokens
from geomap.records import Document, Label, Mention

ARABIC: Final = re.compile(r"[\u0620-\u064a\u066e-\u06d3]")
MAX_WORDS: Final = 4
PROMINENT_SCORE: Final = 0.9
ANNOUNCED_SCORE: Final = 0.8
"""Given, not measured: no corpus with Arabic text is at hand."""

_PREFIXES: Final = ("", "\u0648", "\u0628", "\u0644", "\u0641", "\u0648\u0628", "\u0648\u0644")
"""None, and, in, for, so, and in, and for."""
_SURE_LEVELS = frozenset({Level.COUNTRY, Level.STATE, Level.LARGE, Level.MIDDLE})
_ANNOUNCERS: Final = frozenset(
    [
        "في",
        "إلى",
        "من",
        "قرب",
        "مدينة",
        "بلدة",
        "قرية",
        "محافظة",
        "ريف",
        "حي",
        "قضاء",
        "ناحية",
        "ولاية",
        "منطقة",
        "شمال",
        "جنوب",
        "شرق",
        "غرب",
        "در",
        "شهر",
        "استان",
    ]
)
"""In, to, from, near, city, town, village, governorate, countryside, quarter, district … and in Persian."""


def arabic_mentions(document: Document, tokens: Tokens, gazetteer: Gazetteer, recognizer_id: str) -> list[Mention]:
    """Mentions among the Arabic words of a document."""
    if not ARABIC.search(document.text):
        return []
    found = []
    after = 0
    for first, word in enumerate(tokens.words):
        if first < after or word in _ANNOUNCERS or not ARABIC.match(word):
            continue
        span = _longest(document.text, tokens, first, gazetteer)
        if span is None:
            continue
        spotted, start = span
        end = tokens.ends[spotted.last]
        after = spotted.last + 1
        found.append(
            Mention(
                doc_id=document.doc_id,
                start=start,
                end=end,
                surface=document.text[start:end],
                label=spotted.label,
                recognizer_id=recognizer_id,
                score=spotted.score,
            )
        )
    return found


def _longest(text: str, tokens: Tokens, first: int, gazetteer: Gazetteer) -> tuple[Spotted, int] | None:
    last = first
    while last + 1 < min(len(tokens.words), first + MAX_WORDS) and ARABIC.match(tokens.words[last + 1]):
        last += 1
    announced = first > 0 and tokens.words[first - 1] in _ANNOUNCERS
    for end in range(last, first - 1, -1):
        for prefix in _PREFIXES:
            if not tokens.words[first].startswith(prefix) or len(tokens.words[first]) - len(prefix) < 3:
                continue
            start = tokens.starts[first] + len(prefix)
            facts = gazetteer.name_facts(text[start : tokens.ends[end]])
            if facts is None:
                continue
            level = level_of(facts)
            label = Label.DEMONYM if level is Level.DEMONYM else Label.TOPONYM
            if level in _SURE_LEVELS or level is Level.DEMONYM or (end > first and not prefix):
                return Spotted(first=first, last=end, score=PROMINENT_SCORE, label=label), start
            if announced or prefix in _PREFIXES[2:4]:
                return Spotted(first=first, last=end, score=ANNOUNCED_SCORE, label=label), start
    return None

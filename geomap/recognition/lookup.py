"""What the gazetteer knows of each token: the longest name that starts there, as one small number.

The number says how prominent the name's best place is, whether the name is also a plain word or a person's name,
and whether the token is its first.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from geomap.protocols import Gazetteer, NameFacts
from geomap.recognition.lexicon import WORD_KINDS, Kind
from geomap.recognition.tokens import Tokens

MAX_NAME_TOKENS: Final = 7
"""Longest name looked up, hyphens counted: "Mazar-e-Sharif" has five tokens."""

CACHE_NAMES: Final = 200_000
"""Names remembered before the cache starts anew; bounds the memory to some 30 MB."""


class Level(IntEnum):
    """How much the best place of a name stands out; borders as in the population classes of GeoNames' extracts."""

    NONE = 0
    TINY = 1
    SMALL = 2
    MIDDLE = 3
    LARGE = 4
    COUNTY = 5
    STATE = 6
    COUNTRY = 7
    NATURE = 8
    SPOT = 9
    DEMONYM = 10


class Sort(IntEnum):
    """What else a name may be."""

    PLAIN = 0
    COMMON = 1
    PERSON = 2
    LONG = 3
    """Several tokens."""


LEVELS: Final = len(Level)
SORTS: Final = len(Sort)
VALUES: Final = 1 + LEVELS * SORTS * 2
"""Distinct gazetteer values; 0 is "no name here"."""

EXTRAS: Final = 8
"""Distinct extra values: in a focus or user layer, three sizes of homonymy."""

IN_FOCUS: Final = 5
"""Least extra value of a name that a focus or user layer has."""

_SMALL, _MIDDLE, _LARGE = 5_000, 50_000, 500_000
_WORLD_POPULATION = 10_000_000
"""Regions over several countries carry no country's code; above this an area counts like a country."""

_SKIPPED = frozenset({Kind.FUNCTION, Kind.LOCATIVE, Kind.CALENDAR, Kind.TITLE, Kind.SPEECH, Kind.PERSON_NOUN})
_INNER = frozenset(
    [
        "of",
        "the",
        "de",
        "la",
        "le",
        "les",
        "el",
        "al",
        "ar",
        "as",
        "ash",
        "ad",
        "az",
        "an",
        "e",
        "i",
        "y",
        "and",
        "und",
        "am",
        "an",
        "der",
        "on",
        "upon",
        "du",
        "do",
        "da",
        "del",
        "di",
        "ul",
        "us",
        "es",
        "sur",
        "en",
        "-",
        "'",
        "’",
        "/",
        ".",
    ]
)


def level_of(facts: NameFacts) -> Level:
    """The level of a name's most prominent place."""
    code, population = facts.feature_code, facts.population
    if facts.is_demonym:
        return Level.DEMONYM
    if code.startswith("PCL") or code in ("CONT", "TERR"):
        return Level.COUNTRY
    if code in ("ADM1", "ADM1H"):
        return Level.STATE
    if facts.feature_class == "P" or (facts.feature_class == "A" and population):
        sizes = ((_LARGE, Level.LARGE), (_MIDDLE, Level.MIDDLE), (_SMALL, Level.SMALL))
        return next((level for least, level in sizes if population >= least), Level.TINY)
    if code.startswith("RGN") and population >= _WORLD_POPULATION:
        return Level.COUNTRY
    if facts.feature_class in ("A", "L"):
        return Level.COUNTY
    return Level.SPOT if facts.feature_class in ("S", "R") else Level.NATURE


def value_of(level: Level, sort: Sort) -> int:
    """The gazetteer value of a name's first token; its further tokens have one more, see `is_further`."""
    return 1 + (level * SORTS + sort) * 2


def is_further(value: int) -> bool:
    """Whether a gazetteer value is that of a further token of a name."""
    return value > 0 and value % 2 == 0


def level_of_value(value: int) -> Level:
    """The level that a gazetteer value carries."""
    return Level.NONE if value == 0 else Level((value - 1) // (SORTS * 2))


def sort_of_value(value: int) -> Sort:
    """The sort that a gazetteer value carries; PLAIN for 0."""
    return Sort((value - 1) // 2 % SORTS) if value else Sort.PLAIN


class Lookup:
    """Longest-match look-up of names over tokens, with a cache."""

    def __init__(self, gazetteer: Gazetteer, common_words: frozenset[str]) -> None:
        self._gazetteer = gazetteer
        self._common_words = common_words
        self._cache: dict[str, tuple[int, int]] = {}

    def values(
        self, text: str, tokens: Tokens, heads: list[int], capital: set[int], bound: int
    ) -> list[tuple[int, int, int, int]]:
        """Names that begin at one of the tokens `heads` (ascending) of one sentence that ends before `bound`.

        `capital` are the capitalized tokens of the text. Returns (first token, number of tokens, value of the first
        token, extra value).
        """
        words, starts, ends = tokens.words, tokens.starts, tokens.ends
        found = []
        after = -1
        for head in heads:
            if head < after:
                continue
            for last in reversed(self._reach(words, head, bound, capital)):
                value, extra = self._name(text[starts[head] : ends[last]], last > head)
                if value:
                    found.append((head, last - head + 1, value, extra))
                    after = last + 1
                    break
        return found

    def knows(self, word: str) -> bool:
        """Whether a single word is a place's name, function words and the like apart."""
        return self._name(word, False)[0] > 0

    @staticmethod
    def _reach(words: list[str], head: int, bound: int, capital: set[int]) -> list[int]:
        lasts = [head]
        for index in range(head + 1, min(bound, head + MAX_NAME_TOKENS)):
            if index in capital:
                lasts.append(index)
            elif words[index].lower() not in _INNER:
                break
        return lasts

    def _name(self, name: str, is_long: bool) -> tuple[int, int]:
        known = self._cache.get(name)
        if known is None:
            if len(self._cache) >= CACHE_NAMES:
                self._cache.clear()
            known = self._cache[name] = self._look_up(name, is_long)
        return known

    def _look_up(self, name: str, is_long: bool) -> tuple[int, int]:
        lower = name.lower()
        kind = WORD_KINDS.get(lower, Kind.NONE)
        if kind in _SKIPPED or len(name) < 2 or "\n" in name:
            return 0, 0
        facts = self._gazetteer.name_facts(name)
        if facts is None:
            return 0, 0
        sort = Sort.PLAIN
        if is_long:
            sort = Sort.LONG
        elif kind is Kind.FIRST_NAME:
            sort = Sort.PERSON
        elif kind is not Kind.NONE or lower in self._common_words:
            sort = Sort.COMMON
        homonyms = 0 if facts.place_count <= 1 else 1 if facts.place_count <= 5 else 2
        extra = IN_FOCUS if facts.in_focus else 1
        return value_of(level_of(facts), sort), extra + homonyms

"""Other spellings of a name that a map may have it by; pure, and only a few, because each costs a request."""

from __future__ import annotations

import re
from itertools import zip_longest

from geomap.names import is_arabic_script, plain, romanize
from geomap.romanization import is_article

Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*rules: tuple[str, str]) -> Rules:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in rules)


_VOWELS = _rules(
    (r"ee", "i"), (r"oo|ou", "u"), (r"aa", "a"), (r"ei(?=[bdfghjklmnpqrstvwz])", "ay"), (r"dj", "j"), (r"tch", "ch")
)  # fmt: skip
"""Newspaper and French spellings → the one that OpenStreetMap's English names mostly have (BGN/PCGN without signs)."""
_ENDINGS = _rules(
    (r"([bdfgjklmnpqrstvwz])\1", r"\1"), (r"(?<=[^aeiou])eh?\b", "a"), (r"ah\b", "a"), (r"ya\b", "iya"),
    (r"iiya\b", "iya"),
)  # fmt: skip
"""Where usage wavers: double letters and the feminine ending."""

_USUAL_WORDS = {
    "tell": "tall", "tel": "tall", "tal": "tall", "kfar": "kafr", "kafar": "kafr", "kefr": "kafr", "sheikh": "shaykh",
    "sheik": "shaykh", "shaikh": "shaykh", "cheikh": "shaykh", "deir": "dayr", "der": "dayr", "ain": "ayn",
    "ein": "ayn", "jebel": "jabal", "djebel": "jabal", "khirbet": "khirbat", "beit": "bayt", "abou": "abu", "um": "umm",
}  # fmt: skip
"""Generic words in the spelling of BGN/PCGN."""
_OTHER_WORDS = {"tall": "tell", "kafr": "kafar", "shaykh": "sheikh", "dayr": "deir", "ayn": "ain", "jabal": "jebel"}
"""And the spelling that is next in use."""


def spellings(name: str, *, limit: int) -> tuple[str, ...]:
    """At most `limit` other spellings of a name, likeliest first; none of them differs in case or signs alone.

    Names in Arabic script give their rough romanization.
    """
    asked = plain(name)
    if is_arabic_script(name):
        made = [romanize(name)]
    else:
        usual = _with_words(_rewritten(asked, _VOWELS), _USUAL_WORDS)
        bare = _rewritten(usual, _ENDINGS)
        made = [usual, bare, _without_articles(bare), _with_words(usual, _OTHER_WORDS)]
    return tuple(dict.fromkeys(each for each in made if each and each != asked))[:limit]


def _rewritten(name: str, rules: Rules) -> str:
    for pattern, replacement in rules:
        name = pattern.sub(replacement, name)
    return name


def _with_words(name: str, table: dict[str, str]) -> str:
    return " ".join(table.get(word, word) for word in name.split())


def _without_articles(name: str) -> str:
    words = name.split()
    pairs = zip_longest(words, words[1:], fillvalue="")
    return " ".join(word for word, after in pairs if not (after and is_article(word, after)))

"""Places in whose name somebody appears: whose home they are, and whose police, court or council acts."""

from __future__ import annotations

from geomap.events.grouping import SKIPPED
from geomap.events.phrases import KIND_WORDS, ORG_WORDS, PlacePhrase
from geomap.events.text import Sentence, TokenizedText
from geomap.events.words import word_set

PEOPLE = word_set(
    "man men woman women resident residents native natives teen teens teenager teenagers youth youths boy boys girl "
    "girls couple couples father mother brother brothers sister sisters son daughter family families husband wife "
    "student students pupil pupils driver drivers motorist motorists educator teacher teachers farmer farmers lawyer "
    "attorney businessman businesswoman doctor nurse victim victims suspect suspects parolee veteran grad graduate "
    "pensioner grandmother grandfather toddler baby infant immigrant immigrants expatriate"
)
"""Behind the name of a place: who comes from there."""
_LIVE = word_set("live lived living born raised")
_WHO = word_set("who he she they and now still also currently")
_BELONGS = word_set("resident native citizen man woman originally formerly flag")
"""Before "of" and a place: "a resident of X", "under the flag of X"."""
_RELATIVES = word_set(
    "mother father parents wife husband sister brother son daughter relatives family girlfriend boyfriend"
)
_WORK = word_set("worked works")
_OFFICIALS = word_set("governor minister official lawmaker senator deputy mp leader member candidate")
_WHOSE = frozenset({"his", "her", "their", "'s", "whose", "my"})
_FROM = frozenset({"from", "of"})
_BOTH = frozenset({"both", "all"})
_IN = frozenset({"in", "at", "near", "on"})
_INSIDE = SKIPPED | KIND_WORDS | _FROM | _BOTH | {"block", "blocks"}
"""Words between a person and the name of the home: ", 34, of the 900 block of X"."""
_MAY_LEAD = _INSIDE | _IN | {","}
"""Before the name of a home."""
_NO_PERSON = ORG_WORDS | KIND_WORDS | SKIPPED | word_set("united diocese archdiocese bishop republic kingdom bureau")
HOME_TOKENS = 8
"""How far before a name such a person is looked for."""
AGE_DIGITS = 3
NAME_TOKENS = 2
"""So many capitalized words before "of" are a person's name."""


def is_home(phrase: PlacePhrase, tokens: TokenizedText, sentence: Sentence) -> bool:
    """Whether a place only says where somebody is at home: "Jensen, 87, of X", "who lives in X"."""
    words = tokens.words
    before = words[phrase.first - 1] if phrase.first > sentence.first else "."
    if before not in _MAY_LEAD and not before[0].isdigit():
        return False
    first = _before_street(phrase, tokens, sentence) if before == "," else phrase.first
    lowest = max(sentence.first, first - HOME_TOKENS)
    position, governor = first - 1, -1
    while position >= lowest and (words[position] in _INSIDE or words[position][0].isdigit()):
        if words[position] in _FROM:
            governor = position
        position -= 1
    if position <= sentence.first:
        return False
    if words[position] in _IN:
        return _lives(tokens, sentence, position - 1)
    has_both = governor > 0 and words[governor - 1] in _BOTH  # "Ann, 77, and Marvin Lane, 80, both of X"
    if governor < 0 or position != governor - 1 - has_both:
        return False
    return _is_whose(tokens, sentence, position, is_from=words[governor] == "from")


def _before_street(phrase: PlacePhrase, tokens: TokenizedText, sentence: Sentence) -> int:
    """Where the address begins that a place ends: "1935 Orchard St., X"; the place itself where there is none."""
    position = phrase.first
    if position - 2 <= sentence.first:
        return position
    position -= 2 + (tokens.words[position - 2] == ".")
    if tokens.words[position] not in STREETS:
        return phrase.first
    while position > sentence.first and (
        tokens.surfaces[position - 1][0].isupper() or tokens.surfaces[position - 1][0].isdigit()
    ):
        position -= 1
    return position


STREETS = word_set("street road avenue boulevard drive lane highway route way court place interstate rd st ave")
"""Last words of streets' names."""


def _lives(tokens: TokenizedText, sentence: Sentence, position: int) -> bool:
    """Whether the word before "in" says that somebody lives there; "claimed many lives in X" does not."""
    word = tokens.words[position]
    if word == "lives" or word in _WORK:
        return position > sentence.first and tokens.words[position - 1] in _WHO
    if word in _RELATIVES:  # "called her mother in X", but "a mother in an X case"
        return position > sentence.first and tokens.words[position - 1] in _WHOSE
    return word in _LIVE


def _is_whose(tokens: TokenizedText, sentence: Sentence, position: int, *, is_from: bool) -> bool:
    """Whether the token before "of" or "from" is a person: "Ali, 31, from X", "a man from X", "Ann Lane of X"."""
    word = tokens.words[position]
    if word == ",":
        before = tokens.surfaces[position - 1]
        return before[0].isupper() or before.endswith("year-old") or (before.isdigit() and len(before) <= AGE_DIGITS)
    if is_from:
        return word in PEOPLE or word in _OFFICIALS
    names = range(max(sentence.first, position - 1), position + 1)
    return word in _BELONGS or (len(names) == NAME_TOKENS and all(_may_name(tokens, at) for at in names))


def _may_name(tokens: TokenizedText, position: int) -> bool:
    """Whether a word may be a person's name."""
    return tokens.surfaces[position][0].isupper() and tokens.words[position] not in _NO_PERSON


def is_adjective(phrase: PlacePhrase, tokens: TokenizedText, sentence: Sentence) -> bool:
    """Whether a place says who somebody is: "an X man"."""
    return phrase.last < sentence.last and tokens.words[phrase.last] in PEOPLE


POLICE = word_set(
    "police sheriff sheriffs sheriff's deputies deputy officers officer firefighters constables coroner troopers gardai"
)
COURTS = word_set("court jail courts courthouse jury judge magistrate magistrates prosecutor prosecutors tribunal")
COUNCILS = word_set("council councillors councilors commissioners selectmen aldermen board trustees supervisors")
_TITLES = word_set(
    "county city district state circuit superior municipal crown magistrates metropolitan high supreme federal town "
    "village township parish regional provincial common pleas family juvenile fire criminal"
)
"""Words inside the name of an authority: "X County Circuit Court"."""
AUTHORITY_TOKENS = 4
"""Within so many words behind a place the name of its authority ends."""
_AUTHORITIES = (("police", POLICE), ("court", COURTS), ("council", COUNCILS))


def authority(phrase: PlacePhrase, tokens: TokenizedText, sentence: Sentence) -> str:
    """ "police", "court" or "council" when the authority named after the place is of that kind, else ""."""
    for position in range(phrase.last, min(sentence.last, phrase.last + AUTHORITY_TOKENS)):
        word = tokens.words[position]
        kind = next((kind for kind, words in _AUTHORITIES if word in words), "")
        if kind:
            return kind
        if word == "fire" and tokens.words[position + 1 : position + 2] == ["department"]:
            return "police"
        if word not in _TITLES:
            return ""
    return ""

"""Which of a source's alternate names are worth keeping, and forms that news derive from them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable

MAX_NAME_LENGTH = 80
"""Code points; longer alternates in GeoNames are titles and addresses."""

REAL_ABBREVIATIONS = frozenset(
    {"LA", "L.A.", "NYC", "N.Y.C.", "DC", "D.C.", "SF", "KL", "HCMC", "T.O.", "NOLA", "KC", "L.V.", "D.F.", "DF"}
)
"""All-capital names of towns that news really use; every other one in GeoNames is an airport or port code."""

ALWAYS_KEPT_SCRIPTS = ("LATIN", "ARABIC")
KEPT_SCRIPTS = (
    "LATIN",
    "ARABIC",
    "CYRILLIC",
    "GREEK",
    "HEBREW",
    "CJK",
    "HANGUL",
    "KATAKANA",
    "HIRAGANA",
    "DEVANAGARI",
    "BENGALI",
    "ARMENIAN",
    "GEORGIAN",
    "THAI",
)
"""Scripts of names; those that are not always kept are kept for places that are read about abroad only."""

_COMMON_WORDS = (
    "bank bay beach bridge center centre central city country county district east field hill hospital island lake"
    " minister mountain north park point port post prince province region river road south state street the town"
    " university valley village west"
)
COMMON_WORDS = frozenset(_COMMON_WORDS.split())
"""Words that stand for a place in GeoNames' alternates ("the city") and would make a place of every common noun."""

_PLAIN = str.maketrans(
    dict(zip("‘’ʼʻ`øØđĐłŁıðəħ", "'''''oOdDlLidah", strict=True))
    | {"ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "Þ": "Th", "Ə": "A"}
)

_CODE = re.compile(r"^[A-Z0-9][A-Z0-9. ]{0,4}$")
_LINK = re.compile(r"https?:|www\.|/|\d{3,}|_")
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"\s*[\(\[].*$")


def script_of(text: str) -> str:
    """Script of the first letter by its Unicode name ("LATIN", "ARABIC"); empty without letters."""
    for character in text:
        if character.isalpha():
            return unicodedata.name(character, "").split(" ")[0]
    return ""


def tidy(name: str) -> str:
    """One space between words, no separator characters, no tail in brackets, NFC."""
    text = unicodedata.normalize("NFC", name.replace("|", " "))
    return _SPACES.sub(" ", _BRACKETS.sub("", text)).strip(" ,;")


def ascii_form(name: str) -> str:
    """Latin letters without accents and without ayn and hamza marks; unchanged when not Latin."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return plain.translate(_PLAIN)


def is_junk(name: str, scripts: Container[str] = KEPT_SCRIPTS) -> bool:
    """True for codes, links, machine transliterations in lower case, addresses, other scripts than those wanted."""
    if not name or len(name) > MAX_NAME_LENGTH or _LINK.search(name):
        return True
    script = script_of(name)
    if script not in scripts:
        return True
    if script != "LATIN":
        return len(name) < 2 and script not in ("CJK", "HANGUL")
    if name in REAL_ABBREVIATIONS:
        return False
    if name.casefold() in COMMON_WORDS:
        return True
    # GeoNames adds lower-case machine readings of every script ("mnchstr"); real names have a capital somewhere.
    return name == name.lower() or bool(_CODE.match(name)) or len(name) < 2


def clean_names(name: str, others: Iterable[str], scripts: Container[str] = KEPT_SCRIPTS) -> tuple[str, ...]:
    """Alternates worth keeping, none twice, without the name itself: its ASCII form first, the rest in their order."""
    kept: dict[str, None] = {}
    for candidate in (ascii_form(name), *(tidy(other) for other in others)):
        if candidate != name and not is_junk(candidate, scripts):
            kept.setdefault(candidate)
    return tuple(kept)

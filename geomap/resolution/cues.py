"""What the words around a name say of it: its kind ("X province", "the town of X") and its container ("X, Iraq")."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from geomap.records import Mention

LEVELS: Mapping[str, tuple[str, ...]] = {
    "ADM1": ("ADM1",),
    "ADM2": ("ADM2", "ADM3", "ADM4"),
    "ADM3": ("ADM3", "ADM4", "ADM2"),
    "ADM": ("ADM1", "ADM2", "ADM3", "ADM4"),
}
"""Kind of area that a word tells → feature codes that it may mean, the likeliest first."""

KIND_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("province", "governorate", "wilayat", "wilayah", "oblast", "muhafazah", "velayat"), "ADM1"),
    **dict.fromkeys(("state", "region", "prefecture", "canton"), "ADM"),
    **dict.fromkeys(("district", "county", "borough", "parish", "qada"), "ADM2"),
    **dict.fromkeys(("subdistrict", "sub-district", "nahiyah", "nahiya", "township"), "ADM3"),
    **dict.fromkeys(("city", "town", "village", "hamlet", "suburb", "neighborhood", "neighbourhood", "capital"), "P"),
    **dict.fromkeys(("river", "lake", "sea", "gulf", "bay", "ocean", "strait", "dam", "reservoir"), "H"),
    **dict.fromkeys(
        ("mountain", "mountains", "mount", "valley", "island", "islands", "desert", "pass", "peninsula"), "T"),
    **dict.fromkeys(
        ("airport", "airbase", "airfield", "base", "camp", "hospital", "university", "prison", "mosque", "church",
         "station", "stadium", "bridge", "refinery", "crossing", "square", "arena"), "S"),
}  # fmt: skip
"""Kind word → feature class (P H T S), ADM for any administrative area, or a level (ADM1 to ADM3)."""

PLURALS: Mapping[str, str] = {
    "counties": "ADM2", "districts": "ADM2", "parishes": "ADM2", "boroughs": "ADM2", "provinces": "ADM1",
    "governorates": "ADM1", "states": "ADM", "regions": "ADM", "cities": "P", "towns": "P", "villages": "P",
    "rivers": "H", "lakes": "H", "airports": "S",
}  # fmt: skip
"""Words behind a list of names ("Clarke, Madison and Oconee counties"): all of them are of the kind."""

PLAIN_WORDS = frozenset(
    ("in", "the", "of", "northern", "southern", "eastern", "western", "central", "area", "locality", "sector",
     "outskirts", "countryside", "surroundings")
)  # fmt: skip
"""Words between a name and its container that tell no kind ("X area, Y province")."""

_WORD_AFTER = re.compile(r"[\s-]{1,2}([A-Za-z-]+)")
_WORD_BEFORE = re.compile(r"(?<![A-Za-z-])([A-Za-z-]+)\s+(?:(?:of|named|called)\s+)?$")
_COMMA = re.compile(r"\s*,\s*$|\s*\(\s*$|\s+in\s+(?:the\s+)?$|\s*,?\s+in\s+\w+\s+$")
KIND_BETWEEN = re.compile(r"^[\s,]*(?:the\s+)?(?:(?:[a-z]+ern|central)\s+)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What the text says about one mention."""

    kind: str = ""
    """A value of KIND_WORDS, or empty."""
    container: int | None = None
    """Index of the mention that stands as its container ("X, Iraq"), in the document's list."""


def find_cues(text: str, mentions: Sequence[Mention]) -> list[Cue]:
    """The cue of each mention; `mentions` sorted by start."""
    words_after = [_word_after(text, mention) for mention in mentions]
    cues = [
        Cue(kind=_kind(text, mention, words_after[index]), container=_container(text, mentions, index))
        for index, mention in enumerate(mentions)
    ]
    links = [text[here.end : following.start].strip() for here, following in pairwise(mentions)]
    for index, after in enumerate(words_after):
        kind = PLURALS.get(after, "")
        listed = _listed_before(links, index)
        if kind:
            for other in (*listed, index):
                cues[other] = Cue(kind=kind)
        elif len(listed) >= LEAST_LISTED:
            for other in listed:
                cues[other] = Cue(kind=cues[other].kind)
    return cues


LEAST_LISTED = 3
"""Names with commas before "and": fewer may be a place and its container ("Tripoli, Libya, and Benghazi")."""

_AND = frozenset({"and", "or", "&", ", and", ", or"})


def _listed_before(links: Sequence[str], last: int) -> list[int]:
    """Indices of the mentions of a list ("A, B, C and D") whose last one is given; empty when it ends no list."""
    if last == 0 or links[last - 1] not in _AND:
        return []
    first = last - 1
    while first > 0 and links[first - 1] == ",":
        first -= 1
    return list(range(first, last))


_SEGMENT = re.compile(
    r"(?:[ ]+[a-z]+)?\s*[,(]\s*(?:in\s+)?(?:the\s+)?(?:(?:north|south|east|west)\w*\s+|central\s+)?"
    r"(?P<name>[^\W\d_a-z][\w'’‘`-]*(?:[ -](?:al|az|ar|as|ash|ad|at|an|el|ez|de|of|e|i|[^\W\d_a-z][\w'’‘`-]*))*)"
)
"""A comma or bracket and a capitalized name: ", Ghazni province", " district, Syria"."""

MAX_SEGMENTS = 3


def named_after(text: str, mention: Mention) -> list[tuple[int, int]]:
    """Spans of the capitalized names that stand after a mention as its containers would ("X, Y province, Z")."""
    spans: list[tuple[int, int]] = []
    end = mention.end
    while len(spans) < MAX_SEGMENTS:
        match = _SEGMENT.match(text, end)
        if match is None:
            break
        spans.append(match.span("name"))
        end = match.end()
    return spans


def _word_after(text: str, mention: Mention) -> str:
    """The word right behind a mention in lower case, empty without any."""
    match = _WORD_AFTER.match(text, mention.end)
    return match[1].lower() if match else ""


def _kind(text: str, mention: Mention, after: str) -> str:
    last_word = mention.surface.rsplit(None, 1)[-1].lower()
    if last_word in KIND_WORDS and last_word != mention.surface.lower():
        return KIND_WORDS[last_word]
    if after in KIND_WORDS:
        return KIND_WORDS[after]
    before = _WORD_BEFORE.search(text, max(0, mention.start - 40), mention.start)
    if before and before[1].lower() in KIND_WORDS:
        return KIND_WORDS[before[1].lower()]
    return ""


def _container(text: str, mentions: Sequence[Mention], index: int) -> int | None:
    """The next mention, when only a comma, a bracket or "in" with kind words stands between the two."""
    if index + 1 >= len(mentions):
        return None
    here, following = mentions[index], mentions[index + 1]
    if following.start - here.end > 40:
        return None
    between = text[here.end : following.start]
    words = [word for word in re.findall(r"[A-Za-z'’-]+", between) if word.lower() not in KIND_WORDS]
    if all(word.lower() in PLAIN_WORDS for word in words):
        has_link = "," in between or "(" in between or " in " in between
        return index + 1 if has_link and "." not in between and ";" not in between else None
    return None


def agrees(kind: str, feature_class: str, feature_code: str) -> float:
    """1 when the place is of the kind, -1 when it is of another, 0 when the text says nothing."""
    if not kind:
        return 0.0
    if kind == "ADM":
        return 1.0 if feature_class in {"A", "L"} else (-0.5 if feature_class == "P" else -1.0)
    if kind in LEVELS:
        # An area is often known by its seat alone.
        return 1.0 if feature_code in LEVELS[kind] else (-0.25 if feature_class == "P" else -1.0)
    return 1.0 if feature_class == kind else -1.0

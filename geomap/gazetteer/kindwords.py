"""Readings of a name that is unknown as it stands: without generic words, one side of a slash, what is in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_AREA_WORDS = {
    "province": "ADM1", "governorate": "ADM1", "wilayat": "ADM1", "wilaya": "ADM1", "velayat": "ADM1",
    "welayat": "ADM1", "muhafazat": "ADM1", "mintaqat": "ADM2", "mantiqat": "ADM2", "nahiyat": "ADM3",
    "state": "ADM1", "region": "ADM1", "district": "ADM2", "county": "ADM2", "qada": "ADM2",
    "qadha": "ADM2", "qaza": "ADM2", "mantiqa": "ADM2", "woluswali": "ADM2", "wuluswali": "ADM2", "uluswali": "ADM2",
    "subdistrict": "ADM3", "sub-district": "ADM3", "sub district": "ADM3", "nahiya": "ADM3", "nahiyah": "ADM3",
    "municipality": "ADM3", "borough": "ADM3",
    "محافظة": "ADM1", "ولایت": "ADM1", "ولاية": "ADM1", "استان": "ADM1", "قضاء": "ADM2", "منطقة": "ADM2",
    "ولسوالی": "ADM2", "ناحية": "ADM3",
}  # fmt: skip
_SETTLEMENT_WORDS = {
    **dict.fromkeys(
        ("village", "villages", "town", "township", "city", "settlement", "hamlet", "qarya", "qaryat"), "P"
    ),
    **dict.fromkeys(("neighborhood", "neighbourhood", "quarter", "suburb", "ward", "hayy", "mahalla"), "P"),
    **dict.fromkeys(("مدينة", "قرية", "بلدة", "حي", "شهر", "قریه", "روستای"), "P"),
}
_AIR_BASE_WORDS = ("air base", "airbase", "airfield", "military airport", "military airbase", "military airfield")
"""Words of one thing: a base that is unknown by one of them is often known by another."""
_OTHER_WORDS = {
    **dict.fromkeys(("airport", "international airport", *_AIR_BASE_WORDS), "S"),
    **dict.fromkeys(("camp", "refugee camp", "base", "military base", "dam", "bridge", "hospital", "prison"), "S"),
    **dict.fromkeys(
        ("fob", "forward operating base", "cop", "combat outpost", "outpost", "patrol base", "firebase"), "S"
    ),
    **dict.fromkeys(
        ("checkpoint", "crossing", "border crossing", "university", "junction", "station", "army base"), "S"
    ),
    **dict.fromkeys(
        ("river", "lake", "valley", "mountain", "mountains", "hill", "hills", "desert", "road", "highway"), "T"
    ),
    **dict.fromkeys(
        (
            "area",
            "countryside",
            "outskirts",
            "suburbs",
            "vicinity",
            "sector",
            "axis",
            "front",
            "locality",
            "surroundings",
        ),
        "",
    ),
    **dict.fromkeys(
        ("oil field", "oilfield", "gas field", "field", "plain", "plains", "pass", "forest", "farm", "farms"), ""
    ),
}
_DIRECTIONS = (
    "northern", "southern", "eastern", "western", "north", "south", "east", "west", "central", "northeastern",
    "northwestern", "southeastern", "southwestern", "north-eastern", "north-western", "south-eastern", "south-western",
    "northeast", "northwest", "southeast", "southwest", "upper", "lower", "greater", "downtown", "inner", "outer",
    "rural", "near",
)  # fmt: skip
_KIND_WORDS = {**_AREA_WORDS, **_SETTLEMENT_WORDS, **_OTHER_WORDS}


def _alternatives(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


_TRAILING = re.compile(rf"^(?P<name>.+?)[\s-]+(?P<word>{_alternatives(_KIND_WORDS)})$", re.IGNORECASE)
_LEADING = re.compile(rf"^(?:the\s+)?(?P<word>{_alternatives(_KIND_WORDS)})(?:\s+of)?\s+(?P<name>.+)$", re.IGNORECASE)
_DIRECTION = re.compile(rf"^(?:the\s+)?(?:{_alternatives(_DIRECTIONS)})\s+(?P<name>.+)$", re.IGNORECASE)
_ARABIC_SIDE = re.compile(
    r"^(?P<name>.+?)[\s-]+(?:(?:al|el|ash|esh|at|et|as|es)[\s-])?(?:gharbi|sharqi|shamali|janubi|qibli|tahtani|fawqani|"
    r"foqani|kabir|kabira|saghir|saghira|charqi)(?:y?y?ah?|yeh|eh)?$",
    re.IGNORECASE,
)
"""West, east, north, south, lower, upper, great and little of a village: hamlets a few km apart that share a name."""
SIDE_LIKENESS = 0.85
CONTAINER_LIKENESS = 0.5
"""Of a place that is only what the named thing is called after."""
_BRACKETS = re.compile(r"^(?P<name>[^()\[\]]+?)\s*[(\[](?P<other>[^()\[\]]+)[)\]]?\s*(?P<rest>[^()\[\]]*)$")
_SEPARATORS = re.compile(r"\s*(?:/|,|;| - | – | or | aka | a\.k\.a\. )\s*", re.IGNORECASE)
_SAME_PLACE_WORDS = frozenset((*_AREA_WORDS, *_SETTLEMENT_WORDS))
_DEEPEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a name may be short of its generic words."""

    name: str
    kind: str = ""
    """Feature class or code that the word asks for, empty when none."""
    is_same_place: bool = True
    """Whether the word only says what the place is ("village"); an airport is not the city that it is named after."""
    likeness: float = 0.97
    """What is left of the similarity (0..1)."""
    is_aside: bool = False
    """Whether it stands in brackets: what comes before them is the name."""


def readings(name: str) -> list[Reading]:
    """Other readings of a name, the likeliest first: "Nad Ali district (Marja)" → Nad Ali district, Marja, Nad Ali."""
    found: dict[str, Reading] = {}
    level = [Reading(name=name.strip())]
    for _ in range(_DEEPEST):
        level = [new for reading in level for new in _step(reading) if new.name and new.name not in found]
        for reading in level:
            found.setdefault(reading.name, reading)
    found.pop(name, None)
    return sorted(found.values(), key=lambda reading: (-reading.likeness, reading.is_aside))


def _step(reading: Reading) -> Iterator[Reading]:
    name = reading.name
    match = _BRACKETS.match(name)
    if match:
        yield replace(reading, name=f"{match['name']} {match['rest']}".strip())
        yield replace(reading, name=match["other"].strip(), is_aside=True)
        return
    parts = [part for part in _SEPARATORS.split(name) if part]
    if len(parts) > 1:
        yield from (replace(reading, name=part) for part in parts)
        return
    for pattern in (_TRAILING, _LEADING):
        match = pattern.match(name)
        if match:
            word = match["word"].lower()
            is_same = reading.is_same_place and word in _SAME_PLACE_WORDS
            kind = reading.kind or _KIND_WORDS[word]
            likeness = reading.likeness if is_same else CONTAINER_LIKENESS
            yield replace(reading, name=match["name"].strip(), kind=kind, is_same_place=is_same, likeness=likeness)
            if word in _AIR_BASE_WORDS:
                others = (f"{match['name'].strip()} {other}" for other in _AIR_BASE_WORDS if other != word)
                yield from (replace(reading, name=other) for other in others)
    match = _ARABIC_SIDE.match(name)
    if match:
        yield replace(reading, name=match["name"].strip(), likeness=min(reading.likeness, SIDE_LIKENESS))
    match = _DIRECTION.match(name)
    if match:
        yield replace(reading, name=match["name"].strip(), is_same_place=False, likeness=CONTAINER_LIKENESS)

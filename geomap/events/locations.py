"""Location precision: how exactly a place says where an event took place (UCDP 1-7, mapped to ACLED 1-3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from geomap.events.words import word_set
from geomap.records import Candidate, EventPlace, MatchKind, Place, Resolution, Role, Status

NEAR_WORDS = word_set(
    "near nearby outside around close outskirts surrounding toward towards vicinity suburbs countryside rural off"
)
"""Before or after a settlement's name: within about 25 km of it."""
COMPASS = word_set(
    "north south east west northeast northwest southeast southwest northern southern eastern western central "
    "north-east north-west south-east south-west northeastern northwestern southeastern southwestern upper lower"
)
NEAR_KM = 15.0
"""Uncertainty that "near" adds: UCDP's class 2 reaches 25 km; newspapers mean rather less."""
BEST_CANDIDATES = 5

EXACT, NEAR, ADMIN2, ADMIN1, FUZZY, COUNTRY, UNKNOWN = range(1, 8)
_BY_CODE = {
    "ADM1": ADMIN1, "ADM1H": ADMIN1, "ADM2": ADMIN2, "ADM2H": ADMIN2, "ADM3": NEAR, "ADM4": NEAR, "ADM5": NEAR,
    "ADMD": ADMIN2, "PCLI": COUNTRY, "PCL": COUNTRY, "PCLS": COUNTRY, "PCLD": COUNTRY, "PCLF": COUNTRY,
    "PCLIX": COUNTRY,
    "PCLH": COUNTRY, "TERR": COUNTRY, "CONT": UNKNOWN, "OCN": UNKNOWN, "SEA": UNKNOWN, "RGN": FUZZY, "RGNE": FUZZY,
    "AREA": FUZZY, "ISL": FUZZY, "ISLS": FUZZY, "GULF": UNKNOWN, "BAY": FUZZY, "STRT": FUZZY,
}  # fmt: skip
_BY_CLASS = {"P": EXACT, "S": EXACT, "A": ADMIN2, "U": UNKNOWN} | dict.fromkeys("HTLRV", FUZZY)
_ACLED = {1: 1, 2: 2, 3: 2, 4: 3, 5: 2, 6: 3, 7: 3}


def acled_precision(location_precision: int) -> int:
    """ACLED's geo-precision (1 town, 2 part of a region, 3 region or worse) for a UCDP class.

    Raises ValueError outside 1..7.
    """
    if location_precision not in _ACLED:
        raise ValueError(f"location precision {location_precision} is outside 1..7")
    return _ACLED[location_precision]


def place_precision(place: Place, *, is_near: bool = False, is_part: bool = False) -> int:
    """UCDP class of an event at (`is_near`: near; `is_part`: in the north, say, of) a place."""
    code = place.feature_code.upper()
    precision = _BY_CODE.get(code, _BY_CLASS.get(place.feature_class.upper(), EXACT))
    if precision == EXACT and is_near:
        return NEAR
    if precision == COUNTRY and is_part:
        return FUZZY
    return precision


def event_place(
    resolution: Resolution,
    *,
    role: Role,
    words_before: Sequence[str],
    words_after: Sequence[str],
    inherited: bool = False,
    confidence: float = 1.0,
) -> EventPlace:
    """A resolution as an event's place; the words around it say whether the event was at it or near it."""
    mention, chosen = resolution.mention, resolution.chosen
    candidates = best_candidates(resolution.candidates)
    if chosen is None:
        return EventPlace(
            name=mention.surface, role=role, status=resolution.status, start=mention.start, end=mention.end,
            candidates=candidates, inherited=inherited,
        )  # fmt: skip
    is_near, is_part = _nearness(words_before[-3:], words_after[:1]) if words_before or words_after else (False, False)
    place = chosen.place
    return EventPlace(
        name=mention.surface, role=role, status=resolution.status, start=mention.start, end=mention.end,
        candidates=candidates, inherited=inherited, place=place, point=place.point,
        location_precision=place_precision(place, is_near=is_near, is_part=is_part),
        uncertainty_km=max(place.uncertainty_km, NEAR_KM) if is_near else place.uncertainty_km,
        confidence=min(1.0, resolution.confidence * confidence),
        source="geocoder" if chosen.match is MatchKind.GEOCODER else "gazetteer",
    )  # fmt: skip


_AROUND = frozenset({"area", "countryside", "outskirts", "region", "suburbs"})


def _nearness(before: Sequence[str], after: Sequence[str]) -> tuple[bool, bool]:
    """Whether the words beside a name say near it, and whether they say a part of it."""
    is_part = before[-1:] != [] and before[-1] in COMPASS
    is_near = not NEAR_WORDS.isdisjoint(before) or (before[-1:] == ["of"] and not COMPASS.isdisjoint(before))
    return is_near or not _AROUND.isdisjoint(after), is_part


CONTAINER_KM = 10.0
"""Least uncertainty of a name that is only known to lie in or near another place."""


def container_place(
    name: str, start: int, end: int, *, role: Role, container: Resolution | None, confidence: float
) -> EventPlace:
    """A name that the gazetteer was not asked for: placed by what contains it, if anything does."""
    base = EventPlace(name=name, role=role, status=Status.NO_CANDIDATE, start=start, end=end, confidence=0.0)
    if container is None or container.chosen is None:
        return base
    place = container.chosen.place
    inside = Candidate(
        place=place, match=MatchKind.CONTAINER, matched_name=container.mention.surface, similarity=0.0,
        evidence={"container": 1.0}, score=container.chosen.score,
    )  # fmt: skip
    return replace(
        base, status=Status.RESOLVED, place=place, point=place.point,
        location_precision=max(NEAR, place_precision(place)), uncertainty_km=max(place.uncertainty_km, CONTAINER_KM),
        confidence=container.confidence * confidence, candidates=(inside,),
    )  # fmt: skip


def best_candidates(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The best few, for "why here"."""
    return tuple(candidates[:BEST_CANDIDATES])


def is_within(inner: EventPlace, outer: EventPlace) -> bool:
    """Whether one place lies in the other, as far as their codes and names tell."""
    a, b = inner.place, outer.place
    if a is None or b is None:
        return inner.name.casefold() == outer.name.casefold()
    if a.place_id == b.place_id or (
        a.country_code == b.country_code and inner.name.casefold() == outer.name.casefold()
    ):
        return True
    if not b.country_code or a.country_code != b.country_code:
        return False
    code = b.feature_code.upper()
    if code.startswith("PCL") or code == "TERR":
        return True
    if code.startswith("ADM1"):
        return bool(b.admin1_code) and a.admin1_code == b.admin1_code
    if code.startswith("ADM2"):
        return bool(b.admin2_code) and a.admin1_code == b.admin1_code and a.admin2_code == b.admin2_code
    return False


def is_resolved(place: EventPlace) -> bool:
    """Whether the place has a position."""
    return place.status is Status.RESOLVED and place.point is not None

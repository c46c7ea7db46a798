"""A town and the district or province of its name: which of them a name means."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.geodesy import great_circle_km
from geomap.names import fold
from geomap.records import Candidate, MatchKind, Place
from geomap.resolution.cues import LEVELS
from geomap.settings import FOCUS_COUNTRIES

TWIN_KM, WIDEST_TWIN_KM = 60.0, 100.0
"""A town this near the middle of an area of its name, or within the area's own radius up to the second value, is the
town that it is named for: the seats of Afghan, Iraqi and Syrian provinces and districts are, and New York, Quebec and
Luxembourg in their large namesakes are left to the ranker."""


CAPITAL_MARGIN = 1.0
"""Lead in score from which the text itself speaks for the province: its towns are named, or the source is there."""


CITY_MARGIN = 2.0
"""The same where a province is named as its city is: with its towns or its like around, the province leads by 3 and
more; with foreign cities around, by 1."""

MAIN_CITY_SHARE = 0.3
"""Of a province's people in one city, from which the province's bare name is mostly the city's."""


def preferred_twin(ranked: Sequence[Candidate], kind: str) -> int:
    """Index of the candidate to prefer over the first one, which has its name and lies in the same spot.

    News that says "in Kunduz" means the city, "Kunduz province" the province, "Kunduz district" the district. 0 when
    the first one is of the right kind already or has no such twin.
    """
    if not ranked:
        return 0
    first = ranked[0].place
    if first.feature_class not in {"A", "P"} or first.feature_code.startswith("PCL"):
        return 0
    if kind in LEVELS:
        return _twin_of_level(ranked, kind)
    if first.feature_class == "P":
        return 0
    capital = next(
        (i for i, candidate in enumerate(ranked) if i and _is_capital_of_the_name(ranked[0], candidate)), None
    )
    if capital is not None:
        return capital
    city = next((i for i, candidate in enumerate(ranked) if i and _is_city_of_the_name(ranked[0], candidate)), None)
    if city is not None:
        return city
    towns = (i for i, candidate in enumerate(ranked) if i and candidate.place.feature_class == "P")
    return next((i for i in towns if _are_twins(ranked[0], ranked[i])), 0)


def _twin_of_level(ranked: Sequence[Candidate], kind: str) -> int:
    """Index of the first candidate or its twin, whichever is an area of the level; 0 without any."""
    twins = [i for i, candidate in enumerate(ranked) if i == 0 or _are_twins(ranked[0], candidate)]
    for wanted in LEVELS[kind]:
        match = next((i for i in twins if ranked[i].place.feature_code == wanted), None)
        if match is not None:
            return match
    return 0


def _is_capital_of_the_name(first: Candidate, other: Candidate) -> bool:
    """Whether a province was ranked a little before the country's capital of the same main name: "Washington" alone."""
    return (
        first.place.feature_code == "ADM1"
        and other.place.feature_code == "PPLC"
        and first.place.country_code == other.place.country_code
        and other.match is MatchKind.EXACT
        and first.score - other.score < CAPITAL_MARGIN
    )


def _is_city_of_the_name(first: Candidate, other: Candidate) -> bool:
    """Whether a province was ranked a little before its city of the same name: "in New York", "flights to Mendoza".

    As a container ("Albany, New York") the name is the province.
    """
    a, b = first.place, other.place
    if a.feature_code != "ADM1" or not _is_seat_of(b, a) or first.evidence.get("holds_others", 0.0) >= 0.5:
        return False
    is_main = other.match is MatchKind.EXACT and b.feature_code in {"PPLA", "PPLC"}
    is_large = b.population >= MAIN_CITY_SHARE * a.population
    return (is_main or is_large) and other.similarity >= 1.0 and first.score - other.score < CITY_MARGIN


def _are_twins(first: Candidate, other: Candidate) -> bool:
    a, b = first.place, other.place
    if b.feature_class not in {"A", "P"} or a.country_code != b.country_code:
        return False
    is_only_also = first.match is MatchKind.ALTERNATE and other.match is MatchKind.EXACT
    if _is_seat_of(b, a) and (is_only_also or a.country_code in FOCUS_COUNTRIES):
        return True
    reach_km = min(WIDEST_TWIN_KM, max(TWIN_KM, _radius_km(a), _radius_km(b)))
    if great_circle_km(a.point, b.point) > reach_km:
        return False
    return other.similarity >= first.similarity or fold(other.matched_name) == fold(first.matched_name)


def _is_seat_of(town: Place, province: Place) -> bool:
    """Whether the town lies in the province that goes by its name, however large the province is."""
    same = (town.country_code, town.admin1_code) == (province.country_code, province.admin1_code)
    return same and province.feature_code == "ADM1" and town.feature_class == "P"


def _radius_km(place: Place) -> float:
    return place.uncertainty_km if place.feature_class == "A" else 0.0

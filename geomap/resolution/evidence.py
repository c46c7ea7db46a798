"""Named evidence for each candidate: what the name and the place say by themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

from geomap.geodesy import haversine_km
from geomap.records import Candidate, MatchKind, Place
from geomap.resolution.context import is_country

LOG_POPULATION_SCALE = 8.0
"""log10 of 100 million; the largest populated places come to about 0.95."""

PROMINENCE_FLOORS: Mapping[str, float] = {
    "PCLI": 0.95, "PCL": 0.95, "PCLS": 0.9, "PCLD": 0.75, "TERR": 0.75, "CONT": 0.95, "OCN": 0.8, "SEA": 0.75,
    "RGN": 0.65, "ADM1": 0.62, "PPLC": 0.6, "PPLA": 0.6, "GULF": 0.65, "AIRB": 0.4, "STM": 0.45, "LK": 0.45, "MTS": 0.5,
    "DSRT": 0.5, "ADM2": 0.4, "PPLA2": 0.4, "PPLA3": 0.35,
}  # fmt: skip
"""Kinds whose weight in the news is not told by their population."""

SEAT_LEVELS: Mapping[str, float] = {"PPLC": 1.0, "PPLA": 0.6, "PPLA2": 0.4, "PPLA3": 0.2}
"""How high a government sits in a town."""

CAPITAL_BONUS = 0.15
"""A capital stands in the news for its government too: as much as a city of sixteen times its population."""

MATCH_RANK: Mapping[MatchKind, float] = {
    MatchKind.EXACT: 1.0,
    MatchKind.DEMONYM: 0.95,
    MatchKind.ALTERNATE: 0.9,
    MatchKind.FOLDED: 0.5,
    MatchKind.GEOCODER: 0.5,
    MatchKind.FUZZY: 0.2,
    MatchKind.CONTAINER: 0.0,
}

CLOSE_KM, NEAR_KM, FAR_KM = 15.0, 100.0, 800.0
"""Scales of nearness: the same city, the same county, the same part of a continent."""

COMPANY_KM = 50.0
"""Within this distance places keep company: a local paper's own area."""

MOST_COMPANY = 5.0
"""Company beyond this says no more."""

CHANCE_OF_COMPANY = 0.002
"""Of one place of a name to lie within COMPANY_KM of another place by chance: the disk's share of the inhabited land
where names are alike (a third of the United States)."""

EVIDENCE = (
    "match", "similarity", "prominence", "prominence_gap", "prominence_rank", "rivals", "is_country", "is_admin1",
    "is_admin2", "is_populated", "is_seat", "is_site", "is_nature", "kind_cue", "kind_given", "in_named_container",
    "container_level", "country_votes", "admin1_votes", "country_named", "admin1_named", "near_others", "far_others",
    "home_country", "home_admin1", "near_home", "in_focus", "focus_layer", "container_match", "mentions",
    "is_demonym_like", "named_in_source", "close_others", "company", "company_gap", "holds_others", "peers",
)  # fmt: skip
"""Names of all evidence, in the order in which the ranker reads it."""

COLUMN: Mapping[str, int] = {name: number for number, name in enumerate(EVIDENCE)}


def prominence(place: Place) -> float:
    """0..1: log population, with floors for kinds whose population is small or not given."""
    value = math.log10(place.population + 1) / LOG_POPULATION_SCALE
    if place.feature_code == "PPLC":
        value += CAPITAL_BONUS
    return min(1.0, max(value, PROMINENCE_FLOORS.get(place.feature_code, 0.0)))


def is_chosen_place(candidate: Candidate) -> bool:
    """Whether the place is in the focus layer or a user's: there because reports name it."""
    return candidate.match is not MatchKind.GEOCODER and candidate.place.source_id not in {"", "world"}


def of_candidate(candidate: Candidate) -> dict[str, float]:
    """Evidence that the candidate has whatever the document says; the rest is 0 until the document is read."""
    place = candidate.place
    code, cls = place.feature_code, place.feature_class
    return {
        "match": MATCH_RANK[candidate.match],
        "similarity": candidate.similarity,
        "is_demonym_like": float(candidate.match is MatchKind.DEMONYM),
        "container_match": float(candidate.match is MatchKind.CONTAINER),
        "is_country": float(is_country(place)),
        "is_admin1": float(code == "ADM1"),
        "is_admin2": float(code in {"ADM2", "ADM3"}),
        "is_populated": float(cls == "P"),
        "is_seat": SEAT_LEVELS.get(code, 0.0),
        "is_site": float(cls == "S"),
        "is_nature": float(cls in {"H", "T", "L", "V"}),
    }


@lru_cache(maxsize=256)
def news_of(places: int) -> float:
    """0..1: what it tells that one of a name's places is near, by how many places the name has."""
    return math.log(min(1.0, places * CHANCE_OF_COMPANY)) / math.log(CHANCE_OF_COMPANY) if places else 0.0


def container_level(container: Place) -> float:
    """What a named container is: a country, a province, or something smaller."""
    return 1.0 if is_country(container) else 2.0 if container.feature_code == "ADM1" else 3.0


def inside(place: Place, container: Place) -> float:
    """1 inside the container that the text names, -1 outside, 0 when it says nothing of the place."""
    if container.place_id == place.place_id:
        return 0.0
    if is_country(container):
        is_inside = place.country_code == container.country_code
        return (1.0 if is_inside else -1.0) if place.country_code else 0.0
    if container.feature_code == "ADM1":
        same = (place.country_code, place.admin1_code) == (container.country_code, container.admin1_code)
        return 1.0 if same else -1.0
    reach_km = max(50.0, 1.5 * container.uncertainty_km)
    apart_km = haversine_km(place.point.lat, place.point.lon, container.point.lat, container.point.lon)
    return 1.0 if apart_km <= reach_km else -1.0

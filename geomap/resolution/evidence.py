"""Named evidence for each candidate of a name, from the name itself and from the document around it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from geomap.geodesy import haversine_km
from geomap.records import Candidate, MatchKind, Place
from geomap.resolution.context import Context, is_country
from geomap.resolution.cues import agrees

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

NEAR_KM, FAR_KM = 100.0, 800.0
"""Scales of nearness: the same county, the same part of a continent."""

EVIDENCE = (
    "match", "similarity", "prominence", "prominence_gap", "prominence_rank", "rivals", "is_country", "is_admin1",
    "is_admin2", "is_populated", "is_seat", "is_site", "is_nature", "kind_cue", "kind_given", "in_named_container",
    "container_level", "country_votes", "admin1_votes", "country_named", "admin1_named", "near_others", "far_others",
    "home_country", "home_admin1", "near_home", "in_focus", "focus_layer", "container_match", "mentions",
    "is_demonym_like", "named_in_source",
)  # fmt: skip
"""Names of all evidence, in the order in which the ranker reads it."""


def prominence(place: Place) -> float:
    """0..1: log population, with floors for kinds whose population is small or not given."""
    value = math.log10(place.population + 1) / LOG_POPULATION_SCALE
    if place.feature_code == "PPLC":
        value += CAPITAL_BONUS
    return min(1.0, max(value, PROMINENCE_FLOORS.get(place.feature_code, 0.0)))


def evidence_of_pool(
    pool: Sequence[Candidate],
    *,
    surface: str,
    kind: str,
    container: Place | None,
    context: Context,
    mentions: int,
    focus_countries: frozenset[str],
) -> list[dict[str, float]]:
    """Evidence name → number for each candidate of one name.

    `kind` is a cue of `cues.KIND_WORDS`, `container` what stands as "X, container", `mentions` how often the name
    stands.
    """
    weights = [prominence(candidate.place) for candidate in pool]
    top = max(weights, default=0.0)
    rank_of = {index: rank for rank, index in enumerate(sorted(range(len(pool)), key=lambda i: -weights[i]))}
    rivals = math.log10(len(pool) + 1)
    frequency = math.log2(1 + mentions)
    named_in_source = float(context.source_names(surface))
    return [
        {
            **_of_name(candidate, kind),
            "prominence": weights[index],
            "prominence_gap": weights[index] - top,
            "prominence_rank": min(10.0, float(rank_of[index])),
            "rivals": rivals,
            "mentions": frequency,
            "named_in_source": named_in_source,
            **_of_container(candidate, container),
            **_of_context(candidate.place, context),
            "in_focus": float(candidate.place.country_code in focus_countries),
            "focus_layer": float(bool(focus_countries) and _is_of_focus(candidate)),
        }
        for index, candidate in enumerate(pool)
    ]


def _is_of_focus(candidate: Candidate) -> bool:
    """Whether the place is in the focus layer or a user's: there because reports name it."""
    return candidate.match is not MatchKind.GEOCODER and candidate.place.source_id not in {"", "world"}


def _of_name(candidate: Candidate, kind: str) -> dict[str, float]:
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
        "kind_cue": agrees(kind, cls, code),
        "kind_given": float(bool(kind)),
    }


def _of_container(candidate: Candidate, container: Place | None) -> dict[str, float]:
    """1 inside the container that the text names, -1 outside, 0 when none is named or it says nothing."""
    place = candidate.place
    if container is None or container.place_id == place.place_id:
        return {"in_named_container": 0.0, "container_level": 0.0}
    if is_country(container):
        inside = 1.0 if place.country_code == container.country_code else -1.0
        return {"in_named_container": inside if place.country_code else 0.0, "container_level": 1.0}
    if container.feature_code == "ADM1":
        same = (place.country_code, place.admin1_code) == (container.country_code, container.admin1_code)
        return {"in_named_container": 1.0 if same else -1.0, "container_level": 2.0}
    reach_km = max(50.0, 1.5 * container.uncertainty_km)
    apart_km = haversine_km(place.point.lat, place.point.lon, container.point.lat, container.point.lon)
    return {"in_named_container": 1.0 if apart_km <= reach_km else -1.0, "container_level": 3.0}


def _of_context(place: Place, context: Context) -> dict[str, float]:
    country, province = place.country_code, (place.country_code, place.admin1_code)
    lat, lon = place.point.lat, place.point.lon
    nearest_km = min((haversine_km(lat, lon, *anchor) for anchor in context.anchors), default=math.inf)
    home = context.home
    home_km = haversine_km(lat, lon, home.point.lat, home.point.lon) if home else math.inf
    return {
        "country_votes": context.countries.get(country, 0.0) if country else 0.0,
        "admin1_votes": context.admin1.get(province, 0.0) if place.admin1_code else 0.0,
        "country_named": float(country in context.named_countries),
        "admin1_named": float(province in context.named_admin1),
        "near_others": math.exp(-nearest_km / NEAR_KM),
        "far_others": math.exp(-nearest_km / FAR_KM),
        "home_country": float(bool(country) and context.source_country == country),
        "home_admin1": float(home is not None and (home.country_code, home.admin1_code) == province),
        "near_home": math.exp(-home_km / NEAR_KM),
    }

"""Named evidence for each candidate of a mention, from the name and from the document around it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geomap.geodesy import haversine_km
from geomap.records import Candidate, Place
from geomap.resolution.cues import Cue, agrees

LOG_POPULATION_SCALE = 8.0
"""log10 of 100 million; the largest populated places come to about 0.95."""

NEAR_KM = 300.0
"""Distance in km at which nearness to another place of the document has fallen to 1/e."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of the document when a mention is weighed."""

    country_votes: Mapping[str, float]
    """Country → share of the document's votes, 0..1, from countries, demonyms and places taken as sure."""
    admin1_votes: Mapping[tuple[str, str], float]
    anchors: Sequence[tuple[float, float]]
    """Positions (lat, lon) of places taken as sure, countries left out."""
    focus_countries: frozenset[str]
    home: Place | None = None


def prominence(place: Place) -> float:
    """0..1: log population, with floors for areas whose population is often not given."""
    value = math.log10(place.population + 1) / LOG_POPULATION_SCALE
    floors = {"PCLI": 0.95, "CONT": 0.95, "ADM1": 0.62, "PPLC": 0.8, "PPLA": 0.6, "RGN": 0.6, "OCN": 0.8, "SEA": 0.7}
    return min(1.0, max(value, floors.get(place.feature_code, 0.0)))


def evidence_of(
    candidate: Candidate, *, cue: Cue, container: Place | None, context: Context, rank: int
) -> dict[str, float]:
    """Evidence name → number for one candidate; `rank` is its place by prominence among its name's candidates."""
    place = candidate.place
    code, cls = place.feature_code, place.feature_class
    country = place.country_code
    return {
        f"match_{candidate.match.value}": 1.0,
        "similarity": candidate.similarity,
        "prominence": prominence(place),
        "first_by_prominence": 1.0 if rank == 0 else 0.0,
        "kind_cue": agrees(cue.kind, cls, code),
        "is_country": 1.0 if code.startswith("PCL") else 0.0,
        "is_admin1": 1.0 if code == "ADM1" else 0.0,
        "is_populated": 1.0 if cls == "P" else 0.0,
        "in_named_container": _containment(place, container),
        "country_votes": context.country_votes.get(country, 0.0) if country else 0.0,
        "admin1_votes": context.admin1_votes.get((country, place.admin1_code), 0.0) if place.admin1_code else 0.0,
        "near_others": _nearness(place, context.anchors),
        "in_focus": 1.0 if country in context.focus_countries and country != "GB" else 0.0,
        "focus_layer": 1.0 if place.source_id == "focus" else 0.0,
        "near_home": _nearness(place, [(context.home.point.lat, context.home.point.lon)]) if context.home else 0.0,
    }


def _containment(place: Place, container: Place | None) -> float:
    """1 inside the container that the text names, -1 outside, 0 when none is named or it says nothing."""
    if container is None or container.place_id == place.place_id:
        return 0.0
    if container.feature_code.startswith("PCL") and place.country_code:
        return 1.0 if place.country_code == container.country_code else -1.0
    if container.feature_code == "ADM1" and place.country_code:
        same = (place.country_code, place.admin1_code) == (container.country_code, container.admin1_code)
        return 1.0 if same else -1.0
    reach_km = max(60.0, 2 * container.uncertainty_km)
    apart_km = haversine_km(place.point.lat, place.point.lon, container.point.lat, container.point.lon)
    return 1.0 if apart_km <= reach_km else -0.5


def _nearness(place: Place, anchors: Sequence[tuple[float, float]]) -> float:
    """0..1: e^(-distance/NEAR_KM) to the nearest anchor."""
    if not anchors:
        return 0.0
    nearest_km = min(haversine_km(place.point.lat, place.point.lon, lat, lon) for lat, lon in anchors)
    return math.exp(-nearest_km / NEAR_KM)

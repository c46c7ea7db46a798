"""A town and the district or province of its name: which of the two a plain name means."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.geodesy import great_circle_km
from geomap.names import fold
from geomap.records import Candidate, Place
from geomap.resolution.groups import AREA_KINDS

TWIN_KM = 60.0
"""A town this near the middle of an area of its name (or within the area's own radius) is the town that it is named
for; chosen so that the seats of Afghan, Iraqi and Syrian provinces and districts are."""

AREA_CODES = frozenset({"ADM1", "ADM2", "ADM3", "ADM4"})


def preferred_twin(ranked: Sequence[Candidate], kind: str) -> int:
    """Index of the candidate to prefer over the first one: the town, unless the text says that the area is meant.

    News that says "in Kunduz" means the city; "Kunduz province" the province. 0 when the first has no twin.
    """
    if not ranked:
        return 0
    first = ranked[0].place
    wants_area = kind in AREA_KINDS
    is_area, is_town = first.feature_code in AREA_CODES, first.feature_class == "P"
    if (is_area and wants_area) or (is_town and not wants_area) or not (is_area or is_town):
        return 0
    for index, candidate in enumerate(ranked[1:], 1):
        if _are_twins(first, candidate.place, wants_area=wants_area) and _same_name(ranked[0], candidate):
            return index
    return 0


def _are_twins(first: Place, other: Place, *, wants_area: bool) -> bool:
    fits = other.feature_code in AREA_CODES if wants_area else other.feature_class == "P"
    if not fits or first.country_code != other.country_code:
        return False
    reach_km = max(TWIN_KM, first.uncertainty_km if not wants_area else other.uncertainty_km)
    return great_circle_km(first.point, other.point) <= reach_km


def _same_name(first: Candidate, other: Candidate) -> bool:
    """The other matched as tightly, or under the same fold: "Idlib" and "Idlib Governorate" do."""
    return other.similarity >= first.similarity or fold(other.matched_name) == fold(first.matched_name)

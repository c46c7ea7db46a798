"""What stands for an event's place on the map: an exact point, a circle, or the outline of a country or province."""

from __future__ import annotations

from collections.abc import Container

from geomap.records import EventPlace, Place

EXACT, ADMIN2, ADMIN1, COUNTRY = 1, 3, 4, 6
"""Location precisions (UCDP where_prec) that the rules name."""

DEFAULT_RADIUS_KM = {2: 25.0, 3: 40.0, 4: 120.0, 5: 50.0, 6: 400.0, 7: 100.0}
"""Radius when the event gives none. 2 is UCDP's own "within about 25 km"; 3, 4 and 6 are near the median radius of
the world's districts, provinces and countries; 5 and 7 are stated as vague, and drawn so."""


AREA_CODES = frozenset({"PCL", "ADM"})
"""How GeoNames' feature codes of countries and of administrative areas begin."""


def area_and_radius(place: EventPlace, outlines: Container[str]) -> tuple[str, float]:
    """`area_key` and `radius_km` of an event's place."""
    known = place.place
    if place.location_precision == EXACT and (known is None or known.feature_code[:3] not in AREA_CODES):
        return "", 0
    return area_key(known, place.location_precision, outlines), radius_km(place)


def area_key(place: Place | None, precision: int, outlines: Container[str]) -> str:
    """Key of the outline that stands for the place; empty when a point or circle does.

    `outlines` holds place ids and country codes.
    """
    if place is None:
        return ""
    kind = place.feature_code[:3]
    is_country = kind == "PCL" or precision == COUNTRY
    if is_country and place.country_code in outlines:
        return place.country_code
    is_area = is_country or kind == "ADM" or precision in (ADMIN1, ADMIN2)
    return place.place_id if is_area and place.place_id in outlines else ""


def radius_km(place: EventPlace) -> float:
    """Radius of the circle within which it happened, km; 0 for an exact place."""
    code = place.place.feature_code if place.place else ""
    if place.location_precision == EXACT and code[:3] not in AREA_CODES:
        return 0.0
    if place.uncertainty_km > 0:
        return round(place.uncertainty_km, 1)
    own = place.place.uncertainty_km if place.place else 0.0
    return round(own or DEFAULT_RADIUS_KM.get(place.location_precision, DEFAULT_RADIUS_KM[COUNTRY]), 1)

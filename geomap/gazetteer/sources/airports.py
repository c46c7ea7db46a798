"""Airfields as rows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from geomap.gazetteer.sources.naming import clean_names, tidy
from geomap.gazetteer.sources.rows import Row

AIRFIELD_RADIUS_KM = 2.0
"""Half the length of a usual runway with its grounds."""

_MILITARY = re.compile(r"air base|air force base|army air|afb|naval air|airbase|military", re.IGNORECASE)


def airport_rows(table: Sequence[Mapping[str, str]]) -> list[Row]:
    """Airfields with an IATA code everywhere; those without only outside the countries with many private strips."""
    rows = []
    for line in table:
        if not line["icao"] or not (line["iata"] or _is_of_note(line)):
            continue
        name = tidy(line["name"])
        if not name:
            continue
        rows.append(
            Row(
                place_id=f"icao:{line['icao']}",
                name=name,
                alternate_names=clean_names(name, _variants(name)),
                feature_class="S",
                feature_code="AIRB" if _MILITARY.search(name) else "AIRP",
                lat=round(float(line["lat"]), 5),
                lon=round(float(line["lon"]), 5),
                country_code=line["country"],
                uncertainty_km=AIRFIELD_RADIUS_KM,
            )
        )
    return rows


PRIVATE_STRIPS = frozenset({"US", "BR", "AU", "CA", "DE", "FR", "VE", "CL", "ZA"})
"""Countries whose airfields without an IATA code are mostly farm strips and glider fields that no news names."""


def _is_of_note(line: Mapping[str, str]) -> bool:
    return line["country"] not in PRIVATE_STRIPS or bool(_MILITARY.search(line["name"]))


def _variants(name: str) -> list[str]:
    """"Kabul International Airport" is also "Kabul Airport"; an air base also an airbase."""
    found = []
    if " International Airport" in name:
        found.append(name.replace(" International Airport", " Airport"))
    if " Air Base" in name:
        found += [name.replace(" Air Base", " Airbase"), name.replace(" Air Base", " Air Field")]
    if " Air Force Base" in name:
        found.append(name.replace(" Air Force Base", " AFB"))
    return found

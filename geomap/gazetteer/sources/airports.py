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
                alternate_names=clean_names(name, _variants(name, tidy(line["city"]))),
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


def _variants(name: str, city: str) -> list[str]:
    """Kabul International Airport is also Kabul Airport, London Heathrow Airport is also Heathrow Airport."""
    found = []
    if city and name.startswith(f"{city} ") and name.removeprefix(f"{city} ") not in GENERIC_NAMES:
        found.append(name.removeprefix(f"{city} "))
    for known in (name, *found):
        for old, new in SPELLINGS:
            if old in known:
                found.append(known.replace(old, new))
    return found


GENERIC_NAMES = frozenset(
    {
        "Airport",
        "International Airport",
        "Regional Airport",
        "Municipal Airport",
        "City Airport",
        "County Airport",
        "Air Base",
        "Airfield",
        "Airstrip",
        "Air Force Base",
        "Memorial Airport",
        "National Airport",
        "Executive Airport",
    }
)
"""What is left of a name without its town and names nothing."""

SPELLINGS = (
    (" International Airport", " Airport"),
    (" Air Base", " Airbase"),
    (" Air Force Base", " AFB"),
)

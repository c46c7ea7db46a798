"""Rows written by hand: gazetteer/world/extra/*.csv, and the additions to towns in towns.csv.

`extra/*.csv` have the header name, alternate_names, demonyms, feature_code, lat, lon, radius_km, country_code (names
separated by "|"; country_code empty over several countries). A populated place that GeoNames cities500 has close by is
added to that row. `towns.csv` (country_code, name, alternate_names, demonyms, feature_code) adds to the most populous
town that has it as main name, or else as another name, in the country.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from geomap.errors import GazetteerSchemaError
from geomap.gazetteer.sources.countries import names_of, read_table
from geomap.gazetteer.sources.naming import ascii_form, tidy
from geomap.gazetteer.sources.rows import Row
from geomap.gazetteer.sources.subdivisions import core_name
from geomap.geodesy import haversine_km

SAME_TOWN_KM = 12.0
"""A populated place written by hand is GeoNames' town of that name when they are no farther apart than this."""

SAME_AIRFIELD_KM = 4.0
"""An airfield written by hand is airportsdata's when they are no farther apart than this."""

FEATURE_CLASSES = {
    "P": "PPL PPLC PPLA PPLA2 PPLX PPLL PPLH PPLQ",
    "A": "ADM1 ADM2 ADM3 ADMD ADM1H PCLH TERR PRSH",
    "L": "AMUS AREA BTL CMP CMPRF COLF CONT CST CTRB FLD GASF INDS INSM LCTY MILB NVB OILF PRK PRT RES RESF RESN RESV"
    " RESW RGN RGNE RGNH TRB",
    "H": "ANCH BAY CAPG CHN CHNM CNL DLTA ESTY FJD FLLS GLCR GULF HBR INLT LGN LK LKS OAS OCN RF RPDS RSV SD SEA SHOL"
    " SPNG STM STMI STRT SWMP WAD WTLD",
    "T": "ATOL BAR BCH CAPE CLF CNYN DPR DSRT ERG GRGE HLL HLLS ISL ISLS ISTH MT MTS PASS PEN PK PLAT PLN PT RDGE RK"
    " RKS SHOR TAL UPLD VAL VLC",
    "S": "ADMF AIRB AIRF AIRP ANS BDG BLDG CAVE CH CMTY CSTL CTHSE CTRS DAM DIP FCL FT GATE GOVL HSP HSTS HTL ITTR"
    " LIBR LTHSE MALL MFG MKT MN MNMT MSQE MSTY MTRO MUS NUC OBPT OILR PAL PIER PRN PS PSTB PYR PYRS RSRT RSTN RUIN"
    " SCH SHRN SPLY SQR STDM THTR TMPL TOWR TUNL UNIV ZOO",
    "R": "PRMN RD RR ST TNL",
    "U": "BNKU RDGU SHFU TRNU",
    "V": "FRST",
}
"""GeoNames feature codes that hand-written rows may have, by class."""
CLASS_OF = {code: letter for letter, codes in FEATURE_CLASSES.items() for code in codes.split()}


def slug(name: str) -> str:
    """ASCII lower-case words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", ascii_form(name).casefold()).strip("-")


def hand_rows(folder: Path) -> list[Row]:
    """Rows of all extra/*.csv; ids are geomap:<slug>, with country or code behind where names repeat."""
    rows: list[Row] = []
    seen: set[str] = set()
    for path in sorted(folder.glob("*.csv")):
        for number, line in enumerate(read_table(path), start=2):
            row = _row(path, number, line)
            for tail in (
                "",
                f"-{row.country_code.lower()}",
                f"-{row.feature_code.lower()}",
                f"-{row.country_code.lower()}-{row.feature_code.lower()}",
            ):
                if (place_id := row.place_id + tail) not in seen:
                    break
            else:
                raise GazetteerSchemaError(f"{path}:{number}: {row.name} stands twice; delete one")
            seen.add(place_id)
            rows.append(replace(row, place_id=place_id))
    return rows


def _row(path: Path, number: int, line: Mapping[str, str]) -> Row:
    try:
        code = line["feature_code"]
        return Row(
            place_id=f"geomap:{slug(line['name'])}",
            name=tidy(line["name"]),
            alternate_names=names_of(line["alternate_names"]),
            demonyms=names_of(line["demonyms"]),
            feature_class=CLASS_OF[code],
            feature_code=code,
            lat=float(line["lat"]),
            lon=float(line["lon"]),
            country_code=line["country_code"],
            uncertainty_km=float(line["radius_km"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise GazetteerSchemaError(f"{path}:{number}: {error} in {dict(line)}; mend the row") from error


def merged_names(row: Row, alternates: Iterable[str], demonyms: Iterable[str]) -> Row:
    """A row with more names, none twice."""
    names = dict.fromkeys([*row.alternate_names, *(name for name in alternates if name != row.name)])
    return replace(row, alternate_names=tuple(names), demonyms=tuple(dict.fromkeys([*row.demonyms, *demonyms])))


def with_towns(cities: Sequence[Row], table: Sequence[Mapping[str, str]]) -> list[Row]:
    """Cities with the names and demonyms of towns.csv; a town that is not found is an error, so that typos show."""
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, city in enumerate(cities):
        for name in dict.fromkeys([city.name, *city.alternate_names]):
            by_name[city.country_code, name].append(index)
    result = list(cities)
    for line in table:
        found = by_name.get((line["country_code"], line["name"]), [])
        if not found:
            raise GazetteerSchemaError(f"towns.csv: no town {line['name']} in {line['country_code']}; mend the row")
        wanted = line["name"]
        index = max(found, key=lambda i: (cities[i].name == wanted, cities[i].population, cities[i].place_id))
        row = merged_names(result[index], names_of(line["alternate_names"]), names_of(line["demonyms"]))
        result[index] = replace(row, feature_code=line["feature_code"] or row.feature_code)
    return result


def merge_towns(cities: Sequence[Row], extras: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Cities with what hand-written populated places add to them, and the hand-written rows that are left."""
    by_name: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, city in enumerate(cities):
        for name in {core_name(name) for name in (city.name, *city.alternate_names)}:
            by_name[city.country_code, name].append(index)
    result, left = list(cities), []
    for row in extras:
        home = _same_town(row, by_name, cities) if row.feature_class == "P" else None
        if home is None:
            left.append(row)
            continue
        city = merged_names(result[home], [row.name, *row.alternate_names], row.demonyms)
        result[home] = replace(city, feature_code=row.feature_code if row.feature_code != "PPL" else city.feature_code)
    return result, left


def _same_town(row: Row, by_name: Mapping[tuple[str, str], Sequence[int]], cities: Sequence[Row]) -> int | None:
    near = [
        (haversine_km(row.lat, row.lon, cities[i].lat, cities[i].lon), i)
        for i in by_name.get((row.country_code, core_name(row.name)), ())
    ]
    distance, index = min(near, default=(SAME_TOWN_KM + 1.0, -1))
    return index if distance <= SAME_TOWN_KM else None


def merge_airfields(airfields: Sequence[Row], extras: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Airfields with the names that hand-written ones add to them, and the hand-written rows that are left."""
    result, left = list(airfields), []
    for row in extras:
        home = _nearest_airfield(row, airfields) if row.feature_code in ("AIRP", "AIRB") else None
        if home is None:
            left.append(row)
        else:
            result[home] = replace(
                merged_names(result[home], [row.name, *row.alternate_names], ()), feature_code=row.feature_code
            )
    return result, left


def _nearest_airfield(row: Row, airfields: Sequence[Row]) -> int | None:
    near = [
        (haversine_km(row.lat, row.lon, field.lat, field.lon), index)
        for index, field in enumerate(airfields)
        if field.country_code == row.country_code and abs(field.lat - row.lat) < 0.1
    ]
    distance, index = min(near, default=(SAME_AIRFIELD_KM + 1.0, -1))
    return index if distance <= SAME_AIRFIELD_KM else None

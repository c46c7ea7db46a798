"""Villages of countries where GeoNames' list of towns holds few: gazetteer/world/villages.csv.

The file has the header country_code, name, lat, lon: points of the GEOnet names list (public domain), cut to three
decimals. A village that is a town of GeoNames' list already, by its name and within a few kilometres, is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from geomap import names
from geomap.gazetteer.sources.extras import slug
from geomap.gazetteer.sources.naming import tidy
from geomap.gazetteer.sources.rows import Row
from geomap.geodesy import haversine_km

SAME_VILLAGE_KM = 4.0
PRECISION_KM = 4.0
"""The list's points are good to a minute or better; villages are spread out."""


def village_rows(table: Iterable[Mapping[str, str]], towns: Sequence[Row]) -> list[Row]:
    """Rows of the file that no town stands for, each place once."""
    known: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    rows = []
    lines = list(table)
    countries = {line["country_code"] for line in lines}
    for town in towns:
        if town.country_code in countries:
            for form in {names.fold(name) for name in (town.name, *town.alternate_names)}:
                known[town.country_code, form].append((town.lat, town.lon))
    for line in lines:
        row = _row(line)
        others = known[row.country_code, names.fold(row.name)]
        if all(haversine_km(row.lat, row.lon, lat, lon) > SAME_VILLAGE_KM for lat, lon in others):
            others.append((row.lat, row.lon))
            rows.append(row)
    return rows


def _row(line: Mapping[str, str]) -> Row:
    country = line["country_code"]
    return Row(
        place_id=f"geonet:{country.lower()}-{slug(line['name'])}-{line['lat']}-{line['lon']}".replace(".", ""),
        name=tidy(line["name"]),
        feature_class="P",
        feature_code="PPL",
        lat=float(line["lat"]),
        lon=float(line["lon"]),
        country_code=country,
        uncertainty_km=PRECISION_KM,
    )

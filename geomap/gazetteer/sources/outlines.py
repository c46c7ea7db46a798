"""The map's base, geomap/rendering/assets/outlines.json, and the area file, both out of the same topology.

outlines.json is one object: `format` ("geomap-outlines-1"), `scale` (degrees a step), `arcs` (flat lists of integers
[x0, y0, dx1, dy1, …]: the first point absolute, then differences; lon = x * scale, lat = y * scale) and `areas`: a list
of [level, country_code, place_id, name, name_ar, label_lon, label_lat, polygons]. Level 0 is a country, 1 an admin1
area, 2 a borough or county of the focus regions. `polygons` is a list of polygons, each a list of rings (outer first),
each a list of arc references: n is arc n forwards, -1 - n the same arc backwards; the first point of every further arc
is left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from geomap.gazetteer.sources.areafile import write_areas
from geomap.gazetteer.sources.areas import Area
from geomap.gazetteer.sources.naming import script_of
from geomap.gazetteer.sources.rows import Row
from geomap.gazetteer.sources.simplify import arcs_of, smooth_arcs, thinned, used_arcs, without_specks
from geomap.gazetteer.sources.topology import Points, Topology, build, geometry_of, union
from geomap.gazetteer.sources.units import Unit

FOCUS_COUNTRIES = ("AF", "IQ", "SY")
FOCUS_GROUP = "Greater Manchester"

COUNTRIES_AROUND = frozenset({"GB", "IE", "TR", "LB", "IL", "PS", "JO", "KW", "IR", "PK", "TM", "UZ", "TJ", "SA"})
"""Countries that hold or border a focus region."""

CONTAINMENT_TOLERANCE_DEG = 0.004
"""Borders in the area file are within this of Natural Earth's (about 400 m); those of the focus regions are exact."""

MAP_TOLERANCE_DEG = 0.12
"""A vertex of the map's base goes when its triangle is smaller than this squared: about half a pixel at zoom 4."""

MAP_FOCUS_TOLERANCE_DEG = 0.012
"""The same in the focus regions, which people zoom into."""

MAP_NEAR_TOLERANCE_DEG = 0.04
"""The same in the countries that hold or border a focus region."""

MAP_GRID_DEG = 0.01
"""Grid of the map's base: smaller than a pixel up to zoom 7."""

MAP_SPECK_DEG2 = 0.03
"""Smallest island or lake on the map's base, in square degrees (about 240 km2 at the equator)."""

MAP_MIN_ADMIN1_KM2 = 3000.0
"""Admin1 areas smaller than this have no outline of their own on the map, except in the focus regions."""


def is_focus(unit: Unit) -> bool:
    """Whether a unit belongs to the regions that the project is about."""
    return unit.country_code in FOCUS_COUNTRIES or unit.group == FOCUS_GROUP


def tolerances(topology: Topology, units: Sequence[Unit], *, usual: float, focus: float) -> npt.NDArray[np.float64]:
    """Tolerance of each arc in grid steps: finest where it touches a focus unit, in between in the countries around."""
    values = np.full(len(topology.arcs), usual / topology.scale)
    near = min(usual, max(focus, MAP_NEAR_TOLERANCE_DEG))
    for unit, face in zip(units, topology.faces, strict=True):
        if is_focus(unit) or unit.country_code in COUNTRIES_AROUND:
            touched = arcs_of(face)
            values[touched] = np.minimum(values[touched], (focus if is_focus(unit) else near) / topology.scale)
    return values


def write_area_file(
    path: Path, topology: Topology, units: Sequence[Unit], areas: Sequence[Area], places: Mapping[str, Row]
) -> None:
    """Polygons of all areas for containment; `places` gives id and name by area key."""
    arcs = thinned(topology, tolerances(topology, units, usual=CONTAINMENT_TOLERANCE_DEG, focus=0.0))
    kept = [area for area in areas if area.key in places]
    arcs, polygons = used_arcs(arcs, [area.polygons for area in kept])
    entries: list[list[Any]] = [
        [
            area.level,
            area.country_code,
            area.admin1_code,
            area.admin2_code,
            places[area.key].place_id,
            places[area.key].name,
            area.label_lat,
            area.label_lon,
            0 if any(units[i].cut for i in area.units) and area.level else 1,
            refs,
        ]
        for area, refs in zip(kept, polygons, strict=True)
    ]
    write_areas(path, scale=topology.scale, arcs=arcs, areas=entries)


def _on_map(area: Area, units: Sequence[Unit]) -> bool:
    focus = any(is_focus(units[i]) for i in area.units)
    if area.level == 0:
        return area.country_code != "AQ"
    if area.level == 1:
        return focus or area.country_code == "GB" or area.area_km2 >= MAP_MIN_ADMIN1_KM2
    return focus


_ARABIC_SCRIPT = "AE AF BH DJ DZ EG IL IQ IR JO KW LB LY MA MR OM PK PS QA SA SD SO SY TD TN TR YE"
ARABIC_SCRIPT_COUNTRIES = frozenset(_ARABIC_SCRIPT.split())
"""Countries whose provinces have their Arabic name on the map; of all others only the country has."""


def _arabic(row: Row, level: int) -> str:
    if level and row.country_code not in ARABIC_SCRIPT_COUNTRIES:
        return ""
    return next((name for name in row.alternate_names if script_of(name) == "ARABIC"), "")


def _coarse(arc: Points, factor: float) -> list[int]:
    """An arc on the map's grid as a flat list: first point, then differences."""
    points = np.rint(arc * factor).astype(np.int64)
    keep = np.ones(len(points), dtype=bool)
    keep[1:-1] = (points[1:-1] != points[:-2]).any(axis=1)
    kept = points[keep]
    return [int(n) for n in np.concatenate([kept[:1], np.diff(kept, axis=0)]).ravel()]


def _map_faces(
    topology: Topology, units: Sequence[Unit], kept: Sequence[Area]
) -> tuple[Topology, list[Unit], list[list[int]]]:
    """A topology with one face for all units that are shown together, so that fewer arcs meet; each area's faces."""
    shown: dict[int, list[int]] = defaultdict(list)
    for index, area in enumerate(kept):
        for unit in area.units:
            shown[unit].append(index)
    together: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for unit, indices in sorted(shown.items()):
        together[tuple(indices)].append(unit)
    geometries = [geometry_of(topology.arcs, union(topology, members), topology.scale) for members in together.values()]
    faces: list[list[int]] = [[] for _ in kept]
    for face, shown_in in enumerate(together):
        for index in shown_in:
            faces[index].append(face)
    return build(geometries, topology.scale), [units[members[0]] for members in together.values()], faces


def write_outlines(
    path: Path, topology: Topology, units: Sequence[Unit], areas: Sequence[Area], places: Mapping[str, Row]
) -> None:
    """The map's base data as JSON."""
    kept = [area for area in areas if area.key in places and _on_map(area, units)]
    base, examples, faces = _map_faces(topology, units, kept)
    # Borders may cross by less than a pixel here, which a drawing forgives and a containment test would not.
    arcs = smooth_arcs(base.arcs, tolerances(base, examples, usual=MAP_TOLERANCE_DEG, focus=MAP_FOCUS_TOLERANCE_DEG))
    speck = MAP_SPECK_DEG2 / base.scale**2
    shown = [without_specks(arcs, union(base, members), speck) for members in faces]
    arcs, polygons = used_arcs(arcs, shown)
    entries = [
        [
            area.level,
            area.country_code,
            row.place_id,
            row.name,
            _arabic(row, area.level),
            round(area.label_lon, 2),
            round(area.label_lat, 2),
            refs,
        ]
        for area, refs in zip(kept, polygons, strict=True)
        for row in [places[area.key]]
    ]
    factor = base.scale / MAP_GRID_DEG
    data = {
        "format": "geomap-outlines-1",
        "scale": MAP_GRID_DEG,
        "arcs": [_coarse(arc, factor) for arc in arcs],
        "areas": entries,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")

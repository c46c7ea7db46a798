"""Areas newer than Natural Earth, cut out of its units by the towns that GeoNames has in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon

from geomap.gazetteer.sources.packages import LocalisSubdivision
from geomap.gazetteer.sources.rows import Row
from geomap.gazetteer.sources.units import Unit

ON_BORDER_DEG = 1e-7
"""A vertex this close to a border lies on it (1 cm; overlay arithmetic is exact to about 1e-12)."""


def orphans(units: Sequence[Unit], entries: Sequence[LocalisSubdivision]) -> set[str]:
    """GeoNames admin1 codes ("IQ.19") that no unit stands for."""
    known = {f"{unit.country_code}.{unit.admin1_code}" for unit in units}
    return {e.geonames_code for e in entries if e.geonames_code.count(".") == 1 and e.geonames_code not in known}


def _cells(unit: Unit, towns: Sequence[Row], labels: Sequence[str]) -> dict[str, shapely.Geometry]:
    """Parts of a unit's geometry that lie closest to the towns of each label."""
    points = shapely.MultiPoint([(town.lon, town.lat) for town in towns])
    cells = shapely.get_parts(shapely.voronoi_polygons(points, extend_to=unit.geometry))
    tree = shapely.STRtree(cells)
    parts: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for town, label in zip(towns, labels, strict=True):
        parts[label].extend(cells[tree.query(shapely.Point(town.lon, town.lat), predicate="intersects")[:1]])
    return {label: shapely.intersection(shapely.union_all(found), unit.geometry) for label, found in parts.items()}


def split(
    units: Sequence[Unit], towns: Sequence[Row], inside: Sequence[Sequence[int]], missing: set[str]
) -> list[Unit]:
    """Areas newer than Natural Earth cut out of the units that hold their towns, by nearest town."""
    result: list[Unit] = []
    for unit, found in zip(units, inside, strict=True):
        own = f"{unit.country_code}.{unit.admin1_code}"
        labelled = {
            (towns[i].lat, towns[i].lon): (towns[i], f"{towns[i].country_code}.{towns[i].admin1_code}") for i in found
        }
        kept = [(town, label) for town, label in labelled.values() if label == own or label in missing]
        labels = {label for _, label in kept}
        if not labels - {own} or len(kept) < 2 or len(labels) < 2:
            result.append(unit)
            continue
        parts = _cells(unit, [town for town, _ in kept], [label for _, label in kept])
        for label in sorted(parts):
            country, admin1 = label.split(".")
            point = shapely.get_coordinates(shapely.point_on_surface(parts[label]))[0]
            changes: dict[str, Any] = {"geometry": parts[label], "cut": True}
            if label != own:
                changes |= {"country_code": country, "admin1_code": admin1, "admin2_code": "", "name": "", "names": ()}
                changes |= {"label_lat": float(point[1]), "label_lon": float(point[0])}
            result.append(replace(unit, **changes))
    return result


def with_shared_vertices(units: Sequence[Unit], originals: Sequence[Unit]) -> list[Unit]:
    """Units whose borders have every vertex that a cut made on a neighbor's border, so that arcs stay shared."""
    new = _new_vertices(units, originals)
    if not len(new):
        return list(units)
    points = shapely.points(new)
    tree = shapely.STRtree([unit.geometry for unit in units])
    pairs = tree.query(points, predicate="dwithin", distance=ON_BORDER_DEG)
    wanted: dict[int, list[int]] = defaultdict(list)
    for point, unit in np.transpose(pairs).tolist():
        wanted[unit].append(point)
    result = list(units)
    for index, found in wanted.items():
        result[index] = replace(units[index], geometry=_inserted(units[index].geometry, new[found]))
    return result


def _new_vertices(units: Sequence[Unit], originals: Sequence[Unit]) -> npt.NDArray[np.float64]:
    before = {tuple(xy) for unit in originals for xy in shapely.get_coordinates(unit.geometry).tolist()}
    after = {tuple(xy) for unit in units if unit.cut for xy in shapely.get_coordinates(unit.geometry).tolist()}
    return np.array(sorted(after - before), dtype=float).reshape(-1, 2)


def _inserted(geometry: shapely.Geometry, points: npt.NDArray[np.float64]) -> MultiPolygon:
    parts = [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]
    return MultiPolygon(
        [
            Polygon(
                _ring_with(np.asarray(part.exterior.coords)[:, :2], points),
                [_ring_with(np.asarray(hole.coords)[:, :2], points) for hole in part.interiors],
            )
            for part in parts
        ]
    )


def _ring_with(ring: npt.NDArray[np.float64], points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A closed ring with those of the points inserted that lie on one of its edges but are no vertex of it."""
    inserts: dict[int, list[tuple[float, list[float]]]] = defaultdict(list)
    start, along = ring[:-1], ring[1:] - ring[:-1]
    length2 = np.maximum((along**2).sum(axis=1), ON_BORDER_DEG**2)
    for point in points:
        share = np.clip(((point - start) * along).sum(axis=1) / length2, 0.0, 1.0)
        distance = np.hypot(*(start + share[:, None] * along - point).T)
        edge = int(distance.argmin())
        if distance[edge] <= ON_BORDER_DEG and not (np.abs(ring - point).max(axis=1) == 0.0).any():
            inserts[edge].append((float(share[edge]), point.tolist()))
    pieces: list[Any] = []
    for edge in range(len(ring) - 1):
        pieces.append(ring[edge].tolist())
        pieces.extend(point for _, point in sorted(inserts.get(edge, [])))
    pieces.append(ring[-1].tolist())
    return np.array(pieces)

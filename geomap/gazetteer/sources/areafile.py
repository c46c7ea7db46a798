"""The file gazetteer/world/areas.bin.xz: polygons of countries, admin1 and admin2 areas for containment and outlines.

xz of: 8 bytes magic `GEOMAPA1`; uint32 (little endian) length of the header; the header, UTF-8 JSON; then all arc
points as int16 pairs (x, y), each the difference to the point before it (the first to 0, 0), running on from arc to
arc. Where a step does not fit, it is cut in several of which all but the last carry no vertex: the header's `skip`
lists their indices.

Header: `scale` (degrees a grid step), `lengths` (points of each arc), `skip`, `repair` (indices of areas whose
borders touch themselves on the grid and are made valid when read), `areas`: a list of [level, country_code,
admin1_code, admin2_code, place_id, name, label_lat, label_lon, exact, polygons]; polygons as arc references (see
topology). `exact` is 0 where an inner border was drawn by nearest town.
"""

from __future__ import annotations

import json
import lzma
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geomap.errors import GazetteerSchemaError
from geomap.gazetteer.sources.topology import Points, geometry_of, ring_points

MAGIC = b"GEOMAPA1"
STEP_LIMIT = 32000
"""Largest step of one int16 pair, in grid steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArea:
    """An area as read back."""

    level: int
    """0 country, 1 admin1, 2 admin2."""
    country_code: str
    admin1_code: str
    admin2_code: str
    place_id: str
    name: str
    label_lat: float
    label_lon: float
    is_exact: bool
    geometry: shapely.Geometry


def _steps(arcs: Sequence[Points]) -> tuple[npt.NDArray[np.int16], list[int]]:
    """Differences from point to point over all arcs, long ones in several steps; indices of the steps in between."""
    points = np.concatenate([np.zeros((1, 2), dtype=np.int64), *arcs])
    steps = np.diff(points, axis=0)
    pieces = np.maximum(1, -(-np.abs(steps).max(axis=1) // STEP_LIMIT))
    if not (pieces > 1).any():
        return steps.astype("<i2"), []
    out: list[list[int]] = []
    skip: list[int] = []
    for (dx, dy), count in zip(steps.tolist(), pieces.tolist(), strict=True):
        for part in range(count):
            if part < count - 1:
                skip.append(len(out))
            out.append([dx * (part + 1) // count - dx * part // count, dy * (part + 1) // count - dy * part // count])
    return np.array(out, dtype="<i2"), skip


def write_areas(path: Path, *, scale: float, arcs: Sequence[Points], areas: Sequence[Sequence[Any]]) -> None:
    """Write the file; `areas` as the header wants them."""
    steps, skip = _steps(arcs)
    broken = [index for index, entry in enumerate(areas) if not geometry_of(arcs, entry[9], scale).is_valid]
    header = {"scale": scale, "lengths": [len(arc) for arc in arcs], "skip": skip, "repair": broken, "areas": areas}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    data = MAGIC + struct.pack("<I", len(text)) + text + steps.tobytes()
    path.write_bytes(lzma.compress(data, preset=9))


def read_areas(path: Path) -> list[StoredArea]:
    """All areas with their geometries (shapely, degrees)."""
    data = lzma.decompress(path.read_bytes())
    if data[:8] != MAGIC:
        raise GazetteerSchemaError(
            f"{path} is no area file: it starts with {data[:8]!r}, not {MAGIC!r}; build it again"
        )
    (size,) = struct.unpack_from("<I", data, 8)
    header = json.loads(data[12 : 12 + size])
    points = np.cumsum(np.frombuffer(data, dtype="<i2", offset=12 + size).reshape(-1, 2), axis=0, dtype=np.int64)
    points = np.delete(points, header["skip"], axis=0)
    arcs = np.split(points, np.cumsum(header["lengths"])[:-1])
    return _stored(header, arcs)


def _stored(header: dict[str, Any], arcs: Sequence[Points]) -> list[StoredArea]:
    """Geometries of all areas, made in one go: thousands of single constructor calls take seconds."""
    coordinates, ring_of, polygon_of, area_of = [], [], [], []
    for area, entry in enumerate(header["areas"]):
        for polygon in entry[9]:
            area_of.append(area)
            for ring in polygon:
                part = ring_points(arcs, ring)
                ring_of.append(len(part))
                polygon_of.append(len(area_of) - 1)
                coordinates.append(part)
    flat = np.concatenate(coordinates) * header["scale"]
    rings = shapely.linearrings(flat, indices=np.repeat(np.arange(len(ring_of)), ring_of))
    polygons = shapely.polygons(rings, indices=np.array(polygon_of))
    shapes = shapely.multipolygons(polygons, indices=np.array(area_of))
    shapes[header["repair"]] = shapely.make_valid(shapes[header["repair"]], method="structure")
    return [
        StoredArea(
            level=entry[0],
            country_code=entry[1],
            admin1_code=entry[2],
            admin2_code=entry[3],
            place_id=entry[4],
            name=entry[5],
            label_lat=entry[6],
            label_lon=entry[7],
            is_exact=bool(entry[8]),
            geometry=geometry,
        )
        for entry, geometry in zip(header["areas"], shapes, strict=True)
    ]

"""Polygons of countries and admin1 areas: where a point lies, and how an area looks."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.gazetteer.indexing import Sections
from geomap.gazetteer.layerfile import LayerFile, write_layer_file
from geomap.protocols import Containment
from geomap.records import Point

if TYPE_CHECKING:
    from shapely import STRtree
    from shapely.geometry.base import BaseGeometry


ADMIN1 = 1
"""Level of the smallest areas that `containing` tells; smaller ones have an outline only."""
COAST_DEG = 0.03
"""A point outside every polygon by less than this (about 3 km) lies in the nearest: coasts are simplified."""


class Outlines:
    """Outlines in one mapped file; shapely is loaded and a polygon decoded when first needed."""

    def __init__(self, path: Path) -> None:
        self._file = LayerFile(path)
        self.fingerprint: str = self._file.meta["fingerprint"]
        self._areas: list[list[str]] = self._file.tables["areas"]
        self._levels: list[int] = self._file.tables["levels"]
        self._shapes: dict[int, BaseGeometry] = {}

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {area[0]: number for number, area in enumerate(self._areas)}

    @cached_property
    def _tree(self) -> STRtree:
        from shapely import STRtree, box

        flat = self._file.sections["boxes"]
        return STRtree([box(flat[i], flat[i + 1], flat[i + 2], flat[i + 3]) for i in range(0, len(flat), 4)])

    def _shape(self, number: int) -> BaseGeometry:
        shape = self._shapes.get(number)
        if shape is None:
            from shapely import from_wkb

            ends = self._file.sections["wkb_ends"]
            start = ends[number - 1] if number else 0
            shape = self._shapes[number] = from_wkb(bytes(self._file.sections["wkb"][start : ends[number]]))
        return shape

    def containing(self, point: Point) -> Containment | None:
        """Country and admin1 whose polygon covers the point; admin1 is empty where only a country does."""
        from shapely import Point as ShapelyPoint

        position = ShapelyPoint(point.lon, point.lat)
        near = [
            int(number) for number in self._tree.query(position.buffer(COAST_DEG)) if self._levels[number] <= ADMIN1
        ]
        hits = [number for number in near if self._shape(number).covers(position)]
        if not hits:
            distances = {number: self._shape(number).distance(position) for number in near}
            hits = [number for number in near if distances[number] <= COAST_DEG]
            hits = sorted(hits, key=lambda number: distances[number], reverse=True)
        if not hits:
            return None
        _, country_code, admin1_code, name = max(
            (self._areas[i] for i in reversed(hits)), key=lambda area: bool(area[2])
        )
        return Containment(country_code=country_code, admin1_code=admin1_code, admin1_name=name if admin1_code else "")

    def outline(self, place_id: str) -> Mapping[str, object] | None:
        """GeoJSON geometry of an area."""
        number = self._by_id.get(place_id)
        if number is None:
            return None
        return _geojson(self._shape(number))


def geometry_of(wkb: bytes) -> dict[str, object]:
    """GeoJSON geometry of a shape in well-known binary."""
    from shapely import from_wkb

    return _geojson(from_wkb(wkb))


def _geojson(shape: BaseGeometry) -> dict[str, object]:
    from shapely.geometry import mapping

    geometry: dict[str, object] = mapping(shape)
    return geometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """An area with its polygon, as the outlines are compiled from."""

    place_id: str
    country_code: str
    admin1_code: str
    """Empty for a country."""
    level: int
    """0 country, 1 admin1, 2 admin2."""
    name: str
    geometry: BaseGeometry


def compile_outlines(path: Path, areas: Iterable[Area], *, meta: Mapping[str, Any]) -> None:
    """Write outlines into a layer file of their own."""
    from shapely import to_wkb

    boxes, ends, blob = array("d"), array("I"), bytearray()
    table, levels = [], []
    for area in areas:
        boxes.extend(area.geometry.bounds)
        blob += to_wkb(area.geometry)
        ends.append(len(blob))
        table.append([area.place_id, area.country_code, area.admin1_code, area.name])
        levels.append(area.level)
    sections: Sections = {"boxes": boxes, "wkb_ends": ends, "wkb": bytes(blob)}
    write_layer_file(path, meta=meta, tables={"areas": table, "levels": levels}, sections=sections)

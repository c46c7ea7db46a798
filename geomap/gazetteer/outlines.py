"""Polygons of countries and admin1 areas: where a point lies, and how an area looks."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.gazetteer.layerfile import LayerFile, write_layer_file
from geomap.protocols import Containment
from geomap.records import Point

if TYPE_CHECKING:
    from shapely import STRtree
    from shapely.geometry.base import BaseGeometry


class Outlines:
    """Outlines in one mapped file; shapely is loaded and a polygon decoded when first needed."""

    def __init__(self, path: Path) -> None:
        self._file = LayerFile(path)
        self.fingerprint: str = self._file.meta["fingerprint"]
        self._areas: list[list[str]] = self._file.tables["areas"]
        self._shapes: dict[int, BaseGeometry] = {}

    @cached_property
    def _by_id(self) -> dict[str, int]:
        return {area[0]: number for number, area in enumerate(self._areas)}

    @cached_property
    def _tree(self) -> STRtree:
        from shapely import STRtree, box

        flat = self._file.sections["boxes"]
        return STRtree([box(*flat[i : i + 4]) for i in range(0, len(flat), 4)])

    def _shape(self, number: int) -> BaseGeometry:
        shape = self._shapes.get(number)
        if shape is None:
            from shapely import from_wkb

            ends = self._file.sections["wkb_ends"]
            start = ends[number - 1] if number else 0
            shape = self._shapes[number] = from_wkb(bytes(self._file.sections["wkb"][start : ends[number]]))
        return shape

    def containing(self, point: Point) -> Containment | None:
        """Country and admin1 whose polygon covers the point; the codes of admin1 are empty where only a country does."""
        from shapely import Point as ShapelyPoint

        position = ShapelyPoint(point.lon, point.lat)
        hits = [int(i) for i in self._tree.query(position) if self._shape(int(i)).covers(position)]
        if not hits:
            return None
        _, country_code, admin1_code, name = max((self._areas[i] for i in hits), key=lambda area: bool(area[2]))
        return Containment(country_code=country_code, admin1_code=admin1_code, admin1_name=name if admin1_code else "")

    def outline(self, place_id: str) -> Mapping[str, object] | None:
        """GeoJSON geometry of an area."""
        number = self._by_id.get(place_id)
        if number is None:
            return None
        from shapely.geometry import mapping

        shape: dict[str, object] = mapping(self._shape(number))
        return shape


def compile_outlines(
    path: Path, areas: list[tuple[dict[str, str], dict[str, Any]]], *, meta: Mapping[str, Any]
) -> None:
    """Write outlines: (place_id, country_code, admin1_code, name) with their GeoJSON geometries."""
    from array import array

    from shapely import to_wkb
    from shapely.geometry import shape

    boxes, ends, blob = array("d"), array("I"), bytearray()
    table = []
    for area, geometry in areas:
        polygon = shape(geometry)
        boxes.extend(polygon.bounds)
        blob += to_wkb(polygon)
        ends.append(len(blob))
        table.append([area["place_id"], area["country_code"], area["admin1_code"], area["name"]])
    sections = {"boxes": boxes, "wkb_ends": ends, "wkb": bytes(blob)}
    write_layer_file(path, meta=meta, tables={"areas": table}, sections=sections)

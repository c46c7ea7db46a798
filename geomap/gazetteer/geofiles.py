"""Reading places from GeoJSON, Shapefile and GeoPackage; points as they are, other shapes by a point inside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import GazetteerError
from geomap.gazetteer.columns import Record, fail
from geomap.gazetteer.tables import decode
from geomap.geodesy import haversine_km

if TYPE_CHECKING:
    from shapely import Point
    from shapely.geometry.base import BaseGeometry

GEOJSON_SUFFIXES = (".geojson", ".json")
OGR_SUFFIXES = (".shp", ".gpkg", ".fgb", ".kml", ".gml")
LAT, LON = "latitude", "longitude"
"""Columns that the position of a shape is put in."""
_WGS84 = ("EPSG:4326", "OGC:CRS84", "CRS84", "EPSG::4326")
_REPROJECT = "reproject the file to WGS 84 (EPSG:4326)"


def read_geojson(path: Path, *, encoding: str | None = None) -> tuple[list[str], Iterator[Record]]:
    """Header and records of a GeoJSON file; a record's line is the number of its feature."""
    text = decode(path, encoding=encoding)
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise fail(path, error.lineno, None, f"this is not JSON ({error.msg})", "mend it at that place") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise fail(path, 1, "features", "is missing", "write a GeoJSON FeatureCollection")
    crs = str(content.get("crs", {}).get("properties", {}).get("name", "CRS84")) if content.get("crs") else "CRS84"
    if not crs.upper().endswith(_WGS84):
        raise fail(path, 1, "crs", f"{crs} is not WGS 84", _REPROJECT)
    header = dict.fromkeys(
        key for feature in features if isinstance(feature, dict) for key in feature.get("properties") or ()
    )
    return [*header, LAT, LON, "id"], _geojson_records(path, features)


def _geojson_records(path: Path, features: list[Any]) -> Iterator[Record]:
    from shapely.errors import ShapelyError
    from shapely.geometry import shape

    for number, feature in enumerate(features, start=1):
        geometry = feature.get("geometry") if isinstance(feature, dict) else None
        if not geometry:
            raise fail(path, number, "geometry", "the feature has none", "give it one or leave the feature out")
        try:
            figure = shape(geometry)
        except (ShapelyError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise fail(path, number, "geometry", f"cannot be read ({error})", "mend the feature") from error
        cells = {key: _text(value) for key, value in (feature.get("properties") or {}).items()}
        if "id" not in cells and "id" in feature:
            cells["id"] = str(feature["id"])
        yield _record(path, number, cells, figure)


def read_ogr(path: Path, *, encoding: str | None = None) -> tuple[list[str], Iterator[Record]]:
    """Header and records of a file that GDAL reads, through pyogrio (optional: `pip install geomap[geo]`)."""
    try:
        import pyogrio
    except ImportError as error:
        raise GazetteerError(f"{path}: files of this kind need pyogrio: pip install 'geomap[geo]'") from error
    try:
        meta, _, geometry, columns = pyogrio.raw.read(path, encoding=encoding)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.FieldError, ValueError) as error:
        raise fail(path, None, None, f"cannot be read ({error})", "check that all its parts are there") from error
    if meta["crs"] is not None and not meta["crs"].upper().endswith(_WGS84):
        raise fail(path, None, None, f"its positions are in {meta['crs']}, not WGS 84", _REPROJECT)
    header = [str(name) for name in meta["fields"]]
    return [*header, LAT, LON], _ogr_records(path, header, geometry, columns)


def _ogr_records(path: Path, header: list[str], geometry: Any, columns: Any) -> Iterator[Record]:
    from shapely import from_wkb

    for number, wkb in enumerate(geometry, start=1):
        if wkb is None:
            raise fail(path, number, "geometry", "the record has none", "give it one or leave the record out")
        cells = {name: _text(column[number - 1]) for name, column in zip(header, columns, strict=True)}
        yield _record(path, number, cells, from_wkb(wkb))


def _text(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return "|".join(_text(each) for each in value)
    return "" if value is None or value != value else str(value)


def _record(path: Path, number: int, cells: Mapping[str, str], figure: BaseGeometry) -> Record:
    from shapely import Point as ShapelyPoint

    if figure.is_empty:
        raise fail(path, number, "geometry", "is empty", "give the place a position or leave it out")
    if isinstance(figure, ShapelyPoint):
        return Record(line=number, cells=_placed(cells, figure))
    west, south, east, north = figure.bounds
    inside = figure.representative_point()
    if not (-90 <= south <= north <= 90 and -180 <= west <= east <= 180):
        return Record(line=number, cells=_placed(cells, inside))
    corners = ((south, west), (south, east), (north, west), (north, east))
    return Record(
        line=number,
        cells=_placed(cells, inside),
        bbox=(south, west, north, east),
        radius_km=max(haversine_km(inside.y, inside.x, *corner) for corner in corners),
        outline_wkb=figure.wkb if figure.geom_type in ("Polygon", "MultiPolygon") else b"",
    )


def _placed(cells: Mapping[str, str], point: Point) -> dict[str, str]:
    return {**cells, LAT: str(point.y), LON: str(point.x)}

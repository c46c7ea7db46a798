"""Events as a GeoPackage 1.3: one SQLite file that GIS programs open."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable
from pathlib import Path

from geomap.store.columns import INTEGERS, NUMBERS, Feature, feature_row
from geomap.store.flat import COLUMNS
from geomap.store.wkb import Extent, to_wkb

APPLICATION_ID = 0x47504B47
"""GPKG in ASCII, as the standard demands (requirement 2)."""
VERSION = 10300
WGS84 = 4326
TABLE = "events"

WGS84_TEXT = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,'
    'AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("WGS 84 geodetic", WGS84, "EPSG", WGS84, WGS84_TEXT, "longitude and latitude in degrees"),
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", "undefined Cartesian coordinate reference system"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", "undefined geographic coordinate reference system"),
)
_STANDARD_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT '1970-01-01T00:00:00.000Z', min_x DOUBLE, min_y DOUBLE, max_x DOUBLE,
  max_y DOUBLE, srs_id INTEGER REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL PRIMARY KEY REFERENCES gpkg_contents(table_name), column_name TEXT NOT NULL,
  geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys(srs_id),
  z TINYINT NOT NULL, m TINYINT NOT NULL);
"""


def write_gpkg(features: Iterable[Feature], path: Path) -> None:
    """Write events as a layer of mixed points; the same events give the same bytes. Raises sqlite3.Error."""
    database = sqlite3.connect(path, isolation_level=None)
    try:
        # The file is written aside; what is half written is thrown away, so that no journal is needed.
        database.execute("PRAGMA journal_mode = OFF")
        database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        database.execute(f"PRAGMA user_version = {VERSION}")
        database.executescript(_STANDARD_TABLES)
        database.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
        _write_layer(database, features)
    finally:
        database.close()


def _write_layer(database: sqlite3.Connection, features: Iterable[Feature]) -> None:
    columns = ", ".join(f"{name} {_type(name)}" for name in COLUMNS)
    database.execute(f"CREATE TABLE {TABLE} (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom GEOMETRY, {columns})")
    places = ", ".join("?" * (len(COLUMNS) + 1))
    names = ", ".join(COLUMNS)
    extent = Extent()
    database.execute("BEGIN")
    for feature in features:
        extent.add(feature["geometry"])
        values = [_blob(feature), *feature_row(feature).values()]
        database.execute(f"INSERT INTO {TABLE} (geom, {names}) VALUES ({places})", values)  # noqa: S608  constants
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id) "
        "VALUES (?, 'features', ?, ?, ?, ?, ?, ?)",
        (TABLE, TABLE, *(extent.box or (None, None, None, None)), WGS84),
    )
    database.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?, 0, 0)", (TABLE, WGS84))
    database.execute("COMMIT")


def _type(name: str) -> str:
    if name in INTEGERS:
        return "INTEGER"
    return "REAL" if name in NUMBERS else "TEXT"


def _blob(feature: Feature) -> bytes | None:
    """A geometry with the header that GeoPackage puts before its well-known binary: little-endian, no envelope."""
    body = to_wkb(feature["geometry"])
    return None if body is None else struct.pack("<2sBBi", b"GP", 0, 1, WGS84) + body

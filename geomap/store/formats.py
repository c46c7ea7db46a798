"""The further formats that events can be written in, by their names."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from geomap.errors import StoreError, UsageError
from geomap.store.columns import Feature
from geomap.store.geopackage import write_gpkg
from geomap.store.geoparquet import write_parquet
from geomap.store.kml import write_kml

ALWAYS = ("jsonl", "csv", "geojson")
"""Formats of every run."""

FORMATS: Mapping[str, Callable[[Iterable[Feature], Path], None]] = {
    "parquet": write_parquet,
    "gpkg": write_gpkg,
    "kml": write_kml,
}

ALL_FORMATS = (*ALWAYS, *FORMATS)


def further_formats(wanted: Sequence[str]) -> tuple[str, ...]:
    """The formats beyond those of every run, each once. Raises UsageError for one that is not known."""
    for name in wanted:
        if name not in ALL_FORMATS:
            raise UsageError(f"format {name!r} is none of {', '.join(ALL_FORMATS)}")
    return tuple(name for name in FORMATS if name in wanted)


def write_format(name: str, features: Iterable[bytes], path: Path) -> None:
    """Write events, given as features of GeoJSON, in one of FORMATS. Raises StoreError."""
    try:
        FORMATS[name](map(json.loads, features), path)
    except sqlite3.Error as error:
        raise StoreError(f"{path}: cannot be written: {error}") from error

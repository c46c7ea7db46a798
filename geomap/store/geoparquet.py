"""Events as GeoParquet 1.1: the columns of `events.csv` and a geometry."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geomap.store.columns import INTEGERS, NUMBERS, Feature, feature_row
from geomap.store.flat import COLUMNS
from geomap.store.wkb import Extent, to_wkb

ROW_GROUP_EVENTS = 50_000


def _type(name: str) -> pa.DataType:
    if name in INTEGERS:
        return pa.int64()
    return pa.float64() if name in NUMBERS else pa.string()


SCHEMA = pa.schema([*(pa.field(name, _type(name)) for name in COLUMNS), pa.field("geometry", pa.binary())])


def write_geoparquet(features: Iterable[Feature], target: Any) -> None:
    """Write features to a path or an open binary file, a row group at a time."""
    extent = Extent()
    iterator = iter(features)
    with pq.ParquetWriter(target, SCHEMA, compression="zstd") as writer:
        while batch := list(islice(iterator, ROW_GROUP_EVENTS)):
            for feature in batch:
                extent.add(feature["geometry"])
            writer.write_table(to_table(batch))
        writer.add_key_value_metadata({"geo": json.dumps(geo_metadata(extent))})


def to_table(features: Sequence[Feature]) -> pa.Table:
    """Features as a table of `SCHEMA`, without the file's metadata."""
    rows = [{**feature_row(feature), "geometry": to_wkb(feature["geometry"])} for feature in features]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def geo_metadata(extent: Extent) -> dict[str, Any]:
    """What GeoParquet 1.1 wants to know of the geometry; no "crs" means longitude and latitude in WGS 84."""
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": sorted(extent.kinds)}
    if extent.box:
        column["bbox"] = extent.box
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


PART_EVENTS = 100_000
"""Events of one part: some 15 MB, what a worker reads at once."""


def write_parts(features: Iterable[Feature], folder: Path) -> None:
    """Write a folder of GeoParquet files, part-00000.parquet and so on, as clusters read and write them."""
    folder.mkdir()
    iterator = iter(features)
    for number in count():
        part = list(islice(iterator, PART_EVENTS))
        if part or number == 0:
            write_geoparquet(part, str(folder / f"part-{number:05d}.parquet"))
        if len(part) < PART_EVENTS:
            return


def write_parquet(features: Iterable[Feature], path: Path) -> None:
    """Write one GeoParquet file."""
    write_geoparquet(features, str(path))

"""Files of event records: CSV, TSV, Excel, JSON, JSON lines, Parquet, GeoJSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geomap.errors import InputError
from geomap.reading.decode import decode
from geomap.reading.opening import check_archive, open_bytes, read_whole, suffix_of
from geomap.reading.record_rows import RecordMapper, is_empty
from geomap.reading.rows import USUAL_NAMES
from geomap.reading.schema import Schema, find_schema, known_schema
from geomap.reading.tables import CSV_FIELD_LIMIT, Rows, csv_rows, json_rows, jsonl_rows, open_text, parquet_rows
from geomap.records import EventRecord

RECORD_SUFFIXES = frozenset({".csv", ".tsv", ".xlsx", ".json", ".jsonl", ".ndjson", ".parquet", ".geojson"})
FoundRecord = EventRecord | InputError


def looks_like_records(path: Path) -> bool:
    """Whether a table is one of events in a known layout, or one with coordinates and without texts."""
    if suffix_of(path) not in RECORD_SUFFIXES:
        return False
    if suffix_of(path) in {".xlsx", ".geojson"} or _is_headless_gdelt(path):
        return True
    try:
        header = next((tuple(row) for _, row in _rows(path) if not isinstance(row, InputError)), ())
    except (InputError, UnicodeDecodeError, OSError):
        return False
    if find_schema(header):
        return True
    lower = {str(name).lower() for name in header}
    has_text = bool(lower & set(USUAL_NAMES["text"]))
    return not has_text and bool(lower & {"lat", "latitude"}) and bool(lower & {"lon", "lng", "long", "longitude"})


def read_records(path: Path, *, doc_id: str, schema: Schema | None = None) -> Iterator[FoundRecord]:
    """Records of one file, and an InputError with line and reason for each row that cannot be used.

    Without `schema` the layout is found from the columns. Every row comes out as exactly one of the two.
    """
    mapper: RecordMapper | None = None
    header: tuple[str, ...] = ()
    for line, row in _rows(path):
        if isinstance(row, InputError):
            yield row
            continue
        try:
            if mapper is None or tuple(row) != header:
                header = tuple(row)
                found = schema or find_schema(header) or known_schema("plain")
                mapper = RecordMapper(found, header, path=str(path), doc_id=doc_id)
            yield mapper.record(row, line)
        except InputError as error:
            yield error


def _rows(path: Path) -> Rows:
    suffix = suffix_of(path)
    if suffix == ".xlsx":
        return _excel_rows(path)
    if suffix == ".geojson":
        return _geojson_rows(path)
    if suffix == ".parquet":
        return parquet_rows(path)
    if suffix in {".jsonl", ".ndjson"}:
        return jsonl_rows(path)
    if suffix == ".json":
        return json_rows(path)
    return _gdelt_rows(path) if _is_headless_gdelt(path) else csv_rows(path)


def _is_headless_gdelt(path: Path) -> bool:
    """GDELT's files have no header: 61 tab-separated columns that begin with the number of the event."""
    if suffix_of(path) not in {".csv", ".tsv"}:
        return False
    with open_bytes(path) as handle:
        cells = handle.readline(100_000).split(b"\t")
    return len(cells) == len(known_schema("gdelt").headless_columns) and cells[0].strip().isdigit()


def _gdelt_rows(path: Path) -> Rows:
    csv.field_size_limit(CSV_FIELD_LIMIT)
    columns = known_schema("gdelt").headless_columns
    with open_text(path) as handle:
        for number, cells in enumerate(csv.reader(handle, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if len(cells) != len(columns):
                yield number, InputError(f"has {len(cells)} columns, not {len(columns)}", path=str(path), line=number)
            else:
                yield number, dict(zip(columns, cells, strict=True))


def _excel_rows(path: Path) -> Rows:
    # Slow to import, and seldom needed.
    import openpyxl

    check_archive(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises many kinds for a file that is no workbook
        raise InputError(f"is not a readable Excel file: {error}", path=str(path)) from error
    try:
        rows = iter(book.active.iter_rows(values_only=True))
        names: tuple[Any, ...] = tuple(next(rows, ()))
        header = [str(cell).strip() if cell is not None else f"column {i}" for i, cell in enumerate(names, 1)]
        for number, cells in enumerate(rows, 2):
            if not all(is_empty(cell) for cell in cells):
                yield number, dict(zip(header, cells, strict=False))
    finally:
        book.close()


def _geojson_rows(path: Path) -> Rows:
    try:
        collection = json.loads(decode(read_whole(path), path=str(path)))
    except (json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"is not valid JSON: {error}", path=str(path)) from error
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        raise InputError("is not a GeoJSON FeatureCollection", path=str(path))
    for number, feature in enumerate(features, 1):
        if isinstance(feature, dict):
            yield number, {**(feature.get("properties") or {}), **_position(feature)}
        else:
            yield number, InputError("is not a GeoJSON feature", path=str(path), line=number)


def _position(feature: Mapping[str, Any]) -> dict[str, Any]:
    geometry = feature.get("geometry") or {}
    coordinates: list[Any] = geometry.get("coordinates") or []
    if geometry.get("type") == "Point" and len(coordinates) >= 2:
        return {"lon": coordinates[0], "lat": coordinates[1]}
    return {}

"""Events of a file that geomap wrote, whichever of its formats it is."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geomap.errors import StoreError
from geomap.records import (
    Actor,
    Count,
    DatePrecision,
    Event,
    EventPlace,
    EventType,
    Place,
    Point,
    Role,
    SourceRef,
    Span,
    Status,
)
from geomap.store.events_file import read_jsonl

UNKNOWN_PRECISION = 7


def load_events(path: Path) -> Iterator[Event]:
    """Events of a .jsonl, .csv, .geojson or .parquet file in geomap's own columns.

    The flat formats carry one place an event and no candidates. Raises StoreError with path, row and field.
    """
    suffix = path.suffix.lower()
    if suffix in {".jsonl", ".ndjson"}:
        return read_jsonl(path)
    rows = ROWS.get(suffix)
    if rows is None:
        raise StoreError(f"{path}: is none of .jsonl, .csv, .geojson, .parquet")
    return _from_rows(rows(path), path)


def _from_rows(rows: Iterator[Mapping[str, Any]], path: Path) -> Iterator[Event]:
    number = 0
    try:
        for number, row in enumerate(rows, 1):  # noqa: B007  read by the handlers below
            yield event_from_row(row)
    except KeyError as error:
        raise StoreError(f"{path}: row {number} lacks the column {error.args[0]!r}") from error
    except (TypeError, ValueError) as error:
        raise StoreError(f"{path}: row {number} cannot be used: {error}") from error
    except (OSError, UnicodeDecodeError, csv.Error, pa.ArrowException) as error:
        raise StoreError(f"{path}: cannot be read: {error}") from error


def _csv_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for row in csv.DictReader(handle):
            yield {key: _unguarded(value) for key, value in row.items()}


def _unguarded(value: str) -> str:
    """Take the apostrophe away that `safe_cell` put before a would-be formula."""
    return value[1:] if value[:1] == "'" and value[1:].lstrip(" ")[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _geojson_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    collection = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(collection, dict) or not isinstance(collection.get("features"), list):
        raise StoreError(f"{path}: is not a GeoJSON FeatureCollection")
    for feature in collection["features"]:
        geometry = feature.get("geometry") or {}
        position = geometry.get("coordinates") if geometry.get("type") == "Point" else None
        if geometry.get("type") == "MultiPoint" and geometry.get("coordinates"):
            position = geometry["coordinates"][0]
        where = {"lon": position[0], "lat": position[1]} if position else {}
        yield {**(feature.get("properties") or {}), **where}


def _parquet_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=1_000):
            yield from batch.to_pylist()


ROWS: Mapping[str, Callable[[Path], Iterator[Mapping[str, Any]]]] = {
    ".csv": _csv_rows,
    ".geojson": _geojson_rows,
    ".json": _geojson_rows,
    ".parquet": _parquet_rows,
}


def event_from_row(row: Mapping[str, Any]) -> Event:
    """An event from one row of `flat.COLUMNS`; KeyError and ValueError where it cannot be."""
    evidence = _text(row, "evidence")
    span = Span(start=0, end=len(evidence), text=evidence) if evidence else None
    published = _text(row, "published")
    source = SourceRef(
        doc_id=str(row["doc_id"]),
        title=_text(row, "title"),
        url=_text(row, "source_url"),
        source_name=_text(row, "source_name"),
        published=date.fromisoformat(published) if published else None,
        evidence=span,
    )
    return Event(
        event_id=str(row["event_id"]),
        doc_id=source.doc_id,
        event_type=EventType(row["event_type"]),
        date_start=_text(row, "date_start"),
        date_end=_text(row, "date_end"),
        date_precision=DatePrecision(_text(row, "date_precision") or "unknown"),
        places=_places(row),
        actors=tuple(_actor(part) for part in (_text(row, "actors") or "").split("; ") if part),
        fatalities=_count(row, "fatalities"),
        injured=_count(row, "injured"),
        evidence=span,
        confidence=_number(row, "confidence") or 0.0,
        title=source.title,
        source_url=source.url,
        source_name=source.source_name,
        published=source.published,
        speaker=_text(row, "speaker"),
        count=int(_number(row, "count") or 1),
        sources=(source,),
        record_id=_text(row, "record_id"),
    )


def _places(row: Mapping[str, Any]) -> tuple[EventPlace, ...]:
    name = _text(row, "surface") or _text(row, "place")
    lat, lon = _number(row, "lat"), _number(row, "lon")
    if name is None and lat is None:
        return ()
    point = Point(lat=lat, lon=lon) if lat is not None and lon is not None else None
    place_id = _text(row, "place_id")
    place = None
    if point is not None and place_id:
        place = Place(
            place_id=place_id,
            name=_text(row, "place") or name or "",
            point=point,
            feature_class="",
            feature_code="",
            country_code=_text(row, "country_code") or "",
            admin1_name=_text(row, "admin1") or "",
        )
    return (
        EventPlace(
            name=name or "",
            role=Role.HAPPENED,
            status=Status(_text(row, "place_status") or ("RESOLVED" if point else "NO_CANDIDATE")),
            place=place,
            point=point,
            location_precision=int(_number(row, "location_precision") or UNKNOWN_PRECISION),
            uncertainty_km=_number(row, "uncertainty_km") or 0.0,
            confidence=_number(row, "place_confidence") or 0.0,
        ),
    )


def _actor(text: str) -> Actor:
    name, _, role = text.rstrip(")").rpartition(" (")
    return Actor(name=name, role=role) if name else Actor(name=text, role="participant")


def _count(row: Mapping[str, Any], stem: str) -> Count | None:
    low, best, high = (_number(row, f"{stem}_{part}") for part in ("low", "best", "high"))
    if best is None:
        return None
    return Count(low=int(best if low is None else low), best=int(best), high=int(best if high is None else high))


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    return None if value is None or value != value or str(value) == "" else str(value)


def _number(row: Mapping[str, Any], key: str) -> float | None:
    text = _text(row, key)
    return None if text is None else float(text)

"""Events as tables and GeoJSON: one row or feature an event."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from typing import IO, Any

from geomap.records import Event, EventPlace, Role

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula."""

COLUMNS = (
    "event_id", "doc_id", "event_type", "date_start", "date_end", "date_precision", "place", "surface", "lat", "lon",
    "location_precision", "uncertainty_km", "country_code", "admin1", "place_id", "place_status", "place_confidence",
    "all_places", "origin", "destination", "actors", "fatalities_low", "fatalities_best", "fatalities_high",
    "injured_low", "injured_best", "injured_high", "count", "confidence", "evidence", "speaker", "title", "source_name",
    "source_url", "published", "source_count", "record_id",
)  # fmt: skip


def happened(event: Event) -> tuple[EventPlace, ...]:
    """The places where the event took place."""
    return tuple(place for place in event.places if place.role is Role.HAPPENED)


def main_place(event: Event) -> EventPlace | None:
    """The first placed place where it happened, else the first named one."""
    where = happened(event)
    return next((place for place in where if place.point), where[0] if where else None)


def event_to_row(event: Event) -> dict[str, Any]:
    """The event as one flat row of `COLUMNS`; None where nothing is known."""
    main = main_place(event)
    place = main.place if main else None
    fatalities, injured = event.fatalities, event.injured
    return {
        "event_id": event.event_id,
        "doc_id": event.doc_id,
        "event_type": event.event_type.value,
        "date_start": event.date_start,
        "date_end": event.date_end,
        "date_precision": event.date_precision.value,
        "place": place.name if place else (main.name if main else None),
        "surface": main.name if main else None,
        "lat": main.point.lat if main and main.point else None,
        "lon": main.point.lon if main and main.point else None,
        "location_precision": main.location_precision if main else None,
        "uncertainty_km": round(main.uncertainty_km, 3) if main else None,
        "country_code": place.country_code if place else None,
        "admin1": place.admin1_name if place else None,
        "place_id": place.place_id if place else None,
        "place_status": main.status.value if main else None,
        "place_confidence": round(main.confidence, 4) if main else None,
        "all_places": _names(event, Role.HAPPENED),
        "origin": _names(event, Role.ORIGIN),
        "destination": _names(event, Role.DESTINATION),
        "actors": "; ".join(f"{actor.name} ({actor.role})" for actor in event.actors) or None,
        "fatalities_low": fatalities.low if fatalities else None,
        "fatalities_best": fatalities.best if fatalities else None,
        "fatalities_high": fatalities.high if fatalities else None,
        "injured_low": injured.low if injured else None,
        "injured_best": injured.best if injured else None,
        "injured_high": injured.high if injured else None,
        "count": event.count,
        "confidence": round(event.confidence, 4),
        "evidence": event.evidence.text if event.evidence else None,
        "speaker": event.speaker,
        "title": event.title,
        "source_name": event.source_name,
        "source_url": event.source_url,
        "published": event.published.isoformat() if event.published else None,
        "source_count": max(1, len(event.sources)),
        "record_id": event.record_id,
    }


def _names(event: Event, role: Role) -> str | None:
    names = [place.place.name if place.place else place.name for place in event.places if place.role is role]
    return "; ".join(names) or None


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay as they are."""
    if type(value) is str and value.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def write_csv(events: Iterable[Event], handle: IO[str]) -> None:
    """Events as CSV, safe to open in a spreadsheet."""
    writer = csv.DictWriter(handle, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for event in events:
        writer.writerow({key: safe_cell(value) for key, value in event_to_row(event).items()})


def event_to_feature(event: Event) -> dict[str, Any]:
    """The event as a GeoJSON feature; several places make a MultiPoint, none a null geometry."""
    return row_to_feature(event, event_to_row(event))


def row_to_feature(event: Event, row: Mapping[str, Any]) -> dict[str, Any]:
    """The same, from the event and its row."""
    points = [place.point.to_geojson() for place in happened(event) if place.point]
    geometry: dict[str, Any] | None = None
    if len(points) == 1:
        geometry = {"type": "Point", "coordinates": points[0]}
    elif points:
        geometry = {"type": "MultiPoint", "coordinates": points}
    properties = {key: value for key, value in row.items() if key not in {"lat", "lon"}}
    return {"type": "Feature", "id": event.event_id, "geometry": geometry, "properties": properties}


def write_geojson(events: Iterable[Event], handle: IO[str]) -> None:
    """Events as a GeoJSON FeatureCollection, written one feature at a time."""
    handle.write('{"type": "FeatureCollection", "features": [')
    for number, event in enumerate(events):
        handle.write(",\n" if number else "\n")
        handle.write(json.dumps(event_to_feature(event), ensure_ascii=False))
    handle.write("\n]}\n")

"""The JSON Schema of an event, as `events.jsonl` holds it."""

from __future__ import annotations

from enum import Enum
from typing import Any

from geomap.records import DatePrecision, EventType, MatchKind, Role, Status

ISO_DATE = r"^\d{4}(-\d{2}(-\d{2})?)?$"

Schema = dict[str, Any]


def event_schema() -> Schema:
    """JSON Schema (draft 2020-12) of one event."""
    schema = _object(
        {
            "event_id": _text(),
            "doc_id": _text(),
            "event_type": _one_of(EventType),
            "date_start": _date(),
            "date_end": _date(),
            "date_precision": _one_of(DatePrecision),
            "trigger": _or_null(_span()),
            "places": {"type": "array", "items": _place()},
            "actors": {"type": "array", "items": _actor()},
            "fatalities": _or_null(_count()),
            "injured": _or_null(_count()),
            "evidence": _or_null(_span()),
            "more_evidence": {"type": "array", "items": _span()},
            "confidence": _share(),
            "title": _or_null(_text()),
            "source_url": _or_null(_text()),
            "source_name": _or_null(_text()),
            "published": _date(),
            "speaker": _or_null(_text()),
            "count": {"type": "integer", "minimum": 1},
            "sources": {"type": "array", "items": _source()},
            "merge_reasons": {"type": "array", "items": _text()},
            "record_id": _or_null(_text()),
        }
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "geomap event", **schema}


def _object(properties: Schema, *, optional: frozenset[str] = frozenset()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _text() -> Schema:
    return {"type": "string"}


def _number(low: float | None = None, high: float | None = None) -> Schema:
    bounds = {"minimum": low, "maximum": high}
    return {"type": "number", **{key: value for key, value in bounds.items() if value is not None}}


def _share() -> Schema:
    return _number(0, 1)


def _offset() -> Schema:
    return {"type": ["integer", "null"], "minimum": 0}


def _date() -> Schema:
    return {"type": ["string", "null"], "pattern": ISO_DATE}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(kind: type[Enum]) -> Schema:
    return {"enum": [member.value for member in kind]}


def _span() -> Schema:
    whole = {"type": "integer", "minimum": 0}
    return _object({"start": whole, "end": whole, "text": _text()})


def _count() -> Schema:
    whole = {"type": "integer", "minimum": 0}
    return _object({"low": whole, "best": whole, "high": whole})


def _actor() -> Schema:
    return _object({"name": _text(), "role": _text(), "start": _offset(), "end": _offset()})


def _source() -> Schema:
    return _object(
        {
            "doc_id": _text(),
            "title": _or_null(_text()),
            "url": _or_null(_text()),
            "source_name": _or_null(_text()),
            "published": _date(),
            "evidence": _or_null(_span()),
            "trigger": _or_null(_span()),
        }
    )


OPTIONAL_PLACE_FIELDS = frozenset(
    {
        "name", "feature_class", "feature_code", "country_code", "admin1_code", "admin2_code", "admin1_name",
        "admin2_name", "source_id", "population", "uncertainty_km", "bbox",
    }
)  # fmt: skip


def _gazetteer_place() -> Schema:
    texts = sorted(OPTIONAL_PLACE_FIELDS - {"population", "uncertainty_km", "bbox"})
    return {
        "place_id": _text(),
        "lat": _number(-90, 90),
        "lon": _number(-180, 180),
        **{name: _text() for name in texts},
        "population": {"type": "integer", "minimum": 0},
        "uncertainty_km": _number(0),
        "bbox": {"type": "array", "items": _number(-180, 180), "minItems": 4, "maxItems": 4},
    }


def _candidate() -> Schema:
    return _object(
        {
            **_gazetteer_place(),
            "match": _one_of(MatchKind),
            "matched_name": _text(),
            "similarity": _share(),
            "score": _number(),
            "evidence": {"type": "object", "additionalProperties": _number()},
        },
        optional=OPTIONAL_PLACE_FIELDS,
    )


def _place() -> Schema:
    return _object(
        {
            "start": _offset(),
            "end": _offset(),
            "role": _one_of(Role),
            "lat": _or_null(_number(-90, 90)),
            "lon": _or_null(_number(-180, 180)),
            "place_id": _or_null(_text()),
            "name": _text(),
            "precision": {"type": "integer", "minimum": 1, "maximum": 7},
            "surface": _text(),
            "status": _one_of(Status),
            "uncertainty_km": _number(0),
            "confidence": _share(),
            "source": {"enum": ["gazetteer", "geocoder", "record"]},
            "inherited": {"type": "boolean"},
            "place": _or_null(_object(_gazetteer_place(), optional=OPTIONAL_PLACE_FIELDS)),
            "candidates": {"type": "array", "items": _candidate()},
        }
    )

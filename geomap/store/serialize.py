"""Events to plain dictionaries, as `events.jsonl` holds them, and back without loss."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from geomap.errors import StoreError
from geomap.records import (
    Actor,
    Bbox,
    Candidate,
    Count,
    DatePrecision,
    Event,
    EventPlace,
    EventType,
    MatchKind,
    Place,
    Point,
    Role,
    SourceRef,
    Span,
    Status,
)

EVIDENCE_DIGITS = 4
"""Digits after the point of evidence, scores and confidences in files."""

PLACES_SHARED, TEXTS_KEPT = 50_000, 10_000
"""Places and texts of places that are kept: most of a run's are the same few thousand."""

_NO_PLACES = ', "places": []'
"""Stands once in an encoded event: within a text, quotes are escaped."""

encode = json.JSONEncoder(ensure_ascii=False).encode
"""JSON as all outputs have it; one encoder for all, because making one takes longer than a short value."""


def event_to_dict(event: Event) -> dict[str, Any]:
    """The event as `events.jsonl` holds it; the architecture's fields first."""
    return {
        **_head(event),
        "places": [
            {
                **_event_place(place),
                "place": _place(place.place) if place.place else None,
                "candidates": [_candidate(candidate) for candidate in place.candidates],
            }
            for place in event.places
        ],
        **_tail(event),
    }


def event_to_json(event: Event) -> str:
    """The same as one line of JSON without its end; texts of places, which come again and again, are kept."""
    before, _, after = encode({**_head(event), "places": [], **_tail(event)}).partition(_NO_PLACES)
    return f'{before}, "places": [{", ".join(map(_event_place_json, event.places))}]{after}'


def _head(event: Event) -> dict[str, Any]:
    return {
        "event_id": event.event_id,
        "doc_id": event.doc_id,
        "event_type": event.event_type.value,
        "date_start": event.date_start,
        "date_end": event.date_end,
        "date_precision": event.date_precision.value,
        "trigger": _span(event.trigger),
    }


def _tail(event: Event) -> dict[str, Any]:
    return {
        "actors": [
            {"name": actor.name, "role": actor.role, "start": actor.start, "end": actor.end} for actor in event.actors
        ],
        "fatalities": _count(event.fatalities),
        "injured": _count(event.injured),
        "evidence": _span(event.evidence),
        "more_evidence": [_span(span) for span in event.more_evidence],
        "confidence": round(event.confidence, EVIDENCE_DIGITS),
        "title": event.title,
        "source_url": event.source_url,
        "source_name": event.source_name,
        "published": _date(event.published),
        "speaker": event.speaker,
        "count": event.count,
        "sources": [_source(source) for source in event.sources],
        "merge_reasons": list(event.merge_reasons),
        "record_id": event.record_id,
    }


def event_from_dict(value: Mapping[str, Any]) -> Event:
    """The event of a dictionary; fields beyond the architecture's may be absent.

    Raises StoreError naming the field that cannot be used.
    """
    try:
        return Event(
            event_id=str(value["event_id"]),
            doc_id=str(value["doc_id"]),
            event_type=EventType(value["event_type"]),
            date_start=value.get("date_start"),
            date_end=value.get("date_end"),
            date_precision=DatePrecision(value.get("date_precision") or "unknown"),
            trigger=_to_span(value.get("trigger")),
            places=tuple(_to_event_place(place) for place in value.get("places") or ()),
            actors=tuple(Actor(**_only(actor, "name", "role", "start", "end")) for actor in value.get("actors") or ()),
            fatalities=_to_count(value.get("fatalities")),
            injured=_to_count(value.get("injured")),
            evidence=_to_span(value.get("evidence")),
            more_evidence=tuple(span for span in map(_to_span, value.get("more_evidence") or ()) if span),
            confidence=float(value.get("confidence") or 0.0),
            title=value.get("title"),
            source_url=value.get("source_url"),
            source_name=value.get("source_name"),
            published=_to_date(value.get("published")),
            speaker=value.get("speaker"),
            count=int(value.get("count") or 1),
            sources=tuple(_to_source(source) for source in value.get("sources") or ()),
            merge_reasons=tuple(value.get("merge_reasons") or ()),
            record_id=value.get("record_id"),
        )
    except KeyError as error:
        raise StoreError(f"an event lacks the field {error.args[0]!r}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise StoreError(f"event {value.get('event_id')!r} cannot be used: {error}") from error


def sources_from_dict(value: Mapping[str, Any]) -> tuple[SourceRef, ...]:
    """The sources of an event's dictionary that geomap wrote."""
    return tuple(_to_source(source) for source in value["sources"])


def _event_place(place: EventPlace) -> dict[str, Any]:
    where = place.place
    return {
        "start": place.start,
        "end": place.end,
        "role": place.role.value,
        "lat": place.point.lat if place.point else None,
        "lon": place.point.lon if place.point else None,
        "place_id": where.place_id if where else None,
        "name": where.name if where else place.name,
        "precision": place.location_precision,
        "surface": place.name,
        "status": place.status.value,
        "uncertainty_km": round(place.uncertainty_km, 3),
        "confidence": round(place.confidence, EVIDENCE_DIGITS),
        "source": place.source,
        "inherited": place.inherited,
    }


def _event_place_json(place: EventPlace) -> str:
    """`_event_place` with place and candidates as JSON, made four times as fast as by the encoder."""
    where, point = place.place, place.point
    lat, lon = (point.lat, point.lon) if point else ("null", "null")
    start, end = ("null" if at is None else at for at in (place.start, place.end))
    return (
        f'{{"start": {start}, "end": {end}, "role": "{place.role.value}", "lat": {lat}, "lon": {lon}, '
        f'"place_id": {encode_basestring(where.place_id) if where else "null"}, '
        f'"name": {encode_basestring(where.name if where else place.name)}, "precision": {place.location_precision}, '
        f'"surface": {encode_basestring(place.name)}, "status": "{place.status.value}", '
        f'"uncertainty_km": {round(place.uncertainty_km, 3)}, '
        f'"confidence": {round(place.confidence, EVIDENCE_DIGITS)}, "source": {encode_basestring(place.source)}, '
        f'"inherited": {"true" if place.inherited else "false"}, "place": {_place_json(where) if where else "null"}, '
        f'"candidates": [{", ".join(map(_candidate_json, place.candidates))}]}}'
    )


def _to_event_place(value: Mapping[str, Any]) -> EventPlace:
    point = None
    if value.get("lat") is not None and value.get("lon") is not None:
        point = Point(lat=float(value["lat"]), lon=float(value["lon"]))
    place = _to_place(value["place"]) if value.get("place") else None
    if place is None and point is not None and value.get("place_id"):
        place = _to_place(value)
    return EventPlace(
        name=str(value.get("surface") or value.get("name") or ""),
        role=Role(value.get("role") or "happened"),
        status=Status(value.get("status") or ("RESOLVED" if point else "NO_CANDIDATE")),
        place=place,
        point=point,
        start=value.get("start"),
        end=value.get("end"),
        location_precision=int(value.get("precision") or 7),
        uncertainty_km=float(value.get("uncertainty_km") or 0.0),
        confidence=float(value.get("confidence") or 0.0),
        candidates=tuple(_to_candidate(candidate) for candidate in value.get("candidates") or ()),
        source=str(value.get("source") or "gazetteer"),
        inherited=bool(value.get("inherited")),
    )


PLACE_TEXTS = (
    "name", "feature_class", "feature_code", "country_code", "admin1_code", "admin2_code", "admin1_name", "admin2_name",
    "source_id",
)  # fmt: skip


def _place(place: Place) -> dict[str, Any]:
    """A place without its alternate names; empty fields are left out."""
    found: dict[str, Any] = {"place_id": place.place_id, "lat": place.point.lat, "lon": place.point.lon}
    found.update({name: getattr(place, name) for name in PLACE_TEXTS if getattr(place, name)})
    if place.population:
        found["population"] = place.population
    if place.uncertainty_km:
        found["uncertainty_km"] = round(place.uncertainty_km, 3)
    if place.bbox:
        found["bbox"] = [place.bbox.south, place.bbox.west, place.bbox.north, place.bbox.east]
    return found


@lru_cache(maxsize=TEXTS_KEPT)
def _place_json(place: Place) -> str:
    return encode(_place(place))


PLACE_KEYS = ("place_id", "lat", "lon", "population", "uncertainty_km", *PLACE_TEXTS)


def _to_place(value: Mapping[str, Any]) -> Place:
    box = value.get("bbox")
    return _shared_place(tuple(map(value.get, PLACE_KEYS)), tuple(box) if box else None)


@lru_cache(maxsize=PLACES_SHARED)
def _shared_place(values: tuple[Any, ...], box: tuple[float, ...] | None) -> Place:
    """One record for all events at a place: many thousands of events are read at once."""
    place_id, lat, lon, population, uncertainty_km, *texts = values
    if place_id is None:
        raise KeyError("place_id")
    names: dict[str, Any] = {name: str(text or "") for name, text in zip(PLACE_TEXTS, texts, strict=True)}
    return Place(
        place_id=str(place_id),
        point=Point(lat=float(lat), lon=float(lon)),
        population=int(population or 0),
        uncertainty_km=float(uncertainty_km or 0.0),
        bbox=Bbox(south=box[0], west=box[1], north=box[2], east=box[3]) if box else None,
        **names,
    )


def _candidate(candidate: Candidate) -> dict[str, Any]:
    return {
        **_place(candidate.place),
        "match": candidate.match.value,
        "matched_name": candidate.matched_name,
        "similarity": round(candidate.similarity, EVIDENCE_DIGITS),
        "score": round(candidate.score, EVIDENCE_DIGITS),
        "evidence": {key: round(number, EVIDENCE_DIGITS) for key, number in candidate.evidence.items() if number},
    }


@lru_cache(maxsize=TEXTS_KEPT, typed=True)
def _evidence_json(name: str, number: float) -> str:
    """One piece of evidence; half of all are one of a few numbers."""
    return f"{encode_basestring(name)}: {round(number, EVIDENCE_DIGITS)}"


def _candidate_json(candidate: Candidate) -> str:
    """`_candidate` as JSON: half of all the text that a run writes, made twice as fast as by the encoder."""
    weighing = ", ".join([_evidence_json(name, number) for name, number in candidate.evidence.items() if number])
    return (
        f'{_place_json(candidate.place)[:-1]}, "match": "{candidate.match.value}", '
        f'"matched_name": {encode_basestring(candidate.matched_name)}, '
        f'"similarity": {round(candidate.similarity, EVIDENCE_DIGITS)}, '
        f'"score": {round(candidate.score, EVIDENCE_DIGITS)}, "evidence": {{{weighing}}}}}'
    )


def _to_candidate(value: Mapping[str, Any]) -> Candidate:
    return Candidate(
        place=_to_place(value),
        match=MatchKind(value["match"]),
        matched_name=str(value.get("matched_name") or ""),
        similarity=float(value.get("similarity") or 0.0),
        score=float(value.get("score") or 0.0),
        evidence=dict(value.get("evidence") or {}),
    )


def _source(source: SourceRef) -> dict[str, Any]:
    return {
        "doc_id": source.doc_id,
        "title": source.title,
        "url": source.url,
        "source_name": source.source_name,
        "published": _date(source.published),
        "evidence": _span(source.evidence),
        "trigger": _span(source.trigger),
    }


def _to_source(value: Mapping[str, Any]) -> SourceRef:
    return SourceRef(
        doc_id=str(value["doc_id"]),
        title=value.get("title"),
        url=value.get("url"),
        source_name=value.get("source_name"),
        published=_to_date(value.get("published")),
        evidence=_to_span(value.get("evidence")),
        trigger=_to_span(value.get("trigger")),
    )


def _span(span: Span | None) -> dict[str, Any] | None:
    return None if span is None else {"start": span.start, "end": span.end, "text": span.text}


def _to_span(value: Mapping[str, Any] | None) -> Span | None:
    # Records without text carry a trigger or evidence of nulls.
    if not value or value.get("start") is None or value.get("end") is None:
        return None
    return Span(start=int(value["start"]), end=int(value["end"]), text=str(value.get("text") or ""))


def _count(count: Count | None) -> dict[str, int] | None:
    return None if count is None else {"low": count.low, "best": count.best, "high": count.high}


def _to_count(value: Mapping[str, Any] | None) -> Count | None:
    return None if not value else Count(low=int(value["low"]), best=int(value["best"]), high=int(value["high"]))


def _date(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _to_date(value: str | None) -> date | None:
    return None if not value else date.fromisoformat(value)


def _only(value: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value.get(name) for name in names}

"""Event records kept by others to events: their coordinates are kept and checked, their names resolved."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache

from geomap.events.locations import UNKNOWN, best_candidates, event_place, place_precision
from geomap.geodesy import great_circle_km
from geomap.protocols import Resolver
from geomap.records import (
    Document,
    Event,
    EventPlace,
    EventRecord,
    Mention,
    Place,
    Resolution,
    Role,
    SourceRef,
    Status,
)

MISMATCH_KM = 50.0
"""A record's point farther than this from every place of its name, and from their own extent, is reported."""

UNCERTAINTY_KM = {1: 2.0, 2: 25.0, 3: 30.0, 4: 100.0, 5: 50.0, 6: 400.0, 7: 0.0}
"""UCDP precision → radius in km where the gazetteer knows no better: 2 is defined as about 25 km, the others are the
usual extent of a district, a province, a road or valley, a country."""

NEARBY = 2
"""UCDP's class of places near a known point; coarser classes take the extent of the place itself."""

RECORD_CONFIDENCE = 1.0
RECORD = "record"
"""doc_id of the line of names that a record's place is resolved from."""

CACHED_PLACES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """A record whose coordinates lie far from the place that it names."""

    record_id: str
    path: str
    line: int
    place_name: str
    apart_km: float


class RecordEvents:
    """Event records to events; a place that many records name is resolved once."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._resolved = lru_cache(maxsize=CACHED_PLACES)(self._resolve)

    def event_of(self, record: EventRecord) -> tuple[Event, Mismatch | None]:
        """The event of a record, and what is odd about its place."""
        names = place_names(record)
        where, mismatch = _place(record, self._resolved(names) if names else None)
        return _event(record, where), mismatch

    def _resolve(self, names: tuple[str, ...]) -> Resolution:
        """The first name resolved in the light of the others, which run from narrow to wide."""
        mentions, text = [], ""
        for name in names:
            start = len(text) + (2 if text else 0)
            text = f"{text}, {name}" if text else name
            mentions.append(Mention(doc_id=RECORD, start=start, end=len(text), surface=name))
        return self._resolver.resolve(Document(doc_id=RECORD, text=text), mentions)[0]


def _event(record: EventRecord, where: EventPlace) -> Event:
    source = SourceRef(
        doc_id=record.record_id,
        title=record.title,
        url=record.url,
        source_name=record.source_name,
        published=record.published,
    )
    return Event(
        event_id=_event_id(record),
        doc_id=record.record_id,
        event_type=record.event_type,
        date_start=record.date_start,
        date_end=record.date_end,
        date_precision=record.date_precision,
        places=(where,),
        actors=record.actors,
        fatalities=record.fatalities,
        injured=record.injured,
        confidence=RECORD_CONFIDENCE if record.point else where.confidence,
        title=record.title,
        source_url=record.url,
        source_name=record.source_name or record.schema,
        published=record.published,
        sources=(source,),
        record_id=record.record_id,
    )


def _event_id(record: EventRecord) -> str:
    key = f"{record.schema}\0{record.record_id}"
    return "r-" + hashlib.sha256(key.encode()).hexdigest()[:12]


def place_names(record: EventRecord) -> tuple[str, ...]:
    """Names from the narrowest to the widest, each once."""
    names: dict[str, str] = {}
    for name in (record.place_name, record.admin2, record.admin1, record.country):
        clean = " ".join(name.split())
        if clean:
            names.setdefault(clean.casefold(), clean)
    return tuple(names.values())


def _place(record: EventRecord, resolution: Resolution | None) -> tuple[EventPlace, Mismatch | None]:
    if record.point is None:
        return _named_place(record, resolution), None
    candidates = best_candidates(resolution.candidates) if resolution else ()
    point = record.point
    near = next((c.place for c in candidates if great_circle_km(c.place.point, point) <= _reach_km(c.place)), None)
    mismatch = None
    if near is None and resolution is not None and resolution.chosen is not None:
        apart_km = min(great_circle_km(c.place.point, point) for c in candidates)
        mismatch = Mismatch(
            record_id=record.record_id,
            path=record.path,
            line=record.line,
            place_name=resolution.mention.surface,
            apart_km=round(apart_km, 1),
        )
    precision = record.location_precision or (place_precision(near) if near else UNKNOWN)
    where = EventPlace(
        name=next(iter(place_names(record)), "") or f"{point.lat:.4f}, {point.lon:.4f}",
        role=Role.HAPPENED,
        status=Status.RESOLVED,
        place=near,
        point=point,
        location_precision=precision,
        uncertainty_km=max(UNCERTAINTY_KM[precision], near.uncertainty_km if near and precision > NEARBY else 0.0),
        confidence=RECORD_CONFIDENCE,
        candidates=candidates,
        source="record",
    )
    return where, mismatch


def _reach_km(place: Place) -> float:
    return MISMATCH_KM + place.uncertainty_km


def _named_place(record: EventRecord, resolution: Resolution | None) -> EventPlace:
    """The place of a record without coordinates: the resolved name, never finer than the record itself says."""
    if resolution is None:
        return EventPlace(name="", role=Role.HAPPENED, status=Status.NO_CANDIDATE)
    where = event_place(resolution, role=Role.HAPPENED, words_before=(), words_after=())
    precision = max(where.location_precision, record.location_precision or 1)
    widest_km = UNCERTAINTY_KM[precision] if precision > where.location_precision else 0.0
    # The name stood in a column, not in a text: it has no offsets.
    return replace(
        where,
        start=None,
        end=None,
        location_precision=precision,
        uncertainty_km=max(where.uncertainty_km, widest_km),
    )

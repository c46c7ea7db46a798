"""One small record an event: enough to find who may be the same, and what the map shows, without the events."""

from __future__ import annotations

import struct
from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from geomap.events.likeness import UNDATED_DAYS, VIOLENT
from geomap.records import Event, EventType, Role
from geomap.rendering.days import day_range
from geomap.store import main_place

KEY = np.dtype(
    [
        ("kind", "u1"),
        ("family", "u1"),
        ("placed", "u1"),
        ("country", "S2"),
        ("first", "<i4"),
        ("last", "<i4"),
        ("page", "<i4"),
    ]
)
"""Type, family of types that may be one event, whether it has a position, its country, its first and last day as
ordinals, and the day by which the page orders it."""

Keys = NDArray[np.void]


def family_of(kind: EventType) -> str:
    """Only events of one family can be the same."""
    return "violence" if kind in VIOLENT else kind.value


KINDS = tuple(EventType)
FAMILIES = tuple(sorted({family_of(kind) for kind in KINDS}))

MONTH, DAY = len("2017-05"), len("2017-05-22")

UNDATED = 0
"""Stands for the days of an event without a date; ordinal 1 is the first day of year 1."""

_PACKED = struct.Struct("<BBB2siii")
_KIND = {kind: number for number, kind in enumerate(KINDS)}
_FAMILY = {kind: FAMILIES.index(family_of(kind)) for kind in KINDS}


def pack_keys(events: Sequence[Event]) -> bytes:
    """The keys of a document's events, in their order.

    An event without a known country counts to the one that most of the document's events are in.
    """
    countries = [_country(event) for event in events]
    usual = Counter(country for country in countries if country).most_common(1)
    fallback = usual[0][0] if usual else ""
    return b"".join(_pack(event, country or fallback) for event, country in zip(events, countries, strict=True))


def unpack_keys(data: bytes | bytearray) -> Keys:
    """The keys of `pack_keys`."""
    return np.frombuffer(data, dtype=KEY)


def _country(event: Event) -> str:
    return next(
        (p.place.country_code for p in event.places if p.role is Role.HAPPENED and p.place and p.place.country_code), ""
    )


def _pack(event: Event, country: str) -> bytes:
    place = main_place(event)
    first, last = days_of(event)
    return _PACKED.pack(
        _KIND[event.event_type],
        _FAMILY[event.event_type],
        bool(place and place.point),
        country.encode("ascii", "replace"),
        _ordinal(first),
        _ordinal(last),
        day_range(event.date_start, event.date_end)[0],
    )


def _ordinal(day: date | None) -> int:
    return UNDATED if day is None else day.toordinal()


def days_of(event: Event) -> tuple[date, date] | tuple[None, None]:
    """First and last day on which the event may have happened: by its date, else shortly before it was published."""
    first = _first_day(event.date_start)
    if first is not None:
        return first, max(first, _last_day(event.date_end or event.date_start) or first)
    if event.published is not None:
        return event.published - timedelta(days=UNDATED_DAYS), event.published
    return None, None


def _first_day(text: str | None) -> date | None:
    try:
        return None if not text else date.fromisoformat((text + "-01-01")[:DAY])
    except ValueError:
        return None


def _last_day(text: str | None) -> date | None:
    first = _first_day(text)
    if first is None or text is None or len(text) >= DAY:
        return first
    if len(text) >= MONTH:
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first.replace(month=12, day=31)

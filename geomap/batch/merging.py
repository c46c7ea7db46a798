"""Reports of one event brought together over any number of documents, in bounded memory.

Events of one family of types in one country are taken in the order of their days, some thousand at a time. Those that a
later report may still join go on into the next slice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geomap.batch.keys import UNDATED, Keys, days_of
from geomap.events import merge_events
from geomap.records import Event, EventPlace, SourceRef
from geomap.store import (
    EventLines,
    Lines,
    event_from_brief,
    event_lines,
    pack_lines,
    split_briefs,
    unpack_lines,
)

SLICE_EVENTS = 4_000
"""Events that are compared at once: about 25 MB."""

ITEMS_HELD = 500
"""Documents whose briefs are held unpacked: events of one document mostly have one day."""

OPEN_DAYS = 7
"""An event whose last day is this near to the next slice may have a report there."""

Slot = tuple[int, int]
"""An item's number in the state, and which of its events."""

ReportKey = tuple[str, int | None]
"""A document, and where in it the event is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeTask:
    """The events of one family and country, in the order of their days."""

    state: Path
    slots: NDArray[np.int64]
    """[event] → item and number; see Slot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What becomes of events: packed lines for those that changed, None for those that went into another."""

    changes: Mapping[Slot, bytes | None]


def merge_tasks(keys: Keys, slots: NDArray[np.int64], state: Path) -> list[MergeTask]:
    """All groups of two or more events, the largest first; `slots` has item and number of each key."""
    days = np.where(keys["first"] == UNDATED, np.iinfo(np.int32).max, keys["first"])
    # The sort is stable: events of one day stay in the outputs' order.
    order = np.lexsort((days, keys["country"], keys["family"]))
    family, country = keys["family"][order], keys["country"][order]
    bounds = np.flatnonzero((np.diff(family.astype(np.int16)) != 0) | (country[1:] != country[:-1])) + 1
    parts = [part for part in np.split(order, bounds) if len(part) > 1]
    parts.sort(key=len, reverse=True)
    return [MergeTask(state=state, slots=slots[part]) for part in parts]


def merge(task: MergeTask) -> Merged:
    """Bring together the reports of one event among the events of one task."""
    with closing(sqlite3.connect(f"file:{task.state}?mode=ro", uri=True)) as database:
        merger = _Merger(database)
        merger.merge([(item, number) for item, number in task.slots.tolist()])
    return Merged(changes=merger.changes)


class _Merger:
    """Goes through the events of one task, slice by slice."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._briefs = lru_cache(maxsize=ITEMS_HELD)(self._unpack_briefs)
        self._slot_of_report: dict[ReportKey, Slot] = {}
        self.changes: dict[Slot, bytes | None] = {}

    def merge(self, slots: Sequence[Slot]) -> None:
        """Find the reports of one event among the events of these slots, which are in the order of their days."""
        carried: dict[Slot, Event] = {}
        upcoming = self._load(slots[:SLICE_EVENTS])
        for begin in range(0, len(slots), SLICE_EVENTS):
            events = {**carried, **upcoming}
            upcoming = self._load(slots[begin + SLICE_EVENTS : begin + 2 * SLICE_EVENTS])
            outcome = self._merge_slice(events)
            since = next(iter(upcoming.values()), None)
            carried = _still_open(outcome, since) if since else {}

    def _merge_slice(self, events: Mapping[Slot, Event]) -> dict[Slot, Event]:
        """The events after merging, each in the slot of the report that it is named after."""
        slot_of = {event.event_id: slot for slot, event in events.items()}
        self._slot_of_report = {
            key: self._slot_of_report.get(key, slot)
            for slot, event in events.items()
            for key in map(_source_key, event.sources)
        }
        outcome = {slot_of[event.event_id]: event for event in merge_events(events.values())}
        for slot, event in events.items():
            after = outcome.get(slot)
            if after is None:
                self.changes[slot] = None
            elif after is not event:
                whole = self._whole(slot, after)
                self.changes[slot] = pack_lines(Lines(toponyms=b"", events=(event_lines(whole),)))
        return outcome

    def _whole(self, slot: Slot, merged: Event) -> Event:
        """The merged event with all that events are compared without; `slot` is the report that it is named after."""
        keys = [_source_key(source) for source in merged.sources]
        slots = dict.fromkeys([slot, *(self._slot_of_report[key] for key in keys)])
        own, *others = (self._lines(one) for one in slots)
        base = own.event()
        sources = {
            _source_key(source): source for found in (base.sources, *(o.sources() for o in others)) for source in found
        }
        # Another report's places stand before the base's own.
        inherited = merged.places[: len(merged.places) - len(base.places)]
        told = [one.event() for one in others] if inherited else []
        places = {_place_key(place): place for one in reversed(told) for place in reversed(one.places)}
        return replace(
            base,
            places=(*(_inherit(places[_place_key(place)]) for place in inherited), *base.places),
            actors=merged.actors,
            fatalities=merged.fatalities,
            injured=merged.injured,
            sources=tuple(sources[key] for key in keys),
            confidence=merged.confidence,
            count=merged.count,
            merge_reasons=merged.merge_reasons,
        )

    def _load(self, slots: Iterable[Slot]) -> dict[Slot, Event]:
        return {slot: event_from_brief(self._briefs(slot[0])[slot[1]]) for slot in slots}

    def _unpack_briefs(self, item: int) -> list[bytes]:
        (data,) = self._database.execute("SELECT data FROM briefs WHERE item = ?", (item,)).fetchone()
        return split_briefs(data)

    def _lines(self, slot: Slot) -> EventLines:
        (data,) = self._database.execute("SELECT data FROM lines WHERE item = ?", (slot[0],)).fetchone()
        return unpack_lines(data).events[slot[1]]


def _source_key(source: SourceRef) -> ReportKey:
    return source.doc_id, source.trigger.start if source.trigger else None


def _place_key(place: EventPlace) -> tuple[object, ...]:
    return place.name, place.role, place.point, place.place.place_id if place.place else None


def _inherit(place: EventPlace) -> EventPlace:
    """As merging takes a place over from another report."""
    return replace(place, start=None, end=None, inherited=True)


def _still_open(events: Mapping[Slot, Event], upcoming: Event) -> dict[Slot, Event]:
    since = days_of(upcoming)[0]
    if since is None:
        return {}
    return {
        slot: event
        for slot, event in events.items()
        if (last := days_of(event)[1]) is not None and (since - last).days <= OPEN_DAYS
    }

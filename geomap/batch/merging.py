"""Reports of one event brought together over any number of documents, in bounded memory.

Events of one family of types in one country are taken in the order of their days, some thousand at a time. Those that a
later report may still join go on into the next slice.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geomap.batch.keys import UNDATED, Keys, days_of
from geomap.events import merge_events
from geomap.records import Event
from geomap.store import Lines, event_lines, pack_lines, unpack_lines

SLICE_EVENTS = 4_000
"""Events that are compared at once: about 50 MB."""

OPEN_DAYS = 7
"""An event whose last day is this near to the next slice may have a report there."""

Slot = tuple[int, int]
"""An item's number in the state, and which of its events."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeTask:
    """The events of one family and country, in the order of their days."""

    state: Path
    slots: Sequence[Slot]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What becomes of events: packed lines for those that changed, None for those that went into another."""

    changes: Mapping[Slot, bytes | None]


def merge_tasks(keys: Keys, slots: NDArray[np.int64], state: Path) -> list[MergeTask]:
    """All groups of two or more events, the largest first; `slots` has item and number of each key."""
    days = np.where(keys["first"] == UNDATED, np.iinfo(np.int32).max, keys["first"])
    order = np.lexsort((np.arange(len(keys)), days, keys["country"], keys["family"]))
    family, country = keys["family"][order], keys["country"][order]
    bounds = np.flatnonzero((np.diff(family.astype(np.int16)) != 0) | (country[1:] != country[:-1])) + 1
    parts = [part for part in np.split(order, bounds) if len(part) > 1]
    parts.sort(key=len, reverse=True)
    return [MergeTask(state=state, slots=[(int(a), int(b)) for a, b in slots[part]]) for part in parts]


def merge(task: MergeTask) -> Merged:
    """Bring together the reports of one event among the events of one task."""
    changes: dict[Slot, bytes | None] = {}
    database = sqlite3.connect(f"file:{task.state}?mode=ro", uri=True)
    try:
        _merge(task.slots, _Loader(database), changes)
    finally:
        database.close()
    return Merged(changes=changes)


def _merge(slots: Sequence[Slot], loader: _Loader, changes: dict[Slot, bytes | None]) -> None:
    carried: dict[Slot, Event] = {}
    upcoming = loader.load(slots[:SLICE_EVENTS])
    for begin in range(0, len(slots), SLICE_EVENTS):
        events = {**carried, **upcoming}
        upcoming = loader.load(slots[begin + SLICE_EVENTS : begin + 2 * SLICE_EVENTS])
        outcome = _merge_slice(events, changes)
        since = next(iter(upcoming.values()), None)
        carried = _still_open(outcome, since) if since else {}


def _merge_slice(events: Mapping[Slot, Event], changes: dict[Slot, bytes | None]) -> dict[Slot, Event]:
    """The events after merging, each in the slot of the report that it is named after."""
    slot_of = {event.event_id: slot for slot, event in events.items()}
    outcome = {slot_of[event.event_id]: event for event in merge_events(events.values())}
    for slot, event in events.items():
        after = outcome.get(slot)
        if after is None:
            changes[slot] = None
        elif after is not event:
            changes[slot] = pack_lines(Lines(toponyms=b"", events=(event_lines(after),)))
    return outcome


def _still_open(events: Mapping[Slot, Event], upcoming: Event) -> dict[Slot, Event]:
    since = days_of(upcoming)[0]
    if since is None:
        return {}
    return {
        slot: event
        for slot, event in events.items()
        if (last := days_of(event)[1]) is not None and (since - last).days <= OPEN_DAYS
    }


class _Loader:
    """Events of the state by their slots."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def load(self, slots: Iterable[Slot]) -> dict[Slot, Event]:
        return dict(self._load(slots))

    def _load(self, slots: Iterable[Slot]) -> Iterator[tuple[Slot, Event]]:
        for item, number in slots:
            (data,) = self._database.execute("SELECT data FROM lines WHERE item = ?", (item,)).fetchone()
            yield (item, number), unpack_lines(data).events[number].event()

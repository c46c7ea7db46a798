"""The results in a run's state, read in the outputs' order by any process."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geomap.batch.keys import KEY, KINDS, UNDATED, Keys, unpack_keys
from geomap.batch.state import State
from geomap.events.from_records import Mismatch
from geomap.pipeline import Tally
from geomap.store import EventLines, Lines, unpack_lines

MISMATCHES_KEPT = 1_000

ITEMS_HELD = 200
"""Items whose lines are held when single events are asked for: those of one item mostly have one day."""

Slots = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(slots=True)
class Index:
    """All events of a run by their keys, in the outputs' order: 38 bytes each."""

    keys: Keys
    slots: Slots
    """[event] → its item's number in the state, and which of the item's events it is."""
    alive: Flags
    """Whether the event still stands for itself, and did not go into another one."""

    @property
    def event_count(self) -> int:
        """Events after merging."""
        return int(self.alive.sum())

    def by_type(self) -> Counter[str]:
        """Events after merging, by type."""
        numbers = np.bincount(self.keys["kind"][self.alive], minlength=len(KINDS))
        return Counter({kind.value: int(n) for kind, n in zip(KINDS, numbers, strict=True) if n})

    def newest(self, limit: int) -> tuple[Slots, int]:
        """The `limit` newest events, those with a place first, and the first day of the last one taken.

        Their slots come in the page's order.
        """
        chosen, since = np.flatnonzero(self.alive), UNDATED
        if len(chosen) > limit:
            keys = self.keys[chosen]
            order = np.lexsort((chosen, -keys["first"].astype(np.int64), 1 - keys["placed"].astype(np.int64)))[:limit]
            chosen, since = chosen[order], int(keys["first"][order[-1]])
        shown = np.lexsort((chosen, -self.keys["page"][chosen].astype(np.int64)))
        return self.slots[chosen[shown]], since


def read_index(state: State, tally: Tally) -> Index:
    """The index of all finished items; their outcomes are added to `tally`."""
    keys, slots = bytearray(), bytearray()
    for item in state.finished():
        keys += item.keys
        count = len(item.keys) // KEY.itemsize
        pairs = np.empty((count, 2), dtype=np.int64)
        pairs[:, 0], pairs[:, 1] = item.number, np.arange(count)
        slots += pairs.tobytes()
        _add(tally, item.tally)
    found = unpack_keys(keys)
    index = Index(
        keys=found,
        slots=np.frombuffer(slots, dtype=np.int64).reshape(-1, 2),
        alive=np.ones(len(found), dtype=np.bool_),
    )
    tally.event_types.update(index.by_type())
    return index


def _add(tally: Tally, item: dict[str, Any]) -> None:
    tally.documents += item.get("documents", 0)
    tally.records += item.get("records", 0)
    tally.statuses.update(item.get("statuses", {}))
    tally.unasked.update(item.get("unasked", ()))
    tally.geocoded += item.get("geocoded", 0)
    if "mismatch" in item and len(tally.mismatches) < MISMATCHES_KEPT:
        tally.mismatches.append(Mismatch(**item["mismatch"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item's lines after merging."""

    toponyms: bytes
    events: Mapping[int, EventLines]
    """Those that still stand for themselves, by their number among the found ones."""


class ResultReader:
    """Reads items' lines from the state's file, with what merging made of them; in any process."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self._touched = {item for (item,) in self._database.execute("SELECT DISTINCT item FROM merged")}
        self._item = lru_cache(maxsize=ITEMS_HELD)(self._held)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def items(self) -> Iterator[Item]:
        """All items, in the outputs' order."""
        # CROSS JOIN keeps SQLite to this order of loops, which needs no sorting.
        rows = self._database.execute(
            "SELECT items.id, lines.data FROM files CROSS JOIN items ON items.file = files.id "
            "CROSS JOIN lines ON lines.item = items.id ORDER BY files.position, items.line"
        )
        for number, data in rows:
            lines = unpack_lines(data)
            yield Item(toponyms=lines.toponyms, events=self._events(number, lines))

    def _events(self, item: int, lines: Lines) -> dict[int, EventLines]:
        events = dict(enumerate(lines.events))
        if item in self._touched:
            for number, data in self._database.execute("SELECT number, data FROM merged WHERE item = ?", (item,)):
                if data is None:
                    del events[number]
                else:
                    events[number] = unpack_lines(data).events[0]
        return events

    def events(self) -> Iterator[EventLines]:
        """All events in order."""
        for item in self.items():
            yield from item.events.values()

    def event(self, item: int, number: int) -> EventLines:
        """One event that still stands for itself."""
        return self._item(item)[number]

    def _held(self, item: int) -> Mapping[int, EventLines]:
        (data,) = self._database.execute("SELECT data FROM lines WHERE item = ?", (item,)).fetchone()
        return self._events(item, unpack_lines(data))

"""Writing the outputs from the results; each function may run in a process of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import overload

from geomap.batch.results import ResultReader, Slots
from geomap.records import Event
from geomap.rendering.view import NewestFirst
from geomap.store import csv_header
from geomap.store.formats import write_format
from geomap.store.geoparquet import write_parts

TABLES = ("toponyms.jsonl", "events.jsonl", "events.csv", "events.geojson")
MAP = "map.html"
BUFFER_BYTES = 1 << 20

GEOJSON_HEAD, GEOJSON_TAIL = b'{"type": "FeatureCollection", "features": [', b"\n]}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class TablesTask:
    """The tables of every run."""

    state: Path
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatTask:
    """One of the further formats."""

    state: Path
    path: Path
    name: str
    in_parts: bool = False
    """Whether Parquet is written as a folder of parts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapTask:
    """The map."""

    state: Path
    path: Path
    chosen: Slots
    """The events, in the page's order."""
    title: str
    tiles: str
    attributions: Sequence[str]


def write_tables(task: TablesTask) -> None:
    """Toponyms, and events as JSON lines, CSV and GeoJSON, in one go."""
    with ExitStack() as stack:
        toponyms, jsonl, csv, geojson = (
            stack.enter_context((task.folder / name).open("wb", buffering=BUFFER_BYTES)) for name in TABLES
        )
        reader = stack.enter_context(closing(ResultReader(task.state)))
        csv.write(csv_header())
        geojson.write(GEOJSON_HEAD)
        comma = b"\n"
        for item in reader.items():
            toponyms.write(item.toponyms)
            for event in item.events.values():
                jsonl.write(event.jsonl)
                csv.write(event.csv)
                geojson.write(comma + event.feature)
                comma = b",\n"
        geojson.write(GEOJSON_TAIL)


def write_further(task: FormatTask) -> None:
    """One of the further formats."""
    with closing(ResultReader(task.state)) as reader:
        features = (event.feature for event in reader.events())
        if task.in_parts and task.name == "parquet":
            write_parts(map(json.loads, features), task.path)
        else:
            write_format(task.name, features, task.path)


def write_map_page(task: MapTask) -> None:
    """The map."""
    # folium is slow to import; runs that only read help or fail early do not pay for it.
    from geomap.rendering import write_map

    with closing(ResultReader(task.state)) as reader:
        write_map(
            _StoredEvents(reader, task.chosen),
            task.path,
            title=task.title,
            tiles=task.tiles or None,
            attributions=task.attributions,
        )


class _StoredEvents(NewestFirst):
    """The map's events, read when they are drawn: the page holds them packed, and memory some thousand of them."""

    def __init__(self, reader: ResultReader, slots: Slots) -> None:
        self._reader = reader
        self._slots = slots

    def __len__(self) -> int:
        return len(self._slots)

    @overload
    def __getitem__(self, index: int) -> Event: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Event]: ...

    def __getitem__(self, index: int | slice) -> Event | Sequence[Event]:
        slots = self._slots[index].tolist()
        if isinstance(index, slice):
            return [self._reader.event(*slot).event() for slot in slots]
        return self._reader.event(*slots).event()

"""Writing the outputs from the results; each function may run in a process of its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geomap.batch.results import Flags, ResultReader
from geomap.records import Event
from geomap.rendering.rows import CHOSEN_EVIDENCE, MAX_CANDIDATES, OTHER_EVIDENCE, TELLING_EVIDENCE
from geomap.store import EventLines, csv_header, event_from_dict
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
    """The map of the chosen events."""

    state: Path
    path: Path
    chosen: Flags
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
            map(_for_the_map, reader.events(task.chosen)),
            task.path,
            title=task.title,
            tiles=task.tiles or None,
            attributions=task.attributions,
        )


def _for_the_map(lines: EventLines) -> Event:
    """An event with no more than the page shows: the map has all of them in memory when it orders them."""
    value = json.loads(lines.jsonl, object_hook=_shared)
    for place in value["places"]:
        own = place["place_id"]
        place["candidates"] = [
            {
                **one,
                "evidence": _telling(one["evidence"], CHOSEN_EVIDENCE if one["place_id"] == own else OTHER_EVIDENCE),
            }
            for one in place["candidates"][:MAX_CANDIDATES]
        ]
    for source in value["sources"]:
        # Mostly the event's own values once more; texts are kept once.
        source.update({name: value[name] for name in ("doc_id", "title", "evidence") if source[name] == value[name]})
    return event_from_dict(value)


def _shared(value: dict[str, Any]) -> dict[str, Any]:
    """The same with each text once in memory: names of places, kinds and sources stand in thousands of events."""
    for key, text in value.items():
        if type(text) is str:
            value[key] = sys.intern(text)
    return value


def _telling(evidence: Mapping[str, float], most: int) -> list[tuple[str, float]]:
    """What the page tells of a candidate's evidence."""
    telling = [(name, evidence[name]) for name in TELLING_EVIDENCE if name in evidence]
    return sorted(telling, key=lambda pair: -abs(pair[1]))[:most]

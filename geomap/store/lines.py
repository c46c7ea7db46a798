"""Events as the finished lines of each output, so that writing a million of them is copying."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import Any

from geomap.records import Event, SourceRef
from geomap.store.flat import COLUMNS, event_to_row, row_to_feature, safe_cell
from geomap.store.packing import join, pack, split, unpack
from geomap.store.serialize import encode, event_from_dict, event_to_json, sources_from_dict

LINES_AN_EVENT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLines:
    """One event as each output holds it, UTF-8; `jsonl` and `csv` end with a line break, `feature` does not."""

    jsonl: bytes
    csv: bytes
    feature: bytes

    def event(self) -> Event:
        """The event itself, with the digits that files keep."""
        return event_from_dict(json.loads(self.jsonl))

    def sources(self) -> tuple[SourceRef, ...]:
        """Its sources alone, read in a fifth of the time."""
        return sources_from_dict(json.loads(self.jsonl))


def event_lines(event: Event) -> EventLines:
    """An event as the lines of the outputs."""
    row = event_to_row(event)
    return EventLines(
        jsonl=f"{event_to_json(event)}\n".encode(),
        csv=csv_line(row).encode(),
        feature=encode(row_to_feature(event, row)).encode(),
    )


class _Echo:
    """A file that hands back what is written to it: the csv module writes each row at once."""

    def write(self, line: str) -> str:
        return line


_write_row = csv.writer(_Echo(), lineterminator="\n").writerow


def csv_line(row: dict[str, Any]) -> str:
    """A row of `COLUMNS` as one line of CSV, safe to open in a spreadsheet."""
    line: str = _write_row([safe_cell(row[name]) for name in COLUMNS])
    return line


def csv_header() -> bytes:
    """The first line of `events.csv`."""
    return (",".join(COLUMNS) + "\n").encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What one document or record adds to the outputs."""

    toponyms: bytes
    """Its line of `toponyms.jsonl`; empty for an event record."""
    events: tuple[EventLines, ...]


def pack_lines(lines: Lines) -> bytes:
    """Lines in a compressed form; `unpack_lines` gives them back."""
    parts = [lines.toponyms]
    for event in lines.events:
        parts += [event.jsonl, event.csv, event.feature]
    return pack(join(parts))


def unpack_lines(data: bytes) -> Lines:
    """The lines of `pack_lines`."""
    parts = split(unpack(data))
    events = zip(*(parts[1 + number :: LINES_AN_EVENT] for number in range(LINES_AN_EVENT)), strict=True)
    return Lines(
        toponyms=parts[0], events=tuple(EventLines(jsonl=line, csv=row, feature=shape) for line, row, shape in events)
    )

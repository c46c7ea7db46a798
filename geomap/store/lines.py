"""Events as the finished lines of each output, so that writing a million of them is copying."""

from __future__ import annotations

import csv
import io
import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from geomap.records import Event
from geomap.store.events_file import dump_line
from geomap.store.flat import COLUMNS, event_to_row, row_to_feature, safe_cell
from geomap.store.serialize import event_from_dict, event_to_dict

LINES_AN_EVENT = 3
ZSTD_LEVEL = 1
"""Lines of one document shrink to a sixth at 1 ms a megabyte; higher levels gain little."""

_LENGTH = struct.Struct("<I")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLines:
    """One event as each output holds it, UTF-8; `jsonl` and `csv` end with a line break, `feature` does not."""

    jsonl: bytes
    csv: bytes
    feature: bytes

    def event(self) -> Event:
        """The event itself, with the digits that files keep."""
        return event_from_dict(json.loads(self.jsonl))

    def slim_event(self) -> Event:
        """The same without its places' candidates, which are two thirds of the work."""
        value = json.loads(self.jsonl)
        for place in value["places"]:
            place["candidates"] = ()
        return event_from_dict(value)


def event_lines(event: Event) -> EventLines:
    """An event as the lines of the outputs."""
    row = event_to_row(event)
    return EventLines(
        jsonl=dump_line(event_to_dict(event)).encode(),
        csv=csv_line(row).encode(),
        feature=json.dumps(row_to_feature(event, row), ensure_ascii=False).encode(),
    )


def csv_line(row: dict[str, Any]) -> str:
    """A row of `COLUMNS` as one line of CSV, safe to open in a spreadsheet."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow([safe_cell(row[name]) for name in COLUMNS])
    return text.getvalue()


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
    data = _join(parts)
    compressed: bytes = pa.Codec("zstd", ZSTD_LEVEL).compress(data, asbytes=True)
    return _LENGTH.pack(len(data)) + compressed


def unpack_lines(data: bytes) -> Lines:
    """The lines of `pack_lines`."""
    (size,) = _LENGTH.unpack_from(data)
    parts = _split(pa.Codec("zstd").decompress(data[_LENGTH.size :], decompressed_size=size, asbytes=True))
    events = zip(*(parts[1 + number :: LINES_AN_EVENT] for number in range(LINES_AN_EVENT)), strict=True)
    return Lines(
        toponyms=parts[0], events=tuple(EventLines(jsonl=line, csv=row, feature=shape) for line, row, shape in events)
    )


def _join(parts: Sequence[bytes]) -> bytes:
    lengths = struct.pack(f"<I{len(parts)}I", len(parts), *map(len, parts))
    return lengths + b"".join(parts)


def _split(data: bytes) -> list[bytes]:
    (count,) = _LENGTH.unpack_from(data)
    lengths = struct.unpack_from(f"<{count}I", data, _LENGTH.size)
    position = _LENGTH.size * (count + 1)
    parts = []
    for length in lengths:
        parts.append(data[position : position + length])
        position += length
    return parts

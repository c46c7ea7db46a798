"""`events.jsonl`, written and read line by line, and events from the other formats that geomap writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from geomap.errors import StoreError
from geomap.records import Event
from geomap.store.serialize import encode, event_from_dict, event_to_dict


def dump_line(value: Any) -> str:
    """One line of JSON; the same value gives the same bytes."""
    return f"{encode(value)}\n"


def write_jsonl(events: Iterable[Event], handle: IO[str]) -> None:
    """Events, one JSON object a line."""
    for event in events:
        handle.write(dump_line(event_to_dict(event)))


def read_jsonl(path: Path) -> Iterator[Event]:
    """Events of an `events.jsonl`. Raises StoreError with path and line."""
    try:
        with path.open(encoding="utf-8") as handle:
            for number, line in enumerate(handle, 1):
                if line.strip():
                    yield _event(line, f"{path}:{number}")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: cannot be read: {error}") from error


def _event(line: str, where: str) -> Event:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise StoreError(f"{where}: is not valid JSON: {error}") from error
    if not isinstance(value, dict):
        raise StoreError(f"{where}: is not a JSON object")
    try:
        return event_from_dict(value)
    except StoreError as error:
        raise StoreError(f"{where}: {error}") from error

"""Layouts of event records: which column holds what, as TOML; four known ones, any other by the user's own file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from geomap.errors import UsageError
from geomap.records import DatePrecision, EventType

KNOWN = ("ucdp", "acled", "gtd", "gdelt")
FIELDS = frozenset(
    {
        "record_id", "date_start", "date_end", "date_precision", "year", "month", "day", "place_name", "admin1",
        "admin2", "country", "lat", "lon", "location_precision", "event_type", "fatalities_low", "fatalities_best",
        "fatalities_high", "injured_best", "title", "notes", "source_name", "url", "published",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """One layout."""

    name: str
    columns: Mapping[str, tuple[str, ...]]
    """Field → columns, the first that holds something wins."""
    detect: tuple[str, ...] = ()
    """Columns that only this layout has together."""
    headless_columns: tuple[str, ...] = ()
    """The columns in order, for files of this layout that come without a header."""
    actors: Mapping[str, str] = field(default_factory=dict)
    """Column → the role of the actor that it names."""
    default_type: EventType = EventType.OTHER
    event_type: Mapping[str, EventType] = field(default_factory=dict)
    event_type_prefix: Mapping[str, EventType] = field(default_factory=dict)
    type_by_actor: Mapping[str, Mapping[str, EventType]] = field(default_factory=dict)
    location_precision: Mapping[str, int] = field(default_factory=dict)
    """Value → UCDP 1-7; empty where the column is on that scale already."""
    date_precision: Mapping[str, DatePrecision] = field(default_factory=dict)

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a table with this header has the layout."""
        return bool(self.detect) and set(self.detect) <= set(header)

    def columns_in(self, header: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
        """Field → the columns that the table really has; compared without case."""
        by_lower = {name.lower(): name for name in reversed(header)}
        found = {
            key: tuple(by_lower[name.lower()] for name in names if name.lower() in by_lower)
            for key, names in self.columns.items()
        }
        return {key: names for key, names in found.items() if names}


@lru_cache
def known_schema(key: str) -> Schema:
    """A layout that comes with geomap: ucdp, acled, gtd, gdelt or plain."""
    text = (files("geomap.reading") / "schemas" / f"{key}.toml").read_text(encoding="utf-8")
    return _schema(tomllib.loads(text), origin=key)


def load_schema(path: Path) -> Schema:
    """The user's own layout. Raises UsageError naming file and key."""
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: is not valid TOML: {error}") from error
    return _schema(value, origin=str(path))


def schema_from_options(pairs: Sequence[str]) -> Schema:
    """A layout from options such as `lat=Y`, `place_name=Ort`. Raises UsageError on an unknown field."""
    columns: dict[str, Any] = {}
    for pair in pairs:
        key, separator, column = pair.partition("=")
        if not separator:
            raise UsageError(f"--column {pair!r} is not FIELD=COLUMN")
        columns[key.strip()] = column.strip()
    return _schema({"name": "table", "columns": columns}, origin="--column", base=known_schema("plain"))


def find_schema(header: Sequence[str]) -> Schema | None:
    """The known layout that a table with this header has, if any."""
    return next((schema for schema in map(known_schema, KNOWN) if schema.fits(header)), None)


def _schema(value: Mapping[str, Any], *, origin: str, base: Schema | None = None) -> Schema:
    try:
        columns = {key: _names(names) for key, names in value["columns"].items()}
        unknown = sorted(set(columns) - FIELDS)
        if unknown:
            raise UsageError(f"{origin}: unknown field {unknown[0]!r}; known are {', '.join(sorted(FIELDS))}")
        return Schema(
            name=str(value.get("name", origin)),
            columns={**(base.columns if base else {}), **columns},
            detect=tuple(value.get("detect", ())),
            headless_columns=tuple(value.get("headless_columns", ())),
            actors=dict(value.get("actors", base.actors if base else {})),
            default_type=EventType(value.get("default_type", "other")),
            event_type=_types(value.get("event_type", {})),
            event_type_prefix=_types(value.get("event_type_prefix", {})),
            type_by_actor={column: _types(types) for column, types in value.get("type_by_actor", {}).items()},
            location_precision={str(key): int(number) for key, number in value.get("location_precision", {}).items()},
            date_precision={str(k): DatePrecision(v) for k, v in value.get("date_precision", {}).items()},
        )
    except KeyError as error:
        raise UsageError(f"{origin}: lacks the table [{error.args[0]}]") from error
    except (ValueError, AttributeError, TypeError) as error:
        raise UsageError(f"{origin}: {error}") from error


def _names(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _types(value: Mapping[str, str]) -> dict[str, EventType]:
    return {str(key): EventType(name) for key, name in value.items()}

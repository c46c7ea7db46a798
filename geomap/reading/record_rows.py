"""One row of a table of events to an EventRecord."""

from __future__ import annotations

import calendar
import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from geomap.errors import InputError
from geomap.reading.dates import parse_date
from geomap.reading.schema import Schema
from geomap.records import Actor, Count, DatePrecision, EventRecord, EventType, Point

TYPE_VALUES = frozenset(kind.value for kind in EventType)


class RecordMapper:
    """Rows of one table with one layout."""

    def __init__(self, schema: Schema, header: Sequence[str], *, path: str, doc_id: str) -> None:
        self._schema = schema
        self._columns = schema.columns_in(header)
        self._actors = {column: role for column, role in schema.actors.items() if column in header}
        self._path = path
        self._doc_id = doc_id
        if not ({"place_name", "admin1", "country"} & set(self._columns) or {"lat", "lon"} <= set(self._columns)):
            raise InputError(
                "has no column of places or coordinates; name them with --column; it has " + ", ".join(header),
                path=path,
            )

    def record(self, row: Mapping[str, Any], line: int) -> EventRecord:
        """The record of a row. Raises InputError with line and field."""
        point = self._point(row, line)
        names = {key: self._text(row, key) for key in ("place_name", "admin2", "admin1", "country")}
        if point is None and not any(names.values()):
            raise InputError("has neither a place name nor coordinates", path=self._path, line=line)
        start, end, precision = self._dates(row, line)
        return EventRecord(
            record_id=self._text(row, "record_id") or f"{self._doc_id}#{line}",
            path=self._path,
            line=line,
            schema=self._schema.name,
            event_type=self._type(row),
            raw_type=self._text(row, "event_type"),
            date_start=start,
            date_end=end,
            date_precision=precision,
            point=point,
            location_precision=self._location_precision(row),
            actors=tuple(
                Actor(name=str(row[column]).strip(), role=role)
                for column, role in self._actors.items()
                if not is_empty(row.get(column))
            ),
            fatalities=self._count(row, "fatalities", line),
            injured=self._count(row, "injured", line),
            title=self._text(row, "title") or None,
            notes=self._text(row, "notes") or None,
            source_name=self._text(row, "source_name") or None,
            url=self._text(row, "url") or None,
            published=self._published(row),
            **names,
        )

    def _value(self, row: Mapping[str, Any], key: str) -> Any:
        values = (row.get(column) for column in self._columns.get(key, ()))
        return next((value for value in values if not is_empty(value)), None)

    def _text(self, row: Mapping[str, Any], key: str) -> str:
        value = self._value(row, key)
        return "" if value is None else plain(value)

    def _fail(self, message: str, line: int, field: str, value: Any) -> InputError:
        return InputError(message, path=self._path, line=line, field=field, value=str(value)[:80])

    def _point(self, row: Mapping[str, Any], line: int) -> Point | None:
        lat, lon = self._value(row, "lat"), self._value(row, "lon")
        if lat is None and lon is None:
            return None
        if lat is None or lon is None:
            raise self._fail("has only one of latitude and longitude", line, "lat/lon", lat if lon is None else lon)
        try:
            return Point(lat=float(lat), lon=float(lon))
        except (TypeError, ValueError) as error:
            raise self._fail(f"has no usable coordinates: {error}", line, "lat/lon", f"{lat}, {lon}") from error

    def _dates(self, row: Mapping[str, Any], line: int) -> tuple[str | None, str | None, DatePrecision]:
        if "year" in self._columns:
            return self._parts(row, line)
        try:
            start = parse_date(self._value(row, "date_start"))
            end = parse_date(self._value(row, "date_end")) or start
        except ValueError as error:
            raise self._fail(str(error), line, "date", self._value(row, "date_start")) from error
        if start is None or end is None:
            return None, None, DatePrecision.UNKNOWN
        if end < start:
            raise self._fail("ends before it starts", line, "date_end", end)
        said = self._schema.date_precision.get(self._text(row, "date_precision"))
        return start.isoformat(), end.isoformat(), _span_precision(start, end, said)

    def _parts(self, row: Mapping[str, Any], line: int) -> tuple[str | None, str | None, DatePrecision]:
        year, month, day = (self._whole(row, key, line) or 0 for key in ("year", "month", "day"))
        if not year:
            return None, None, DatePrecision.UNKNOWN
        try:
            if month and day:
                text = date(year, month, day).isoformat()
                return text, text, DatePrecision.DAY
            if month:
                text = date(year, month, 1).isoformat()[:7]
                return text, text, DatePrecision.MONTH
        except ValueError as error:
            raise self._fail(str(error), line, "date", f"{year}-{month}-{day}") from error
        return f"{year:04}", f"{year:04}", DatePrecision.YEAR

    def _type(self, row: Mapping[str, Any]) -> EventType:
        schema = self._schema
        for column in self._columns.get("event_type", ()):
            value = plain(row.get(column))
            if value in schema.event_type:
                return schema.event_type[value]
            for length in range(len(value), 1, -1):
                if value[:length] in schema.event_type_prefix:
                    return schema.event_type_prefix[value[:length]]
            if not schema.event_type and value.lower() in TYPE_VALUES:
                return EventType(value.lower())
        for column, types in schema.type_by_actor.items():
            if plain(row.get(column)) in types:
                return types[plain(row.get(column))]
        return schema.default_type

    def _location_precision(self, row: Mapping[str, Any]) -> int | None:
        value = self._text(row, "location_precision")
        if self._schema.location_precision:
            return self._schema.location_precision.get(value)
        return int(value) if value.isdigit() and 1 <= int(value) <= 7 else None

    def _whole(self, row: Mapping[str, Any], key: str, line: int) -> int | None:
        value = self._value(row, key)
        if value is None:
            return None
        try:
            number = float(value)
        except (TypeError, ValueError) as error:
            raise self._fail("is not a number", line, key, value) from error
        if not (math.isfinite(number) and number >= 0):
            raise self._fail("is not a number of people or days", line, key, value)
        return int(number)

    def _count(self, row: Mapping[str, Any], stem: str, line: int) -> Count | None:
        low, best, high = (self._whole(row, f"{stem}_{part}", line) for part in ("low", "best", "high"))
        if best is None:
            return None
        known = (best, *(number for number in (low, high) if number is not None))
        return Count(low=min(known), best=best, high=max(known))

    def _published(self, row: Mapping[str, Any]) -> date | None:
        # A source's date is told beside the event; when it cannot be read, the event is none the worse.
        try:
            return parse_date(self._value(row, "published"))
        except ValueError:
            return None


def is_empty(value: Any) -> bool:
    """Whether a cell holds nothing: None, NaN or blank text."""
    return value is None or value != value or (isinstance(value, str) and not value.strip())


def plain(value: Any) -> str:
    """A cell as text; whole numbers without ".0"."""
    if is_empty(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = str(value).strip()
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


def _span_precision(start: date, end: date, said: DatePrecision | None) -> DatePrecision:
    """The precision that the dates themselves show, unless the record says a coarser one."""
    if said is not None and said is not DatePrecision.DAY:
        return said
    if start == end:
        return DatePrecision.DAY
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return DatePrecision.YEAR
    last = calendar.monthrange(start.year, start.month)[1]
    if (start.year, start.month, start.day, end.day) == (end.year, end.month, 1, last):
        return DatePrecision.MONTH
    return DatePrecision.RANGE

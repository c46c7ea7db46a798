"""Events to the page's plain view model: columns for what the page counts and filters, one row an event for the rest.

Pure: no file, no clock, no folium. The columns are small enough to parse at once; the rows are packed in chunks that
the page unpacks when it needs them. `assets/app/model.js` reads what is written here.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from geomap.records import Event, EventPlace, Role
from geomap.rendering.areas import area_key, radius_km
from geomap.rendering.days import UNDATED, DayRange, day_range
from geomap.rendering.escape import json_text
from geomap.rendering.rows import row_of
from geomap.rendering.wordcode import coded

PLACE_GRID = 4
"""Decimals of a degree (11 m) within which two points are one place, so that no two symbols hide each other."""
PERCENT = 100
HAPPENED = Role.HAPPENED
LINE_ROLES = (Role.ORIGIN, Role.DESTINATION)
Symbol = tuple[int, float]
"""Number of a place's symbol and the radius of its circle, km."""
OFF_MAP: Symbol = (-1, 0.0)


@dataclass(slots=True)
class Index:
    """Values in the order they were first seen, each with its number."""

    values: list[object] = field(default_factory=list)
    numbers: dict[object, int] = field(default_factory=dict)

    def number(self, value: object) -> int:
        """The number of `value`, a new one at its first sight."""
        found = self.numbers.get(value)
        if found is None:
            found = self.numbers[value] = len(self.values)
            self.values.append(value)
        return found


@dataclass(slots=True)
class Places:
    """Columns of the places that symbols stand for."""

    outlines: Container[str]
    countries: Index = field(default_factory=Index)
    admin1: Index = field(default_factory=Index)
    columns: dict[str, list[object]] = field(
        default_factory=lambda: {name: [] for name in ("lat", "lon", "name", "country", "admin1", "area")}
    )
    _keys: Index = field(default_factory=Index)

    def number(self, place: EventPlace) -> int:
        """The number of the symbol for a resolved place."""
        assert place.point is not None
        area = area_key(place.place, place.location_precision, self.outlines)
        lat, lon = round(place.point.lat, PLACE_GRID), round(place.point.lon, PLACE_GRID)
        before = len(self._keys.values)
        number = self._keys.number(area or (lat, lon))
        if number == before:
            self._add(place, area, lat, lon)
        return number

    def _add(self, place: EventPlace, area: str, lat: float, lon: float) -> None:
        known = place.place
        country = known.country_code if known else ""
        admin1 = known.admin1_name if known else ""
        row = {
            "lat": lat,
            "lon": lon,
            "name": known.name if known else place.name,
            "country": self.countries.number(country) if country else -1,
            "admin1": self.admin1.number((country, admin1)) if country and admin1 else -1,
            "area": area,
        }
        for name, value in row.items():
            self.columns[name].append(value)


@dataclass(slots=True)
class Chunk:
    """Rows in their three parts, each as one line of JSON, with the table of places that were weighed."""

    table: Index = field(default_factory=Index)
    heads: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    rests: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Characters of all parts."""
        return sum(map(len, self.heads)) + sum(map(len, self.texts)) + sum(map(len, self.rests))

    def lines(self, code: Mapping[str, str]) -> str:
        """Whether the texts are coded and the table, then all heads, all texts, all rests, a line each.

        JSON holds no raw line break.
        """
        texts = "\n".join(self.texts)
        short = coded(texts, code) if code else None
        first = json_text([int(short is not None), self.table.values])
        return "\n".join([first, *self.heads, texts if short is None else short, *self.rests])

    def plain(self) -> dict[str, object]:
        """The same as plain values."""
        parts = {"heads": self.heads, "texts": self.texts, "rests": self.rests}
        return {"table": self.table.values, **{name: [json.loads(row) for row in rows] for name, rows in parts.items()}}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page shows."""

    core: dict[str, object]
    """Columns and the values that their numbers stand for."""
    chunk: Chunk
    """The rows, in the columns' order."""


EVENT_COLUMNS = ("type", "day", "span", "dp", "fat", "conf", "links", "srcs", "acts")


def view_of(events: Iterable[Event], *, outlines: Container[str] = frozenset()) -> View:
    """The view model of `events`, all rows in one chunk."""
    builder = ViewBuilder(places=Places(outlines=outlines))
    for event, days in newest_first(events):
        builder.add(event, days)
    return View(core=builder.core(), chunk=builder.take_chunk())


def newest_first(events: Iterable[Event]) -> list[tuple[Event, DayRange]]:
    """Events with their first and last day: newest first, the undated last, otherwise in their order."""
    dated = [(event, day_range(event.date_start, event.date_end)) for event in events]
    dated.sort(key=lambda pair: pair[1][0], reverse=True)
    return dated


@dataclass(slots=True)
class ViewBuilder:
    """Takes events one by one, in the order in which the page shall have them."""

    places: Places
    count: int = 0
    chunk: Chunk = field(default_factory=Chunk)
    types: Index = field(default_factory=Index)
    precisions: Index = field(default_factory=Index)
    sources: Index = field(default_factory=Index)
    actors: Index = field(default_factory=Index)
    event: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in EVENT_COLUMNS})
    link: dict[str, list[float]] = field(default_factory=lambda: {"place": [], "prec": [], "radius": []})
    source: list[int] = field(default_factory=list)
    actor: list[int] = field(default_factory=list)
    line: dict[str, list[int]] = field(default_factory=lambda: {"event": [], "from": [], "to": []})

    def add(self, event: Event, days: DayRange) -> None:
        """Append one event to every column and to the chunk."""
        symbols = [(self.places.number(place), radius_km(place)) if place.point else OFF_MAP for place in event.places]
        sources = _unlike([*(ref.source_name for ref in event.sources), event.source_name])
        actors = _unlike([actor.name for actor in event.actors])
        columns = self.event
        columns["type"].append(self.types.number(event.event_type.value))
        columns["day"].append(days[0])
        columns["span"].append(days[1] - days[0])
        columns["dp"].append(self.precisions.number(event.date_precision.value))
        columns["fat"].append(event.fatalities.best if event.fatalities else -1)
        columns["conf"].append(round(event.confidence * PERCENT))
        columns["links"].append(self._link(event, symbols))
        columns["srcs"].append(len(sources))
        columns["acts"].append(len(actors))
        self.source += [self.sources.number(name) for name in sources]
        self.actor += [self.actors.number(name) for name in actors]
        chunk = self.chunk
        head, text, rest = row_of(event, days, symbols, sources=self.sources.numbers, weighed=chunk.table.number)
        chunk.heads.append(head)
        chunk.texts.append(text)
        chunk.rests.append(rest)
        self.count += 1

    def take_chunk(self) -> Chunk:
        """The rows since the last call."""
        chunk, self.chunk = self.chunk, Chunk()
        return chunk

    def _link(self, event: Event, symbols: list[Symbol]) -> int:
        """Links the event to the symbols of where it happened; returns to how many."""
        seen: list[int] = []
        has_line = False
        for place, (number, radius) in zip(event.places, symbols, strict=True):
            if place.role is not HAPPENED:
                has_line = has_line or place.role in LINE_ROLES
            elif number >= 0 and number not in seen:
                seen.append(number)
                self.link["place"].append(number)
                self.link["prec"].append(place.location_precision)
                self.link["radius"].append(radius)
        if has_line:
            self._connect(event, symbols, seen)
        return len(seen)

    def _connect(self, event: Event, symbols: list[Symbol], happened: list[int]) -> None:
        """Lines from each origin to each destination; where it happened stands in for the one that is not told."""
        numbers = [
            (place.role, number) for place, (number, _) in zip(event.places, symbols, strict=True) if number >= 0
        ]
        starts = [number for role, number in numbers if role is Role.ORIGIN] or happened
        stops = [number for role, number in numbers if role is Role.DESTINATION] or happened
        for start, stop in ((a, b) for a in starts for b in stops if a != b):
            self.line["event"].append(self.count)
            self.line["from"].append(start)
            self.line["to"].append(stop)

    def core(self) -> dict[str, object]:
        """The columns, and the values that their numbers stand for."""
        return {
            "n": self.count,
            "undated": UNDATED,
            "types": self.types.values,
            "datePrecisions": self.precisions.values,
            "sources": self.sources.values,
            "actors": self.actors.values,
            "countries": self.places.countries.values,
            "admin1": [list(pair) for pair in self.places.admin1.values if isinstance(pair, tuple)],
            "places": self.places.columns,
            "event": {**self.event, "day": _steps(self.event["day"])},
            "link": self.link,
            "source": self.source,
            "actor": self.actor,
            "line": self.line,
        }


def _steps(values: list[int]) -> list[int]:
    """Each value as its difference from the one before; sorted days become small numbers."""
    return [value - before for value, before in zip(values, [0, *values], strict=False)]


def _unlike(names: list[str | None]) -> list[str]:
    """The names that are some, each once, in their order."""
    if len(names) == 1:
        return [names[0]] if names[0] else []
    return [name for name in dict.fromkeys(names) if name]

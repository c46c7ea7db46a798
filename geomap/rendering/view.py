"""Events to the page's plain view model: columns for what the page counts and filters, one row an event for the rest.

Pure: no file, no clock, no folium. The columns are small enough to parse at once; the rows are packed in chunks that
the page unpacks when it needs them. `assets/app/model.js` reads what is written here.
"""

from __future__ import annotations

import json
from collections.abc import Container, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from geomap.records import Event, EventPlace, Role
from geomap.rendering.areas import area_and_radius
from geomap.rendering.days import UNDATED, DayRange, day_range
from geomap.rendering.escape import json_text
from geomap.rendering.rows import row_of
from geomap.rendering.wordcode import Codes, coded

PLACE_GRID = 4
"""Decimals of a degree (11 m) within which two points are one place, so that no two symbols hide each other."""
PERCENT = 100
HAPPENED = Role.HAPPENED
LINE_ROLES = (Role.ORIGIN, Role.DESTINATION)
Symbol = tuple[int, float]
"""Number of a place's symbol and the radius of its circle, km."""
OFF_MAP: Symbol = (-1, 0.0)


V = TypeVar("V", bound=Hashable)


class Index(dict[V, int]):
    """Values in the order they were first seen, each with its number: asking for a new one gives it the next."""

    def __missing__(self, value: V) -> int:
        number = self[value] = len(self)
        return number


@dataclass(slots=True)
class Places:
    """Columns of the places that symbols stand for."""

    outlines: Container[str]
    countries: Index[str] = field(default_factory=Index)
    admin1: Index[tuple[str, str]] = field(default_factory=Index)
    lat: list[float] = field(default_factory=list)
    lon: list[float] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    country: list[int] = field(default_factory=list)
    admin1_number: list[int] = field(default_factory=list)
    area: list[str] = field(default_factory=list)
    _keys: Index[str | tuple[float, float]] = field(default_factory=Index)

    def symbol(self, place: EventPlace) -> Symbol:
        """The number of the symbol for a place, and its circle."""
        point = place.point
        if point is None:
            return OFF_MAP
        area, radius = area_and_radius(place, self.outlines)
        lat, lon = round(point.lat, PLACE_GRID), round(point.lon, PLACE_GRID)
        before = len(self._keys)
        number = self._keys[area or (lat, lon)]
        if number == before:
            self._add(place, area, lat, lon)
        return number, radius

    def _add(self, place: EventPlace, area: str, lat: float, lon: float) -> None:
        known = place.place
        country = known.country_code if known else ""
        admin1 = known.admin1_name if known else ""
        self.lat.append(lat)
        self.lon.append(lon)
        self.name.append(known.name if known else place.name)
        self.country.append(self.countries[country] if country else -1)
        self.admin1_number.append(self.admin1[country, admin1] if country and admin1 else -1)
        self.area.append(area)

    def columns(self) -> dict[str, Sequence[object]]:
        """The columns by the names that the page knows."""
        return {
            "lat": self.lat,
            "lon": self.lon,
            "name": self.name,
            "country": self.country,
            "admin1": self.admin1_number,
            "area": self.area,
        }


@dataclass(slots=True)
class Chunk:
    """Rows in their three parts, each as one line of JSON, with the table of places that were weighed."""

    table: Index[tuple[object, ...]] = field(default_factory=Index)
    heads: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    rests: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Characters of all parts."""
        return sum(map(len, self.heads)) + sum(map(len, self.texts)) + sum(map(len, self.rests))

    def lines(self, code: Codes) -> str:
        """The table, then all heads, all texts with their frequent words coded, all rests, a line each.

        JSON holds no raw line break.
        """
        texts = coded("\n".join(self.texts), code)
        return "\n".join([json_text(list(self.table)), *self.heads, texts, *self.rests])

    def plain(self) -> dict[str, object]:
        """The same as plain values."""
        parts = {"heads": self.heads, "texts": self.texts, "rests": self.rests}
        return {"table": list(self.table), **{name: [json.loads(row) for row in rows] for name, rows in parts.items()}}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page shows."""

    core: dict[str, object]
    """Columns and the values that their numbers stand for."""
    chunk: Chunk
    """The rows, in the columns' order."""


EVENT_COLUMNS = ("type", "day", "span", "dp", "fat", "conf", "links", "srcs", "acts")
LINK_COLUMNS = ("place", "prec", "radius")
LINE_COLUMNS = ("event", "from", "to")


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
    chunk: Chunk = field(default_factory=Chunk)
    types: Index[str] = field(default_factory=Index)
    precisions: Index[str] = field(default_factory=Index)
    sources: Index[str] = field(default_factory=Index)
    actors: Index[str] = field(default_factory=Index)
    events: list[tuple[int, ...]] = field(default_factory=list)
    """A row of EVENT_COLUMNS an event."""
    links: list[tuple[int, int, float]] = field(default_factory=list)
    """A row of LINK_COLUMNS a place where an event happened."""
    source: list[int] = field(default_factory=list)
    actor: list[int] = field(default_factory=list)
    lines: list[tuple[int, int, int]] = field(default_factory=list)
    """A row of LINE_COLUMNS a line."""

    def add(self, event: Event, days: DayRange) -> None:
        """Append one event to every column and to the chunk."""
        symbols = [self.places.symbol(place) for place in event.places]
        sources = _sources(event)
        actors = _actors(event)
        first, last = days
        self.events.append(
            (
                self.types[event.event_type._value_],
                first,
                last - first,
                self.precisions[event.date_precision._value_],
                event.fatalities.best if event.fatalities else -1,
                round(event.confidence * PERCENT),
                self._link(event, symbols),
                len(sources),
                len(actors),
            )
        )
        for name in sources:
            self.source.append(self.sources[name])
        for name in actors:
            self.actor.append(self.actors[name])
        chunk = self.chunk
        head, text, rest = row_of(event, days, symbols, actors.values(), sources=self.sources, weighed=chunk.table)
        chunk.heads.append(head)
        chunk.texts.append(text)
        chunk.rests.append(rest)

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
                self.links.append((number, place.location_precision, radius))
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
        number = len(self.events)
        self.lines += [(number, start, stop) for start in starts for stop in stops if start != stop]

    def core(self) -> dict[str, object]:
        """The columns, and the values that their numbers stand for."""
        event = _columns(EVENT_COLUMNS, self.events)
        return {
            "n": len(self.events),
            "undated": UNDATED,
            "types": list(self.types),
            "datePrecisions": list(self.precisions),
            "sources": list(self.sources),
            "actors": list(self.actors),
            "countries": list(self.places.countries),
            "admin1": [list(pair) for pair in self.places.admin1],
            "places": self.places.columns(),
            "event": {**event, "day": _steps(event["day"])},
            "link": _columns(LINK_COLUMNS, self.links),
            "source": self.source,
            "actor": self.actor,
            "line": _columns(LINE_COLUMNS, self.lines),
        }


def _columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> dict[str, list[Any]]:
    """The rows' values by column."""
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


def _steps(values: list[int]) -> list[int]:
    """Each value as its difference from the one before; sorted days become small numbers."""
    return [value - before for value, before in zip(values, [0, *values], strict=False)]


def _sources(event: Event) -> Sequence[str]:
    """Names of all who report it, each once, in their order."""
    own, refs = event.source_name, event.sources
    if not refs or (len(refs) == 1 and refs[0].source_name == own):
        return (own,) if own else ()
    return [name for name in dict.fromkeys([*(ref.source_name for ref in refs), own]) if name]


def _actors(event: Event) -> dict[str, str]:
    """Names of who took part, each once, with their roles."""
    roles: dict[str, str] = {}
    for actor in event.actors:
        if actor.name:
            before = roles.get(actor.name)
            roles[actor.name] = f"{before}, {actor.role}" if before else actor.role
    return roles

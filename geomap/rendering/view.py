"""Events to the page's plain view model: columns for what the page counts and filters, one row an event for the rest.

Pure: no file, no clock, no folium. The columns are small enough to parse at once; the rows are packed in chunks that
the page unpacks when it needs them. `assets/app/model.js` reads what is written here.
"""

from __future__ import annotations

import json
from collections.abc import Container, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from geomap.records import Event, EventPlace, Role
from geomap.rendering.areas import area_and_radius
from geomap.rendering.days import UNDATED, day_range
from geomap.rendering.escape import json_text
from geomap.rendering.rows import SHORT, WORDY, Symbols, columns_of

PLACE_GRID = 10_000
"""Steps a degree (11 m): two points in one are one place, so that no two symbols hide each other."""
PERCENT = 100
PASS_ROWS = 200
"""Events that each column's pass goes over: their records then stay in the processor's cache for the next column, which
saves a quarter of the time against 2,000."""
HAPPENED = Role.HAPPENED
LINE_ROLES = (Role.ORIGIN, Role.DESTINATION)
Symbol = tuple[int, float]
"""Number of a place's symbol and the radius of its circle, km."""
OFF_MAP: Symbol = (-1, 0)


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
    rows: list[tuple[object, ...]] = field(default_factory=list)
    """A row of PLACE_COLUMNS a place."""
    _numbers: dict[str | tuple[int, int], int] = field(default_factory=dict)

    def symbol(self, place: EventPlace) -> Symbol:
        """The number of the symbol for a place, and its circle."""
        point = place.point
        if point is None:
            return OFF_MAP
        area, radius = area_and_radius(place, self.outlines)
        lat, lon = round(point.lat * PLACE_GRID), round(point.lon * PLACE_GRID)
        key = area or (lat, lon)
        number = self._numbers.get(key)
        if number is None:
            number = self._numbers[key] = len(self.rows)
            self.rows.append((lat, lon, *self._known(place), area))
        return number, radius

    def _known(self, place: EventPlace) -> tuple[str, int, int]:
        """Name, and numbers of country and province."""
        known = place.place
        if known is None:
            return place.name, -1, -1
        country, admin1 = known.country_code, known.admin1_name
        if not country:
            return known.name, -1, -1
        return known.name, self.countries[country], self.admin1[country, admin1] if admin1 else -1


@dataclass(slots=True)
class Chunk:
    """Rows of events by column, each value one line of JSON, with the table of places that were weighed."""

    table: Index[tuple[object, ...]] = field(default_factory=Index)
    columns: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in (*SHORT, *WORDY)})

    @property
    def size(self) -> int:
        """Characters of all columns."""
        return sum(sum(map(len, column)) for column in self.columns.values())

    def short_lines(self) -> str:
        """The table, then the columns of SHORT, a line a value, each with its end: JSON holds no raw line break."""
        lines = [json_text(list(self.table))]
        for name in SHORT:
            lines += self.columns[name]
        return "\n".join(lines) + "\n"

    def wordy_lines(self) -> str:
        """The columns of WORDY, which follow."""
        return "\n".join(["\n".join(self.columns[name]) for name in WORDY])

    def plain(self) -> dict[str, object]:
        """The same as plain values."""
        columns = [[json.loads(value) for value in self.columns[name]] for name in (*SHORT, *WORDY)]
        return {"table": list(self.table), "columns": columns}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the page shows."""

    core: dict[str, object]
    """Columns and the values that their numbers stand for."""
    chunk: Chunk
    """The rows, in the columns' order."""


PLACE_COLUMNS = ("lat", "lon", "name", "country", "admin1", "area")
EVENT_COLUMNS = ("type", "day", "span", "dp", "fat", "conf", "links", "srcs", "acts")
LINK_COLUMNS = ("place", "prec", "radius")
LINE_COLUMNS = ("event", "from", "to")


def view_of(events: Iterable[Event], *, outlines: Container[str] = frozenset()) -> View:
    """The view model of `events`, all rows in one chunk."""
    builder = ViewBuilder(places=Places(outlines=outlines))
    chunk = builder.add(newest_first(events))
    return View(core=builder.core(), chunk=chunk)


class NewestFirst(Sequence[Event]):
    """Events that are in the page's order already (see `page_day`), loaded as they are asked for, a slice at a time.

    What subclasses it is never in memory as a whole, however many events it has.
    """


def newest_first(events: Iterable[Event]) -> Sequence[Event]:
    """Events in the page's order: newest first, the undated last, otherwise in their order."""
    return events if isinstance(events, NewestFirst) else sorted(events, key=page_day, reverse=True)


def page_day(event: Event) -> int:
    """The first day that the event may have happened on, since 1970-01-01; UNDATED without a date."""
    return day_range(event.date_start, event.date_end)[0]


@dataclass(slots=True)
class ViewBuilder:
    """Takes events chunk by chunk, in the order in which the page shall have them."""

    places: Places
    types: Index[str] = field(default_factory=Index)
    precisions: Index[str] = field(default_factory=Index)
    sources: Index[str] = field(default_factory=Index)
    actors: Index[str] = field(default_factory=Index)
    events: dict[str, list[int]] = field(default_factory=lambda: {name: [] for name in EVENT_COLUMNS})
    links: list[tuple[int, int, float]] = field(default_factory=list)
    """A row of LINK_COLUMNS a place where an event happened."""
    source: list[int] = field(default_factory=list)
    actor: list[int] = field(default_factory=list)
    lines: list[tuple[int, int, int]] = field(default_factory=list)
    """A row of LINE_COLUMNS a line."""

    def add(self, events: Sequence[Event]) -> Chunk:
        """Append events to every column; returns their rows."""
        chunk = Chunk()
        for first in range(0, len(events), PASS_ROWS):
            self._add(events[first : first + PASS_ROWS], chunk)
        return chunk

    def _add(self, events: Sequence[Event], chunk: Chunk) -> None:
        types, precisions = self.types, self.precisions
        dated = [(event, day_range(event.date_start, event.date_end)) for event in events]
        first = len(self.events["type"])
        symbols = self._symbols(events)
        sources, actors = list(map(_sources, events)), list(map(_actors, events))
        linked = [
            self._link(first + k, event, known) for k, (event, known) in enumerate(zip(events, symbols, strict=True))
        ]
        columns = {
            "type": [types[event.event_type._value_] for event in events],
            "day": [days[0] for _, days in dated],
            "span": [days[1] - days[0] for _, days in dated],
            "dp": [precisions[event.date_precision._value_] for event in events],
            "fat": [event.fatalities.best if event.fatalities else -1 for event in events],
            "conf": [round(event.confidence * PERCENT) for event in events],
            "links": linked,
            "srcs": list(map(len, sources)),
            "acts": list(map(len, actors)),
        }
        for name, values in columns.items():
            self.events[name] += values
        self.source += [self.sources[name] for names in sources for name in names]
        self.actor += [self.actors[name] for names in actors for name in names]
        roles = [names.values() for names in actors]
        rows = columns_of(dated, symbols, roles, sources=self.sources, weighed=chunk.table)
        for name, lines in rows.items():
            chunk.columns[name] += lines

    def _symbols(self, events: Sequence[Event]) -> list[Symbols]:
        symbol = self.places.symbol
        return [[symbol(place) for place in event.places] for event in events]

    def _link(self, number: int, event: Event, symbols: Symbols) -> int:
        """Links the event to the symbols of where it happened; returns to how many."""
        if len(symbols) == 1 and event.places[0].role is HAPPENED:
            symbol, radius = symbols[0]
            if symbol < 0:
                return 0
            self.links.append((symbol, event.places[0].location_precision, radius))
            return 1
        seen: list[int] = []
        has_line = False
        for place, (symbol, radius) in zip(event.places, symbols, strict=True):
            if place.role is not HAPPENED:
                has_line = has_line or place.role in LINE_ROLES
            elif symbol >= 0 and symbol not in seen:
                seen.append(symbol)
                self.links.append((symbol, place.location_precision, radius))
        if has_line:
            self._connect(number, event, symbols, seen)
        return len(seen)

    def _connect(self, number: int, event: Event, symbols: Symbols, happened: list[int]) -> None:
        """Lines from each origin to each destination; where it happened stands in for the one that is not told."""
        known = [(place.role, symbol) for place, (symbol, _) in zip(event.places, symbols, strict=True) if symbol >= 0]
        starts = [symbol for role, symbol in known if role is Role.ORIGIN] or happened
        stops = [symbol for role, symbol in known if role is Role.DESTINATION] or happened
        self.lines += [(number, start, stop) for start in starts for stop in stops if start != stop]

    def core(self) -> dict[str, object]:
        """The columns, and the values that their numbers stand for."""
        return {
            "n": len(self.events["type"]),
            "undated": UNDATED,
            "types": list(self.types),
            "datePrecisions": list(self.precisions),
            "sources": list(self.sources),
            "actors": list(self.actors),
            "countries": list(self.places.countries),
            "admin1": [list(pair) for pair in self.places.admin1],
            "placeGrid": PLACE_GRID,
            "places": _columns(PLACE_COLUMNS, self.places.rows),
            "event": {**self.events, "day": _steps(self.events["day"])},
            "link": _columns(LINK_COLUMNS, self.links),
            "source": self.source,
            "actor": self.actor,
            "line": _columns(LINE_COLUMNS, self.lines),
        }


def _columns(names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> dict[str, list[object]]:
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
    actors = event.actors
    if len(actors) == 1 and actors[0].name:
        return {actors[0].name: actors[0].role}
    roles: dict[str, str] = {}
    for actor in actors:
        if actor.name:
            before = roles.get(actor.name)
            roles[actor.name] = f"{before}, {actor.role}" if before else actor.role
    return roles

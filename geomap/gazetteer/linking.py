"""Fitting rows to the layers below them: which of them are the same place, and which admin1 they lie in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from geomap import names
from geomap.gazetteer.kinds import kind_group, merge_reach_km
from geomap.gazetteer.rows import PlaceRow
from geomap.gazetteer.stack import Stack
from geomap.geodesy import haversine_km
from geomap.records import Point

_LEAST_SIMILARITY = 0.85
"""Least similarity (0..1) of a name of the one with a name of the other: a folded match that keeps most vowels."""
_UNCERTAINTY_MAX_KM = 10.0
"""A row's own uncertainty widens the reach by at most this: beyond it, namesakes nearby would be swallowed."""


def link_rows(rows: Iterable[PlaceRow], below: Stack) -> list[PlaceRow]:
    """Rows with admin1 and `same_as` set where the layers below know them.

    The same id is the same place; else a name of one fold class, a compatible kind and a short distance. Each place
    below is taken once, by the nearest row.
    """
    placed = [_with_admin1(row, below) for row in rows]
    placed = [replace(row, same_as=row.place_id) if below.place(row.place_id) else row for row in placed]
    taken = {row.same_as for row in placed if row.same_as}
    namesakes = _Namesakes(below, {row.country_code for row in placed})
    pairs = [
        (distance_km, index, place_id)
        for index, row in enumerate(placed)
        if not row.same_as
        for place_id, distance_km in namesakes.near(row).items()
    ]
    for _, index, place_id in sorted(pairs):
        if place_id not in taken and not placed[index].same_as:
            taken.add(place_id)
            placed[index] = replace(placed[index], same_as=place_id)
    return placed


@dataclass(frozen=True, slots=True)
class _Entry:
    place_id: str
    country_code: str
    lat: float
    lon: float
    form: str


class _Namesakes:
    """Places below, of the rows' countries, by kind and fold class of each of their names."""

    def __init__(self, below: Stack, country_codes: set[str]) -> None:
        self._entries: dict[tuple[str, str], list[_Entry]] = defaultdict(list)
        for row in rows_of(below, country_codes):
            group = kind_group(row.feature_class, row.feature_code)
            for form in _forms(row):
                entry = _Entry(row.place_id, row.country_code, row.lat, row.lon, form)
                self._entries[group, names.skeleton(form)].append(entry)

    def near(self, row: PlaceRow) -> dict[str, float]:
        """Ids of the places that may be this row, with their distances in km."""
        group = kind_group(row.feature_class, row.feature_code)
        reach_km = merge_reach_km(group) + min(row.uncertainty_km, _UNCERTAINTY_MAX_KM)
        found: dict[str, float] = {}
        for form in _forms(row):
            for entry in self._entries.get((group, names.skeleton(form)), ()):
                if entry.country_code != row.country_code or entry.place_id in found:
                    continue
                distance_km = haversine_km(row.lat, row.lon, entry.lat, entry.lon)
                if distance_km <= reach_km and names.form_similarity(form, entry.form) >= _LEAST_SIMILARITY:
                    found[entry.place_id] = distance_km
        return found


def _forms(row: PlaceRow) -> set[str]:
    return {form for name in (row.name, *row.alternate_names) for form in names.fold_forms(name)}


def rows_of(stack: Stack, country_codes: set[str] | None = None) -> Iterator[PlaceRow]:
    """All places of a stack as rows, merged ones once; only those of the countries if any are given."""
    for layer_number, layer in enumerate(stack.layers):
        for number in layer.places_of(country_codes):
            if stack.is_merged_below(layer_number, number):
                continue
            yield stack.row((layer_number, number))


def _with_admin1(row: PlaceRow, below: Stack) -> PlaceRow:
    """The row with country and admin1 code: by the name of its admin1 if it has one, else by the polygon around it."""
    if row.admin1_code:
        return row
    if row.admin1_name and row.country_code:
        code = admin1_code(below, row.country_code, row.admin1_name)
        if code:
            return replace(row, admin1_code=code)
    around = below.containing(Point(lat=row.lat, lon=row.lon))
    if around is None or (row.country_code and around.country_code != row.country_code):
        return row
    return replace(
        row,
        country_code=around.country_code,
        admin1_code=around.admin1_code,
        admin1_name=row.admin1_name or around.admin1_name,
    )


def admin1_code(below: Stack, country_code: str, name: str) -> str:
    """Code of the admin1 of that name, empty when none is known."""
    fold_class = names.fold(name)
    for candidate in below.candidates(name, limit=1000, fuzzy=False):
        place = candidate.place
        is_admin1 = place.feature_code == "ADM1" and place.country_code == country_code
        if is_admin1 and names.fold(candidate.matched_name) == fold_class:
            return place.admin1_code
    return ""

"""Fitting rows to the layers below them: which of them are the same place, and which admin1 they lie in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from geomap import names
from geomap.gazetteer.kinds import kind_group, merge_reach_km
from geomap.gazetteer.rows import PlaceRow
from geomap.gazetteer.stack import Stack
from geomap.geodesy import haversine_km
from geomap.records import Candidate, MatchKind, Place, Point

_LEAST_SIMILARITY = 0.85
"""Least similarity (0..1) of a name of the one with a name of the other: a folded match that keeps most vowels."""
_UNCERTAINTY_MAX_KM = 10.0
"""A row's own uncertainty widens the reach by at most this: beyond it, namesakes nearby would be swallowed."""


def link_rows(rows: Iterable[PlaceRow], below: Stack) -> list[PlaceRow]:
    """Rows with `same_as` set where a layer below has the place (each of its places once, the nearest row wins)."""
    placed = [_with_admin1(row, below) for row in rows]
    pairs: list[tuple[float, int, str]] = []
    for index, row in enumerate(placed):
        same = {
            candidate.place.place_id: candidate for name in _names(row) for candidate in _namesakes(name, row, below)
        }
        pairs.extend((_distance_km(row, each.place), index, place_id) for place_id, each in same.items())
    taken: set[str] = set()
    for _, index, place_id in sorted(pairs):
        if place_id not in taken and not placed[index].same_as:
            taken.add(place_id)
            placed[index] = replace(placed[index], same_as=place_id)
    return placed


def _names(row: PlaceRow) -> tuple[str, ...]:
    return (row.name, *row.alternate_names)


def _namesakes(name: str, row: PlaceRow, below: Stack) -> list[Candidate]:
    group = kind_group(row.feature_class, row.feature_code)
    reach_km = merge_reach_km(group) + min(row.uncertainty_km, _UNCERTAINTY_MAX_KM)
    return [
        candidate
        for candidate in below.candidates(name, fuzzy=False)
        if candidate.match in (MatchKind.EXACT, MatchKind.ALTERNATE, MatchKind.FOLDED)
        and names.fold(candidate.matched_name) == names.fold(name)
        and candidate.similarity >= _LEAST_SIMILARITY
        and kind_group(candidate.place.feature_class, candidate.place.feature_code) == group
        and candidate.place.country_code in ("", row.country_code)
        and _distance_km(row, candidate.place) <= reach_km
    ]


def _distance_km(row: PlaceRow, place: Place) -> float:
    return haversine_km(row.lat, row.lon, place.point.lat, place.point.lon)


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

"""A check of a file as a whole: whether latitude and longitude were swapped within their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geomap.gazetteer.columns import fail
from geomap.gazetteer.rows import PlaceRow
from geomap.gazetteer.stack import Stack
from geomap.geodesy import haversine_km
from geomap.records import Point

_NEAR_KM = 50.0
"""A place of the same name within this distance speaks for a position."""
_SAMPLE = 200
"""Rows that are looked at: a swap is in all rows or in none."""


def refuse_swapped(path: Path, rows: Sequence[tuple[int, PlaceRow]], below: Stack) -> None:
    """Raise GazetteerSchemaError if more rows make sense with latitude and longitude swapped than as they stand."""
    step = max(1, len(rows) // _SAMPLE)
    votes = [(line, row, _vote(row, below)) for line, row in rows[::step]]
    swapped = [(line, row) for line, row, vote in votes if vote < 0]
    if len(swapped) > sum(vote > 0 for *_, vote in votes):
        line, row = swapped[0]
        problem = (
            f"{row.name!r} at latitude {row.lat:g}, longitude {row.lon:g} lies where no such place is, "
            f"but one is at latitude {row.lon:g}, longitude {row.lat:g} ({len(swapped)} of {len(votes)} rows alike)"
        )
        raise fail(path, line, "lat", problem, "swap the two columns: --column lat=… --column lon=…")


def _vote(row: PlaceRow, below: Stack) -> int:
    """+1 when the position as it stands is right, -1 when the swapped one is, 0 when neither or both are."""
    if not -90.0 <= row.lon <= 90.0:
        return 1
    return _fits(row, row.lat, row.lon, below) - _fits(row, row.lon, row.lat, below)


def _fits(row: PlaceRow, lat: float, lon: float, below: Stack) -> int:
    """1 when the country of the row is there, or a place of its name is near."""
    if row.country_code:
        around = below.containing(Point(lat=lat, lon=lon))
        if around is not None:
            return int(around.country_code == row.country_code)
    found = (candidate.place.point for candidate in below.candidates(row.name, fuzzy=False))
    return int(any(haversine_km(lat, lon, point.lat, point.lon) <= _NEAR_KM for point in found))

"""Positions as well-known binary, what GeoParquet and GeoPackage hold."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from typing import Any

LITTLE_ENDIAN, POINT, MULTI_POINT = 1, 1, 4

Position = Sequence[float]
"""[lon, lat], as GeoJSON orders it."""


def positions(geometry: Mapping[str, Any] | None) -> list[Position]:
    """The positions of a GeoJSON Point or MultiPoint; none for a null geometry."""
    if geometry is None:
        return []
    coordinates: list[Any] = geometry["coordinates"]
    return [coordinates] if geometry["type"] == "Point" else coordinates


def to_wkb(geometry: Mapping[str, Any] | None) -> bytes | None:
    """Well-known binary of a GeoJSON Point or MultiPoint."""
    found = positions(geometry)
    if geometry is None or not found:
        return None
    if geometry["type"] == "Point":
        return _point(found[0])
    return struct.pack("<BII", LITTLE_ENDIAN, MULTI_POINT, len(found)) + b"".join(map(_point, found))


def _point(position: Position) -> bytes:
    return struct.pack("<BIdd", LITTLE_ENDIAN, POINT, position[0], position[1])


class Extent:
    """The box around all positions seen."""

    def __init__(self) -> None:
        self.west, self.south, self.east, self.north = 180.0, 90.0, -180.0, -90.0
        self.kinds: set[str] = set()

    def add(self, geometry: Mapping[str, Any] | None) -> None:
        """Take a geometry into account."""
        for lon, lat in positions(geometry):
            self.west, self.east = min(self.west, lon), max(self.east, lon)
            self.south, self.north = min(self.south, lat), max(self.north, lat)
        if geometry is not None:
            self.kinds.add(geometry["type"])

    @property
    def box(self) -> list[float] | None:
        """[west, south, east, north] in degrees; None without a position."""
        return [self.west, self.south, self.east, self.north] if self.kinds else None

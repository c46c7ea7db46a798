"""Regions that the page offers a jump to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A named box, degrees."""

    key: str
    """Name of the string in the page's table, else shown as it is."""
    south: float
    west: float
    north: float
    east: float


REGIONS = (
    Region(key="manchester", south=53.33, west=-2.55, north=53.69, east=-1.90),
    Region(key="afghanistan", south=29.3, west=60.4, north=38.5, east=74.9),
    Region(key="iraq", south=29.0, west=38.7, north=37.4, east=48.6),
    Region(key="syria", south=32.3, west=35.6, north=37.4, east=42.4),
)
"""Boxes rounded out by hand around Greater Manchester and the three countries."""

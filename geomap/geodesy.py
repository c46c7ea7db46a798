"""Pure geometry on the sphere: distances and boxes."""

from __future__ import annotations

import math
from collections.abc import Iterable

from geomap.records import Bbox, Point

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of WGS 84 (IUGG); the sphere's error against the ellipsoid stays under 0.56 %."""

HALF_CIRCUMFERENCE_KM = 20039.0
"""The largest error that the field's measures count."""

KM_PER_DEGREE = math.pi * EARTH_RADIUS_KM / 180.0


def great_circle_km(a: Point, b: Point) -> float:
    """Great-circle distance in km, by the haversine formula."""
    return haversine_km(a.lat, a.lon, b.lat, b.lon)


def haversine_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Great-circle distance in km between two positions in degrees."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half_dphi, half_dlambda = (phi2 - phi1) / 2, math.radians(lon2 - lon1) / 2
    h = math.sin(half_dphi) ** 2 + math.cos(phi1) * math.cos(phi2) * math.sin(half_dlambda) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(h)))


def contains(box: Bbox, point: Point) -> bool:
    """Whether the point lies in the box; boxes over the antimeridian included."""
    if not box.south <= point.lat <= box.north:
        return False
    if box.west <= box.east:
        return box.west <= point.lon <= box.east
    return point.lon >= box.west or point.lon <= box.east


def expanded(box: Bbox, margin_km: float) -> Bbox:
    """The box with a margin on every side, cut at the poles and at ±180 degrees."""
    d_lat = margin_km / KM_PER_DEGREE
    widest = max(abs(box.south), abs(box.north))
    d_lon = margin_km / (KM_PER_DEGREE * max(0.05, math.cos(math.radians(min(widest, 89.0)))))
    return Bbox(
        south=max(-90.0, box.south - d_lat),
        west=max(-180.0, box.west - d_lon),
        north=min(90.0, box.north + d_lat),
        east=min(180.0, box.east + d_lon),
    )


def box_around(points: Iterable[Point]) -> Bbox | None:
    """The smallest box that does not cross the antimeridian around the points; None without points."""
    found = list(points)
    if not found:
        return None
    return Bbox(
        south=min(p.lat for p in found),
        west=min(p.lon for p in found),
        north=max(p.lat for p in found),
        east=max(p.lon for p in found),
    )

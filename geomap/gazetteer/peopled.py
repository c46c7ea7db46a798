"""Where in an area most of its known towns and villages lie."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from geomap.geodesy import KM_PER_DEGREE
from geomap.records import Point

REACH_KM = 20.0
"""As far as people say "around here"; also the radius within which names of villages are measured."""
FEWEST = 10
"""With fewer known settlements the densest spot is chance."""
LEAST_SHARE = 0.15
"""Of all settlements of the area; a densest spot with less says little of where another lies (in England, London)."""


def densest_point(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> Point | None:
    """The middle of the settlements around the one that has most others within 20 km.

    None where they are few or lie everywhere alike. Both arrays are in degrees.
    """
    if len(lat) < FEWEST:
        return None
    x, y = lon * np.cos(np.radians(lat.mean())) * KM_PER_DEGREE, lat * KM_PER_DEGREE
    cells: dict[tuple[int, int], list[int]] = {}
    for number, cell in enumerate(zip((x // REACH_KM).astype(int), (y // REACH_KM).astype(int), strict=True)):
        cells.setdefault((int(cell[0]), int(cell[1])), []).append(number)
    best: NDArray[np.int64] = np.empty(0, dtype=np.int64)
    for (column, row), members in cells.items():
        around = [n for i in (-1, 0, 1) for j in (-1, 0, 1) for n in cells.get((column + i, row + j), ())]
        if len(around) <= len(best):
            continue
        others = np.array(around)
        gaps = np.hypot(x[members][:, None] - x[others], y[members][:, None] - y[others]) <= REACH_KM
        fullest = int(gaps.sum(axis=1).argmax())
        if gaps[fullest].sum() > len(best):
            best = others[gaps[fullest]]
    if len(best) < LEAST_SHARE * len(lat):
        return None
    return Point(lat=round(float(lat[best].mean()), 4), lon=round(float(lon[best].mean()), 4))

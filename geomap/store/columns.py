"""Rows of `COLUMNS` from GeoJSON features, and the types of the columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geomap.store.flat import COLUMNS
from geomap.store.wkb import positions

INTEGERS = frozenset(
    {
        "location_precision", "fatalities_low", "fatalities_best", "fatalities_high", "injured_low", "injured_best",
        "injured_high", "count", "source_count",
    }
)  # fmt: skip
NUMBERS = frozenset({"lat", "lon", "uncertainty_km", "place_confidence", "confidence"})

Feature = Mapping[str, Any]


def feature_row(feature: Feature) -> dict[str, Any]:
    """The row that a feature of `events.geojson` was made from."""
    where = positions(feature["geometry"])
    row = {**feature["properties"], "lon": where[0][0] if where else None, "lat": where[0][1] if where else None}
    return {name: row[name] for name in COLUMNS}
